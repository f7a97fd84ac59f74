"""Predictions for tests: annotated paragraphs from markup, spoilt, drawn at random, or written as an answer."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from strategies import STANCES

from labels.lexicon import load_stances
from labels.markup import read_markup
from labels.scheme import Act, Addressee, Paragraph, Span
from service.answers import classify_answer
from service.classifier import Classification

WORDS = "eist hoopt dankt prijst de Raad en het plan voor de haven"
"""The text of the paragraphs that are drawn."""

_SPANS = [
    Span.cut(WORDS, start, end)
    for start in range(len(WORDS))
    for end in range(start + 1, len(WORDS) + 1)
    if (start == 0 or WORDS[start - 1] == " ") and (end == len(WORDS) or WORDS[end] == " ")
]
_VERBS = [span for span in _SPANS if " " not in span.text][:4]
# Few stances and spans, so that what is drawn twice often agrees.
_FEW = STANCES[:4]
_PARTS = st.sampled_from([span for span in _SPANS if span.start >= 24][:6])

_acts: SearchStrategy[Act] = st.builds(
    Act,
    stance=st.sampled_from(_FEW),
    trigger=st.sampled_from(_VERBS),
    target=st.none() | _PARTS,
    addressees=st.lists(_PARTS.map(Addressee), max_size=2, unique_by=lambda each: each.span).map(tuple),
    strength=st.sampled_from(["normal", "strong"]),
    confidence=st.integers(0, 20).map(lambda twentieths: twentieths / 20),
)

act_lists: SearchStrategy[tuple[Act, ...]] = st.lists(
    _acts, max_size=5, unique_by=lambda act: (act.trigger.start, act.stance)
).map(tuple)


def _both(acts: tuple[tuple[Act, ...], tuple[Act, ...]]) -> tuple[Paragraph, Paragraph]:
    first, second = acts
    return Paragraph("d/1", WORDS, first), Paragraph("d/1", WORDS, second)


compared: SearchStrategy[tuple[Paragraph, Paragraph]] = st.tuples(act_lists, act_lists).map(_both)
"""A paragraph as annotated and as predicted; no act stands twice in either."""


def paragraph(markup: str) -> Paragraph:
    return read_markup(f'<resolution><p n="1">{markup}</p></resolution>').paragraphs[0].paragraph()


def spoilt(gold: Paragraph, chance: random.Random) -> Paragraph:
    """Return a paragraph with some of its acts dropped, given another stance, or robbed of a part."""
    acts = []
    for act in gold.acts:
        change = chance.choice(["", "", "", "", "drop", "stance", "target", "shorter", "addressees"])
        if change == "drop":
            continue
        if change == "stance":
            act = replace(act, stance=chance.choice(STANCES))
        elif change == "target":
            act = replace(act, target=None)
        elif change == "shorter" and act.target and len(act.target.text) > 1:
            act = replace(act, target=Span.cut(gold.text, act.target.start, act.target.end - 1))
        elif change == "addressees":
            act = replace(act, addressees=act.addressees[1:])
        acts.append(replace(act, confidence=chance.random()))
    return replace(gold, acts=tuple(acts))


def answer(paragraphs: Sequence[Paragraph]) -> str:
    """Return the paragraphs as the service answers them, in JSON."""
    stances = {stance.id: stance for stance in load_stances()}
    return classify_answer(Classification(tuple(paragraphs), "rules", "1"), stances).model_dump_json()
