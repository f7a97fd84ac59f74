"""Scores predicted acts against gold, paragraph by paragraph.

An act is found where the start of its verb and its stance agree. Targets and addressees count where they agree
exactly and hang on the same verb. Gold and prediction are paired in order and must have the same texts.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Sequence, Set
from dataclasses import dataclass, field

from labels.scheme import Act, Paragraph, Span

_WORD = re.compile(r"\w+")


@dataclass(slots=True)
class Count:
    """How many were found, invented and missed."""

    found: int = 0
    invented: int = 0
    missed: int = 0

    def add(self, gold: Set[Hashable], predicted: Set[Hashable]) -> None:
        self.found += len(gold & predicted)
        self.invented += len(predicted - gold)
        self.missed += len(gold - predicted)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall; 1 where there was nothing to find and nothing was found."""
        total = 2 * self.found + self.invented + self.missed
        return 2 * self.found / total if total else 1.0


@dataclass(slots=True)
class Share:
    """How many of those counted were right."""

    right: int = 0
    counted: int = 0

    def add(self, right: bool) -> None:
        self.right += right
        self.counted += 1

    @property
    def ratio(self) -> float:
        """The share that was right; 1 where none was counted."""
        return self.right / self.counted if self.counted else 1.0


@dataclass(slots=True)
class Scores:
    """The figures over a number of paragraphs.

    ``leading_stance`` counts paragraphs in which gold or prediction has an act; ``whole_paragraph`` counts all.
    ``wrong`` are the ids of the paragraphs that are not right as a whole.
    """

    verb: Count = field(default_factory=Count)
    stance: Count = field(default_factory=Count)
    addressee: Count = field(default_factory=Count)
    target: Count = field(default_factory=Count)
    target_tokens: Count = field(default_factory=Count)
    leading_stance: Share = field(default_factory=Share)
    whole_paragraph: Share = field(default_factory=Share)
    wrong: list[str] = field(default_factory=list)

    def add(self, gold: Paragraph, predicted: Paragraph) -> None:
        """Count one paragraph. Raises ``ValueError`` where the two are not of the same text."""
        if gold.text != predicted.text:
            raise ValueError(f"paragraph {gold.id} of the gold is held against another text")
        self.verb.add(_verbs(gold), _verbs(predicted))
        self.stance.add(_stances(gold), _stances(predicted))
        self.addressee.add(_addressees(gold), _addressees(predicted))
        self.target.add(_targets(gold), _targets(predicted))
        self.target_tokens.add(_target_words(gold), _target_words(predicted))
        if gold.acts or predicted.acts:
            self.leading_stance.add(bool(gold.acts and predicted.acts) and _leading(gold) == _leading(predicted))
        whole = _acts(gold) == _acts(predicted)
        self.whole_paragraph.add(whole)
        if not whole:
            self.wrong.append(gold.id)


def score(gold: Sequence[Paragraph], predicted: Sequence[Paragraph]) -> Scores:
    """Return the figures. Raises ``ValueError`` where the two do not hold the same paragraphs in order."""
    scores = Scores()
    for expected, given in zip(gold, predicted, strict=True):
        scores.add(expected, given)
    return scores


def offsets(span: Span | None) -> tuple[int, int] | None:
    """Return where a span begins and ends, or null for no span."""
    return (span.start, span.end) if span else None


def _verbs(paragraph: Paragraph) -> set[int]:
    return {act.trigger.start for act in paragraph.acts}


def _stances(paragraph: Paragraph) -> set[tuple[int, str]]:
    return {(act.trigger.start, act.stance) for act in paragraph.acts}


def _addressees(paragraph: Paragraph) -> set[tuple[int, int, int]]:
    return {(act.trigger.start, *place) for act in paragraph.acts for place in _asked(act)}


def _asked(act: Act) -> Iterable[tuple[int, int]]:
    return ((addressee.span.start, addressee.span.end) for addressee in act.addressees)


def _targets(paragraph: Paragraph) -> set[tuple[int, int, int]]:
    return {(act.trigger.start, act.target.start, act.target.end) for act in paragraph.acts if act.target}


def _target_words(paragraph: Paragraph) -> set[tuple[int, int]]:
    words = [match.start() for match in _WORD.finditer(paragraph.text)]
    return {
        (act.trigger.start, word)
        for act in paragraph.acts
        if act.target
        for word in words
        if act.target.start <= word < act.target.end
    }


def _leading(paragraph: Paragraph) -> str:
    return min(_stances(paragraph))[1]


def _acts(paragraph: Paragraph) -> set[tuple[int, str, tuple[int, int] | None, frozenset[tuple[int, int]]]]:
    return {(act.trigger.start, act.stance, offsets(act.target), frozenset(_asked(act))) for act in paragraph.acts}
