"""What `standpunt serve` says and hands on before BentoML takes its place."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from service import serving
from service.settings import Settings


@pytest.fixture
def handed_on(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Return the environment with which BentoML would start, filled once it would."""
    environment: dict[str, str] = {}
    for name in [each for each in os.environ if each.startswith("STANDPUNT_")]:
        monkeypatch.delenv(name)
    # A copy: what is set for BentoML must not outlive the test.
    monkeypatch.setattr(os, "environ", dict(os.environ))
    monkeypatch.setattr(os, "execv", lambda program, command: environment.update(os.environ))
    return environment


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_the_workers_know_the_host_and_the_place_of_corrections(
    handed_on: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    serving.serve(Settings(host="0.0.0.0", port=free_port(), feedback=str(tmp_path / "kept.sqlite3")))
    assert handed_on["STANDPUNT_HOST"] == "0.0.0.0"
    assert handed_on["STANDPUNT_FEEDBACK"] == str(tmp_path / "kept.sqlite3")
    assert Settings.from_environment(handed_on).host == "0.0.0.0"
    said = capsys.readouterr().out
    assert "/v1/feedback and /v1/retraining stay closed" in said
    assert "STANDPUNT_API_KEY" in said


def test_a_key_file_is_named_from_anywhere(
    handed_on: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "key").write_text("sleutel-1", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    os.environ["STANDPUNT_API_KEY_FILE"] = "key"
    serving.serve(Settings.from_environment({**os.environ, "STANDPUNT_PORT": str(free_port())}))
    assert handed_on["STANDPUNT_API_KEY_FILE"] == str(tmp_path / "key")
    said = capsys.readouterr().out
    assert "note:" not in said
    assert "sleutel-1" not in said + str(handed_on)
