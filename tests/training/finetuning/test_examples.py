from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest
from annotated import TRAIN, paragraphs
from hypothesis import given
from hypothesis import strategies as st
from tagged_texts import certain
from tiny_models import SENTENCES

from labels.actors import ActorIndex
from labels.markup import read_markup
from labels.scheme import Act, Addressee, Paragraph, Span
from service.decode import decode
from service.odds import Odds
from service.subwords import Cutter
from service.tag_numbers import TagNumbers
from service.tags import all_tags
from training.finetuning.examples import NOT_TOLD, examples
from training.finetuning.noise import NOISE, Noise, noisy
from training.pretraining.vocabulary import train_vocabulary

ACTORS = ActorIndex.load()
TAGS = all_tags()
CUTTER = Cutter(train_vocabulary(SENTENCES, 300))
GOLD = paragraphs(*TRAIN)
LOUD = Noise(NOISE.rules)


def paragraph(inner: str) -> Paragraph:
    [found] = read_markup(f'<resolution><p n="1">{inner}</p></resolution>').paragraphs
    return found.paragraph()


def tags_of(labelled: Paragraph, turn: int = 0) -> list[tuple[str, str]]:
    [cut] = CUTTER.cut([labelled.text])
    numbers = TagNumbers().of(cut.words, labelled.acts, turn)
    return [(labelled.text[begin:end], TAGS[tag]) for (begin, end), tag in zip(cut.words, numbers, strict=True)]


REQUEST = paragraph(
    '<act stance="request"><verb>vraagt</verb> <addressee>de havenmeester</addressee> '
    "<target>kades te bouwen</target></act>;"
)
TWICE = paragraph(
    '<act stance="concern sympathise" strength="strong"><verb>leeft</verb> bezorgd mee met <target>hen</target></act>'
)


# The tags.


def test_the_tags_of_words() -> None:
    assert tags_of(REQUEST) == [
        ("vraagt", "VERB-request"),
        ("de", "B-ADDRESSEE"),
        ("havenmeester", "I-ADDRESSEE"),
        ("kades", "B-TARGET"),
        ("te", "I-TARGET"),
        ("bouwen", "I-TARGET"),
        (";", "O"),
    ]


def test_without_acts_every_word_is_outside() -> None:
    assert tags_of(Paragraph("1", "de kade brak")) == [("de", "O"), ("kade", "O"), ("brak", "O")]
    assert tags_of(Paragraph("1", "")) == []


@pytest.mark.parametrize("turn", range(4))
def test_the_stances_of_one_verb_come_in_turn(turn: int) -> None:
    stance = ("concern", "sympathise")[turn % 2]
    tags = [tag for _, tag in tags_of(TWICE, turn)]
    assert tags == [f"VERB-{stance}-STRONG", "O", "O", "O", "B-TARGET"]


def test_a_word_belongs_to_a_span_that_touches_it() -> None:
    text = "eist rust"
    own = Paragraph("1", text, (Act("urge", Span.cut(text, 0, 3), Span.cut(text, 6, 8)),))
    assert tags_of(own) == [("eist", "VERB-urge"), ("rust", "B-TARGET")]


@pytest.mark.parametrize("part", ["verb", "target", "addressee"])
def test_a_span_without_a_word_is_refused(part: str) -> None:
    text = "eist  rust"
    void, verb = Span.cut(text, 4, 6), Span.cut(text, 0, 4)
    act = Act(
        "urge",
        void if part == "verb" else verb,
        void if part == "target" else None,
        (Addressee(void),) if part == "addressee" else (),
    )
    with pytest.raises(ValueError, match="'  ' holds no word"):
        tags_of(Paragraph("1", text, (act,)))


# The examples.


def test_an_example_tells_the_tag_at_the_first_subword_of_a_word() -> None:
    [example] = examples([REQUEST], CUTTER, most=512)
    [cut] = CUTTER.cut([REQUEST.text])
    assert example.ids.tolist() == [CUTTER.first, *cut.ids.tolist(), CUTTER.last]
    assert len(cut.ids) > len(cut.words)
    told = {at - 1: TAGS[tag] for at, tag in enumerate(example.tags.tolist()) if tag != NOT_TOLD}
    assert list(told) == cut.heads.tolist()
    assert list(told.values()) == [tag for _, tag in tags_of(REQUEST)]


def test_a_text_without_words_has_an_example_that_tells_nothing() -> None:
    [example] = examples([Paragraph("1", "")], CUTTER, most=512)
    assert example.ids.tolist() == [CUTTER.first, CUTTER.last]
    assert example.tags.tolist() == [NOT_TOLD, NOT_TOLD]


