from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import marked_paragraphs

from labels.corrections import Correction
from labels.markup import MarkedParagraph
from service.feedback.lines import CorrectionProblem, as_line
from training.corrections import read_corrections, record_of

TEXT = "verzoekt de Raad en de Commissie om hulp; betreurt 😀 de stilte"
REQUEST = {
    "stance": "request",
    "trigger": {"start": 0, "end": 8},
    "target": {"start": 36, "end": 40},
    "addressees": [{"start": 9, "end": 16}, {"start": 20, "end": 32}],
}
DEPLORE = {
    "stance": "deplore",
    "strength": "strong",
    "trigger": {"start": 42, "end": 50},
    "target": {"start": 51, "end": 62},
}
NOON = datetime(2026, 3, 9, 12, tzinfo=UTC)


def line(**changed: Any) -> dict[str, Any]:
    given = {
        "id": "9",
        "text": TEXT,
        "acts": [REQUEST, DEPLORE],
        "by": "anna",
        "at": NOON.isoformat(),
        "model": "rules-0.1.0",
    }
    return {**given, **changed}


def write(folder: Path, *lines: dict[str, Any] | str) -> Path:
    path = folder / "corrections.jsonl"
    written = [each if isinstance(each, str) else json.dumps(each, ensure_ascii=False) for each in lines]
    path.write_text("\n".join(written) + "\n", encoding="utf-8", newline="")
    return path


def refused(folder: Path, **changed: Any) -> CorrectionProblem:
    path = write(folder, line(), "", line(**changed))
    with pytest.raises(CorrectionProblem) as caught:
        read_corrections(path)
    problem = caught.value
    assert (problem.file, problem.line) == (path, 3)
    assert str(problem).startswith(f"{path}, line 3")
    assert problem.remedy.endswith(".")
    assert not problem.problem.endswith(".")
    return problem


def first_act(**changed: Any) -> list[dict[str, Any]]:
    return [{**REQUEST, **changed}, DEPLORE]


def test_a_correction_is_read(tmp_path: Path) -> None:
    (found,) = read_corrections(write(tmp_path, line()))
    assert (found.by, found.at, found.model) == ("anna", NOON, "rules-0.1.0")
    request, deplore = found.paragraph.acts
    assert (request.stance, request.strength, request.trigger.text) == ("request", "normal", "verzoekt")
    assert request.target and request.target.text == "hulp"
    assert [each.span.text for each in request.addressees] == ["de Raad", "de Commissie"]
    # The smiley is one code point.
    assert (deplore.strength, deplore.target and deplore.target.text) == ("strong", "😀 de stilte")
    record = record_of(found)
    assert (record.origin, record.paragraph.role, record.date) == ("correction", "operative", "2026-03-09")
    assert record.paragraph.id == f"{record.document}/1"


def test_acts_come_in_order_of_their_verbs(tmp_path: Path) -> None:
    (found,) = read_corrections(write(tmp_path, line(acts=[DEPLORE, REQUEST])))
    assert [act.stance for act in found.paragraph.acts] == ["request", "deplore"]


def test_a_paragraph_without_acts_is_a_correction_too(tmp_path: Path) -> None:
    (found,) = read_corrections(write(tmp_path, line(acts=[])))
    assert found.paragraph.acts == ()


@given(marked_paragraphs(), st.sampled_from(["anna", "Bert de Vries"]), st.datetimes(timezones=st.just(UTC)))
def test_a_line_keeps_every_offset(paragraph: MarkedParagraph, by: str, at: datetime) -> None:
    marked = paragraph.paragraph()
    written = json.loads(as_line(Correction(marked, by, at, "rules")))
    assert written["text"] == marked.text
    assert datetime.fromisoformat(written["at"]) == at
    for act, told in zip(marked.acts, written["acts"], strict=True):
        places = [told["trigger"], *([told["target"]] if told["target"] else []), *told["addressees"]]
        spans = [act.trigger, *([act.target] if act.target else []), *(each.span for each in act.addressees)]
        assert [marked.text[place["start"] : place["end"]] for place in places] == [span.text for span in spans]


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    read = read_corrections(write(tmp_path, line(), line(text=TEXT + "\r\n", by="bert")))
    again = tmp_path / "again.jsonl"
    again.write_text("".join(map(as_line, read)), encoding="utf-8")
    assert read_corrections(again) == read


