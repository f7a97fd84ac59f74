"""The state of a run on the disk, and the lock."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from service import whole_files
from service.retraining.run_state import STATE, STEPS, RunState, read_state
from service.whole_files import write_whole
from training.retraining.journal import Journal, journals, unfinished
from training.retraining.one_job import AlreadyRunning, one_job

ROOT = Path(__file__).parents[3]


def begin(runs: Path) -> Journal:
    return Journal.begin(runs, {"seed": 1}, {"documents": "abc"}, parent=None)


def test_a_run_begins_on_the_disk(tmp_path: Path) -> None:
    journal = begin(tmp_path / "runs")
    assert read_state(journal.folder) == journal.state
    assert journal.state.current == "data"
    assert journal.state.outcome is None


def test_runs_of_one_second_have_folders_of_their_own(tmp_path: Path) -> None:
    assert len({begin(tmp_path).folder for _ in range(4)}) == 4


def test_a_step_ends_only_where_nothing_is_raised(tmp_path: Path) -> None:
    journal = begin(tmp_path)
    with journal.step("data") as versions:
        assert not journal.state.done("data")
        versions["dataset"] = "2026"
    assert journal.state.current == "training"
    with pytest.raises(RuntimeError, match="no room"), journal.step("training"):
        raise RuntimeError("no room")
    kept = read_state(journal.folder)
    assert kept is not None
    assert kept.done("data")
    assert not kept.done("training")
    assert kept.error == "no room"
    step = kept.step("data")
    assert step is not None
    assert step.versions == {"dataset": "2026"}
    with journal.step("training"):
        assert journal.state.error is None
    again = journal.state.step("training")
    assert again is not None
    assert again.attempts == 2


def test_what_is_undone_is_done_again_with_all_behind_it(tmp_path: Path) -> None:
    journal = begin(tmp_path)
    for name in STEPS:
        with journal.step(name):
            pass
    assert journal.state.current is None
    journal.undo("comparison")
    assert [each.name for each in journal.state.steps] == ["data", "training", "release"]
    assert journal.state.current == "comparison"


def test_a_run_that_ended_is_not_gone_on_with(tmp_path: Path) -> None:
    first, second = begin(tmp_path), begin(tmp_path)
    assert [each.folder for each in unfinished(tmp_path)] == [second.folder, first.folder]
    second.end("kept", "It is worse.")
    assert [each.folder for each in unfinished(tmp_path)] == [first.folder]
    assert journals(tmp_path)[0].state.reason == "It is worse."


def test_folders_of_something_else_are_passed_over(tmp_path: Path) -> None:
    assert journals(tmp_path / "none") == []
    (tmp_path / "jobs").mkdir()
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / STATE).write_text('{"run": 3')
    (tmp_path / "note.txt").write_text("mine")
    assert journals(tmp_path) == []


def test_a_state_of_a_later_version_is_read(tmp_path: Path) -> None:
    journal = begin(tmp_path)
    told = json.loads((journal.folder / STATE).read_text())
    (journal.folder / STATE).write_text(json.dumps({**told, "colour": "blue"}))
    assert read_state(journal.folder) == journal.state


def test_a_file_is_written_as_a_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "state.json"
    write_whole(file, "old")

    def stopped(number: int) -> None:
        raise OSError(28, "no space")

    monkeypatch.setattr(whole_files.os, "fsync", stopped)
    with pytest.raises(OSError, match="no space"):
        write_whole(file, "new")
    assert file.read_text() == "old"


def test_the_state_survives_a_round(tmp_path: Path) -> None:
    state = begin(tmp_path).state
    assert RunState.model_validate_json(state.model_dump_json()) == state


def test_the_lock_lets_one_in(tmp_path: Path) -> None:
    with one_job(tmp_path / "runs"), pytest.raises(AlreadyRunning) as refused, one_job(tmp_path / "runs"):
        pass
    assert refused.value.runs == tmp_path / "runs"
    with one_job(tmp_path / "runs"):
        pass


def test_the_lock_of_a_process_that_was_killed_is_free(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from training.retraining.one_job import one_job\n"
        "with one_job(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
    )
    holder = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE)
    assert holder.stdout is not None
    with holder.stdout as told:
        assert told.readline() == b"held\n"
        with pytest.raises(AlreadyRunning), one_job(tmp_path):
            pass
        os.kill(holder.pid, signal.SIGKILL)
        holder.wait()
    with one_job(tmp_path):
        pass
