"""Corrections as JSON Lines: one JSON object a line, as ``standpunt feedback export`` writes and training reads them.

A line is ``{"id", "text", "acts", "by", "at", "model"}``, and ``note`` where there is one. An act is ``{"stance",
"strength", "trigger", "target", "addressees"}``; each span is ``{"start", "end"}``, in code points of ``text``,
half-open, or ``{"text"}`` where those words stand once. ``strength`` may be left out where it is normal, ``target`` and
``addressees`` where there are none. ``by`` is who corrected, ``at`` when (ISO 8601 with a time zone), ``model`` the
version that was corrected.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from labels.corrections import Correction
from labels.scheme import Act, Addressee, Paragraph, Span
from service.feedback.contract import LineOfFile
from service.feedback.marking import MarkFault, correction_of
from service.intake import place_of

ID_LENGTH: Final = 32


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


def _anything(correction: Correction) -> None:
    """Refuse nothing."""


def read_lines(path: Path, check: Callable[[Correction], None] = _anything) -> Iterator[Correction | CorrectionProblem]:
    """Yield what each line of a file holds, in order; blank lines are passed over.

    ``check`` may refuse what is in order otherwise, with a ``MarkFault``. Raises ``OSError`` where there is no such
    file.
    """
    for number, line in enumerate(path.read_bytes().split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            given = LineOfFile.model_validate_json(line)
            correction = correction_of(given, given.at)
            check(correction)
            yield correction
        except ValidationError as error:
            yield _misshapen(path, number, error)
        except MarkFault as fault:
            yield CorrectionProblem(path, number, fault.field, fault.problem, fault.remedy)


def as_line(correction: Correction) -> str:
    """Return the correction as a line, with its end; ``read_lines`` gives back an equal one without frames."""
    paragraph = correction.paragraph
    line: dict[str, Any] = {
        "id": paragraph.id,
        "text": paragraph.text,
        "acts": [act_object(act) for act in paragraph.acts],
        "by": correction.by,
        "at": correction.at.isoformat(),
        "model": correction.model,
    }
    if correction.note:
        line["note"] = correction.note
    return json.dumps(line, ensure_ascii=False) + "\n"


def correction_id(correction: Correction) -> str:
    """Return the name of a correction in UTC for good: a hash of all that it says."""
    return sha256(as_line(correction).encode("utf-8", "surrogatepass")).hexdigest()[:ID_LENGTH]


def act_object(act: Act) -> dict[str, Any]:
    """Return what a person marks of an act, its spans as begin and end, as JSON holds it."""
    return {
        "stance": act.stance,
        "strength": act.strength,
        "trigger": _place(act.trigger),
        "target": _place(act.target) if act.target else None,
        "addressees": [_place(each.span) for each in act.addressees],
    }


def act_of(stored: dict[str, Any], text: str) -> Act:
    """Return the act of which ``act_object`` made an object, of a paragraph with the ``text``."""
    return Act(
        stored["stance"],
        _cut(stored["trigger"], text),
        _cut(stored["target"], text) if stored["target"] else None,
        tuple(Addressee(_cut(each, text)) for each in stored["addressees"]),
        stored["strength"],
    )


def paragraph_of(id: str, text: str, acts: list[dict[str, Any]]) -> Paragraph:
    """Return the paragraph with its acts as ``act_object`` made them."""
    return Paragraph(id, text, tuple(act_of(each, text) for each in acts), "operative")


def _place(span: Span) -> dict[str, int]:
    return {"start": span.start, "end": span.end}


def _cut(place: dict[str, int], text: str) -> Span:
    return Span.cut(text, place["start"], place["end"])


def _misshapen(path: Path, line: int, error: ValidationError) -> CorrectionProblem:
    first = error.errors(include_url=False, include_input=False)[0]
    if first["type"] == "json_invalid":
        return CorrectionProblem(path, line, None, "this is not JSON in UTF-8", "Write one JSON object a line.")
    if not first["loc"]:
        problem = "the line holds no JSON object"
        return CorrectionProblem(path, line, None, problem, "Write one correction a line, between { and }.")
    problem = str(first["msg"])
    remedy = "See the top of service/feedback/lines.py for what a line holds."
    return CorrectionProblem(path, line, place_of(first["loc"]), problem[:1].lower() + problem[1:], remedy)