@pytest.mark.parametrize(
    ("changed", "field", "problem"),
    [
        ({"acts": first_act(stance="applaud")}, "acts[0].stance", "the stance 'applaud' does not exist"),
        ({"acts": first_act(target={"start": 35, "end": 40})}, "acts[0].target", "white space at an end"),
        ({"acts": first_act(target={"start": 36, "end": 41})}, "acts[0].target", "ends in ';'"),
        ({"acts": first_act(target={"start": 36, "end": 99})}, "acts[0].target", "in a text of 62 characters"),
        ({"acts": first_act(target={"start": 40, "end": 36})}, "acts[0].target", "runs from 40 to 36"),
        ({"acts": first_act(trigger={"start": 0, "end": 11})}, "acts[0].trigger", "is 2 tokens"),
        ({"acts": first_act(trigger={"start": 0, "end": 7})}, "acts[0].trigger", "is a part of a token"),
        ({"acts": first_act(addressees=[{"start": 9, "end": 17}])}, "acts[0].addressees[0]", "white space"),
        (
            {"acts": first_act(target={"start": 12, "end": 32})},
            "acts[0]",
            "'de Raad' and 'Raad en de Commissie' overlap",
        ),
        ({"acts": [REQUEST, REQUEST]}, "acts[1]", "takes the stance 'request' twice (first in acts[0])"),
        ({"acts": first_act(strength="fierce")}, "acts[0].strength", "input should be 'normal' or 'strong'"),
        ({"acts": first_act(trigger={"start": "0", "end": 8})}, "acts[0].trigger.start", "valid integer"),
        ({"acts": first_act(trigger={"start": -1, "end": 8})}, "acts[0].trigger.start", "greater than or equal to 0"),
        ({"acts": first_act(trigger=None)}, "acts[0].trigger", "should be an object"),
        ({"acts": first_act(verb="verzoekt")}, "acts[0].verb", "not permitted"),
        ({"text": " \n"}, "text", "the text has no word"),
        ({"by": "  "}, "by", "at least 1 character"),
        ({"at": "2026-03-09T12:00:00"}, "at", "timezone"),
        ({"at": "gisteren"}, "at", "valid datetime"),
        ({"at": 1773057600}, "at", "valid datetime"),
        ({"model": None}, "model", "valid string"),
    ],
)
def test_what_cannot_train_is_refused(tmp_path: Path, changed: dict[str, Any], field: str, problem: str) -> None:
    found = refused(tmp_path, **changed)
    assert found.field == field
    assert problem in found.problem


@pytest.mark.parametrize("name", ["id", "text", "acts", "by", "at", "model"])
def test_a_missing_field(tmp_path: Path, name: str) -> None:
    given = line()
    del given[name]
    with pytest.raises(CorrectionProblem) as caught:
        read_corrections(write(tmp_path, given))
    assert (caught.value.line, caught.value.field) == (1, name)


@pytest.mark.parametrize(
    ("written", "problem"),
    [("{", "not JSON"), (r'{"id": "\ud800"}', "not JSON"), ("[]", "no JSON object"), ("7", "no JSON object")],
)
def test_a_line_that_is_no_object(tmp_path: Path, written: str, problem: str) -> None:
    with pytest.raises(CorrectionProblem, match=problem) as caught:
        read_corrections(write(tmp_path, line(), written))
    assert (caught.value.line, caught.value.field) == (2, None)


def test_a_file_that_is_not_utf_8(tmp_path: Path) -> None:
    path = write(tmp_path, line(by="André", text="betreurt dit", acts=[]))
    path.write_bytes(path.read_bytes().decode().encode("latin-1"))
    with pytest.raises(CorrectionProblem, match="UTF-8"):
        read_corrections(path)
