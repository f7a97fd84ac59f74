"""How likely a model holds what could be said of a text: that a word is a verb of a stance, that words are a span."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from labels.scheme import Span
from service.calibration import AS_THEY_ARE, Temperatures
from service.tagged import Tagged
from service.tags import PARTS, Part, verb_tags

Numbers = NDArray[np.float64]

_VERBS: Final = verb_tags()
STANCES: Final = tuple(tag.stance for tag in _VERBS if not tag.strong)


@dataclass(frozen=True, slots=True, eq=False)
class Odds:
    """Natural logarithms of probabilities, a row a word.

    ``stances`` has a column a stance, ``strong`` says of each stance whether the act is strong rather than not;
    ``begins`` and ``inside`` say for each part whether the word is its first or a later one, ``other`` that it is
    no part.
    """

    tagged: Tagged
    stances: Numbers
    strong: NDArray[np.bool_]
    begins: dict[Part, Numbers]
    inside: dict[Part, Numbers]
    other: Numbers

    @classmethod
    def of(cls, tagged: Tagged, heat: Temperatures = AS_THEY_ARE) -> Odds:
        """Return what a tagged text says."""
        last = 1 + len(_VERBS)
        verb = _log_softmax(tagged.scores, heat.verb)
        normal, strong = verb[:, 1 : 1 + len(STANCES)], verb[:, 1 + len(STANCES) : last]
        begins: dict[Part, Numbers] = {}
        inside: dict[Part, Numbers] = {}
        for number, (part, temperature) in enumerate(zip(PARTS, (heat.addressee, heat.target), strict=True)):
            odds = _log_softmax(tagged.scores, temperature)
            begins[part], inside[part] = odds[:, last + 2 * number], odds[:, last + 2 * number + 1]
        other = _log_sum(verb[:, :last])[:, 0] if len(verb) else np.zeros(0)
        return cls(tagged, np.logaddexp(normal, strong), strong > normal, begins, inside, other)

    def stance(self, start: int, stance: str) -> float:
        """Return the probability that the word at a code point is the verb of a stance; 0 where none begins."""
        word = self.word_at(start)
        return 0.0 if word is None else float(np.exp(self.stances[word, STANCES.index(stance)]))

    def word_at(self, start: int) -> int | None:
        """Return the number of the word that begins at a code point."""
        begins = self.tagged.words[:, 0]
        word = int(np.searchsorted(begins, start))
        return word if word < len(begins) and begins[word] == start else None

    def span(self, part: Part, span: Span) -> float:
        """Return the logarithm of the probability that the words of a span, and neither more nor less, are a part.

        Words are taken to be independent given the text, as the model takes them.
        """
        words = self.tagged.words
        first = int(np.searchsorted(words[:, 1], span.start, side="right"))
        last = int(np.searchsorted(words[:, 0], span.end))
        if first >= last:
            return -np.inf
        found = self.begins[part][first] + self.inside[part][first + 1 : last].sum()
        if last < len(words):
            found += _log_not(self.inside[part][last])
        return float(found)

    def nothing(self, part: Part, start: int, end: int) -> float:
        """Return the logarithm of the probability that no word between two code points begins a part."""
        words = self.tagged.words
        within = (words[:, 0] >= start) & (words[:, 1] <= end)
        return float(sum(_log_not(each) for each in self.begins[part][within]))


def _log_softmax(scores: NDArray[np.float32], temperature: float) -> Numbers:
    if not len(scores):
        return scores.astype(np.float64)
    odds = scores.astype(np.float64) / temperature
    return odds - _log_sum(odds)


def _log_sum(odds: Numbers) -> Numbers:
    """Return the logarithm of the sum of the exponentials of each row, as a column.

    The same as ``np.logaddexp.reduce``, three times as fast. The largest is taken out first, so that none overflows.
    """
    top = odds.max(axis=1, keepdims=True)
    found: Numbers = top + np.log(np.exp(odds - top).sum(axis=1, keepdims=True))
    return found


def _log_not(odds: float) -> float:
    return float(np.log(max(-np.expm1(min(odds, 0.0)), 1e-12)))
