"""Engines, and the classifier that picks one: paragraphs to paragraphs with acts.

A trained tagger joins by implementing ``Engine`` and being handed to ``Classifier``; nothing else changes.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, Protocol

from labels.rules import Rules
from labels.scheme import Act, Paragraph
from service.documents.model import Passage
from service.errors import ModelUnavailable, TimedOut
from service.version import VERSION

EngineName = Literal["hybrid", "bert", "rules"]

CHUNK: Final = 256
"""Paragraphs handed to an engine at once; the time limit is looked at in between."""

NO_MODEL: Final = "No trained model is installed: the rules answered."


class Engine(Protocol):
    """Something that finds acts. Instances are shared between threads."""

    @property
    def name(self) -> EngineName:
        """Return the engine's name in the answers."""

    @property
    def version(self) -> str:
        """Return what distinguishes its answers from those of another release or model."""

    def acts(self, texts: Sequence[str]) -> list[tuple[Act, ...]]:
        """Return the acts of each text, in order; never raises on any string."""


class RuleEngine:
    """The rule baseline as an engine."""

    name: Final = "rules"

    def __init__(self, rules: Rules | None = None) -> None:
        self._rules = rules if rules is not None else Rules.load()

    @property
    def version(self) -> str:
        """Return the version of the package, which holds the lexicon."""
        return f"rules-{VERSION}"

    def acts(self, texts: Sequence[str]) -> list[tuple[Act, ...]]:
        """Return the acts of each text, in order."""
        return [self._rules.acts(text) for text in texts]


@dataclass(frozen=True, slots=True)
class Classification:
    """The ``paragraphs`` in the order asked, the ``engine`` and ``version`` that answered, ``warnings``."""

    paragraphs: tuple[Paragraph, ...]
    engine: EngineName
    version: str
    warnings: tuple[str, ...] = ()


class Classifier:
    """Answers with the engine asked for. ``tagger`` and ``hybrid`` are null where no model is installed."""

    def __init__(self, rules: Engine, tagger: Engine | None = None, hybrid: Engine | None = None) -> None:
        self._rules = rules
        self._tagger = tagger
        self._hybrid = hybrid

    @classmethod
    def load(cls) -> Classifier:
        """Load the lexicon that comes with the package. Raises ``LexiconError`` where that is wrong."""
        return cls(RuleEngine())

    @property
    def engines(self) -> dict[EngineName, bool]:
        """Return for each engine whether a request for it is answered."""
        return {"hybrid": True, "bert": self._tagger is not None, "rules": True}

    def engine(self, asked: EngineName) -> Engine:
        """Return the engine that answers a request. Raises ``ModelUnavailable`` where there is no tagger."""
        if asked == "rules":
            return self._rules
        if asked == "hybrid":
            return self._hybrid if self._hybrid is not None else self._rules
        if self._tagger is None:
            raise ModelUnavailable
        return self._tagger

    def classify(
        self,
        paragraphs: Sequence[Paragraph],
        engine: EngineName = "hybrid",
        *,
        seconds: float | None = None,
    ) -> Classification:
        """Return the paragraphs with their acts.

        Only operative paragraphs, and those whose role is not known, are read; the others keep no acts.
        Raises ``ModelUnavailable``, and ``TimedOut`` where it takes longer than ``seconds``.
        """
        answering = self.engine(engine)
        deadline = None if seconds is None else time.monotonic() + seconds
        places = [at for at, paragraph in enumerate(paragraphs) if paragraph.role in (None, "operative")]
        answered = list(paragraphs)
        for first in range(0, len(places), CHUNK):
            if deadline is not None and seconds is not None and time.monotonic() > deadline:
                raise TimedOut(seconds)
            chunk = places[first : first + CHUNK]
            found = answering.acts([paragraphs[at].text for at in chunk])
            for at, acts in zip(chunk, found, strict=True):
                answered[at] = replace(paragraphs[at], acts=acts)
        warnings = (NO_MODEL,) if engine != answering.name else ()
        return Classification(tuple(answered), answering.name, answering.version, warnings)


def unread(passages: Iterable[Passage]) -> list[Paragraph]:
    """Return the passages of a document as paragraphs without acts."""
    return [Paragraph(item.id, item.text, (), item.role, item.number) for item in passages]
