"""The policy: what may be promoted, and why not."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.evaluation.measures import Count, Scores, Share
from training.retraining.policy import (
    GAINED,
    SCORES,
    Answered,
    Change,
    Decision,
    IncompleteComparison,
    changes,
    decide,
)

NAMES = {"champion": "the old", "challenger": "the new"}
_UNIT = st.floats(0, 1)
_SHIFTS = st.floats(-1, 1)


def level(name: str, difference: float = 0.0, low: float = -0.01, high: float = 0.01) -> Change:
    return Change(name, 0.5, 0.5 + difference, (difference + low, difference + high))


def same(**changed: Change) -> list[Change]:
    """Return changes that are none, but for those given."""
    return [changed.get(name, level(name)) for name in SCORES]


@st.composite
def _changes(draw: st.DrawFn) -> list[Change]:
    found = []
    for name in SCORES:
        low, high = sorted((draw(_SHIFTS), draw(_SHIFTS)))
        found.append(Change(name, draw(_UNIT), draw(_UNIT), (low, high)))
    return found


@st.composite
def _answered(draw: st.DrawFn) -> Answered:
    total = draw(st.integers(0, 50))
    return Answered(total, draw(st.integers(0, total)), draw(st.integers(0, total)))


def decided(found: list[Change], answered: Answered = Answered()) -> Decision:  # noqa: B008
    return decide(found, answered, names=NAMES)


@given(_changes(), _answered())
def test_what_falls_beyond_noise_is_never_promoted(found: list[Change], answered: Answered) -> None:
    decision = decided(found, answered)
    fallen = [each for each in found if each.interval[1] < -1e-6]
    if fallen:
        assert not decision.promote
        assert {each.name for each in fallen} <= {each.name for each in decision.fallen}
        for each in fallen:
            assert each.told() in decision.reason


@given(_changes(), _answered(), st.integers(0, len(SCORES) - 1), st.floats(0, 1), st.integers(0, 50))
def test_a_better_challenger_is_never_judged_worse(
    found: list[Change], answered: Answered, place: int, gain: float, more: int
) -> None:
    one = found[place]
    raised = (one.interval[0] + gain, one.interval[1] + gain)
    better = [*found]
    better[place] = replace(one, challenger=one.challenger + gain, interval=raised)
    right = min(answered.total, answered.challenger + more)
    if decided(found, answered).promote:
        assert decided(better, replace(answered, challenger=right)).promote


@given(_changes(), _answered())
def test_nothing_is_promoted_without_a_gain(found: list[Change], answered: Answered) -> None:
    target = next(each for each in found if each.name == GAINED)
    if decided(found, answered).promote:
        assert target.challenger > target.champion or answered.challenger > answered.champion


@given(_changes(), _answered(), st.permutations(range(len(SCORES))))
def test_the_order_of_the_scores_is_no_matter(found: list[Change], answered: Answered, order: list[int]) -> None:
    assert decided(found, answered) == decided([found[place] for place in order], answered)


def test_a_target_that_rises_is_enough() -> None:
    decision = decided(same(target=level("target", 0.004)), Answered(3, 2, 1))
    assert decision == Decision(
        True,
        "the new is promoted: no score falls beyond noise, and it gains in target +0.0040 (95 %: -0.0060 to +0.0140).",
    )


def test_more_corrections_are_enough_even_where_the_target_falls_within_noise() -> None:
    decision = decided(same(target=level("target", -0.004)), Answered(9, 2, 7))
    assert decision.promote
    assert "corrections 2 to 7 of 9" in decision.reason


def test_a_model_that_is_the_same_is_not_promoted() -> None:
    decision = decided(same(), Answered(4, 4, 4))
    assert not decision.promote
    assert decision.fallen == ()
    assert decision.reason == (
        "the old stays: the new gains nothing; target +0.0000 (95 %: -0.0100 to +0.0100), "
        "corrections answered 4 to 4 of 4."
    )


@pytest.mark.parametrize("name", SCORES)
def test_one_score_that_falls_outweighs_all_gains(name: str) -> None:
    found = [level(each, 0.2) if each != name else level(each, -0.05) for each in SCORES]
    decision = decided(found, Answered(9, 0, 9))
    assert not decision.promote
    assert decision.reason == f"the old stays: the new falls beyond noise in {name} -0.0500 (95 %: -0.0600 to -0.0400)."


def test_all_that_fall_are_named() -> None:
    decision = decided(same(stance=level("stance", -0.1), target=level("target", -0.2)))
    assert [each.name for each in decision.fallen] == ["stance", "target"]
    assert "stance -0.1000" in decision.reason
    assert "; target -0.2000" in decision.reason


@pytest.mark.parametrize("high", [0.0, 1e-12, 0.3])
def test_an_interval_that_reaches_zero_is_noise(high: float) -> None:
    assert not Change("target", 0.9, 0.8, (-0.2, high)).falls


def test_what_is_no_number_is_worse() -> None:
    assert Change("target", 0.9, math.nan, (math.nan, math.nan)).falls


@pytest.mark.parametrize("found", [[], same()[:-1], [*same(), level("target")], [level("verb")]])
def test_a_comparison_must_be_whole(found: list[Change]) -> None:
    with pytest.raises(IncompleteComparison):
        decided(found)


# From scores of documents.


def document(right: int, wrong: int) -> Scores:
    """Return the scores of a document with so many acts found and missed, whose paragraphs have one act each."""
    counts = {name: Count(right, 0, wrong) for name in ("verb", "stance", "addressee", "target", "target words")}
    whole = {"whole paragraph": Share(right, right + wrong)}
    return Scores(counts, {"request": counts["stance"]}, whole, right + wrong, right + wrong)


def test_a_fall_in_every_document_is_beyond_noise() -> None:
    before, after = [document(10, 0)] * 12, [document(8, 2)] * 12
    found = changes(before, after, resamples=200)
    assert [each.name for each in found] == list(SCORES)
    assert all(each.falls for each in found)
    assert not decided(list(found), Answered(5, 0, 5)).promote


def test_a_fall_in_one_document_of_many_is_noise() -> None:
    before = [document(10, 0)] * 12
    after = [document(9, 1), *before[1:]]
    assert not any(each.falls for each in changes(before, after, resamples=500))


def test_the_same_scores_differ_by_nothing() -> None:
    found = changes([document(7, 3), document(9, 1)], [document(7, 3), document(9, 1)], resamples=100)
    assert all(each.interval == (0, 0) and each.difference == 0 for each in found)


def test_documents_are_paired() -> None:
    with pytest.raises(ValueError, match="2 documents cannot be paired with 1"):
        changes([document(1, 0)] * 2, [document(1, 0)], resamples=100)


def test_documents_without_a_paragraph_do_not_count() -> None:
    before, after = [document(1, 1), Scores()], [document(2, 0), Scores()]
    assert changes(before, after, resamples=100) == changes(before[:1], after[:1], resamples=100)
