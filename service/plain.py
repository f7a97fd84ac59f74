"""Text as a tagger reads it, and the way back to where its characters came from.

The same word comes in many spellings: an accent of its own beside its letter, curly quotes, no-break spaces, soft
hyphens, ligatures of a printed page. A tagger should see one. Training and serving both read through here.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

_ONE_FOR_ONE: Final = {
    "'": "‘’‚‛′ʹʼ`´\u1fef\u1ffd",
    '"': "“”„‟″«»",
    "-": "\u2010\u2011\u2212\ufe63\uff0d",
    "–": "\u2012\u2014\u2015",
    " ": "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000"
    + "".join(map(chr, range(0x2000, 0x200B))),
    "Å": "\u212b",
}
_LIGATURES: Final = {"ĳ": "ij", "Ĳ": "IJ", "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl"}
_UNSEEN: Final = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_MARKS: Final = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"

_SAME_LENGTH: Final = str.maketrans({odd: plain for plain, odds in _ONE_FOR_ONE.items() for odd in odds})
_OTHER_LENGTH: Final = re.compile(f"[{_UNSEEN}{''.join(_LIGATURES)}{_MARKS}]")
# A letter has at most 30 marks in the Stream-Safe format of UAX 15; sorting more takes time in the square.
_ACCENTED: Final = re.compile(f".[{_MARKS}]{{1,30}}")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_UNREADABLE: Final = "\ufffd"


@dataclass(frozen=True, slots=True, eq=False)
class Plain:
    """A text in plain spelling. ``begins`` and ``ends`` say where each of its characters was, in code points.

    Both rise, and no character begins before the one in front of it ends, but where a ligature became several
    letters: each of them was all of it.
    """

    text: str
    begins: NDArray[np.int32]
    ends: NDArray[np.int32]

    def back(self, spans: NDArray[np.int32]) -> NDArray[np.int32]:
        """Return spans of the first text for spans of ``text``: a row a span, half-open and not empty."""
        return np.stack((self.begins[spans[:, 0]], self.ends[spans[:, 1] - 1]), axis=1)


def plain(text: str) -> Plain:
    """Return the text in plain spelling; any string will do."""
    same = text.translate(_SAME_LENGTH)
    if not same.isascii():
        # Half of a character of UTF-16, which a tokenizer cannot take.
        same = _SURROGATE.sub(_UNREADABLE, same)
    if same.isascii() or not _OTHER_LENGTH.search(same):
        begins = np.arange(len(same), dtype=np.int32)
        return Plain(same, begins, begins + np.int32(1))
    return _composed(*_seen(same))


def _seen(text: str) -> tuple[str, list[int]]:
    """Drop what is not seen and write ligatures out; returns where each character was."""
    characters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        if character in _UNSEEN:
            continue
        for letter in _LIGATURES.get(character, character):
            characters.append(letter)
            places.append(place)
    return "".join(characters), places


def _composed(text: str, places: list[int]) -> Plain:
    """Put accents and their letters together (NFC), where that makes fewer characters."""
    characters: list[str] = []
    begins: list[int] = []
    ends: list[int] = []
    at = 0
    for found in _ACCENTED.finditer(text):
        apart = found.group()
        together = unicodedata.normalize("NFC", apart)
        if len(together) > len(apart):
            continue
        untouched, last = found.span()
        # The marks that found no place in the letter stay characters of their own.
        rest = last - (len(together) - 1)
        characters += [text[at:untouched], together]
        begins += [*places[at : untouched + 1], *places[rest:last]]
        ends += [place + 1 for place in (*places[at:untouched], places[rest - 1], *places[rest:last])]
        at = last
    characters.append(text[at:])
    begins += places[at:]
    ends += [place + 1 for place in places[at:]]
    return Plain("".join(characters), np.array(begins, dtype=np.int32), np.array(ends, dtype=np.int32))
