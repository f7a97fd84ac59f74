"""Chooses how a model goes into 8 bits: the first way of a list that loses next to nothing on validation text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from labels.actors import ActorIndex
from labels.rules import Rules
from labels.scheme import Paragraph
from service.tagged import Tagged, Tagger
from training.evaluation.measures import Scores
from training.export import Parity, Quantisation, parity
from training.finetuning.hinting import rule_hints
from training.finetuning.trainer import Hints, measure

MOST_LOST: Final = 0.003
"""How much F1 a quantised model may lose on validation, in any of the measures, to be taken."""
MEASURES: Final = ("stance", "addressee", "target")
JUDGING: Final = "validation"
FP32: Final = "fp32"


@dataclass(frozen=True, slots=True)
class Way:
    """A way to keep weights, with the name that tells it; ``quantisation`` is null where they stay in 32 bits."""

    name: str
    quantisation: Quantisation | None


_EMBEDDINGS: Final = ("classifier", "EmbedLayerNormalization")
_FIRST: Final = (*_EMBEDDINGS, "Attention_0")
WAYS: Final = (
    Way("int8", Quantisation()),
    Way("int8 of 7 bits", Quantisation(reduce_range=True)),
    Way("int8, embeddings in fp32", Quantisation(in_fp32=_EMBEDDINGS)),
    Way("int8, embeddings and first attention in fp32", Quantisation(in_fp32=_FIRST)),
    Way("int8, embeddings, first attention and outputs in fp32", Quantisation(in_fp32=(*_FIRST, "output/dense"))),
)
"""What is tried, in this order: each is bigger or slower than the one before, and nearer to the trained model."""
PLAIN: Final = Way(FP32, None)


@dataclass(frozen=True, slots=True)
class Trial:
    """What one way gives: F1 of the model alone, by set and measure; its size in bytes; how near its scores are.

    ``size`` and ``near`` are null for the trained model itself.
    """

    name: str
    figures: Mapping[str, Mapping[str, float]]
    size: int | None = None
    near: Parity | None = None

    def lost(self, reference: Trial) -> float:
        """Return the most that is lost on validation in any measure; below 0 where all are better."""
        own, other = self.figures[JUDGING], reference.figures[JUDGING]
        return max(other[name] - own[name] for name in MEASURES)


@dataclass(frozen=True, slots=True)
class Choice:
    """The way that was taken, and all trials: the trained model, its export in 32 bits, then the ways in 8 bits."""

    way: Way
    trials: tuple[Trial, ...]

    @property
    def taken(self) -> Trial:
        """Return what the way that was taken gives."""
        return next(each for each in self.trials if each.name == self.way.name)


Make = Callable[[Way], tuple[Tagger, Path]]
"""Exports a model in some way; returns a tagger that runs it, and the file of its weights."""


def choose(
    trained: Tagger,
    make: Make,
    gold: Mapping[str, Sequence[Paragraph]],
    actors: ActorIndex,
    ways: Sequence[Way] = WAYS,
    rules: Rules | None = None,
) -> Choice:
    """Return the first of ``ways`` that loses at most ``MOST_LOST`` on validation, or else ``PLAIN``.

    ``gold`` are annotated paragraphs by set, ``validation`` among them. Where there are ``rules``, the tagger is told
    what they find, as in the hybrid. What was made last is the way that was taken.
    """
    hints = {name: rule_hints(rules, own) for name, own in gold.items()} if rules is not None else {}
    scores: list[Tagged] = []
    reference = Trial("trained", _figures(trained, gold, actors, hints, scores))
    trials = [reference]
    for way in (PLAIN, *ways):
        tagger, file = make(way)
        own: list[Tagged] = []
        figures = _figures(tagger, gold, actors, hints, own)
        near = parity([each.scores for each in scores], own)
        trials.append(Trial(way.name, figures, file.stat().st_size, near))
        # 1e-9: the difference of two numbers that are read as equal.
        if way is not PLAIN and trials[-1].lost(reference) <= MOST_LOST + 1e-9:
            return Choice(way, tuple(trials))
    if ways:
        make(PLAIN)
    return Choice(PLAIN, tuple(trials))


def _figures(
    tagger: Tagger,
    gold: Mapping[str, Sequence[Paragraph]],
    actors: ActorIndex,
    hints: Mapping[str, Hints],
    kept: list[Tagged],
) -> dict[str, dict[str, float]]:
    """Return the figures of a tagger by set; what it scores is added to ``kept``."""
    found = {}
    for name, paragraphs in gold.items():
        listening = _Keeping(tagger, kept)
        scores: Scores = measure(listening, paragraphs, actors, hints.get(name))
        found[name] = {each: scores.figures[each] for each in MEASURES}
    return found


class _Keeping:
    """A tagger whose answers are kept, so that nothing is scored twice."""

    def __init__(self, tagger: Tagger, kept: list[Tagged]) -> None:
        self._tagger = tagger
        self._kept = kept

    @property
    def version(self) -> str:
        return self._tagger.version

    def tag(self, texts: Sequence[str], hints: Hints | None = None) -> list[Tagged]:
        found = self._tagger.tag(texts, hints)
        self._kept.extend(found)
        return found
