"""Measures an engine on annotated documents: the figures, their intervals, and what they hide.

Every engine is asked the same operative paragraphs. Beside the figures of a set there are those of its parts: by
stance, by kind of hard case, of the European Parliament and of motions, of turns of phrase that the training set
holds and of those that it does not; what was taken for what; what a confidence is worth; and the cutting of
documents into paragraphs.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from labels.scheme import Paragraph
from training.evaluation.bootstrap import RESAMPLES, Interval, intervals
from training.evaluation.confidence import Reliability, judged, reliability
from training.evaluation.engines import Predictor
from training.evaluation.matching import Pair, confusion, pairs
from training.evaluation.measures import Scores, asked, is_whole, offsets, score, total
from training.evaluation.segmentation import Segmentation, segmentations
from training.evaluation.turns import Turn, turn
from training.gold import GoldDocument
from training.gold_actors import GoldActors

BODIES: Final = ("European Parliament", "motions")
SEEN: Final = "seen"
UNSEEN: Final = "unseen"


@dataclass(frozen=True, slots=True)
class Compared:
    """One paragraph as annotated and as predicted."""

    gold: Paragraph
    predicted: Paragraph

    @property
    def is_right(self) -> bool:
        """Tell whether all of it is right."""
        return is_whole(self.gold, self.predicted)


@dataclass(frozen=True, slots=True)
class Found:
    """Of a number of annotated ``acts``, how many were found with their stance, addressees and target."""

    acts: int = 0
    stances: int = 0
    addressees: int = 0
    targets: int = 0

    def __add__(self, other: Found) -> Found:
        return Found(
            self.acts + other.acts,
            self.stances + other.stances,
            self.addressees + other.addressees,
            self.targets + other.targets,
        )

    def shares(self) -> dict[str, float]:
        """Return the three as shares of the acts; 1 where there is none."""
        names = {"stance": self.stances, "addressees": self.addressees, "target": self.targets}
        return {name: number / self.acts if self.acts else 1.0 for name, number in names.items()}


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What one engine makes of one set of documents.

    ``intervals`` are at 95 %, over documents. ``reliability`` judges verb and stance, ``whole_reliability`` whole acts.
    ``turns`` tells how many acts were found of turns of phrase seen in training and of others. ``seconds`` is the
    time that the engine took.
    """

    engine: str
    version: str
    split: str
    scores: Scores
    documents: tuple[Scores, ...]
    intervals: Mapping[str, Interval]
    kinds: Mapping[str, Scores]
    bodies: Mapping[str, Scores]
    turns: Mapping[str, Found]
    confusion: Counter[tuple[str, str]]
    reliability: Reliability
    whole_reliability: Reliability
    segmentations: tuple[Segmentation, ...]
    compared: tuple[Compared, ...] = field(repr=False)
    seconds: float

    def tells(self, name: str) -> bool:
        """Tell whether a figure was counted at all: who finds no addressee says nothing of its actor."""
        return self.scores.tells(name)

    def shown(self, name: str) -> str:
        """Return a figure as people read it, with its interval in brackets.

        One document says nothing of others, so it has no interval. A dash stands where nothing was counted.
        """
        if not self.tells(name):
            return "–"
        low, high = self.intervals[name]
        interval = f" ({low:.3f}–{high:.3f})" if len(self.documents) > 1 else ""
        return f"{self.scores.figures[name]:.3f}{interval}"

    @property
    def wrong(self) -> tuple[Compared, ...]:
        """The paragraphs that are not right as a whole."""
        return tuple(each for each in self.compared if not each.is_right)


