from __future__ import annotations

import pytest

from labels.lexicon import load_stances
from training.composing.frame_deck import written_frames
from training.composing.frame_slots import KINDS, NOUNS, load_slots

SLOTS = load_slots()


@pytest.mark.parametrize(
    ("frame", "stance", "kinds"),
    [
        ("wijst op {target}", "emphasise", {"np"}),
        ("wijst erop {target}", "emphasise", {"dat"}),
        ("merkt op {target}", "note", {"dat"}),
        ("is er {state} over {target}", "concern", {"dat"}),
        ("is {state} over {target}", "concern", {"np"}),
        ("keurt {target} af", "condemn", {"np"}),
        ("verzoekt {addressee} {target}", "request", {"te"}),
        ("draagt {addressee} op {target}", "urge", {"te"}),
        ("verzoekt {addressee} om {target}", "request", {"np"}),
        ("dringt er bij {addressee} op aan {target}", "urge", {"te"}),
        ("vraagt zich af {target}", "consider", {"of"}),
        ("feliciteert {target}", "commend", {"met"}),
        ("condoleert {target}", "sympathise", {"bereaved"}),
        ("zal {target}", "commit", {"bare"}),
        ("is voornemens {target}", "commit", {"te"}),
        ("gaat ervan uit {target}", "expect", {"dat"}),
        ("houdt {addressee} voor {target}", "emphasise", {"dat"}),
        ("fronst de wenkbrauwen", "deplore", set()),
    ],
)
def test_what_a_target_takes(frame: str, stance: str, kinds: set[str]) -> None:
    assert set(SLOTS.kinds(frame, stance)) == kinds


def test_every_frame_with_a_target_takes_something() -> None:
    stances = [stance.id for stance in load_stances()]
    for entry in written_frames():
        for stance in [entry.stance] if entry.stance else stances:
            kinds = SLOTS.kinds(entry.text, stance)
            has_target = "{target}" in entry.words or "{clause}" in entry.words
            assert bool(kinds) == has_target, entry
            assert set(kinds) <= set(KINDS)


def test_a_clause_never_stands_behind_a_preposition() -> None:
    for entry in written_frames():
        words = list(entry.words)
        if "{target}" not in words or entry.stance is None or "er" in words or entry.text in SLOTS.frames:
            continue
        place = words.index("{target}")
        if SLOTS.is_preposition(words, place - 1) and words[place - 1] not in ("dan", "om"):
            assert set(SLOTS.kinds(entry.text, entry.stance)) <= NOUNS, entry
