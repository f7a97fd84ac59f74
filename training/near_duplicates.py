"""Finds texts that say nearly the same: they share many of their runs of five words."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

RUN: Final = 5
"""How many words stand in a run."""

Words = tuple[str, ...]

_ROUNDING: Final = 1e-9


@dataclass(frozen=True, slots=True)
class NearPair:
    """Two texts by their index, the first before the second.

    ``similarity`` is the number of runs in both, divided by the number of runs in either (Jaccard), in 0 to 1.
    """

    first: int
    second: int
    similarity: float


def runs_of(words: Words) -> frozenset[Words]:
    """Return the distinct runs of words; a text shorter than one run is a run itself."""
    return frozenset(words[start : start + RUN] for start in range(max(len(words) - RUN + 1, 1)))


def near_pairs(texts: Sequence[Words], groups: Sequence[Hashable], threshold: float) -> Iterator[NearPair]:
    """Yield the pairs from different groups that are at least as similar as ``threshold`` (above 0, at most 1).

    ``groups`` names the group of each text. Texts of the same words are left out: they are no *near* pair.
    """
    runs = [runs_of(text) for text in texts]
    frequency = Counter(run for each in runs for run in each)
    # Similar texts share at least this part of the runs of either. So with runs in one order for all, rarest first,
    # they share one among the first few already, and only texts that do are compared as a whole.
    index: dict[Words, list[int]] = defaultdict(list)
    for second, own in enumerate(runs):
        ordered = sorted(own, key=lambda run: (frequency[run], run))
        telling = ordered[: len(own) - math.ceil(threshold * len(own) - _ROUNDING) + 1]
        for first in sorted({candidate for run in telling for candidate in index[run]}):
            if groups[first] != groups[second] and texts[first] != texts[second]:
                shared = len(runs[first] & own)
                similarity = shared / (len(runs[first]) + len(own) - shared)
                if similarity >= threshold:
                    yield NearPair(first, second, similarity)
        for run in telling:
            index[run].append(second)