def evaluate(
    predictor: Predictor,
    documents: Sequence[GoldDocument],
    *,
    split: str,
    seen: frozenset[Turn],
    actors: GoldActors,
    resamples: int = RESAMPLES,
    segment: bool = True,
) -> Evaluation:
    """Measure an engine on documents; ``seen`` are the turns of phrase of the training set.

    The engine is asked once. Where ``segment`` is false the documents are not laid out and cut again. Raises
    ``ValueError`` where there is no operative paragraph, or where the engine does not answer each with its own text.
    """
    gold = [[actors.noted(each) for each in document.operatives] for document in documents]
    asked_of = [each for paragraphs in gold for each in paragraphs]
    if not asked_of:
        raise ValueError(f"the set '{split}' holds no operative paragraph")
    start = time.perf_counter()
    answers = predictor.predict(asked_of)
    seconds = time.perf_counter() - start
    answered = iter([Compared(each, answer) for each, answer in zip(asked_of, answers, strict=True)])
    compared = [list(islice(answered, len(paragraphs))) for paragraphs in gold]
    scores = [[score(each.gold, each.predicted) for each in part] for part in compared]
    by_paragraph = [[pairs(each.gold.acts, each.predicted.acts) for each in part] for part in compared]
    by_document = [total(part) for part in scores]
    paired = [pair for part in by_paragraph for own in part for pair in own]
    return Evaluation(
        engine=predictor.name,
        version=predictor.version,
        split=split,
        scores=total(by_document),
        documents=tuple(by_document),
        intervals=intervals([each for each in by_document if each.paragraphs], resamples=resamples),
        kinds=_by_kind(documents, scores),
        bodies=_by_body(documents, by_document),
        turns=_by_turn(documents, by_paragraph, seen),
        confusion=confusion(paired),
        reliability=reliability(judged(paired)),
        whole_reliability=reliability(judged(paired, whole=True)),
        segmentations=tuple(_segmentations(documents, compared)) if segment else (),
        compared=tuple(each for part in compared for each in part),
        seconds=seconds,
    )


def _segmentations(documents: Sequence[GoldDocument], compared: Sequence[Sequence[Compared]]) -> list[Segmentation]:
    return segmentations(documents, [[each.predicted for each in part] for part in compared])


def _by_kind(documents: Sequence[GoldDocument], scores: Sequence[Sequence[Scores]]) -> dict[str, Scores]:
    found: dict[str, Scores] = {}
    for document, part in zip(documents, scores, strict=True):
        for marked, own in zip(document.marked_operatives, part, strict=True):
            for kind in marked.kinds or ("plain",):
                found[kind] = found.get(kind, Scores()) + own
    return dict(sorted(found.items()))


def body(document: GoldDocument) -> str:
    """Return whose text a document is: of the European Parliament, or a motion or resolution of another body."""
    return BODIES[document.attribute("style") not in ("ep", "")]


def _by_body(documents: Sequence[GoldDocument], scores: Sequence[Scores]) -> dict[str, Scores]:
    parts = {name: [own for each, own in zip(documents, scores, strict=True) if body(each) == name] for name in BODIES}
    return {name: total(own) for name, own in parts.items() if own}


def _by_turn(
    documents: Sequence[GoldDocument], by_paragraph: Sequence[Sequence[Sequence[Pair]]], seen: frozenset[Turn]
) -> dict[str, Found]:
    found = {SEEN: Found(), UNSEEN: Found()}
    for document, part in zip(documents, by_paragraph, strict=True):
        for marked, paired in zip(document.marked_operatives, part, strict=True):
            for act in marked.acts:
                known = SEEN if turn(marked, act) in seen else UNSEEN
                places = {(gold.trigger.start, gold.stance) for gold in act.acts()}
                for pair in paired:
                    if pair.gold is not None and (pair.gold.trigger.start, pair.gold.stance) in places:
                        found[known] += _found(pair)
    return found


def _found(pair: Pair) -> Found:
    """Tell what was found of the annotated act of a pair."""
    if pair.gold is None or pair.predicted is None:
        return Found(1)
    same_addressees = set(asked(pair.gold)) == set(asked(pair.predicted))
    same_target = offsets(pair.gold.target) == offsets(pair.predicted.target)
    return Found(1, int(pair.is_right), int(same_addressees), int(same_target))
