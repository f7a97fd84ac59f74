"""The commands `standpunt feedback …`, on a store of their own."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from click.testing import CliRunner, Result
from corrected import NOON, corrections, kept
from hypothesis import given, settings
from hypothesis import strategies as st

from labels.corrections import Correction
from service.cli import main
from service.feedback.lines import as_line
from service.feedback.store import FeedbackStore, Submitted
from training.corrections import read_corrections

NOW = NOON + timedelta(days=1)


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "corrections.sqlite3"
    monkeypatch.setenv("STANDPUNT_FEEDBACK", str(path))
    return path


def run(*arguments: str | Path, place: Path | None = None) -> Result:
    environment = {"STANDPUNT_FEEDBACK": str(place)} if place else None
    return CliRunner().invoke(main, ["feedback", *map(str, arguments)], env=environment)


def store(place: Path, *given_ones: Correction) -> list[str]:
    receipts = FeedbackStore(str(place)).add([Submitted(each) for each in given_ones], NOW)
    return [each.stored.id for each in receipts]


def write(path: Path, *given_ones: Correction) -> Path:
    path.write_text("".join(map(as_line, given_ones)), encoding="utf-8")
    return path


def test_the_list_shows_what_counts_and_who_disagrees(place: Path) -> None:
    given_ones = (kept(), kept(by="bert", hour=1), kept(by="carla", hour=2, stance="note"), kept("looft dit", "dirk"))
    anna, bert, carla, dirk = store(place, *given_ones)
    assert run("withdraw", dirk, "--by", "dirk").exit_code == 0
    result = run("list")
    assert result.exit_code == 0
    shown = result.stdout
    assert shown.index("dirk") < shown.index("carla") < shown.index("anna")
    for told in (dirk[:8], "withdrawn by dirk", "note betreurt", "2026-03-09 14:00", f"same acts as {bert[:8]}"):
        assert told in shown
    assert f"contradicts {anna[:8]}, {bert[:8]}" in " ".join(shown.split())
    assert f"contradicts {carla[:8]}" in shown
    assert "4 corrections; 1 that count; 1 withdrawn; 3 in contradiction" in shown


def test_the_json_is_the_answer_of_the_service(place: Path) -> None:
    first, second, third = store(place, kept(), kept("looft dit"), kept("prijst dit"))
    answer = json.loads(run("list", "--format", "json", "--limit", "2").stdout)
    assert [each["id"] for each in answer["corrections"]] == [third, second]
    assert answer["next"] == second
    rest = json.loads(run("list", "--format", "json", "--after", second[:12]).stdout)
    assert [each["id"] for each in rest["corrections"]] == [first]
    assert "More: --after" in run("list", "--limit", "2").stdout
    assert json.loads(run("list", "--state", "withdrawn", "--format", "json").stdout)["corrections"] == []


def test_a_terminal_cannot_be_steered(place: Path) -> None:
    store(place, kept("betreurt \x1b]0;gekaapt\x07 dit", by="anna\x1b[2J"))
    (id,) = store(place, kept("looft dit"))
    assert "\x1b" not in run("list").stdout
    assert "\x1b" not in run("withdraw", id, "--by", "x\x1b[2J").stdout
    assert "\x1b" not in run("withdraw", id, "--by", "y").stdout


def test_an_empty_store(place: Path) -> None:
    assert "0 corrections" in run("list").stdout
    assert run("export").stdout == ""
    assert not place.exists()


def test_what_is_exported_is_what_training_reads(place: Path, tmp_path: Path) -> None:
    kept_ones = (kept(), kept(by="bert", hour=1, stance="note"), kept("looft dit", note="zie bijlage"))
    _, gone, _ = store(place, *kept_ones)
    run("withdraw", gone, "--by", "anna")
    out = tmp_path / "out.jsonl"
    result = run("export", out)
    assert (result.exit_code, result.stdout) == (0, "")
    assert "2 corrections written" in result.stderr
    assert read_corrections(out) == (kept_ones[0], kept_ones[2])
    assert run("export").stdout == out.read_text(encoding="utf-8")


def test_a_file_is_imported_once(place: Path, tmp_path: Path) -> None:
    file = write(tmp_path / "in.jsonl", kept(), kept(by="bert"))
    assert run("import", file, "--dry-run").stdout == "2 corrections would be stored, 0 there already.\n"
    assert not place.exists()
    assert run("import", file).stdout == "2 corrections stored, 0 there already.\n"
    assert run("import", file, file).stdout == "0 corrections stored, 4 there already.\n"
    assert run("export").stdout == file.read_text(encoding="utf-8")
    (first,) = store(place, kept())
    run("withdraw", first, "--by", "anna")
    assert "2 there already (1 of them withdrawn)." in run("import", file, "--dry-run").stdout
    assert "bert" in run("export").stdout
    assert "anna" not in run("export").stdout


def test_every_line_that_is_refused_is_named_and_nothing_is_stored(place: Path, tmp_path: Path) -> None:
    good = write(tmp_path / "good.jsonl", kept())
    wrong = write(tmp_path / "wrong.jsonl", kept(), kept(hour=24 * 365 * 500))
    lines = wrong.read_text(encoding="utf-8") + '{"id": "1"}\n' + as_line(kept()).replace('"end": 8', '"end": 9')
    wrong.write_text(lines, encoding="utf-8")
    result = run("import", good, wrong)
    assert (result.exit_code, result.stdout) == (2, "")
    told = result.stderr.splitlines()
    assert told[0].startswith(f"{wrong}, line 2, at: the time lies in the future.")
    assert told[1].startswith(f"{wrong}, line 3, text: ")
    assert told[2].startswith(f"{wrong}, line 4, acts[0].trigger: ")
    assert told[3] == "3 lines are refused. Nothing was stored."
    assert not place.exists()


def test_a_correction_is_withdrawn_by_the_beginning_of_its_id(place: Path) -> None:
    id, other = store(place, kept(), kept("looft dit"))
    result = run("withdraw", id[:10], "--by", "anna")
    assert (result.exit_code, result.stdout) == (0, f"{id} is withdrawn.\n")
    assert f"{id} was withdrawn before, by anna at " in run("withdraw", id, "--by", "bert").stdout
    unknown = run("withdraw", "nergens", "--by", "anna")
    assert (unknown.exit_code, unknown.stderr.startswith("No correction has the id 'nergens'.")) == (2, True)
    for name in (" ", "x" * 201, "\udcff"):
        assert "--by" in run("withdraw", other, "--by", name).stderr
    assert [each.paragraph.text for each in FeedbackStore(str(place)).standing()] == ["looft dit"]


def test_a_store_that_cannot_be_used_is_told_in_a_sentence(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place.write_text("een brief\n" * 500, encoding="utf-8")
    for command in (("list",), ("export",), ("withdraw", "ab", "--by", "anna")):
        result = run(*command)
        assert result.exit_code == 2
        assert result.stderr.startswith(f"The database {place} cannot be used: it is damaged, or no database.")
    monkeypatch.setenv("STANDPUNT_FEEDBACK", "mysql://localhost/db")
    assert "STANDPUNT_FEEDBACK" in run("list").stderr


def test_a_newer_store_is_left_alone(place: Path) -> None:
    store(place, kept())
    with sqlite3.connect(place) as connection:
        connection.execute("UPDATE standpunt_schema SET version = 99")
    assert "Update standpunt" in run("list").stderr
    assert run("list").exit_code == 2


def test_other_commands_do_not_wait_for_the_database() -> None:
    code = "import sys, service.cli; sys.exit('sqlalchemy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@settings(max_examples=25)
@given(st.lists(corrections, min_size=1, max_size=4, unique=True))
def test_an_export_that_is_imported_is_the_same(given_ones: list[Correction]) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        store(folder / "first", *given_ones)
        assert run("export", folder / "out.jsonl", place=folder / "first").exit_code == 0
        assert read_corrections(folder / "out.jsonl") == tuple(given_ones)
        assert run("import", folder / "out.jsonl", place=folder / "second").exit_code == 0
        assert list(FeedbackStore(str(folder / "second")).standing()) == given_ones
        first, second = (run("export", place=folder / each).stdout for each in ("first", "second"))
        assert first == second
