from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from corrected import corrections, kept, sent
from hypothesis import given
from hypothesis import strategies as st

from labels.corrections import Correction
from service.feedback.lines import ID_LENGTH, CorrectionProblem, as_line, correction_id, read_lines
from service.feedback.marking import MarkFault


def written(folder: Path, *lines: str) -> Path:
    path = folder / "lines.jsonl"
    path.write_text("".join(lines), encoding="utf-8", newline="")
    return path


@given(st.lists(corrections, max_size=4))
def test_what_is_written_is_read_again(given_ones: list[Correction]) -> None:
    with TemporaryDirectory() as folder:
        assert list(read_lines(written(Path(folder), *map(as_line, given_ones)))) == given_ones


def test_every_line_that_is_wrong_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    wrong = [json.dumps(sent(at="2026-03-09T12:00:00Z", by=" ")) + "\n", "{\n"]
    path = written(tmp_path, as_line(kept()), wrong[0], "\n", as_line(kept("looft dit")), wrong[1])
    first, second, third, fourth = read_lines(path)
    assert (first, third) == (kept(), kept("looft dit"))
    assert isinstance(second, CorrectionProblem)
    assert (second.line, second.field) == (2, "by")
    assert isinstance(fourth, CorrectionProblem)
    assert (fourth.line, fourth.field) == (5, None)


def test_a_line_says_when_and_of_which_paragraph(tmp_path: Path) -> None:
    (found,) = read_lines(written(tmp_path, json.dumps(sent())))
    assert isinstance(found, CorrectionProblem)
    assert found.field == "at"


def test_words_may_stand_for_offsets_in_a_line_too(tmp_path: Path) -> None:
    (found,) = read_lines(written(tmp_path, json.dumps(sent(at="2026-03-09T12:00:00Z"))))
    assert isinstance(found, Correction)
    assert [act.trigger.text for act in found.paragraph.acts] == ["verzoekt", "betreurt"]


def test_a_check_may_refuse_a_line(tmp_path: Path) -> None:
    def check(correction: Correction) -> None:
        if correction.by == "bert":
            raise MarkFault("by", "this is bert", "Ask anna.")

    path = written(tmp_path, as_line(kept(by="bert")), as_line(kept()))
    refused, read = read_lines(path, check)
    assert isinstance(refused, CorrectionProblem)
    assert str(refused) == f"{path}, line 1, by: this is bert. Ask anna."
    assert read == kept()


def test_a_note_stands_in_a_line_where_there_is_one(tmp_path: Path) -> None:
    assert "note" not in json.loads(as_line(kept()))
    noted = kept(note="zie de toelichting")
    assert json.loads(as_line(noted))["note"] == "zie de toelichting"
    assert list(read_lines(written(tmp_path, as_line(noted)))) == [noted]


def test_the_id_is_that_of_all_that_is_said() -> None:
    ids = {correction_id(each) for each in (kept(), kept(by="bert"), kept(hour=1), kept(stance="note"), kept(note="x"))}
    assert len(ids) == 5
    assert correction_id(kept()) in ids
    assert all(len(id) == ID_LENGTH for id in ids)
