"""The turn of phrase of an annotated act: its verb and fixed words, told from the markup alone.

No engine is asked, so it can be said of any engine how it fares with turns that no training document holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final

from labels.grammar import Grammar
from labels.lexicon import load_lexicon
from labels.markup import MarkedAct, MarkedDocument, MarkedParagraph
from labels.tokens import Tokens, tokenise

Turn = tuple[str, ...]
"""The stances of an act, its verbs, and its fixed words in order; targets and addressees as slots."""

_SLOTS: Final = {"target": "{target}", "addressee": "{addressee}"}
_MEANINGLESS: Final = frozenset({"er", "het", "de", "een", "en", "zich"})
_DECIDING: Final = ("negation", "evaluative")


def turns(document: MarkedDocument) -> Iterator[tuple[str, MarkedAct, Turn]]:
    """Yield for each act the number of its paragraph, the act, and its turn of phrase."""
    for paragraph in document.paragraphs:
        for act in paragraph.acts:
            yield paragraph.number, act, turn(paragraph, act)


def seen_turns(documents: Iterable[MarkedDocument]) -> frozenset[Turn]:
    """Return the turns of phrase of all acts."""
    return frozenset(each for document in documents for _, _, each in turns(document))


def turn(paragraph: MarkedParagraph, act: MarkedAct) -> Turn:
    """Return the turn of phrase of an act.

    Left out is what does not decide the stance: adverbials, asides between commas, articles, possessives. Several
    addressees count as one.
    """
    words: list[str] = []
    position = act.start
    for part, span in act.parts:
        words.extend(_fixed(paragraph.text[position : span.start]))
        words.append(span.text.lower() if part == "verb" else _SLOTS[part])
        position = span.end
    words.extend(_fixed(paragraph.text[position : act.end]))
    return (
        " ".join(act.stances),
        *(word for place, word in enumerate(words) if place == 0 or word != words[place - 1]),
    )


def _fixed(text: str) -> Iterator[str]:
    """Yield the fixed words between two spans."""
    tokens = tokenise(text)
    grammar = _grammar()
    leave_out = _MEANINGLESS | grammar.sets["possessives"]
    here = 0
    while here < len(tokens):
        if tokens.words[here] == ",":
            here = _behind_aside(tokens, here)
            continue
        found = grammar.adverbials.match(tokens.words, here, len(tokens))
        if found and found[1] not in _DECIDING:
            here = found[0]
            continue
        word = tokens.words[here]
        if word[:1].isalpha() and word not in leave_out:
            yield word
        here += 1


def _behind_aside(tokens: Tokens, comma: int) -> int:
    """Return the index behind the comma that closes an aside, or behind this one where none does."""
    closing = next((place for place in range(comma + 1, len(tokens)) if tokens.words[place] == ","), None)
    return comma + 1 if closing is None else closing + 1


@cache
def _grammar() -> Grammar:
    return load_lexicon().grammar
