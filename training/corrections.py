"""Corrections that people made to what a model said, one JSON object a line.

A line is ``{"id", "text", "acts", "by", "at", "model"}``. An act is ``{"stance", "strength", "trigger", "target",
"addressees"}``; each span is ``{"start", "end"}``, in code points of ``text``, half-open. ``strength`` may be left out
where it is normal, ``target`` and ``addressees`` where there are none. ``by`` is who corrected, ``at`` when (ISO 8601
with a time zone), ``model`` the version that was corrected.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Final

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from labels.scheme import Act, Addressee, Paragraph, Span, Strength
from training.act_check import FaultKind, shown, span_faults, verb_faults
from training.near_duplicates import Words, words_of
from training.records import Record, act_object, stance_names

_REMEDIES: Final[dict[FaultKind, str]] = {
    "white-space": "Let start and end leave it out.",
    "mark": "Let the end stand before the mark.",
    "tokens": "Give the place of the finite verb alone, one token.",
    "part-of-token": "Give the place of the whole token.",
}
_Named = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class CorrectionProblem(ValueError):
    """A line holds no correction that can be used.

    Carries ``file``, ``line`` (1-based), ``field`` (such as ``acts[0].target``, or null for the line as a whole),
    ``problem`` (a clause) and ``remedy`` (a sentence).
    """

    def __init__(self, file: Path, line: int, field: str | None, problem: str, remedy: str) -> None:
        where = f"{file}, line {line}" + (f", {field}" if field else "")
        super().__init__(f"{where}: {problem}. {remedy}")
        self.file = file
        self.line = line
        self.field = field
        self.problem = problem
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Correction:
    """A paragraph as a person marked it. ``at`` has a time zone; ``model`` is empty where none is known."""

    paragraph: Paragraph
    by: str
    at: datetime
    model: str = ""

    def record(self) -> Record:
        """Return the correction as a row to train on; its id is unique among different texts."""
        paragraph = self.paragraph
        document = f"correction-{sha256(paragraph.text.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"
        own = Paragraph(f"{document}/1", paragraph.text, paragraph.acts, paragraph.role or "operative", "1")
        return Record(own, "correction", document, date=self.at.date().isoformat())


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two people who marked the same text differently; ``kept`` is the later of the two."""

    kept: Correction
    given_up: Correction


@dataclass(frozen=True, slots=True)
class Resolved:
    """One correction a text, in order of their first appearance; ``superseded`` is how many later ones replaced."""

    corrections: tuple[Correction, ...]
    superseded: int
    contradictions: tuple[Contradiction, ...]


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class _Place(_Strict):
    start: int = Field(ge=0)
    end: int = Field(ge=1)


class _CorrectedAct(_Strict):
    stance: str
    strength: Strength = "normal"
    trigger: _Place
    target: _Place | None = None
    addressees: list[_Place] = []


class _Line(_Strict):
    id: str
    text: str
    acts: list[_CorrectedAct]
    by: _Named
    at: AwareDatetime
    model: str


class _Fault(Exception):
    """What is wrong with a field of a line that has the right shape."""

    def __init__(self, field: str, problem: str, remedy: str) -> None:
        super().__init__(field, problem, remedy)
        self.field = field
        self.problem = problem
        self.remedy = remedy


