"""What a confidence is worth: whether it says how often an act is right, and how well it tells right from wrong.

The expected calibration error is the mean distance, over bins of equal width weighted by their size, between the
mean confidence of a bin and the share of it that is right (Naeini, Cooper and Hauskrecht 2015). The risk at a
coverage is the share that is wrong among the most confident acts that make up that part of all (El-Yaniv and Wiener
2010); its mean over all coverages is the area under the risk–coverage curve.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Final

from training.evaluation.matching import Pair

BINS: Final = 10


@dataclass(frozen=True, slots=True)
class Judged:
    """A predicted act: its confidence, and whether it is right."""

    confidence: float
    right: bool


@dataclass(frozen=True, slots=True)
class Bin:
    """The acts whose confidence lies from ``low`` (not included but for 0) to ``high``."""

    low: float
    high: float
    acts: int
    confidence: float
    accuracy: float


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of the acts, the part ``coverage`` has at least the confidence ``threshold``; of those, ``risk`` is wrong."""

    threshold: float
    coverage: float
    risk: float


@dataclass(frozen=True, slots=True)
class Reliability:
    """Everything about the confidences of one engine on one set; ``ece`` and ``aurc`` lie between 0 and 1."""

    acts: int
    ece: float
    aurc: float
    bins: tuple[Bin, ...]
    curve: tuple[Coverage, ...]


def judged(pairs: Iterable[Pair], *, whole: bool = False) -> list[Judged]:
    """Return the predicted acts: right where verb and stance are, or ``whole``, where target and addressees are too."""
    return [
        Judged(pair.predicted.confidence, pair.is_right_as_a_whole if whole else pair.is_right)
        for pair in pairs
        if pair.predicted is not None
    ]


def reliability(acts: Sequence[Judged]) -> Reliability:
    """Return how far the confidences of acts can be relied on; zeros where there are none."""
    bins = _bins(acts)
    curve = _curve(acts)
    ece = sum(each.acts * abs(each.confidence - each.accuracy) for each in bins) / len(acts) if acts else 0.0
    return Reliability(len(acts), ece, _area(curve), bins, curve)


def _bins(acts: Sequence[Judged]) -> tuple[Bin, ...]:
    edges = [step / BINS for step in range(BINS + 1)]
    found = []
    for low, high in pairwise(edges):
        inside = [act for act in acts if low < act.confidence <= high or (low == 0.0 and act.confidence == 0.0)]
        if inside:
            mean = sum(act.confidence for act in inside) / len(inside)
            found.append(Bin(low, high, len(inside), mean, sum(act.right for act in inside) / len(inside)))
    return tuple(found)


def _curve(acts: Sequence[Judged]) -> tuple[Coverage, ...]:
    """Return one point a distinct confidence, the highest first: acts that are equally sure stay together."""
    ordered = sorted(acts, key=lambda act: -act.confidence)
    wrong = list(accumulate(not act.right for act in ordered))
    last = [
        place
        for place, act in enumerate(ordered)
        if place + 1 == len(ordered) or ordered[place + 1].confidence != act.confidence
    ]
    return tuple(
        Coverage(ordered[place].confidence, (place + 1) / len(ordered), wrong[place] / (place + 1)) for place in last
    )


def _area(curve: Sequence[Coverage]) -> float:
    """Return the mean risk over all coverages; between two points the risk is taken to rise in a straight line."""
    area, before, risk_before = 0.0, 0.0, curve[0].risk if curve else 0.0
    for point in curve:
        area += (point.coverage - before) * (point.risk + risk_before) / 2
        before, risk_before = point.coverage, point.risk
    return area
