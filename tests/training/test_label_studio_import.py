from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import marked_paragraphs

from labels.markup import MarkedParagraph
from labels.scheme import Act, Addressee, Paragraph, Span
from training.label_studio import tasks
from training.label_studio_import import Annotated, LabelStudioProblem, load_annotations, read_annotations
from training.records import Record

TEXT = "betreurt en veroordeelt 😀 het geweld; verzoekt de Raad om hulp"
NOON = "2026-03-09T12:00:00.000000Z"


def region(id: str, words: str, *labels: str, text: str = TEXT, **value: Any) -> dict[str, Any]:
    start = text.index(words)
    place = {"start": start, "end": start + len(words), "text": words, "labels": list(labels), **value}
    return {"id": id, "from_name": "verb", "to_name": "text", "type": "labels", "value": place, "origin": "manual"}


def relation(from_id: str, to_id: str, direction: str = "right") -> dict[str, Any]:
    return {"type": "relation", "from_id": from_id, "to_id": to_id, "direction": direction}


def strong(id: str) -> dict[str, Any]:
    value = {"start": 0, "end": 8, "text": "betreurt", "choices": ["strong"]}
    return {"id": id, "from_name": "strength", "to_name": "text", "type": "choices", "value": value}


def export(*items: dict[str, Any], text: str = TEXT, **changed: Any) -> bytes:
    annotation = {"id": 5, "result": list(items), "completed_by": 3, "created_at": NOON, "updated_at": NOON, **changed}
    return json.dumps([{"id": 17, "data": {"text": text}, "annotations": [annotation], "project": 2}]).encode()


def acts(*items: dict[str, Any], text: str = TEXT) -> list[tuple[str, str, str | None, list[str]]]:
    (found,) = read_annotations(export(*items, text=text))
    return [
        (act.stance, act.trigger.text, act.target and act.target.text, [each.span.text for each in act.addressees])
        for act in found.record.paragraph.acts
    ]


def refused(*items: dict[str, Any], text: str = TEXT) -> LabelStudioProblem:
    with pytest.raises(LabelStudioProblem) as caught:
        read_annotations(export(*items, text=text))
    assert caught.value.task == "17"
    assert str(caught.value).startswith("task 17, region ")
    assert caught.value.remedy.endswith(".")
    return caught.value


def round_trip(*records: Record) -> list[Record]:
    exported = tasks(records, "annotations", "rules-0.1.0")
    return [each.record for each in read_annotations(json.dumps(exported).encode())]


VERZOEKT = region("v", "verzoekt", "request")
BETREURT = region("b", "betreurt", "deplore")
VEROORDEELT = region("w", "veroordeelt", "condemn")
GEWELD = region("g", "het geweld", "target")
HULP = region("h", "hulp", "target")
RAAD = region("r", "de Raad", "addressee")


@given(st.lists(marked_paragraphs(), max_size=3))
def test_going_to_label_studio_and_back_keeps_every_offset(paragraphs: list[MarkedParagraph]) -> None:
    records = [
        Record(
            replace(each.paragraph(), id=f"los/{place}", number=str(place)),
            "correction",
            "los",
            ("gap",),
            "ep",
            "x",
            "y",
        )
        for place, each in enumerate(paragraphs)
    ]
    assert round_trip(*records) == records


@pytest.mark.parametrize("between", [" ", "\r\n", "\n", "\N{NO-BREAK SPACE}", "\t  ", " 😀 ", "\u00ad", "\u200b"])
def test_signs_that_are_counted_otherwise_elsewhere(between: str) -> None:
    text = f"🏴‍☠️{between}eist{between}rust en{between}orde"
    start = text.index("eist")
    act = Act("urge", Span.cut(text, start, start + 4), Span.cut(text, text.index("rust"), len(text)))
    record = Record(Paragraph("los/1", text, (act,), "operative", "1"), "correction", "los")
    assert round_trip(record) == [record]


