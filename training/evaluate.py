"""``standpunt-train evaluate``: engines side by side on annotated documents, with a report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click
from rich import box
from rich.table import Table
from rich.text import Text

from labels.errors import LabelsError
from service.model_folder import EMBEDDED, ModelFolder, UnusableModel
from service.output import console, visible
from training.evaluation.bootstrap import RESAMPLES
from training.evaluation.engines import ENGINES, OF_THE_MODEL, Predictor, Sources, usable
from training.evaluation.evaluation import Evaluation, evaluate
from training.evaluation.measures import FIGURES
from training.evaluation.predictions import PredictionProblem, Predictions
from training.evaluation.turns import seen_turns
from training.gold import GOLD, SPLIT_NAMES, GoldDocument, GoldProblem, load_gold, of_split
from training.gold_actors import GoldActors

JUDGING: Final = ("validation", "test")


@dataclass(frozen=True, slots=True)
class _Set:
    """Documents that are measured together, under a name."""

    name: str
    documents: tuple[GoldDocument, ...]


@click.command("evaluate")
@click.option(
    "--gold",
    "paths",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    help="Annotated document, or a folder of them; several can be given.  [default: labels/gold]",
)
@click.option(
    "--split",
    "splits",
    multiple=True,
    type=click.Choice(SPLIT_NAMES),
    default=JUDGING,
    show_default=True,
    help="Sets to measure on, of a folder with a splits.yaml.",
)
@click.option(
    "--engine",
    "engines",
    multiple=True,
    type=click.Choice(tuple(ENGINES)),
    help="What is measured; several can be given.  [default: all there are, or none where --predictions is given]",
)
@click.option(
    "--model",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of the trained model of the engines bert and hybrid.  [default: that of the package]",
)
@click.option(
    "--predictions",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Answers of another program, in the JSON of the HTTP contract, measured like an engine.",
)
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Folder for the report.")
@click.option("--resamples", type=click.IntRange(min=100), default=RESAMPLES, show_default=True)
@click.option("--segmentation/--no-segmentation", default=True, help="Also cut laid-out documents into paragraphs.")
def evaluate_command(
    paths: tuple[Path, ...],
    splits: tuple[str, ...],
    engines: tuple[str, ...],
    model: Path | None,
    predictions: tuple[Path, ...],
    out: Path | None,
    resamples: int,
    segmentation: bool,
) -> None:
    """Measure engines on annotated documents, side by side.

    Engines that learn do so from the train set of labels/gold. In brackets stands what the figure would be on other
    such documents: the middle 95 % over documents drawn with replacement. With --out, a folder holds all figures as
    JSON, Markdown and plots, and every paragraph that is not right.
    """
    if not GOLD.is_dir():
        raise click.ClickException("labels/gold is not installed. Run this in the repository.")
    try:
        gold = load_gold()
        training = of_split(gold, "train")
        sets = _sets(paths, splits, gold)
        names = engines or _by_default(model, predictions)
        predictors = _predictors(names, predictions, Sources(training, model if model is not None else EMBEDDED))
        if out is not None:
            _make(out)
        actors, seen = GoldActors.load(), seen_turns(each.marked for each in training)
        found = []
        for each in sets:
            for predictor in predictors:
                with console(error=True).status(_shown(f"Measuring {predictor.name} on {each.name} …")):
                    found.append(
                        evaluate(
                            predictor,
                            each.documents,
                            split=each.name,
                            seen=seen,
                            actors=actors,
                            resamples=resamples,
                            segment=segmentation,
                        )
                    )
                _tell_unanswered(predictor, each.name)
    except (GoldProblem, LabelsError, PredictionProblem) as error:
        raise click.ClickException(str(error)) from None
    screen = console()
    for each in sets:
        own = [evaluation for evaluation in found if evaluation.split == each.name]
        screen.print(_shown(_title(own[0])), soft_wrap=True)
        screen.print("", _table(own), "")
    if out is not None:
        from training.evaluation.report import write_report

        try:
            report = write_report(out, found)[0]
        except OSError as error:
            raise _unwritable(out, error) from None
        screen.print(_shown(f"The report: {report}"), soft_wrap=True)


def _sets(paths: Sequence[Path], splits: Sequence[str], gold: Sequence[GoldDocument]) -> list[_Set]:
    """Return what is measured: the chosen sets, then each path whose documents are in none."""
    documents = load_gold(paths) if paths else tuple(gold)
    found = [_Set(name, own) for name in dict.fromkeys(splits) if (own := of_split(documents, name))]
    for path in dict.fromkeys(paths):
        own = tuple(each for each in documents if each.split is None and path in (each.path, each.path.parent))
        if own:
            name = path.resolve().stem
            found.append(_Set(str(path) if name in {each.name for each in found} else name, own))
    if not found:
        where = ", ".join(str(path) for path in paths) or str(GOLD)
        raise click.ClickException(f"{where} holds no annotated document of: {', '.join(splits)}. Choose with --split.")
    for each in found:
        if not any(document.operatives for document in each.documents):
            raise click.ClickException(f"There is nothing to measure: {each.name} holds no operative paragraph.")
    return found


def _by_default(model: Path | None, predictions: Sequence[Path]) -> tuple[str, ...]:
    """Return what is measured where no engine is named; a model that is named must be there."""
    if predictions:
        return ()
    return usable(EMBEDDED) if model is None else tuple(ENGINES)


def _predictors(names: Sequence[str], files: Sequence[Path], sources: Sources) -> list[Predictor]:
    """Return the engines and the files of answers; their names tell them apart in the report."""
    wanting = [name for name in names if name in OF_THE_MODEL]
    if wanting and sources.model == EMBEDDED and not ModelFolder(EMBEDDED).present:
        problem = f"The engine {wanting[0]} needs a trained model, and the package has none"
        raise click.ClickException(f"{problem}. Name the folder of one with --model.")
    try:
        made = [ENGINES[name](sources) for name in dict.fromkeys(names)]
    except UnusableModel as error:
        raise click.ClickException(str(error)) from None
    except ValueError as error:
        raise click.ClickException(f"An engine cannot learn from labels/gold: {error}.") from None
    made += [Predictions.read(file) for file in dict.fromkeys(files)]
    twice = [name for name, number in Counter(each.name for each in made).items() if number > 1]
    if twice:
        raise click.ClickException(f"Two answers are called '{twice[0]}', after their files. Rename one of the files.")
    return made


def _make(folder: Path) -> None:
    """Make the folder of the report before anything is measured, which may take long."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(folder, error) from None


