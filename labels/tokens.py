"""Tokens of a paragraph: words and punctuation marks, with their places in the text.

A token is compared by its *word*: lower case, composed (NFC), without soft hyphens and other invisible
characters. Its place is that of the untouched text, so a span cut with it is always exact.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_INVISIBLES = "\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff"
# Letters may carry combining accents, and soft hyphens or direction marks may stand between them.
_INNER = rf"[\w\u0300-\u036f{_INVISIBLES}]"
_LETTERS = rf"\w(?:{_INNER}*[\w\u0300-\u036f])?"
_TOKEN = re.compile(rf"{_LETTERS}(?:(?:['’/‑–-]|(?<=\d)[.,](?=\d)){_LETTERS})*|[^\s\w\x00-\x1f\x7f-\x9f{_INVISIBLES}]")
_INVISIBLE = re.compile(f"[{_INVISIBLES}]")


@dataclass(slots=True)
class Tokens:
    """The tokens of ``text``: parallel lists of words, of half-open offsets, and of whether a capital begins them.

    In a text all in capitals none has one: there a capital tells nothing.
    """

    text: str
    words: list[str]
    starts: list[int]
    ends: list[int]
    capital: list[bool]

    def __len__(self) -> int:
        return len(self.words)


def word_form(token: str) -> str:
    """Return the form by which a token is compared."""
    if token.isascii():
        return token.lower()
    return _INVISIBLE.sub("", unicodedata.normalize("NFC", token)).replace("’", "'").lower()


def tokenise(text: str) -> Tokens:
    """Split a paragraph into tokens; white space and invisible characters are left out."""
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for match in _TOKEN.finditer(text):
        token = match.group()
        word = token.lower() if token.isascii() else word_form(token)
        words.append(word)
        starts.append(match.start())
        ends.append(match.end())
    shouted = text.isupper()
    return Tokens(text, words, starts, ends, [not shouted and text[start].isupper() for start in starts])
