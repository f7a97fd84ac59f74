"""From what a model holds likely to acts: the likeliest tags that fit together, and each span given to its verb."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from labels.actors import ActorIndex
from labels.scheme import Act, Addressee, Span
from service.odds import STANCES, Odds
from service.pieces import Piece, Whole, assemble
from service.tags import PARTS

SECOND_STANCE: Final = 0.3
"""A second stance of the same verb is taken from this probability on: 'met bezorgdheid en medeleven'."""

_OTHER: Final = 0
_INSIDES: Final = tuple(2 + 2 * number for number in range(len(PARTS)))
_IMPOSSIBLE: Final = -1e9


def decode(odds: Odds, actors: ActorIndex) -> tuple[Act, ...]:
    """Return the acts of a text in order of their verbs."""
    text = odds.tagged.text
    pieces = _pieces(odds)
    return tuple(act for whole in assemble(text, pieces) for act in _acts(odds, whole, actors))


def _pieces(odds: Odds) -> list[Piece]:
    if not len(odds.tagged.words):
        return []
    outside = _outside(odds)
    # A word is a verb as likely as all its stances together, however little each.
    verbs = np.logaddexp.reduce(odds.stances, axis=1)
    states = _states(odds, np.maximum(verbs, outside))
    found: list[Piece] = []
    for (start, end), state, is_verb in zip(
        odds.tagged.words.tolist(), states, (verbs > outside).tolist(), strict=True
    ):
        if state == _OTHER:
            if is_verb:
                found.append(Piece(start, end))
        elif state % 2:
            found.append(Piece(start, end, PARTS[state // 2]))
        else:
            found[-1] = Piece(found[-1].start, end, found[-1].part)
    return found


def _outside(odds: Odds) -> NDArray[np.float64]:
    """Return the logarithm of the probability that a word is no verb and no part."""
    verbs = np.exp(odds.stances).sum(axis=1)
    found: NDArray[np.float64] = np.log(np.maximum(np.exp(odds.other) - verbs, 1e-12))
    return found


def _states(odds: Odds, other: NDArray[np.float64]) -> list[int]:
    """Return the likeliest states of the words (Viterbi 1967): 0 no part, then 1 + 2n and 2 + 2n B and I of part n.

    An I follows only a B or an I of its part. ``other`` is the logarithm of the probability of state 0. There is at
    least one word.
    """
    columns = [other]
    for part in PARTS:
        columns += [odds.begins[part], odds.inside[part]]
    # Rows of five: plain numbers are several times as fast as arrays here.
    emitted: list[list[float]] = np.stack(columns, axis=1).tolist()
    reached = emitted[0]
    for inside in _INSIDES:
        reached[inside] = _IMPOSSIBLE
    came_from = []
    for row in emitted[1:]:
        best = max(reached)
        before = [reached.index(best)] * len(row)
        following = [best + each for each in row]
        for inside in _INSIDES:
            first, later = reached[inside - 1], reached[inside]
            before[inside] = inside - 1 if first >= later else inside
            following[inside] = max(first, later) + row[inside]
        came_from.append(before)
        reached = following
    states = [reached.index(max(reached))]
    for before in reversed(came_from):
        states.append(before[states[-1]])
    return states[::-1]


def _acts(odds: Odds, whole: Whole, actors: ActorIndex) -> list[Act]:
    """Return the act of a verb, or two where the model sees two stances in it."""
    text, word = odds.tagged.text, odds.word_at(whole.verb.start)
    chances = np.exp(odds.stances[word])
    order = np.argsort(-chances)
    chosen = [int(order[0]), *(int(each) for each in order[1:2] if chances[each] >= SECOND_STANCE)]
    return [
        Act(
            stance=STANCES[each],
            trigger=_span(text, whole.verb),
            target=_span(text, whole.target) if whole.target else None,
            addressees=addressees(text, whole.addressees, actors),
            strength="strong" if odds.strong[word, each] else "normal",
            confidence=float(min(chances[each], 1.0)),
            source="bert",
        )
        for each in sorted(chosen)
    ]


def addressees(text: str, pieces: Sequence[Piece], actors: ActorIndex) -> tuple[Addressee, ...]:
    """Return addressees with the actors that they name."""
    spans = [_span(text, piece) for piece in pieces]
    return tuple(Addressee(span, actors.link(span.text)) for span in spans)


def _span(text: str, piece: Piece) -> Span:
    return Span.cut(text, piece.start, piece.end)
