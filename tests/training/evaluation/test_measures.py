from __future__ import annotations

import importlib.util
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest
from annotated import TRAIN
from hypothesis import given
from hypothesis import strategies as st
from predicted import compared, paragraph, spoilt
from strategies import marked_paragraphs

from labels.markup import MarkedParagraph
from labels.scheme import Actor, Paragraph
from training.evaluation.matching import NO_ACT, pairs
from training.evaluation.measures import FIGURES, ITEMS, SHARES, Count, Scores, Share, is_whole, score, score_all, total
from training.gold import load_gold
from training.gold_actors import NOBODY

DEFINITIONS = Path(__file__).parents[4] / "shared" / "score.py"
DEFINED = (*ITEMS, "stance macro", "leading stance", "whole paragraph")

GOLD = (
    '<act stance="deplore"><verb>betreurt</verb> <target>de late komst</target></act> en '
    '<act stance="request"><verb>verzoekt</verb> <addressee>de Raad</addressee> en <addressee>de Bank</addressee> '
    "<target>haast te maken</target></act>"
)

Pairs = list[tuple[Paragraph, Paragraph]]


def scored(predicted: str, gold: str = GOLD) -> Scores:
    return score(paragraph(gold), paragraph(predicted))


def counts(scores: Scores, name: str) -> tuple[int, int, int]:
    count = scores.count(name)
    return count.found, count.invented, count.missed


def with_actors(markup: str, *ids: str | None) -> Paragraph:
    """Return a paragraph whose addressees, in order of the text, are these actors."""
    bare, left = paragraph(markup), iter(ids)
    acts = []
    for act in bare.acts:
        asked = []
        for each in act.addressees:
            identity = next(left)
            asked.append(replace(each, actor=Actor(identity, identity, "") if identity else None))
        acts.append(replace(act, addressees=tuple(asked)))
    return replace(bare, acts=tuple(acts))


def test_a_perfect_answer() -> None:
    result = scored(GOLD)
    assert [counts(result, name) for name in ("verb", "stance", "addressee", "target")] == [(2, 0, 0)] * 4
    assert counts(result, "target words") == (6, 0, 0)
    assert result.stances == {"deplore": Count(1), "request": Count(1)}
    assert (result.paragraphs, result.acts) == (1, 2)
    assert set(result.figures.values()) == {1.0}


def test_a_wrong_stance_costs_the_stance_only() -> None:
    result = scored(GOLD.replace('"deplore"', '"condemn"'))
    assert counts(result, "verb") == (2, 0, 0)
    assert counts(result, "stance") == (1, 1, 1)
    assert result.figures["stance"] == pytest.approx(0.5)
    assert counts(result, "target") == (2, 0, 0)
    assert result.figures["leading stance"] == 0.0
    assert result.figures["whole paragraph"] == 0.0
    assert result.stances == {"condemn": Count(invented=1), "deplore": Count(missed=1), "request": Count(1)}
    assert result.figures["stance macro"] == pytest.approx(1 / 3)


def test_a_target_must_be_exact_but_its_words_count_too() -> None:
    result = scored(GOLD.replace("<target>de late komst</target>", "de <target>late komst</target>"))
    assert counts(result, "target") == (1, 1, 1)
    assert counts(result, "target words") == (5, 0, 1)
    assert result.figures["target words"] == pytest.approx(10 / 11)
    assert result.figures["leading stance"] == 1.0


def test_each_addressee_counts_by_itself() -> None:
    joined = "<addressee>de Raad</addressee> en <addressee>de Bank</addressee>"
    result = scored(GOLD.replace(joined, "<addressee>de Raad en de Bank</addressee>"))
    assert counts(result, "addressee") == (0, 1, 2)
    result = scored(GOLD.replace("<addressee>de Bank</addressee>", "de Bank"))
    assert counts(result, "addressee") == (1, 0, 1)
    assert result.figures["addressee"] == pytest.approx(2 / 3)


def test_an_act_that_is_missed_costs_everything_that_hangs_on_its_verb() -> None:
    second = GOLD[GOLD.index("<act", 1) :]
    result = scored('betreurt <act stance="note"><verb>de</verb></act> late komst en ' + second)
    assert counts(result, "verb") == (1, 1, 1)
    assert counts(result, "target") == (1, 0, 1)
    assert counts(result, "target words") == (3, 0, 3)
    assert result.figures["leading stance"] == 0.0


