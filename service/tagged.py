"""What a tagger finds: for each word of a text, a score for each tag."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from labels.scheme import Act


@dataclass(frozen=True, slots=True, eq=False)
class Tagged:
    """The words of ``text`` and their scores.

    ``words`` has a row a word: where it begins and ends in ``text``, in code points, half-open; words do not overlap,
    stand in order, and hold no white space at their ends. ``scores`` has a row a word and a column a tag, in the
    order of ``all_tags``: logits, so that their softmax is the probability of the tags.
    """

    text: str
    words: NDArray[np.int32]
    scores: NDArray[np.float32]


class Tagger(Protocol):
    """Scores the words of texts. Instances are shared between threads."""

    @property
    def version(self) -> str:
        """Return what distinguishes its answers from those of another model."""

    def tag(self, texts: Sequence[str], hints: Sequence[Sequence[Act]] | None = None) -> list[Tagged]:
        """Return the words of each text with their scores, in order; a text may be empty or of any length.

        ``hints`` are the acts that rules found in each text; a model that has not learned with them does not look.
        """
