"""What people annotated in Label Studio, back as paragraphs with acts.

A target or addressee belongs to each verb that a relation ties it to, whichever way the relation points. Without a
relation it belongs to the only verb of the paragraph; where there are more it is refused: nobody could say to which.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from labels.act_check import shown
from labels.corrections import Correction
from labels.scheme import Act, Addressee, Paragraph, Role, Span, Strength
from training.label_studio import ADDRESSEE, TARGET
from training.label_studio_offsets import Stretch, places
from training.records import Record, stance_names

_EXPORT: Final = "Export the project as JSON (not JSON-MIN), with the configuration of `label_config()`."


class LabelStudioProblem(ValueError):
    """An exported task cannot be read.

    Carries ``task`` (its id, or "#2" for the second where it has none; null for the file as a whole), ``region`` (id
    and words, or null), ``problem`` (a clause) and ``remedy`` (a sentence).
    """

    def __init__(self, task: str | None, region: str | None, problem: str, remedy: str) -> None:
        where = ", ".join(
            part for part in (f"task {task}" if task else "", f"region {region}" if region else "") if part
        )
        super().__init__(f"{where or 'the export'}: {problem}. {remedy}")
        self.task = task
        self.region = region
        self.problem = problem
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Annotated:
    """A paragraph as one person annotated it.

    ``at`` is when it was last changed, null where the export does not say.
    """

    record: Record
    by: str
    at: datetime | None
    model: str

    def correction(self) -> Correction:
        """Return it as a correction. Raises ``LabelStudioProblem`` where the time is not known."""
        paragraph = self.record.paragraph
        if self.at is None:
            raise LabelStudioProblem(paragraph.id, None, "the annotation has no time", _EXPORT)
        return Correction(paragraph, self.by, self.at, self.model)


class _Loose(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class _Data(_Loose):
    text: str
    id: str | None = None
    role: Role = "operative"
    document: str = ""
    kinds: list[str] = []
    style: str = ""
    subject: str = ""
    date: str = ""
    model: str = ""


class _Value(_Loose):
    start: int = Field(strict=True, ge=0)
    end: int = Field(strict=True, ge=0)
    text: str | None = None
    labels: list[str] = []
    choices: list[str] = []


class _Item(_Loose):
    type: str
    id: str = ""
    from_id: str = ""
    to_id: str = ""
    value: _Value | None = None


class _Annotation(_Loose):
    result: list[_Item]
    was_cancelled: bool = False
    completed_by: int | str | dict[str, Any] | None = None
    created_at: AwareDatetime | None = None
    updated_at: AwareDatetime | None = None

    def by(self) -> str:
        """Name the annotator: the address where the export has it, or the number."""
        who = self.completed_by
        if isinstance(who, dict):
            who = who.get("email") or who.get("id")
        return f"user {who}" if isinstance(who, int) else str(who or "unknown")


class _Task(_Loose):
    id: int | str | None = None
    data: _Data
    annotations: list[_Annotation]


_TASKS: Final = TypeAdapter(list[_Task])


def read_annotations(source: bytes) -> tuple[Annotated, ...]:
    """Read an export; an annotation that was skipped, and a task without any, give nothing.

    Origin of the records is ``correction``. Raises ``LabelStudioProblem``.
    """
    try:
        found = _TASKS.validate_json(source)
    except ValidationError as error:
        raise _misshapen(error) from error
    return tuple(annotated for place, task in enumerate(found, start=1) for annotated in _read(task, place))


def load_annotations(path: Path) -> tuple[Annotated, ...]:
    """Read an exported file. Raises ``LabelStudioProblem``, and ``OSError`` where there is no such file."""
    return read_annotations(path.read_bytes())


def _misshapen(error: ValidationError) -> LabelStudioProblem:
    first = error.errors(include_url=False, include_input=False)[0]
    task, *rest = first["loc"] or (None,)
    field_name = ".".join(map(str, rest))
    problem = f"{field_name}: {first['msg']}" if field_name else str(first["msg"])
    return LabelStudioProblem(f"#{task + 1}" if isinstance(task, int) else None, None, problem, _EXPORT)


def _read(task: _Task, place: int) -> Iterator[Annotated]:
    name = f"#{place}" if task.id is None else str(task.id)
    data = task.data
    id = data.id or f"task-{name.lstrip('#')}"
    for annotation in task.annotations:
        if annotation.was_cancelled:
            continue
        acts = _Reading(name, data.text, annotation.result).acts()
        paragraph = Paragraph(id, data.text, acts, data.role, id.rpartition("/")[2])
        record = Record(
            paragraph, "correction", data.document or id, tuple(data.kinds), data.style, data.subject, data.date
        )
        yield Annotated(record, annotation.by(), annotation.updated_at or annotation.created_at, data.model)


@dataclass(slots=True)
class _Region:
    """One region: its labels, its place, and the regions that relations tie it to, in their order."""

    id: str
    span: Span
    labels: list[str]
    strength: Strength = "normal"
    tied: list[str] = field(default_factory=list)

    @property
    def is_verb(self) -> bool:
        return all(label in stance_names() for label in self.labels)

    @property
    def is_part(self) -> bool:
        return self.labels in ([TARGET], [ADDRESSEE])


class _Reading:
    """Reads the regions and relations of one annotation."""

    def __init__(self, task: str, text: str, items: Sequence[_Item]) -> None:
        self._task = task
        self._text = text
        self._items = items

    def acts(self) -> tuple[Act, ...]:
        """Return the acts in order of their verbs; of two at one verb, in the order of the annotation."""
        regions = self._regions()
        self._strengths(regions)
        self._tie(regions)
        verbs = [region for region in regions.values() if region.is_verb]
        parts = self._parts(verbs, [region for region in regions.values() if region.is_part], regions)
        acts = [act for verb in verbs for act in self._of(verb, parts[verb.id])]
        return tuple(sorted(acts, key=lambda act: act.trigger.start))

    def _regions(self) -> dict[str, _Region]:
        marked = [(item, item.value) for item in self._items if item.type == "labels" and item.value]
        found = places(self._text, [Stretch(value.start, value.end, value.text) for _, value in marked])
        regions: dict[str, _Region] = {}
        for (item, value), place in zip(marked, found, strict=True):
            if place is None:
                problem = f"it runs from {value.start} to {value.end}, where the text has other words or none"
                raise self._problem(item.id, value.text, problem, "Mark it again: the text has changed.")
            region = _Region(item.id, Span.cut(self._text, *place), value.labels)
            if not value.labels or not (region.is_verb or region.is_part):
                problem = f"the label '{', '.join(value.labels)}' is neither stances nor one of target and addressee"
                raise self._problem(item.id, region.span.text, problem, _EXPORT)
            if item.id in regions:
                raise self._problem(item.id, region.span.text, "its id stands twice", "Delete one and mark it again.")
            regions[item.id] = region
        return regions

    def _strengths(self, regions: dict[str, _Region]) -> None:
        for item in self._items:
            if item.type == "choices" and item.value and item.id in regions and "strong" in item.value.choices:
                regions[item.id].strength = "strong"

    def _tie(self, regions: dict[str, _Region]) -> None:
        for item in self._items:
            if item.type != "relation":
                continue
            ends = [regions.get(item.from_id), regions.get(item.to_id)]
            here = next((end for end in ends if end), None)
            id, words = (here.id, here.span.text) if here else (item.from_id, None)
            if None in ends:
                raise self._problem(
                    id, words, "a relation ties it to a region that is not there", "Delete the relation."
                )
            first, second = sorted((end for end in ends if end), key=lambda end: not end.is_verb)
            if not first.is_verb or second.is_verb:
                problem = f"a relation ties it to '{shown(second.span.text)}', and they are no verb and part of an act"
                raise self._problem(id, words, problem, "Draw relations from a verb to its target and addressees.")
            if second.id not in first.tied:
                first.tied.append(second.id)
                second.tied.append(first.id)

    def _parts(
        self, verbs: Sequence[_Region], parts: Sequence[_Region], regions: dict[str, _Region]
    ) -> dict[str, list[_Region]]:
        """Return the parts of each verb: those tied to it, in order of the relations, then those tied to none."""
        found: dict[str, list[_Region]] = defaultdict(list)
        for verb in verbs:
            found[verb.id] = [regions[id] for id in verb.tied]
        distinct = {verb.span for verb in verbs}
        for part in parts:
            if part.tied:
                continue
            if len(distinct) != 1:
                problem = "it could belong to more than one verb" if distinct else "there is no verb for it"
                remedy = "Draw a relation from its verb to it." if distinct else "Mark the verb."
                raise self._problem(part.id, part.span.text, problem, remedy)
            for verb in verbs:
                found[verb.id].append(part)
        return found

    def _of(self, verb: _Region, parts: Sequence[_Region]) -> Iterator[Act]:
        targets = [part for part in parts if part.labels == [TARGET]]
        if len(targets) > 1:
            problem = f"'{shown(verb.span.text)}' has another target already"
            raise self._problem(
                targets[1].id, targets[1].span.text, problem, "An act has one target: delete the other."
            )
        for stance in verb.labels:
            yield Act(
                stance,
                verb.span,
                targets[0].span if targets else None,
                tuple(Addressee(part.span) for part in parts if part.labels == [ADDRESSEE]),
                verb.strength,
            )

    def _problem(self, region: str, words: str | None, problem: str, remedy: str) -> LabelStudioProblem:
        named = f"{region} ('{shown(words)}')" if words else region
        return LabelStudioProblem(self._task, named, problem, remedy)
