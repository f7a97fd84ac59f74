from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labels.errors import LexiconError
from labels.yaml_source import Node, load_yaml


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str], Path]:
    def _write(text: str) -> Path:
        path = tmp_path / "data.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return _write


def test_values_keep_their_lines(write: Callable[[str], Path]) -> None:
    root = load_yaml(write("# een kop\nlanden:\n  - id: NO\n    inwoners: 5\n  - id: SE\n"))
    entries = root.mapping()["landen"].members()
    assert [entry.line for entry in entries] == [3, 5]
    assert entries[0].mapping()["inwoners"].line == 4
    assert entries[0].mapping()["inwoners"].number() == 5


def test_words_that_yaml_takes_for_booleans_stay_text(write: Callable[[str], Path]) -> None:
    assert load_yaml(write("[NO, on, ja, '12', true]")).texts() == ["NO", "on", "ja", "12", "true"]


def test_flag_and_choice(write: Callable[[str], Path]) -> None:
    fields = load_yaml(write("sterk: true\nsoort: staat\n")).fields("sterk", "soort")
    assert fields["sterk"].flag() is True
    assert fields["soort"].choice(("staat", "land")) == "staat"


@pytest.mark.parametrize(
    ("text", "line", "problem", "use"),
    [
        ("a: 1\na: 2\n", 2, "'a' stands twice", lambda n: n.mapping()),
        ("- x\n", 1, "a list stands where", lambda n: n.mapping()),
        ("a: x\n", 1, "a mapping stands where", lambda n: n.members()),
        ("- x\n- ~\n", 2, "'~' stands where a text", lambda n: n.texts()),
        ("- x\n-\n", 2, "nothing stands where a text", lambda n: n.texts()),
        ("- x\n- 12\n", 2, "'12' stands where a text", lambda n: n.texts()),
        ("- x\n- [y]\n", 2, "a list stands where a text", lambda n: n.texts()),
        ("\n\n'12'\n", 3, "whole number", lambda n: n.number()),
        ("1.5\n", 1, "whole number", lambda n: n.number()),
        ("yes\n", 1, "true or false", lambda n: n.flag()),
        ("blauw\n", 1, "'blauw' is not allowed", lambda n: n.choice(("rood", "wit"))),
        ("a: x\nb: y\n", 2, "'b' is not known", lambda n: n.fields("a")),
        ("\na: x\n", 2, "has no 'b'", lambda n: n.fields("a", "b")),
    ],
)
def test_a_wrong_value_is_refused_with_its_line(
    write: Callable[[str], Path], text: str, line: int, problem: str, use: Callable[[Node], object]
) -> None:
    path = write(text)
    with pytest.raises(LexiconError) as caught:
        use(load_yaml(path))
    assert (caught.value.file, caught.value.line) == (path, line)
    assert problem in caught.value.problem
    assert caught.value.remedy.endswith(".")
    assert f"data.yaml, line {line}: " in str(caught.value)


@pytest.mark.parametrize(
    ("content", "line", "problem"),
    [
        (b"a: x\nb: [y\n", 3, "not YAML"),
        (b"a: x\n  b: y\n", 2, "not YAML"),
        (b"a: x\nb: caf\xe9\n", 2, "not UTF-8"),
        (b"# alleen een opmerking\n", 1, "empty"),
        (b"a: x\x00\n", 1, "not YAML"),
        (b"--- a\n--- b\n", 2, "not YAML"),
    ],
)
def test_an_unreadable_file_is_refused(tmp_path: Path, content: bytes, line: int, problem: str) -> None:
    path = tmp_path / "data.yaml"
    path.write_bytes(content)
    with pytest.raises(LexiconError) as caught:
        load_yaml(path)
    assert caught.value.line == line
    assert problem in caught.value.problem


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match="cannot be read"):
        load_yaml(tmp_path / "weg.yaml")


def test_a_byte_order_mark_does_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "data.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: x\n")
    assert load_yaml(path).fields("a")["a"].text() == "x"


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("yaml") / "data.yaml"
    path.write_bytes(content)
    try:
        node = load_yaml(path)
    except LexiconError as refused:
        assert refused.line >= 1
    else:
        assert node.line >= 1
