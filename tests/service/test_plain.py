from __future__ import annotations

import time
import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import any_text

from service.plain import Plain, plain

# What Dutch text holds, apart and together, with everything that is spelled anew.
odd_text = st.text(
    "aeiouAEnczs 1.,;-'\"\n\t\u0300\u0301\u0302\u0308\u0327\u0323\u212b\u2010\u2011\xa0\u202f\xad\u200b\u200d\ufeff"
    "ëéêçñÅ‘’“”„«»–—ĳĲﬁﬀﬄ´`",
    max_size=60,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("verzoekt de regering", "verzoekt de regering"),
        ("coo\u0308rdinatie", "coördinatie"),
        ("coördinatie", "coördinatie"),
        ("’s-Gravenhage", "'s-Gravenhage"),
        ("„ja”, “nee” en «misschien»", '"ja", "nee" en "misschien"'),
        ("EU\u2011lidstaten — en\u202fartikel\xa012", "EU-lidstaten – en artikel 12"),
        ("ver\u00adzoekt\ufeff", "verzoekt"),
        ("wĳst erop; ﬁnanciële oﬃciële", "wijst erop; financiële officiële"),
        ("a\r\nb\tc", "a  b c"),
        ("x\ud800y", "x\ufffdy"),
    ],
)
def test_spelling(text: str, expected: str) -> None:
    assert plain(text).text == expected


def test_the_way_back_leads_to_both_characters_of_an_accented_letter() -> None:
    text = "de coo\u0308r\u00addinatie"
    read = plain(text)
    begin = read.text.index("coördinatie")
    assert slices(read, text, (begin, begin + 11)) == "coo\u0308r\u00addinatie"
    assert slices(read, text, (begin + 2, begin + 3)) == "o\u0308"
    assert slices(read, text, (begin + 3, begin + 4)) == "r"


def test_what_is_not_seen_at_the_edges_of_a_word_is_left_outside() -> None:
    text = "\ufeffwil\u200b niet"
    read = plain(text)
    assert read.text == "wil niet"
    assert slices(read, text, (0, 3)) == "wil"


def test_both_letters_of_a_ligature_lead_to_it() -> None:
    text = "wĳst"
    read = plain(text)
    assert [slices(read, text, (at, at + 1)) for at in range(5)] == ["w", "ĳ", "ĳ", "s", "t"]


def test_a_mark_without_a_place_in_the_letter_stays_a_character() -> None:
    text = "xe\u0301\u0338y"  # The stroke sorts before the acute, which still finds the e.
    read = plain(text)
    assert read.text == unicodedata.normalize("NFC", text) == "xé\u0338y"
    assert slices(read, text, (0, 1)) == "x"
    assert slices(read, text, (1, 3)) == "e\u0301\u0338"
    assert slices(read, text, (3, 4)) == "y"


@given(st.one_of(any_text, odd_text))
def test_every_character_has_a_place_of_its_own_and_in_order(text: str) -> None:
    read = plain(text)
    assert len(read.begins) == len(read.ends) == len(read.text)
    assert read.begins.dtype == read.ends.dtype == np.int32
    assert (read.begins < read.ends).all()
    if len(read.text):
        assert read.begins[0] >= 0
        assert read.ends[-1] <= len(text)
    for at in range(1, len(read.text)):
        one = (read.begins[at - 1], read.ends[at - 1])
        other = (read.begins[at], read.ends[at])
        assert one[0] <= other[0]
        assert one[1] <= other[0] or text[one[0]] in "ĳĲﬀﬁﬂﬃﬄ", "they overlap, and are not of one ligature"


@given(odd_text)
def test_composed_and_decomposed_text_read_alike(text: str) -> None:
    composed, decomposed = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    assert plain(composed).text == plain(decomposed).text


@given(st.text("aeoucn xyz,.-\u0301\u0308\u0327ëéçñ'–", max_size=60))
def test_without_odd_spellings_it_is_nfc(text: str) -> None:
    assert plain(text).text == unicodedata.normalize("NFC", text)


@given(odd_text)
def test_plain_text_is_left_alone(text: str) -> None:
    once = plain(text).text
    again = plain(once)
    assert again.text == once
    assert again.begins.tolist() == list(range(len(once)))


@given(any_text)
def test_words_of_letters_and_digits_lead_back_to_themselves(text: str) -> None:
    read = plain(text)
    for at, letter in enumerate(read.text):
        if letter.isascii() and letter.isalnum():
            assert letter in unicodedata.normalize("NFKD", slices(read, text, (at, at + 1)))


def test_a_letter_with_a_hundred_thousand_marks_is_read_at_once() -> None:
    text = "a" + "\u0301\u0323" * 50_000
    began = time.perf_counter()
    read = plain(text)
    assert time.perf_counter() - began < 2
    assert read.ends[-1] == len(text)


def slices(read: Plain, text: str, span: tuple[int, int]) -> str:
    begin, end = read.back(np.array([span], dtype=np.int32))[0].tolist()
    return text[begin:end]