def test_two_acts_may_share_a_verb_and_differ_in_all_else() -> None:
    verb = Span.cut(TEXT, 38, 46)
    raad, hulp, geweld = Span.cut(TEXT, 47, 54), Span.cut(TEXT, 58, 62), Span.cut(TEXT, 26, 36)
    shared = (
        Act("request", verb, hulp, (Addressee(raad),)),
        Act("urge", verb, geweld, (), "strong"),
        Act("note", verb, None, (Addressee(raad), Addressee(geweld))),
    )
    record = Record(Paragraph("los/1", TEXT, shared, "operative", "1"), "correction", "los")
    assert round_trip(record) == [record]


def test_relations_tie_targets_and_addressees_to_their_verbs() -> None:
    ties = [relation("b", "g"), relation("w", "g"), relation("v", "r"), relation("v", "h")]
    assert acts(VERZOEKT, GEWELD, BETREURT, VEROORDEELT, HULP, RAAD, *ties) == [
        ("deplore", "betreurt", "het geweld", []),
        ("condemn", "veroordeelt", "het geweld", []),
        ("request", "verzoekt", "hulp", ["de Raad"]),
    ]


@pytest.mark.parametrize("direction", ["right", "left", "bi"])
def test_a_relation_may_point_either_way(direction: str) -> None:
    expected = [("deplore", "betreurt", "het geweld", []), ("request", "verzoekt", None, [])]
    assert acts(BETREURT, VERZOEKT, GEWELD, relation("g", "b", direction)) == expected
    assert acts(BETREURT, VERZOEKT, GEWELD, relation("b", "g", direction), relation("g", "b")) == expected


def test_without_a_relation_a_part_belongs_to_the_only_verb() -> None:
    assert acts(HULP, VERZOEKT, RAAD) == [("request", "verzoekt", "hulp", ["de Raad"])]


def test_the_only_verb_may_take_two_stances() -> None:
    both = [("concern", "betreurt", "het geweld", []), ("sympathise", "betreurt", "het geweld", [])]
    assert acts(region("b", "betreurt", "concern", "sympathise"), GEWELD) == both
    assert acts(region("b", "betreurt", "concern"), region("c", "betreurt", "sympathise"), GEWELD) == both


def test_a_part_that_could_belong_to_two_verbs_is_refused() -> None:
    problem = refused(BETREURT, VERZOEKT, HULP, relation("b", "r"), RAAD)
    assert (problem.region, problem.problem) == ("h ('hulp')", "it could belong to more than one verb")
    assert problem.remedy == "Draw a relation from its verb to it."


def test_a_part_without_a_verb_is_refused() -> None:
    problem = refused(HULP)
    assert (problem.region, problem.problem, problem.remedy) == (
        "h ('hulp')",
        "there is no verb for it",
        "Mark the verb.",
    )


def test_a_second_target_is_refused() -> None:
    problem = refused(VERZOEKT, HULP, GEWELD)
    assert (problem.region, problem.problem) == ("g ('het geweld')", "'verzoekt' has another target already")


@pytest.mark.parametrize(("first", "second"), [(BETREURT, VERZOEKT), (GEWELD, HULP)])
def test_a_relation_between_two_of_a_kind_is_refused(first: dict[str, Any], second: dict[str, Any]) -> None:
    problem = refused(first, second, relation(first["id"], second["id"]))
    assert "no verb and part of an act" in problem.problem


def test_a_relation_to_nowhere_is_refused() -> None:
    assert "a region that is not there" in refused(BETREURT, relation("b", "weg")).problem
    assert refused(BETREURT, relation("weg", "heen")).region == "weg"


@pytest.mark.parametrize("labels", [[], ["applaud"], ["deplore", "target"], ["target", "addressee"]])
def test_a_label_of_another_project_is_refused(labels: list[str]) -> None:
    problem = refused(region("b", "betreurt", *labels))
    assert "is neither stances nor one of target and addressee" in problem.problem


def test_an_id_that_stands_twice_is_refused() -> None:
    assert refused(BETREURT, {**GEWELD, "id": "b"}).problem == "its id stands twice"


