"""The state of a run on the disk: which steps have ended, so that a run that was killed goes on where it was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from service.retraining.run_state import STATE, STEPS, End, RunState, Step, StepState, read_state
from service.whole_files import write_whole


class Journal:
    """The state of the run in ``folder``; each change is on the disk before anything else is done."""

    def __init__(self, folder: Path, state: RunState) -> None:
        self.folder = folder
        self.state = state

    @classmethod
    def begin(
        cls, runs: Path, settings: Mapping[str, Any], inputs: Mapping[str, str], *, parent: str | None
    ) -> Journal:
        """Make the folder of a new run in ``runs``. Raises ``OSError``."""
        now = datetime.now(UTC)
        runs.mkdir(parents=True, exist_ok=True)
        folder = _fresh(runs, f"{now:%Y%m%dT%H%M%SZ}")
        state = RunState(run=folder.name, begun=now, settings=dict(settings), inputs=dict(inputs), parent=parent)
        journal = cls(folder, state)
        journal.note()
        return journal

    def note(self, **changed: Any) -> None:
        """Change fields of the state, and write it. Raises ``OSError``."""
        self.state = self.state.model_copy(update=changed)
        write_whole(self.folder / STATE, self.state.model_dump_json(indent=2) + "\n")

    @contextmanager
    def step(self, name: Step) -> Iterator[dict[str, str]]:
        """Note that a step begins and, where nothing is raised, that it has ended; gives the versions to fill in."""
        before = self.state.step(name)
        begun = StepState(name=name, started=datetime.now(UTC), attempts=before.attempts + 1 if before else 1)
        self._put(begun)
        versions: dict[str, str] = {}
        try:
            yield versions
        except Exception as error:
            self.note(error=str(error) or type(error).__name__)
            raise
        self._put(begun.model_copy(update={"ended": datetime.now(UTC), "versions": versions}))

    def undo(self, name: Step) -> None:
        """Let a step, and all behind it, be done again."""
        kept = STEPS[: STEPS.index(name)]
        self.note(steps=tuple(each for each in self.state.steps if each.name in kept))

    def end(self, outcome: End, reason: str) -> None:
        """Note how the run has ended, and why."""
        self.note(outcome=outcome, reason=reason, ended=datetime.now(UTC), error=None)

    def _put(self, step: StepState) -> None:
        others = [each for each in self.state.steps if each.name != step.name]
        steps = sorted([*others, step], key=lambda each: STEPS.index(each.name))
        self.note(steps=tuple(steps), error=None)


def journals(runs: Path) -> list[Journal]:
    """Return all runs in a folder whose state can be read, the newest first."""
    folders = [each for each in runs.iterdir() if each.is_dir()] if runs.is_dir() else []
    found = [Journal(each, state) for each in folders if (state := read_state(each)) is not None]
    return sorted(found, key=lambda each: (each.state.begun, each.folder.name), reverse=True)


def unfinished(runs: Path) -> list[Journal]:
    """Return the runs that have not ended, the newest first."""
    return [each for each in journals(runs) if each.state.outcome is None]


def _fresh(runs: Path, name: str) -> Path:
    for number in range(1, 1000):
        folder = runs / (name if number == 1 else f"{name}-{number}")
        try:
            folder.mkdir()
        except FileExistsError:
            continue
        return folder
    raise FileExistsError(17, "there are too many runs of this second", str(runs / name))
