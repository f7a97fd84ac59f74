"""Starts the command of a job, in a process of its own that no worker has to wait for."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from service.retraining.errors import RetrainingUnavailable
from service.retraining.jobs import Job, Jobs
from service.settings import KEY, KEY_FILE, PREFIX, Settings

RUN_FILE: Final = "run"
ROOT: Final = Path(__file__).resolve().parents[2]
NEEDED: Final = ("training", "torch", "transformers", "datasets", "onnx", "scipy", "sklearn", "matplotlib")
"""What retraining imports and the service does not: the extra ``train``, and the package beside this one."""

_ONE_THREAD: Final = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")
_SECONDS: Final = 30
_FAILED: Final = 1


def refuse_without_train(settings: Settings) -> None:
    """Raise ``RetrainingUnavailable`` where the command of this installation lacks what it needs."""
    if settings.retraining_command:
        return
    lacking = next((name for name in NEEDED if find_spec(name) is None), None)
    if lacking is not None:
        raise RetrainingUnavailable(
            f"{lacking} is not installed",
            "Let whoever runs the service install the extra train, in a checkout of standpunt: "
            "pip install -c constraints.txt -e '.[train]'.",
        )


def start(job: Job, jobs: Jobs, settings: Settings) -> None:
    """Start a job that is in the table. Raises ``RetrainingUnavailable``; the job then has failed."""
    command = command_of(job, jobs, settings)
    words = [sys.executable, "-m", "service.retraining.runner", str(jobs.folder), job.id, *command]
    try:
        found = subprocess.run(
            words, cwd=ROOT, env=_environment(settings), stdin=subprocess.DEVNULL, timeout=_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        jobs.note_end(job.id, _FAILED)
        raise RetrainingUnavailable("the process could not be started", "The log of the service says more.") from error
    if found.returncode:
        jobs.note_end(job.id, _FAILED)
        raise RetrainingUnavailable("the process could not be started", "The log of the service says more.")


def command_of(job: Job, jobs: Jobs, settings: Settings) -> list[str]:
    """Return the command of a job: that of the settings, or else the one that this installation has."""
    own = [sys.executable, "-m", "training.cli", "retrain", "--threads", "1"]
    told = ["--runs", str(jobs.folder), "--run-file", str(jobs.folder_of(job.id) / RUN_FILE), "--by", job.by]
    if job.only_if_new:
        told += ["--only-if-new", str(job.only_if_new)]
    return [*(shlex.split(settings.retraining_command) or own), *told]


def _environment(settings: Settings) -> dict[str, str]:
    """Return the environment of the command: the same places, one thread, and no key."""
    kept = {name: value for name, value in os.environ.items() if name not in (KEY, KEY_FILE)}
    return {
        **kept,
        **dict.fromkeys(_ONE_THREAD, "1"),
        "TQDM_MININTERVAL": "10",
        f"{PREFIX}STORE": str(settings.store_folder),
        f"{PREFIX}FEEDBACK": settings.feedback_place,
        f"{PREFIX}RETRAINING": str(settings.retraining_folder),
    }
