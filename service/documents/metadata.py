"""What a document says of itself in its head: title, reference, procedure, date and body."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date as calendar_date

from service.documents.cues import Cues
from service.documents.model import Metadata

_PROCEDURE = re.compile(r"\b\d{2,4}/\d{3,4}[A-Z]?\([A-Z]{3}\)")
_TRAILING = re.compile(r"\s*\([^()]{0,40}(?:\([A-Z]{3}\))?[^()]{0,80}\)\s*[.,]?$")
_REFERENCES = (
    re.compile(r"\bP\d{1,2}_TA(?:-PROV)?\(\d{4}\)\d{4}(?:\(COR\d+\))?"),
    re.compile(r"\bT\d{1,2}-\d{4}/\d{4}"),
    re.compile(r"\b(?:RC-)?[ABC]\d{1,2}-\d{4}/\d{2,4}"),
    re.compile(r"\bA/(?:HRC/)?(?:RES|C\.\d)/[\w./-]{2,30}"),
    re.compile(r"\bS/RES/\d+ ?\(\d{4}\)"),
    re.compile(r"\bkst-\d{5}-[\w-]+"),
    re.compile(r"\bDOC \d{2} \d{4}/\d{3}"),
    re.compile(r"\bstuk \d{1,4} \(\d{4}[-–]\d{4}\)(?:\s?[-–]\s?Nr\. ?\d+)?", re.IGNORECASE),
)
_DOSSIER = re.compile(r"^(\d{2}) ?(\d{3})(?:[ -]([IVXL]{1,6}|[A-Z]))?(?:\s*\([^)]{1,40}\))?(?=\s|$|,)")
_NUMBER = re.compile(r"\bNr\.? ?(\d{1,4})\b(?!\s*(?:van|\d))", re.IGNORECASE)


def find_metadata(
    head: Sequence[str],
    titles: Sequence[str],
    enacting: str | None,
    tail: Sequence[str],
    whole: str,
    cues: Cues,
) -> Metadata:
    """Return the metadata of a document.

    ``head`` is every line before the first paragraph of the resolution, ``titles`` those of them that may be
    its title, ``tail`` what follows it, ``whole`` the text in lower case (for the body, if the head does not
    name it).
    ``language`` is not filled in.
    """
    title = choose_title(titles, cues)
    joined = "\n".join(head)
    procedure = _PROCEDURE.search(joined)
    return Metadata(
        title=_TRAILING.sub("", title[-400:]) if title and len(title) <= 400 else title,
        reference=_reference(head),
        procedure=procedure[0] if procedure else None,
        date=_date(title, head, enacting, tail, cues),
        body=_body(enacting, title, joined, whole, cues),
    )


def choose_title(titles: Sequence[str], cues: Cues) -> str | None:
    """Return the line that reads like the title of a resolution or motion, or else the only candidate."""
    for title in titles:
        if cues.form(title) == "title":
            return title
    for title in titles:
        if re.search(r"resolutie|motie|besluit|aanbeveling", title, re.IGNORECASE):
            return title
    others = (title for title in reversed(titles) if title[0].isupper())
    return next((title for title in others if not any(p.search(title) for p in _REFERENCES)), None)


def find_date(text: str, cues: Cues) -> str | None:
    """Return the first day of the calendar written out in ``text``, as ISO 8601."""
    pattern = rf"\b(\d{{1,2}})\s+({'|'.join(cues.months)})\s+(\d{{4}})"
    for day, month, year in re.findall(pattern, text, re.IGNORECASE):
        try:
            return calendar_date(int(year), cues.months.index(month.lower()) + 1, int(day)).isoformat()
        except ValueError:
            continue
    return None


def _date(title: str | None, head: Sequence[str], enacting: str | None, tail: Sequence[str], cues: Cues) -> str | None:
    """Return the date of adoption or submission: of title, head, meeting or signature."""
    submitted = [line for line in head if line.lower().startswith(("voorgesteld", "(voorgesteld", "ingediend"))]
    for line in (title or "", *submitted, *head, enacting or "", *tail):
        found = find_date(line, cues)
        if found:
            return found
    return None


def _reference(head: Sequence[str]) -> str | None:
    for pattern in _REFERENCES:
        for line in head:
            found = pattern.search(line)
            if found:
                return found[0].removeprefix("kst-")
    dossier = next((found for line in head if (found := _DOSSIER.match(line))), None)
    number = next((found for line in head if (found := _NUMBER.search(line))), None)
    if dossier and number:
        return f"{dossier[1]}{dossier[2]}{'-' + dossier[3] if dossier[3] else ''}-{number[1]}"
    return None


def _body(enacting: str | None, title: str | None, head: str, whole: str, cues: Cues) -> str | None:
    """Return the body that the enacting line names, or that the rest of the document makes clear."""
    if enacting is not None:
        named = cues.body.match(enacting.lower())
        if named and cues.bodies[named[0]] != "-":
            return cues.bodies[named[0]]
    for place in ((title or "").lower(), head.lower(), whole if enacting is not None or title else ""):
        for body, hints in cues.body_hints.items():
            if any(hint in place for hint in hints):
                return body
    if enacting is None and not title:
        bodies = ("Tweede Kamer", "Kamer van volksvertegenwoordigers")
        hits = [body for body in bodies if any(hint in whole for hint in cues.body_hints[body])]
        return hits[0] if len(hits) == 1 else None
    return None
