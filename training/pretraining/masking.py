"""Whole-word masking: words are chosen, and all their subwords hidden together (Devlin et al. 2019, its later release).

Of the subwords chosen 80 % become [MASK], 10 % another subword, 10 % stay as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from training.pretraining.vocabulary import CONTINUES, SPECIAL, special_id

if TYPE_CHECKING:
    from tokenizers import Tokenizer

MASKED: Final = 0.8
REPLACED: Final = 0.1

Rows = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What masking must know of the vocabulary: which subwords continue a word, which are special, [MASK], [CLS]."""

    continues: Flags
    special: Flags
    mask: int
    opening: int

    @classmethod
    def of(cls, tokenizer: Tokenizer) -> Vocabulary:
        """Read it off a tokenizer."""
        pieces = sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])
        continues = np.array([piece.startswith(CONTINUES) for piece, _ in pieces])
        special = np.array([piece in SPECIAL.values() for piece, _ in pieces])
        return cls(continues, special, special_id(tokenizer, "mask"), special_id(tokenizer, "cls"))


def hide(rows: Rows, vocabulary: Vocabulary, share: float, random: np.random.Generator) -> tuple[Rows, Flags]:
    """Return the rows with about ``share`` of their words hidden, and which subwords are to be told."""
    starts = ~vocabulary.continues[rows]
    words = np.cumsum(starts, axis=1) - 1
    words += np.arange(len(rows))[:, None] * rows.shape[1]
    chosen_words = random.random(rows.size) < share
    chosen = chosen_words[np.maximum(words, 0)] & ~vocabulary.special[rows]
    fate = random.random(rows.shape)
    hidden = rows.copy()
    hidden[chosen & (fate < MASKED)] = vocabulary.mask
    replaced = chosen & (fate >= MASKED) & (fate < MASKED + REPLACED)
    ordinary = np.flatnonzero(~vocabulary.special)
    hidden[replaced] = random.choice(ordinary, size=int(replaced.sum()))
    return hidden, chosen
