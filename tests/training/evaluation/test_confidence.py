from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from predicted import act_lists

from labels.scheme import Act
from training.evaluation.confidence import BINS, Bin, Coverage, Judged, Reliability, judged, reliability
from training.evaluation.matching import pairs

confidences = st.floats(0, 1) | st.integers(0, 20).map(lambda twentieths: twentieths / 20)
judgements = st.lists(st.builds(Judged, confidences, st.booleans()), max_size=30)


def of(*acts: tuple[float, bool]) -> Reliability:
    return reliability([Judged(confidence, right) for confidence, right in acts])


def test_nothing_is_judged() -> None:
    assert of() == Reliability(0, 0.0, 0.0, (), ())


def test_the_calibration_error_by_hand() -> None:
    found = of((0.95, True), (0.85, True), (0.85, False), (0.45, False), (1.0, True))
    # Bins (0.4, 0.5], (0.8, 0.9] and (0.9, 1]: 1 · |0.45 − 0| + 2 · |0.85 − 0.5| + 2 · |0.975 − 1|, over 5.
    assert found.ece == pytest.approx((0.45 + 0.7 + 0.05) / 5)
    assert found.acts == 5
    assert [(each.low, each.high, each.acts) for each in found.bins] == [(0.4, 0.5, 1), (0.8, 0.9, 2), (0.9, 1.0, 2)]
    assert [each.accuracy for each in found.bins] == [0.0, 0.5, 1.0]


def test_the_area_by_hand() -> None:
    # Risks 0, 0, 1/3, 1/4 at coverages 1/4, 2/4, 3/4, 1: trapezia of 0, 0, 1/24 and 7/96.
    found = of((0.9, True), (0.8, True), (0.7, False), (0.6, True))
    assert found.curve == (
        Coverage(0.9, 0.25, 0.0),
        Coverage(0.8, 0.5, 0.0),
        Coverage(0.7, 0.75, pytest.approx(1 / 3)),
        Coverage(0.6, 1.0, 0.25),
    )
    assert found.aurc == pytest.approx(1 / 24 + 7 / 96)


def test_acts_that_are_equally_sure_cannot_be_told_apart() -> None:
    found = of((0.7, True), (0.7, False), (0.7, False), (0.7, True))
    assert found.curve == (Coverage(0.7, 1.0, 0.5),)
    assert found.aurc == pytest.approx(0.5)
    assert found.ece == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("confidence", "low"), [(0.0, 0.0), (0.1, 0.0), (0.3, 0.2), (0.30001, 0.3), (0.7, 0.6), (0.9, 0.8), (1.0, 0.9)]
)
def test_a_bin_holds_its_upper_edge(confidence: float, low: float) -> None:
    assert of((confidence, True)).bins == (Bin(low, pytest.approx(low + 0.1), 1, confidence, 1.0),)


def test_what_is_always_as_sure_as_it_is_right_has_no_calibration_error() -> None:
    tenths = [(tenth / 10, number < tenth) for tenth in range(1, 11) for number in range(10)]
    assert of(*tenths).ece == pytest.approx(0.0)


@given(judgements)
def test_the_calibration_error_is_that_of_a_naive_reckoning(acts: list[Judged]) -> None:
    expected = 0.0
    for number in range(BINS):
        upper = (number + 1) / BINS
        inside = [act for act in acts if (act.confidence > number / BINS or number == 0) and act.confidence <= upper]
        if inside:
            gap = math.fsum(act.confidence for act in inside) - sum(act.right for act in inside)
            expected += abs(gap) / len(acts)
    found = reliability(acts)
    assert found.ece == pytest.approx(expected)
    assert 0.0 <= found.ece <= 1.0
    assert sum(each.acts for each in found.bins) == found.acts == len(acts)


@given(judgements)
def test_the_curve_is_that_of_a_naive_reckoning(acts: list[Judged]) -> None:
    expected = []
    for threshold in sorted({act.confidence for act in acts}, reverse=True):
        kept = [act for act in acts if act.confidence >= threshold]
        wrong = sum(not act.right for act in kept)
        expected.append(Coverage(threshold, len(kept) / len(acts), wrong / len(kept)))
    assert list(reliability(acts).curve) == expected


@given(judgements.filter(bool))
def test_the_area_is_that_of_scikit_learn(acts: list[Judged]) -> None:
    metrics = pytest.importorskip("sklearn.metrics", reason="the extra `data` is not installed")
    found = reliability(acts)
    coverages, risks = [point.coverage for point in found.curve], [point.risk for point in found.curve]
    assert found.aurc == pytest.approx(metrics.auc([0.0, *coverages], [risks[0], *risks]))


@given(judgements)
def test_the_area_lies_between_those_of_the_best_and_the_worst_order(acts: list[Judged]) -> None:
    def ordered(surest: bool) -> float:
        labels = sorted((act.right for act in acts), key=lambda right: right != surest)
        return of(*((1 - place / 100, right) for place, right in enumerate(labels))).aurc

    found = reliability(acts).aurc
    assert 0.0 <= found <= 1.0
    if len({act.confidence for act in acts}) == len(acts):
        assert ordered(True) <= found + 1e-12
        assert found <= ordered(False) + 1e-12


@given(judgements, st.randoms(use_true_random=False))
def test_the_order_of_the_acts_does_not_matter(acts: list[Judged], chance: random.Random) -> None:
    other = list(acts)
    chance.shuffle(other)
    one, two = reliability(acts), reliability(other)
    assert (one.ece, one.aurc) == pytest.approx((two.ece, two.aurc))
    assert one.curve == two.curve


@given(st.lists(confidences, min_size=1, max_size=20))
def test_all_right_and_all_wrong(values: list[float]) -> None:
    assert of(*((value, True) for value in values)).aurc == 0.0
    assert of(*((value, False) for value in values)).aurc == pytest.approx(1.0)


@given(act_lists, act_lists)
def test_predicted_acts_are_judged_and_missed_ones_are_not(gold: tuple[Act, ...], predicted: tuple[Act, ...]) -> None:
    paired = pairs(gold, predicted)
    by_stance, as_a_whole = judged(paired), judged(paired, whole=True)
    assert sorted(act.confidence for act in by_stance) == sorted(act.confidence for act in predicted)
    found = {(act.trigger.start, act.stance) for act in gold} & {(act.trigger.start, act.stance) for act in predicted}
    assert sum(act.right for act in by_stance) == len(found)
    assert all(one.right >= other.right for one, other in zip(by_stance, as_a_whole, strict=True))
