"""``standpunt-train retrain``: corrections in, a better model out, never a worse one."""

from __future__ import annotations

import os
import shlex
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import click
from rich.text import Text

from labels.act_check import shown
from labels.errors import LabelsError
from service.database import DatabaseUnusable
from service.feedback.lines import CorrectionProblem
from service.model_folder import UnusableModel
from service.output import console, visible
from service.registry import RegistryError
from service.retraining.outcomes import ALREADY_RUNNING, KEPT, NOTHING_TO_DO, PROMOTED
from service.retraining.run_state import RunState
from service.settings import PREFIX, Settings, SettingsError
from training.assembly import RepeatedId
from training.bases import EMBEDDED_BASE, BaseProblem
from training.dataset import DatasetProblem
from training.finetune import MATRIX_RATE_HELP, RATE_HELP
from training.finetuning_summary import NotReleasable
from training.gold import GOLD, GoldProblem
from training.motions import MotionProblem
from training.retraining.finetuning import LaunchFailed
from training.retraining.inputs import NoRunOfChampion
from training.retraining.job import ChampionChanged, Nothing, Places, foresee, retrain
from training.retraining.one_job import AlreadyRunning, one_job
from training.retraining.options import Options
from training.retraining.report import REPORT
from training.tables import count_table

_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
_FOLDER: Final = click.Path(exists=True, file_okay=False, path_type=Path)
_PROBLEMS: Final = (
    *(LabelsError, GoldProblem, RepeatedId, DatasetProblem, CorrectionProblem, MotionProblem, BaseProblem),
    *(NotReleasable, UnusableModel, RegistryError, DatabaseUnusable, SettingsError, LaunchFailed, NoRunOfChampion),
    *(ChampionChanged, OSError),
)
_SETTINGS: Final = ("STORE", "FEEDBACK", "RETRAINING")
BY: Final = "standpunt-train retrain"
RUNS_HELP: Final = "Folder of all runs.  [default: STANDPUNT_RETRAINING, or a folder of the user]"
ONLY_HELP: Final = "Do nothing where fewer corrections are new or gone since the champion's data."
LAUNCHER_HELP: Final = "Words before `-m training.cli finetune …`, such as 'accelerate launch --num_processes 4'."


