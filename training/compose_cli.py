"""The command ``standpunt-train compose``: labelled paragraphs into a file or a folder, held against the gold."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from labels.errors import LabelsError
from service.output import console, visible
from training.compose import ComposerExhausted, compose
from training.compose_plot import draw, gold_profile, profile
from training.gold import GOLD, GoldProblem, load_gold
from training.records import Record, as_row, features

JSONL: Final = ".jsonl"


@click.command("compose")
@click.option("--count", type=click.IntRange(min=1), default=100_000, show_default=True, help="How many paragraphs.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed gives the same paragraphs.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="A new folder, or a file FILE.jsonl.")
@click.option("--plot", type=click.Path(dir_okay=False, path_type=Path), help="Draw FILE.png, and FILE.json beside it.")
def compose_command(count: int, seed: int, out: Path, plot: Path | None) -> None:
    """Compose labelled paragraphs that train a model.

    They are written as JSON Lines where --out ends in .jsonl, and otherwise as a folder of the library datasets. --plot
    holds them against the annotated documents of the set train: lengths, acts, stances and frames.
    """
    _check_free(out)
    if plot is not None and plot.suffix != ".png":
        raise click.BadParameter("The picture is a PNG: give it a name that ends in .png.", param_hint="--plot")
    seen: list[Record] = []
    try:
        records = _told(compose(count, seed), count)
        kept = _kept(records, seen) if plot is not None else records
        written = _write(kept, out)
        if plot is not None:
            draw(profile(seen), gold_profile(load_gold() if GOLD.is_dir() else ()), plot)
    except (LabelsError, GoldProblem, ComposerExhausted, OSError) as error:
        raise click.ClickException(visible(str(error))) from None
    console().print(f"{written:,} paragraphs in {out}.", markup=False)


def _check_free(out: Path) -> None:
    """Refuse to write over something."""
    if out.exists() and (out.is_file() or any(out.iterdir())):
        raise click.ClickException(f"{out} exists already. Name another, or remove it.")
    if out.suffix == JSONL and not out.parent.is_dir():
        raise click.ClickException(f"The folder {out.parent} does not exist. Make it first.")


def _told(records: Iterable[Record], count: int) -> Iterator[Record]:
    """Show a bar while records pass."""
    columns = (TextColumn("composing"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console(), transient=True) as progress:
        task = progress.add_task("composing", total=count)
        for record in records:
            yield record
            progress.advance(task)


def _kept(records: Iterable[Record], seen: list[Record]) -> Iterator[Record]:
    for record in records:
        seen.append(record)
        yield record


def _write(records: Iterable[Record], out: Path) -> int:
    """Write records to a file or a folder; return how many there are."""
    if out.suffix == JSONL:
        written = 0
        with out.open("x", encoding="utf-8") as file:
            for record in records:
                file.write(json.dumps(as_row(record), ensure_ascii=False) + "\n")
                written += 1
        return written
    from datasets import Dataset

    rows: list[dict[str, Any]] = [as_row(record) for record in records]
    Dataset.from_list(rows, features=features()).save_to_disk(out)
    return len(rows)
