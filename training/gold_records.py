"""Annotated documents as records, and records as an annotated document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from labels.markup import MarkedDocument, MarkedParagraph, marked
from training.gold import GoldDocument
from training.records import Record


def gold_records(document: GoldDocument) -> Iterator[Record]:
    """Yield every paragraph of a document in order, those without acts and of any role too.

    The id is the document's name and the paragraph's number.
    """
    for place, each in enumerate(document.marked.paragraphs, start=1):
        number = each.number or f"#{place}"
        yield Record(
            replace(each.paragraph(), id=f"{document.name}/{number}", number=number),
            "gold",
            document.name,
            each.kinds,
            document.attribute("style"),
            document.attribute("subject"),
            document.attribute("date"),
        )


def as_document(records: Iterable[Record]) -> MarkedDocument:
    """Return the records of one document as markup; style, subject and date are those of the first.

    Raises ``MarkupError`` where spans cross in a way that the markup cannot hold.
    """
    chosen = tuple(records)
    attributes: dict[str, str] = {}
    for name in ("subject", "style", "date") if chosen else ():
        if value := getattr(chosen[0], name):
            attributes[name] = value
    return MarkedDocument(tuple(map(_marked, chosen)), attributes)


def _marked(record: Record) -> MarkedParagraph:
    paragraph = marked(record.paragraph)
    kinds = {"kind": " ".join(record.kinds)} if record.kinds else {}
    return replace(paragraph, attributes={**paragraph.attributes, **kinds})
