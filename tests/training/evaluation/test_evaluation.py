from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from annotated import TRAIN
from predicted import spoilt
from small_gold import act, document, small_gold

from labels.scheme import Paragraph
from training.evaluation.engines import ENGINES, Sources
from training.evaluation.evaluation import Evaluation, Found, body, evaluate
from training.evaluation.matching import NO_ACT
from training.evaluation.measures import Count, Scores, Share, score_all, total
from training.evaluation.turns import Turn, seen_turns
from training.gold import GoldDocument, load_gold
from training.gold_actors import GoldActors

NOBODY_NOTED = GoldActors({})


class Answering:
    """A predictor that answers with what a function makes of the annotated paragraphs, and counts how often."""

    name = "own"
    version = "own-1"

    def __init__(self, documents: Sequence[GoldDocument], change: Callable[[Paragraph], Paragraph] = lambda each: each):
        self.answers = {each.text: change(each) for document in documents for each in document.operatives}
        self.asked: list[int] = []

    def predict(self, paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
        self.asked.append(len(paragraphs))
        return [self.answers[each.text] for each in paragraphs]


def measured(
    documents: Sequence[GoldDocument],
    predictor: Answering | None = None,
    *,
    seen: frozenset[Turn] = frozenset(),
    actors: GoldActors = NOBODY_NOTED,
    segment: bool = False,
) -> Evaluation:
    own = predictor if predictor is not None else Answering(documents)
    return evaluate(own, documents, split="test", seen=seen, actors=actors, resamples=100, segment=segment)


def random_answers(documents: Sequence[GoldDocument]) -> Answering:
    chance = random.Random(5)
    return Answering(documents, lambda each: spoilt(each, chance))


@pytest.fixture
def small(tmp_path: Path) -> tuple[GoldDocument, ...]:
    return load_gold([small_gold(tmp_path)])


@pytest.fixture(scope="module")
def train() -> tuple[GoldDocument, ...]:
    return load_gold(TRAIN[:8])


def test_gold_against_itself_is_right_everywhere(train: tuple[GoldDocument, ...]) -> None:
    found = measured(train, seen=seen_turns([train[0].marked]))
    every = [found.scores, *found.kinds.values(), *found.bodies.values(), *found.documents]
    assert {value for scores in every for value in scores.figures.values()} == {1.0}
    assert set(found.intervals.values()) == {(1.0, 1.0)}
    assert {share for each in found.turns.values() for share in each.shares().values()} == {1.0}
    assert all(gold == predicted for gold, predicted in found.confusion)
    assert (found.reliability.aurc, found.reliability.ece, found.whole_reliability.aurc) == (0.0, 0.0, 0.0)
    assert found.wrong == ()


def test_the_parts_add_up_to_the_whole(train: tuple[GoldDocument, ...]) -> None:
    found = measured(train, random_answers(train), seen=seen_turns([train[0].marked]))
    gold = [each for document in train for each in document.operatives]
    assert found.scores == score_all(gold, [each.predicted for each in found.compared])
    assert [each.gold.id for each in found.compared] == [each.id for each in gold]
    by_body = total(found.bodies.values())
    assert (by_body.counts, by_body.paragraphs) == (found.scores.counts, found.scores.paragraphs)
    turns = found.turns["seen"] + found.turns["unseen"]
    assert (turns.acts, turns.stances) == (found.scores.acts, found.scores.count("stance").found)
    assert turns.targets < turns.acts
    assert sum(found.confusion.values()) == found.scores.acts + sum(
        number for (stance, _), number in found.confusion.items() if stance == NO_ACT
    )
    right = sum(number for (stance, predicted), number in found.confusion.items() if stance == predicted)
    assert right == found.scores.count("stance").found
    assert found.reliability.acts == sum(len(each.predicted.acts) for each in found.compared)
    assert len(found.wrong) == len(gold) - found.scores.shares["whole paragraph"].right
    assert not any(each.is_right for each in found.wrong)


def test_the_order_of_documents_does_not_matter(train: tuple[GoldDocument, ...]) -> None:
    predictor, seen = random_answers(train), seen_turns([train[0].marked])
    one, other = measured(train, predictor, seen=seen), measured(train[::-1], predictor, seen=seen)
    assert one.documents == other.documents[::-1]
    for name in ("scores", "kinds", "bodies", "turns", "confusion"):
        assert getattr(one, name) == getattr(other, name), name
    assert one.reliability.ece == pytest.approx(other.reliability.ece)
    assert one.reliability.curve == other.reliability.curve


def test_paragraphs_by_kind_of_hard_case(small: tuple[GoldDocument, ...]) -> None:
    found = measured(small, Answering(small, lambda each: replace(each, acts=each.acts if "1" in each.id else ())))
    assert {name: (scores.paragraphs, scores.acts) for name, scores in found.kinds.items()} == {
        "gap": (1, 1),
        "plain": (3, 3),
    }
    assert found.kinds["gap"].shares["whole paragraph"] == Share(1, 1)
    assert found.kinds["plain"].shares["whole paragraph"] == Share(2, 3)


def test_documents_by_body(small: tuple[GoldDocument, ...], tmp_path: Path) -> None:
    assert [body(each) for each in small] == ["motions", "European Parliament", "motions"]
    found = measured(small)
    assert {name: scores.paragraphs for name, scores in found.bodies.items()} == {
        "European Parliament": 1,
        "motions": 3,
    }
    assert list(measured(small[:1]).bodies) == ["motions"]
    unnamed = load_gold([document(tmp_path, "los", f'<p n="1">{act("urge", "eist", "rust")}</p>', style="")])
    assert body(unnamed[0]) == "European Parliament"


def test_turns_that_the_training_set_holds(small: tuple[GoldDocument, ...]) -> None:
    # The turn of "treinen" is not that of "bruggen"; of the two of "bruggen" one is missed.
    silent = Answering(small, lambda each: replace(each, acts=() if each.id == "bruggen/2" else each.acts))
    found = measured(small, silent, seen=seen_turns([small[0].marked]))
    assert found.turns == {"seen": Found(2, 1, 1, 1), "unseen": Found(2, 2, 2, 2)}
    assert found.turns["seen"].shares() == {"stance": 0.5, "addressees": 0.5, "target": 0.5}
    assert Found().shares() == {"stance": 1.0, "addressees": 1.0, "target": 1.0}


def test_paragraphs_of_one_number_are_not_mixed_up(tmp_path: Path) -> None:
    twice = [f'<p n="1">{act("urge", "eist", target)}</p>' for target in ("rust", "geld en goed")]
    documents = load_gold([document(tmp_path, "dubbel", *twice, '<p role="operative">gezien</p>')])
    found = measured(documents, seen=seen_turns([documents[0].marked]))
    assert found.turns["seen"] == Found(2, 2, 2, 2)


def test_a_verb_with_two_stances_is_two_acts_of_one_turn(tmp_path: Path) -> None:
    markup = act("concern deplore", "uit", "de drukte", before="zorg en spijt over ")
    documents = load_gold([document(tmp_path, "dubbel", f'<p n="1">{markup}</p>')])
    half = Answering(documents, lambda each: replace(each, acts=each.acts[:1]))
    assert measured(documents, half).turns["unseen"] == Found(2, 1, 1, 1)


def test_actors_come_from_the_gold(small: tuple[GoldDocument, ...]) -> None:
    actors = GoldActors({"de regering": "regering"})
    found = measured(small, actors=actors)
    # The answers name no actor, and the gold does.
    assert found.scores.shares["actor"] == Share(0, 1)
    assert measured(small, Answering(small, actors.noted), actors=actors).scores.shares["actor"] == Share(1, 1)


def test_a_figure_is_shown_with_its_interval(small: tuple[GoldDocument, ...]) -> None:
    assert measured(small).shown("stance") == "1.000 (1.000–1.000)"
    # One document says nothing of others.
    assert measured(small[:1]).shown("stance") == "1.000"
    assert measured(small).shown("actor") == "–"
    assert not measured(small).tells("actor")


def test_an_engine_is_asked_once(small: tuple[GoldDocument, ...]) -> None:
    predictor = Answering(small)
    found = measured(small, predictor, segment=True)
    assert predictor.asked == [4]
    assert [each.layout for each in found.segmentations] == ["plain", "unspaced", "pages"]
    assert found.segmentations[0].acts.count("stance") == Count(found=2)
    assert measured(small).segmentations == ()
    assert found.seconds >= 0.0
    assert (found.engine, found.version, found.split) == ("own", "own-1", "test")


def test_a_document_without_operatives_does_not_widen_the_interval(
    small: tuple[GoldDocument, ...], tmp_path: Path
) -> None:
    empty = load_gold([document(tmp_path, "leeg")])
    found = measured([*small, *empty])
    assert found.documents[-1] == Scores()
    assert empty[0].marked_operatives == ()
    assert found.intervals == measured(small).intervals


def test_what_cannot_be_measured(small: tuple[GoldDocument, ...], tmp_path: Path) -> None:
    empty = load_gold([document(tmp_path, "leeg")])
    for nothing in ((), empty):
        with pytest.raises(ValueError, match="'test' holds no operative paragraph"):
            measured(nothing)


@pytest.mark.parametrize(
    "change", [lambda found: found[1:], lambda found: [*found, found[0]], lambda found: found[::-1]]
)
def test_answers_that_do_not_fit_are_refused(
    change: Callable[[list[Paragraph]], list[Paragraph]], small: tuple[GoldDocument, ...]
) -> None:
    class Careless(Answering):
        def predict(self, paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
            return change(super().predict(paragraphs))

    with pytest.raises(ValueError, match=r"shorter|longer|another text"):
        measured(small, Careless(small))


def test_the_rules_are_better_than_the_keywords(train: tuple[GoldDocument, ...]) -> None:
    rules, keywords = (
        evaluate(ENGINES[name](Sources()), train, split="train", seen=frozenset(), actors=NOBODY_NOTED, resamples=100)
        for name in ("rules", "keyword")
    )
    for name in ("verb", "stance", "stance macro", "target", "whole paragraph"):
        assert rules.intervals[name][0] > keywords.intervals[name][1], name
