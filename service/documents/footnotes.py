"""Footnotes: which lines are notes, and which characters of the text are the markers that point to them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from service.documents.cues import Cues, beginning
from service.documents.lines import Line, ends_sentence, starts_small
from service.documents.markers import parse_marker

_NOTE = re.compile(r"(?:\[(\d{1,3})\]|\((\d{1,3})\)|(\d{1,3})|([¹²³⁴-⁹⁰]{1,3}))[ \t\u00a0.]*(?=\S)")
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_AFTER = r"(?=[\s,.;:!?)\]”»\"’]|$)"
_GLUED = re.compile(
    r"(?P<sup>[¹²³⁴-⁹⁰]{1,3})"
    r"|(?<=\S)(?P<square>[ \u00a0]?\[(?P<sq>\d{1,3})\])"
    rf"|(?<=[^\W_”»\")’])(?P<round>\((?P<rd>\d{{1,3}})\)){_AFTER}"
    rf"|(?<=[”»\")])(?P<round2>\((?P<rd2>\d{{1,3}})\)){_AFTER}"
    rf"|(?<!\d)(?:19|20)\d\d(?P<year>\d{{1,3}}){_AFTER}"
    rf"|(?<=[^\W\d_][a-zà-ÿ]{{2}})(?P<word>\d{{1,3}}){_AFTER}"
    rf"|(?<=[”»\")])(?P<quote>\d{{1,3}}){_AFTER}"
)
_ARTICLE = re.compile(r"(?:artikel|artikelen|art\.|lid|leden|punt|regel)\s+\d+\s?$", re.IGNORECASE)
_UNIT = re.compile(r"(?:^|[^a-z])[kcdm]?m$")
_MOST_SKIPPED = 2
_LONGEST_NOTE = 12


@dataclass(slots=True)
class Footnote:
    """A note: its number, its lines (indices), and where the text of its first line begins."""

    number: int
    lines: list[int]
    text_start: int


@dataclass(frozen=True, slots=True)
class _Candidate:
    """Characters that may point to a note, and their line; ``sure`` where they can be nothing else."""

    number: int
    line: int
    start: int
    end: int
    sure: bool


def find_footnotes(
    lines: list[Line], furniture: dict[int, str], cues: Cues
) -> tuple[list[Footnote], list[tuple[int, int]]]:
    """Return the footnotes among ``lines``, and the stretches of the text that are their markers."""
    candidates = list(_candidates(lines, furniture))
    first_pointer: dict[int, int] = {}
    for candidate in candidates:
        first_pointer.setdefault(candidate.number, candidate.line)
    notes: list[Footnote] = []
    expected = 1
    index = 0
    while index < len(lines):
        line = lines[index]
        number = None if index in furniture else _note_number(line, expected, first_pointer, index, cues)
        if number is None:
            index += 1
            continue
        found = _NOTE.match(line.text)
        assert found is not None
        note = Footnote(number, [index], line.start + found.end())
        index += 1
        while index < len(lines) and index not in furniture and _continues(note, lines, index, cues):
            note.lines.append(index)
            index += 1
        notes.append(note)
        expected = number + 1
    return notes, list(_pointers(notes, candidates))


def _note_number(line: Line, expected: int, pointers: dict[int, int], index: int, cues: Cues) -> int | None:
    """Return the number of the note that ``line`` begins, or None."""
    found = _NOTE.match(line.text)
    if not found:
        return None
    square, round_, bare, superscript = found.groups()
    digits = square or round_ or bare or superscript.translate(_SUPERSCRIPTS)
    number = int(digits)
    rest = line.text[found.end() :]
    source = bool(cues.footnote.match(beginning(rest)))
    if square or superscript:
        return number
    if starts_small(rest) and not source:
        return None
    pointed = pointers.get(number, index) < index
    if round_:
        plain = cues.form(rest) in ("plain", "title", "tail")
        return number if source or (pointed and plain) else None
    if found[0].rstrip() != bare:
        return number if source and pointed and number in (1, expected) else None
    if not found[0][-1:].isspace():
        return None
    return number if number in (1, expected) and (pointed or source) else None


def _continues(note: Footnote, lines: list[Line], index: int, cues: Cues) -> bool:
    """Tell whether the line at ``index`` belongs to ``note``, whose last line stands right before it."""
    line = lines[index]
    last = lines[note.lines[-1]].text
    if line.gap or _NOTE.match(line.text) or ends_sentence(last):
        return False
    marker = parse_marker(line.text)
    form = cues.form(line.text[marker.end :] if marker else line.text)
    return marker is None and form in ("plain", "verb", "title") and len(note.lines) < _LONGEST_NOTE


def _candidates(lines: list[Line], furniture: dict[int, str]) -> Iterator[_Candidate]:
    """Yield what looks like a marker glued to a word, in the order of the text."""
    for index, line in enumerate(lines):
        if index in furniture:
            continue
        for found in _GLUED.finditer(line.text):
            group = found.lastgroup
            name = {"sq": "square", "rd": "round", "rd2": "round2"}.get(group or "", group or "")
            digits = re.sub(r"\D", "", found[name].translate(_SUPERSCRIPTS))
            start, end = found.span(name)
            if start == 0 or (name.startswith("round") and _ARTICLE.search(line.text[max(0, start - 24) : start])):
                continue
            sure = name == "square" or (name == "sup" and not _UNIT.search(line.text[max(0, start - 3) : start]))
            yield _Candidate(int(digits), index, line.start + start, line.start + end, sure)


def _pointers(notes: list[Footnote], candidates: list[_Candidate]) -> Iterator[tuple[int, int]]:
    """Yield the candidates that point to ``notes``: in order, before the note, after the page before."""
    of_notes = {index for note in notes for index in note.lines}
    place = 0
    for group in _groups(notes):
        numbers = {note.number for note in group}
        first_line, expected, last = group[0].lines[0], group[0].number, max(numbers)
        while place < len(candidates) and candidates[place].line < first_line:
            candidate = candidates[place]
            place += 1
            if candidate.line in of_notes or candidate.number not in numbers:
                continue
            if expected <= candidate.number <= min(last, expected + _MOST_SKIPPED):
                yield candidate.start, candidate.end
                expected = candidate.number + 1
            elif candidate.sure:
                yield candidate.start, candidate.end


def _groups(notes: list[Footnote]) -> Iterator[list[Footnote]]:
    """Yield notes that stand under each other: those of one page, or all those at the end."""
    group: list[Footnote] = []
    for note in notes:
        if group and (note.lines[0] != group[-1].lines[-1] + 1 or note.number <= group[-1].number):
            yield group
            group = []
        group.append(note)
    if group:
        yield group
