"""The policy: when a challenger takes the place of the champion.

It does where, on the same frozen test set, no score falls beyond noise, and where something is gained: the target score
rises, or more corrections are answered as they were corrected. Noise is the paired bootstrap over documents: a score
falls beyond it where the whole 95 % interval of the difference, challenger minus champion, lies below zero.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from training.evaluation.bootstrap import Interval, differences
from training.evaluation.measures import Scores, total

SCORES: Final = ("stance", "stance macro", "addressee", "target", "whole paragraph")
"""The scores that may not fall."""
GAINED: Final = "target"
"""The score of which a rise is reason enough."""
_ROUNDING: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Change:
    """One score of both on the test set, and the 95 % ``interval`` of challenger minus champion."""

    name: str
    champion: float
    challenger: float
    interval: Interval

    @property
    def difference(self) -> float:
        """Return by how much the challenger is better."""
        return self.challenger - self.champion

    @property
    def falls(self) -> bool:
        """Return whether the challenger is worse beyond noise. What is not a number is worse."""
        return not self.interval[1] > -_ROUNDING

    @property
    def rises(self) -> bool:
        """Return whether the challenger is better at all."""
        return self.difference > _ROUNDING

    def told(self) -> str:
        """Return the change as a reader sees it."""
        low, high = self.interval
        return f"{self.name} {self.difference:+.4f} (95 %: {low:+.4f} to {high:+.4f})"


@dataclass(frozen=True, slots=True)
class Answered:
    """Of ``total`` corrections that the challenger learned, how many each of the two answers as corrected."""

    total: int = 0
    champion: int = 0
    challenger: int = 0

    @property
    def more(self) -> bool:
        """Return whether the challenger answers a larger share."""
        return self.challenger > self.champion


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether the challenger is promoted, and the ``reason`` in one sentence. ``fallen`` are the scores that fell."""

    promote: bool
    reason: str
    fallen: tuple[Change, ...] = ()


class IncompleteComparison(ValueError):
    """A score that the policy asks for is missing or stands twice. Carries ``names``."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(f"The comparison must hold each of these scores once: {', '.join(names)}.")
        self.names = tuple(names)


def changes(champion: Sequence[Scores], challenger: Sequence[Scores], *, resamples: int) -> tuple[Change, ...]:
    """Return the change of each score of ``SCORES``; both hold the scores of the same documents in the same order.

    Raises ``ValueError`` where they do not, or where there is no document with a paragraph.
    """
    if len(champion) != len(challenger):
        raise ValueError(f"{len(champion)} documents cannot be paired with {len(challenger)}")
    pairs = [pair for pair in zip(champion, challenger, strict=True) if pair[0].paragraphs]
    before, after = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    intervals = differences(after, before, resamples=resamples)
    old, new = total(before).figures, total(after).figures
    return tuple(Change(name, old[name], new[name], intervals[name]) for name in SCORES)


def decide(found: Sequence[Change], corrections: Answered, *, names: Mapping[str, str]) -> Decision:
    """Return the decision; ``names`` says what ``champion`` and ``challenger`` are called.

    Raises ``IncompleteComparison``.
    """
    by_name = {each.name: each for each in found}
    wrong = [name for name in SCORES if [each.name for each in found].count(name) != 1]
    if wrong:
        raise IncompleteComparison(wrong)
    champion, challenger = names["champion"], names["challenger"]
    fallen = tuple(by_name[name] for name in SCORES if by_name[name].falls)
    if fallen:
        told = "; ".join(each.told() for each in fallen)
        return Decision(False, f"{champion} stays: {challenger} falls beyond noise in {told}.", fallen)
    target = by_name[GAINED]
    shares = _shares(corrections)
    gains = [target.told()] if target.rises else []
    gains += [f"corrections {shares}"] if corrections.more else []
    if gains:
        told = " and ".join(gains)
        return Decision(True, f"{challenger} is promoted: no score falls beyond noise, and it gains in {told}.")
    return Decision(
        False, f"{champion} stays: {challenger} gains nothing; {target.told()}, corrections answered {shares}."
    )


def _shares(corrections: Answered) -> str:
    if not corrections.total:
        return "0 of 0"
    return f"{corrections.champion} to {corrections.challenger} of {corrections.total}"
