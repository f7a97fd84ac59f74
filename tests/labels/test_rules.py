"""The rules on sentences of our own: one file of `sentences` a phenomenon, in the markup of the gold.

A paragraph with the attribute `amiss` is one that the rules still get wrong, and says why.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

from labels.markup import MarkedParagraph, read_markup
from labels.rules import Rules
from labels.scheme import Act
from training.evaluation.measures import offsets

RULES = Rules.load()
SENTENCES = Path(__file__).parent / "sentences"
PHENOMENA = {
    path.stem: read_markup(path.read_text(encoding="utf-8")).paragraphs for path in sorted(SENTENCES.glob("*.xml"))
}

Shown = tuple[str, int, str, str | None, tuple[str, ...], str]


def shown(act: Act) -> Shown:
    """Return what must agree: verb and its place, stance, target, addressees, strength."""
    target = act.target.text if act.target else None
    addressees = tuple(addressee.span.text for addressee in act.addressees)
    return act.trigger.text, act.trigger.start, act.stance, target, addressees, act.strength


def places(act: Act) -> tuple[object, ...]:
    return offsets(act.trigger), offsets(act.target), tuple(offsets(each.span) for each in act.addressees)


def cases(*, amiss: bool = True) -> list[ParameterSet]:
    found = []
    for phenomenon, paragraphs in PHENOMENA.items():
        for paragraph in paragraphs:
            reason = paragraph.attributes.get("amiss")
            marks = [pytest.mark.xfail(strict=True, reason=reason)] if reason else []
            if amiss or not reason:
                found.append(pytest.param(paragraph, id=f"{phenomenon}-{paragraph.number}", marks=marks))
    return found


@pytest.mark.parametrize("sentence", cases())
def test_a_sentence_is_understood(sentence: MarkedParagraph) -> None:
    expected = sentence.paragraph().acts
    found = RULES.acts(sentence.text)
    assert [shown(act) for act in found] == [shown(act) for act in expected]
    assert [places(act) for act in found] == [places(act) for act in expected]


@pytest.mark.parametrize("sentence", cases(amiss=False))
def test_decomposed_accents_make_no_difference(sentence: MarkedParagraph) -> None:
    decomposed = unicodedata.normalize("NFD", sentence.text)
    found = [shown(act) for act in RULES.acts(decomposed)]
    composed = [
        (verb, len(unicodedata.normalize("NFD", sentence.text[:start])), *rest)
        for verb, start, *rest in (shown(act) for act in RULES.acts(sentence.text))
    ]
    assert unicodedata.normalize("NFC", repr(found)) == unicodedata.normalize("NFC", repr(composed))


@pytest.mark.parametrize("sentence", cases(amiss=False))
def test_white_space_makes_no_difference(sentence: MarkedParagraph) -> None:
    wide = "  " + sentence.text.replace(" ", " \u00a0\n") + "\t"
    expected = [(act.stance, act.strength, act.trigger.text) for act in RULES.acts(sentence.text)]
    found = RULES.acts(wide)
    assert [(act.stance, act.strength, act.trigger.text) for act in found] == expected
    targets = [act.target.text.split() if act.target else None for act in found]
    assert targets == [act.target.text.split() if act.target else None for act in RULES.acts(sentence.text)]


@pytest.mark.parametrize("text", ["", " ", "\n\t\u00a0", "\x00", "…", ";;;"])
def test_nothing_is_found_in_nothing(text: str) -> None:
    assert RULES.acts(text) == ()


@pytest.mark.parametrize("phenomenon", sorted(set(PHENOMENA) - {"nothing"}))
def test_every_sentence_of_a_phenomenon_has_an_act(phenomenon: str) -> None:
    assert len(PHENOMENA[phenomenon]) >= 4
    assert all(sentence.acts for sentence in PHENOMENA[phenomenon])


def test_an_act_says_how_it_was_found() -> None:
    (act,) = RULES.acts("dringt er bij de Kazachse autoriteiten op aan de mijn te heropenen")
    assert (act.source, act.frame) == ("rules", "dringt er bij {addressee} op aan {target}")
    assert act.addressees[0].actor is not None
    assert act.addressees[0].actor.id == "KZ"
    assert 0.4 <= act.confidence <= 1.0


def test_the_word_that_decided_is_shown_in_the_frame() -> None:
    (act,) = RULES.acts("spreekt zijn ongerustheid uit over de lekkende sluis")
    assert act.frame is not None
    assert "ongerustheid" in act.frame
    assert "{target}" in act.frame


def test_a_verb_that_is_passed_over_lowers_the_confidence() -> None:
    plain = RULES.acts("betreurt de vertraging")
    joined = RULES.acts("dankt de veerman, betreurt de vertraging")
    assert joined[-1].confidence < plain[0].confidence


def test_a_long_paragraph_is_read_to_its_end() -> None:
    clause = "betreurt de vertraging van veer {}; "
    acts = RULES.acts("".join(clause.format(number) for number in range(100, 300)))
    assert len(acts) == 200
    assert acts[-1].target is not None
    assert acts[-1].target.text == "de vertraging van veer 299"
