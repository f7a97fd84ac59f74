"""The likeliest states of words against all that there are, one by one."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray
from tagged_texts import TAGS, odds, tagged, words_of

from service.calibration import Temperatures
from service.decode import _outside, _states
from service.odds import STANCES, Odds
from service.tagged import Tagged
from service.tags import PARTS

MOST = 5
STATES = range(1 + 2 * len(PARTS))

scores = st.integers(1, MOST).flatmap(
    lambda count: arrays(np.float32, (count, len(TAGS)), elements=st.floats(-30, 30, width=32))
)
# Many scores that are equal: of ways that are equally likely any will do, but it must be a way.
even_scores = st.integers(1, MOST).flatmap(
    lambda count: arrays(np.float32, (count, len(TAGS)), elements=st.sampled_from([0.0, 1.0, 2.0]))
)


def scored(rows: NDArray[np.float32]) -> Odds:
    text = " ".join("woord" for _ in rows)
    return Odds.of(Tagged(text, words_of(text), rows))


def emitted(found: Odds) -> NDArray[np.float64]:
    """Return the logarithm of the probability of each state of each word."""
    columns = [np.maximum(found.stances.max(axis=1), _outside(found))]
    for part in PARTS:
        columns += [found.begins[part], found.inside[part]]
    return np.stack(columns, axis=1)


def is_way(states: tuple[int, ...]) -> bool:
    """Tell whether every I stands behind a B or an I of its part."""
    before = (0, *states)
    return all(state == 0 or state % 2 or before[at] in (state - 1, state) for at, state in enumerate(states))


def likelihood(rows: NDArray[np.float64], states: tuple[int, ...]) -> float:
    return float(sum(row[state] for row, state in zip(rows, states, strict=True)))


def best_of_all(rows: NDArray[np.float64]) -> float:
    return max(likelihood(rows, each) for each in product(STATES, repeat=len(rows)) if is_way(each))


@settings(max_examples=60, deadline=None)
@given(st.one_of(scores, even_scores))
def test_no_way_is_likelier(rows: NDArray[np.float32]) -> None:
    found = scored(rows)
    own = emitted(found)
    states = tuple(_states(found, own[:, 0]))
    assert len(states) == len(rows)
    assert is_way(states)
    assert likelihood(own, states) == pytest.approx(best_of_all(own), abs=1e-9)


def test_a_later_word_of_a_part_is_not_begun_with() -> None:
    found = odds("het plan", {"het": {"I-TARGET": 0.9, "B-TARGET": 0.05}, "plan": {"I-TARGET": 0.99}})
    assert _states(found, _outside(found)) == [3, 4]


def test_a_part_does_not_go_on_in_another() -> None:
    found = odds("de Raad het plan", {"de Raad": "ADDRESSEE", "het": {"I-TARGET": 0.9, "B-TARGET": 0.1}})
    assert _states(found, _outside(found)) == [1, 2, 3, 0]


@settings(max_examples=60, deadline=None)
@given(scores, st.floats(0.3, 5), st.floats(0.3, 5), st.floats(0.3, 5))
def test_probabilities_are_the_softmax_of_the_scores(
    rows: NDArray[np.float32], verb: float, addressee: float, target: float
) -> None:
    text = " ".join("woord" for _ in rows)
    heat = Temperatures(verb=verb, addressee=addressee, target=target)
    found = Odds.of(Tagged(text, words_of(text), rows), heat)
    for part, temperature in zip(PARTS, (addressee, target), strict=True):
        expected = rows.astype(np.float64) / temperature
        expected -= np.logaddexp.reduce(expected, axis=1, keepdims=True)
        assert found.begins[part] == pytest.approx(expected[:, TAGS.index(f"B-{part}")], abs=1e-9)
        assert found.inside[part] == pytest.approx(expected[:, TAGS.index(f"I-{part}")], abs=1e-9)
    expected = rows.astype(np.float64) / verb
    expected -= np.logaddexp.reduce(expected, axis=1, keepdims=True)
    assert found.other == pytest.approx(np.logaddexp.reduce(expected[:, : 1 + 2 * len(STANCES)], axis=1), abs=1e-9)


def test_scores_of_any_size_do_not_overflow() -> None:
    rows = np.full((2, len(TAGS)), -3e4, dtype=np.float32)
    rows[:, TAGS.index("B-TARGET")] = 3e4
    found = scored(rows)
    assert found.begins["TARGET"] == pytest.approx(np.zeros(2))
    assert np.isfinite(found.stances).all()
    assert np.isfinite(found.other).all()


def test_a_text_without_words_has_odds_without_rows() -> None:
    found = Odds.of(tagged(""))
    assert found.other.shape == (0,)
    assert found.stances.shape == (0, len(STANCES))
