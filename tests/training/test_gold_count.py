from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.console import Console
from rich.table import Table
from small_gold import small_gold

from training.cli import main
from training.gold import SPLIT_NAMES, load_gold
from training.gold_count import NO_SET, count_tables, frames_line, sets_table, stances_table, subjects_line


def rows(table: Table) -> dict[str, list[str]]:
    """Return the cells of a table by the first of each row."""
    console = Console(width=100, record=True, quiet=False, file=None, force_terminal=False)
    with console.capture() as capture:
        console.print(table)
    lines = [line.split() for line in capture.get().splitlines() if line.strip() and "─" not in line]
    return {line[0]: line[1:] for line in lines}


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    return small_gold(tmp_path / "gold")


def test_sets(gold: Path) -> None:
    found = rows(sets_table(load_gold([gold]), SPLIT_NAMES))
    assert found["train"] == ["1", "2", "2"]
    assert found["test"] == ["1", "1", "1"]
    assert found["all"] == ["3", "4", "4"]


def test_a_document_in_no_set_is_told(gold: Path) -> None:
    (gold / "splits.yaml").write_text("train: [bruggen]\nvalidation: []\ntest: [treinen]\n", encoding="utf-8")
    documents = load_gold([gold])
    assert rows(sets_table(documents, SPLIT_NAMES))["in"] == ["no", "set", "1", "1", "1"]
    assert NO_SET in [str(column.header) for column in stances_table(documents, SPLIT_NAMES).columns]


def test_every_stance_has_a_row_in_the_order_of_the_list(gold: Path) -> None:
    found = rows(stances_table(load_gold([gold]), SPLIT_NAMES))
    assert list(found)[1:3] == ["condemn", "reject"]
    assert len(found) == 19
    assert found["condemn"] == ["0", "0", "1", "1"]
    assert found["deplore"] == ["1", "0", "0", "1"]
    assert found["urge"] == ["0", "0", "0", "0"]


def test_kinds_and_bodies(gold: Path) -> None:
    _, _, kinds, bodies = (rows(table) for table in count_tables(load_gold([gold])))
    assert kinds["gap"] == ["1", "0", "0", "1"]
    assert kinds["(plain)"] == ["1", "1", "1", "3"]
    assert bodies["motions"] == ["2", "0", "1", "3"]
    assert bodies["European"] == ["Parliament", "0", "1", "0", "1"]


def test_subjects_and_frames(gold: Path) -> None:
    documents = load_gold([gold])
    assert subjects_line(documents) == "3 subjects, from 2024 to 2024; an operative has 12 words."
    assert frames_line(documents).startswith("4 of ")
    assert "0 acts in frames that the rules do not read" in frames_line(documents)


def test_nothing_to_count() -> None:
    assert subjects_line(()) == "0 subjects."
    assert next(rows(table) for table in count_tables(()))["all"] == ["0", "0", "0"]


def test_the_command(gold: Path) -> None:
    result = CliRunner().invoke(main, ["gold", "count", str(gold)])
    assert result.exit_code == 0, result.output
    assert "3 subjects" in result.output
    assert "condemn" in result.output


def test_the_command_says_what_it_cannot_read(gold: Path) -> None:
    (gold / "bruggen.xml").write_text("<resolution>", encoding="utf-8")
    result = CliRunner().invoke(main, ["gold", "count", str(gold)])
    assert result.exit_code == 1
    assert "bruggen.xml" in result.output
