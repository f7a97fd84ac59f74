"""The command line: ``standpunt classify``, ``feedback``, ``model``, ``serve``, ``stances`` and ``bento``."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from labels.errors import LabelsError
from labels.lexicon import load_stances
from service import output
from service.analysis import Analysis
from service.answers import stances_answer
from service.classifier import EngineName
from service.errors import ServiceError
from service.feedback.commands import feedback
from service.intake import ENGINES
from service.model_cli import load_analysis, model, model_settings
from service.packing import bento_command
from service.paragraph_list import read_paragraphs
from service.serving import AddressInUse
from service.serving import serve as start
from service.settings import PREFIX, Settings, SettingsError
from service.terminal import NOTHING_DONE, Failure, complain, write, writing
from service.version import VERSION

SOME_FAILED: Final = 1


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="standpunt")
def main() -> None:
    """Say which stances a Dutch resolution or motion takes, about what, and whom it asks to act."""


main.add_command(model)
main.add_command(bento_command)
main.add_command(feedback)


@main.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "jsonl", "csv"]),
    default="table",
    show_default=True,
)
@click.option("--engine", type=click.Choice(ENGINES), default="hybrid", show_default=True, help="What answers.")
@click.option(
    "--min-confidence",
    type=click.FloatRange(0, 1),
    default=0.0,
    show_default=True,
    help="Leave out stances that are less sure.",
)
@click.option(
    "--paragraphs",
    is_flag=True,
    help='FILE holds paragraphs {"id", "text"} as JSON or JSON Lines: no segmenting.',
)
def classify(files: tuple[str, ...], form: str, engine: EngineName, min_confidence: float, paragraphs: bool) -> None:
    """Read each FILE ("-" is standard input) and show its stances.

    A file that cannot be read is named on standard error and the others are still answered. Exit code 0: all
    were read; 1: some were not; 2: none was.
    """
    analysis = load_analysis(model_settings())
    kept: list[tuple[str, output.Answer]] = []
    failed = 0
    if form == "csv":
        write(output.csv_header())
    with _progress(files) as names:
        for name in names:
            try:
                answer = _answer(analysis, name, engine, min_confidence, paragraphs)
            except ServiceError as error:
                failed += 1
                complain(f"{name}: {error.message}")
                continue
            except OSError as error:
                failed += 1
                complain(f"{name}: {error.strerror or 'it cannot be read'}.")
                continue
            # Which engine answered stands in the table and in the JSON; here it would come with every file.
            for warning in (text for text in answer.warnings if text not in analysis.classifier.notices):
                complain(f"{name}: note: {warning}")
            if form == "json":
                kept.append((name, answer))
            else:
                _show(name, answer, form)
    if kept:
        write(output.as_json(kept, several=len(files) > 1))
    if failed:
        sys.exit(NOTHING_DONE if failed == len(files) else SOME_FAILED)


def _answer(
    analysis: Analysis, name: str, engine: EngineName, min_confidence: float, paragraphs: bool
) -> output.Answer:
    content = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    if paragraphs:
        return analysis.classify(read_paragraphs(content), engine, min_confidence=min_confidence)
    return analysis.document(content, engine, min_confidence=min_confidence)


def _show(name: str, answer: output.Answer, form: str) -> None:
    if form == "table":
        with writing():
            output.console().print(output.as_table(name, answer), "")
    else:
        write(output.as_jsonl(name, answer) if form == "jsonl" else output.as_csv(name, answer))


@contextmanager
def _progress(names: Sequence[str]) -> Iterator[Iterator[str]]:
    """Give the names one by one; with a bar on standard error for several, if that is a terminal."""
    console = output.console(error=True)
    if len(names) == 1 or not console.is_terminal:
        yield iter(names)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        yield iter(progress.track(names, description="reading"))


@main.command()
@click.option("--format", "form", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True)
def stances(form: str) -> None:
    """List the stances."""
    try:
        known = load_stances()
    except LabelsError as error:
        raise Failure(str(error)) from None
    if form == "table":
        output.console().print(output.stances_table(known))
    elif form == "csv":
        write(output.stances_csv(known))
    else:
        write(stances_answer({item.id: item for item in known}).model_dump_json(indent=2) + "\n")


@main.command()
@click.option("--host", help="Address to listen on; 0.0.0.0 is every one. [default: STANDPUNT_HOST or 127.0.0.1]")
@click.option("--port", help="Port to listen on. [default: STANDPUNT_PORT or 3000]")
@click.option("--workers", help="Processes that answer. [default: STANDPUNT_WORKERS or 1]")
def serve(host: str | None, port: str | None, workers: str | None) -> None:
    """Start the HTTP service and its page."""
    given = {f"{PREFIX}HOST": host, f"{PREFIX}PORT": port, f"{PREFIX}WORKERS": workers}
    try:
        start(Settings.from_environment({**os.environ, **{name: value for name, value in given.items() if value}}))
    except (SettingsError, AddressInUse) as error:
        raise Failure(str(error)) from None


if __name__ == "__main__":
    main()
