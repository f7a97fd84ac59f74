"""What a run has written down of itself: its progress, how well it told hidden words on the way, where it was made."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from training.pretraining.loop import LOG_FILE, Progress
from training.pretraining.told import Told

TOLD_LOG: Final = "told.jsonl"
NOTE_FILE: Final = "run.json"


@dataclass(frozen=True, slots=True)
class Note:
    """The command of a run, and the machine that trains it. Neither holds the name of a host."""

    command: str
    machine: str


@dataclass(frozen=True, slots=True)
class ToldAt:
    """How well a register was told after ``step`` steps."""

    step: int
    told: Told


def read_progress(folder: Path) -> list[Progress]:
    """Return the progress of the last run in a folder; what was done again after a kill is counted once."""
    found: list[Progress] = []
    for row in _rows(folder / LOG_FILE):
        progress = Progress(**row)
        while found and (found[-1].step >= progress.step or found[-1].steps != progress.steps):
            found.pop()
        found.append(progress)
    return found


def seconds(progress: Sequence[Progress]) -> float:
    """Return how long the steps of a run took, without what came between them."""
    tokens = 0
    total = 0.0
    for each in progress:
        total += (each.tokens - tokens) / max(each.tokens_a_second, 1e-9)
        tokens = each.tokens
    return total


def note_told(folder: Path, step: int, found: Iterable[Told]) -> None:
    """Write down how well each register is told after ``step`` steps."""
    with (folder / TOLD_LOG).open("a", encoding="utf-8") as log:
        for told in found:
            log.write(json.dumps({"step": step, **asdict(told)}) + "\n")


def read_told(folder: Path) -> list[ToldAt]:
    """Return what ``note_told`` has written in the last run, in order; what was measured again counts once."""
    found: dict[tuple[int, str], ToldAt] = {}
    last = 0
    for row in _rows(folder / TOLD_LOG):
        step = row.pop("step")
        if step < last:
            found = {key: told for key, told in found.items() if key[0] < step}
        last = step
        found[step, row["register"]] = ToldAt(step, Told(**row))
    return list(found.values())


def write_note(folder: Path, note: Note) -> None:
    """Write down command and machine."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / NOTE_FILE).write_text(json.dumps(asdict(note), indent=2) + "\n", encoding="utf-8")


def read_note(folder: Path) -> Note | None:
    """Return command and machine; None for a run that did not write them down."""
    path = folder / NOTE_FILE
    return Note(**json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else None


def _rows(path: Path) -> list[dict[str, Any]]:
    """Return the rows of JSON Lines; a last line that a kill has cut off is left out."""
    rows: list[dict[str, Any]] = []
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    for line in lines:
        try:
            rows.append(json.loads(line))
        except json.JSONDecodeError:
            continue
    return rows
