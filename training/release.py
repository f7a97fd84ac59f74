"""``standpunt-train release``: a folder that the service reads, from a finished fine-tuning."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
from rich.text import Text

from labels.errors import LabelsError
from labels.scheme import Paragraph
from service.calibration import Calibration
from service.model_folder import Labels, ModelFolder, UnusableModel
from service.output import console, visible
from training.finetune import MODEL_FOLDER
from training.finetuning_summary import NotReleasable, Summary, read_summary
from training.gold import GOLD, GoldDocument, GoldProblem, load_gold, of_split
from training.gold_actors import ACTORS_FILE, GoldActors
from training.replacing import replacing

if TYPE_CHECKING:
    from training.evaluation.evaluation import Evaluation
    from training.int8_choice import Choice, Way

SETS: Final = ("validation", "test")
RESAMPLES: Final = 400
"""Draws for the intervals: enough for two decimals; `standpunt-train evaluate` makes more."""

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Released:
    """What a release came to."""

    labels: Labels
    choice: Choice
    evaluations: tuple[Evaluation, ...]


@click.command("release")
@click.argument("run", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder of the model.")
@click.option(
    "--gold",
    "gold_folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=GOLD,
    help="Annotated documents with their splits.yaml.  [default: labels/gold]",
)
@click.option("--fp32", is_flag=True, help="Keep the weights in 32 bits.")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="Day in the version.  [default: today]")
@click.option("--resamples", type=click.IntRange(min=100), default=RESAMPLES, show_default=True)
def release_command(run: Path, out: Path, gold_folder: Path, fp32: bool, day: datetime | None, resamples: int) -> None:
    """Make a model folder of RUN, the folder of a `standpunt-train finetune` that has ended.

    The model is written in ONNX with 8-bit weights, or with more bits where 8 cost more than 0.3 points of F1 on
    validation; it is calibrated on validation, measured on validation and test, described in a card, and sealed with
    checksums. What stands in the folder --out is replaced only when all that is done.
    """
    from training.export import NotExportable

    screen = console(error=True)
    try:
        with screen.status("Reading …") as status:
            released = release(
                run,
                out,
                gold=load_gold((gold_folder,)),
                actors=noted_actors(gold_folder),
                fp32=fp32,
                day=day.date() if day else datetime.now(UTC).date(),
                resamples=resamples,
                tell=lambda text: status.update(Text(visible(text))),
            )
    except (GoldProblem, LabelsError, NotExportable, NotReleasable, UnusableModel) as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise click.ClickException(f"{out} cannot be written: {error.strerror}. Choose another --out.") from None
    _show(released, out)


def release(
    run: Path,
    out: Path,
    *,
    gold: Sequence[GoldDocument],
    actors: GoldActors,
    day: date,
    fp32: bool = False,
    resamples: int = RESAMPLES,
    threads: int | None = None,
    tell: Tell = lambda text: None,
) -> Released:
    """Write the sealed model folder ``out`` and return what it came to; ``tell`` hears what is being done.

    ``threads`` is how many the exported model computes with; null is one a core.
    Raises ``NotReleasable`` and ``NotExportable``; then, and on every other error, ``out`` is as it was.
    """
    from training.release_card import Facts, card
    from training.release_scores import scores_of

    summary = read_summary(run)
    documents = {name: of_split(gold, name) for name in SETS}
    paragraphs = {name: [each for own in found for each in own.operatives] for name, found in documents.items()}
    for name, own in paragraphs.items():
        if not own:
            raise NotReleasable(run, f"the gold holds no operative paragraph of {name}", "Choose another --gold.")
    with replacing(out) as fresh:
        choice, labels = _export(run / MODEL_FOLDER, fresh, summary, day, paragraphs, fp32, threads, tell)
        evaluations = _measure(fresh, gold, documents, paragraphs["validation"], actors, resamples, threads, tell)
        folder = ModelFolder(fresh)
        facts = Facts(labels, summary, choice, evaluations, day, Calibration.load(folder.calibration))
        scores = scores_of(labels, choice, evaluations, day)
        folder.scores.write_text(json.dumps(scores, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        folder.card.write_text(card(facts), encoding="utf-8")
        folder.seal()
        folder.check()
    return Released(labels, choice, evaluations)


def _export(
    model: Path,
    fresh: Path,
    summary: Summary,
    day: date,
    paragraphs: Mapping[str, Sequence[Paragraph]],
    fp32: bool,
    threads: int | None,
    tell: Tell,
) -> tuple[Choice, Labels]:
    """Export the model into ``fresh`` in the best way, and return that way and the labels."""
    from labels.actors import ActorIndex
    from labels.rules import Rules
    from service.tagger import OnnxTagger
    from training.export import export
    from training.int8_choice import WAYS, choose
    from training.tagger_of_run import tagger_of_run

    found: list[Labels] = []

    def make(way: Way) -> tuple[OnnxTagger, Path]:
        tell(f"Exporting and measuring: {way.name} …")
        shutil.rmtree(fresh)
        told = {"base": summary.named_base, "data": summary.dataset, "day": day}
        found.append(
            export(model, fresh, int8=way.quantisation is not None, quantisation=way.quantisation, **told)  # type: ignore[arg-type]
        )
        folder = ModelFolder(fresh)
        folder.seal()
        return OnnxTagger.load(fresh, threads=threads), folder.model

    tell("Measuring the trained model …")
    choice = choose(tagger_of_run(model), make, paragraphs, ActorIndex.load(), () if fp32 else WAYS, Rules.load())
    return choice, found[-1]


def _measure(
    fresh: Path,
    gold: Sequence[GoldDocument],
    documents: Mapping[str, Sequence[GoldDocument]],
    validation: Sequence[Paragraph],
    noted: GoldActors,
    resamples: int,
    threads: int | None,
    tell: Tell,
) -> tuple[Evaluation, ...]:
    """Calibrate the exported model, write that, and measure the engines on each set."""
    from labels.actors import ActorIndex
    from labels.rules import Rules
    from service.classifier import RuleEngine
    from service.model_engine import HybridEngine, ModelEngine
    from service.subwords import Cutter
    from service.tagger import OnnxTagger
    from training.calibrate import calibrate
    from training.evaluation.engines import EnginePredictor
    from training.evaluation.evaluation import evaluate
    from training.evaluation.turns import seen_turns

    folder = ModelFolder(fresh)
    tagger, rules, actors = OnnxTagger.load(fresh, threads=threads), Rules.load(), ActorIndex.load()
    tell("Calibrating on validation …")
    calibration = calibrate(tagger, Cutter.load(folder.tokenizer), validation, rules, actors)
    calibration.save(folder.calibration)
    model = ModelEngine(tagger, calibration, actors)
    seen = seen_turns(each.marked for each in of_split(gold, "train"))
    found = []
    for name, own in documents.items():
        for engine in (RuleEngine(rules), model, HybridEngine(rules, model)):
            tell(f"Measuring {engine.name} on {name} …")
            predictor = EnginePredictor(engine)
            found.append(
                evaluate(predictor, own, split=name, seen=seen, actors=noted, resamples=resamples, segment=False)
            )
    return tuple(found)


def noted_actors(folder: Path) -> GoldActors:
    """Return the actors that are noted for the addressees of annotated documents; none where there is no such file."""
    file = folder / ACTORS_FILE
    return GoldActors.load(file) if file.is_file() else GoldActors({})


def _show(released: Released, out: Path) -> None:
    from training.release_card import WEIGHED

    screen = console()
    taken, trained = released.choice.taken, released.choice.trials[0]
    for each in released.evaluations:
        figures = ", ".join(f"{name} {each.scores.figures[name]:.3f}" for name in WEIGHED)
        ece = f"calibration error {each.reliability.ece:.3f}"
        screen.print(Text(visible(f"{each.split}, {each.engine}: {figures}; {ece}")), soft_wrap=True)
    megabytes = (taken.size or 0) / 1e6
    lost = f"{100 * taken.lost(trained):+.2f} points lost at most on validation"
    screen.print(Text(f"Weights: {taken.name}, {megabytes:,.1f} MB, {lost}"), soft_wrap=True)
    screen.print(Text(visible(f"The model: {out} ({released.labels.version})")), soft_wrap=True)
