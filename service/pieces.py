"""Verbs and spans that a tagger found, put together to acts: which span belongs to which verb."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from service.tags import Part

_END_OF_ACT: Final = ";"
_END_OF_CLAUSE: Final = re.compile(r"[;:.?!]")


@dataclass(frozen=True, slots=True, order=True)
class Piece:
    """A span of ``text[start:end]``; ``part`` is null for a verb."""

    start: int
    end: int
    part: Part | None = None


@dataclass(slots=True)
class Whole:
    """A verb with what belongs to it."""

    verb: Piece
    target: Piece | None = None
    addressees: list[Piece] = field(default_factory=list)

    def take(self, piece: Piece) -> None:
        """Add a span; a verb has one target, the first."""
        if piece.part == "ADDRESSEE":
            self.addressees.append(piece)
        elif self.target is None:
            self.target = piece


def assemble(text: str, pieces: Sequence[Piece]) -> list[Whole]:
    """Return the verbs in order, each with its spans. ``pieces`` do not overlap.

    A span belongs to the verb before it, but to the next where it is the second target since that verb or stands
    behind a semicolon or behind a span of the next, and to the first verb where none stands before it. Of verbs in
    one clause with no span between them the last has the spans, and the others share its target.
    """
    ordered = sorted(pieces)
    wholes = [Whole(piece) for piece in ordered if piece.part is None]
    if not wholes:
        return []
    at = -1
    fronted: list[Piece] = []
    for number, piece in enumerate(ordered):
        if piece.part is None:
            at += 1
            for each in fronted:
                wholes[at].take(each)
            fronted = []
        elif at < 0 or fronted or (at + 1 < len(wholes) and _is_fronted(text, ordered, number, wholes[at])):
            fronted.append(piece)
        else:
            wholes[at].take(piece)
    _share(text, wholes)
    return wholes


def _is_fronted(text: str, ordered: Sequence[Piece], number: int, before: Whole) -> bool:
    """Tell whether a span that stands behind a verb belongs to the next one."""
    piece, last = ordered[number], ordered[number - 1]
    return (piece.part == "TARGET" and before.target is not None) or _END_OF_ACT in text[last.end : piece.start]


def _share(text: str, wholes: Sequence[Whole]) -> None:
    """Give verbs that are coordinated and have nothing of their own the target of their neighbour."""
    for before, after in reversed(list(pairwise(wholes))):
        target = after.target
        if target and target.start > after.verb.start and _is_bare(before) and _coordinated(text, before, after):
            before.target = target
    for before, after in pairwise(wholes):
        # "X betreurt en veroordeelt het Parlement": the target stands before both.
        target = before.target
        if target and target.end <= before.verb.start and _is_bare(after) and _coordinated(text, before, after):
            after.target = target


def _is_bare(whole: Whole) -> bool:
    return whole.target is None and not whole.addressees


def _coordinated(text: str, before: Whole, after: Whole) -> bool:
    return not _END_OF_CLAUSE.search(text, before.verb.end, after.verb.start)
