"""A composed main clause: words in order, those of spans marked, and its acts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

PieceKind = Literal["word", "verb", "target", "addressee"]


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a clause, in one span or in none. A mark at its beginning stands without a space before it."""

    text: str
    kind: PieceKind = "word"


@dataclass(frozen=True, slots=True)
class ClauseAct:
    """An act of a clause. All acts of a clause share its target and addressees; several verbs are paired in order."""

    stance: str
    strong: bool
    frame: str


@dataclass(frozen=True, slots=True)
class Clause:
    """A main clause; ``heavy`` where it ends in a clause of its own. ``kinds`` are kinds of hard case."""

    pieces: tuple[Piece, ...]
    acts: tuple[ClauseAct, ...]
    heavy: bool = False
    kinds: frozenset[str] = frozenset()


def capital(text: str) -> str:
    """Return a text with a capital first letter."""
    return text[:1].upper() + text[1:]
