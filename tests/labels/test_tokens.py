from __future__ import annotations

import unicodedata
from time import process_time

import pytest
from hypothesis import given
from strategies import any_text, dutch_paragraphs

from labels.tokens import mended, tokenise, word_form, words_of

INVISIBLE = "\u200e\u200f\ufeff"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        (" \n\t\u00a0", []),
        ("Betreurt de late komst;", ["betreurt", "de", "late", "komst", ";"]),
        ("zijn vice-voorzitter/hoge gezant", ["zijn", "vice-voorzitter/hoge", "gezant"]),
        ("'s avonds, vóór de Raad's zitting", ["'", "s", "avonds", ",", "vóór", "de", "raad's", "zitting"]),
        ("3.500 schepen, 2,5 ton en 1 000", ["3.500", "schepen", ",", "2,5", "ton", "en", "1", "000"]),
        ("op 3 mei 2012.", ["op", "3", "mei", "2012", "."]),
        ("a) de dijk", ["a", ")", "de", "dijk"]),
        ("regeling(4)", ["regeling", "(", "4", ")"]),
        ("Centraal- en Oost", ["centraal", "-", "en", "oost"]),
        ("de lid- staten en de op-\n sporing", ["de", "lidstaten", "en", "de", "opsporing"]),
        ("LID- STATEN", ["lidstaten"]),
        ("Centraal- Azië", ["centraal-azië"]),
        ("waar- aan", ["waaraan"]),
        ("land- tot zeemijl", ["land", "-", "tot", "zeemijl"]),
        ("IN- EN UITVOER", ["in", "-", "en", "uitvoer"]),
        ("sluis - kade", ["sluis", "-", "kade"]),
        ("het OM vraagt om IS-beleid", ["het", "OM", "vraagt", "om", "is-beleid"]),
        ("VRAAGT DE RAAD OM rust", ["vraagt", "de", "raad", "om", "rust"]),
        ("EU–China–top", ["eu–china–top"]),
        ("– de sluis", ["–", "de", "sluis"]),
    ],
)
def test_words_and_marks(text: str, words: list[str]) -> None:
    assert tokenise(text).words == words


@pytest.mark.parametrize(
    ("token", "word"),
    [
        ("RAAD", "raad"),
        ("coo\u0308rdinatie", "coördinatie"),
        ("ge\u00admaal", "gemaal"),
        ("\u200fraad\u200e", "raad"),
        ("ngo’s", "ngo's"),
        ("\ufeffbetreurt", "betreurt"),
    ],
)
def test_a_word_is_compared_without_what_one_does_not_see(token: str, word: str) -> None:
    assert word_form(token) == word
    tokens = tokenise(f"de {token} x")
    assert tokens.words == ["de", word, "x"]
    assert f"de {token} x"[tokens.starts[1] : tokens.ends[1]] == token.strip(INVISIBLE)


def seen(character: str) -> bool:
    return not character.isspace() and unicodedata.category(character) not in ("Cc", "Cf")


def test_capitals_are_those_of_the_text() -> None:
    assert tokenise("de Raad 3 É ; e\u0301").capital == [False, True, False, True, False, False]


def test_in_a_text_all_in_capitals_none_counts() -> None:
    assert tokenise("DE RAAD EIST RUST").capital == [False] * 4


@given(any_text | dutch_paragraphs)
def test_nothing_that_one_sees_lies_between_tokens(text: str) -> None:
    tokens = tokenise(text)
    assert len(tokens) == len(tokens.words) == len(tokens.starts) == len(tokens.ends) == len(tokens.capital)
    assert all(tokens.words)
    position = 0
    for start, end in zip(tokens.starts, tokens.ends, strict=True):
        assert position <= start < end <= len(text)
        assert not any(map(seen, text[position:start]))
        assert not any(character.isspace() for character in text[start:end])
        position = end
    assert not any(map(seen, text[position:]))


@given(dutch_paragraphs)
def test_decomposed_accents_make_no_difference(text: str) -> None:
    assert tokenise(unicodedata.normalize("NFD", text)).words == tokenise(text).words


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("de lid- staten", "de lidstaten"),
        ("Centraal- \n Azië", "Centraal-Azië"),
        ("LID- STATEN", "LIDSTATEN"),
        ("in- en uitvoer", "in- en uitvoer"),
        ("vice-voorzitter", "vice-voorzitter"),
        ("ge- e\u0301nd", "gee\u0301nd"),
    ],
)
def test_a_broken_word_is_mended(text: str, whole: str) -> None:
    assert mended(text) == whole


@given(any_text)
def test_mending_changes_nothing_but_hyphens_and_white_space(text: str) -> None:
    kept = [character for character in text if character != "-" and not character.isspace()]
    assert [character for character in mended(text) if character != "-" and not character.isspace()] == kept


def test_many_spaces_behind_hyphens_are_read_in_linear_time() -> None:
    started = process_time()
    assert len(tokenise(("ab-" + " " * 2_000 + ";") * 50)) == 150
    assert process_time() - started < 2


def test_words_are_compared_without_marks_and_capitals() -> None:
    assert words_of("En VERZOEKT de «Raad»;") == words_of("en  verzoekt de Raad") == ("en", "verzoekt", "de", "raad")
    assert words_of("– … ;") == ()
