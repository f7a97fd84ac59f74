"""A labelled paragraph as a row of a data set, with typed columns.

Offsets count Unicode code points of ``text``, half-open. Nothing here needs the extra ``data`` but ``features``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from labels.lexicon import load_stances
from labels.markup import ROLES
from labels.scheme import Act, Addressee, Paragraph, Role, Span
from service.feedback.lines import act_object

if TYPE_CHECKING:
    from datasets import Features

Origin = Literal["gold", "composed", "silver", "correction"]
ORIGINS: Final[tuple[Origin, ...]] = ("gold", "composed", "silver", "correction")
STRENGTHS: Final = ("normal", "strong")


@dataclass(frozen=True, slots=True)
class Record:
    """One labelled paragraph and where it comes from.

    ``document`` groups paragraphs that belong together: those of one document never come into two sets. ``kinds``
    are the kinds of hard case; ``style`` is that of the parliament (ep, tk, be, vp), empty where it is not known.
    """

    paragraph: Paragraph
    origin: Origin
    document: str
    kinds: tuple[str, ...] = ()
    style: str = ""
    subject: str = ""
    date: str = ""


def as_row(record: Record) -> dict[str, Any]:
    """Return the record as a row with the columns of ``features``."""
    paragraph = record.paragraph
    return {
        "id": paragraph.id,
        "text": paragraph.text,
        "role": paragraph.role or "operative",
        "acts": [{**act_object(act), "frame": act.frame} for act in paragraph.acts],
        "origin": record.origin,
        "document": record.document,
        "kinds": list(record.kinds),
        "style": record.style,
        "subject": record.subject,
        "date": record.date,
    }


def from_row(row: Mapping[str, Any]) -> Record:
    """Return the record that a row holds; class labels may be names or, as ``datasets`` gives them, numbers.

    Raises ``ValueError`` where a span does not lie in the text, or a label does not exist.
    """
    text = row["text"]
    role: Role = _name(ROLES, row["role"])
    acts = tuple(_act(act, text) for act in row["acts"])
    paragraph = Paragraph(row["id"], text, acts, role, row["id"].rpartition("/")[2] or None)
    return Record(
        paragraph,
        _name(ORIGINS, row["origin"]),
        row["document"],
        tuple(row["kinds"]),
        row["style"],
        row["subject"],
        row["date"],
    )


def _act(row: Mapping[str, Any], text: str) -> Act:
    return Act(
        stance=_name(stance_names(), row["stance"]),
        trigger=_span(row["trigger"], text),
        target=_span(row["target"], text) if row["target"] else None,
        addressees=tuple(Addressee(_span(place, text)) for place in row["addressees"]),
        strength="strong" if _name(STRENGTHS, row["strength"]) == "strong" else "normal",
        frame=row["frame"],
    )


def _span(place: Mapping[str, int], text: str) -> Span:
    if place["end"] > len(text):
        raise ValueError(f"a span ends at {place['end']}, behind the text of {len(text)} characters")
    return Span.cut(text, place["start"], place["end"])


def _name(names: tuple[Any, ...], value: Any) -> Any:
    """Return a label by its name or number; ``datasets`` gives -1 where there is none."""
    if isinstance(value, int) and 0 <= value < len(names):
        return names[value]
    if value not in names:
        raise ValueError(f"'{value}' is not one of: {', '.join(names)}")
    return value


def stance_names() -> tuple[str, ...]:
    """Return the stances in the order of ``stances.yaml``: the order of the class labels."""
    return tuple(stance.id for stance in load_stances())


def features() -> Features:
    """Return the typed columns of a data set of records."""
    from datasets import ClassLabel, Features, List, Value

    place = {"start": Value("int32"), "end": Value("int32")}
    act = {
        "stance": ClassLabel(names=list(stance_names())),
        "strength": ClassLabel(names=list(STRENGTHS)),
        "trigger": place,
        "target": place,
        "addressees": List(place),
        "frame": Value("string"),
    }
    return Features(
        {
            "id": Value("string"),
            "text": Value("string"),
            "role": ClassLabel(names=list(ROLES)),
            "acts": List(act),
            "origin": ClassLabel(names=list(ORIGINS)),
            "document": Value("string"),
            "kinds": List(Value("string")),
            "style": Value("string"),
            "subject": Value("string"),
            "date": Value("string"),
        }
    )
