"""Windows over a sequence that is longer than a model reads, and who answers for which part of it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

OVERLAP: Final = 4
"""Two windows share at least one in so many of their subwords."""


@dataclass(frozen=True, slots=True)
class Window:
    """What the model reads, ``begin`` to ``end``, and for what it answers, ``first`` to ``last``; both half-open."""

    begin: int
    end: int
    first: int
    last: int


def windows(length: int, room: int) -> tuple[Window, ...]:
    """Return windows of at most ``room`` over a sequence, evenly spread.

    Every place is answered for once: by the window in which it lies furthest from an edge, where the ends of the
    sequence itself are no edges.
    """
    if length <= room:
        return (Window(0, length, 0, length),) if length else ()
    step = room - -(-room // OVERLAP)
    count = -(-(length - room) // step) + 1
    begins = [at * (length - room) // (count - 1) for at in range(count)]
    # Halfway the part that a window shares with the next.
    cuts = [0, *((begin + room + after) // 2 for begin, after in pairwise(begins)), length]
    return tuple(
        Window(begin, begin + room, first, last) for begin, (first, last) in zip(begins, pairwise(cuts), strict=True)
    )
