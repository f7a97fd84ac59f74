"""Intervals of the figures: what they would be on other documents of the same kind.

Documents are drawn with replacement, as many as there are, and the figures worked out anew; the interval holds the
middle 95 % of them (the percentile bootstrap, Efron and Tibshirani 1993, chapter 13). Paragraphs of one document
resemble each other, so documents are drawn and not paragraphs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from training.evaluation.measures import FIGURES, ITEMS, SHARES, Count, Scores, Share

RESAMPLES: Final = 1000
LEVEL: Final = 0.95

Interval = tuple[float, float]
Numbers = NDArray[np.float64]


def intervals(
    documents: Sequence[Scores], *, resamples: int = RESAMPLES, level: float = LEVEL, seed: int = 1
) -> dict[str, Interval]:
    """Return for each figure its lower and upper bound; ``documents`` holds the scores of each document.

    Raises ``ValueError`` where there is no document.
    """
    draws = _draws(len(documents), resamples, seed)
    edges = [100 * (1 - level) / 2, 100 * (1 + level) / 2]
    found: dict[str, Interval] = {}
    for name, values in _figures(documents, draws).items():
        low, high = np.percentile(values, edges)
        found[name] = (float(low), float(high))
    return found


def differences(
    first: Sequence[Scores],
    second: Sequence[Scores],
    *,
    resamples: int = RESAMPLES,
    level: float = LEVEL,
    seed: int = 1,
) -> dict[str, Interval]:
    """Return the interval of ``first`` minus ``second`` on the same documents, each draw scored with both.

    Raises ``ValueError`` where the two do not score the same number of documents, or none.
    """
    if len(first) != len(second):
        raise ValueError(f"{len(first)} documents cannot be paired with {len(second)}")
    draws = _draws(len(first), resamples, seed)
    edges = [100 * (1 - level) / 2, 100 * (1 + level) / 2]
    ours, theirs = _figures(first, draws), _figures(second, draws)
    found: dict[str, Interval] = {}
    for name, values in ours.items():
        low, high = np.percentile(values - theirs[name], edges)
        found[name] = (float(low), float(high))
    return found


def _draws(documents: int, resamples: int, seed: int) -> Numbers:
    """Return a row a resample: how often each document was drawn."""
    if documents == 0:
        raise ValueError("there is no document to draw from")
    shares = np.full(documents, 1 / documents)
    return np.random.default_rng(seed).multinomial(documents, shares, size=resamples).astype(np.float64)


def _figures(documents: Sequence[Scores], draws: Numbers) -> dict[str, Numbers]:
    """Return for each figure one value a resample."""
    found = {name: _f1(draws, [each.count(name) for each in documents]) for name in ITEMS}
    stances = sorted({name for each in documents for name in each.stances})
    by_stance = {name: [each.stances.get(name, Count()) for each in documents] for name in stances}
    found["stance macro"] = _macro(draws, by_stance)
    for name in SHARES:
        shares = [each.shares.get(name, Share()) for each in documents]
        right = draws @ np.array([share.right for share in shares], dtype=np.float64)
        counted = draws @ np.array([share.counted for share in shares], dtype=np.float64)
        found[name] = np.where(counted > 0, right / np.maximum(counted, 1), 1.0)
    return {name: found[name] for name in FIGURES}


def _f1(draws: Numbers, counts: Sequence[Count]) -> Numbers:
    found, wrong = _found_and_wrong(draws, counts)
    whole = 2 * found + wrong
    return np.where(whole > 0, 2 * found / np.maximum(whole, 1), 1.0)


def _found_and_wrong(draws: Numbers, counts: Sequence[Count]) -> tuple[Numbers, Numbers]:
    found = np.array([count.found for count in counts], dtype=np.float64)
    wrong = np.array([count.invented + count.missed for count in counts], dtype=np.float64)
    return draws @ found, draws @ wrong


def _macro(draws: Numbers, by_stance: dict[str, list[Count]]) -> Numbers:
    """Return the mean F1 of the stances that occur in each resample."""
    total = np.zeros(len(draws))
    occurring = np.zeros(len(draws))
    for counts in by_stance.values():
        found, wrong = _found_and_wrong(draws, counts)
        occurs = found + wrong > 0
        total += np.where(occurs, _f1(draws, counts), 0.0)
        occurring += occurs
    return np.where(occurring > 0, total / np.maximum(occurring, 1), 1.0)
