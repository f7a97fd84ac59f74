"""What can be measured: anything that turns paragraphs into the same paragraphs with acts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Protocol

from labels.rules import Rules
from labels.scheme import Paragraph
from service.classifier import Engine, RuleEngine
from service.model_folder import EMBEDDED, ModelFolder
from service.trained import load_trained
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


@dataclass(frozen=True, slots=True)
class Sources:
    """What engines are made of: ``training``, from which some learn here, and the folder of the trained ``model``."""

    training: Sequence[GoldDocument] = ()
    model: Path = EMBEDDED


Factory = Callable[[Sources], Predictor]

ENGINES: Final[Mapping[str, Factory]] = {
    "keyword": lambda sources: KeywordEngine(),
    "linear": lambda sources: LinearEngine.fitted(
        [each for document in sources.training for each in document.operatives]
    ),
    "rules": lambda sources: EnginePredictor(RuleEngine()),
    "bert": lambda sources: EnginePredictor(load_trained(sources.model, Rules.load()).bert),
    "hybrid": lambda sources: EnginePredictor(load_trained(sources.model, Rules.load()).hybrid),
}
"""Makes each engine by its name. Those of ``OF_THE_MODEL`` raise ``UnusableModel``."""

OF_THE_MODEL: Final = frozenset({"bert", "hybrid"})
"""The engines that need a trained model."""


def usable(model: Path) -> tuple[str, ...]:
    """Return the engines that can be measured: those of the model only where one lies in the folder."""
    return tuple(name for name in ENGINES if name not in OF_THE_MODEL or ModelFolder(model).present)
