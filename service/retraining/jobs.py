"""The jobs of retraining in their table: asked for, begun, cancelled, ended, or lost.

Any number of workers share the table. What a job is doing is never stored, but drawn from its process: one whose
process is gone without an exit code was lost, with the machine or by someone who ended it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, Literal
from uuid import uuid4

from sqlalchemy import Row, Select, insert, select, update

from service.database import Database, written
from service.retraining.outcomes import Outcome, outcome_of
from service.retraining.processes import Group
from service.retraining.tables import ID_LENGTH, JOBS, SCHEMA

TABLE: Final = "jobs.sqlite3"
JOBS_FOLDER: Final = "jobs"
START_SECONDS: Final = 60
"""A job that has no process by then will have none: whoever started it was stopped in between."""

State = Literal["starting", "running", "cancelling", "ended", "cancelled", "failed", "lost"]
LIVE: Final[tuple[State, ...]] = ("starting", "running", "cancelling")
_ID: Final = re.compile(f"[0-9a-f]{{{ID_LENGTH}}}")


class UnknownJob(LookupError):
    """No job has the ``id``."""

    def __init__(self, id: str) -> None:
        super().__init__(f"No job has the id '{id}'.")
        self.id = id


class JobRunning(Exception):
    """A job is running already. Carries its ``id``."""

    def __init__(self, id: str) -> None:
        super().__init__(f"The job {id} is running.")
        self.id = id


@dataclass(frozen=True, slots=True)
class Cancelled:
    """Who cancelled a job, and when."""

    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Job:
    """A job as the table holds it. ``group`` is null until its process has begun, ``exit_code`` until it has ended."""

    id: str
    by: str
    at: datetime
    only_if_new: int = 0
    group: Group | None = None
    cancelled: Cancelled | None = None
    exit_code: int | None = None
    ended: datetime | None = None

    @property
    def outcome(self) -> Outcome | None:
        """Return how it has ended, or None where that is not known."""
        return None if self.exit_code is None else outcome_of(self.exit_code)

    def state(self, now: datetime) -> State:
        """Return what the job is doing, or how it has ended."""
        if self.exit_code is not None:
            if self.outcome == "failed":
                return "cancelled" if self.cancelled else "failed"
            return "ended"
        if self.group is None:
            young = now - self.at < timedelta(seconds=START_SECONDS)
            return "cancelled" if self.cancelled else "starting" if young else "lost"
        if self.group.lives:
            return "cancelling" if self.cancelled else "running"
        return "cancelled" if self.cancelled else "lost"


@dataclass(frozen=True, slots=True)
class Page:
    """Jobs, newest first; ``next`` is the id behind which the next page begins, or null."""

    jobs: tuple[Job, ...]
    next: str | None = None


class Jobs:
    """The jobs of a ``folder``. Every method raises ``DatabaseUnusable``."""

    def __init__(self, folder: Path, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.folder = folder
        self._database = Database(str(folder / TABLE), SCHEMA)
        self._now = now

    def folder_of(self, id: str) -> Path:
        """Return where the log of a job lies, and the name of its run."""
        return self.folder / JOBS_FOLDER / id

    def add(self, by: str, only_if_new: int = 0) -> Job:
        """Note a job that is about to be started. Raises ``JobRunning`` where there is one."""
        now = self._now()
        with self._database.writing() as connection:
            for row in connection.execute(_everything().where(JOBS.c.exit_code.is_(None))):
                if _job(row).state(now) in LIVE:
                    raise JobRunning(row.id)
            job = Job(uuid4().hex, by, now, only_if_new)
            values = {"id": job.id, "by_whom": by, "at": written(now), "only_if_new": only_if_new}
            connection.execute(insert(JOBS).values(values))
        return job

    def note_group(self, id: str, group: Group) -> bool:
        """Note the process of a job, and return whether it may go on: not where it was cancelled meanwhile."""
        self._change(id, pid=group.pid, began=group.began)
        return self.named(id).cancelled is None

    def note_end(self, id: str, code: int) -> None:
        """Note with which exit code a job has ended; the first counts."""
        if self.named(id).exit_code is None:
            self._change(id, exit_code=code, ended=written(self._now()))

    def note_cancelled(self, id: str, by: str) -> Job:
        """Note who wants a job to end, and return it; one that has ended, or was cancelled before, stays as it is.

        Raises ``UnknownJob``.
        """
        job = self.named(id)
        if job.state(self._now()) in LIVE and job.cancelled is None:
            self._change(id, cancelled_by=by, cancelled_at=written(self._now()))
        return self.named(id)

    def named(self, id: str) -> Job:
        """Return the job with an id. Raises ``UnknownJob``."""
        if not _ID.fullmatch(id):
            raise UnknownJob(id)
        with self._database.reading() as connection:
            row = connection.execute(_everything().where(JOBS.c.id == id)).first() if connection else None
        if row is None:
            raise UnknownJob(id)
        return _job(row)

    def page(self, *, after: str | None = None, limit: int = 50) -> Page:
        """Return at most ``limit`` jobs that were asked for before the one with the id ``after``, newest first.

        Raises ``UnknownJob`` where there is none with that id.
        """
        if after is not None:
            self.named(after)
        with self._database.reading() as connection:
            if connection is None:
                return Page(())
            query = _everything().order_by(JOBS.c.number.desc()).limit(limit + 1)
            if after is not None:
                number = select(JOBS.c.number).where(JOBS.c.id == after).scalar_subquery()
                query = query.where(JOBS.c.number < number)
            found = [_job(row) for row in connection.execute(query)]
        return Page(tuple(found[:limit]), found[limit - 1].id if len(found) > limit else None)

    def _change(self, id: str, **values: Any) -> None:
        with self._database.writing() as connection:
            connection.execute(update(JOBS).where(JOBS.c.id == id).values(**values))


def _everything() -> Select[Any]:
    return select(JOBS)


def _job(row: Row[Any]) -> Job:
    return Job(
        row.id,
        row.by_whom,
        datetime.fromisoformat(row.at),
        row.only_if_new,
        None if row.pid is None else Group(row.pid, row.began),
        None if row.cancelled_at is None else Cancelled(row.cancelled_by, datetime.fromisoformat(row.cancelled_at)),
        row.exit_code,
        None if row.ended is None else datetime.fromisoformat(row.ended),
    )
