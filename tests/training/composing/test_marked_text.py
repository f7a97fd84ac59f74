from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from training.composing.clause import Clause, ClauseAct, Piece, PieceKind
from training.composing.marked_text import TextBuilder

_KINDS: tuple[PieceKind, ...] = ("word", "target", "addressee")
_words = st.from_regex(r"[a-z]{1,6}( [a-z]{1,6}){0,2}", fullmatch=True)


def clause(*pieces: Piece, stances: tuple[str, ...] = ("deplore",)) -> Clause:
    return Clause(pieces, tuple(ClauseAct(stance, False, "betreurt {target}") for stance in stances))


def test_words_are_joined_with_spaces_and_marks_without() -> None:
    builder = TextBuilder()
    for words in ("verzoekt", "de Raad", ", de Commissie", ":", "a) dit", ";"):
        builder.words(words)
    assert builder.done().text == "verzoekt de Raad, de Commissie: a) dit;"


def test_the_spans_of_a_clause() -> None:
    builder = TextBuilder()
    builder.words("Daarom")
    builder.clause(clause(Piece("betreurt", "verb"), Piece("het Parlement"), Piece("dit besluit", "target")))
    builder.words(";")
    (act,) = builder.done().scheme_acts()
    assert (act.trigger.text, act.target and act.target.text) == ("betreurt", "dit besluit")
    assert builder.done().text == "Daarom betreurt het Parlement dit besluit;"


def test_several_verbs_are_paired_and_share_their_target() -> None:
    builder = TextBuilder()
    pieces = (Piece("betreurt", "verb"), Piece("en"), Piece("hekelt", "verb"), Piece("dit", "target"))
    builder.clause(clause(*pieces, stances=("deplore", "condemn")))
    acts = builder.done().scheme_acts()
    assert [(act.trigger.text, act.stance) for act in acts] == [("betreurt", "deplore"), ("hekelt", "condemn")]
    assert acts[0].target == acts[1].target


def test_two_stances_share_one_verb() -> None:
    builder = TextBuilder()
    builder.clause(clause(Piece("uit", "verb"), Piece("dit", "target"), stances=("concern", "sympathise")))
    first, second = builder.done().scheme_acts()
    assert first.trigger == second.trigger


def test_words_are_counted() -> None:
    builder = TextBuilder()
    assert builder.word_count == 0
    builder.words("de hoge Raad")
    assert builder.word_count == 3


@given(st.lists(st.tuples(_words, st.sampled_from(_KINDS)), max_size=8))
def test_every_span_is_what_was_added(parts: list[tuple[str, PieceKind]]) -> None:
    pieces = [Piece("stelt", "verb"), *(Piece(text, kind) for text, kind in parts)]
    builder = TextBuilder()
    builder.clause(clause(*pieces))
    (act,) = builder.done().scheme_acts()
    assert [each.span.text for each in act.addressees] == [text for text, kind in parts if kind == "addressee"]
    targets = [text for text, kind in parts if kind == "target"]
    assert (act.target.text if act.target else None) == (targets[-1] if targets else None)
