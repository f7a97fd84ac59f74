"""Answers of any program, in the JSON of the HTTP contract, to be measured like an engine."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from labels.lexicon import load_stances
from labels.scheme import Act, Actor, Addressee, Paragraph, Span, Strength

_REMEDY: Final = 'Give {"paragraphs": [{"id", "text", "acts": [{"stance", "trigger": {"start", "end"}, …}]}]}.'


class PredictionProblem(ValueError):
    """A file of predictions cannot be measured. Carries ``file``, ``place`` (in the JSON), ``problem``, ``remedy``."""

    def __init__(self, file: Path, place: str, problem: str, remedy: str) -> None:
        super().__init__(f"{file}{f', {place}' if place else ''}: {problem}. {remedy}")
        self.file = file
        self.place = place
        self.problem = problem
        self.remedy = remedy


class _Place(BaseModel):
    start: int = Field(ge=0)
    end: int = Field(gt=0)


class _Actor(BaseModel):
    id: str
    name: str = ""
    kind: str = ""


class _Addressee(_Place):
    actor: _Actor | None = None


class _Act(BaseModel):
    stance: str
    trigger: _Place
    target: _Place | None = None
    addressees: list[_Addressee] | None = None
    strength: Strength = "normal"
    confidence: float = Field(default=1.0, ge=0, le=1)


class _Predicted(BaseModel):
    model_config = ConfigDict(coerce_numbers_to_str=True)

    id: str
    text: str | None = None
    acts: list[_Act] = []


_PARAGRAPHS: Final = TypeAdapter(list[_Predicted])


class Predictions:
    """The answers of one or several files.

    An answer belongs to the paragraph of its text; an answer without text to the one of its id ("klimaat/3", or "3"
    where the files answer a single document). A paragraph without an answer has no acts; ``unanswered`` counts them.
    """

    def __init__(
        self, name: str, by_text: Mapping[str, _Predicted], by_id: Mapping[str, _Predicted], file: Path
    ) -> None:
        self.name = name
        self.version = file.name
        self.unanswered = 0
        self._by_text = by_text
        self._by_id = by_id
        self._file = file

    @classmethod
    def read(cls, file: Path) -> Predictions:
        """Read a file: an answer of the contract, a list of its paragraphs, or either a line (JSON Lines).

        Raises ``PredictionProblem``.
        """
        answers = [paragraph for place, data in _values(file) for paragraph in _paragraphs(file, place, data)]
        known = {stance.id for stance in load_stances()}
        for answer in answers:
            for act in answer.acts:
                if act.stance not in known:
                    remedy = "Use one of those that `standpunt stances` lists."
                    raise PredictionProblem(file, f"paragraph {answer.id}", f"no stance is '{act.stance}'", remedy)
        by_text = {answer.text: answer for answer in answers if answer.text is not None}
        return cls(file.stem, by_text, {answer.id: answer for answer in answers if answer.text is None}, file)

    def predict(self, paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
        """Return the paragraphs with the acts that the file gives them. Raises ``PredictionProblem``."""
        documents = {each.id.rpartition("/")[0] for each in paragraphs}
        answered = []
        self.unanswered = 0
        for paragraph in paragraphs:
            answer = self._by_text.get(paragraph.text) or self._by_id.get(paragraph.id)
            if answer is None and len(documents) == 1:
                answer = self._by_id.get(paragraph.id.rpartition("/")[2])
            if answer is None:
                self.unanswered += 1
            acts = tuple(self._act(paragraph, act) for act in answer.acts) if answer else ()
            answered.append(replace(paragraph, acts=acts))
        if paragraphs and self.unanswered == len(paragraphs):
            remedy = (
                "Give each answer the text of its paragraph or its id, or choose the set that it answers (--split)."
            )
            raise PredictionProblem(self._file, "", "no paragraph of the set is answered", remedy)
        return answered

    def _act(self, paragraph: Paragraph, act: _Act) -> Act:
        def cut(place: _Place) -> Span:
            if not place.start < place.end <= len(paragraph.text):
                problem = f"{place.start} to {place.end} is no stretch of a text of {len(paragraph.text)} characters"
                remedy = "Count code points of the paragraph's text, half-open."
                raise PredictionProblem(self._file, f"paragraph {paragraph.id}", problem, remedy)
            return Span.cut(paragraph.text, place.start, place.end)

        return Act(
            act.stance,
            cut(act.trigger),
            cut(act.target) if act.target else None,
            tuple(
                Addressee(cut(each), Actor(each.actor.id, each.actor.name, each.actor.kind) if each.actor else None)
                for each in act.addressees or ()
            ),
            act.strength,
            confidence=act.confidence,
        )


def _values(file: Path) -> Iterator[tuple[str, Any]]:
    """Yield the file's JSON; where each line is JSON of its own, that of each with its place."""
    try:
        source = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise PredictionProblem(file, "", f"the file cannot be read ({error})", _REMEDY) from error
    # Only a line feed ends a line of JSON Lines; a text may hold other line separators.
    lines = [(number, line) for number, line in enumerate(source.split("\n"), 1) if line.strip()]
    try:
        yield "", json.loads(source)
    except (ValueError, RecursionError) as error:
        if len(lines) < 2 or not _is_json(lines[0][1]):
            raise _no_json(file, getattr(error, "lineno", 1), error) from None
    else:
        return
    for number, line in lines:
        try:
            yield f"line {number}", json.loads(line)
        except (ValueError, RecursionError) as error:
            raise _no_json(file, number, error) from None


def _is_json(line: str) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def _no_json(file: Path, line: int, error: Exception) -> PredictionProblem:
    # The parser gives up on what is nested too deep, and on numbers of thousands of digits.
    return PredictionProblem(file, f"line {line}", f"it is no JSON ({getattr(error, 'msg', error)})", _REMEDY)


def _paragraphs(file: Path, where: str, data: Any) -> list[_Predicted]:
    if isinstance(data, dict):
        data = data.get("paragraphs", [data])
    try:
        return _PARAGRAPHS.validate_python(data)
    except ValidationError as error:
        first = error.errors()[0]
        place = "paragraphs" + "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in first["loc"])
        raise PredictionProblem(file, f"{where}, {place}" if where else place, first["msg"].lower(), _REMEDY) from None
