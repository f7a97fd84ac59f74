"""Lines that hold several paragraphs of a motion: enacting words, reasons and dictum in one breath."""

from __future__ import annotations

import re

from service.documents.cues import Cues, is_enacting
from service.documents.lines import Line

_SEAM = re.compile(
    r"(?<=[;,.]) +(?=(?:en gaat over tot de orde van|(?:voorts |tevens )?(?:overwegende|constaterende),? dat"
    r"|verzoekt de regering|verzoekt het kabinet|spreekt uit dat|gehoord de beraadslaging)\b)",
    re.IGNORECASE,
)
_CLOSING = re.compile(r"(?<=[;,.]) +(?=en gaat over tot de orde van)", re.IGNORECASE)


def split_run_on(lines: list[Line], cues: Cues) -> list[Line]:
    """Return the lines, those that run on from the enacting words or into the closing ones split."""
    found: list[Line] = []
    for line in lines:
        seams = _seams(line.text, cues)
        begin = 0
        for end, resume in [*seams, (len(line.text), len(line.text))]:
            gap = line.gap if begin == 0 else 0
            found.append(Line(line.start + begin, line.start + end, line.text[begin:end], gap))
            begin = resume
    return found


def _seams(text: str, cues: Cues) -> list[tuple[int, int]]:
    """Return the blanks at which a line is to be split."""
    named = cues.body.match(text[:_LONGEST_BODY].lower())
    if named:
        after = re.compile(r"[,:] +").match(text, named.end())
        if after and not is_enacting(text[named.end() :], len(text)) and cues.form(text[after.end() :]) in _CUED:
            first = (after.start() + 1, after.end())
            return [first, *(found.span() for found in _SEAM.finditer(text, after.end()))]
    return [found.span() for found in _CLOSING.finditer(text)]


_LONGEST_BODY = 100
_CUED = ("citation", "recital", "dictum", "verb")
