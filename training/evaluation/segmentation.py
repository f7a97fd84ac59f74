"""How well a document is cut into paragraphs: texts, roles and numbers, and the acts found in what was cut.

Annotated documents are laid out as text, read back by the reader of the service, and compared. White space does not
count, for a line break in a paragraph is none of the annotator's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from labels.scheme import Paragraph
from service.documents.model import Document
from service.documents.text import read_text
from training.evaluation.layout import LAYOUTS, is_numbered, is_whole_document
from training.evaluation.measures import Count, Scores, Share, score
from training.gold import GoldDocument


@dataclass(frozen=True, slots=True)
class Segmentation:
    """One layout of a number of documents.

    ``paragraphs`` counts texts found, invented and missed, of all roles but the title and headings; ``roles`` and
    ``numbers`` are shares of those found; ``acts`` scores the operatives end to end: one cut wrongly has no acts.
    """

    layout: str
    documents: int
    paragraphs: Count
    roles: Share
    numbers: Share
    acts: Scores

    def __add__(self, other: Segmentation) -> Segmentation:
        return Segmentation(
            self.layout,
            self.documents + other.documents,
            self.paragraphs + other.paragraphs,
            self.roles + other.roles,
            self.numbers + other.numbers,
            self.acts + other.acts,
        )


def segmentations(documents: Sequence[GoldDocument], answers: Sequence[Sequence[Paragraph]]) -> list[Segmentation]:
    """Return one result a layout over the files that are one document each; none where there are none.

    ``answers`` holds for each document its operative paragraphs with the acts that an engine found in them.
    """
    found = []
    for layout, write in LAYOUTS.items():
        whole: Segmentation | None = None
        for document, answered in zip(documents, answers, strict=True):
            if not is_whole_document(document.marked):
                continue
            part = compare(layout, document, read_text(write(document.marked)), answered)
            whole = part if whole is None else whole + part
        if whole is not None:
            found.append(whole)
    return found


def compare(layout: str, gold: GoldDocument, read: Document, answered: Sequence[Paragraph]) -> Segmentation:
    """Hold the paragraphs of one document as it was read against the annotated ones.

    ``answered`` are its operative paragraphs with the acts that an engine found in them.
    """
    expected = [(each, _folded(each.text)) for each in gold.marked.paragraphs if each.role not in ("title", "heading")]
    given = [(each, _folded(each.text)) for each in read.passages if each.role not in ("title", "heading")]
    wanted, had = Counter(text for _, text in expected), Counter(text for _, text in given)
    roles = {text: each.role for each, text in given}
    numbers = {text: each.number for each, text in given}
    found = [(each, text) for each, text in expected if text in roles]
    has_number = ("recital", "operative") if is_numbered(gold.marked) else ()
    numbered = [(each, text) for each, text in found if each.role in has_number]
    return Segmentation(
        layout,
        1,
        Count((wanted & had).total(), (had - wanted).total(), (wanted - had).total()),
        Share(sum(each.role == roles[text] for each, text in found), len(found)),
        Share(sum(each.number == numbers[text] for each, text in numbered), len(numbered)),
        _acts(gold, {text for text, role in roles.items() if role == "operative"}, answered),
    )


def _acts(gold: GoldDocument, cut: set[str], answered: Sequence[Paragraph]) -> Scores:
    whole = Scores()
    for paragraph, predicted in zip(gold.operatives, answered, strict=True):
        found = predicted if _folded(paragraph.text) in cut else replace(predicted, acts=())
        whole += score(paragraph, found)
    return whole


def _folded(text: str) -> str:
    return " ".join(text.split())
