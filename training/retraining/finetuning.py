"""The step of a run that fine-tunes: the command ``finetune``, in this process or under a launcher of several."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from training.finetune import finetune_command
from training.retraining.data import DATA
from training.retraining.options import Options

FINETUNING: Final = "finetuning"
CHECKPOINTS: Final = "checkpoints"
BASE: Final = "base"


class LaunchFailed(Exception):
    """The fine-tuning under a launcher ended with an exit ``code`` that is not 0. Carries ``command``."""

    def __init__(self, command: str, code: int) -> None:
        super().__init__(f"The fine-tuning ended with exit code {code}. What it says stands above. It was: {command}")
        self.command = command
        self.code = code


def fine_tune_run(folder: Path, options: Options, base: str) -> None:
    """Fine-tune on the data of the run in ``folder``, on from its last checkpoint.

    Raises ``ClickException`` as the command does, and ``LaunchFailed``.
    """
    words = arguments(folder, options, base)
    if not options.launcher:
        finetune_command.main(args=words, prog_name="finetune", standalone_mode=False)
        return
    command = [*options.launcher, "-m", "training.cli", "finetune", *words]
    found = subprocess.run(command, stdin=subprocess.DEVNULL, check=False)
    if found.returncode:
        raise LaunchFailed(shlex.join(command), found.returncode)


def arguments(folder: Path, options: Options, base: str) -> list[str]:
    """Return the arguments of ``standpunt-train finetune`` for a run."""
    told: dict[str, object] = {
        "--out": folder / FINETUNING,
        "--base": base,
        "--revision": None if base != options.base else options.revision,
        "--gold": options.gold_times,
        "--composed": options.composed_times,
        "--silver": options.silver_times,
        "--batch": options.batch,
        "--rate": options.rate,
        "--matrix-rate": options.matrix_rate,
        "--seed": options.seed,
        "--threads": options.threads,
    }
    words = [str(word) for name, value in told.items() if value is not None for word in (name, value)]
    return [str(folder / DATA), *words, "--noise" if options.noise else "--no-noise"]


def copied_base(folder: Path, version: str, model: Path) -> str:
    """Copy the ``model`` of an earlier run into the run in ``folder`` and return where it lies, named by its version.

    So the base of a model has a name, and stays as it is while the run lasts. Raises ``OSError``.
    """
    place = folder / BASE / version
    if not place.is_dir():
        unfinished = folder / BASE / ".unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        shutil.copytree(model, unfinished)
        unfinished.rename(place)
    return str(place)


def say_start(folder: Path, options: Options, base: str) -> str:
    """Return the command that the step is equal to."""
    launcher = options.launcher or (Path(sys.executable).name,)
    return shlex.join([*launcher, "-m", "training.cli", "finetune", *arguments(folder, options, base)])
