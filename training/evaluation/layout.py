"""Annotated documents as the texts that people have: clean, and as they come out of a PDF.

The words are those of the paragraphs, in order, with what each parliament prints around them: its name, dashes
before citations, letters before recitals, numbers before operatives.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping
from typing import Final

from labels.markup import MarkedDocument, MarkedParagraph

WIDTH: Final = 88
LINES_A_PAGE: Final = 46

_SPEAKERS: Final = {
    "ep": "Het Europees Parlement,",
    "tk": "De Kamer,",
    "be": "De Kamer van volksvertegenwoordigers,",
    "vp": "Het Vlaams Parlement,",
}


def plain(document: MarkedDocument) -> str:
    """Return a line a paragraph, with a blank line between."""
    return "\n\n".join(_paragraphs(document)) + "\n"


def unspaced(document: MarkedDocument) -> str:
    """Return a line a paragraph, without blank lines."""
    return "\n".join(_paragraphs(document)) + "\n"


def pages(document: MarkedDocument) -> str:
    """Return wrapped lines on pages with their numbers, and from the second on with a running title."""
    lines: list[str] = []
    for paragraph in _paragraphs(document):
        lines += [*textwrap.wrap(paragraph, WIDTH, break_long_words=False, break_on_hyphens=False), ""]
    title = document.attributes.get("title", "")[:WIDTH]
    leaves = [lines[start : start + LINES_A_PAGE] for start in range(0, len(lines), LINES_A_PAGE)]
    heads = ([title, ""] if number else [] for number in range(len(leaves)))
    printed = (
        "\n".join([*head, *leaf, str(number)]) for number, (head, leaf) in enumerate(zip(heads, leaves, strict=True), 1)
    )
    return "\n\f".join(printed) + "\n"


LAYOUTS: Final[Mapping[str, Callable[[MarkedDocument], str]]] = {"plain": plain, "unspaced": unspaced, "pages": pages}
"""The layouts by name."""


def is_whole_document(document: MarkedDocument) -> bool:
    """Tell whether the file is one document, and not the dicta of several: it says what it rests on."""
    return any(each.role in ("citation", "recital") for each in document.paragraphs)


def is_numbered(document: MarkedDocument) -> bool:
    """Tell whether the parliament numbers its operatives; motions of the Tweede Kamer do not."""
    return document.attributes.get("style") != "tk"


def _paragraphs(document: MarkedDocument) -> list[str]:
    title = document.attributes.get("title", "")
    speaker = _SPEAKERS.get(document.attributes.get("style", ""), _SPEAKERS["ep"])
    numbered = is_numbered(document)
    return [title, speaker, *(_printed(each, numbered) for each in document.paragraphs)]


def _printed(paragraph: MarkedParagraph, numbered: bool) -> str:
    text = " ".join(paragraph.text.split())
    if not numbered or paragraph.role in ("heading", "title", "note"):
        return text
    if paragraph.role == "citation":
        return f"–  {text}"
    return f"{paragraph.number}.  {text}"
