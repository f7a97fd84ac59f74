"""The command line of what makes and measures the model: ``standpunt-train``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, Final

import click

from labels.errors import LabelsError
from service.output import console, visible
from service.version import VERSION
from training.agreement import agreement
from training.compose_cli import compose_command
from training.dataset_cli import dataset
from training.evaluate import evaluate_command
from training.fill_mask import fill_mask_command
from training.finetune import finetune_command
from training.gold import GOLD, GoldProblem, load_gold
from training.gold_check import Finding, check
from training.gold_count import agreement_table, count_tables, frames_line, sets_table, stances_table, subjects_line
from training.pretrain import pretrain_command
from training.release import release_command
from training.retrain import retrain_command
from training.speed import speed_command

REFUSED: Final = 1
EXTRAS: Final = {
    "accelerate": "train",
    "datasets": "data",
    "matplotlib": "data",
    "onnx": "train",
    "scipy": "train",
    "sklearn": "data",
    "torch": "train",
    "transformers": "train",
}
"""The extra that installs a module; a command imports such a module only when it runs."""


class _TrainGroup(click.Group):
    """Commands that say in one sentence which extra is missing."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except ModuleNotFoundError as error:
            name = (error.name or "").partition(".")[0]
            if name not in EXTRAS:
                raise
            remedy = f"Install the extra `{EXTRAS[name]}`: pip install -c constraints.txt -e '.[{EXTRAS[name]}]'"
            raise click.ClickException(f"This command needs '{name}', which is not installed. {remedy}") from None


@click.group(cls=_TrainGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="standpunt-train")
def main() -> None:
    """Make and measure the model that finds stances."""


main.add_command(compose_command)
main.add_command(dataset)
main.add_command(evaluate_command)
main.add_command(fill_mask_command)
main.add_command(finetune_command)
main.add_command(pretrain_command)
main.add_command(release_command)
main.add_command(retrain_command)
main.add_command(speed_command)


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
    except LabelsError as error:
        raise click.ClickException(str(error)) from None
    screen = console()
    for finding in report.findings:
        screen.print(visible(_line(finding)), markup=False, soft_wrap=True)
    if not report.documents and not report.findings:
        raise click.ClickException("There is nothing to check: the folder holds no annotated document (*.xml).")
    screen.print("", sets_table(report.documents, report.splits), "")
    screen.print(stances_table(report.documents, report.splits), "")
    if report.findings:
        files = len({finding.file for finding in report.findings})
        screen.print(f"Refused: {_counted(len(report.findings), 'finding')} in {_counted(files, 'file')}.")
        sys.exit(REFUSED)
    screen.print("Nothing is refused.")


@gold.command("count")
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(exists=True, path_type=Path))
def count_command(paths: tuple[Path, ...]) -> None:
    """Count the annotated documents by set, stance, kind of hard case, body, subject and frame.

    Without PATH: the documents of labels/gold.
    """
    try:
        documents = load_gold(paths or (GOLD,))
    except (GoldProblem, LabelsError) as error:
        raise click.ClickException(str(error)) from None
    screen = console()
    for table in count_tables(documents):
        screen.print(table, "")
    screen.print(subjects_line(documents), "")
    screen.print(frames_line(documents))


@gold.command("agreement")
def agreement_command() -> None:
    """Say how far a second annotator, who worked blind, agrees with the gold."""
    try:
        found = agreement()
    except (GoldProblem, LabelsError) as error:
        raise click.ClickException(str(error)) from None
    console().print(agreement_table(found))


def _line(finding: Finding) -> str:
    """Return a finding as one line, whatever is in it."""
    where = f"{_path(finding.file)}, paragraph {finding.paragraph}" if finding.paragraph else _path(finding.file)
    return " ".join(f"{where}: {finding.problem}. {finding.remedy}".split())


def _path(path: Path) -> str:
    absolute, here = path.absolute(), Path.cwd()
    return str(absolute.relative_to(here) if absolute.is_relative_to(here) else path)


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


if __name__ == "__main__":
    main()
