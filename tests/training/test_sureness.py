from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_gold import act, document, splits
from strategies import dutch_paragraphs

from labels.rules import Rules
from labels.tokens import tokenise
from training.gold import load_gold
from training.sureness import CONFIDENCE, Measured, Sureness, Tally, judge, measure, tally, unexplained

RULES = Rules.load()
LEXICON = RULES.lexicon
NONE = Tally({})
PLAIN = Sureness(0.0, covered=False, proved=False)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("verzoekt de regering om hulp te bieden,", []),
        ("veroordeelt nogmaals ten stelligste het geweld, en betreurt de stilte;", []),
        ("dringt er bij de Raad op aan het plan te steunen;", []),
        ("vraagt de regering - om hulp te bieden; - om geld te geven.", ["-"]),
    ],
)
def test_the_words_that_are_not_explained(text: str, left: list[str]) -> None:
    acts = RULES.acts(text)
    assert acts
    assert unexplained(text, acts, LEXICON) == left


def test_an_act_that_takes_in_the_wrong_words_leaves_others_over() -> None:
    text = "Gisteren in Den Haag veroordeelt de Kamer het geweld;"
    wrong = RULES.acts(text)
    assert [act.target and act.target.text for act in wrong] == ["Gisteren in Den Haag"]
    assert unexplained(text, wrong, LEXICON) == ["kamer", "geweld"]


def test_without_acts_nothing_is_explained() -> None:
    assert unexplained("eist rust", (), LEXICON) == ["eist", "rust"]


@given(dutch_paragraphs)
def test_the_unexplained_words_stand_outside_all_spans_in_order(text: str) -> None:
    acts = RULES.acts(text)
    tokens = tokenise(text)
    spans = [span for act in acts for span in (act.trigger, act.target) if span]
    spans += [each.span for act in acts for each in act.addressees]
    outside = iter(
        word
        for word, start in zip(tokens.words, tokens.starts, strict=True)
        if not any(span.start <= start < span.end for span in spans)
    )
    left = unexplained(text, acts, LEXICON)
    assert all(word in outside for word in left)
    assert Sureness(0.0, covered=True, proved=False).holds(text, acts, LEXICON, NONE) == bool(acts and not left)


def test_a_paragraph_without_acts_is_never_sure() -> None:
    assert not PLAIN.holds("De Kamer,", (), LEXICON, NONE)


def test_each_act_must_be_confident() -> None:
    text = "eist rust; betreurt de stilte"
    sure = RULES.acts(text)
    unsure = (sure[0], replace(sure[1], confidence=0.5))
    assert Sureness(0.9, proved=False).holds(text, sure, LEXICON, NONE)
    assert not Sureness(0.9, proved=False).holds(text, unsure, LEXICON, NONE)
    assert Sureness(0.5, proved=False).holds(text, unsure, LEXICON, NONE)


def test_a_frame_proves_itself_in_other_documents() -> None:
    counts = Tally(
        {
            "eist {target}": {"een": (4, 0), "twee": (0, 1)},
            "betreurt {target}": {"een": (1, 0)},
            "laakt": {"een": (0, 2)},
        }
    )
    assert counts.proved("eist {target}")
    assert not counts.proved("eist {target}", apart_from="een")
    assert counts.proved("betreurt {target}", apart_from="twee")
    assert not counts.proved("betreurt {target}", apart_from="een")
    assert not counts.proved("laakt")
    assert not counts.proved(None)


@given(st.integers(0, 20), st.integers(0, 20))
def test_a_frame_must_be_right_four_times_of_five(right: int, wrong: int) -> None:
    assert Tally({"eist": {"een": (right, wrong)}}).proved("eist") == (right > 0 and right >= 4 * wrong)


def folder(tmp_path: Path) -> Path:
    document(tmp_path, "een", f'<p n="1">{act("urge", "eist", "rust in de haven")}</p>')
    document(tmp_path, "twee", f'<p n="1">{act("urge", "eist", "geld voor het dorp")}</p>')
    # Marked otherwise than the rules would: the stance of the verb is urge.
    document(tmp_path, "drie", f'<p n="1">{act("deplore", "betreurt", "de drukte")} eist meer geld;</p>')
    splits(tmp_path, train=["een", "twee", "drie"])
    return tmp_path


def test_the_rules_are_held_against_the_annotations(tmp_path: Path) -> None:
    documents = load_gold((folder(tmp_path),))
    assert {each.document: each.right for each in judge(documents, RULES)} == {"een": True, "twee": True, "drie": False}
    counts = tally(documents, RULES).counts
    assert counts["eist {target}"] == {"een": (1, 0), "twee": (1, 0), "drie": (0, 1)}
    assert counts["betreurt {target}"] == {"drie": (1, 0)}


def test_what_is_measured(tmp_path: Path) -> None:
    documents = load_gold((folder(tmp_path),))
    plain, proved, none = measure(documents, RULES, [PLAIN, Sureness(0.0), Sureness(2.0)])
    assert (plain.counted, plain.kept, plain.right) == (3, 3, 2)
    assert plain.precision == pytest.approx(2 / 3)
    # "eist" was right once in the two other documents of either, and wrong once: half is not enough.
    assert (proved.kept, proved.precision) == (0, 1.0)
    assert (none.kept, none.coverage) == (0, 0.0)


def test_nothing_to_measure() -> None:
    empty = Measured(PLAIN, 0, 0, 0)
    assert (empty.coverage, empty.precision) == (0.0, 1.0)
    assert measure((), RULES, [PLAIN]) == (empty,)
    assert Sureness().confidence == CONFIDENCE
