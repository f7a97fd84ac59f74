from __future__ import annotations

import pytest
from hypothesis import given
from strategies import dutch_paragraphs

from labels.extents import before_clause, before_predicate, in_relative_clause
from labels.phrases import Phrases
from labels.rules import Rules
from labels.tokens import tokenise

RULES = Rules.load()


def phrases(text: str) -> Phrases:
    tokens = tokenise(text)
    return Phrases(tokens.words, tokens.capital, RULES.lexicon.grammar, RULES.actors)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("het antwoord op vraag 4 dat de dijk lekt", "dat de dijk lekt"),
        ("het antwoord dat de dijk lekt", "dat de dijk lekt"),
        ("een brief uit Riga over de sluis of de dijk lekt", "of de dijk lekt"),
    ],
)
def test_a_clause_begins_behind_the_phrase(text: str, rest: str) -> None:
    found = phrases(text)
    assert found.words[before_clause(found, 0) :] == rest.split()


@pytest.mark.parametrize("text", ["het antwoord op vraag 4", "het antwoord lekt dat", "dat de dijk lekt", "te", ""])
def test_no_clause_follows(text: str) -> None:
    assert before_clause(phrases(text), 0) == 0


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("een nieuw veer de beste uitweg", "de beste uitweg"),
        ("de prijs van het graan vele malen hoger", "vele malen hoger"),
        ("het rapport, dat vorig jaar verscheen, niet sluitend", "niet sluitend"),
        ("de bouw op het eiland en de sloop overbodig", "overbodig"),
    ],
)
def test_the_predicate_begins_behind_the_phrase(text: str, rest: str) -> None:
    found = phrases(text)
    assert found.words[before_predicate(found, 0) :] == rest.split()


@pytest.mark.parametrize("text", ["de prijs van het graan", "te hoog", ""])
def test_there_is_no_predicate(text: str) -> None:
    assert before_predicate(phrases(text), 0) == 0


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("de reder, die op het lek heeft gewezen, op", [4, 5, 6, 7, 8]),
        ("de reder, waarover men klaagt, op", [4, 5]),
        ("de reder, de boer, op", []),
        ("de reder op", []),
    ],
)
def test_a_relative_clause_is_open_up_to_its_comma(text: str, inside: list[int]) -> None:
    found = phrases(text)
    assert [k for k in range(4, found.limit) if in_relative_clause(found, 0, k) and found.words[k] != ","] == inside


@given(dutch_paragraphs)
def test_an_extent_lies_in_the_clause(text: str) -> None:
    found = phrases(text)
    for start in range(found.limit):
        assert before_clause(found, start) == 0 or start < before_clause(found, start) < found.limit
        assert start <= before_predicate(found, start) < found.limit