def test_spans_count_by_verb() -> None:
    # The same target under another verb is not found.
    gold = '<act stance="deplore"><verb>betreurt</verb> en hekelt <target>de drukte</target></act>'
    result = scored('betreurt en <act stance="deplore"><verb>hekelt</verb> <target>de drukte</target></act>', gold)
    assert counts(result, "target") == (0, 1, 1)
    assert counts(result, "target words") == (0, 2, 2)
    gold = '<act stance="urge"><verb>eist</verb> en vraagt <addressee>de Raad</addressee></act>'
    result = scored('eist en <act stance="urge"><verb>vraagt</verb> <addressee>de Raad</addressee></act>', gold)
    assert counts(result, "addressee") == (0, 1, 1)


def test_one_verb_with_two_stances_counts_as_two_acts_with_one_target() -> None:
    gold = '<act stance="concern deplore"><verb>uit</verb> zijn zorg en spijt over <target>de drukte</target></act>'
    result = scored(gold.replace("concern deplore", "deplore"), gold)
    assert counts(result, "verb") == (1, 0, 0)
    assert counts(result, "stance") == (1, 0, 1)
    assert counts(result, "target") == (1, 0, 0)
    assert result.acts == 2


def test_a_paragraph_without_acts_counts_as_a_whole_only() -> None:
    result = scored("gezien het verslag", "gezien het verslag")
    assert "leading stance" not in result.shares
    assert result.shares["whole paragraph"] == Share(1, 1)
    assert result.figures["stance"] == 1.0


def test_strength_counts_of_found_acts_only() -> None:
    strong = GOLD.replace('"deplore"', '"deplore" strength="strong"')
    assert scored(strong).shares["strength"] == Share(1, 2)
    assert scored(strong.replace("request", "urge")).shares["strength"] == Share(0, 1)
    # Strength is none of what makes a paragraph right as a whole (shared definitions).
    assert scored(strong).figures["whole paragraph"] == 1.0


@pytest.mark.parametrize(
    ("gold", "predicted", "share"),
    [
        (("raad", "bank"), ("raad", "bank"), Share(2, 2)),
        (("raad", "bank"), ("raad", "ecb"), Share(1, 2)),
        (("raad", NOBODY), ("raad", None), Share(2, 2)),
        (("raad", NOBODY), (None, "bank"), Share(0, 2)),
        (("raad", None), ("raad", "bank"), Share(1, 1)),
        ((None, None), ("raad", "bank"), Share(0, 0)),
    ],
)
def test_an_actor_counts_where_the_gold_notes_one(
    gold: Sequence[str | None], predicted: Sequence[str | None], share: Share
) -> None:
    result = score(with_actors(GOLD, *gold), with_actors(GOLD, *predicted))
    assert result.shares["actor"] == share
    assert result.tells("actor") == (share.counted > 0)
    assert result.tells("target")


def test_an_addressee_that_is_not_found_says_nothing_of_its_actor() -> None:
    fewer = GOLD.replace("<addressee>de Bank</addressee>", "de Bank")
    result = score(with_actors(GOLD, "raad", "bank"), with_actors(fewer, "raad"))
    assert result.shares["actor"] == Share(1, 1)


def test_other_texts_are_refused() -> None:
    with pytest.raises(ValueError, match="paragraph 1 of the gold"):
        score(paragraph("een"), paragraph("twee"))
    with pytest.raises(ValueError, match="shorter"):
        score_all([paragraph("een")], [])


def test_precision_and_recall() -> None:
    count = Count(found=3, invented=1, missed=2)
    assert (count.precision, count.recall) == (0.75, 0.6)
    assert count.f1 == pytest.approx(2 * 0.75 * 0.6 / (0.75 + 0.6))
    assert (Count().precision, Count().recall, Count().f1) == (1.0, 1.0, 1.0)
    assert Count(missed=1).f1 == 0.0
    assert Share().ratio == 1.0


def test_scores_of_nothing_have_every_figure() -> None:
    assert list(Scores().figures) == list(FIGURES)
    assert set(Scores().figures.values()) == {1.0}
    assert set(FIGURES) == {*ITEMS, *SHARES, "stance macro"}
    assert total([]) == Scores()


@given(st.lists(marked_paragraphs(), max_size=3))
def test_gold_against_itself_is_perfect(marked: list[MarkedParagraph]) -> None:
    paragraphs = [each.paragraph() for each in marked]
    result = score_all(paragraphs, paragraphs)
    assert all(value == 1.0 for value in result.figures.values())
    assert all(count.invented == count.missed == 0 for count in result.counts.values())
    assert result.acts == sum(len(each.acts) for each in paragraphs)


