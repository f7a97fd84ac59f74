"""Invisible characters: left out before the text is read, remembered so that none is lost.

A zero-width space inside a word, a right-to-left mark or a null byte changes no word for a reader, but hides
words from a program. A soft hyphen is left out too, unless it ends a line and joins two halves of a word.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

_CONTROL = r"\x00-\x08\x0e-\x1b\x7f\x80-\x84\x86-\x9f"
_FORMAT = r"\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
_INVISIBLE = re.compile(rf"[{_CONTROL}]+|[{_FORMAT}]+|\u00ad(?![^\S\r\n]*[\r\n])")
_IS_CONTROL = re.compile(rf"[{_CONTROL}]")


def is_blank(text: str) -> bool:
    """Tell whether there is nothing in ``text`` but blanks and invisible characters."""
    return not text.strip() or not _INVISIBLE.sub("", text).strip()


@dataclass(frozen=True, slots=True)
class Visible:
    """A text without its invisible characters, and the way back to the input.

    ``omitted`` holds ``(start, end, kind)`` in the input; kind is ``control`` or ``invisible``.
    """

    text: str
    omitted: tuple[tuple[int, int, str], ...]
    _positions: tuple[int, ...]
    _shifts: tuple[int, ...]

    @classmethod
    def of(cls, source: str) -> Visible:
        """Return ``source`` without its invisible characters."""
        omitted: list[tuple[int, int, str]] = []
        positions: list[int] = []
        shifts: list[int] = [0]
        kept: list[str] = []
        last = removed = 0
        for match in _INVISIBLE.finditer(source):
            start, end = match.span()
            omitted.append((start, end, "control" if _IS_CONTROL.match(match[0]) else "invisible"))
            kept.append(source[last:start])
            positions.append(start - removed)
            removed += end - start
            shifts.append(removed)
            last = end
        kept.append(source[last:])
        return cls("".join(kept), tuple(omitted), tuple(positions), tuple(shifts))

    def to_source(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield the stretches of the input that make up ``text[start:end]``, in order."""
        place = bisect_right(self._positions, start)
        while start < end:
            until = min(end, self._positions[place]) if place < len(self._positions) else end
            if until > start:
                shift = self._shifts[place]
                yield start + shift, until + shift
            start = max(start, until)
            place += 1
