"""Measures of predicted acts against annotated ones, paragraph by paragraph, as sums that can be added.

An act is found where the start of its verb and its stance agree. Targets and addressees count where they agree
exactly and hang on the same verb; each is counted once, so found, invented and missed are one-to-one. F1 is the
harmonic mean of precision and recall (van Rijsbergen 1979), 1 where there was nothing to find and nothing found.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Final, TypeVar

from labels.scheme import Act, Paragraph, Span
from training.gold_actors import NOBODY

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Count:
    """How many were found, invented and missed."""

    found: int = 0
    invented: int = 0
    missed: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.found + other.found, self.invented + other.invented, self.missed + other.missed)

    @property
    def precision(self) -> float:
        """The share of what was predicted that is right; 1 where nothing was."""
        predicted = self.found + self.invented
        return self.found / predicted if predicted else 1.0

    @property
    def recall(self) -> float:
        """The share of what is annotated that was found; 1 where nothing is."""
        annotated = self.found + self.missed
        return self.found / annotated if annotated else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        total = 2 * self.found + self.invented + self.missed
        return 2 * self.found / total if total else 1.0


@dataclass(frozen=True, slots=True)
class Share:
    """How many of those counted were right."""

    right: int = 0
    counted: int = 0

    def __add__(self, other: Share) -> Share:
        return Share(self.right + other.right, self.counted + other.counted)

    @property
    def ratio(self) -> float:
        """The share that was right; 1 where none was counted."""
        return self.right / self.counted if self.counted else 1.0


Items = Set[Hashable]
_Sum = TypeVar("_Sum", Count, Share)

ITEMS: Final[Mapping[str, Callable[[Paragraph], Items]]] = {
    "verb": lambda paragraph: {act.trigger.start for act in paragraph.acts},
    "stance": lambda paragraph: {_stance(act) for act in paragraph.acts},
    "addressee": lambda paragraph: {(act.trigger.start, *place) for act in paragraph.acts for place in asked(act)},
    "target": lambda paragraph: {
        (act.trigger.start, act.target.start, act.target.end) for act in paragraph.acts if act.target
    },
    "target words": lambda paragraph: _target_words(paragraph),
}
"""What each counted measure holds against each other: of a paragraph, the items that must be found."""

SHARES: Final = ("leading stance", "whole paragraph", "strength", "actor")
"""The measures that are shares: of the paragraphs where either side has an act, those whose first stance is right; of
all paragraphs, those that are right as a whole; of found acts, those of the right strength; of found addressees, those
with the right actor."""

FIGURES: Final = ("verb", "stance", "stance macro", "addressee", "target", "target words", *SHARES)
"""The names of the figures of ``Scores.figures``, in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class Scores:
    """Counts by measure, counts by stance, and shares. ``Scores`` of parts add up to those of the whole."""

    counts: Mapping[str, Count] = field(default_factory=dict)
    stances: Mapping[str, Count] = field(default_factory=dict)
    shares: Mapping[str, Share] = field(default_factory=dict)
    paragraphs: int = 0
    acts: int = 0

    def __add__(self, other: Scores) -> Scores:
        return Scores(
            _added(self.counts, other.counts, Count()),
            _added(self.stances, other.stances, Count()),
            _added(self.shares, other.shares, Share()),
            self.paragraphs + other.paragraphs,
            self.acts + other.acts,
        )

    def count(self, name: str) -> Count:
        """Return the count of one measure."""
        return self.counts.get(name, Count())

    def tells(self, name: str) -> bool:
        """Tell whether a figure was counted at all: who finds no addressee says nothing of its actor."""
        share = self.shares.get(name)
        return share is None or share.counted > 0

    @property
    def stance_macro(self) -> float:
        """The mean F1 of the stances that are annotated or predicted; 1 where there is none."""
        told = [count.f1 for count in self.stances.values()]
        return sum(told) / len(told) if told else 1.0

    @property
    def figures(self) -> dict[str, float]:
        """The figures by name, each between 0 and 1, in the order of ``FIGURES``."""
        found = {name: count.f1 for name, count in self.counts.items()}
        found |= {name: share.ratio for name, share in self.shares.items()}
        found["stance macro"] = self.stance_macro
        return {name: found.get(name, 1.0) for name in FIGURES}