@given(st.lists(compared, max_size=6), st.randoms(use_true_random=False))
def test_parts_add_up_in_any_order(drawn: Pairs, chance: random.Random) -> None:
    whole = score_all([gold for gold, _ in drawn], [predicted for _, predicted in drawn])
    parts = [score(gold, predicted) for gold, predicted in drawn]
    cut = len(drawn) // 2
    halves = total(parts[:cut]) + total(parts[cut:])
    chance.shuffle(parts)
    for other in (halves, total(parts)):
        assert (other.counts, other.stances, other.shares) == (whole.counts, whole.stances, whole.shares)
        assert (other.paragraphs, other.acts) == (whole.paragraphs, whole.acts)
    assert Scores() + whole == whole


@given(st.lists(compared, max_size=6))
def test_counts_of_stances_add_up_to_those_of_all(drawn: Pairs) -> None:
    whole = score_all([gold for gold, _ in drawn], [predicted for _, predicted in drawn])
    assert sum(whole.stances.values(), Count()) == whole.count("stance")
    assert whole.count("stance").found + whole.count("stance").missed == whole.acts
    assert all(0.0 <= value <= 1.0 for value in whole.figures.values())


@given(compared)
def test_found_invented_and_missed_change_places_with_gold_and_prediction(drawn: tuple[Paragraph, Paragraph]) -> None:
    there, back = score(*drawn), score(*reversed(drawn))
    for name in ITEMS:
        one, other = there.count(name), back.count(name)
        assert (one.found, one.invented, one.missed) == (other.found, other.missed, other.invented)
    assert is_whole(*drawn) == is_whole(*reversed(drawn))


@given(st.lists(compared, min_size=1, max_size=8))
def test_f1_is_that_of_scikit_learn(drawn: Pairs) -> None:
    metrics = pytest.importorskip("sklearn.metrics", reason="the extra `data` is not installed")
    aligned = [pair.stances for gold, predicted in drawn for pair in pairs(gold.acts, predicted.acts)]
    if not aligned:
        return
    annotated, given_ = [gold for gold, _ in aligned], [predicted for _, predicted in aligned]
    names = sorted({*annotated, *given_} - {NO_ACT})
    result = score_all([gold for gold, _ in drawn], [predicted for _, predicted in drawn])
    for average, name in (("micro", "stance"), ("macro", "stance macro")):
        expected = metrics.precision_recall_fscore_support(
            annotated, given_, labels=names, average=average, zero_division=0.0
        )
        assert result.figures[name] == pytest.approx(expected[2])
    precision, recall, f1, support = metrics.precision_recall_fscore_support(
        annotated, given_, labels=names, average=None, zero_division=1.0
    )
    assert sorted(result.stances) == names
    counted = [result.stances[name] for name in names]
    assert [count.found + count.missed for count in counted] == list(support)
    assert [count.precision for count in counted] == pytest.approx(list(precision))
    assert [count.recall for count in counted] == pytest.approx(list(recall))
    assert [count.f1 for count in counted] == pytest.approx(list(f1))


@pytest.fixture
def definitions() -> ModuleType:
    if not DEFINITIONS.exists():
        pytest.skip("the definitions of the scores are not beside the repository")
    spec = importlib.util.spec_from_file_location("definitions", DEFINITIONS)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_figures_are_those_of_the_definitions(definitions: ModuleType) -> None:
    """Spoil the gold in every way and compare the figures with those of the shared definitions."""
    chance = random.Random(7)
    for document in load_gold(TRAIN):
        gold = [each.paragraph() for each in document.marked.paragraphs]
        predicted = [spoilt(each, chance) for each in gold]
        answers = [_answer(each) for each in predicted]
        expected, by_stance, wrong = definitions.score(definitions.read_xml(document.path), answers)
        result = score_all(gold, predicted)
        names = {name: name.replace(" ", "_").replace("target_words", "target_tokens") for name in DEFINED}
        # The definitions round their figures, and may add up stances in another order.
        figures = {names[name]: pytest.approx(result.figures[name], abs=0.000051) for name in DEFINED}
        assert expected == {**figures, "paragraphs": result.paragraphs, "acts": result.acts}
        assert by_stance == {name: pytest.approx(count.f1, abs=0.00051) for name, count in result.stances.items()}
        assert wrong == [one.id for one, other in zip(gold, predicted, strict=True) if not is_whole(one, other)]


def _answer(paragraph: Paragraph) -> dict[str, object]:
    """Return the paragraph as the definitions read it."""
    return {
        "id": paragraph.id,
        "acts": [
            {
                "stance": act.stance,
                "trigger": {"start": act.trigger.start, "end": act.trigger.end},
                "target": {"start": act.target.start, "end": act.target.end} if act.target else None,
                "addressees": [{"start": each.span.start, "end": each.span.end} for each in act.addressees],
            }
            for act in paragraph.acts
        ],
    }
