"""A trained model as an engine, alone and together with the rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from labels.actors import ActorIndex
from labels.rules import Rules
from labels.scheme import Act
from service.calibration import Calibration
from service.decode import decode
from service.hybrid import arbitrate
from service.odds import Odds
from service.tagged import Tagger


class ModelEngine:
    """The model alone. Its acts have no frame: it knows verbs by what it has read, not by a list."""

    name: Final = "bert"

    def __init__(self, tagger: Tagger, calibration: Calibration, actors: ActorIndex) -> None:
        self._tagger = tagger
        self.calibration = calibration
        self._actors = actors

    @property
    def version(self) -> str:
        """Return the version of the model."""
        return self._tagger.version

    def acts(self, texts: Sequence[str]) -> list[tuple[Act, ...]]:
        """Return the acts of each text, in order."""
        return [acts for acts, _ in self.read(texts)]

    def read(
        self, texts: Sequence[str], hints: Sequence[Sequence[Act]] | None = None
    ) -> list[tuple[tuple[Act, ...], Odds]]:
        """Return the acts of each text, and what the model holds likely of it; ``hints`` are what rules found in it."""
        heat = self.calibration.alone if hints is None else self.calibration.temperatures
        odds = [Odds.of(tagged, heat) for tagged in self._tagger.tag(texts, hints)]
        return [(decode(each, self._actors), each) for each in odds]


class HybridEngine:
    """Rules and model together."""

    name: Final = "hybrid"

    def __init__(self, rules: Rules, model: ModelEngine) -> None:
        self._rules = rules
        self._model = model

    @property
    def version(self) -> str:
        """Return the version of the model; the rules are those of the package."""
        return self._model.version

    def acts(self, texts: Sequence[str]) -> list[tuple[Act, ...]]:
        """Return the acts of each text, in order."""
        by_rules = [self._rules.acts(text) for text in texts]
        return [
            arbitrate(rules, acts, odds, self._model.calibration)
            for rules, (acts, odds) in zip(by_rules, self._model.read(texts, by_rules), strict=True)
        ]