def _unwritable(folder: Path, error: OSError) -> click.ClickException:
    return click.ClickException(f"The report cannot be written to {folder}: {error.strerror}. Choose another --out.")


def _shown(text: str) -> Text:
    """Return a text that may hold names of files as it is shown: brackets are no markup of rich."""
    return Text(visible(text))


def _tell_unanswered(predictor: Predictor, name: str) -> None:
    if isinstance(predictor, Predictions) and predictor.unanswered:
        number = predictor.unanswered
        text = f"{predictor.version}: {number:,} paragraphs of {name} are not answered; no acts."
        console(error=True).print(_shown(text))


def _title(first: Evaluation) -> str:
    scores = first.scores
    return f"{first.split}: {len(first.documents)} documents, {scores.paragraphs:,} paragraphs, {scores.acts:,} acts"


def _table(evaluations: Sequence[Evaluation]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False)
    table.add_column("measure", no_wrap=True)
    for each in evaluations:
        table.add_column(_shown(each.engine), justify="right")
    for name in FIGURES:
        table.add_row(name, *(each.shown(name) for each in evaluations))
    table.add_section()
    table.add_row("calibration error", *(f"{each.reliability.ece:.3f}" for each in evaluations))
    table.add_row("paragraphs a second", *(f"{_rate(each):,.0f}" for each in evaluations))
    return table


def _rate(evaluation: Evaluation) -> float:
    return evaluation.scores.paragraphs / max(evaluation.seconds, 1e-9)
