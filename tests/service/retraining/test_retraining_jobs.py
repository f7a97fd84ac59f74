"""The table of jobs, and the processes behind it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.retraining.jobs import LIVE, START_SECONDS, Cancelled, Job, JobRunning, Jobs, UnknownJob
from service.retraining.outcomes import outcome_of
from service.retraining.processes import Group

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
SLEEP = "import time; time.sleep(60)"
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"


@pytest.fixture
def jobs(tmp_path: Path) -> Jobs:
    return Jobs(tmp_path / "retraining", now=lambda: NOW)


@pytest.fixture
def started() -> Iterator[list[subprocess.Popen[bytes]]]:
    """Give a list of processes that are ended at the end."""
    found: list[subprocess.Popen[bytes]] = []
    yield found
    for each in found:
        if each.poll() is None:
            os.killpg(each.pid, signal.SIGKILL)
        each.wait()
        if each.stdout:
            each.stdout.close()


def group(started: list[subprocess.Popen[bytes]], code: str = SLEEP) -> Group:
    process = subprocess.Popen([sys.executable, "-c", code], start_new_session=True, stdout=subprocess.PIPE)
    started.append(process)
    return Group(process.pid, psutil.Process(process.pid).create_time())


def fetch(process: subprocess.Popen[bytes]) -> None:
    process.wait()


def test_nothing_is_made_by_looking(jobs: Jobs) -> None:
    assert jobs.page().jobs == ()
    with pytest.raises(UnknownJob):
        jobs.named("0" * 32)
    assert not jobs.folder.exists()


def test_a_job_is_there_for_all_who_look(jobs: Jobs) -> None:
    job = jobs.add("anna", only_if_new=3)
    assert Jobs(jobs.folder).named(job.id) == job
    assert (job.by, job.at, job.only_if_new, job.exit_code) == ("anna", NOW, 3, None)


@pytest.mark.parametrize("id", ["", "0", "g" * 32, "0" * 33, "../../etc/passwd", "%"])
def test_an_id_that_none_can_have(jobs: Jobs, id: str) -> None:
    jobs.add("anna")
    with pytest.raises(UnknownJob):
        jobs.named(id)


def test_one_job_at_a_time(jobs: Jobs, started: list[subprocess.Popen[bytes]]) -> None:
    job = jobs.add("anna")
    for _ in range(2):
        with pytest.raises(JobRunning) as refused:
            jobs.add("bram")
        assert refused.value.id == job.id
        jobs.note_group(job.id, group(started))
    jobs.note_end(job.id, 3)
    assert jobs.add("bram").id != job.id


def test_of_many_who_ask_at_once_one_gets_it(jobs: Jobs) -> None:
    found: list[str] = []

    def ask() -> None:
        try:
            found.append(Jobs(jobs.folder).add("anna").id)
        except JobRunning as running:
            assert running.id

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(found) == len(jobs.page().jobs) == 1


def test_pages_go_from_new_to_old(jobs: Jobs) -> None:
    ids = []
    for _ in range(5):
        ids.append(jobs.add("anna").id)
        jobs.note_end(ids[-1], 0)
    newest = list(reversed(ids))
    first = jobs.page(limit=2)
    second = jobs.page(after=first.next, limit=2)
    last = jobs.page(after=second.next, limit=2)
    assert [each.id for page in (first, second, last) for each in page.jobs] == newest
    assert last.next is None
    with pytest.raises(UnknownJob):
        jobs.page(after="0" * 32)


@pytest.mark.parametrize(
    ("code", "cancelled", "state", "outcome"),
    [
        (0, False, "ended", "promoted"),
        (3, False, "ended", "kept"),
        (4, False, "ended", "nothing to do"),
        (5, False, "ended", "already running"),
        (1, False, "failed", "failed"),
        (-9, False, "failed", "failed"),
        (-15, True, "cancelled", "failed"),
        # It had ended before it was asked to.
        (3, True, "ended", "kept"),
    ],
)
def test_how_a_job_ended(code: int, cancelled: bool, state: str, outcome: str) -> None:
    job = Job("0" * 32, "anna", NOW, cancelled=Cancelled("bram", NOW) if cancelled else None, exit_code=code)
    assert (job.state(NOW), job.outcome) == (state, outcome)


@given(st.integers(-64, 255))
def test_every_exit_code_means_something(code: int) -> None:
    assert (outcome_of(code) == "failed") == (code not in (0, 3, 4, 5))


def test_a_job_that_never_began_is_lost(jobs: Jobs) -> None:
    job = jobs.add("anna")
    assert job.state(NOW) == "starting"
    later = NOW + timedelta(seconds=START_SECONDS + 1)
    assert job.state(later) == "lost"
    assert Jobs(jobs.folder, now=lambda: later).add("bram").id != job.id


def test_a_job_whose_process_is_gone_is_lost(jobs: Jobs, started: list[subprocess.Popen[bytes]]) -> None:
    job = jobs.add("anna")
    assert jobs.note_group(job.id, group(started))
    assert jobs.named(job.id).state(NOW) == "running"
    started[0].kill()
    started[0].wait()
    assert jobs.named(job.id).state(NOW) == "lost"
    assert jobs.add("bram").state(NOW) in LIVE


def test_a_process_that_ended_and_was_not_fetched_runs_no_more(started: list[subprocess.Popen[bytes]]) -> None:
    found = group(started, "pass")
    deadline = time.monotonic() + 10
    while psutil.Process(found.pid).status() != psutil.STATUS_ZOMBIE and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not found.lives


def test_a_number_that_another_process_has_now_is_not_the_job(
    jobs: Jobs, started: list[subprocess.Popen[bytes]]
) -> None:
    now = group(started)
    job = jobs.add("anna")
    jobs.note_group(job.id, Group(now.pid, now.began - 3600))
    assert jobs.named(job.id).state(NOW) == "lost"
    assert Group(now.pid, now.began - 3600).end(patience=0.1)
    assert started[0].poll() is None
    assert now.lives


def test_to_cancel_ends_the_whole_group(started: list[subprocess.Popen[bytes]]) -> None:
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {SLEEP!r}])"
    found = group(started, child)
    deadline = time.monotonic() + 10
    while len(found.members()) < 2 and time.monotonic() < deadline:
        time.sleep(0.01)
    members = found.members()
    assert len(members) == 2
    threading.Thread(target=fetch, args=(started[0],)).start()
    assert found.end(patience=5)
    assert not any(each.is_running() and each.status() != psutil.STATUS_ZOMBIE for each in members)


def test_who_does_not_listen_is_ended(started: list[subprocess.Popen[bytes]]) -> None:
    found = group(started, DEAF)
    assert started[0].stdout is not None
    assert started[0].stdout.readline() == b"deaf\n"
    threading.Thread(target=fetch, args=(started[0],)).start()
    assert found.end(patience=0.2)
    assert started[0].wait() == -signal.SIGKILL


def test_a_child_that_outlives_the_leader_is_ended_too(started: list[subprocess.Popen[bytes]]) -> None:
    child = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {SLEEP!r}])"
    found = group(started, child)
    started[0].wait()
    assert found.lives
    assert found.end(patience=5)
    assert not found.lives


def test_a_job_that_was_cancelled_before_it_began_does_not_go_on(
    jobs: Jobs, started: list[subprocess.Popen[bytes]]
) -> None:
    job = jobs.add("anna")
    cancelled = jobs.note_cancelled(job.id, "bram").cancelled
    assert cancelled == Cancelled("bram", NOW)
    assert jobs.named(job.id).state(NOW) == "cancelled"
    assert not jobs.note_group(job.id, group(started))
    jobs.note_end(job.id, -15)
    assert jobs.named(job.id).state(NOW) == "cancelled"


def test_the_first_who_cancels_is_remembered_and_the_first_end(jobs: Jobs) -> None:
    job = jobs.add("anna")
    jobs.note_cancelled(job.id, "bram")
    assert jobs.note_cancelled(job.id, "chris").cancelled == Cancelled("bram", NOW)
    jobs.note_end(job.id, 3)
    jobs.note_end(job.id, 0)
    assert jobs.named(job.id).exit_code == 3


def test_what_has_ended_cannot_be_cancelled(jobs: Jobs) -> None:
    job = jobs.add("anna")
    jobs.note_end(job.id, 0)
    assert jobs.note_cancelled(job.id, "bram").cancelled is None
