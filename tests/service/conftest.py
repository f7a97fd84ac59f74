"""The real service, started once a session on a free port, and an application in this process."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from live import Running

ROOT = Path(__file__).parents[2]
START_SECONDS = 60


@pytest.fixture(scope="session", autouse=True)
def without_a_model() -> Iterator[None]:
    """Let the rules alone answer, whether or not the package holds a model: what they find is known beforehand."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STANDPUNT_MODEL", "none")
        yield


@pytest.fixture(scope="session", autouse=True)
def corrections_of_their_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep what the tests store out of the user's own data folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STANDPUNT_FEEDBACK", str(tmp_path_factory.mktemp("corrections") / "corrections.sqlite3"))
        patch.delenv("STANDPUNT_API_KEY", raising=False)
        patch.delenv("STANDPUNT_API_KEY_FILE", raising=False)
        yield


@pytest.fixture(scope="session")
def running(
    tmp_path_factory: pytest.TempPathFactory, without_a_model: None, corrections_of_their_own: None
) -> Iterator[Running]:
    """Start the service as `standpunt serve` does, with the default limits and the most talkative log."""
    folder = tmp_path_factory.mktemp("service")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    running = Running(f"http://127.0.0.1:{port}", folder / "log.txt")
    # A home of its own: services that share one wipe each other's metrics.
    environment = {**os.environ, "BENTOML_HOME": str(folder / "home"), "STANDPUNT_LOG_LEVEL": "debug"}
    command = [sys.executable, "-m", "service.cli", "serve", "--port", str(port)]
    with running.log_file.open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True)
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


@pytest.fixture(scope="session")
def client(running: Running) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=running.address, timeout=30) as client:
        yield client
