"""The data set of a run: gold, the frozen corrections, composed text and, where asked for, silver."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from labels.tokens import words_of
from service.retraining.run_state import CorrectionCounts
from training.assembly import Dropped, Source, assemble
from training.corrections import record_of
from training.dataset import VersionedDataset, build, load, read_manifest, save
from training.dataset_cli import composed_sources, silver_sources
from training.gold import GoldDocument, GoldProblem
from training.gold_check import check
from training.records import Record
from training.retraining.held import CORRECTIONS, Held
from training.retraining.options import Options
from training.silver import Limits

DATA: Final = "data"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run would learn: the corrections in the data set, by their ids, and how they are counted."""

    learned: frozenset[str]
    counts: CorrectionCounts


def build_data(folder: Path, options: Options, held: Held) -> VersionedDataset:
    """Write the data set of the run in ``folder``, in the place of one that was not finished, and return it.

    Raises what ``training.dataset.build`` does, and ``GoldProblem`` where the lint refuses the gold.
    """
    if findings := check((options.gold,)).findings:
        first = findings[0]
        remedy = f"In all {len(findings):,} things are refused: run `standpunt-train gold check`."
        raise GoldProblem(first.file, first.problem, remedy)
    sources = [
        correction_source(held),
        *composed_sources(options.composed or None, options.seed),
        *silver_sources(options.silver, options.gold, Limits()),
    ]
    made = build(options.gold, sources)
    shutil.rmtree(folder / DATA, ignore_errors=True)
    save(made, folder / DATA)
    return made


def correction_source(held: Held) -> Source:
    """Return what counts of the corrections as a source of a data set."""
    provenance = {
        "file": CORRECTIONS,
        "sha256": held.digest,
        "superseded": held.superseded,
        "contradictions": len(held.contradictions),
    }
    return Source("correction", [record_of(each) for each in held.counts.values()], provenance)


def plan(held: Held, learned: Iterable[Record], dropped: Sequence[Dropped], champion: frozenset[str]) -> Plan:
    """Return what is learned of the corrections; ``champion`` are those in the champion's data."""
    ids = held.by_words()
    own = frozenset(ids[words_of(each.paragraph.text)] for each in learned if each.origin == "correction")
    judging = [each for each in dropped if each.origin == "correction" and "judges" in each.reason]
    counts = CorrectionCounts(
        standing=len(held.standing),
        learned=len(own),
        new=len(own - champion),
        gone=len(champion - own),
        superseded=held.superseded,
        contradictions=len(held.contradictions),
        withheld=len(judging),
    )
    return Plan(own, counts)


def foreseen(held: Held, documents: Sequence[GoldDocument], champion: frozenset[str]) -> Plan:
    """Return what a run would learn of the corrections, without making a data set."""
    found = assemble(documents, [correction_source(held)])
    return plan(held, found.sets["train"], found.dropped, champion)


def version_of_data(folder: Path) -> str:
    """Return the version of the data set of the run in ``folder``. Raises ``DatasetProblem``."""
    return read_manifest(folder / DATA).version


def corrections_in(folder: Path) -> list[Record]:
    """Return the corrections in the data set of the run in ``folder``. Raises ``DatasetProblem``."""
    return [each for each in load(folder / DATA).records("train") if each.origin == "correction"]
