"""The lines of a text and how they are laid out: wrapped or one a paragraph, and what a blank line means."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from service.documents.cues import Cues
from service.documents.markers import parse_marker

_WIDEST = 200
_SHORTEST_WRAPPED = 40
_SHARE_INSIDE = 0.1
_LONG_LINE = 0.8
_SHORTEST_SHARE = 0.1
_CLOSERS = "\"'”’»)]"
_OPENERS = "\"'“‘„«(["
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:(?i:nrs?|blz|artt?|bijv|bv|resp|ca|dr|mr|prof|ing|ir|mw|mevr|dhr|vgl|jo)"
    r"|(?!c\.s)[a-z](?:\.[a-z]){1,2})\.$"
)


@dataclass(slots=True)
class Line:
    """A line that is not blank. ``start`` and ``end`` are its place in the text, without outer blanks.

    ``gap`` counts the blank lines before it; ``broken`` says that page furniture or a footnote stood before it;
    ``numbering`` that it holds nothing but the number of the next paragraph.
    """

    start: int
    end: int
    text: str
    gap: int
    broken: bool = False
    numbering: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """``width`` is that of full lines; ``gap`` the number of blank lines between two lines of one paragraph.

    A line is full where it and the first word of the next are ``reach`` characters or more: then no paragraph
    need end there.
    """

    wrapped: bool
    width: int
    gap: int
    reach: int

    def full(self, line: str, following: str) -> bool:
        """Tell whether the first word of the line ``following`` did not fit on ``line``."""
        return _reach(line, following) >= self.reach


def split_lines(text: str) -> list[Line]:
    """Return the lines of a text that are not blank."""
    lines: list[Line] = []
    gap = place = 0
    for raw in text.splitlines(keepends=True):
        inked = raw.strip()
        if inked:
            start = place + len(raw) - len(raw.lstrip())
            lines.append(Line(start, start + len(inked), inked, gap))
            gap = 0
        else:
            gap += 1
        place += len(raw)
    return lines


def ends_sentence(text: str) -> bool:
    """Tell whether a line ends like a paragraph does: ; . : ! or ?, but not in "nr." and the like."""
    return text[-12:].rstrip(_CLOSERS).endswith((";", ".", ":", "!", "?", "…")) and not ends_abbreviated(text)


def ends_abbreviated(text: str) -> bool:
    """Tell whether a line ends in an abbreviation that something must follow."""
    return bool(_ABBREVIATION.search(text[-12:]))


def ends_clause(text: str) -> bool:
    """Tell whether a line ends in a comma or like a paragraph."""
    return ends_sentence(text) or text.rstrip(_CLOSERS).endswith(",")


def starts_small(text: str) -> bool:
    """Tell whether a line starts with a small letter, quotes and brackets aside."""
    return text[:4].lstrip(_OPENERS)[:1].islower()


def find_layout(lines: list[Line], cues: Cues) -> Layout:
    """Return the layout of lines. Wrapped text is known by sentences that run on over the end of a line."""
    lengths = sorted(len(line.text) for line in lines)
    width = lengths[int(len(lengths) * 0.97)] if len(lengths) > 30 else lengths[-1]
    inside: list[Line] = []
    reaches: list[int] = []
    for line, following in pairwise(lines):
        if (
            len(line.text) >= _SHORTEST_WRAPPED
            and (starts_small(following.text) or len(line.text) >= _LONG_LINE * width)
            and not ends_clause(line.text)
            and parse_marker(following.text) is None
            and cues.form(following.text) in ("plain", "verb")
        ):
            inside.append(following)
            reaches.append(_reach(line.text, following.text))
    wrapped = width <= _WIDEST and len(inside) >= max(1, _SHARE_INSIDE * (len(lines) - 1))
    gap = Counter(line.gap for line in inside).most_common(1)[0][0] if wrapped else 0
    reach = sorted(reaches)[int(len(reaches) * _SHORTEST_SHARE)] if wrapped else width
    return Layout(wrapped, width, gap, reach)


def _reach(line: str, following: str) -> int:
    return len(line) + 1 + len(following[:60].split(maxsplit=1)[0])
