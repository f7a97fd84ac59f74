"""A service that runs beside the tests."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx

ROOT: Final = Path(__file__).parents[2]
START_SECONDS: Final = 60


@dataclass(frozen=True)
class Running:
    """A service that answers: its address and where its log goes."""

    address: str
    log_file: Path

    def log(self) -> str:
        return self.log_file.read_text(encoding="utf-8")


@contextmanager
def running_in(folder: Path, environment: Mapping[str, str]) -> Iterator[Running]:
    """Start the service as `standpunt serve` does, on a free port, and end it; what it writes lies in ``folder``."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    running = Running(f"http://127.0.0.1:{port}", folder / "log.txt")
    # A home of its own: services that share one wipe each other's metrics.
    own = {**os.environ, "BENTOML_HOME": str(folder / "home"), "STANDPUNT_LOG_LEVEL": "debug", **environment}
    command = [sys.executable, "-m", "service.cli", "serve", "--port", str(port)]
    with running.log_file.open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=own, stdout=log, stderr=log, start_new_session=True)
    try:
        _await(running, process)
        yield running
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)


def _await(running: Running, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            if httpx.get(f"{running.address}/readyz").status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.05)
    raise RuntimeError(f"the service did not start:\n{running.log()}")
