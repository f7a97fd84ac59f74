"""The lines of a text and how they are laid out: wrapped or one a paragraph, and what a blank line means."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from service.documents.cues import Cues
from service.documents.markers import parse_marker

_WIDEST = 200
_SHORTEST_WRAPPED = 40
_SHARE_INSIDE = 0.2
_FULL = 0.87
_CLOSERS = "\"'”’»)]"


@dataclass(slots=True)
class Line:
    """A line that is not blank. ``start`` and ``end`` are its place in the text, without outer blanks.

    ``gap`` counts the blank lines before it; ``broken`` says that a page furniture or footnote stood before it.
    """

    start: int
    end: int
    text: str
    gap: int
    broken: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """``width`` is that of full lines; ``gap`` the number of blank lines between two lines of one paragraph."""

    wrapped: bool
    width: int
    gap: int

    def full(self, line: str, following: str) -> bool:
        """Tell whether the first word of the line ``following`` did not fit on ``line``."""
        return len(line) + 1 + len(following.split(maxsplit=1)[0]) >= _FULL * self.width


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
    """Tell whether a line ends like a paragraph does: ; . : ! or ?"""
    return text.rstrip(_CLOSERS).endswith((";", ".", ":", "!", "?", "…"))


def ends_clause(text: str) -> bool:
    """Tell whether a line ends in a comma or like a paragraph."""
    return ends_sentence(text) or text.rstrip(_CLOSERS).endswith(",")


def starts_small(text: str) -> bool:
    """Tell whether a line starts with a small letter."""
    return text[:1].islower()


def find_layout(lines: list[Line], cues: Cues) -> Layout:
    """Return the layout of lines. Wrapped text is known by sentences that run on over the end of a line."""
    lengths = sorted(len(line.text) for line in lines)
    width = lengths[int(len(lengths) * 0.97)] if len(lengths) > 30 else lengths[-1]
    inside: list[int] = []
    for line, following in zip(lines, lines[1:], strict=False):
        if (
            len(line.text) >= _SHORTEST_WRAPPED
            and starts_small(following.text)
            and not ends_clause(line.text)
            and parse_marker(following.text) is None
            and cues.form(following.text) in ("plain", "verb")
        ):
            inside.append(following.gap)
    wrapped = width <= _WIDEST and len(inside) >= max(1, _SHARE_INSIDE * (len(lines) - 1))
    gap = Counter(inside).most_common(1)[0][0] if wrapped else 0
    return Layout(wrapped, width, gap)
