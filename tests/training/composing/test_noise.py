from __future__ import annotations

import re
import unicodedata
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labels.act_check import span_faults, verb_faults
from training.composing.marked_text import MarkedAct, MarkedText
from training.composing.noise import Edit, add_noise, apply

TEXT = "verzoekt de lidstaten de coördinatie sinds 2011 te verbeteren; betreurt 'het gebrek' aan beleidsmaatregelen;"


def marked(text: str = TEXT) -> MarkedText:
    def place(words: str) -> tuple[int, int]:
        start = text.index(words)
        return start, start + len(words)

    asked = place("de coördinatie sinds 2011 te verbeteren")
    first = MarkedAct("request", False, "", place("verzoekt"), asked, (place("de lidstaten"),))
    return MarkedText(
        text,
        (first, MarkedAct("deplore", False, "", place("betreurt"), place("'het gebrek' aan beleidsmaatregelen"), ())),
    )


def plain(text: str) -> str:
    """Return the letters of a text, which no noise changes."""
    return re.sub(r"[^a-zö]", "", unicodedata.normalize("NFC", text).lower())


@given(st.integers(0, 1_000_000))
def test_spans_stay_exact_whatever_the_noise(seed: int) -> None:
    noisy = add_noise(marked(), Random(seed))
    assert "noise" in noisy.kinds
    assert plain(noisy.text) == plain(TEXT)
    for before, after in zip(marked().scheme_acts(), noisy.scheme_acts(), strict=True):
        assert after.trigger.text.lower() == before.trigger.text
        assert before.target is not None
        assert after.target is not None
        assert plain(after.target.text) == plain(before.target.text)
        assert [plain(each.span.text) for each in after.addressees] == [
            plain(each.span.text) for each in before.addressees
        ]
        assert not [*verb_faults(after.trigger, noisy.text), *span_faults("target", after.target)]


def test_all_kinds_of_noise_come() -> None:
    texts = [add_noise(marked(), Random(seed)).text for seed in range(400)]
    patterns = (
        *(r"\d{5}", r"\w\(\d+\)", r"lid- staten", r"[a-z]-\n[a-z]", "\u00ad", "  ", "\u00a0", r"\w\n", r"^Verzoekt"),
        *(r"^\d+", "o\u0308", "’", r";b", r"en$", r" ;"),
    )
    for pattern in patterns:
        assert any(re.search(pattern, text) for text in texts), pattern


@pytest.mark.parametrize(
    ("edit", "verb", "target"),
    [
        (Edit(0, 0, "12. "), "betreurt", "dit"),
        (Edit(8, 9, "  "), "betreurt", "dit"),
        (Edit(12, 12, " "), "betreurt", "dit"),
        (Edit(12, 13, ""), "betreurt", "dit"),
    ],
)
def test_what_is_inserted_at_an_end_stays_outside(edit: Edit, verb: str, target: str) -> None:
    simple = MarkedText("betreurt dit;", (MarkedAct("deplore", False, "", (0, 8), (9, 12), ()),))
    (act,) = apply(simple, [edit]).scheme_acts()
    assert (act.trigger.text, act.target and act.target.text) == (verb, target)


def test_an_edit_within_a_span_makes_it_longer() -> None:
    simple = MarkedText("betreurt dit;", (MarkedAct("deplore", False, "", (0, 8), (9, 12), ()),))
    (act,) = apply(simple, [Edit(10, 10, "--")]).scheme_acts()
    assert act.target is not None
    assert act.target.text == "d--it"
