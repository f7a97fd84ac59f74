from __future__ import annotations

import lzma
from pathlib import Path

import pytest

from training.motions import Motion, MotionProblem, read_motions


def write(folder: Path, *lines: str) -> Path:
    path = folder / "moties.jsonl"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("line", "motion"),
    [
        (
            '{"text": ["De Kamer,", "eist rust"], "date": "2025-01-02"}',
            Motion("De Kamer,\n\neist rust", "", "2025-01-02"),
        ),
        ('{"text": "De Kamer,\\neist rust"}', Motion("De Kamer,\neist rust")),
        ('{"paragraphs": ["eist rust"], "id": 7}', Motion("eist rust")),
        ('{"intro": "Een motie:", "body": ["eist", "- rust"]}', Motion("eist\n\n- rust")),
        ('{"text": ["eist rust"], "dossier": "Zorg", "date": null}', Motion("eist rust", "Zorg")),
    ],
)
def test_each_shape(tmp_path: Path, line: str, motion: Motion) -> None:
    assert list(read_motions(write(tmp_path, line))) == [motion]


def test_blank_lines_and_empty_motions_are_left_out(tmp_path: Path) -> None:
    path = write(tmp_path, "", '{"text": []}', '{"text": " "}', '{"text": "eist rust"}', "")
    assert [each.text for each in read_motions(path)] == ["eist rust"]


def test_a_packed_file(tmp_path: Path) -> None:
    path = tmp_path / "moties.jsonl.xz"
    path.write_bytes(lzma.compress('{"text": "eist één"}\n'.encode()))
    assert [each.text for each in read_motions(path)] == ["eist één"]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("[1]", "not a JSON object"),
        ("{", "not a JSON object"),
        ('{"title": "Motie"}', "the line holds no text"),
        ('{"text": [1]}', "text"),
    ],
)
def test_a_line_that_cannot_be_read(tmp_path: Path, line: str, problem: str) -> None:
    path = write(tmp_path, '{"text": "eist rust"}', line)
    with pytest.raises(MotionProblem, match=problem) as caught:
        list(read_motions(path))
    assert (caught.value.file, caught.value.line) == (path, 2)
    assert str(caught.value).startswith(f"{path}, line 2: ")


def test_a_file_that_is_not_packed(tmp_path: Path) -> None:
    path = tmp_path / "moties.jsonl.xz"
    path.write_text('{"text": "eist rust"}')
    with pytest.raises(MotionProblem, match="cannot be read") as caught:
        list(read_motions(path))
    assert caught.value.line is None


def test_a_file_that_breaks_off(tmp_path: Path) -> None:
    path = tmp_path / "moties.jsonl.xz"
    path.write_bytes(lzma.compress(b'{"text": "eist rust"}\n' * 1000)[:-20])
    with pytest.raises(MotionProblem, match="cannot be read"):
        list(read_motions(path))
