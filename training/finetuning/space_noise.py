"""Noise in white space and at line ends: what text copied from a page or a PDF file looks like.

Each rule takes a paragraph and returns edits, or none where it does not fit.
"""

from __future__ import annotations

import re
from random import Random
from typing import Final

from labels.scheme import Paragraph
from training.finetuning.edits import Edit

_SPACE: Final = re.compile(r"(?<=\S) (?=\S)")
_MARK: Final = re.compile(r"(?<=\w)[;,:.](?=\s|$)")
_HYPHEN: Final = re.compile(r"(?<=[^\W\d_]{3}-)(?=[^\W\d_]{2})")
_LONG_WORD: Final = re.compile(r"(?<![\w-])[^\W\d_A-Z]{8,}(?![\w-])")
_SYLLABLE: Final = re.compile(r"(?<=[aeiou][bdfgklmnprst])(?=[bdfgkmnpstvwz](?<![sck]h)[aeiou])")
_WIDTHS: Final = (55, 110)
"""Characters in a line of a page."""


def line_breaks(paragraph: Paragraph, random: Random) -> list[Edit]:
    """Break the paragraph into lines, sometimes with an empty line between."""
    width = random.randint(*_WIDTHS)
    end = random.choice(("\n", "\n", "\n", "\r\n", " \n", "\n\n"))
    text = paragraph.text
    edits: list[Edit] = []
    last = 0
    while len(text) - last > width:
        place = text.rfind(" ", last + 1, last + width + 1)
        if place < 0:
            break
        edits.append(Edit(place, place + 1, end))
        last = place
    return edits


def double_spaces(paragraph: Paragraph, random: Random) -> list[Edit]:
    """Double one to four spaces."""
    return [Edit(place, place + 1, "  ") for place in _places(_SPACE, paragraph, random, 4)]


def hard_spaces(paragraph: Paragraph, random: Random) -> list[Edit]:
    """Make one to four spaces such that no line may end there."""
    return [Edit(place, place + 1, "\u00a0") for place in _places(_SPACE, paragraph, random, 4)]


def space_before_mark(paragraph: Paragraph, random: Random) -> list[Edit]:
    """Put a space before one or two commas, semicolons and the like."""
    return [Edit(place, place, " ") for place in _places(_MARK, paragraph, random, 2)]


def broken_compound(paragraph: Paragraph, random: Random) -> list[Edit]:
    """Put a line end behind a hyphen that is in a word ("Centraal- Azië")."""
    gap = random.choice((" ", " ", "\n"))
    return [Edit(place, place, gap) for place in _places(_HYPHEN, paragraph, random, 1)]


def broken_word(paragraph: Paragraph, random: Random) -> list[Edit]:
    """Break one or two long words between syllables, as at the end of a line, with a hyphen or a soft hyphen."""
    hyphen = random.choice(("- ", "- ", "-\n", "\u00ad\n", "\u00ad"))
    words = _places(_LONG_WORD, paragraph, random, 2)
    edits: list[Edit] = []
    for word in words:
        match = _LONG_WORD.match(paragraph.text, word)
        cuts = [] if match is None else list(_SYLLABLE.finditer(paragraph.text, word + 2, match.end() - 2))
        if cuts:
            place = random.choice(cuts).start()
            edits.append(Edit(place, place, hyphen))
    return edits


def _places(pattern: re.Pattern[str], paragraph: Paragraph, random: Random, most: int) -> list[int]:
    """Return where some of what the pattern finds begins: at least one, if there is any, and ``most`` at most."""
    found = [match.start() for match in pattern.finditer(paragraph.text)]
    return random.sample(found, min(len(found), random.randint(1, most)))