def total(parts: Iterable[Scores]) -> Scores:
    """Return the scores of all parts together."""
    whole = Scores()
    for part in parts:
        whole += part
    return whole


def score(gold: Paragraph, predicted: Paragraph) -> Scores:
    """Return the scores of one paragraph.

    An addressee's actor counts where the gold notes one, ``NOBODY`` among them: that is right where none is named.
    Raises ``ValueError`` where the two are not of the same text.
    """
    if gold.text != predicted.text:
        raise ValueError(f"paragraph {gold.id} of the gold is held against another text")
    shares = {"whole paragraph": Share(int(is_whole(gold, predicted)), 1)}
    if gold.acts or predicted.acts:
        right = bool(gold.acts and predicted.acts) and _leading(gold) == _leading(predicted)
        shares["leading stance"] = Share(int(right), 1)
    shares["strength"] = _agreeing(_strengths(gold), _strengths(predicted))
    noted = {place: actor for place, actor in _actors(gold).items() if actor is not None}
    named = {place: NOBODY if actor is None else actor for place, actor in _actors(predicted).items()}
    shares["actor"] = _agreeing(noted, named)
    labelled = ITEMS["stance"]
    return Scores(
        {name: _count(items(gold), items(predicted)) for name, items in ITEMS.items()},
        _by_stance(labelled(gold), labelled(predicted)),
        shares,
        paragraphs=1,
        acts=len(gold.acts),
    )


def score_all(gold: Sequence[Paragraph], predicted: Sequence[Paragraph]) -> Scores:
    """Return the scores of paragraphs in order. Raises ``ValueError`` where the two do not hold the same texts."""
    return total(score(expected, given) for expected, given in zip(gold, predicted, strict=True))


def is_whole(gold: Paragraph, predicted: Paragraph) -> bool:
    """Tell whether verbs, stances, targets and addressees all agree."""
    return _complete(gold) == _complete(predicted)


def offsets(span: Span | None) -> tuple[int, int] | None:
    """Return where a span begins and ends, or null for no span."""
    return (span.start, span.end) if span else None


def asked(act: Act) -> tuple[tuple[int, int], ...]:
    """Return where the addressees of an act begin and end."""
    return tuple((each.span.start, each.span.end) for each in act.addressees)


def _count(gold: Items, predicted: Items) -> Count:
    return Count(len(gold & predicted), len(predicted - gold), len(gold - predicted))


def _by_stance(gold: Items, predicted: Items) -> dict[str, Count]:
    def of(stance: str, items: Items) -> Items:
        return {item for item in items if isinstance(item, tuple) and item[1] == stance}

    names = sorted({str(item[1]) for item in gold | predicted if isinstance(item, tuple)})
    return {name: _count(of(name, gold), of(name, predicted)) for name in names}


def _agreeing(gold: Mapping[Hashable, object], predicted: Mapping[Hashable, object]) -> Share:
    both = gold.keys() & predicted.keys()
    return Share(sum(gold[key] == predicted[key] for key in both), len(both))


def _strengths(paragraph: Paragraph) -> dict[Hashable, object]:
    return {_stance(act): act.strength for act in paragraph.acts}


def _actors(paragraph: Paragraph) -> dict[Hashable, str | None]:
    return {
        (act.trigger.start, each.span.start, each.span.end): each.actor.id if each.actor else None
        for act in paragraph.acts
        for each in act.addressees
    }


def _stance(act: Act) -> tuple[int, str]:
    return act.trigger.start, act.stance


def _target_words(paragraph: Paragraph) -> set[Hashable]:
    words = [match.start() for match in _WORD.finditer(paragraph.text)]
    return {
        (act.trigger.start, word)
        for act in paragraph.acts
        if act.target
        for word in words
        if act.target.start <= word < act.target.end
    }


def _leading(paragraph: Paragraph) -> str:
    return min(_stance(act) for act in paragraph.acts)[1]


def _complete(paragraph: Paragraph) -> set[Hashable]:
    return {(*_stance(act), offsets(act.target), frozenset(asked(act))) for act in paragraph.acts}


def _added(first: Mapping[str, _Sum], second: Mapping[str, _Sum], nothing: _Sum) -> dict[str, _Sum]:
    names = dict.fromkeys([*first, *second])
    return {name: first.get(name, nothing) + second.get(name, nothing) for name in names}
