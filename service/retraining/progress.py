"""How far a job is: the run that it works on, the share of the fine-tuning that is done, the end of its log."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from service.retraining.run_state import STEPS, RunState, read_state
from service.retraining.runner import LOG
from service.retraining.starting import RUN_FILE

TAIL: Final = 4_000
"""Bytes of the log that are shown."""
_CHECKPOINTS: Final = "finetuning/checkpoints"


def run_of(job_folder: Path) -> Path | None:
    """Return the folder of the run that a job works on, or None where it has not said so."""
    try:
        named = (job_folder / RUN_FILE).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return None
    return Path(named) if named else None


def state_of(job_folder: Path) -> RunState | None:
    """Return the state of the run that a job works on, or None where there is none yet."""
    run = run_of(job_folder)
    return read_state(run) if run else None


def share_done(state: RunState) -> float:
    """Return the share of the steps that has ended."""
    return sum(state.done(name) for name in STEPS) / len(STEPS)


def share_trained(run: Path) -> float | None:
    """Return the share of the fine-tuning that the last checkpoint holds, or None where there is none."""
    found = []
    for file in (run / _CHECKPOINTS).glob("checkpoint-*/trainer_state.json"):
        try:
            told = json.loads(file.read_bytes())
            found.append(float(told["global_step"]) / float(told["max_steps"]))
        except (OSError, ValueError, KeyError, TypeError, ZeroDivisionError):
            # It is being written or removed just now.
            continue
    return min(1.0, max(found)) if found else None


def log_tail(job_folder: Path, most: int = TAIL) -> str:
    """Return the end of what the command printed, in whole lines; of a line that was written over, what it ended as."""
    try:
        with (job_folder / LOG).open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - most))
            text = file.read(most).decode("utf-8", "replace")
    except OSError:
        return ""
    if size > most:
        text = text.partition("\n")[2] or text
    return "\n".join(line.rstrip("\r").rpartition("\r")[2] for line in text.split("\n"))
