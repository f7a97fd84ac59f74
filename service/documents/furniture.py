"""Lines that belong to the page and not to the text: rules, page numbers, running lines, navigation words."""

from __future__ import annotations

import re

from service.documents.cues import Cues, beginning
from service.documents.lines import Line, ends_abbreviated, starts_small
from service.documents.markers import parse_marker

_RULE = re.compile(r"[\s_=~*─━—–‒―.·•°+#|<>^-]{3,}|[oO°*](?:\s+[oO°*]){0,6}|°{1,2}|[-–—_=~─━·•|]{1,2}")
_PAGE = re.compile(
    r"(?:[-–—]\s?\d{1,4}\s?[-–—]|(?:pagina|blz\.?|bladzijde|p\.)\s?\d{1,4}(?:\s?(?:van|/)\s?\d{1,4})?"
    r"|\d{1,4}\s?/\s?\d{1,4})",
    re.IGNORECASE,
)
_RUNNING = re.compile(
    r"(?:PE\s?\d{3}\.\d{3}\S*|RE\\\S+|AM\\\S+|RC\\\S+|\\000\S*|kst-\d[\w-]*|ISSN [\d -]+X?|NL(?:\s+NL)*"
    r"|['’]s-Gravenhage \d{4})(?:\s+\S+){0,6}"
    r"|Tweede Kamer, vergaderjaar .{1,60}|Eerste Kamer, vergaderjaar .{1,60}",
    re.IGNORECASE,
)
_SIZE = re.compile(r"\s?\(?\d+ ?[km]b?\)?")
_LANGUAGES = re.compile(r"(?:[a-zA-Z]{2}[\s|,/]+){4,}[a-zA-Z]{2}")
_BARE = re.compile(r"\d{1,4}")
_LONGEST = 160
_TELLING = 40
"""Characters after which two lines that agree are the same title."""


def find_furniture(lines: list[Line], cues: Cues) -> dict[int, str]:
    """Return the kind of artefact by the index of the line that is one.

    Navigation words count only before the first line that a resolution begins with, and after the last
    paragraph. Numbers alone on a line are page numbers, unless they number the paragraphs: such lines are
    marked as ``numbering``.
    """
    found: dict[int, str] = {}
    bare: list[int] = []
    for index, line in enumerate(lines):
        if len(line.text) > _LONGEST and not _RULE.fullmatch(line.text[:_LONGEST]):
            continue
        if _RULE.fullmatch(line.text):
            if not _marks_next(lines, index):
                found[index] = "rule"
        elif _BARE.fullmatch(line.text):
            if not (index and ends_abbreviated(lines[index - 1].text)):
                bare.append(index)
        elif _PAGE.fullmatch(line.text):
            found[index] = "page-number"
        elif _RUNNING.fullmatch(line.text):
            found[index] = "running-line"
    for index in _numbering(lines, bare, cues):
        lines[index].numbering = True
    found.update({index: "page-number" for index in bare if not lines[index].numbering})
    found.update(dict.fromkeys(_running_titles(lines, found, cues), "running-line"))
    for index in _outer(lines, cues):
        if index not in found and is_navigation(lines[index].text, cues):
            found[index] = "navigation"
    return found


def is_navigation(text: str, cues: Cues) -> bool:
    """Tell whether a line is words of a web page, or a list of languages."""
    if len(text) > _LONGEST:
        return False
    words = beginning(text).rstrip(" .:")
    label = words.partition(":")[0].rstrip()
    if words in cues.navigation or label in cues.navigation or _LANGUAGES.fullmatch(text):
        return True
    pieces = [_SIZE.sub("", piece) for piece in re.split(r"[|>»\t]|\s{2,}", text.lower())]
    return all(piece.strip(" .:") in cues.navigation for piece in pieces if piece.strip())


def _marks_next(lines: list[Line], index: int) -> bool:
    """Tell whether the line is a dash on its own whose paragraph begins on the next line."""
    if len(lines[index].text) > 1 or lines[index].text in "oO0°*" or index + 1 == len(lines):
        return False
    following = lines[index + 1]
    return not following.gap and starts_small(following.text)


def _numbering(lines: list[Line], bare: list[int], cues: Cues) -> list[int]:
    """Return those of the lines with only a number that number the paragraphs: 1, 2, 3, each before one."""
    expected = 1
    found: list[int] = []
    for index in bare:
        following = lines[index + 1].text if index + 1 < len(lines) else ""
        if int(lines[index].text) != expected or not following:
            continue
        if cues.form(following) in ("dictum", "verb") and parse_marker(following) is None:
            found.append(index)
            expected += 1
    punctuated = sum(
        1
        for line in lines
        if (marker := parse_marker(line.text)) and marker.kind == "number" and starts_small(line.text[marker.end :])
    )
    return found if len(found) > punctuated else []


def _running_titles(lines: list[Line], found: dict[int, str], cues: Cues) -> list[int]:
    """Return the lines that stand next to page numbers, on the same side, with the same words again and again.

    The first line of the text counts as such a line on its page, even where one of the two is cut short; it stays, for
    it is the title.
    """
    pages = [index for index, kind in found.items() if kind == "page-number"]
    running: list[int] = []
    for side in (-1, 1):
        beside: dict[str, list[int]] = {}
        for index in pages:
            line = index + side
            if 0 < line < len(lines) and line not in found and not opens(lines[line].text, cues):
                beside.setdefault(_without_digits(lines[line].text), []).append(line)
        first = _without_digits(lines[0].text) if lines else ""
        for words, repeated in beside.items():
            if words and len(repeated) + _is_title(words, first) > 1:
                running += repeated
    return running


def _is_title(words: str, first: str) -> bool:
    return words == first or (len(words) >= _TELLING and len(first) >= _TELLING and first.startswith(words[:_TELLING]))


def _without_digits(text: str) -> str:
    return " ".join(re.sub(r"\d+", "", text).split())


def _outer(lines: list[Line], cues: Cues) -> list[int]:
    """Return the indices of the lines before the first opening of a resolution, and those at the very end."""
    first = next((i for i, line in enumerate(lines) if opens(line.text, cues)), 0)
    last = len(lines)
    while last > first and len(lines) - last < 30 and is_navigation(lines[last - 1].text, cues):
        last -= 1
    return [*range(first), *range(last, len(lines))]


def opens(text: str, cues: Cues) -> bool:
    """Tell whether a line opens the frame of a resolution: enacting line, citation, recital or dictum."""
    marker = parse_marker(text)
    form = cues.form(text[marker.end :] if marker else text)
    return form in ("enacting", "citation", "recital", "dictum") or (
        marker is not None and marker.kind == "number" and form == "verb"
    )
