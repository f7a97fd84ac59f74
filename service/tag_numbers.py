"""Acts as the numbers of tags, one for each word: what a model learns to give, and what it is told of the rules."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from labels.scheme import Act, Span
from service.tags import OUTSIDE, VerbTag, all_tags

Numbers = NDArray[np.int64]


class TagNumbers:
    """Numbers the tags of words, in the order of ``all_tags``."""

    def __init__(self) -> None:
        self._numbers = {tag: number for number, tag in enumerate(all_tags())}

    def of(self, words: NDArray[np.int32], acts: Sequence[Act], turn: int = 0) -> Numbers:
        """Return the tag of each word; of a verb with several stances ``turn`` chooses, so that all come in turn.

        Raises ``ValueError`` where a span holds no word.
        """
        found = np.full(len(words), self._numbers[OUTSIDE], dtype=np.int64)
        for act in acts:
            if act.target is not None:
                self._mark(found, words, act.target, "TARGET")
            for addressee in act.addressees:
                self._mark(found, words, addressee.span, "ADDRESSEE")
        for start in dict.fromkeys(act.trigger.start for act in acts):
            own = [act for act in acts if act.trigger.start == start]
            act = own[turn % len(own)]
            first, _ = _within(words, act.trigger)
            found[first] = self._numbers[VerbTag(act.stance, act.strength == "strong").name]
        return found

    def _mark(self, tags: Numbers, words: NDArray[np.int32], span: Span, part: str) -> None:
        first, last = _within(words, span)
        tags[first:last] = self._numbers[f"I-{part}"]
        tags[first] = self._numbers[f"B-{part}"]


def _within(words: NDArray[np.int32], span: Span) -> tuple[int, int]:
    """Return the numbers of the words that a span touches, half-open."""
    first = int(np.searchsorted(words[:, 1], span.start, side="right"))
    last = int(np.searchsorted(words[:, 0], span.end))
    if first >= last:
        raise ValueError(f"'{span.text}' holds no word")
    return first, last
