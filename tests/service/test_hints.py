from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

np = pytest.importorskip("numpy", reason="numpy is not installed")
pytest.importorskip("tokenizers", reason="tokenizers is not installed")
pytest.importorskip("torch", reason="the extra `train` is not installed")

from tiny_models import trained  # noqa: E402

from labels.rules import Rules  # noqa: E402
from labels.scheme import Act, Span  # noqa: E402
from service.hints import UNTOLD, Hinter, hint_count  # noqa: E402
from service.subwords import Cutter  # noqa: E402
from service.tag_numbers import TagNumbers  # noqa: E402
from service.tags import all_tags  # noqa: E402

CUTTER = Cutter.load(trained("bert") / "tokenizer.json")
HINTER = Hinter()
RULES = Rules.load()
TEXT = "verzoekt de regering de vissersdorpen langs de kust te steunen;"


def named(text: str, acts: tuple[Act, ...] | None) -> list[str]:
    """Return the hint of each word by name, a dash where nothing is told."""
    [cut] = CUTTER.cut([text])
    hints = HINTER.of(cut, acts)
    return ["-" if hint == UNTOLD else all_tags()[hint - 1] for hint in hints[cut.heads]]


def test_each_word_has_the_tag_of_what_was_found() -> None:
    acts = RULES.acts(TEXT)
    hints = named(TEXT, acts)
    assert hints[:5] == ["VERB-request", "B-ADDRESSEE", "I-ADDRESSEE", "B-TARGET", "I-TARGET"]
    assert hints[-1] == "O"
    [cut] = CUTTER.cut([TEXT])
    assert hints == [all_tags()[number] for number in TagNumbers().of(cut.words, acts)]


def test_all_subwords_of_a_word_are_told_the_same() -> None:
    [cut] = CUTTER.cut([TEXT])
    hints = HINTER.of(cut, RULES.acts(TEXT))
    assert len(cut.ids) > len(cut.heads)
    for first, last in zip(cut.heads, [*cut.heads[1:], len(cut.ids)], strict=True):
        assert len(set(hints[first:last].tolist())) == 1


def test_nothing_found_is_told_too_and_differs_from_nothing_told() -> None:
    assert set(named(TEXT, ())) == {"O"}
    assert set(named(TEXT, None)) == {"-"}


def test_an_act_that_fits_no_word_is_not_told() -> None:
    text = "de   raad"
    assert set(named(text, (Act("urge", Span("  ", 3, 5)),))) == {"-"}


@given(st.text(max_size=60))
def test_any_text_has_a_hint_a_subword(text: str) -> None:
    [cut] = CUTTER.cut([text])
    hints = HINTER.of(cut, RULES.acts(text))
    assert hints.shape == cut.ids.shape
    assert ((hints >= 0) & (hints < hint_count())).all()
