"""Records as tasks of Label Studio, and the labelling configuration in which a person corrects them.

Each act is a region on its verb, labelled with the stance; each target or addressee is a region of its own, and a
relation ties it to every verb that it belongs to. So two acts may share a verb or a target. ``strength`` is a choice of
the verb's region. How a region counts is told in ``training.label_studio_import``.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from typing import Any, Final, Literal

from labels.lexicon import load_stances
from labels.scheme import Span
from training.records import Record

TEXT: Final = "text"
VERB: Final = "verb"
PART: Final = "part"
STRENGTH: Final = "strength"
TARGET: Final = "target"
ADDRESSEE: Final = "addressee"

Kind = Literal["predictions", "annotations"]

COLOURS: Final = {
    "reject": "#c0392b",
    "endorse": "#2e8b57",
    "empathise": "#8e44ad",
    "direct": "#2563c9",
    "procedure": "#7f8c8d",
    "assert": "#138d9c",
    "commit": "#b7950b",
}
"""The colour of a stance, by its group."""

_PART_COLOURS: Final = {TARGET: "#d9d2b0", ADDRESSEE: "#c5d8ee"}
_HEADER: Final = (
    "Mark each finite verb with its stance, then its target and addressees. Draw a relation from the verb to each of "
    "them where the paragraph has more than one verb."
)


def label_config() -> str:
    """Return the labelling configuration as XML, for Settings → Labeling Interface → Code."""
    stances = load_stances()
    view = ET.Element("View")
    # Without it a run of white space is shown as one space, and a person cannot tell what a region begins with.
    ET.SubElement(view, "Style").text = ".htx-text { white-space: pre-wrap; }"
    ET.SubElement(view, "Header", value=_HEADER)
    verbs = ET.SubElement(view, "Labels", name=VERB, toName=TEXT, choice="multiple", showInline="true")
    for stance in stances:
        hint = f"{stance.name}: {stance.definition}"
        ET.SubElement(verbs, "Label", value=stance.id, background=COLOURS[stance.group], hint=hint)
    parts = ET.SubElement(view, "Labels", name=PART, toName=TEXT, showInline="true")
    for name, colour in _PART_COLOURS.items():
        ET.SubElement(parts, "Label", value=name, background=colour)
    strength = ET.SubElement(
        view,
        "Choices",
        name=STRENGTH,
        toName=TEXT,
        choice="single",
        perRegion="true",
        visibleWhen="region-selected",
        whenLabelValue=",".join(stance.id for stance in stances),
    )
    for value in ("normal", "strong"):
        ET.SubElement(strength, "Choice", value=value)
    ET.SubElement(view, "Text", name=TEXT, value=f"${TEXT}")
    ET.indent(view)
    return ET.tostring(view, encoding="unicode") + "\n"


def tasks(records: Iterable[Record], kind: Kind = "predictions", model: str = "") -> list[dict[str, Any]]:
    """Return the records as tasks to import.

    With ``predictions`` the acts are proposals that a person accepts or changes; with ``annotations`` they count as a
    person's already. ``model`` is the version that found the acts: it comes back with the corrections.
    """
    return [_task(record, kind, model) for record in records]


def _task(record: Record, kind: Kind, model: str) -> dict[str, Any]:
    paragraph = record.paragraph
    result = list(_result(record))
    return {
        "data": {
            "text": paragraph.text,
            "id": paragraph.id,
            "role": paragraph.role or "operative",
            "document": record.document,
            "kinds": list(record.kinds),
            "style": record.style,
            "subject": record.subject,
            "date": record.date,
            "model": model,
        },
        kind: [{"result": result, "model_version": model} if kind == "predictions" else {"result": result}],
    }


def _result(record: Record) -> Iterator[dict[str, Any]]:
    shown: set[str] = set()
    for number, act in enumerate(record.paragraph.acts, start=1):
        verb = f"verb-{number}"
        yield _region(verb, VERB, act.trigger, act.stance)
        if act.strength != "normal":
            value = {**_place(act.trigger), "choices": [act.strength]}
            yield {"id": verb, "from_name": STRENGTH, "to_name": TEXT, "type": "choices", "value": value}
        parts = [(ADDRESSEE, each.span) for each in act.addressees]
        for name, span in [*parts, *([(TARGET, act.target)] if act.target else [])]:
            part = f"{name}-{span.start}-{span.end}"
            if part not in shown:
                shown.add(part)
                yield _region(part, PART, span, name)
            yield {"type": "relation", "from_id": verb, "to_id": part, "direction": "right"}


def _region(id: str, control: str, span: Span, label: str) -> dict[str, Any]:
    value = {**_place(span), "labels": [label]}
    return {"id": id, "from_name": control, "to_name": TEXT, "type": "labels", "value": value}


def _place(span: Span) -> dict[str, Any]:
    return {"start": span.start, "end": span.end, "text": span.text}
