"""Finds texts that say nearly the same: they share many of their runs of five words."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from labels.tokens import Words

RUN: Final = 5
"""How many words stand in a run."""

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
    index: dict[Words, list[int]] = defaultdict(list)
    for second, own in enumerate(runs):
        telling = _telling(own, frequency, threshold)
        for first in sorted({candidate for run in telling for candidate in index[run]}):
            if groups[first] != groups[second] and texts[first] != texts[second]:
                similarity = _jaccard(runs[first], own)
                if similarity >= threshold:
                    yield NearPair(first, second, similarity)
        for run in telling:
            index[run].append(second)


class NearIndex:
    """Texts against which any number of others are held, one by one. Immutable after it is made."""

    __slots__ = ("_frequency", "_index", "_runs", "_threshold")

    def __init__(self, texts: Iterable[Words], threshold: float) -> None:
        """Take the ``texts``; ``threshold`` (above 0, at most 1) is the similarity from which a text is like one."""
        self._threshold = threshold
        self._runs = [runs_of(text) for text in dict.fromkeys(texts)]
        self._frequency = Counter(run for each in self._runs for run in each)
        self._index: dict[Words, list[int]] = defaultdict(list)
        for place, own in enumerate(self._runs):
            for run in _telling(own, self._frequency, threshold):
                self._index[run].append(place)

    def similarity(self, text: Words) -> float:
        """Return the greatest similarity to any of the texts (1 for the same runs), or 0 below the threshold."""
        own = runs_of(text)
        telling = _telling(own, self._frequency, self._threshold)
        places = {place for run in telling if run in self._index for place in self._index[run]}
        greatest = max((_jaccard(self._runs[place], own) for place in places), default=0.0)
        return greatest if greatest >= self._threshold else 0.0


def _telling(runs: frozenset[Words], frequency: Mapping[Words, int], threshold: float) -> list[Words]:
    """Return the runs by which a similar text is found.

    Similar texts share at least the part ``threshold`` of the runs of either. So with runs in one order for all,
    rarest first, they share one among the first few already, and only texts that do are compared as a whole.
    """
    ordered = sorted(runs, key=lambda run: (frequency.get(run, 0), run))
    return ordered[: len(runs) - math.ceil(threshold * len(runs) - _ROUNDING) + 1]


def _jaccard(first: frozenset[Words], second: frozenset[Words]) -> float:
    shared = len(first & second)
    return shared / (len(first) + len(second) - shared)
