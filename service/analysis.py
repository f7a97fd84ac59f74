"""Reader, classifier and stances together: what HTTP, the page and the command line all answer with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from labels.lexicon import load_stances
from labels.scheme import Paragraph, Stance
from service.answers import classify_answer, document_answer
from service.api import ClassifyAnswer, DocumentAnswer
from service.classifier import Classification, Classifier, EngineName, unread
from service.documents.errors import DocumentError
from service.documents.language import find_language
from service.documents.model import Document
from service.documents.notices import NOT_DUTCH
from service.documents.text import read_text
from service.errors import NoOperative, UnreadableDocument
from service.intake import check, check_document, check_lines
from service.model_choice import ModelChoice
from service.settings import Settings

LANGUAGE_SAMPLE: Final = 50
"""Paragraphs by whose words the language of a list is told."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A document and what was found in it; the classification holds all its passages, in their order."""

    document: Document
    classification: Classification


class Analysis:
    """Answers a list of paragraphs or a document. ``settings`` holds the limits; null sets none."""

    def __init__(self, classifier: Classifier, stances: Sequence[Stance], settings: Settings | None = None) -> None:
        self.classifier = classifier
        """Another may take its place while requests are answered: each keeps the one that it began with."""
        self.stances = {stance.id: stance for stance in stances}
        self._settings = settings

    @classmethod
    def load(cls, settings: Settings | None = None) -> Analysis:
        """Load the data of the package, and the model that the settings choose.

        Raises ``LexiconError`` where a YAML file is wrong.
        """
        chosen = settings if settings is not None else Settings()
        return cls(ModelChoice(chosen).first(), load_stances(), settings)

    def classify(
        self, paragraphs: Sequence[Paragraph], engine: EngineName = "hybrid", *, min_confidence: float = 0.0
    ) -> ClassifyAnswer:
        """Return the answer to a list of paragraphs. Raises ``ServiceError``."""
        classifier = self.classifier
        classifier.engine(engine)
        if self._settings is not None:
            check(paragraphs, self._settings)
        found = self._classified(classifier, paragraphs, engine, min_confidence)
        if find_language(" ".join(item.text for item in paragraphs[:LANGUAGE_SAMPLE])) not in (None, "nl"):
            found = replace(found, warnings=(NOT_DUTCH, *found.warnings))
        return classify_answer(found, self.stances)

    def read(self, content: bytes | str, engine: EngineName = "hybrid", *, min_confidence: float = 0.0) -> Reading:
        """Return a document with what was found in it. Raises ``ServiceError``."""
        classifier = self.classifier
        classifier.engine(engine)
        place = "text" if isinstance(content, str) else "document"
        if self._settings is not None:
            check_lines(content, self._settings, place)
        try:
            document = read_text(content)
        except DocumentError as cause:
            raise UnreadableDocument(cause, place) from cause
        if not document.operatives():
            raise NoOperative(place)
        paragraphs = unread(document.passages)
        if self._settings is not None:
            check_document(paragraphs, self._settings, place)
        return Reading(document, self._classified(classifier, paragraphs, engine, min_confidence))

    def document(
        self, content: bytes | str, engine: EngineName = "hybrid", *, min_confidence: float = 0.0
    ) -> DocumentAnswer:
        """Return the answer to a document. Raises as ``read`` does."""
        reading = self.read(content, engine, min_confidence=min_confidence)
        return document_answer(reading.document, reading.classification, self.stances)

    def _classified(
        self, classifier: Classifier, paragraphs: Sequence[Paragraph], engine: EngineName, min_confidence: float
    ) -> Classification:
        seconds = None if self._settings is None else self._settings.timeout
        return classifier.classify(paragraphs, engine, seconds=seconds, min_confidence=min_confidence)
