from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from training.compose_cli import compose_command
from training.records import from_row


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(compose_command, list(arguments))
    return result.exit_code, result.output


def test_json_lines_hold_a_row_each(tmp_path: Path) -> None:
    out = tmp_path / "composed.jsonl"
    code, output = run("--count", "30", "--seed", "5", "--out", str(out))
    assert (code, "30 paragraphs" in output) == (0, True)
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert len(rows) == 30
    assert from_row(rows[0]).origin == "composed"


def test_a_folder_is_a_data_set(tmp_path: Path) -> None:
    datasets = pytest.importorskip("datasets")
    code, _ = run("--count", "20", "--out", str(tmp_path / "composed"))
    assert code == 0
    assert len(datasets.load_from_disk(tmp_path / "composed")) == 20


def test_a_picture_is_drawn(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    out, plot = tmp_path / "a.jsonl", tmp_path / "a.png"
    code, _ = run("--count", "20", "--out", str(out), "--plot", str(plot))
    assert code == 0
    assert plot.is_file()
    assert "distances" in json.loads(plot.with_suffix(".json").read_text(encoding="utf-8"))


def test_nothing_is_written_over(tmp_path: Path) -> None:
    out = tmp_path / "there.jsonl"
    out.write_text("mine", encoding="utf-8")
    code, output = run("--count", "5", "--out", str(out))
    assert code == 1
    assert "exists already" in output
    assert out.read_text(encoding="utf-8") == "mine"


def test_a_folder_that_is_missing_is_told(tmp_path: Path) -> None:
    code, output = run("--count", "5", "--out", str(tmp_path / "no" / "a.jsonl"))
    assert code == 1
    assert "does not exist" in output


def test_a_picture_must_be_a_png(tmp_path: Path) -> None:
    code, output = run("--count", "5", "--out", str(tmp_path / "a.jsonl"), "--plot", str(tmp_path / "a.pdf"))
    assert code == 2
    assert "ends in .png" in output
