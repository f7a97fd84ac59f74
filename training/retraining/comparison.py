"""Champion and challenger on the same test set, and on the corrections that the challenger learned."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict

from labels.rules import Rules
from labels.scheme import Paragraph
from service.classifier import Engine, RuleEngine
from service.trained import load_trained
from training.evaluation.engines import EnginePredictor
from training.evaluation.evaluation import Evaluation, evaluate
from training.evaluation.measures import is_whole
from training.evaluation.turns import seen_turns
from training.gold import GoldDocument, of_split
from training.gold_actors import GoldActors
from training.records import Record
from training.retraining.incumbent import Incumbent
from training.retraining.policy import Answered, Change, changes

COMPARISON: Final = "comparison.json"
JUDGING: Final = "test"
CHAMPION: Final = "champion"
CHALLENGER: Final = "challenger"
RULES: Final = "rules"


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Measured(_Kept):
    """The figures of one engine on the test set, with their 95 % intervals over documents; null where none is told.

    ``role`` is champion, challenger or rules; ``engine`` hybrid or rules.
    """

    role: str
    engine: str
    version: str
    figures: dict[str, float | None]
    intervals: dict[str, tuple[float, float]]


class ChangeKept(_Kept):
    """A change as a file holds it: see ``policy.Change``."""

    name: str
    champion: float
    challenger: float
    interval: tuple[float, float]


class Learned(_Kept):
    """A correction in the challenger's data, and who answers it as it was corrected.

    ``new`` says that it is not in the champion's data.
    """

    id: str
    text: str
    new: bool
    champion: bool
    challenger: bool


class Comparison(_Kept):
    """All that the decision is drawn from.

    ``tag`` is what champion.json named when the comparison was made; ``notes`` say why what it names was not used.
    """

    tag: str | None
    notes: tuple[str, ...]
    documents: int
    paragraphs: int
    engines: tuple[Measured, ...]
    changes: tuple[ChangeKept, ...]
    corrections: tuple[Learned, ...]

    def engine(self, role: str) -> Measured:
        """Return the figures of the champion, the challenger or the rules."""
        return next(each for each in self.engines if each.role == role)

    def policy_changes(self) -> tuple[Change, ...]:
        """Return what the policy judges by."""
        return tuple(Change(each.name, each.champion, each.challenger, each.interval) for each in self.changes)

    def answered(self) -> Answered:
        """Return how many corrections each answers as corrected."""
        return Answered(
            len(self.corrections),
            sum(each.champion for each in self.corrections),
            sum(each.challenger for each in self.corrections),
        )


def compare(
    champion: Incumbent,
    challenger: Path,
    gold: Sequence[GoldDocument],
    actors: GoldActors,
    corrections: Sequence[tuple[str, bool, Record]],
    *,
    rules: Rules,
    resamples: int,
    threads: int | None,
) -> Comparison:
    """Measure both on the test set of the gold and on the corrections.

    ``challenger`` is a model folder; of each correction come its id, whether it is new, and its record. Raises
    ``UnusableModel`` where the challenger cannot be loaded, and ``ValueError`` where the gold has no test set.
    """
    documents = of_split(gold, JUDGING)
    seen = seen_turns(each.marked for each in of_split(gold, "train"))
    engines: dict[str, Engine] = {
        RULES: RuleEngine(rules),
        CHAMPION: champion.engine,
        CHALLENGER: load_trained(challenger, rules, threads=threads).hybrid,
    }
    found = {
        role: evaluate(
            EnginePredictor(engine),
            documents,
            split=JUDGING,
            seen=seen,
            actors=actors,
            resamples=resamples,
            segment=False,
        )
        for role, engine in engines.items()
    }
    before, after = found[CHAMPION].documents, found[CHALLENGER].documents
    right = {role: answered_right(engines[role], [each for _, _, each in corrections]) for role in engines}
    return Comparison(
        tag=champion.tag,
        notes=champion.notes,
        documents=len(documents),
        paragraphs=found[CHALLENGER].scores.paragraphs,
        engines=tuple(_measured(role, each) for role, each in found.items()),
        changes=tuple(
            ChangeKept(name=each.name, champion=each.champion, challenger=each.challenger, interval=each.interval)
            for each in changes(before, after, resamples=resamples)
        ),
        corrections=tuple(
            Learned(id=id, text=record.paragraph.text, new=new, champion=old, challenger=now)
            for (id, new, record), old, now in zip(corrections, right[CHAMPION], right[CHALLENGER], strict=True)
        ),
    )


def answered_right(engine: Engine, records: Sequence[Record]) -> list[bool]:
    """Return of each correction whether an engine answers it so: its verbs, stances, addressees and targets."""
    found = engine.acts([each.paragraph.text for each in records])
    return [
        is_whole(each.paragraph, Paragraph(each.paragraph.id, each.paragraph.text, acts))
        for each, acts in zip(records, found, strict=True)
    ]


def _measured(role: str, evaluation: Evaluation) -> Measured:
    figures = evaluation.scores.figures
    return Measured(
        role=role,
        engine=evaluation.engine,
        version=evaluation.version,
        figures={name: figure if evaluation.tells(name) else None for name, figure in figures.items()},
        intervals={name: evaluation.intervals[name] for name in figures},
    )
