from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.pieces import Piece, Whole, assemble
from service.tags import Part

_MARK = re.compile(r"\[(?P<kind>[VTA]) (?P<words>[^\]]*)\]")
_PARTS: dict[str, Part | None] = {"V": None, "T": "TARGET", "A": "ADDRESSEE"}

Found = list[tuple[str, str | None, list[str]]]


def read(marked: str) -> tuple[str, list[Piece]]:
    """Return a text and its pieces, which stand in brackets behind V, T or A."""
    text, pieces, last = "", [], 0
    for mark in _MARK.finditer(marked):
        text += marked[last : mark.start()]
        pieces.append(Piece(len(text), len(text) + len(mark["words"]), _PARTS[mark["kind"]]))
        text += mark["words"]
        last = mark.end()
    return text + marked[last:], pieces


def assembled(marked: str) -> Found:
    text, pieces = read(marked)

    def words(piece: Piece) -> str:
        return text[piece.start : piece.end]

    return [
        (words(whole.verb), words(whole.target) if whole.target else None, [words(each) for each in whole.addressees])
        for whole in assemble(text, pieces)
    ]


CASES: dict[str, tuple[str, Found]] = {
    "one verb with both": (
        "[V verzoekt] [A de wethouder] [T de fietsbrug te sluiten];",
        [("verzoekt", "de fietsbrug te sluiten", ["de wethouder"])],
    ),
    "two addressees": (
        "[V vraagt] [A de minister] en [A de gouverneur] [T om raad]",
        [("vraagt", "om raad", ["de minister", "de gouverneur"])],
    ),
    "each verb its own": (
        "[V prijst] [T de brandweer] en [V verzoekt] [A het college] [T haar te bedanken]",
        [("prijst", "de brandweer", []), ("verzoekt", "haar te bedanken", ["het college"])],
    ),
    "a target before the first verb": (
        "[T Het uitstel] [V betreurt] de raad ten zeerste",
        [("betreurt", "Het uitstel", [])],
    ),
    "an addressee before the first verb": (
        "[A Het college] [V verzoekt] zij [T de sluis te openen]",
        [("verzoekt", "de sluis te openen", ["Het college"])],
    ),
    "a second target is that of the next verb": (
        "[V steunt] [T het voorstel]. [T De bezuiniging] [V verwerpt] zij",
        [("steunt", "het voorstel", []), ("verwerpt", "De bezuiniging", [])],
    ),
    "a target behind a semicolon is that of the next verb": (
        "[V vreest] het ergste; [T de dijkgraaf] [V prijst] zij",
        [("vreest", None, []), ("prijst", "de dijkgraaf", [])],
    ),
    "an addressee behind a semicolon is asked by the next verb": (
        "[V steunt] [T het plan]; [A de minister] [V vraagt] zij [T om geld]",
        [("steunt", "het plan", []), ("vraagt", "om geld", ["de minister"])],
    ),
    "what follows a span of the next verb is the next verb's too": (
        "[V steunt] [T het plan]; [T om geld] wordt [A de minister] [V gevraagd]",
        [("steunt", "het plan", []), ("gevraagd", "om geld", ["de minister"])],
    ),
    "without a next verb a second target is lost": (
        "[V steunt] [T het plan]; [T de brug]",
        [("steunt", "het plan", [])],
    ),
    "without a next verb an addressee behind a semicolon is kept": (
        "[V vraagt] [T om raad]; [A de minister]",
        [("vraagt", "om raad", ["de minister"])],
    ),
    "two verbs share the target behind them": (
        "[V betreurt] en [V veroordeelt] [T de sloop van de molen]",
        [("betreurt", "de sloop van de molen", []), ("veroordeelt", "de sloop van de molen", [])],
    ),
    "three verbs share the target behind them": (
        "[V ziet], [V hoort] en [V prijst] [T het koor]",
        [("ziet", "het koor", []), ("hoort", "het koor", []), ("prijst", "het koor", [])],
    ),
    "a target is shared across adverbs": (
        "[V maakt] zich ernstig zorgen over en [V betreurt] [T de leegstand]",
        [("maakt", "de leegstand", []), ("betreurt", "de leegstand", [])],
    ),
    "an addressee is not shared": (
        "[V steunt] en [V vraagt] [A de minister] [T om geld]",
        [("steunt", "om geld", []), ("vraagt", "om geld", ["de minister"])],
    ),
    "who asks someone shares no target": (
        "[V dankt] [A de minister] en [V steunt] [T het plan]",
        [("dankt", None, ["de minister"]), ("steunt", "het plan", [])],
    ),
    "two verbs share the target before them": (
        "[T De sloop] [V betreurt] en [V veroordeelt] de raad",
        [("betreurt", "De sloop", []), ("veroordeelt", "De sloop", [])],
    ),
    "three verbs share the target before them": (
        "[T De sloop] [V ziet], [V betreurt] en [V veroordeelt] de raad",
        [("ziet", "De sloop", []), ("betreurt", "De sloop", []), ("veroordeelt", "De sloop", [])],
    ),
    "a semicolon ends what is shared before": (
        "[V juicht]; [V steunt] [T het plan]",
        [("juicht", None, []), ("steunt", "het plan", [])],
    ),
    "a semicolon ends what is shared behind": (
        "[T Het plan] [V steunt] de raad; [V juicht]",
        [("steunt", "Het plan", []), ("juicht", None, [])],
    ),
    "a sentence ends what is shared": (
        "[T De sloop] [V hekelt] en [V verwerpt] de raad. [V Prijst] evenwel [T de molenaars]",
        [("hekelt", "De sloop", []), ("verwerpt", "De sloop", []), ("Prijst", "de molenaars", [])],
    ),
    "without a sign of the next verb a span is that of the verb before": (
        "[V juicht] en [T het plan] [V steunt] zij",
        [("juicht", "het plan", []), ("steunt", None, [])],
    ),
    "a verb alone": ("[V juicht] zeer", [("juicht", None, [])]),
    "no verb": ("[T het plan] voor [A de minister]", []),
    "nothing": ("over het plan", []),
}


