from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from predicted import act_lists, compared, paragraph
from strategies import STANCES

from labels.scheme import Act, Paragraph, Span
from training.evaluation.matching import NO_ACT, Pair, confusion, pairs
from training.evaluation.measures import is_whole, score

TEXT = "eist en hoopt dat het plan voor de haven slaagt"
EIST, HOOPT = Span.cut(TEXT, 0, 4), Span.cut(TEXT, 8, 13)
PLAN, HAVEN, BOTH = Span.cut(TEXT, 22, 26), Span.cut(TEXT, 35, 40), Span.cut(TEXT, 18, 40)


def test_acts_of_one_verb_and_stance_are_paired() -> None:
    gold, predicted = Act("urge", EIST, PLAN), Act("urge", EIST, HAVEN)
    (pair,) = pairs([gold], [predicted])
    assert pair == Pair(gold, predicted)
    assert pair.stances == ("urge", "urge")
    assert (pair.is_right, pair.is_right_as_a_whole) == (True, False)


def test_a_wrong_stance_is_taken_for_the_right_one() -> None:
    (pair,) = pairs([Act("urge", EIST)], [Act("request", EIST)])
    assert pair.stances == ("urge", "request")
    assert (pair.is_right, pair.is_right_as_a_whole) == (False, False)


def test_the_same_stance_goes_before_the_order() -> None:
    gold = [Act("concern", EIST), Act("deplore", EIST)]
    paired = pairs(gold, [Act("deplore", EIST), Act("reject", EIST)])
    assert [pair.stances for pair in paired] == [("concern", "reject"), ("deplore", "deplore")]


def test_of_acts_alike_those_whose_targets_share_most_go_together() -> None:
    gold = [Act("urge", EIST, PLAN), Act("urge", EIST, BOTH)]
    predicted = [Act("urge", EIST, BOTH), Act("urge", EIST, PLAN)]
    assert [pair.is_right_as_a_whole for pair in pairs(gold, predicted)] == [True, True]


def test_acts_of_different_verbs_are_never_paired() -> None:
    gold, predicted = Act("urge", EIST), Act("urge", HOOPT)
    assert pairs([gold], [predicted]) == [Pair(gold, None), Pair(None, predicted)]
    assert [pair.stances for pair in pairs([gold], [predicted])] == [("urge", NO_ACT), (NO_ACT, "urge")]
    assert not any(pair.is_right or pair.is_right_as_a_whole for pair in pairs([gold], [predicted]))


def test_an_act_predicted_twice_is_invented_once() -> None:
    act = Act("urge", EIST)
    assert confusion(pairs([act], [act, act])) == {("urge", "urge"): 1, (NO_ACT, "urge"): 1}


def test_addressees_count_in_any_order() -> None:
    markup = (
        '<act stance="request"><verb>verzoekt</verb> <addressee>de Raad</addressee> en '
        "<addressee>de Bank</addressee></act>"
    )
    (act,) = paragraph(markup).acts
    (pair,) = pairs([act], [replace(act, addressees=act.addressees[::-1])])
    assert pair.is_right_as_a_whole
    (pair,) = pairs([act], [replace(act, addressees=act.addressees[:1])])
    assert not pair.is_right_as_a_whole


def test_nothing_has_no_pairs() -> None:
    assert pairs([], []) == []
    assert confusion([]) == Counter()


@given(act_lists, act_lists)
def test_every_act_stands_in_exactly_one_pair(gold: tuple[Act, ...], predicted: tuple[Act, ...]) -> None:
    paired = pairs(gold, predicted)
    assert Counter(pair.gold for pair in paired if pair.gold) == Counter(gold)
    assert Counter(pair.predicted for pair in paired if pair.predicted) == Counter(predicted)
    for pair in paired:
        if pair.gold and pair.predicted:
            assert pair.gold.trigger.start == pair.predicted.trigger.start
    places = [(pair.gold or pair.predicted or Act("", EIST)).trigger.start for pair in paired]
    assert places == sorted(places)


@given(compared)
def test_pairs_and_measures_agree(drawn: tuple[Paragraph, Paragraph]) -> None:
    gold, predicted = drawn
    paired = pairs(gold.acts, predicted.acts)
    scores = score(gold, predicted)
    assert sum(pair.is_right for pair in paired) == scores.count("stance").found
    verbs = {pair.gold.trigger.start for pair in paired if pair.gold and pair.predicted}
    assert len(verbs) == scores.count("verb").found
    assert is_whole(gold, predicted) == all(pair.is_right_as_a_whole for pair in paired)


@given(act_lists)
def test_gold_against_itself_is_right_everywhere(acts: tuple[Act, ...]) -> None:
    assert all(pair.is_right_as_a_whole for pair in pairs(acts, acts))


@given(st.lists(compared, max_size=6))
def test_the_confusion_is_that_of_scikit_learn(drawn: list[tuple[Paragraph, Paragraph]]) -> None:
    metrics = pytest.importorskip("sklearn.metrics", reason="the extra `data` is not installed")
    paired = [pair for gold, predicted in drawn for pair in pairs(gold.acts, predicted.acts)]
    if not paired:
        return
    names = [*STANCES, NO_ACT]
    expected = metrics.confusion_matrix(
        [pair.stances[0] for pair in paired], [pair.stances[1] for pair in paired], labels=names
    )
    found = confusion(paired)
    assert [[found[gold, predicted] for predicted in names] for gold in names] == expected.tolist()
    assert found[NO_ACT, NO_ACT] == 0