@click.command("retrain")
@click.option("--runs", type=click.Path(file_okay=False, path_type=Path), help=RUNS_HELP)
@click.option("--dry-run", is_flag=True, help="Only say what would be learned.")
@click.option("--only-if-new", type=click.IntRange(min=0), default=0, metavar="N", help=ONLY_HELP)
@click.option("--fresh", is_flag=True, help="Give up the run that was stopped, and begin a new one.")
@click.option(
    "--gold", type=_FOLDER, default=GOLD, help="Annotated documents with splits.yaml.  [default: labels/gold]"
)
@click.option(
    "--composed", type=click.IntRange(min=0), default=20_000, show_default=True, help="Paragraphs to compose."
)
@click.option("--silver", type=_FILE, multiple=True, help="Motions (.jsonl or .jsonl.xz), labelled by the rules.")
@click.option("--base", default=str(EMBEDDED_BASE), help="As in finetune.  [default: the embedded base]")
@click.option("--revision", help="Commit of a base of the hub.")
@click.option("--from-champion", is_flag=True, help="Go on from the weights of the run that made the champion.")
@click.option("--gold-times", type=click.IntRange(0), default=8, show_default=True, help="Also of corrections.")
@click.option("--composed-times", type=click.IntRange(0), default=1, show_default=True)
@click.option("--silver-times", type=click.IntRange(0), default=2, show_default=True)
@click.option("--batch", type=click.IntRange(min=1), default=32, show_default=True, help="Paragraphs a step.")
@click.option("--rate", type=click.FloatRange(min=0, min_open=True), help=f"{RATE_HELP}  [default: as in finetune]")
@click.option("--matrix-rate", type=click.FloatRange(min=0), help=f"{MATRIX_RATE_HELP}  [default: as in finetune]")
@click.option("--noise/--no-noise", default=True, show_default=True, help="Vary the texts as real ones vary.")
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--fp32", is_flag=True, help="Keep the weights in 32 bits.")
@click.option("--resamples", type=click.IntRange(min=100), default=1000, show_default=True, help="Draws of documents.")
@click.option("--threads", type=click.IntRange(min=1), help="Threads that compute.  [default: all cores]")
@click.option("--launcher", default="", help=LAUNCHER_HELP)
@click.option("--by", default=BY, show_default=True, help="Who promotes, as champion.json notes.")
@click.option(
    "--run-file", type=click.Path(dir_okay=False, path_type=Path), help="File to write the run's folder into."
)
def retrain_command(
    runs: Path | None,
    dry_run: bool,
    only_if_new: int,
    fresh: bool,
    gold: Path,
    composed: int,
    silver: tuple[Path, ...],
    base: str,
    revision: str | None,
    from_champion: bool,
    gold_times: int,
    composed_times: int,
    silver_times: int,
    batch: int,
    rate: float | None,
    matrix_rate: float | None,
    noise: bool,
    seed: int,
    fp32: bool,
    resamples: int,
    threads: int | None,
    launcher: str,
    by: str,
    run_file: Path | None,
) -> None:
    """Train with the corrections that stand, and promote the model where it is not worse and gains something.

    The steps: a data set of gold, corrections, composed and silver text; fine-tuning; calibration and export; champion
    and challenger on the test set and on the corrections; storing; promoting, or not; a report. Where the command was
    stopped, the same command goes on with the step that did not end. The corrections come from STANDPUNT_FEEDBACK, the
    models from STANDPUNT_STORE.

    Exit code 0: the new model is champion (or: --dry-run); 1: something is wrong; 2: the command itself was; 3: the
    champion stays; 4: there is nothing to do; 5: another retraining is running.
    """
    options = Options(
        gold=gold,
        composed=composed,
        silver=silver,
        base=base,
        revision=revision,
        from_champion=from_champion,
        gold_times=gold_times,
        composed_times=composed_times,
        silver_times=silver_times,
        batch=batch,
        rate=rate,
        matrix_rate=matrix_rate,
        noise=noise,
        seed=seed,
        fp32=fp32,
        resamples=resamples,
        threads=threads,
        launcher=tuple(shlex.split(launcher)),
    )
    try:
        places = _places(runs)
        if dry_run:
            _show_plan(options, places)
            return
        with one_job(places.runs):
            _bound(threads)
            ended = retrain(
                options,
                places,
                by=by,
                tell=_tell,
                only_if_new=only_if_new,
                fresh=fresh,
                begun=lambda run: _note_run(run, run_file),
            )
    except AlreadyRunning as error:
        _tell(str(error))
        sys.exit(ALREADY_RUNNING)
    except _PROBLEMS as error:
        raise click.ClickException(visible(str(error))) from None
    if isinstance(ended, Nothing):
        _tell(f"Nothing to do: {ended.reason}")
        sys.exit(NOTHING_TO_DO)
    _tell(f"The report: {places.runs / ended.run / REPORT / 'report.md'}")
    sys.exit(PROMOTED if _promoted(ended) else KEPT)


def _promoted(state: RunState) -> bool:
    return state.outcome == "promoted"


def _places(runs: Path | None) -> Places:
    # The other settings are those of the service, and may be wrong here.
    own = {f"{PREFIX}{name}": os.environ.get(f"{PREFIX}{name}", "") for name in _SETTINGS}
    settings = Settings.from_environment(own)
    return Places((runs or settings.retraining_folder).absolute(), settings.store_folder, settings.feedback_place)


def _bound(threads: int | None) -> None:
    if threads is not None:
        import torch

        torch.set_num_threads(threads)


def _note_run(run: Path, file: Path | None) -> None:
    _tell(f"The run: {run}")
    if file is not None:
        file.write_text(f"{run}\n", encoding="utf-8")


def _tell(text: str) -> None:
    """Print a line with the time, at once: whoever reads the log of a job sees how far it is."""
    now = datetime.now(UTC)
    console().print(Text(visible(f"{now:%Y-%m-%dT%H:%M:%SZ} {text}")), soft_wrap=True)
    sys.stdout.flush()


def _show_plan(options: Options, places: Places) -> None:
    held, counts = foresee(options, places)
    table = count_table("corrections", "number")
    for name, count in counts.items():
        table.add_row(name, f"{count:,}")
    screen = console()
    screen.print(table, "")
    for pair in held.contradictions:
        words = shown(pair.kept.paragraph.text)
        line = f"'{words}': {pair.kept.by} and {pair.given_up.by} disagree; {pair.kept.by} was later."
        screen.print(Text(visible(line)), soft_wrap=True)
    screen.print(Text(visible(f"Composed: {options.composed:,} paragraphs; silver: {len(options.silver)} files.")))
    screen.print("Nothing was trained.")
