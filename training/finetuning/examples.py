"""Labelled paragraphs as a model learns them: subwords with a tag at the first of each word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from labels.scheme import Act, Paragraph
from service.hints import Hinter
from service.subwords import Cutter, Subwords
from service.tag_numbers import Numbers, TagNumbers

NOT_TOLD: Final = -100
"""The tag of subwords that are not scored, as the losses of PyTorch have it."""


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """``ids`` with the special subwords, a tag number for each, ``NOT_TOLD`` but at the first of a word, and a hint."""

    ids: Numbers
    tags: Numbers
    hints: Numbers


def examples(
    paragraphs: Sequence[Paragraph],
    cutter: Cutter,
    *,
    most: int,
    turns: Sequence[int] | None = None,
    hints: Sequence[Sequence[Act] | None] | None = None,
) -> list[Example]:
    """Return one example a paragraph, cut off behind ``most`` subwords: a tagger reads longer texts in windows.

    ``hints`` are the acts that the model is told of each, null where it is told nothing. Raises ``ValueError`` where
    a span holds no word.
    """
    numbers, hinter = TagNumbers(), Hinter()
    chosen = turns if turns is not None else [0] * len(paragraphs)
    told = hints if hints is not None else [None] * len(paragraphs)
    return [
        _example(cut, numbers.of(cut.words, paragraph.acts, turn), hinter.of(cut, acts), cutter, most)
        for paragraph, cut, turn, acts in zip(
            paragraphs, cutter.cut([each.text for each in paragraphs]), chosen, told, strict=True
        )
    ]


def _example(cut: Subwords, tags: Numbers, hints: Numbers, cutter: Cutter, most: int) -> Example:
    scored = np.full(len(cut.ids), NOT_TOLD, dtype=np.int64)
    scored[cut.heads] = tags
    edge = np.array([NOT_TOLD])
    ids = np.concatenate(([cutter.first], cut.ids[: most - 2], [cutter.last]))
    return Example(ids, np.concatenate((edge, scored[: most - 2], edge)), np.concatenate(([0], hints[: most - 2], [0])))
