from __future__ import annotations

from random import Random

from labels.lexicon import load_lexicon
from training.composing.frame_deck import FrameDeck, FrameEntry, class_words, written_frames

LEXICON = load_lexicon()
WORDS = class_words(LEXICON)


def test_every_frame_comes_in_its_turn_before_any_comes_again() -> None:
    deck = FrameDeck({}, Random(1))
    first = [deck.next_in_turn() for _ in written_frames()]
    assert set(first) == set(written_frames())
    assert deck.next_in_turn() in first


def test_an_everyday_frame_has_the_stance_that_is_wanted() -> None:
    deck = FrameDeck({}, Random(2))
    for _ in range(500):
        turn = deck.deal()
        if turn.stance is not None:
            assert turn.frame.stance in (None, turn.stance)


def test_everyday_frames_come_far_more_often() -> None:
    deck = FrameDeck({}, Random(3))
    dealt = [deck.deal().frame.text for _ in range(5_000)]
    assert dealt.count("verzoekt {addressee} {target}") > 50
    assert dealt.count("acht {target} een gotspe") <= 2


def test_the_frames_of_annotated_acts_are_counted_in() -> None:
    frame = "slaat {target} in de ban"
    assert FrameEntry(frame, "condemn") in written_frames()
    deck = FrameDeck({("condemn", frame): 10_000}, Random(4))
    assert [deck.deal().frame.text for _ in range(2_000)].count(frame) > 40


def test_a_word_of_a_class_suits_its_preposition_and_stance() -> None:
    for seed in range(50):
        word, stance = WORDS.choose(Random(seed), "state", "over", "concern", everyday=True)
        assert stance == "concern"
        assert word in WORDS.everyday["state"]["over"]


def test_any_word_of_a_class_may_come() -> None:
    rng = Random(5)
    drawn = {WORDS.choose(rng, "verdict", "clause", None, everyday=False)[0] for _ in range(20_000)}
    assert len(drawn) > 0.9 * len(WORDS.stances["verdict"])


def test_the_stance_of_a_word_is_that_of_the_lexicon() -> None:
    word, stance = WORDS.choose(Random(1), "feeling", "mood", "welcome", everyday=True)
    assert stance == WORDS.stances["feeling"][word] == "welcome"
