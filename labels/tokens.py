"""Tokens of a paragraph: words and punctuation marks, with their places in the text.

A token is compared by its *word*: lower case, composed (NFC), without soft hyphens and other invisible
characters. Its place is that of the untouched text, so a span cut with it is always exact. A word that a line end
has broken ("lid- staten", as text taken from PDF has it) is one token. "OM" and "IS" stay in capitals.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

Words = tuple[str, ...]
"""The words of a text in their order, by which it is compared with others."""

_INVISIBLES = "\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff"
# Letters may carry combining accents, and soft hyphens or direction marks may stand between them.
_INNER = rf"[\w\u0300-\u036f{_INVISIBLES}]"
_LETTERS = rf"\w(?:{_INNER}*[\w\u0300-\u036f])?"
# A hyphen before white space breaks a word, unless what follows shows that it stands for a part left out ("in- en
# uitvoer") or that it is a dash.
_BREAK = (
    r"-(?<=[^\W\d_]-|[\u0300-\u036f]-)\s+(?=[^\W\d_][\w\u0300-\u036f])"
    r"(?!(?i:en|of|tot|als|dan|noch|maar|naar|met|door|alsook|alsmede|evenals|ofwel|respectievelijk|resp|versus|plus"
    r"|dus|de|het|een|dat|die)\b)"
)
_BROKEN = re.compile(_BREAK)
_TOKEN = re.compile(
    rf"{_LETTERS}(?:(?:['’/‑–-]|(?<=\d)[.,](?=\d)|{_BREAK}){_LETTERS})*|[^\s\w\x00-\x1f\x7f-\x9f{_INVISIBLES}]"
)
# Acronyms that in lower case would be small words: the public prosecution, the Islamic State.
_ACRONYMS = frozenset({"OM", "IS"})
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
    if "-" in token:
        token = mended(token)
    if token.isascii():
        return token.lower()
    return _INVISIBLE.sub("", unicodedata.normalize("NFC", token)).replace("’", "'").lower()


def mended(text: str) -> str:
    """Return the text with its broken words whole: "lid- staten" is "lidstaten", "Centraal- Azië" "Centraal-Azië"."""

    def whole(found: re.Match[str]) -> str:
        after = text[found.end() : found.end() + 2]
        # "LID- STATEN" is one word too; a single capital begins a name.
        return "-" if after.istitle() else ""

    return _BROKEN.sub(whole, text)


def tokenise(text: str) -> Tokens:
    """Split a paragraph into tokens; white space and invisible characters are left out."""
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    before = ""
    shouted = text.isupper()
    for match in _TOKEN.finditer(text):
        token = match.group()
        word = token.lower() if token.isascii() and "-" not in token else word_form(token)
        if token in _ACRONYMS and not shouted and not (before.isupper() and len(before) > 1):
            word = token
        before = token
        words.append(word)
        starts.append(match.start())
        ends.append(match.end())
    return Tokens(text, words, starts, ends, [not shouted and text[start].isupper() for start in starts])


def words_of(text: str) -> Words:
    """Return the words by which a text is compared with others: lower case, without marks and invisible characters."""
    return tuple(word for word in tokenise(text).words if any(map(str.isalnum, word)))
