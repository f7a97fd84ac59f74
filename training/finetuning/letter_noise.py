"""Noise in letters and marks: footnotes, accents, quotes, dashes, letters read wrongly.

Each rule takes a paragraph and returns edits, or none where it does not fit.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from random import Random
from typing import Final

from labels.scheme import Paragraph
from training.finetuning.edits import Edit

_FOOTED: Final = re.compile(r"(?<![/\d.,-])(?:19|20)\d\d(?![/\d-])|[^\W\d_]{4,}(?![\w/‑-])")
"""A year or a word that a footnote may follow."""
_SUPERSCRIPTS: Final = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_DOUBLE_QUOTES: Final = re.compile(r"[\"“”„«»]")
_QUOTE_PAIRS: Final = ('""', "“”", "„”", "„“", "«»", "””", "‘’")
_APOSTROPHES: Final = re.compile(r"['’‘]")
_HYPHENS: Final = re.compile(r"(?<=\w)[-‑–](?=\w)")
_DASHES: Final = re.compile(r"(?<=\s)[-–—](?=\s)")
_OPENS: Final = frozenset(" \t\n\u00a0([")
_CONFUSED: Final = {
    **{"rn": "m", "m": "rn", "l": "1", "i": "l", "e": "c", "c": "e", "O": "0", "u": "n", "n": "u", "h": "b", "f": "t"},
    **{"1": "l", "0": "O"},
}
"""What a reader of printed letters takes for another."""
_CONFUSABLE: Final = re.compile(
    r"(?<=[^\W\d_]{2})(?:rn|[mliecunhf])(?=[^\W\d_]{2})|\bO(?=[^\W\d_]{3})|(?<=\d)[10](?![\w.,])"
)


def glued_footnote(paragraph: Paragraph, random: Random) -> list[Edit]:
    """Glue the digits of a footnote to a year or a word ("20111", "resolutie2", "akkoord³").

    The digits become part of the word, as the annotated documents have it: those behind the last word of a span are
    in the span.
    """
    place = _footed(paragraph, random)
    if place is None:
        return []
    note = str(random.randint(1, 29))
    if random.random() < 0.2:
        note = note.translate(_SUPERSCRIPTS)
    return [Edit(place - 1, place, paragraph.text[place - 1] + note)]


def bracketed_footnote(paragraph: Paragraph, random: Random) -> list[Edit]:
    """Put the number of a footnote in brackets behind a year or a word ("resolutie (1)", "2011[3]")."""
    place = _footed(paragraph, random)
    if place is None:
        return []
    number = random.randint(1, 29)
    return [Edit(place, place, random.choice((f" ({number})", f"({number})", f"[{number}]", f" [{number}]")))]


def _footed(paragraph: Paragraph, random: Random) -> int | None:
    """Return the end of a year, rather than of a word, that is no trigger."""
    triggers = {act.trigger.end for act in paragraph.acts}
    found = [match for match in _FOOTED.finditer(paragraph.text) if match.end() not in triggers]
    if not found:
        return None
    years = [match for match in found if match.group().isdigit()]
    return random.choice(years if years and random.random() < 0.7 else found).end()


def decomposed_accents(paragraph: Paragraph, random: Random) -> list[Edit]:
    """Take every letter and its accent apart (NFD)."""
    del random
    return _each_letter(paragraph.text, ((letter, unicodedata.normalize("NFD", letter)) for letter in paragraph.text))


def lost_accents(paragraph: Paragraph, random: Random) -> list[Edit]:
    """Leave out every accent ("één" is "een", "coördinatie" "coordinatie")."""
    del random
    return _each_letter(paragraph.text, ((letter, _plain(letter)) for letter in paragraph.text))


def _plain(letter: str) -> str:
    apart = unicodedata.normalize("NFD", letter)
    return "".join(part for part in apart if not unicodedata.combining(part)) if letter.isalpha() else letter


def _each_letter(text: str, letters: Iterable[tuple[str, str]]) -> list[Edit]:
    if text.isascii():
        return []
    return [Edit(place, place + 1, new) for place, (old, new) in enumerate(letters) if new != old]


def other_quotes(paragraph: Paragraph, random: Random) -> list[Edit]:
    """Put other quotation marks in the place of all double ones."""
    text = paragraph.text
    opening, closing = random.choice(_QUOTE_PAIRS)
    edits: list[Edit] = []
    for match in _DOUBLE_QUOTES.finditer(text):
        place = match.start()
        quote = opening if place == 0 or text[place - 1] in _OPENS else closing
        if quote != match.group():
            edits.append(Edit(place, place + 1, quote))
    return edits


def other_apostrophes(paragraph: Paragraph, random: Random) -> list[Edit]:
    """Put another mark in the place of all apostrophes and single quotation marks."""
    mark = random.choice("'’’´")
    found = _APOSTROPHES.finditer(paragraph.text)
    return [Edit(match.start(), match.end(), mark) for match in found if match.group() != mark]


def other_dashes(paragraph: Paragraph, random: Random) -> list[Edit]:
    """Put another dash or hyphen in the place of all dashes between words, or of all hyphens in words."""
    pattern, marks = random.choice(((_HYPHENS, "-‑–"), (_DASHES, "-–—")))
    mark = random.choice(marks)
    found = pattern.finditer(paragraph.text)
    return [Edit(match.start(), match.end(), mark) for match in found if match.group() != mark]


def misread_letter(paragraph: Paragraph, random: Random) -> list[Edit]:
    """Take one letter of a word that is no trigger for another ("vo1ledig", "0ekraïne", "intemationaal")."""
    text = paragraph.text
    # From a place of chance on, or from the beginning where none follows: searching the whole text is slow.
    start = random.randrange(len(text)) if text else 0
    match = _CONFUSABLE.search(text, start) or _CONFUSABLE.search(text)
    if match is None or any(act.trigger.start <= match.start() < act.trigger.end for act in paragraph.acts):
        return []
    return [Edit(match.start(), match.end(), _CONFUSED[match.group()])]
