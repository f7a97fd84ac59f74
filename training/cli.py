"""The command line of what makes the model: ``standpunt-train gold check``."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import click
from rich import box
from rich.table import Table
from rich.text import Text

from labels.errors import LabelsError
from labels.lexicon import load_stances
from labels.scheme import Stance
from service.output import COLOURS, console, visible
from service.version import VERSION
from training.gold import GOLD, GoldDocument
from training.gold_check import Finding, check

REFUSED: Final = 1
NO_SET: Final = "in no set"
TRAIN_EXTRA: Final = frozenset({"datasets", "sklearn", "torch", "transformers"})
"""The modules that the extra ``train`` installs; a command imports them only when it runs."""


class _TrainGroup(click.Group):
    """Commands that say in one sentence which extra is missing."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except ModuleNotFoundError as error:
            name = (error.name or "").partition(".")[0]
            if name not in TRAIN_EXTRA:
                raise
            remedy = "Install the extra `train`: pip install -c constraints.txt -e '.[train]'"
            raise click.ClickException(f"This command needs '{name}', which is not installed. {remedy}") from None


@click.group(cls=_TrainGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="standpunt-train")
def main() -> None:
    """Make and measure the model that finds stances."""


@main.group()
def gold() -> None:
    """Look after the annotated documents."""


@gold.command("check")
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(exists=True, path_type=Path))
def check_command(paths: tuple[Path, ...]) -> None:
    """Refuse what is wrong in each PATH: an annotated document, or a folder of them with its splits.yaml.

    Without PATH: the documents of labels/gold. A document given by itself is held against all others of its folder.
    Exit code 0: nothing is refused; 1: something is, or there is nothing to check; 2: the command itself was wrong.
    """
    if not paths and not GOLD.is_dir():
        raise click.ClickException("labels/gold is not installed. Run this in the repository, or name a PATH.")
    try:
        report = check(paths or (GOLD,))
        stances = load_stances()
    except LabelsError as error:
        raise click.ClickException(str(error)) from None
    screen = console()
    for finding in report.findings:
        screen.print(visible(_line(finding)), markup=False, soft_wrap=True)
    if not report.documents and not report.findings:
        raise click.ClickException("There is nothing to check: the folder holds no annotated document (*.xml).")
    by_split = {name: [each for each in report.documents if each.split == name] for name in report.splits}
    if unnamed := [each for each in report.documents if each.split is None]:
        by_split[NO_SET] = unnamed
    screen.print("", _summary(by_split), "", _stance_table(by_split, stances), "")
    if report.findings:
        files = len({finding.file for finding in report.findings})
        screen.print(f"Refused: {_counted(len(report.findings), 'finding')} in {_counted(files, 'file')}.")
        sys.exit(REFUSED)
    screen.print("Nothing is refused.")


def _line(finding: Finding) -> str:
    """Return a finding as one line, whatever is in it."""
    where = f"{_path(finding.file)}, paragraph {finding.paragraph}" if finding.paragraph else _path(finding.file)
    return " ".join(f"{where}: {finding.problem}. {finding.remedy}".split())


def _path(path: Path) -> str:
    absolute, here = path.absolute(), Path.cwd()
    return str(absolute.relative_to(here) if absolute.is_relative_to(here) else path)


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _summary(by_split: dict[str, list[GoldDocument]]) -> Table:
    table = _table("set", "documents", "operatives", "acts")
    rows = [(name, len(each), _operatives(each), _stances(each).total()) for name, each in by_split.items()]
    for name, *numbers in rows:
        table.add_row(name, *(f"{number:,}" for number in numbers))
    totals = [sum(column) for column in list(zip(*rows, strict=True))[1:]] if rows else [0, 0, 0]
    table.add_section()
    table.add_row("all", *(f"{number:,}" for number in totals))
    return table


def _stance_table(by_split: dict[str, list[GoldDocument]], stances: Sequence[Stance]) -> Table:
    table = _table("stance", *by_split, "all")
    counts = [_stances(documents) for documents in by_split.values()]
    for stance in stances:
        numbers = [count[stance.id] for count in counts]
        name = Text(stance.id, style=f"bold {COLOURS.get(stance.group, 'white')}")
        table.add_row(name, *(f"{number:,}" for number in (*numbers, sum(numbers))))
    return table


def _table(first: str, *numbers: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column(first, no_wrap=True)
    for name in numbers:
        table.add_column(name, justify="right")
    return table


def _operatives(documents: Sequence[GoldDocument]) -> int:
    return sum(paragraph.role == "operative" for each in documents for paragraph in each.marked.paragraphs)


def _stances(documents: Sequence[GoldDocument]) -> Counter[str]:
    return Counter(
        stance
        for each in documents
        for paragraph in each.marked.paragraphs
        for act in paragraph.acts
        for stance in act.stances
    )


if __name__ == "__main__":
    main()
