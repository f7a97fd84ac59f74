from __future__ import annotations

import importlib.util
import random
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest
from annotated import DEVELOPMENT
from hypothesis import given
from hypothesis import strategies as st
from scoring import Count, Scores, score
from strategies import STANCES, marked_paragraphs

from labels.markup import MarkedParagraph, read_markup
from labels.scheme import Act, Paragraph

DEFINITIONS = Path(__file__).parents[3] / "shared" / "score.py"

GOLD = (
    '<act stance="deplore"><verb>betreurt</verb> <target>de late komst</target></act> en '
    '<act stance="request"><verb>verzoekt</verb> <addressee>de Raad</addressee> en <addressee>de Bank</addressee> '
    "<target>haast te maken</target></act>"
)


def paragraph(markup: str) -> Paragraph:
    return read_markup(f'<resolution><p n="1">{markup}</p></resolution>').paragraphs[0].paragraph()


def scored(predicted: str, gold: str = GOLD) -> Scores:
    return score([paragraph(gold)], [paragraph(predicted)])


def counts(count: Count) -> tuple[int, int, int]:
    return count.found, count.invented, count.missed


def test_a_perfect_answer() -> None:
    result = scored(GOLD)
    assert counts(result.verb) == (2, 0, 0)
    assert counts(result.stance) == (2, 0, 0)
    assert counts(result.addressee) == (2, 0, 0)
    assert counts(result.target) == (2, 0, 0)
    assert counts(result.target_tokens) == (6, 0, 0)
    assert (result.leading_stance.ratio, result.whole_paragraph.ratio, result.wrong) == (1.0, 1.0, [])


def test_a_wrong_stance_costs_the_stance_only() -> None:
    result = scored(GOLD.replace('"deplore"', '"condemn"'))
    assert counts(result.verb) == (2, 0, 0)
    assert counts(result.stance) == (1, 1, 1)
    assert result.stance.f1 == pytest.approx(0.5)
    assert counts(result.target) == (2, 0, 0)
    assert result.leading_stance.ratio == 0.0
    assert (result.whole_paragraph.ratio, result.wrong) == (0.0, ["1"])


def test_a_target_must_be_exact_but_its_words_count_too() -> None:
    result = scored(GOLD.replace("<target>de late komst</target>", "de <target>late komst</target>"))
    assert counts(result.target) == (1, 1, 1)
    assert counts(result.target_tokens) == (5, 0, 1)
    assert result.target_tokens.f1 == pytest.approx(10 / 11)
    assert result.leading_stance.ratio == 1.0


def test_each_addressee_counts_by_itself() -> None:
    joined = "<addressee>de Raad</addressee> en <addressee>de Bank</addressee>"
    result = scored(GOLD.replace(joined, "<addressee>de Raad en de Bank</addressee>"))
    assert counts(result.addressee) == (0, 1, 2)
    result = scored(GOLD.replace("<addressee>de Bank</addressee>", "de Bank"))
    assert counts(result.addressee) == (1, 0, 1)
    assert result.addressee.f1 == pytest.approx(2 / 3)


def test_an_act_that_is_missed_costs_everything_that_hangs_on_its_verb() -> None:
    second = GOLD[GOLD.index("<act", 1) :]
    result = scored('betreurt <act stance="note"><verb>de</verb></act> late komst en ' + second)
    assert counts(result.verb) == (1, 1, 1)
    assert counts(result.target) == (1, 0, 1)
    assert counts(result.target_tokens) == (3, 0, 3)
    assert result.leading_stance.ratio == 0.0


def test_spans_count_by_verb() -> None:
    # The same target under another verb is not found.
    gold = '<act stance="deplore"><verb>betreurt</verb> en hekelt <target>de drukte</target></act>'
    result = scored('betreurt en <act stance="deplore"><verb>hekelt</verb> <target>de drukte</target></act>', gold)
    assert counts(result.target) == (0, 1, 1)
    assert counts(result.target_tokens) == (0, 2, 2)


def test_one_verb_with_two_stances_counts_as_two_acts_with_one_target() -> None:
    gold = '<act stance="concern deplore"><verb>uit</verb> zijn zorg en spijt over <target>de drukte</target></act>'
    result = scored(gold.replace("concern deplore", "deplore"), gold)
    assert counts(result.verb) == (1, 0, 0)
    assert counts(result.stance) == (1, 0, 1)
    assert counts(result.target) == (1, 0, 0)


def test_a_paragraph_without_acts_counts_as_a_whole_only() -> None:
    result = scored("gezien het verslag", "gezien het verslag")
    assert (result.leading_stance.counted, result.whole_paragraph.counted) == (0, 1)
    assert result.stance.f1 == 1.0


def test_figures_add_up_over_paragraphs() -> None:
    one, two = paragraph(GOLD), paragraph("gezien het verslag")
    result = score([one, two], [replace(one, acts=()), two])
    assert counts(result.stance) == (0, 0, 2)
    assert result.whole_paragraph.ratio == 0.5
    assert result.leading_stance.ratio == 0.0


def test_other_texts_are_refused() -> None:
    with pytest.raises(ValueError, match="paragraph 1 of the gold"):
        score([paragraph("een")], [paragraph("twee")])
    with pytest.raises(ValueError, match="shorter"):
        score([paragraph("een")], [])


@given(st.lists(marked_paragraphs(), max_size=3))
def test_gold_against_itself_is_perfect(marked: list[MarkedParagraph]) -> None:
    paragraphs = [each.paragraph() for each in marked]
    result = score(paragraphs, paragraphs)
    assert all(count.f1 == 1.0 for count in (result.verb, result.stance, result.addressee, result.target))
    assert (result.leading_stance.ratio, result.whole_paragraph.ratio) == (1.0, 1.0)


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
    for path in DEVELOPMENT:
        document = read_markup(path.read_text(encoding="utf-8"))
        gold = [each.paragraph() for each in document.paragraphs]
        spoilt = [replace(each, acts=tuple(_spoil(each, chance))) for each in gold]
        expected, _, wrong = definitions.score(definitions.read_xml(path), [_answer(each) for each in spoilt])
        result = score(gold, spoilt)
        figures = {
            "verb": result.verb.f1,
            "stance": result.stance.f1,
            "addressee": result.addressee.f1,
            "target": result.target.f1,
            "target_tokens": result.target_tokens.f1,
            "leading_stance": result.leading_stance.ratio,
            "whole_paragraph": result.whole_paragraph.ratio,
        }
        assert figures == {name: pytest.approx(expected[name], abs=1e-4) for name in figures}, path.name
        assert result.wrong == wrong
        assert 0 < len(wrong) < len(gold), "the spoiling should leave some right and some wrong"


def _spoil(gold: Paragraph, chance: random.Random) -> list[Act]:
    acts = []
    for act in gold.acts:
        change = chance.choice(["", "", "", "", "drop", "stance", "target", "shorter", "addressees"])
        if change == "drop":
            continue
        if change == "stance":
            act = replace(act, stance=chance.choice(STANCES))
        elif change == "target":
            act = replace(act, target=None)
        elif change == "shorter" and act.target and len(act.target.text) > 1:
            last = act.target.end - 1
            act = replace(act, target=type(act.target).cut(gold.text, act.target.start, last))
        elif change == "addressees":
            act = replace(act, addressees=act.addressees[1:])
        acts.append(act)
    return acts


def _answer(paragraph: Paragraph) -> dict[str, object]:
    """Return the paragraph as the HTTP contract writes it."""
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
