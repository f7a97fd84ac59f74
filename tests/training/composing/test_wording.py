from __future__ import annotations

import re
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from training.composing.phrase_bank import FAMILIES, load_bank
from training.composing.templates import parse
from training.composing.wording import Wording

BANK = load_bank()


def wording(seed: int, domain: str | None = None, *, home: bool = False) -> Wording:
    rng = Random(seed)
    return Wording(BANK, rng, domain or rng.choice(BANK.domains), 2012, home)


@given(st.integers(0, 100_000), st.sampled_from([each for each in FAMILIES if each != "wants"]))
def test_every_family_is_worded_without_leaving_a_mark(seed: int, family: str) -> None:
    text = wording(seed).text(family)
    assert text
    assert text == text.strip()
    assert not re.search(r"[<>^~|]|  | [,;]", text)


def test_what_follows_a_subject_agrees_with_it() -> None:
    for seed in range(40):
        text = wording(seed).fill(parse("<group!> zwijgt^zwijgen en <actor!> spreekt^spreken"))
        assert " zwijgen en " in text
        assert text.endswith(" spreekt")


def test_a_relative_pronoun_fits_its_noun_phrase() -> None:
    parts = parse("<rel> geldt^gelden")
    words = wording(1)
    assert words.fill(parts, article="het") == "dat geldt"
    assert words.fill(parts, article="de") == "die geldt"
    assert words.fill(parts, article="het", plural=True) == "die gelden"


def test_requests_take_each_form() -> None:
    for seed in range(60):
        words = wording(seed)
        assert words.request("om").startswith("om ")
        assert " te willen " in f" {words.request('willen')} "
        assert not re.search(r"\bte \w+$", words.request("finite").removesuffix(" te"))


def test_a_year_is_not_after_that_of_the_paragraph() -> None:
    for seed in range(50):
        assert int(wording(seed).fill(parse("<year>"))) <= 2012


def test_two_countries_in_one_phrase_differ() -> None:
    for seed in range(50):
        first, second = wording(seed).fill(parse("<country>|<other_country>")).split("|")
        assert first != second


def test_at_home_places_are_those_of_the_country_itself() -> None:
    assert {wording(seed, home=True).fill(parse("<place>")) for seed in range(30)} <= set(BANK.home_places)


def test_the_same_seed_words_the_same() -> None:
    assert wording(7).text("thing") == wording(7).text("thing")