@pytest.mark.parametrize("case", CASES)
def test_spans_find_their_verbs(case: str) -> None:
    marked, expected = CASES[case]
    assert assembled(marked) == expected


def test_the_order_of_the_pieces_does_not_matter() -> None:
    text, pieces = read("[V steunt] [T het plan]; [A de minister] [V vraagt] zij [T om geld]")
    assert assemble(text, pieces[::-1]) == assemble(text, pieces)


def test_a_verb_takes_the_first_target_and_every_addressee() -> None:
    whole = Whole(Piece(0, 1))
    spans = [Piece(2, 3, "TARGET"), Piece(4, 5, "ADDRESSEE"), Piece(6, 7, "TARGET"), Piece(8, 9, "ADDRESSEE")]
    for span in spans:
        whole.take(span)
    assert whole.target == spans[0]
    assert whole.addressees == [spans[1], spans[3]]


_glue = st.sampled_from([" ", " en ", ", ", "; ", ". ", ": ", " de ", ""])
_marks = st.sampled_from(["[V eist]", "[T het plan]", "[A de raad]", "woord"])
marked_texts = st.lists(st.tuples(_marks, _glue)).map(lambda pairs: "".join(mark + glue for mark, glue in pairs))


@given(marked_texts)
def test_every_verb_stands_once_in_order_and_spans_come_from_the_text(marked: str) -> None:
    text, pieces = read(marked)
    wholes = assemble(text, pieces)
    assert [whole.verb for whole in wholes] == [piece for piece in pieces if piece.part is None]
    for whole in wholes:
        assert whole.target is None or (whole.target in pieces and whole.target.part == "TARGET")
        assert all(each in pieces and each.part == "ADDRESSEE" for each in whole.addressees)


@given(marked_texts)
def test_with_a_verb_every_addressee_is_asked_once(marked: str) -> None:
    text, pieces = read(marked)
    wholes = assemble(text, pieces)
    asked = [each for whole in wholes for each in whole.addressees]
    expected = [piece for piece in pieces if piece.part == "ADDRESSEE"] if wholes else []
    assert asked == expected


@given(marked_texts)
def test_a_target_is_shared_by_neighbours_alone(marked: str) -> None:
    text, pieces = read(marked)
    wholes = assemble(text, pieces)
    for target in (piece for piece in pieces if piece.part == "TARGET"):
        having = [number for number, whole in enumerate(wholes) if whole.target == target]
        assert having == list(range(having[0], having[-1] + 1)) if having else True
        for one, other in pairwise(having):
            between = text[wholes[one].verb.end : wholes[other].verb.start]
            assert not set(";:.?!") & set(between)
