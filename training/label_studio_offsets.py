"""Where the regions of Label Studio lie in a text: its offsets, held against the words that it saved.

Offsets of the Text tag are code points of the text, "\\r\\n" counting as two (its editor tests this with a cat: "NER -
Emoji - Text"). Early releases counted UTF-16 units (issue 1347, of 2021); such an annotation is known by the words
saved with each region, and is read as what it is. In these words a line break is written as a backslash and an n, and
white space may be missing, so that only the rest of them is compared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

Place = tuple[int, int]

_LAST_OF_ONE_UNIT = 0xFFFF


@dataclass(frozen=True, slots=True)
class Stretch:
    """A region as it was saved; ``words`` is null where the project does not save them."""

    start: int
    end: int
    words: str | None = None


def places(text: str, stretches: Sequence[Stretch]) -> list[Place | None]:
    """Return begin and end of each region of one annotation, in code points; null where its words are not there."""
    found = [_place(text, each, None) for each in stretches]
    if None in found and any(ord(character) > _LAST_OF_ONE_UNIT for character in text):
        units = {unit: here for here, unit in enumerate(accumulate(map(_units, text), initial=0))}
        older = [_place(text, each, units) for each in stretches]
        if None not in older:
            return older
    return found


def _place(text: str, given: Stretch, units: Mapping[int, int] | None) -> Place | None:
    """Return the place of a region; ``units`` maps UTF-16 offsets to code points where they are counted."""
    start = given.start if units is None else units.get(given.start, -1)
    end = given.end if units is None else units.get(given.end, -1)
    if not 0 <= start < end <= len(text):
        return None
    same = given.words is None or _compared(given.words) == _compared(text[start:end])
    return (start, end) if same else None


def _units(character: str) -> int:
    return 2 if ord(character) > _LAST_OF_ONE_UNIT else 1


def _compared(words: str) -> str:
    return "".join(words.replace("\\n", "").split())
