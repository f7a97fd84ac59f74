"""Engines, and the classifier that picks one: paragraphs to paragraphs with acts.

The rules always answer. A trained model answers where there is one that works; where there is none, or it fails, the
rules answer in its place and a warning says so.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal, Protocol

from labels.rules import Rules
from labels.scheme import Act, Paragraph
from service.documents.model import Passage
from service.errors import ModelFailed, ModelUnavailable, TimedOut
from service.logs import log_failure
from service.model_folder import EMBEDDED, ModelFolder, UnusableModel
from service.trained import Trained, load_trained
from service.version import VERSION

EngineName = Literal["hybrid", "bert", "rules"]

CHUNK: Final = 256
"""Paragraphs handed to an engine at once; the time limit is looked at in between."""

NO_MODEL: Final = "No trained model is installed: the rules answered."
FAILED: Final = "The trained model failed on this request: the rules answered."


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
    """Answers with the engine asked for. ``tagger`` and ``hybrid`` are null where there is no model to use."""

    def __init__(
        self,
        rules: Engine,
        tagger: Engine | None = None,
        hybrid: Engine | None = None,
        *,
        trained: Trained | None = None,
        unusable: UnusableModel | None = None,
        passed_over: UnusableModel | None = None,
    ) -> None:
        self._rules = rules
        self._tagger = tagger
        self._hybrid = hybrid
        self.trained = trained
        """What is known of the model, where it was loaded from a folder."""
        self.unusable = unusable
        """Why the model that is there cannot be used, for who runs the service: it may hold paths."""
        self.passed_over = passed_over
        """Why the model that was chosen cannot be used, where another model answers in its place."""

    @classmethod
    def load(
        cls, model: Path | None = EMBEDDED, *, threads: int | None = None, rules: Rules | None = None
    ) -> Classifier:
        """Load the model in a folder beside the rules; null loads none. The rules are by default those of the package.

        The rules answer where the embedded model is absent, and where a model cannot be used, which ``unusable`` then
        explains. ``threads`` is how many the model computes with; null is one a core. Raises ``LexiconError`` where
        the lexicon is wrong.
        """
        rules = rules if rules is not None else Rules.load()
        if model is None or (model == EMBEDDED and not ModelFolder(model).present):
            return cls(RuleEngine(rules))
        try:
            return cls.of(rules, load_trained(model, rules, threads=threads))
        except UnusableModel as error:
            return cls(RuleEngine(rules), unusable=error)

    @classmethod
    def of(cls, rules: Rules, trained: Trained) -> Classifier:
        """Return a classifier with a model that is loaded."""
        return cls(RuleEngine(rules), trained.bert, trained.hybrid, trained=trained)

    def in_place_of(self, chosen: UnusableModel | None) -> Classifier:
        """Return a classifier that answers as this one does, and says why the model chosen does not; null says none."""
        if self._hybrid is None:
            return Classifier(self._rules, unusable=chosen)
        return Classifier(self._rules, self._tagger, self._hybrid, trained=self.trained, passed_over=chosen)

    @property
    def absence(self) -> str | None:
        """Return the warning that the rules answer in place of a model and why, or None where there is a model."""
        if self._hybrid is not None:
            return None
        reason = self._reason
        return NO_MODEL if reason is None else f"The trained model is unusable ({reason}): the rules answered."

    @property
    def substitution(self) -> str | None:
        """Return the warning that another model answers than the one chosen and why, or None."""
        if self._hybrid is None or self.passed_over is None:
            return None
        return f"The model chosen is unusable ({self.passed_over.reason}): {self._hybrid.version} answered."

    @property
    def notices(self) -> tuple[str, ...]:
        """Return the warnings that come with every answer but those of the rules asked for by name."""
        return tuple(text for text in (self.absence, self.substitution) if text is not None)

    @property
    def _reason(self) -> str | None:
        return None if self.unusable is None else self.unusable.reason

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
            raise ModelUnavailable(self._reason)
        return self._tagger

    def classify(
        self,
        paragraphs: Sequence[Paragraph],
        engine: EngineName = "hybrid",
        *,
        seconds: float | None = None,
        min_confidence: float = 0.0,
    ) -> Classification:
        """Return the paragraphs with their acts; acts below ``min_confidence`` are left out and counted in a warning.

        Only operative paragraphs, and those whose role is not known, are read; the others keep no acts. Where the
        model fails the rules answer the whole request, unless ``bert`` was asked for.
        Raises ``ModelUnavailable``, ``ModelFailed``, and ``TimedOut`` where it takes longer than ``seconds``.
        """
        answering = self.engine(engine)
        deadline = None if seconds is None else time.monotonic() + seconds
        # Without a model "bert" is refused above, so that the absence of one is told with the hybrid only.
        warnings = [] if engine == "rules" else list(self.notices)
        try:
            answered = _answered(answering, paragraphs, deadline, seconds)
        except TimedOut:
            raise
        except Exception as error:  # Whatever goes wrong in a library, the rules can still answer.
            if answering is self._rules:
                raise
            log_failure(f"engine {answering.name}", error)
            if engine == "bert":
                raise ModelFailed from None
            answering = self._rules
            warnings.append(FAILED)
            answered = _answered(answering, paragraphs, deadline, seconds)
        sure, left_out = _abstaining(answered, min_confidence)
        if left_out:
            acts = "1 act" if left_out == 1 else f"{left_out:,} acts"
            warnings.append(f"{acts} with a confidence below {min_confidence:g} left out.")
        return Classification(tuple(sure), answering.name, answering.version, tuple(warnings))


def _answered(
    engine: Engine, paragraphs: Sequence[Paragraph], deadline: float | None, seconds: float | None
) -> list[Paragraph]:
    places = [at for at, paragraph in enumerate(paragraphs) if paragraph.role in (None, "operative")]
    answered = list(paragraphs)
    for first in range(0, len(places), CHUNK):
        if deadline is not None and seconds is not None and time.monotonic() > deadline:
            raise TimedOut(seconds)
        chunk = places[first : first + CHUNK]
        found = engine.acts([paragraphs[at].text for at in chunk])
        for at, acts in zip(chunk, found, strict=True):
            answered[at] = replace(paragraphs[at], acts=acts)
    return answered


def _abstaining(paragraphs: Sequence[Paragraph], least: float) -> tuple[list[Paragraph], int]:
    """Return the paragraphs without the acts whose confidence is below ``least``, and how many those are."""
    sure = [replace(each, acts=tuple(act for act in each.acts if act.confidence >= least)) for each in paragraphs]
    return sure, sum(len(each.acts) for each in paragraphs) - sum(len(each.acts) for each in sure)


def unread(passages: Iterable[Passage]) -> list[Paragraph]:
    """Return the passages of a document as paragraphs without acts."""
    return [Paragraph(item.id, item.text, (), item.role, item.number) for item in passages]
