"""The real service, started once a session on a free port, with the default limits and the most talkative log."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from live import Running, running_in


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
        patch.setenv("STANDPUNT_RETRAINING", str(tmp_path_factory.mktemp("retraining")))
        patch.delenv("STANDPUNT_API_KEY", raising=False)
        patch.delenv("STANDPUNT_API_KEY_FILE", raising=False)
        yield


@pytest.fixture(scope="session")
def running(
    tmp_path_factory: pytest.TempPathFactory, without_a_model: None, corrections_of_their_own: None
) -> Iterator[Running]:
    with running_in(tmp_path_factory.mktemp("service"), {}) as running:
        yield running


@pytest.fixture(scope="session")
def client(running: Running) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=running.address, timeout=30) as client:
        yield client
