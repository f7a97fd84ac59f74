from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from predicted import compared, paragraph, spoilt

from labels.scheme import Paragraph
from training.evaluation.bootstrap import Interval, differences, intervals
from training.evaluation.measures import FIGURES, Scores, score, score_all, total

MARKUP = (
    '<act stance="deplore"><verb>betreurt</verb> <target>de late komst</target></act> en '
    '<act stance="request"><verb>verzoekt</verb> <addressee>de Raad</addressee> <target>haast te maken</target></act>; '
    '<act stance="urge"><verb>eist</verb> <target>rust</target></act>; '
    '<act stance="commend"><verb>dankt</verb> <target>de brandweer</target></act>'
)
documents = st.lists(compared, min_size=1, max_size=4).map(lambda drawn: [score(*pair) for pair in drawn])


def spoilt_documents(number: int, seed: int) -> list[Scores]:
    chance, gold = random.Random(seed), [paragraph(MARKUP)] * 5
    return [score_all(gold, [spoilt(each, chance) for each in gold]) for _ in range(number)]


def naive(parts: list[Scores], resamples: int, seed: int) -> dict[str, Interval]:
    """Work out the intervals from scores added up draw by draw."""
    draws = np.random.default_rng(seed).multinomial(len(parts), [1 / len(parts)] * len(parts), size=resamples)
    figures = [
        total(part for part, times in zip(parts, row, strict=True) for _ in range(times)).figures for row in draws
    ]
    found = {}
    for name in FIGURES:
        low, high = np.percentile([each[name] for each in figures], [2.5, 97.5])
        found[name] = (float(low), float(high))
    return found


def close(found: dict[str, Interval], expected: dict[str, Interval]) -> bool:
    return list(found) == list(expected) and all(found[name] == pytest.approx(expected[name]) for name in expected)


@settings(max_examples=25)
@given(documents, st.integers(0, 1000))
def test_intervals_are_those_of_a_naive_loop(parts: list[Scores], seed: int) -> None:
    assert close(intervals(parts, resamples=20, seed=seed), naive(parts, 20, seed))


def test_intervals_of_many_documents_are_those_of_a_naive_loop() -> None:
    parts = spoilt_documents(12, seed=3)
    assert close(intervals(parts, resamples=100, seed=5), naive(parts, 100, 5))


def test_a_share_has_the_interval_of_scipy() -> None:
    stats = pytest.importorskip("scipy.stats", reason="scipy, which scikit-learn brings, is not installed")
    parts = spoilt_documents(30, seed=1)
    shares = [part.shares["whole paragraph"] for part in parts]
    right, counted = [share.right for share in shares], [share.counted for share in shares]

    def ratio(right: np.ndarray, counted: np.ndarray, axis: int) -> np.ndarray:
        return right.sum(axis=axis) / counted.sum(axis=axis)

    expected = stats.bootstrap(
        (right, counted), ratio, paired=True, vectorized=True, method="percentile", n_resamples=5000, rng=2
    ).confidence_interval
    found = intervals(parts, resamples=5000)["whole paragraph"]
    assert found == pytest.approx((expected.low, expected.high), abs=0.015)


@pytest.mark.parametrize("seed", range(5))
def test_an_interval_contains_the_figure(seed: int) -> None:
    parts = spoilt_documents(40, seed)
    figures = total(parts).figures
    for name, (low, high) in intervals(parts).items():
        assert 0.0 <= low <= figures[name] <= high <= 1.0, name
    assert intervals(parts)["stance"][0] < intervals(parts)["stance"][1]


@settings(max_examples=20)
@given(compared, st.integers(1, 5))
def test_documents_that_are_alike_have_no_interval(drawn: tuple[Paragraph, Paragraph], number: int) -> None:
    part = score(*drawn)
    expected = {name: (value, value) for name, value in part.figures.items()}
    assert close(intervals([part] * number, resamples=50), expected)


def test_the_same_seed_gives_the_same_intervals() -> None:
    parts = spoilt_documents(10, seed=4)
    assert intervals(parts) == intervals(parts)
    assert intervals(parts, seed=1) != intervals(parts, seed=2)


def test_a_lower_level_is_narrower() -> None:
    parts = spoilt_documents(20, seed=6)
    low, high = intervals(parts, level=0.5)["stance"]
    outer_low, outer_high = intervals(parts, level=0.95)["stance"]
    assert outer_low < low < high < outer_high


def test_more_documents_are_narrower() -> None:
    def width(number: int) -> float:
        low, high = intervals(spoilt_documents(number, seed=8))["stance"]
        return high - low

    assert width(160) < 0.7 * width(10)


def test_an_engine_does_not_differ_from_itself() -> None:
    parts = spoilt_documents(8, seed=2)
    assert set(differences(parts, parts).values()) == {(0.0, 0.0)}


def test_a_better_engine_differs_on_the_same_documents() -> None:
    gold = [paragraph(MARKUP)] * 5
    perfect = [score_all(gold, gold)] * 20
    spoilt = spoilt_documents(20, seed=9)
    there, back = differences(perfect, spoilt), differences(spoilt, perfect)
    assert there["stance"][0] > 0.0
    for name, (low, high) in there.items():
        assert back[name] == pytest.approx((-high, -low))
    # Against what is always right the difference is what the other lacks.
    low, high = intervals(spoilt)["stance"]
    assert there["stance"] == pytest.approx((1.0 - high, 1.0 - low))


def test_documents_that_cannot_be_drawn_or_paired() -> None:
    with pytest.raises(ValueError, match="no document"):
        intervals([])
    with pytest.raises(ValueError, match="2 documents cannot be paired with 1"):
        differences([Scores(), Scores()], [Scores()])
    with pytest.raises(ValueError, match="no document"):
        differences([], [])
