from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from annotated import FILES, SHARED, TEST, TRAIN, VALIDATION, paragraphs

from labels.lexicon import load_stances
from labels.markup import read_markup, write_markup
from labels.rules import Rules
from training.evaluation.measures import Scores, score_all

RULES = Rules.load()
STANCES = {stance.id for stance in load_stances()}
NAMED = [*TRAIN, *VALIDATION, *TEST]


def score_of_the_rules(*files: Path) -> Scores:
    gold = paragraphs(*files)
    return score_all(gold, [replace(each, acts=RULES.acts(each.text)) for each in gold])


def test_every_document_is_in_one_set() -> None:
    assert sorted(NAMED) == FILES
    assert len(TRAIN) >= 25
    assert len(TEST) >= 6
    assert sum(len(each.acts) for each in paragraphs(*NAMED)) >= 1000


@pytest.mark.parametrize("path", NAMED, ids=lambda path: path.stem)
def test_a_gold_file_is_sound(path: Path) -> None:
    source = path.read_bytes().decode("utf-8")
    document = read_markup(source)
    assert write_markup(document) == source
    numbers = [each.number for each in document.paragraphs]
    assert all(numbers)
    assert len(set(numbers)) == len(numbers)
    for paragraph in document.paragraphs:
        for act in paragraph.acts:
            assert set(act.stances) <= STANCES, paragraph.number
            for name, span in act.parts:
                assert paragraph.text[span.start : span.end] == span.text
                assert span.text == span.text.strip(), (paragraph.number, span.text)
                assert not span.text.endswith((",", ";", ":")), (paragraph.number, span.text)
                assert name != "verb" or not any(letter.isspace() for letter in span.text), paragraph.number


def test_only_operative_paragraphs_take_a_stance() -> None:
    assert all(each.role == "operative" for each in paragraphs(*NAMED) if each.acts)


def test_every_stance_is_in_the_gold() -> None:
    assert {act.stance for each in paragraphs(*NAMED) for act in each.acts} == STANCES


@pytest.mark.skipif(not SHARED.exists(), reason="the annotated resolution is not beside the repository")
def test_the_rules_on_a_real_resolution() -> None:
    scores = score_of_the_rules(SHARED)
    assert scores.count("stance").f1 >= 0.98
    assert scores.count("addressee").f1 >= 0.97
    assert scores.count("target").f1 >= 0.85


def test_the_rules_do_not_fall_back_on_the_gold_they_were_made_with() -> None:
    scores = score_of_the_rules(*TRAIN)
    assert scores.count("stance").f1 >= 0.97
    assert scores.count("addressee").f1 >= 0.95
    assert scores.count("target").f1 >= 0.95


def test_the_rules_do_not_fall_back_on_the_gold_held_out() -> None:
    scores = score_of_the_rules(*TEST)
    assert scores.count("stance").f1 >= 0.95
    assert scores.count("addressee").f1 >= 0.90
    assert scores.count("target").f1 >= 0.90
