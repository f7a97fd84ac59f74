"""Lines to paragraphs: where does a new one begin, and with which marker?

Blank lines, line widths, punctuation and markers all hint at it and none can be trusted alone: PDF text has
blank lines inside a sentence, copied text none between paragraphs; any wrapped line may begin with "12. ".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from service.documents.cues import Cues, Form, beginning
from service.documents.lines import Layout, Line, ends_abbreviated, ends_clause, ends_sentence, starts_small
from service.documents.markers import Marker, parse_bare_number, parse_marker

MAX_HEADING: Final = 150
"""Characters of the longest heading or signature."""

_SHORT = 0.6
_FURTHEST = 5
_OPENING = 300
_CRUMB = 12
_BARE_DICTUM = 60
_DIGITS = 3
_SURE: tuple[Form, ...] = ("citation", "recital", "dictum")


@dataclass(slots=True)
class Draft:
    """A paragraph in the making: its stretches of the text, its marker, and what its beginning tells."""

    stretches: list[tuple[int, int]]
    first: str
    last: str
    form: Form
    marker: Marker | None = None
    marker_stretch: tuple[int, int] | None = None
    gap: int = 0

    def numbered(self) -> bool:
        """Tell whether it has a number or a letter of its own."""
        return self.marker is not None and self.marker.kind in ("number", "letter")

    def length(self) -> int:
        """Return the number of characters, blanks included."""
        return sum(end - start for start, end in self.stretches)


@dataclass(slots=True)
class _Sequence:
    """The numbers or letters met so far: the last one and the punctuation of the first."""

    last: int = 0
    style: str = ""
    sub: int = 0

    def follows(self, marker: Marker) -> bool:
        return marker.value == self.last + 1 or (marker.extra and marker.value == self.last)


class Grouping:
    """Groups the lines of one text."""

    def __init__(self, layout: Layout, cues: Cues) -> None:
        self._layout = layout
        self._cues = cues
        self._numbers = _Sequence()
        self._letters = _Sequence()
        self._drafts: list[Draft] = []

    def group(self, lines: list[Line]) -> list[Draft]:
        """Return the paragraphs that ``lines`` make up."""
        for index, line in enumerate(lines):
            following = lines[index + 1] if index + 1 < len(lines) else None
            self._take(line, following)
        return self._drafts

    def _take(self, line: Line, following: Line | None) -> None:
        current = self._drafts[-1] if self._drafts else None
        if current is not None and not current.stretches:
            self._fill(current, line)
            return
        marker = self._marker(line, following, current)
        form = self._cues.form(line.text[marker.end :] if marker else line.text)
        if current is None or marker is not None or self._begins(line, following, current, form):
            self._open(line, marker, form)
        else:
            current.stretches.append((line.start, line.end))
            current.last = line.text
            if len(current.first) < _OPENING:
                current.first += " " + line.text

    def _fill(self, draft: Draft, line: Line) -> None:
        """Give a marker that stood alone on its line its text."""
        draft.stretches.append((line.start, line.end))
        draft.first = draft.last = line.text
        draft.form = self._cues.form(line.text)

    def _open(self, line: Line, marker: Marker | None, form: Form) -> None:
        if form == "enacting":
            self._numbers, self._letters = _Sequence(), _Sequence()
        if marker is None:
            stretches = [(line.start, line.end)]
            self._drafts.append(Draft(stretches, line.text, line.text, form, gap=line.gap))
            return
        text = line.text[marker.end :]
        begin = line.start + marker.end
        printed = line.start + len(line.text[: marker.end].rstrip())
        stretches = [(begin, line.end)] if text else []
        self._drafts.append(Draft(stretches, text, line.text, form, marker, (line.start, printed), line.gap))

    def _marker(self, line: Line, following: Line | None, current: Draft | None) -> Marker | None:
        """Return the marker of ``line`` if the context says that it is one."""
        if line.numbering:
            return Marker("number", line.text, len(line.text), int(line.text), style="1")
        marker = parse_marker(line.text) or parse_bare_number(line.text) or self._beyond(line.text)
        if marker is None:
            return None
        text = line.text[marker.end :]
        form = self._cues.form(text)
        if form == "plain" and text[:1].isupper() and marker.kind == "number" and self._heads(line, following):
            return None
        free = current is None or not self._layout.wrapped or self._free(line, current)
        decide: dict[str, Callable[[Marker, str, Form, bool], Marker | None]] = {
            "number": self._number,
            "letter": self._letter,
            "dash": self._dash,
            "sub": lambda marker, text, form, free: marker if free else None,
        }
        return decide[marker.kind](marker, text, form, free)

    def _free(self, line: Line, current: Draft) -> bool:
        """Tell whether a wrapped paragraph may have ended before ``line``."""
        return ends_clause(current.last) or line.gap > self._layout.gap or self._short(current.last)

    def _short(self, line: str) -> bool:
        return len(line) < _SHORT * self._layout.width

    def _number(self, marker: Marker, text: str, form: Form, free: bool) -> Marker | None:
        numbers = self._numbers
        opens = form in (*_SURE, "verb")
        if marker.style == "1" and not (opens and marker.value == numbers.last + 1):
            return None
        if numbers.style in ("", marker.style) and numbers.follows(marker) and (free or opens or not text):
            numbers.last, numbers.style, numbers.sub = marker.value, marker.style, 0
            return marker
        if not free:
            return None
        if not numbers.style:
            numbers.last, numbers.style = marker.value, marker.style
            return marker
        onward = numbers.last < marker.value <= numbers.last + _FURTHEST or (
            marker.value == 1 and not self._open_list() and ends_sentence(self._drafts[-1].last)
        )
        own = marker.style == numbers.style and (onward or form in (*_SURE, "verb"))
        if (form == "dictum" and (own or numbers.follows(marker))) or (own and marker.value != numbers.sub + 1):
            numbers.last = marker.value
            return marker
        numbers.sub = marker.value
        return Marker("sub", marker.label, marker.end, marker.value)

    def _beyond(self, text: str) -> Marker | None:
        """Return the number after 999 and its followers, which only its sequence tells from a year."""
        label = str(self._numbers.last + 1)
        if len(label) <= _DIGITS or not text.startswith((f"{label}. ", f"{label}.\t", f"{label}) ", f"{label})\t")):
            return None
        end = len(text) - len(text[len(label) + 1 :].lstrip())
        return Marker("number", label, end, int(label), style="1" + text[len(label)])

    def _open_list(self) -> bool:
        """Tell whether the last paragraph announces a list, or is an item of one."""
        last = self._drafts[-1]
        return last.last.endswith(":") or (last.marker is not None and last.marker.kind == "sub")

    def _letter(self, marker: Marker, text: str, form: Form, free: bool) -> Marker | None:
        letters = self._letters
        follows = letters.follows(marker) or marker.label == "A"
        if form in ("recital", "citation") or (follows and free and (not text or starts_small(text))):
            letters.last, letters.style = marker.value, marker.style
            return marker
        return None

    def _dash(self, marker: Marker, text: str, form: Form, free: bool) -> Marker | None:
        tight = marker.end == 1 and bool(text)
        if tight and form not in _SURE and not (free and self._drafts and self._in_dashes()):
            return None
        return marker if free or form in ("citation", "recital") else None

    def _in_dashes(self) -> bool:
        last = self._drafts[-1]
        return last.last.endswith(":") or (last.marker is not None and last.marker.kind == "dash")

    def _begins(self, line: Line, following: Line | None, current: Draft, form: Form) -> bool:
        """Tell whether a line without marker begins a paragraph."""
        if form in ("enacting", "closing"):
            return True
        sure, last = form in _SURE, current.last
        if ends_abbreviated(last) and not sure and line.gap <= self._layout.gap:
            return False
        if not self._layout.wrapped:
            crumb = (len(line.text) < _CRUMB and starts_small(line.text)) or line.text[0].isdigit()
            if crumb and not ends_clause(last) and len(last) >= _BARE_DICTUM:
                return False
            return ends_clause(last) or not starts_small(line.text) or sure
        if line.gap > self._layout.gap and (
            ends_sentence(last) or sure or (line.text[0].isupper() and self._short(last) and not line.broken)
        ):
            return not (line.broken and starts_small(line.text) and current.numbered())
        full = self._layout.full(last, line.text)
        small = starts_small(line.text)
        if not small and self._heads(line, following) and (ends_clause(last) or not full):
            return True
        if sure and not (current.numbered() and not (form == "dictum" and _is_recital(current) and not full)):
            unmistakable = bool(self._cues.unmistakable.match(beginning(line.text)))
            announces = following is not None and parse_marker(following.text) is not None and _bare_dictum(line.text)
            open_end = ends_clause(last) and (unmistakable or announces or (not full and form != "recital"))
            return ends_sentence(last) or open_end or self._short(last)
        if not ends_clause(last):
            return line.text[0].isupper() and self._short(last) and not line.broken
        return ends_sentence(last) and not full and not (current.numbered() and small)

    def _heads(self, line: Line, following: Line | None) -> bool:
        """Tell whether a line can be a heading: short, no full stop, and a marked paragraph comes next."""
        if following is None or len(line.text) > MAX_HEADING or ends_clause(line.text):
            return False
        marker = parse_marker(following.text)
        if marker is None or marker.kind == "sub":
            return False
        return self._cues.form(following.text[marker.end :]) in (*_SURE, "verb")


def _bare_dictum(line: str) -> bool:
    """Tell whether a line is only the beginning of a dictum, such as "vraagt de regering:"."""
    return len(line) <= _BARE_DICTUM and (line.endswith(":") or not ends_clause(line))


def _is_recital(draft: Draft) -> bool:
    return draft.form in ("recital", "citation")


def merge(into: Draft, draft: Draft) -> None:
    """Make ``draft`` a part of the paragraph before it; its marker becomes text."""
    if draft.marker_stretch is not None:
        into.stretches.append(draft.marker_stretch)
    into.stretches.extend(draft.stretches)
    into.last = draft.last
