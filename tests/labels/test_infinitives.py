from __future__ import annotations

import pytest

from labels.infinitives import Infinitives
from labels.phrases import Phrases
from labels.rules import Rules
from labels.tokens import tokenise

RULES = Rules.load()


def infinitives(text: str) -> Infinitives:
    tokens = tokenise(text)
    return Infinitives(Phrases(tokens.words, tokens.capital, RULES.lexicon.grammar, RULES.actors))


@pytest.mark.parametrize(
    ("text", "opens"),
    [
        ("om de dijk te herstellen", True),
        ("om hulp voor de dijk", False),
        ("om zout, om de dijk te herstellen", False),
        ("om het wiel om te draaien", True),
        ("om samen en om de drie maanden de dijk te meten", True),
        ("om om het jaar de dijk te meten", True),
        ("om aan de tafel en om de tafel te zitten", True),
        ("om een dijk die bestand is tegen te veel water", False),
        ("om", False),
    ],
)
def test_om_opens_an_infinitive_clause(text: str, opens: bool) -> None:
    assert infinitives(text).begin_with_om(0) is opens


@pytest.mark.parametrize(
    ("text", "often"),
    [
        ("om de twee jaar", True),
        ("om het kwartaal", True),
        ("om de dijk", False),
        ("om twee jaar", False),
        ("om", False),
    ],
)
def test_om_says_how_often(text: str, often: bool) -> None:
    assert infinitives(text).says_how_often(0) is often


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("dat de dijk houdt", True),
        ("de dijk te meten", True),
        ("de dijk om te meten", False),
        ("de dijk", False),
        ("", False),
    ],
)
def test_a_request_follows(text: str, asked: bool) -> None:
    assert infinitives(text).asked(0) is asked


@pytest.mark.parametrize(
    ("text", "follows"),
    [
        ("de dorpen een school te openen", True),
        ("de dorpen en de stad", False),
        ("de bouw, uit te voeren door duikers", False),
        ("de dorpen die een school te openen hebben", False),
        ("de bouw om geld te sparen", False),
        ("te openen", False),
        ("", False),
    ],
)
def test_a_noun_phrase_and_an_infinitive_follow(text: str, follows: bool) -> None:
    assert infinitives(text).with_object(0) is follows
