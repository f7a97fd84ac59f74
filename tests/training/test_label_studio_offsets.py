from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.label_studio_offsets import Stretch, places

TEXT = "😀 eist\r\nrust\N{NO-BREAK SPACE}🐱 en orde"


def units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (2, 6, "eist"),
        (8, 12, "rust"),
        (2, 12, "eist\\n\\nrust"),
        (2, 12, "eist\nrust"),
        (2, 12, None),
        (8, 14, "rust\N{NO-BREAK SPACE}🐱"),
        (8, 14, "rust 🐱"),
        (0, 1, "😀"),
        (0, len(TEXT), None),
    ],
)
def test_offsets_count_code_points(start: int, end: int, words: str | None) -> None:
    assert places(TEXT, [Stretch(start, end, words)]) == [(start, end)]


def test_a_carriage_return_and_a_line_feed_are_two() -> None:
    assert TEXT[6:8] == "\r\n"
    assert places("eist\r\nrust", [Stretch(6, 10, "rust")]) == [(6, 10)]
    assert places("eist\r\nrust", [Stretch(5, 9, "rust")]) == [None]


def test_early_releases_counted_utf_16_units() -> None:
    assert places(TEXT, [Stretch(3, 7, "eist"), Stretch(9, 13, "rust"), Stretch(14, 16, "🐱")]) == [
        (2, 6),
        (8, 12),
        (13, 14),
    ]


def test_one_way_of_counting_holds_for_a_whole_annotation() -> None:
    assert places(TEXT, [Stretch(2, 6, "eist"), Stretch(9, 13, "rust")]) == [(2, 6), None]


@pytest.mark.parametrize(("start", "end"), [(4, 4), (5, 4), (0, 99), (99, 100)])
def test_a_region_outside_the_text(start: int, end: int) -> None:
    assert places("eist rust", [Stretch(start, end)]) == [None]


def test_a_region_may_not_begin_inside_a_character() -> None:
    assert places("😀 eist 🐱", [Stretch(1, 3, "😀 ei")]) == [None]


_TEXTS = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=30)


@given(_TEXTS, st.lists(st.tuples(st.integers(0, 29), st.integers(1, 30)), max_size=4))
def test_what_label_studio_saves_is_found_again(text: str, stretches: list[tuple[int, int]]) -> None:
    inside = [(start, end) for start, end in stretches if start < end <= len(text)]
    saved = [Stretch(start, end, text[start:end].replace("\r", "\\n").replace("\n", "\\n")) for start, end in inside]
    assert places(text, saved) == inside


@given(_TEXTS, st.lists(st.tuples(st.integers(0, 29), st.integers(1, 30)), max_size=4))
def test_units_give_a_place_with_the_same_words(text: str, stretches: list[tuple[int, int]]) -> None:
    inside = [(start, end) for start, end in stretches if start < end <= len(text)]
    saved = [Stretch(units(text[:start]), units(text[:end]), text[start:end]) for start, end in inside]
    for (start, end), found in zip(inside, places(text, saved), strict=True):
        # The same words may stand at both places, as in "😀😀😀": then no one can tell.
        assert found is not None
        assert "".join(text[slice(*found)].split()) == "".join(text[start:end].split())
