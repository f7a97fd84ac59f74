from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray
from tagged_texts import TAGS, odds, span, tagged, words_of

from labels.scheme import Span
from service.calibration import Temperatures
from service.odds import STANCES, Odds
from service.tagged import Tagged
from service.tags import PARTS

TEXT = "De raad betreurt het uitblijven van een besluit."
SAID = {
    "betreurt": {"VERB-deplore": 0.5, "VERB-deplore-STRONG": 0.2, "VERB-concern": 0.1},
    "het": {"B-TARGET": 0.8},
    "uitblijven": {"I-TARGET": 0.5, "B-TARGET": 0.1},
    "van": {"I-TARGET": 0.25},
    "raad": {"B-ADDRESSEE": 0.4},
}


def softmax(scores: NDArray[np.float32]) -> NDArray[np.float64]:
    grown = np.exp(scores.astype(np.float64) - scores.max(axis=1, keepdims=True))
    return np.asarray(grown / grown.sum(axis=1, keepdims=True))


scored_words: st.SearchStrategy[NDArray[np.float32]] = st.integers(0, 5).flatmap(
    lambda count: arrays.arrays(np.float32, (count, len(TAGS)), elements=st.floats(-30, 30, width=32))
)


def of(scores: NDArray[np.float32], heat: Temperatures | None = None) -> Odds:
    text = "a " * len(scores)
    given = Tagged(text, words_of(text), scores)
    return Odds.of(given, heat) if heat else Odds.of(given)


def test_normal_and_strong_together_are_the_stance() -> None:
    found = odds(TEXT, SAID)
    verb = TEXT.index("betreurt")
    assert found.stance(verb, "deplore") == pytest.approx(0.7, abs=1e-5)
    assert found.stance(verb, "concern") == pytest.approx(0.1, abs=1e-5)
    assert found.stance(verb, "urge") == pytest.approx(0, abs=1e-5)


def test_an_act_is_strong_where_that_is_likelier() -> None:
    found = odds("hekelt", {"hekelt": {"VERB-deplore": 0.3, "VERB-deplore-STRONG": 0.4, "VERB-condemn": 0.1}})
    strong = dict(zip(STANCES, found.strong[0].tolist(), strict=True))
    assert strong["deplore"]
    assert not strong["condemn"]


def test_the_stance_where_no_word_begins_is_not_likely() -> None:
    found = odds(TEXT, SAID)
    assert found.stance(TEXT.index("betreurt") + 1, "deplore") == 0
    assert found.stance(len(TEXT) + 5, "deplore") == 0
    assert odds("").stance(0, "deplore") == 0


def test_words_are_found_by_their_beginning() -> None:
    found = odds(TEXT)
    assert [found.word_at(start) for start, _ in words_of(TEXT)] == list(range(9))
    assert found.word_at(2) is None
    assert found.word_at(len(TEXT)) is None


def test_a_span_begins_goes_on_and_ends() -> None:
    found = odds(TEXT, SAID)
    assert math.exp(found.span("TARGET", span(TEXT, "het uitblijven"))) == pytest.approx(0.8 * 0.5 * 0.75, abs=1e-5)
    assert math.exp(found.span("TARGET", span(TEXT, "het"))) == pytest.approx(0.8 * 0.5, abs=1e-5)
    assert math.exp(found.span("ADDRESSEE", span(TEXT, "raad"))) == pytest.approx(0.4, abs=1e-5)


def test_a_span_at_the_end_of_the_text_need_not_end() -> None:
    text = "eist uitstel"
    found = odds(text, {"uitstel": {"B-TARGET": 0.6}})
    assert math.exp(found.span("TARGET", span(text, "uitstel"))) == pytest.approx(0.6, abs=1e-5)


def test_a_span_takes_in_words_of_which_it_has_a_part() -> None:
    found = odds(TEXT, SAID)
    assert found.span("TARGET", span(TEXT, "et uitbl")) == found.span("TARGET", span(TEXT, "het uitblijven"))


