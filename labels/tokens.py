"""Tokens of a paragraph: words and punctuation marks, with their places in the text.

A token is compared by its *word*: lower case, composed (NFC), without soft hyphens and other invisible
characters. Its place is that of the untouched text, so a span cut with it is always exact.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# Letters may carry combining accents, soft hyphens or direction marks: all of that is inside the word.
_LETTER = r"[\w\u0300-\u036f\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]"
_TOKEN = re.compile(rf"{_LETTER}+(?:(?:['’/‑–-]|(?<=\d)[.,](?=\d)){_LETTER}+)*|[^\s\w]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")


@dataclass(slots=True)
class Tokens:
    """The tokens of ``text``: parallel lists of words and of half-open offsets."""

    text: str
    words: list[str]
    starts: list[int]
    ends: list[int]

    def __len__(self) -> int:
        return len(self.words)

    def capitalised(self, index: int) -> bool:
        """Tell whether the token begins with a capital in the text."""
        return self.text[self.starts[index]].isupper()


def word_form(token: str) -> str:
    """Return the form by which a token is compared."""
    if token.isascii():
        return token.lower()
    return _INVISIBLE.sub("", unicodedata.normalize("NFC", token)).replace("’", "'").lower()


def tokenise(text: str) -> Tokens:
    """Split a paragraph into tokens; white space is the only thing left out."""
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for match in _TOKEN.finditer(text):
        token = match.group()
        words.append(token.lower() if token.isascii() else word_form(token))
        starts.append(match.start())
        ends.append(match.end())
    return Tokens(text, words, starts, ends)
