from __future__ import annotations

import json
import lzma
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.pretraining.corpus import HELD_OUT, SHORTEST, CorpusProblem, cleaned, read_lines, registers

SENTENCE = "De veerdienst naar het eiland {} vaart in de winter twee keer per dag."


def write(folder: Path, name: str, *lines: str) -> Path:
    path = folder / name
    content = "\n".join(lines) + "\n"
    if name.endswith(".xz"):
        with lzma.open(path, "wt", encoding="utf-8") as file:
            file.write(content)
    else:
        path.write_text(content, encoding="utf-8")
    return path


def test_every_form_of_a_file_is_read(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", SENTENCE.format(1))
    write(tmp_path, "b.txt.xz", SENTENCE.format(2))
    write(tmp_path, "c.jsonl", json.dumps({"text": [SENTENCE.format(3), SENTENCE.format(4)], "title": "nee"}))
    write(tmp_path, "d.jsonl.xz", json.dumps({"intro": SENTENCE.format(5), "body": [SENTENCE.format(6)]}))
    found = [(line.register, line.text) for line in read_lines(tmp_path)]
    assert found == [(register, SENTENCE.format(number)) for number, register in enumerate("abccdd", start=1)]


def test_the_registers_of_the_order_come_first_and_none_twice(tmp_path: Path) -> None:
    for number, name in enumerate("abc"):
        write(tmp_path, f"{name}.txt", SENTENCE.format(number))
    assert [line.register for line in read_lines(tmp_path, ["c", "a", "c"])] == ["c", "a", "b"]


def test_of_two_forms_of_a_register_the_plainer_is_read(tmp_path: Path) -> None:
    write(tmp_path, "a.jsonl", json.dumps({"text": SENTENCE.format(1)}))
    plain = write(tmp_path, "a.txt", SENTENCE.format(2))
    assert registers(tmp_path) == {"a": plain}


def test_repetitions_and_scraps_are_left_out(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", SENTENCE.format(1), "Kort.", "x" * SHORTEST, SENTENCE.format(1).upper())
    write(tmp_path, "b.txt", f"  {SENTENCE.format(1)} ")
    assert [line.text for line in read_lines(tmp_path)] == [SENTENCE.format(1), "x" * SHORTEST]


def test_the_same_part_is_held_out_whatever_the_order(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", *(SENTENCE.format(number) for number in range(4 * HELD_OUT)))
    write(tmp_path, "b.txt", *(SENTENCE.format(f"b{number}") for number in range(4 * HELD_OUT)))
    forth = {line.text for line in read_lines(tmp_path) if line.held_out}
    back = {line.text for line in read_lines(tmp_path, ["b"]) if line.held_out}
    assert forth == back
    assert 1 <= len(forth) <= 24


@pytest.mark.parametrize("name", ["a.txt", "a.jsonl", "a.txt.xz"])
def test_a_file_that_cannot_be_read(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"\xff\xfe{ nothing")
    with pytest.raises(CorpusProblem, match=r"cannot be read .*UTF-8 text, or JSON Lines\."):
        list(read_lines(tmp_path))


def test_a_folder_without_text_and_a_register_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CorpusProblem, match="no text in the folder"):
        registers(tmp_path)
    write(tmp_path, "a.txt", SENTENCE.format(1))
    with pytest.raises(CorpusProblem, match=r"no register 'b'. Use any of: a\."):
        list(read_lines(tmp_path, ["b"]))


@given(st.text(max_size=60))
def test_cleaned_text_is_clean(text: str) -> None:
    clean = cleaned(text)
    assert cleaned(clean) == clean
    assert clean == " ".join(clean.split())
    assert clean.isprintable()
    plain = "".join(letter for letter in text if letter.isascii() and letter.isalnum())
    assert [letter for letter in plain if letter not in clean] == []
