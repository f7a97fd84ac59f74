"""What PDF readers and typists do to a paragraph: glued footnotes, broken words, odd spaces; every span stays exact."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from random import Random
from typing import Final

from training.composing.marked_text import MarkedAct, MarkedText, Place

NOISY: Final = 0.17
"""The share of paragraphs with noise."""
_YEAR: Final = re.compile(r"(?<![/\d])(?:19|20)\d\d(?![/\d])")
_LONG_WORD: Final = re.compile(r"[a-zëïéö]{9,}")
_CONSONANTS: Final = re.compile(r"(?<=[aeiou][bdfgklmnprstvz])(?=[bdfgklmnprstvwz][aeiou])")
_COMPOUND: Final = re.compile(r"\b(lid|grond|over)(?=(?:staten|rechten|heden)\b)")
_QUOTES: Final = re.compile(r"['\"“”’]")
_SEMICOLON_SPACE: Final = re.compile(r"(?<=;) ")
_AFTER_WORD: Final = re.compile(r"(?<=[a-z]{5}) ")
_SPACE: Final = re.compile(r"(?<=\S) (?=\S)")


@dataclass(frozen=True, slots=True)
class Edit:
    """Puts ``text`` in the place of ``start`` to ``end``."""

    start: int
    end: int
    text: str


Noise = Callable[[MarkedText, Random], list[Edit]]


def add_noise(marked: MarkedText, rng: Random) -> MarkedText:
    """Return a paragraph with one or two kinds of noise; without any where none fits."""
    for name in rng.sample(list(_NOISES), rng.choices((1, 2), (7, 3))[0]):
        edits = _NOISES[name](marked, rng)
        if edits:
            marked = apply(marked, edits)
    return MarkedText(marked.text, marked.acts, marked.kinds | {"noise"})


def apply(marked: MarkedText, edits: Iterable[Edit]) -> MarkedText:
    """Return a paragraph with its text edited and its spans moved. Edits may not overlap, or cross an end of a span."""
    edits = sorted(edits, key=lambda edit: (edit.start, edit.end))
    text: list[str] = []
    end = 0
    for edit in edits:
        text += [marked.text[end : edit.start], edit.text]
        end = edit.end
    text.append(marked.text[end:])
    return marked.with_acts((_moved(act, edits) for act in marked.acts), "".join(text))


def _moved(act: MarkedAct, edits: list[Edit]) -> MarkedAct:
    def move(place: Place) -> Place:
        return _offset(place[0], edits, opens=True), _offset(place[1], edits, opens=False)

    target = move(act.target) if act.target else None
    return MarkedAct(act.stance, act.strong, act.frame, move(act.verb), target, tuple(map(move, act.addressees)))


def _offset(offset: int, edits: list[Edit], *, opens: bool) -> int:
    """Move one end of a span; what is inserted there stays outside the span."""
    moved = offset
    for edit in edits:
        inserted = edit.start == edit.end == offset
        if edit.end <= offset and (not inserted or opens):
            moved += len(edit.text) - (edit.end - edit.start)
    return moved


def _free(marked: MarkedText, offset: int) -> bool:
    """Tell whether something may be inserted there: no span begins or ends there, and it is in no verb."""
    ends = {end for act in marked.acts for place in act.places() for end in place}
    return offset not in ends and not any(act.verb[0] <= offset <= act.verb[1] for act in marked.acts)


def _some(found: list[Edit], rng: Random, most: int = 2) -> list[Edit]:
    return rng.sample(found, min(len(found), rng.randint(1, most)))


def _footnote(marked: MarkedText, rng: Random) -> list[Edit]:
    found = [Edit(match.end(), match.end(), str(rng.randint(1, 29))) for match in _YEAR.finditer(marked.text)]
    return _some([edit for edit in found if _free(marked, edit.start)], rng, 1)


def _bracketed_footnote(marked: MarkedText, rng: Random) -> list[Edit]:
    found = [
        Edit(match.start(), match.start(), f"({rng.randint(1, 40)})") for match in _AFTER_WORD.finditer(marked.text)
    ]
    return _some([edit for edit in found if _free(marked, edit.start)], rng, 1)


def _broken_compound(marked: MarkedText, rng: Random) -> list[Edit]:
    found = [Edit(match.end(), match.end(), "- ") for match in _COMPOUND.finditer(marked.text)]
    return _some([edit for edit in found if _free(marked, edit.start)], rng)


def _hyphenated(marked: MarkedText, rng: Random) -> list[Edit]:
    """Break a long word between two consonants, as at the end of a line."""
    found: list[Edit] = []
    for word in _LONG_WORD.finditer(marked.text):
        for cut in _CONSONANTS.finditer(marked.text, word.start() + 2, word.end() - 2):
            if _free(marked, cut.start()):
                found.append(Edit(cut.start(), cut.start(), rng.choice(("- ", "-\n", "\u00ad"))))
                break
    return _some(found, rng)


def _double_spaces(marked: MarkedText, rng: Random) -> list[Edit]:
    found = [Edit(match.start(), match.end(), "  ") for match in _SPACE.finditer(marked.text)]
    return _some(found, rng, 3)


def _hard_spaces(marked: MarkedText, rng: Random) -> list[Edit]:
    found = [Edit(match.start(), match.end(), "\u00a0") for match in _SPACE.finditer(marked.text)]
    return _some(found, rng, 4)


def _line_breaks(marked: MarkedText, rng: Random) -> list[Edit]:
    """Put line breaks every so many characters, as in text copied from a page."""
    width = rng.randint(60, 110)
    found: list[Edit] = []
    last = 0
    for match in _SPACE.finditer(marked.text):
        if match.start() - last >= width:
            found.append(Edit(match.start(), match.end(), "\n"))
            last = match.start()
    return found


def _no_mark(marked: MarkedText, rng: Random) -> list[Edit]:
    text = marked.text
    return [Edit(len(text) - 1, len(text), "")] if text.endswith((";", ".", ",")) else []


def _upper_start(marked: MarkedText, rng: Random) -> list[Edit]:
    text = marked.text
    return [Edit(0, 1, text[0].upper())] if text[:1].islower() else []


def _number(marked: MarkedText, rng: Random) -> list[Edit]:
    number = rng.randint(1, 98)
    return [Edit(0, 0, rng.choice((f"{number}. ", f"{number}.   ", f"{number}) ", f"{number} ", f"§ {number}. ")))]


def _decomposed(marked: MarkedText, rng: Random) -> list[Edit]:
    found: list[Edit] = []
    for place, letter in enumerate(marked.text):
        if not letter.isascii() and (apart := unicodedata.normalize("NFD", letter)) != letter:
            found.append(Edit(place, place + 1, apart))
    return found


def _quotes(marked: MarkedText, rng: Random) -> list[Edit]:
    quote = rng.choice("’'´")
    return [
        Edit(match.start(), match.end(), quote)
        for match in _QUOTES.finditer(marked.text)
        if match.group() in "'’" and match.group() != quote
    ]


def _no_space(marked: MarkedText, rng: Random) -> list[Edit]:
    found = [Edit(match.start(), match.end(), "") for match in _SEMICOLON_SPACE.finditer(marked.text)]
    return _some(found, rng)


def _space_before_mark(marked: MarkedText, rng: Random) -> list[Edit]:
    found = [Edit(match.start(), match.start(), " ") for match in re.finditer(r"(?<=\w)[;,:]", marked.text)]
    return _some(found, rng, 1)


_NOISES: Final[dict[str, Noise]] = {
    "footnote": _footnote,
    "bracketed-footnote": _bracketed_footnote,
    "broken-compound": _broken_compound,
    "hyphenated": _hyphenated,
    "double-spaces": _double_spaces,
    "hard-spaces": _hard_spaces,
    "line-breaks": _line_breaks,
    "no-mark": _no_mark,
    "upper-start": _upper_start,
    "number": _number,
    "decomposed": _decomposed,
    "quotes": _quotes,
    "no-space": _no_space,
    "space-before-mark": _space_before_mark,
}
