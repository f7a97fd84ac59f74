"""What the clauses of single frames look like: order of words, spans, stances."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest

from training.compose import materials
from training.composing.addressing import Addressing
from training.composing.clause import Clause
from training.composing.clauses import Clauses, Opening
from training.composing.frame_deck import Turn, written_frames
from training.composing.frame_parts import FrameWords
from training.composing.marked_text import MarkedText, TextBuilder
from training.composing.slot_filling import SlotFilling
from training.composing.targets import Targets
from training.composing.wording import Wording

GIVEN = materials(())
ENTRIES = {entry.text: entry for entry in written_frames()}
SEEDS = range(60)


def clauses(seed: int, *, style: str = "ep", plural: bool = False) -> Clauses:
    rng = Random(seed)
    body = next(each for each in GIVEN.bodies.styles if each.name == style)
    wording = Wording(GIVEN.bank, rng, rng.choice(GIVEN.bank.domains), 2014, False)
    targets = Targets(GIVEN.bank, GIVEN.slots, GIVEN.fillers, wording, rng, GIVEN.groups)
    addressing = Addressing(body, GIVEN.bodies, GIVEN.speech, GIVEN.fillers, wording, rng)
    return Clauses(
        GIVEN.lexicon,
        FrameWords(GIVEN.words, GIVEN.slots, GIVEN.speech, rng),
        GIVEN.slots,
        GIVEN.speech,
        body,
        wording,
        targets,
        SlotFilling(GIVEN.slots, wording, targets, addressing, rng),
        GIVEN.infinitives,
        rng,
        plural=plural,
    )


def made(seed: int, frame: str, stance: str | None, opening: Opening = "plain", *, style: str = "ep") -> Clause:
    return clauses(seed, style=style).compose(Turn(ENTRIES[frame], stance), 18, opening, "Daarom")


def text(clause: Clause) -> MarkedText:
    builder = TextBuilder()
    builder.clause(clause)
    return builder.done()


def test_a_plain_clause_begins_with_its_verb() -> None:
    for seed in SEEDS:
        (act,) = text(made(seed, "betreurt {target}", None)).scheme_acts()
        assert act.trigger.start == 0
        assert act.stance == "deplore"


def test_the_subject_stands_behind_the_verb_of_an_inverted_clause() -> None:
    for seed in SEEDS:
        shown = text(made(seed, "wijst op {target}", None, "inverted")).text
        assert shown.startswith(("Daarom wijst het ", "Daarom wenst het ", "Daarom wil het ", "Daarom ")), shown
        assert " Parlement" in shown


def test_a_fronted_target_stands_before_the_verb() -> None:
    fronted = 0
    for seed in SEEDS:
        (act,) = text(made(seed, "betreurt {target}", None, "target")).scheme_acts()
        if act.target and act.target.end < act.trigger.start:
            fronted += 1
            assert act.target.start == 0
    assert fronted > len(SEEDS) / 2


def test_a_dat_clause_goes_with_er_and_a_noun_phrase_with_the_preposition() -> None:
    for seed in SEEDS:
        (announced,) = text(made(seed, "is er {state} over {target}", "concern")).scheme_acts()[:1]
        (direct,) = text(made(seed, "is {state} over {target}", "concern")).scheme_acts()[:1]
        assert announced.target is not None
        assert announced.target.text.startswith("dat ")
        assert direct.target is not None
        assert not direct.target.text.startswith("dat ")


def test_what_urges_makes_a_request_urge() -> None:
    stances: set[tuple[str, str]] = set()
    for seed in range(400):
        marked = text(made(seed, "verzoekt {addressee} {target}", "request"))
        for act in marked.scheme_acts():
            target = act.target.start if act.target else len(marked.text)
            before = marked.text[:target]
            urging = any(word in before for word in ("dringend", "met klem", "met aandrang"))
            assert (act.stance == "urge") == urging, marked.text
            stances.add((act.stance, act.strength))
    assert stances == {("request", "normal"), ("urge", "strong")}


def test_a_negation_turns_the_stance() -> None:
    turned = [
        act
        for seed in range(400)
        for act in text(made(seed, "steunt {target}", "support")).scheme_acts()
        if act.stance != "support"
    ]
    assert turned
    assert {act.stance for act in turned} == {"reject"}


def test_a_light_verb_takes_the_stance_of_its_noun() -> None:
    for seed in SEEDS:
        clause = made(seed, "spreekt zijn {feeling} uit over {target}", "condemn")
        assert clause.acts[0].stance == "condemn"
        words = [piece.text for piece in clause.pieces]
        assert any(noun in " ".join(words) for noun in GIVEN.words.everyday["feeling"]["over"])


def test_the_possessive_is_that_of_the_speaker() -> None:
    for seed in SEEDS:
        shown = text(made(seed, "hecht zijn goedkeuring aan {target}", None, style="tk")).text
        before = shown.split("goedkeuring")[0]
        assert " haar " in before
        assert " zijn " not in before


def test_many_speakers_have_a_plural_verb() -> None:
    clause = clauses(3, style="raad", plural=True).compose(
        Turn(ENTRIES["roept {addressee} op {target}"], None), 20, "plain"
    )
    assert next(piece.text for piece in clause.pieces if piece.kind == "verb") == "roepen"


def test_a_modal_verb_carries_the_act() -> None:
    seen: set[str] = set()
    for seed in range(300):
        marked = text(made(seed, "wijst op {target}", "emphasise"))
        (act,) = marked.scheme_acts()
        seen.add(act.trigger.text)
        if act.trigger.text != "wijst":
            assert "wijzen op" in marked.text
    assert {"wijst", "wil", "wenst"} <= seen


def test_verbs_that_share_a_target() -> None:
    for seed in SEEDS:
        marked = text(clauses(seed).shared(15))
        acts = marked.scheme_acts()
        assert len(acts) in (2, 3)
        assert len({act.target for act in acts}) == 1
        assert len({act.trigger.start for act in acts}) == len(acts)


@pytest.mark.parametrize("frame", ["laat geen spaan heel van {target}", "hecht groot belang aan {target}"])
def test_a_word_of_the_frame_can_make_it_strong(frame: str) -> None:
    if frame not in ENTRIES:
        pytest.skip("labels/frames.yaml has no such frame")
    strong = any(act.strong for act in made(1, frame, None).acts)
    assert strong == ("groot" in frame)


def test_every_frame_makes_a_clause_whose_spans_do_not_cross() -> None:
    for seed, entry in enumerate(written_frames()):
        marked = text(clauses(seed % 7).compose(Turn(entry, None), 14, "plain"))
        assert marked.acts, entry
        for act in marked.acts:
            places = sorted(act.places())
            assert all(a[1] <= b[0] for a, b in pairwise(places)), marked.text
            assert (act.target is not None) == bool({"{target}", "{clause}"} & set(entry.words)), entry


@pytest.mark.parametrize("frame", sorted(set(GIVEN.slots.inside) & set(ENTRIES)))
def test_words_that_any_noun_could_replace_belong_to_the_target(frame: str) -> None:
    for seed in range(20):
        for act in text(made(seed, frame, None)).scheme_acts():
            assert act.target is not None
            assert act.target.text.startswith(GIVEN.slots.inside[frame])


def test_what_follows_a_frame_that_ends_behind_its_target_is_in_no_span() -> None:
    trailing = 0
    for seed in range(300):
        marked = text(made(seed, "wijst {target} af", None))
        (act,) = marked.scheme_acts()
        assert act.target is not None
        rest = marked.text[act.target.end :]
        if act.trigger.text == "wijst" and not rest.endswith(" af"):
            trailing += 1
            assert " af" in rest
    assert trailing


def test_a_set_off_adjunct_belongs_to_what_is_asked() -> None:
    seen = 0
    for seed in range(400):
        marked = text(made(seed, "verzoekt {addressee} {target}", "request"))
        for act in marked.scheme_acts():
            if act.target and marked.text[: act.target.start].endswith(", ") and len(act.addressees) == 1:
                seen += 1
                assert " te " in f" {act.target.text}"
    assert seen


def test_an_adverb_stands_between_the_halves_of_a_pronominal() -> None:
    shown = [text(made(seed, "wijst erop {target}", "emphasise")).text for seed in range(300)]
    assert any(
        " er nogmaals op dat " in each or " er met klem op dat " in each or " er ook op dat " in each for each in shown
    )
    assert not any(" er op er" in each or " erop op " in each for each in shown)
