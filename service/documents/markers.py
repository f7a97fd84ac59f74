"""Markers at the beginning of a paragraph: a dash, "A.", "9 bis.", "(12)", "a)", "1°"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["dash", "number", "letter", "sub"]

_DASH = re.compile(r"([–—−‒―‐‑•·▪◦●■‣*-])(?:\s+(?=\S)|(?=[^\W\d_])|$)")
_ORDINAL = r"bis|ter|quater|quinquies|sexies|septies|octies|nonies|decies|[a-z]"
_NUMBER = re.compile(rf"(\(?)(\d{{1,3}})(?:\s?({_ORDINAL}))?\s?(\.\)|\.°|[.)°º])(?=\s|[^\W\d_]|$)\s*")
_LETTER = re.compile(r"(\(?)([A-Z]{1,2}|[A-Z][a-z]|[A-Z] ?(?:bis|ter|quater))(\.\)|[.)])(?=\s|[a-z]|$)\s*")
_SUB = re.compile(r"\(?([a-z]{1,2}|[ivx]{1,5}|\d{1,3}(?:\.\d{1,3}){1,3})(?:\.\)|[.)°])(?=\s|$)\s*")
_DECIMAL = re.compile(r"\d{1,3}(?:\.\d{1,3}){1,3}\.?\s+(?=\S)")
_BARE = re.compile(r"(\d{1,3})(?:\t\s*|\s{2,})(?=[^\W\d_])")


@dataclass(frozen=True, slots=True)
class Marker:
    """``label`` is the marker without punctuation; ``end`` where the text after it begins.

    ``value`` is the place in its sequence: of a number itself, of a letter A = 1, B = 2, AA = 27. ``extra``
    marks an inserted one ("9 bis", "Aa"). ``style`` is its punctuation: those of one sequence share it.
    """

    kind: Kind
    label: str
    end: int
    value: int = 0
    extra: bool = False
    style: str = ""


def parse_marker(text: str) -> Marker | None:
    """Return the marker that ``text`` begins with by its form; whether it is one, the context must say."""
    first = text[:1]
    if not (first.isascii() and first.isalnum()) and first != "(":
        found = _DASH.match(text)
        return Marker("dash", found[1], found.end(), style=found[1]) if found else None
    if found := _NUMBER.match(text):
        label = found[2] + ("" if not found[3] else found[3] if len(found[3]) == 1 else f" {found[3]}")
        style = found[1] + "1" + found[4]
        return Marker("number", label, found.end(), int(found[2]), bool(found[3]), style)
    if found := _LETTER.match(text):
        name = found[2]
        plain = name.isupper()
        return Marker(
            "letter",
            name,
            found.end(),
            letter_value(name if plain else name[0]),
            not plain,
            found[1] + "A" + found[3],
        )
    if found := _SUB.match(text) or _DECIMAL.match(text):
        return Marker("sub", found[0].strip(), found.end())
    return None


def parse_bare_number(text: str) -> Marker | None:
    """Return a number without punctuation, set off by a tab or two blanks, as a marker."""
    found = _BARE.match(text)
    return Marker("number", found[1], found.end(), int(found[1]), style="1") if found else None


def letter_value(letters: str) -> int:
    """Return the place of capitals in A … Z, AA, AB …"""
    value = 0
    for letter in letters:
        value = value * 26 + ord(letter) - ord("A") + 1
    return value