@pytest.mark.parametrize("place", [{"start": 1}, {"end": 7}, {"end": 99}, {"start": 8, "end": 8}])
def test_a_region_whose_words_are_not_there_is_refused(place: dict[str, int]) -> None:
    problem = refused(region("b", "betreurt", "deplore", **place))
    assert problem.region == "b ('betreurt')"
    assert "where the text has other words or none" in problem.problem


def test_an_early_export_counts_units() -> None:
    moved = [region(id, words, label, start=TEXT.index(words) + 1, end=TEXT.index(words) + 1 + len(words))
             for id, words, label in (("v", "verzoekt", "request"), ("h", "hulp", "target"))]  # fmt: skip
    assert acts(*moved) == [("request", "verzoekt", "hulp", [])]


def test_strength_is_a_choice_of_the_verb() -> None:
    (found,) = read_annotations(export(BETREURT, strong("b"), VERZOEKT))
    assert [act.strength for act in found.record.paragraph.acts] == ["strong", "normal"]


def annotated(**changed: Any) -> Annotated:
    (found,) = read_annotations(export(BETREURT, **changed))
    return found


@pytest.mark.parametrize(
    ("who", "name"),
    [
        (3, "user 3"),
        ({"id": 3, "email": "anna@example.org"}, "anna@example.org"),
        ({"id": 3}, "user 3"),
        (None, "unknown"),
    ],
)
def test_who_annotated(who: object, name: str) -> None:
    assert annotated(completed_by=who).by == name


def test_when_it_was_annotated() -> None:
    later = annotated(updated_at="2026-03-10T08:00:00Z")
    assert later.at == datetime(2026, 3, 10, 8, tzinfo=UTC)
    assert annotated(updated_at=None).at == datetime(2026, 3, 9, 12, tzinfo=UTC)
    correction = later.correction()
    assert (correction.by, correction.at, correction.paragraph) == ("user 3", later.at, later.record.paragraph)
    with pytest.raises(LabelStudioProblem, match="has no time"):
        annotated(updated_at=None, created_at=None).correction()


def test_a_task_of_another_source_has_its_own_number() -> None:
    record = annotated().record
    assert (record.paragraph.id, record.document, record.paragraph.role) == ("task-17", "task-17", "operative")
    assert record.origin == "correction"


def test_a_skipped_annotation_gives_nothing() -> None:
    assert read_annotations(export(BETREURT, was_cancelled=True)) == ()
    assert read_annotations(json.dumps([{"id": 1, "data": {"text": "x"}, "annotations": []}]).encode()) == ()


def test_every_person_counts() -> None:
    (task,) = json.loads(export(BETREURT))
    task["annotations"].append({**task["annotations"][0], "result": [], "completed_by": 4})
    found = read_annotations(json.dumps([task]).encode())
    assert [(each.by, len(each.record.paragraph.acts)) for each in found] == [("user 3", 1), ("user 4", 0)]


@pytest.mark.parametrize(
    ("source", "task", "problem"),
    [
        (b"{", None, "Invalid JSON"),
        (b"{}", None, "valid array"),
        (b'[{"id": 1, "text": "eist rust", "label": []}]', "#1", "data: Field required"),
        (b'[{"data": {"text": "x"}}]', "#1", "annotations: Field required"),
        (b'[{"data": {"text": "x"}, "annotations": []}, {"data": {"text": 7}, "annotations": []}]', "#2", "data.text"),
        (export({**BETREURT, "value": {"start": "/p[1]", "end": "/p[1]"}}), "#1", "value.start"),
    ],
)
def test_another_format_is_refused(source: bytes, task: str | None, problem: str) -> None:
    with pytest.raises(LabelStudioProblem, match="Export the project as JSON") as caught:
        read_annotations(source)
    assert caught.value.task == task
    assert problem in caught.value.problem


def test_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "export.json"
    path.write_bytes(export(VERZOEKT, RAAD))
    assert load_annotations(path) == read_annotations(export(VERZOEKT, RAAD))
