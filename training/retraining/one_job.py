"""One retraining at a time: a lock of the system, which vanishes with its process however that ends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

LOCK: Final = "retraining.lock"


class AlreadyRunning(Exception):
    """Another process retrains in ``runs``."""

    def __init__(self, runs: Path) -> None:
        super().__init__(f"Another retraining is running in {runs}. Wait for it to end, or cancel it.")
        self.runs = runs


@contextmanager
def one_job(runs: Path) -> Iterator[None]:
    """Hold the lock of a folder of runs. Raises ``AlreadyRunning`` at once where another does, and ``OSError``."""
    from filelock import FileLock, Timeout

    runs.mkdir(parents=True, exist_ok=True)
    lock = FileLock(runs / LOCK, timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise AlreadyRunning(runs) from None
    try:
        yield
    finally:
        lock.release()
