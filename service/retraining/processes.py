"""The process group of a job: whether it lives, and how it is ended.

A job is known by its process number and the time at which the system began it: a number alone may long be another's.
"""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

import psutil

PATIENCE: Final = 10.0
"""Seconds between asking a job to end and ending it."""
_SAME: Final = 2.0
"""Seconds by which two readings of one beginning may differ: the system counts from a clock that is corrected."""
_PAUSE: Final = 0.05


@dataclass(frozen=True, slots=True)
class Group:
    """A process group: the ``pid`` of its leader, and when that ``began`` (seconds since 1970)."""

    pid: int
    began: float

    @classmethod
    def own(cls) -> Group:
        """Return the group of this process, which must lead it."""
        return cls(os.getpid(), psutil.Process().create_time())

    @property
    def lives(self) -> bool:
        """Return whether a process of the group runs."""
        return bool(self.members())

    def members(self) -> list[psutil.Process]:
        """Return the processes of the group that run; none where the number is another's by now."""
        with suppress(psutil.NoSuchProcess):
            if abs(psutil.Process(self.pid).create_time() - self.began) > _SAME:
                return []
        return [each for each in psutil.process_iter() if self._holds(each)]

    def end(self, patience: float = PATIENCE) -> bool:
        """Ask all to end, and end those that have not after ``patience`` seconds; return whether all are gone."""
        for number, seconds in ((signal.SIGTERM, patience), (signal.SIGKILL, patience)):
            if not self.lives:
                return True
            with suppress(ProcessLookupError):
                os.killpg(self.pid, number)
            if self._gone_within(seconds):
                return True
        return False

    def _gone_within(self, seconds: float) -> bool:
        until = time.monotonic() + seconds
        while self.lives:
            if time.monotonic() > until:
                return False
            time.sleep(_PAUSE)
        return True

    def _holds(self, process: psutil.Process) -> bool:
        try:
            # What has ended and was not fetched by its parent runs no more.
            return (
                os.getpgid(process.pid) == self.pid
                and process.create_time() > self.began - _SAME
                and process.status() != psutil.STATUS_ZOMBIE
            )
        except (psutil.Error, OSError):
            return False
