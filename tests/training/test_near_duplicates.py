from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labels.tokens import Words
from training.near_duplicates import NearIndex, runs_of

WORDS = st.lists(st.sampled_from(["de", "raad", "vraagt", "om", "hulp"]), max_size=14).map(tuple)


def similarity(one: Words, other: Words) -> float:
    ours, theirs = runs_of(one), runs_of(other)
    return len(ours & theirs) / len(ours | theirs)


@given(st.lists(WORDS, max_size=8), WORDS, st.sampled_from([0.1, 0.3, 0.5, 0.7, 1.0]))
def test_the_similarity_is_the_greatest_of_a_plain_count(texts: list[Words], text: Words, threshold: float) -> None:
    greatest = max((similarity(each, text) for each in texts), default=0.0)
    expected = greatest if greatest >= threshold else 0.0
    assert NearIndex(texts, threshold).similarity(text) == pytest.approx(expected)


def test_a_text_of_unknown_words_is_like_none() -> None:
    index = NearIndex([tuple("abcdefgh")], 0.5)
    assert index.similarity(tuple("stuvwxyz")) == 0.0
    assert index.similarity(tuple("abcdefgh")) == 1.0
    assert index.similarity(tuple("abcdefgx")) == pytest.approx(3 / 5)


def test_an_index_of_nothing() -> None:
    assert NearIndex([], 0.5).similarity(tuple("abcdef")) == 0.0
