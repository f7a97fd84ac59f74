"""What the rules found, told to a model beside the words.

A model that was trained with hints has a kind of token for each tag, and one for words of which nothing is told. It
reads what the rules say of a word as it reads where the word stands, and has learned where to believe it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from labels.scheme import Act
from service.subwords import Subwords
from service.tag_numbers import TagNumbers
from service.tags import all_tags

UNTOLD: Final = 0
"""The hint of words of which nothing is told; that of a tag is its number and one more."""


def hint_count() -> int:
    """Return how many hints there are."""
    return 1 + len(all_tags())


class Hinter:
    """Turns acts into hints."""

    def __init__(self) -> None:
        self._numbers = TagNumbers()

    def of(self, cut: Subwords, acts: Sequence[Act] | None) -> NDArray[np.int64]:
        """Return the hint of each subword, that of its word: ``UNTOLD`` without ``acts`` or where one fits none."""
        untold = np.full(len(cut.ids), UNTOLD, dtype=np.int64)
        if acts is None or not len(cut.heads):
            return untold
        try:
            tags = self._numbers.of(cut.words, acts)
        except ValueError:
            return untold
        word = np.searchsorted(cut.heads, np.arange(len(cut.ids)), side="right") - 1
        return tags[np.maximum(word, 0)] + 1

    def of_all(self, cuts: Sequence[Subwords], hints: Sequence[Sequence[Act]] | None) -> list[NDArray[np.int64]]:
        """Return the hints of texts in order; nothing is told of any where ``hints`` is null."""
        told = hints if hints is not None else [None] * len(cuts)
        return [self.of(cut, acts) for cut, acts in zip(cuts, told, strict=True)]
