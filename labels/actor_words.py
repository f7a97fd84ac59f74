"""Words of an actor's name, made comparable, and tries to look them up in.

A *trie* is nested dictionaries from word to trie; the value of a complete name stands under null, which is no
word. Words are *folded* (lower case, no accents, no hyphens or apostrophes), so that "Oekraïne" and
"OEKRAINE", "Vice-Voorzitter" and "vicevoorzitter" are found alike.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

WORD = re.compile(r"[^\W_]+(?:[-'’‐‑–][^\W_]+)*|[^\w\s]|_")

Trie = dict[str | None, Any]

_DROPPED = re.compile(r"[-'’‘`´ʼ‐‑‒–—\u00ad\u200b-\u200f\u0300-\u036f]")
_REMEMBERED_WORDS = 50_000


def fold(word: str) -> str:
    """Return a lower-case word without accents, hyphens and apostrophes; a sole punctuation mark stays."""
    if word.isalpha() and word.isascii():
        return word
    if len(word) == 1 and not word.isalnum():
        return "-" if word in "‐‑‒–—" else word
    return _DROPPED.sub("", unicodedata.normalize("NFD", word))


def words_of(text: str) -> list[str]:
    """Return the folded words of a text; each punctuation mark is a word."""
    return [fold(word) for word in WORD.findall(text.lower())]


def walk(trie: Trie, words: Sequence[str], start: int) -> tuple[int, Any]:
    """Return the end and the value of the longest name that begins at ``start``, else ``(start, None)``."""
    end, value = start, None
    for position in range(start, len(words)):
        following = trie.get(words[position])
        if following is None:
            break
        trie = following
        if None in trie:
            end, value = position + 1, trie[None]
    return end, value


class Folds(dict[str, str]):
    """Folded words, remembered; emptied when a stream of odd words has filled it."""

    def __missing__(self, word: str) -> str:
        if len(self) >= _REMEMBERED_WORDS:
            self.clear()
        folded = self[word] = fold(word)
        return folded
