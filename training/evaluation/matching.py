"""Pairs annotated and predicted acts one-to-one, to say what was taken for what.

Acts of one verb are paired: first those of the same stance, among them those whose targets share most; then the
rest in order. An act without a partner was missed, or is invented.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from labels.scheme import Act
from training.evaluation.measures import asked, offsets

NO_ACT: Final = "none"
"""Stands for the stance of an act that the other side does not have."""


@dataclass(frozen=True, slots=True)
class Pair:
    """An annotated act and the predicted one that was taken for it; one of the two may be null."""

    gold: Act | None
    predicted: Act | None

    @property
    def stances(self) -> tuple[str, str]:
        """The annotated and the predicted stance."""
        return (self.gold.stance if self.gold else NO_ACT, self.predicted.stance if self.predicted else NO_ACT)

    @property
    def is_right(self) -> bool:
        """Tell whether verb and stance are right."""
        return self.gold is not None and self.predicted is not None and self.gold.stance == self.predicted.stance

    @property
    def is_right_as_a_whole(self) -> bool:
        """Tell whether verb, stance, target and addressees are right."""
        if self.gold is None or self.predicted is None or not self.is_right:
            return False
        same_target = offsets(self.gold.target) == offsets(self.predicted.target)
        return same_target and set(asked(self.gold)) == set(asked(self.predicted))


def pairs(gold: Sequence[Act], predicted: Sequence[Act]) -> list[Pair]:
    """Return each act of either side once, in order of the verbs; of one verb the annotated acts first."""
    by_verb: dict[int, tuple[list[Act], list[Act]]] = defaultdict(lambda: ([], []))
    for act in gold:
        by_verb[act.trigger.start][0].append(act)
    for act in predicted:
        by_verb[act.trigger.start][1].append(act)
    return [pair for verb in sorted(by_verb) for pair in _paired(*by_verb[verb])]


def _paired(gold: list[Act], predicted: list[Act]) -> Iterable[Pair]:
    partners: dict[int, int] = {}
    same = [(g, p) for g, mine in enumerate(gold) for p, other in enumerate(predicted) if mine.stance == other.stance]
    by_overlap = sorted(same, key=lambda pair: -_overlap(gold[pair[0]], predicted[pair[1]]))
    in_order = [(g, p) for g in range(len(gold)) for p in range(len(predicted))]
    for g, p in [*by_overlap, *in_order]:
        if g not in partners and p not in partners.values():
            partners[g] = p
    for g, act in enumerate(gold):
        yield Pair(act, predicted[partners[g]] if g in partners else None)
    for p, act in enumerate(predicted):
        if p not in partners.values():
            yield Pair(None, act)


def _overlap(first: Act, second: Act) -> int:
    """Return how many characters of the target the two share."""
    if first.target is None or second.target is None:
        return 0
    return max(0, min(first.target.end, second.target.end) - max(first.target.start, second.target.start))


def confusion(paired: Iterable[Pair]) -> Counter[tuple[str, str]]:
    """Return how often each annotated stance was taken for each predicted one, ``NO_ACT`` among them."""
    return Counter(pair.stances for pair in paired)
