"""Texts cut into the subwords of a model, with the words they make up: one way for training and for serving."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from service.plain import plain

if TYPE_CHECKING:
    from tokenizers import Encoding, Tokenizer


@dataclass(frozen=True, slots=True, eq=False)
class Subwords:
    """A text in subwords, without special ones.

    ``words`` has a row a word: where it lies in ``text``, in code points, half-open; they do not overlap, stand in
    order, and hold no white space at their ends. ``heads`` says at which of ``ids`` each word begins: the score of
    the word is the score there.
    """

    text: str
    ids: NDArray[np.int64]
    words: NDArray[np.int32]
    heads: NDArray[np.int64]


class Cutter:
    """Cuts texts with a tokenizer that knows words, and gives the special subwords a sequence is put between."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        """Take a tokenizer over: nothing else should use it. Raises ``ValueError`` where its sequences lack edges."""
        tokenizer.no_truncation()
        tokenizer.no_padding()
        edges = tokenizer.encode("").ids
        if len(edges) != 2:
            raise ValueError(f"the tokenizer puts {len(edges)} special subwords around a text, not 2")
        self._tokenizer = tokenizer
        self.first, self.last = edges

    @classmethod
    def load(cls, file: Path) -> Cutter:
        """Load a ``tokenizer.json``. Raises ``ValueError`` where it is none."""
        from tokenizers import Tokenizer

        try:
            tokenizer = Tokenizer.from_file(str(file))
        except Exception as error:  # The library raises nothing narrower.
            raise ValueError(f"{file.name} is not read by the library tokenizers: {error}") from error
        return cls(tokenizer)

    def save(self, file: Path) -> None:
        """Write the ``tokenizer.json``, without truncation or padding of its own."""
        self._tokenizer.save(str(file))

    def cut(self, texts: Sequence[str]) -> list[Subwords]:
        """Return each text in subwords, in order; any string will do."""
        plains = [plain(text) for text in texts]
        encodings = self._tokenizer.encode_batch([each.text for each in plains], add_special_tokens=False)
        found = []
        for text, spelled, encoding in zip(texts, plains, encodings, strict=True):
            spans, heads = _words(spelled.text, encoding)
            words = np.array(spans, dtype=np.int32).reshape(-1, 2)
            found.append(
                Subwords(
                    text=text,
                    ids=np.array(encoding.ids, dtype=np.int64),
                    words=spelled.back(words),
                    heads=np.array(heads, dtype=np.int64),
                )
            )
        return found


def _words(text: str, encoding: Encoding) -> tuple[list[tuple[int, int]], list[int]]:
    spans: list[tuple[int, int]] = []
    heads: list[int] = []
    before: int | None = None
    for at, (word, (begin, end)) in enumerate(zip(encoding.word_ids, encoding.offsets, strict=True)):
        if word is None:
            continue
        if word == before:
            _, widest = spans[-1]
            spans[-1] = (spans[-1][0], max(widest, end))
        else:
            spans.append((begin, end))
            heads.append(at)
            before = word
    # Byte-level tokenizers count the space before a word in; a character of several subwords repeats its place.
    kept = []
    trimmed = []
    reached = 0
    for (begin, end), head in zip(spans, heads, strict=True):
        begin = max(begin, reached)
        while begin < end and text[begin].isspace():
            begin += 1
        while begin < end and text[end - 1].isspace():
            end -= 1
        if begin < end:
            trimmed.append((begin, end))
            kept.append(head)
            reached = end
    return trimmed, kept