def read_corrections(path: Path) -> tuple[Correction, ...]:
    """Read the corrections of a file in order; blank lines are passed over.

    Raises ``CorrectionProblem`` at the first line that is wrong, and ``OSError`` where there is no such file.
    """
    found: list[Correction] = []
    for number, line in enumerate(path.read_bytes().split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            found.append(_correction(_Line.model_validate_json(line)))
        except ValidationError as error:
            raise _misshapen(path, number, error) from error
        except _Fault as fault:
            raise CorrectionProblem(path, number, fault.field, fault.problem, fault.remedy) from None
    return tuple(found)


def as_line(correction: Correction) -> str:
    """Return the correction as a line, with its end; ``read_corrections`` gives back an equal one without frames."""
    paragraph = correction.paragraph
    return (
        json.dumps(
            {
                "id": paragraph.id,
                "text": paragraph.text,
                "acts": [act_object(act) for act in paragraph.acts],
                "by": correction.by,
                "at": correction.at.isoformat(),
                "model": correction.model,
            },
            ensure_ascii=False,
        )
        + "\n"
    )


def resolve(corrections: Iterable[Correction]) -> Resolved:
    """Keep the latest correction of each text; of two at the same time, the one that comes later.

    Texts are the same where their words are. Different acts by different people are told as contradictions.
    """
    by_text: dict[Words, list[Correction]] = {}
    for correction in corrections:
        by_text.setdefault(words_of(correction.paragraph.text), []).append(correction)
    kept: list[Correction] = []
    contradictions: list[Contradiction] = []
    for group in by_text.values():
        # The sort is stable: of two at the same time, the one that was read last stays last.
        *earlier, latest = sorted(group, key=lambda each: each.at)
        kept.append(latest)
        contradictions.extend(
            Contradiction(latest, each)
            for each in earlier
            if each.by != latest.by and _wording(each) != _wording(latest)
        )
    return Resolved(tuple(kept), sum(map(len, by_text.values())) - len(kept), tuple(contradictions))


def _wording(correction: Correction) -> list[tuple[str, str, Words, Words, tuple[Words, ...]]]:
    """Return the acts by their words, which white space and marks do not change."""
    return sorted(
        (
            act.stance,
            act.strength,
            words_of(act.trigger.text),
            words_of(act.target.text) if act.target else (),
            tuple(sorted(words_of(each.span.text) for each in act.addressees)),
        )
        for act in correction.paragraph.acts
    )


def _correction(line: _Line) -> Correction:
    if not words_of(line.text):
        raise _Fault("text", "the text has no word", "Give the whole paragraph.")
    acts = [_act(line.text, each, f"acts[{place}]") for place, each in enumerate(line.acts)]
    first: dict[tuple[str, Span], int] = {}
    for place, act in enumerate(acts):
        if (other := first.setdefault((act.stance, act.trigger), place)) != place:
            problem = f"'{act.trigger.text}' takes the stance '{act.stance}' twice (first in acts[{other}])"
            raise _Fault(f"acts[{place}]", problem, "Keep one of the two.")
    acts.sort(key=lambda act: act.trigger.start)
    return Correction(Paragraph(line.id, line.text, tuple(acts), "operative"), line.by, line.at, line.model)


def _act(text: str, given: _CorrectedAct, field: str) -> Act:
    if given.stance not in stance_names():
        problem = f"the stance '{shown(given.stance)}' does not exist"
        raise _Fault(f"{field}.stance", problem, "Use one of those that `standpunt stances` lists.")
    trigger = _span(text, given.trigger, "verb", f"{field}.trigger")
    for fault in verb_faults(trigger, text):
        raise _Fault(f"{field}.trigger", fault.problem, _REMEDIES[fault.kind])
    target = _span(text, given.target, "target", f"{field}.target") if given.target else None
    addressees = [
        _span(text, each, "addressee", f"{field}.addressees[{place}]") for place, each in enumerate(given.addressees)
    ]
    _refuse_overlap([trigger, *addressees, *([target] if target else [])], field)
    return Act(given.stance, trigger, target, tuple(map(Addressee, addressees)), given.strength)


def _span(text: str, place: _Place, part: str, field: str) -> Span:
    if not place.start < place.end <= len(text):
        problem = f"the {part} runs from {place.start} to {place.end} in a text of {len(text)} characters"
        raise _Fault(field, problem, "Count code points of the text from 0; the end is behind the last one.")
    span = Span.cut(text, place.start, place.end)
    for fault in span_faults(part, span):
        raise _Fault(field, fault.problem, _REMEDIES[fault.kind])
    return span


def _refuse_overlap(spans: Sequence[Span], field: str) -> None:
    for before, after in pairwise(sorted(spans, key=lambda span: (span.start, span.end))):
        if before.end > after.start:
            problem = f"'{shown(before.text)}' and '{shown(after.text)}' overlap"
            raise _Fault(field, problem, "Give each word to one span of the act.")


def _misshapen(path: Path, line: int, error: ValidationError) -> CorrectionProblem:
    first = error.errors(include_url=False, include_input=False)[0]
    if first["type"] == "json_invalid":
        return CorrectionProblem(path, line, None, "this is not JSON in UTF-8", "Write one JSON object a line.")
    if not first["loc"]:
        problem = "the line holds no JSON object"
        return CorrectionProblem(path, line, None, problem, "Write one correction a line, between { and }.")
    problem = str(first["msg"])
    remedy = "See the top of training/corrections.py for what a line holds."
    return CorrectionProblem(path, line, "".join(_steps(first["loc"])), problem[:1].lower() + problem[1:], remedy)


def _steps(location: tuple[int | str, ...]) -> Iterator[str]:
    for place, step in enumerate(location):
        yield f"[{step}]" if isinstance(step, int) else f"{'.' if place else ''}{step}"
