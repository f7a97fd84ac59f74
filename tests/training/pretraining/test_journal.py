from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="the extra `train` is not installed")

from hypothesis import given
from hypothesis import strategies as st

from training.pretraining.journal import (
    TOLD_LOG,
    Note,
    ToldAt,
    note_told,
    read_note,
    read_progress,
    read_told,
    seconds,
    write_note,
)
from training.pretraining.loop import LOG_FILE, Progress
from training.pretraining.machine import machine, processor
from training.pretraining.told import Told


def logged(folder: Path, *progress: Progress) -> None:
    with (folder / LOG_FILE).open("a", encoding="utf-8") as log:
        log.writelines(json.dumps(asdict(each)) + "\n" for each in progress)


def at(step: int, steps: int = 100, speed: float = 500.0) -> Progress:
    return Progress(step, steps, step * 1000, 9.0 - step / 100, speed)


def test_steps_that_were_done_again_count_once(tmp_path: Path) -> None:
    logged(tmp_path, at(20), at(40), at(60), at(40, speed=250.0), at(60))
    assert read_progress(tmp_path) == [at(20), at(40, speed=250.0), at(60)]
    assert seconds(read_progress(tmp_path)) == pytest.approx(40 + 80 + 40)


def test_an_earlier_run_of_another_length_is_left_out(tmp_path: Path) -> None:
    logged(tmp_path, at(20, 40), at(40, 40), at(60))
    assert read_progress(tmp_path) == [at(60)]


def test_a_line_that_a_kill_cut_off_is_left_out(tmp_path: Path) -> None:
    logged(tmp_path, at(20))
    with (tmp_path / LOG_FILE).open("a", encoding="utf-8") as log:
        log.write('{"step": 40, "st')
    assert read_progress(tmp_path) == [at(20)]


def test_a_folder_without_a_run(tmp_path: Path) -> None:
    assert read_progress(tmp_path) == []
    assert read_told(tmp_path) == []
    assert read_note(tmp_path) is None
    assert seconds([]) == 0


@given(st.lists(st.integers(1, 100), unique=True, min_size=1, max_size=8).map(sorted), st.integers(0, 7))
def test_a_run_reads_the_same_whether_it_was_killed_or_not(steps: list[int], kept: int) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        logged(folder, *(at(step) for step in steps))
        whole = read_progress(folder)
        logged(folder, *(at(step) for step in steps[kept % len(steps) :]))
        assert read_progress(folder) == whole


def test_what_was_told_on_the_way_comes_back(tmp_path: Path) -> None:
    first, second = Told("moties", 40, 5.5, 0.25), Told("wetten", 60, 4.5, 0.5)
    note_told(tmp_path, 25, [first, second])
    note_told(tmp_path, 50, [first])
    assert read_told(tmp_path) == [ToldAt(25, first), ToldAt(25, second), ToldAt(50, first)]
    better = Told("moties", 40, 5.0, 0.5)
    note_told(tmp_path, 50, [better])
    assert read_told(tmp_path)[-1] == ToldAt(50, better)
    note_told(tmp_path, 25, [second])
    assert read_told(tmp_path) == [ToldAt(25, second)]
    assert len((tmp_path / TOLD_LOG).read_text().splitlines()) == 5


def test_a_note_comes_back(tmp_path: Path) -> None:
    note = Note("standpunt-train pretrain teksten", "a processor, 2 threads")
    write_note(tmp_path / "run", note)
    assert read_note(tmp_path / "run") == note


def test_the_machine_is_told_by_its_kind_only(tmp_path: Path) -> None:
    import platform

    assert "torch " in machine()
    assert not platform.node() or platform.node() not in machine().split()
    known = tmp_path / "cpuinfo"
    known.write_text("processor\t: 0\nmodel name\t: Maker  Of Chips 9\nmodel\t: 17\n")
    assert processor(known) == "Maker Of Chips 9"
    assert processor(tmp_path / "none") == "a processor of unknown kind"
