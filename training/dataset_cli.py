"""The commands ``standpunt-train dataset …``: build and show data sets, check silver, go to Label Studio and back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import click

from labels.act_check import shown
from labels.corrections import resolve
from labels.errors import LabelsError
from labels.markup import write_markup
from labels.rules import Rules
from service.feedback.lines import CorrectionProblem, as_line
from service.output import console, visible
from training.assembly import RepeatedId, Source
from training.compose import compose
from training.corrections import read_corrections, record_of
from training.dataset import MANIFEST, DatasetProblem, build, file_hash, load, save
from training.dataset_report import show_manifest, tell_withheld
from training.gold import GOLD, SPLIT_NAMES, GoldProblem, load_gold, of_split
from training.gold_check import check
from training.gold_records import as_document, gold_records
from training.label_studio import label_config, tasks
from training.label_studio_import import Annotated, LabelStudioProblem, load_annotations
from training.motions import MotionProblem, read_motions
from training.records import Record
from training.silver import MOST_PER_FRAME, NEGATIVES, Limits, Silversmith
from training.sureness import Sureness, measure, tally
from training.tables import count_table

THRESHOLDS: Final = (0.0, 0.8, 0.85, 0.9, 0.92, 0.95, 0.97)

_PROBLEMS: Final = (
    *(LabelsError, GoldProblem, RepeatedId, DatasetProblem, CorrectionProblem, MotionProblem, LabelStudioProblem),
    OSError,
)
_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
_FOLDER: Final = click.Path(exists=True, file_okay=False, path_type=Path)
_GOLD: Final = click.option("--gold", type=_FOLDER, default=GOLD, help="The annotated documents [labels/gold].")


@click.group()
def dataset() -> None:
    """Make the data sets that a model is trained and judged with."""


@contextmanager
def _told() -> Iterator[None]:
    """Say in one sentence what a person can mend."""
    try:
        yield
    except _PROBLEMS as error:
        raise click.ClickException(visible(str(error))) from None


@dataset.command("build")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The new folder.")
@_GOLD
@click.option("--composed", type=click.IntRange(min=1), help="How many paragraphs to compose.")
@click.option("--seed", type=int, default=1, show_default=True, help="The seed of the composer.")
@click.option("--silver", type=_FILE, multiple=True, help="Motions (.jsonl or .jsonl.xz), labelled by the rules.")
@click.option("--per-frame", type=click.IntRange(min=1), default=MOST_PER_FRAME, show_default=True)
@click.option("--negatives", type=click.FloatRange(min=0), default=NEGATIVES, show_default=True)
@click.option("--corrections", type=_FILE, multiple=True, help="Corrections by people (.jsonl).")
def build_command(
    out: Path,
    gold: Path,
    composed: int | None,
    seed: int,
    silver: tuple[Path, ...],
    per_frame: int,
    negatives: float,
    corrections: tuple[Path, ...],
) -> None:
    """Build a data set in a new folder, and say what is in it and what is not.

    The annotated documents go by their sets; all else only trains. --silver and --corrections may be given more than
    once. --per-frame limits the silver paragraphs of one verb frame, --negatives the silver recitals for each of them.
    """
    with _told():
        if findings := check((gold,)).findings:
            problem = f"{len(findings):,} things are wrong with the annotated documents."
            raise click.ClickException(f"{problem} Run `standpunt-train gold check {gold}`.")
        sources = [
            *correction_sources(corrections),
            *composed_sources(composed, seed),
            *silver_sources(silver, gold, Limits(per_frame, negatives)),
        ]
        made = build(gold, sources)
        save(made, out)
        show_manifest(made.manifest)
        tell_withheld(made.dropped)
        console().print(f"Saved in {visible(str(out))}: version {made.manifest.version}.", markup=False, soft_wrap=True)


@dataset.command("show")
@click.argument("folder", type=_FOLDER)
def show_command(folder: Path) -> None:
    """Say what is in a saved data set, after its rows are held against its hash."""
    with _told():
        manifest = load(folder).manifest
        show_manifest(manifest)
        for origin, entries in manifest.sources.items():
            for entry in entries:
                line = ", ".join(f"{name} {value}" for name, value in entry.items())
                console().print(visible(f"{origin}: {line}"), markup=False, soft_wrap=True)
        console().print(f"Version {manifest.version}, made by standpunt {manifest.package}; nothing was altered.")


@dataset.command("silver-check")
@_GOLD
def silver_check_command(gold: Path) -> None:
    """Say how often the rules are right where they are sure, on the train set.

    A frame has proved itself where it was right in other documents than the one that is judged. The rules were made
    with this set, so that the figures flatter them: compare the rows with each other.
    """
    with _told():
        documents = of_split(load_gold((gold,)), "train")
        ways = [
            Sureness(confidence, covered, proved)
            for covered, proved in ((False, False), (False, True), (True, False), (True, True))
            for confidence in THRESHOLDS
        ]
        table = count_table("confidence", "covered", "frame proved", "kept", "of all", "right", "of kept")
        for row in measure(documents, Rules.load(), ways):
            way = row.sureness
            table.add_row(
                f"{way.confidence:.2f}{' *' if way == Sureness() else ''}",
                "yes" if way.covered else "",
                "yes" if way.proved else "",
                *(f"{row.kept:,}", f"{row.coverage:.1%}", f"{row.right:,}", f"{row.precision:.1%}"),
            )
        console().print(table, "* is how silver is made.")


@dataset.command("to-label-studio")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--split", type=click.Choice(SPLIT_NAMES), help="Only this set.")
@click.option("--annotations", is_flag=True, help="The acts count as a person's, not as proposals.")
@click.option("--model", default="", help="The version that found the acts.")
@click.option(
    "--config", type=click.Path(dir_okay=False, path_type=Path), help="Write the labelling configuration too."
)
def to_label_studio_command(
    path: Path, out: Path, split: str | None, annotations: bool, model: str, config: Path | None
) -> None:
    """Write PATH (an annotated document, a folder of them, or a data set) as tasks to import into Label Studio."""
    with _told():
        found = tasks(_records(path, split), "annotations" if annotations else "predictions", model)
        out.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        if config:
            config.write_text(label_config(), encoding="utf-8")
        console().print(f"{len(found):,} tasks written.")


@dataset.command("from-label-studio")
@click.argument("source", type=_FILE)
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
def from_label_studio_command(source: Path, out: Path) -> None:
    """Read an export of Label Studio into OUT: corrections (.jsonl) or one annotated document (.xml).

    Corrections keep what every person annotated; a document takes the latest annotation of each paragraph.
    """
    with _told():
        found = load_annotations(source)
        if out.suffix == ".jsonl":
            out.write_text("".join(as_line(each.correction()) for each in found), encoding="utf-8")
            # What cannot train is told now, while the person who marked it is at hand.
            read_corrections(out)
        elif out.suffix == ".xml":
            out.write_text(write_markup(as_document(_latest(found))), encoding="utf-8")
        else:
            raise click.ClickException(f"'{out.name}' ends neither in .jsonl nor in .xml.")
        console().print(f"{len(found):,} annotations read.")


def _latest(found: Sequence[Annotated]) -> list[Record]:
    documents = {each.record.document for each in found}
    if len(documents) > 1:
        names = ", ".join(sorted(documents)[:3])
        raise click.ClickException(f"The export holds {len(documents)} documents ({names} …). Write a .jsonl instead.")
    latest: dict[str, Annotated] = {}
    for each in found:
        before = latest.setdefault(each.record.paragraph.id, each)
        if each.at and (before.at is None or each.at >= before.at):
            latest[each.record.paragraph.id] = each
    return [each.record for each in latest.values()]


def _records(path: Path, split: str | None) -> list[Record]:
    if (path / MANIFEST).is_file():
        saved = load(path)
        return [record for name in SPLIT_NAMES if split in (None, name) for record in saved.records(name)]
    documents = load_gold((path,))
    chosen = of_split(documents, split) if split else documents
    return [record for document in chosen for record in gold_records(document)]


def correction_sources(files: Sequence[Path]) -> Iterator[Source]:
    """Yield the corrections of files as one source, if there is a file, and tell who contradicts whom."""
    if not files:
        return
    resolved = resolve(correction for file in files for correction in read_corrections(file))
    for pair in resolved.contradictions:
        words = shown(pair.kept.paragraph.text)
        line = f"'{words}': {pair.kept.by} and {pair.given_up.by} disagree; {pair.kept.by} was later."
        console().print(visible(line), markup=False, soft_wrap=True)
    provenance = {
        "files": [file.name for file in files],
        "sha256": file_hash(*files),
        "superseded": resolved.superseded,
        "contradictions": len(resolved.contradictions),
    }
    yield Source("correction", [record_of(each) for each in resolved.corrections], provenance)


def composed_sources(count: int | None, seed: int) -> Iterator[Source]:
    """Yield composed text as a source, if any is asked for."""
    if count is not None:
        yield Source("composed", compose(count, seed), {"count": count, "seed": seed})


def silver_sources(files: Sequence[Path], gold: Path, limits: Limits) -> Iterator[Source]:
    """Yield motions that the rules labelled as one source, if there is a file, and tell how many were left out."""
    if not files:
        return
    rules = Rules.load()
    counts = tally(of_split(load_gold((gold,)), "train"), rules)
    made = Silversmith(rules, counts, limits=limits).silver(motion for file in files for motion in read_motions(file))
    table = count_table("silver", "paragraphs")
    table.add_row("with acts", f"{sum(bool(each.paragraph.acts) for each in made.records):,}")
    table.add_row("without acts", f"{sum(not each.paragraph.acts for each in made.records):,}")
    for reason, count in made.left_out.items():
        table.add_row(f"left out: {reason}", f"{count:,}")
    console().print(table, "")
    provenance = {
        "files": [file.name for file in files],
        "sha256": file_hash(*files),
        "confidence": Sureness().confidence,
        "per_frame": limits.per_frame,
        "negatives": limits.negatives,
        "left_out": dict(made.left_out),
    }
    yield Source("silver", made.records, provenance)
