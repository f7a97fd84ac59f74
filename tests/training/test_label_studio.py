from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from typing import Any

from hypothesis import given
from strategies import marked_paragraphs

from labels.lexicon import load_stances
from labels.markup import MarkedParagraph
from labels.scheme import Act, Addressee, Paragraph, Span
from service.output import COLOURS as TERMINAL_COLOURS
from training.label_studio import COLOURS, label_config, tasks
from training.records import Record, stance_names

TEXT = "betreurt en veroordeelt 😀 het geweld; verzoekt de Raad om hulp"
GEWELD = Span.cut(TEXT, 26, 36)
ACTS = (
    Act("deplore", Span.cut(TEXT, 0, 8), GEWELD),
    Act("condemn", Span.cut(TEXT, 12, 23), GEWELD, strength="strong"),
    Act("request", Span.cut(TEXT, 38, 46), Span.cut(TEXT, 58, 62), (Addressee(Span.cut(TEXT, 47, 54)),)),
)
RECORD = Record(
    Paragraph("geweld/3", TEXT, ACTS, "operative", "3"), "silver", "geweld", ("shared",), "ep", "vrede", "2024-05-16"
)


def result(record: Record) -> list[dict[str, Any]]:
    (task,) = tasks([record])
    found: list[dict[str, Any]] = task["predictions"][0]["result"]
    return found


def test_the_data_of_a_task_is_the_record() -> None:
    (task,) = tasks([RECORD], model="rules-0.1.0")
    assert task["data"] == {
        "text": TEXT,
        "id": "geweld/3",
        "role": "operative",
        "document": "geweld",
        "kinds": ["shared"],
        "style": "ep",
        "subject": "vrede",
        "date": "2024-05-16",
        "model": "rules-0.1.0",
    }
    assert task["predictions"][0]["model_version"] == "rules-0.1.0"


def test_acts_are_regions_and_relations() -> None:
    items = result(RECORD)
    regions = {item["id"]: (item["from_name"], item["value"]) for item in items if item["type"] == "labels"}
    assert regions == {
        "verb-1": ("verb", {"start": 0, "end": 8, "text": "betreurt", "labels": ["deplore"]}),
        "verb-2": ("verb", {"start": 12, "end": 23, "text": "veroordeelt", "labels": ["condemn"]}),
        "verb-3": ("verb", {"start": 38, "end": 46, "text": "verzoekt", "labels": ["request"]}),
        # One region, to which two verbs are tied.
        "target-26-36": ("part", {"start": 26, "end": 36, "text": "het geweld", "labels": ["target"]}),
        "addressee-47-54": ("part", {"start": 47, "end": 54, "text": "de Raad", "labels": ["addressee"]}),
        "target-58-62": ("part", {"start": 58, "end": 62, "text": "hulp", "labels": ["target"]}),
    }
    assert [(item["from_id"], item["to_id"], item["direction"]) for item in items if item["type"] == "relation"] == [
        ("verb-1", "target-26-36", "right"),
        ("verb-2", "target-26-36", "right"),
        ("verb-3", "addressee-47-54", "right"),
        ("verb-3", "target-58-62", "right"),
    ]
    (choice,) = [item for item in items if item["type"] == "choices"]
    assert (choice["id"], choice["from_name"], choice["value"]["choices"]) == ("verb-2", "strength", ["strong"])


def test_annotations_in_place_of_predictions() -> None:
    (task,) = tasks([RECORD], "annotations")
    assert "predictions" not in task
    assert task["annotations"] == [{"result": result(RECORD)}]


def test_a_paragraph_without_acts_is_a_task_too() -> None:
    assert result(Record(Paragraph("1", "De Kamer,"), "gold", "los")) == []


@given(marked_paragraphs())
def test_regions_are_named_once_and_hold_what_they_say(marked: MarkedParagraph) -> None:
    paragraph = marked.paragraph()
    items = json.loads(json.dumps(result(Record(paragraph, "gold", "los"))))
    regions = [item for item in items if item["type"] == "labels"]
    ids = {item["id"] for item in regions}
    assert len(ids) == len(regions)
    for item in regions:
        value = item["value"]
        assert paragraph.text[value["start"] : value["end"]] == value["text"]
    for item in items:
        if item["type"] == "relation":
            assert {item["from_id"], item["to_id"]} <= ids


def test_the_configuration_has_every_label() -> None:
    view = ET.fromstring(label_config())
    labels = {tag.get("name"): [label.get("value") for label in tag] for tag in view.iter("Labels")}
    assert labels == {"verb": list(stance_names()), "part": ["target", "addressee"]}
    (text,) = view.iter("Text")
    assert (text.get("name"), text.get("value")) == ("text", "$text")
    assert all(tag.get("toName") == "text" for name in ("Labels", "Choices") for tag in view.iter(name))
    (strength,) = view.iter("Choices")
    assert [choice.get("value") for choice in strength] == ["normal", "strong"]
    assert strength.get("perRegion") == "true"
    assert "pre-wrap" in (view.findtext("Style") or "")


def test_what_a_task_names_is_in_the_configuration() -> None:
    view = ET.fromstring(label_config())
    names = {tag.get("name") for tag in view.iter()}
    for item in result(RECORD):
        if item["type"] != "relation":
            assert {item["from_name"], item["to_name"]} <= names


def test_every_group_has_a_colour() -> None:
    assert set(COLOURS) == set(TERMINAL_COLOURS) == {stance.group for stance in load_stances()}
