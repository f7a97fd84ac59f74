"""Labelled paragraphs as a model learns them: subwords with a tag at the first of each word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from labels.scheme import Paragraph, Span
from service.subwords import Cutter, Subwords
from service.tags import OUTSIDE, VerbTag, all_tags

NOT_TOLD: Final = -100
"""The tag of subwords that are not scored, as the losses of PyTorch have it."""

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """``ids`` with the special subwords, and a tag number for each, ``NOT_TOLD`` but at the first of a word."""

    ids: Numbers
    tags: Numbers


class TagNumbers:
    """Numbers the tags of words."""

    def __init__(self) -> None:
        self._numbers = {tag: number for number, tag in enumerate(all_tags())}

    def of(self, words: NDArray[np.int32], paragraph: Paragraph, turn: int = 0) -> Numbers:
        """Return the tag of each word; of a verb with several stances ``turn`` chooses, so that all come in turn.

        Raises ``ValueError`` where a span holds no word.
        """
        found = np.full(len(words), self._numbers[OUTSIDE], dtype=np.int64)
        for act in paragraph.acts:
            if act.target is not None:
                self._mark(found, words, act.target, "TARGET")
            for addressee in act.addressees:
                self._mark(found, words, addressee.span, "ADDRESSEE")
        for start in dict.fromkeys(act.trigger.start for act in paragraph.acts):
            own = [act for act in paragraph.acts if act.trigger.start == start]
            act = own[turn % len(own)]
            first, _ = _within(words, act.trigger)
            found[first] = self._numbers[VerbTag(act.stance, act.strength == "strong").name]
        return found

    def _mark(self, tags: Numbers, words: NDArray[np.int32], span: Span, part: str) -> None:
        first, last = _within(words, span)
        tags[first:last] = self._numbers[f"I-{part}"]
        tags[first] = self._numbers[f"B-{part}"]


def _within(words: NDArray[np.int32], span: Span) -> tuple[int, int]:
    """Return the numbers of the words that a span touches, half-open."""
    first = int(np.searchsorted(words[:, 1], span.start, side="right"))
    last = int(np.searchsorted(words[:, 0], span.end))
    if first >= last:
        raise ValueError(f"'{span.text}' holds no word")
    return first, last


def examples(
    paragraphs: Sequence[Paragraph], cutter: Cutter, *, most: int, turns: Sequence[int] | None = None
) -> list[Example]:
    """Return one example a paragraph, cut off behind ``most`` subwords: a tagger reads longer texts in windows."""
    numbers = TagNumbers()
    chosen = turns if turns is not None else [0] * len(paragraphs)
    found = []
    for paragraph, cut, turn in zip(paragraphs, cutter.cut([each.text for each in paragraphs]), chosen, strict=True):
        found.append(_example(cut, numbers.of(cut.words, paragraph, turn), cutter, most))
    return found


def _example(cut: Subwords, tags: Numbers, cutter: Cutter, most: int) -> Example:
    told = np.full(len(cut.ids), NOT_TOLD, dtype=np.int64)
    told[cut.heads] = tags
    edge = np.array([NOT_TOLD])
    ids = np.concatenate(([cutter.first], cut.ids[: most - 2], [cutter.last]))
    return Example(ids, np.concatenate((edge, told[: most - 2], edge)))
