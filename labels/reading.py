"""A reading of a frame in a clause, and how readings are put together."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from labels.frames import Frame
from labels.phrases import Region


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a frame in a clause. Regions count tokens; ``cost`` is lower for better readings."""

    cost: float = 0.0
    target: Region | None = None
    addressees: tuple[Region, ...] = ()
    stances: tuple[str, ...] = ()
    class_words: tuple[str, ...] = ()
    evaluation: str | None = None
    strong: bool = False
    urging: bool = False
    negated: bool = False
    frame: Frame | None = field(default=None, compare=False)


Found = Reading | None
NOTHING = Reading()


def cheaper(best: Found, new: Reading) -> Reading:
    """Return the reading that costs less; the first of two that cost the same."""
    return new if best is None or new.cost < best.cost else best


def join(first: Reading, second: Reading, third: Reading, price: float) -> Reading:
    """Put three parts of a reading together; ``price`` is added to their costs."""
    if first is NOTHING and second is NOTHING:
        return third if price == 0.0 else replace(third, cost=third.cost + price)
    return Reading(
        cost=first.cost + second.cost + third.cost + price,
        target=first.target or second.target or third.target,
        addressees=first.addressees + second.addressees + third.addressees,
        stances=first.stances + second.stances + third.stances,
        class_words=first.class_words + second.class_words + third.class_words,
        evaluation=first.evaluation or second.evaluation or third.evaluation,
        strong=first.strong or second.strong or third.strong,
        urging=first.urging or second.urging or third.urging,
        negated=first.negated or second.negated or third.negated,
    )