def test_a_span_without_a_word_is_impossible() -> None:
    found = odds("eist  uitstel")
    assert found.span("TARGET", Span("  ", 4, 6)) == -math.inf
    assert odds("").span("TARGET", Span("a", 0, 1)) == -math.inf


def test_nothing_begins_between_two_places() -> None:
    found = odds(TEXT, SAID)
    start, end = TEXT.index("het"), TEXT.index(" van")
    assert math.exp(found.nothing("TARGET", start, end)) == pytest.approx(0.2 * 0.9, abs=1e-5)
    assert found.nothing("TARGET", 2, 3) == 0


def test_what_is_certain_has_odds_that_can_be_reckoned_with() -> None:
    text = "eist uitstel"
    scores = np.full((2, len(TAGS)), -1000, dtype=np.float32)
    scores[:, TAGS.index("B-TARGET")] = 1000
    found = Odds.of(Tagged(text, words_of(text), scores))
    assert found.nothing("TARGET", 0, len(text)) == pytest.approx(2 * math.log(1e-12))


def test_each_head_has_its_temperature() -> None:
    """A temperature of 2 takes the root of the probabilities, which then add up to 1 again."""
    heat = Temperatures(verb=2, addressee=1, target=1e6)
    cool = Odds.of(tagged(TEXT, SAID), heat)
    raad, betreurt = TEXT.index("raad"), TEXT.index("betreurt")
    roots = [math.sqrt(chance) for chance in (0.5, 0.2, 0.1, 0.2)]
    assert cool.stance(betreurt, "concern") == pytest.approx(roots[2] / sum(roots), abs=1e-2)
    assert math.exp(cool.begins["ADDRESSEE"][cool.word_at(raad) or 0]) == pytest.approx(0.4, abs=1e-5)
    assert np.exp(cool.begins["TARGET"]) == pytest.approx(1 / len(TAGS), abs=1e-4)


def test_an_empty_text_has_no_odds() -> None:
    found = odds("")
    assert found.stances.shape == found.strong.shape == (0, len(STANCES))
    assert found.other.shape == (0,)
    assert found.nothing("TARGET", 0, 0) == 0


@given(scored_words)
def test_the_odds_are_those_of_the_softmax(scores: NDArray[np.float32]) -> None:
    found = of(scores)
    if not len(scores):
        assert len(found.stances) == 0
        return
    chances = softmax(scores)
    for number, stance in enumerate(STANCES):
        both = chances[:, TAGS.index(f"VERB-{stance}")] + chances[:, TAGS.index(f"VERB-{stance}-STRONG")]
        assert np.allclose(np.exp(found.stances[:, number]), both)
    for part in PARTS:
        assert np.allclose(np.exp(found.begins[part]), chances[:, TAGS.index(f"B-{part}")])
        assert np.allclose(np.exp(found.inside[part]), chances[:, TAGS.index(f"I-{part}")])
    parts = sum(np.exp(found.begins[part]) + np.exp(found.inside[part]) for part in PARTS)
    assert np.allclose(np.exp(found.other) + parts, 1)


@given(scored_words, st.floats(0.05, 20), st.floats(0.05, 20), st.floats(0.05, 20))
def test_no_probability_is_more_than_1(scores: NDArray[np.float32], verb: float, asked: float, target: float) -> None:
    heat = Temperatures(verb=verb, addressee=asked, target=target)
    found = of(scores, heat)
    for numbers in (found.stances, found.other, *found.begins.values(), *found.inside.values()):
        assert np.isfinite(numbers).all()
        assert (numbers <= 1e-9).all()
    end = 2 * len(scores)
    for part in PARTS:
        assert found.nothing(part, 0, end) <= 0
        assert not len(scores) or found.span(part, Span("x" * end, 0, end)) <= 1e-9
