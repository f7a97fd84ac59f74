"""What a database does when it cannot do what is asked: full, locked, read-only, gone, newer, or no database."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, insert, select

from service import database as module
from service.database import Database, DatabaseUnusable, Schema, Trouble

METADATA = MetaData()
WORDS = Table("words", METADATA, Column("number", Integer, primary_key=True), Column("word", String(2000)))
SCHEMA = Schema("words", 2, METADATA)
SECRET = "kwikstaartje"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "below" / "words.sqlite3"


@pytest.fixture
def database(file: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    monkeypatch.setattr(module, "WAIT", 0.2)
    found = Database(str(file), SCHEMA)
    yield found
    found.close()


def write(database: Database, *words: str) -> None:
    with database.writing() as connection:
        connection.execute(insert(WORDS), [{"word": word} for word in words])


def read(database: Database) -> list[str] | None:
    with database.reading() as connection:
        return list(connection.execute(select(WORDS.c.word)).scalars()) if connection else None


def unusable(database: Database, trouble: Trouble) -> DatabaseUnusable:
    with pytest.raises(DatabaseUnusable) as caught:
        write(database, SECRET)
    assert caught.value.trouble == trouble
    assert SECRET not in str(caught.value)
    assert caught.value.__cause__ is None
    assert str(caught.value).endswith(".")
    return caught.value


def test_reading_makes_nothing(database: Database, file: Path) -> None:
    assert read(database) is None
    assert not file.parent.exists()


def test_what_is_written_is_read_by_another(database: Database, file: Path) -> None:
    write(database, "dijk", "duin")
    assert read(Database(str(file), SCHEMA)) == ["dijk", "duin"]


def test_all_is_written_or_nothing(database: Database) -> None:
    write(database, "dijk")
    with pytest.raises(ValueError, match="stop"), database.writing() as connection:
        connection.execute(insert(WORDS).values(word="duin"))
        raise ValueError("stop")
    assert read(database) == ["dijk"]


def test_the_file_is_in_wal_mode_and_knows_its_version(database: Database, file: Path) -> None:
    write(database, "dijk")
    with sqlite3.connect(file) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("SELECT name, version FROM standpunt_schema").fetchall() == [("words", 2)]


def test_two_parts_share_a_file(database: Database, file: Path) -> None:
    write(database, "dijk")
    other = Table("numbers", MetaData(), Column("number", Integer, primary_key=True))
    with Database(str(file), Schema("numbers", 1, other.metadata)).writing() as connection:
        connection.execute(insert(other).values(number=7))
    assert read(database) == ["dijk"]


def test_a_newer_version_is_left_alone(database: Database, file: Path) -> None:
    write(database, "dijk")
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE standpunt_schema SET version = 3")
    told = unusable(database, "newer")
    assert "Update standpunt" in str(told)
    assert "version 3" in str(told)
    with pytest.raises(DatabaseUnusable):
        read(database)


def test_another_writer_is_waited_for_but_not_for_ever(database: Database, file: Path) -> None:
    write(database, "dijk")
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert "Try again" in str(unusable(database, "busy"))
    # Readers wait for no writer.
    assert read(database) == ["dijk"]
    other.execute("ROLLBACK")
    other.close()
    write(database, "duin")
    assert read(database) == ["dijk", "duin"]


def test_a_full_disk(database: Database, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(database, "dijk")
    set_up = module._set_up

    def narrow(connection: sqlite3.Connection, record: object) -> None:
        set_up(connection, record)
        connection.execute("PRAGMA max_page_count = 1")

    monkeypatch.setattr(module, "_set_up", narrow)
    with pytest.raises(DatabaseUnusable) as caught:
        write(Database(str(file), SCHEMA), *["x" * 2000] * 20)
    assert (caught.value.trouble, caught.value.detail) == ("full", "SQLITE_FULL")
    assert read(database) == ["dijk"]


def test_a_file_that_may_only_be_read(database: Database, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(database, "dijk")
    set_up = module._set_up

    def locked(connection: sqlite3.Connection, record: object) -> None:
        # Rights of files do not bind root, as whom tests may run.
        set_up(connection, record)
        connection.execute("PRAGMA query_only = ON")

    monkeypatch.setattr(module, "_set_up", locked)
    other = Database(str(file), SCHEMA)
    assert unusable(other, "read-only").place == str(file)
    assert read(other) == ["dijk"]


def test_no_database(database: Database, file: Path) -> None:
    file.parent.mkdir()
    file.write_text("een brief\n" * 500, encoding="utf-8")
    unusable(database, "damaged")
    assert file.read_text(encoding="utf-8").startswith("een brief")


def test_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    unusable(Database(str(tmp_path / "file" / "words.sqlite3"), SCHEMA), "unreachable")
    unusable(Database(str(tmp_path), SCHEMA), "unreachable")


def test_a_file_that_was_moved_away_is_noticed(database: Database, file: Path) -> None:
    write(database, "dijk")
    file.rename(file.with_name("moved.sqlite3"))
    assert read(database) is None
    write(database, "duin")
    assert read(database) == ["duin"]


def test_no_server_and_no_password_in_what_is_told() -> None:
    pytest.importorskip("psycopg", reason="the extra postgres is not installed")
    database = Database(f"postgresql://anna:{SECRET}@127.0.0.1:1/db", SCHEMA)
    assert SECRET not in unusable(database, "unreachable").place
    with pytest.raises(DatabaseUnusable):
        read(database)


def test_a_driver_that_is_not_installed_is_named_with_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    told = unusable(Database("postgresql://localhost/db", SCHEMA), "driver")
    assert "standpunt[postgres]" in str(told)