@pytest.mark.parametrize("most", [2, 3, 8, 12])
def test_a_long_text_is_cut_off(most: int) -> None:
    [whole] = examples([REQUEST], CUTTER, most=512)
    [short] = examples([REQUEST], CUTTER, most=most)
    assert len(whole.ids) > most
    assert len(short.ids) == len(short.tags) == most
    assert short.ids.tolist() == [*whole.ids[: most - 1].tolist(), CUTTER.last]
    assert short.tags.tolist() == [*whole.tags[: most - 1].tolist(), NOT_TOLD]


def test_examples_take_their_turns() -> None:
    verb = 1  # The first subword is a special one.
    both = examples([TWICE, TWICE, REQUEST], CUTTER, most=512, turns=[0, 1, 7])
    assert [TAGS[each.tags[verb]] for each in both] == [
        "VERB-concern-STRONG",
        "VERB-sympathise-STRONG",
        "VERB-request",
    ]
    first, second = examples([TWICE, TWICE], CUTTER, most=512)
    assert first.tags.tolist() == second.tags.tolist() == both[0].tags.tolist()


def test_each_paragraph_needs_a_turn() -> None:
    with pytest.raises(ValueError):
        examples([TWICE, TWICE], CUTTER, most=512, turns=[0])


def test_no_paragraphs_no_examples() -> None:
    assert examples([], CUTTER, most=512) == []


# There and back: a model that learned its examples by heart gives the acts that were marked.


def read_back(labelled: Paragraph) -> tuple[Act, ...]:
    [cut] = CUTTER.cut([labelled.text])
    return decode(Odds.of(certain(labelled.text, cut.words, TagNumbers().of(cut.words, labelled.acts))), ACTORS)


def key(act: Act) -> tuple[object, ...]:
    return act.stance, act.strength, act.trigger, act.target, tuple(each.span for each in act.addressees)


def has_one_stance_a_verb(labelled: Paragraph) -> bool:
    return len({act.trigger for act in labelled.acts}) == len(labelled.acts)


def wrong(labelled: list[Paragraph]) -> list[str]:
    return [each.text for each in labelled if list(map(key, read_back(each))) != list(map(key, each.acts))]


ONE_STANCE = [each for each in GOLD if has_one_stance_a_verb(each)]


def test_the_gold_is_read_back() -> None:
    assert len(ONE_STANCE) > 2000
    assert wrong(ONE_STANCE) == []


@pytest.mark.parametrize("seed", range(2))
def test_noisy_gold_is_read_back(seed: int) -> None:
    loud = [noisy(each, random.Random(f"{seed}/{at}"), LOUD) for at, each in enumerate(ONE_STANCE)]
    changed = sum(one.text != other.text for one, other in zip(loud, ONE_STANCE, strict=True))
    assert changed > len(loud) / 2
    assert wrong(loud) == []


def test_of_a_verb_with_two_stances_the_first_is_read_back() -> None:
    twice = [each for each in GOLD if not has_one_stance_a_verb(each)]
    assert twice
    for each in twice:
        leading = {act.trigger.start: act for act in reversed(each.acts)}
        once = replace(each, acts=tuple(leading[start] for start in sorted(leading)))
        assert [act.stance for act in read_back(each)] == [act.stance for act in once.acts]


_verbs = st.sampled_from(["eist", "steunt", "betreurt"])
_phrases = st.sampled_from(["het plan", "de kade te herstellen", "dat het regent", "één brug"])
_names = st.lists(st.sampled_from(["de raad", "het college", "Bergen"]), max_size=2)


@st.composite
def clauses(draw: st.DrawFn) -> str:
    """Draw an act with its target and addressees behind its verb."""
    stance = draw(st.sampled_from(["urge", "support", "deplore"]))
    strong = draw(st.sampled_from(["", ' strength="strong"']))
    asked = " en ".join(f"<addressee>{name}</addressee>" for name in draw(_names))
    between = draw(st.sampled_from([" ", " ten zeerste ", " , "]))
    target = f"<target>{draw(_phrases)}</target>"
    return f'<act stance="{stance}"{strong}><verb>{draw(_verbs)}</verb>{between}{asked} {target}</act>'


@given(st.lists(clauses(), max_size=4), st.sampled_from(["; ", " en ", ", ", ". "]), st.integers(0, 99))
def test_what_is_marked_is_read_back(acts: list[str], glue: str, seed: int) -> None:
    labelled = paragraph(glue.join(acts))
    assert list(map(key, read_back(labelled))) == list(map(key, labelled.acts))
    loud = noisy(labelled, random.Random(seed), LOUD)
    assert list(map(key, read_back(loud))) == list(map(key, loud.acts))


@given(st.text(max_size=60), st.integers(2, 40))
def test_ids_and_tags_are_equally_long(text: str, most: int) -> None:
    [example] = examples([Paragraph("1", text)], CUTTER, most=most)
    assert len(example.ids) == len(example.tags) <= most
    told = example.tags[example.tags != NOT_TOLD]
    assert np.all(told == TAGS.index("O"))
