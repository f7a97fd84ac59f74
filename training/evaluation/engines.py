"""What can be measured: anything that turns paragraphs into the same paragraphs with acts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final, Protocol

from labels.scheme import Paragraph
from service.classifier import Engine, RuleEngine
from training.evaluation.keyword_engine import KeywordEngine
from training.evaluation.linear_engine import LinearEngine
from training.gold import GoldDocument


class Predictor(Protocol):
    """Something whose acts are measured."""

    @property
    def name(self) -> str:
        """Return the name under which its figures are shown."""

    @property
    def version(self) -> str:
        """Return what distinguishes its answers from those of another release, model or file."""

    def predict(self, paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
        """Return the paragraphs in order, each with the acts found in it; those they have are not looked at."""


class EnginePredictor:
    """An engine of the service, measured."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @property
    def name(self) -> str:
        """Return the engine's name in the answers."""
        return self._engine.name

    @property
    def version(self) -> str:
        """Return the engine's version."""
        return self._engine.version

    def predict(self, paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
        """Return the paragraphs with the acts of the engine."""
        found = self._engine.acts([each.text for each in paragraphs])
        return [replace(each, acts=acts) for each, acts in zip(paragraphs, found, strict=True)]


Factory = Callable[[Sequence[GoldDocument]], Predictor]

ENGINES: Final[Mapping[str, Factory]] = {
    "keyword": lambda training: KeywordEngine(),
    "linear": lambda training: LinearEngine.fitted([each for document in training for each in document.operatives]),
    "rules": lambda training: EnginePredictor(RuleEngine()),
}
"""Makes each engine by its name; those that learn do so from the documents given, the training set."""
