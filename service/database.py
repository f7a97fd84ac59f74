"""A database of the service: one SQLite file, or PostgreSQL by its URL, through the same code.

Each transaction begins with the version of the tables. So a file that was moved away is noticed, a newer program is
heeded, and writers wait for each other, which keeps the order in which rows were stored.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Literal

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    create_engine,
    event,
    insert,
    inspect,
    make_url,
    select,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

WAIT: Final = 10.0
"""Seconds that a transaction waits for others."""
PAUSE: Final = 0.02
TIME: Final = String(32)
"""A column of times: they stand in UTC as ISO 8601 with microseconds, so that they sort as text."""
_WRITES: Final = "standpunt_writes"
_FIRST_TIME: Final = 5_757_265
"""Number of the lock that PostgreSQL holds while tables are made; any would do."""

Trouble = Literal["busy", "full", "read-only", "unreachable", "damaged", "driver", "newer", "failed"]

_PROBLEMS: Final[dict[Trouble, str]] = {
    "busy": "another process writes to it and did not end in time. Try again",
    "full": "its disk is full. Make room",
    "read-only": "it may not be written to. Give this user the right to, or choose another place",
    "unreachable": "it cannot be opened. See whether the folder or the server is there and lets this user in",
    "damaged": "it is damaged, or no database. Put a copy of it back, or choose another place",
    "driver": "it needs psycopg, which is not installed. Install the extra: pip install 'standpunt[postgres]'",
    "newer": "a newer version of standpunt made it. Update standpunt",
    "failed": "it failed",
}
_SQLITE: Final[dict[str, Trouble]] = {
    "SQLITE_BUSY": "busy",
    "SQLITE_LOCKED": "busy",
    "SQLITE_FULL": "full",
    "SQLITE_READONLY": "read-only",
    "SQLITE_PERM": "read-only",
    "SQLITE_CANTOPEN": "unreachable",
    "SQLITE_NOTADB": "damaged",
    "SQLITE_CORRUPT": "damaged",
}
_POSTGRES: Final[dict[str, Trouble]] = {
    "53100": "full",
    "53300": "busy",
    "55P03": "busy",
    "57014": "busy",
    "40001": "busy",
    "40P01": "busy",
    "25006": "read-only",
    "42501": "read-only",
}
"""By the codes of PostgreSQL's manual, appendix A."""


class DatabaseUnusable(Exception):
    """A database cannot be used now; what was to be written is not.

    Carries ``place`` (a path, or a URL without its password), ``trouble`` and ``detail`` (the code of the database
    or of the system, or empty). None holds what was to be stored.
    """

    def __init__(self, place: str, trouble: Trouble, detail: str = "") -> None:
        super().__init__(f"The database {place} cannot be used: {_PROBLEMS[trouble]}{f' ({detail})' * bool(detail)}.")
        self.place = place
        self.trouble: Trouble = trouble
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Schema:
    """The tables of one part of the service, under its ``name``, in their ``version``."""

    name: str
    version: int
    tables: MetaData


def written(at: datetime) -> str:
    """Return a time as a column of times holds it."""
    return at.isoformat(timespec="microseconds")


_VERSIONS: Final = Table(
    "standpunt_schema", MetaData(), Column("name", String(40), primary_key=True), Column("version", Integer)
)


class Database:
    """Reads and writes the tables of a schema at ``place``: the path of a file, or a URL of PostgreSQL.

    Nothing is made or opened before it is needed. Use it in one process; many processes may use one place.
    """

    def __init__(self, place: str, schema: Schema) -> None:
        self._schema = schema
        self._file = None if "://" in place else Path(place)
        self.place = place if self._file else make_url(place).render_as_string(hide_password=True)
        self._url = place
        self._engine: Engine | None = None

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection whose work is stored as a whole, or not at all. Raises ``DatabaseUnusable``."""
        with self._told():
            if self._file:
                self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with self._opened().connect() as opened:
                connection = opened.execution_options(**{_WRITES: True})
                with connection.begin():
                    self._prepare(connection)
                    yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection | None]:
        """Give a connection to read with, or None where nothing was ever stored. Raises ``DatabaseUnusable``."""
        with self._told():
            if self._file and not self._file.exists():
                yield None
                return
            with self._opened().connect() as connection, connection.begin():
                yield connection if self._version(connection) else None

    def close(self) -> None:
        """Let go of the connections; a later call opens new ones."""
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None

    def _opened(self) -> Engine:
        if self._engine is None:
            self._engine = _sqlite(self._file) if self._file else _postgres(self._url)
        return self._engine

    def _prepare(self, connection: Connection) -> None:
        """Make the tables where they are not there yet, and hold the row that lets one writer in at a time."""
        if self._version(connection):
            return
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_FIRST_TIME})")
        _VERSIONS.metadata.create_all(connection)
        if not self._version(connection):
            self._schema.tables.create_all(connection)
            connection.execute(insert(_VERSIONS).values(name=self._schema.name, version=self._schema.version))

    def _version(self, connection: Connection) -> int | None:
        """Return the version of the tables, null where there are none. Raises ``DatabaseUnusable`` for a newer one."""
        if not inspect(connection).has_table(_VERSIONS.name):
            return None
        query = select(_VERSIONS.c.version).where(_VERSIONS.c.name == self._schema.name)
        if connection.get_execution_options().get(_WRITES):
            # SQLite lets in one writer anyway, and passes over the words.
            query = query.with_for_update()
        version: int | None = connection.execute(query).scalar()
        if version is not None and version > self._schema.version:
            raise DatabaseUnusable(self.place, "newer", f"version {version} of {self._schema.name}")
        return version

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turn what a driver or the system says into one error without any stored value."""
        try:
            yield
        except DBAPIError as error:
            trouble, detail = _trouble(error.orig)
        except sqlite3.Error as error:
            trouble, detail = _trouble(error)
        except ModuleNotFoundError as error:
            if error.name != "psycopg":
                raise
            trouble, detail = "driver", ""
        except OSError as error:
            trouble, detail = "unreachable", error.strerror or ""
        else:
            return
        raise DatabaseUnusable(self.place, trouble, detail)


def _sqlite(file: Path) -> Engine:
    # A connection for each transaction: one that is kept would go on writing to a file that was moved away. And the
    # last to close moves all into the one file, so that a plain copy of it is whole.
    url = make_url("sqlite+pysqlite://").set(database=str(file))
    engine = create_engine(url, poolclass=NullPool, connect_args={"timeout": WAIT}, hide_parameters=True)
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin_at_once)
    return engine


def _set_up(connection: sqlite3.Connection, record: object) -> None:
    # The driver would begin transactions by itself, too late to keep others from writing in between.
    connection.isolation_level = None
    until = time.monotonic() + WAIT
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            break
        except sqlite3.OperationalError as error:
            # The waiting time of SQLite does not hold for this statement.
            if not error.sqlite_errorname.startswith("SQLITE_BUSY") or time.monotonic() > until:
                raise
            time.sleep(PAUSE)
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")


def _begin_at_once(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _postgres(url: str) -> Engine:
    waiting = {"connect_timeout": round(WAIT)}
    engine = create_engine(
        make_url(url).set(drivername="postgresql+psycopg"),
        connect_args=waiting,
        pool_pre_ping=True,
        pool_timeout=WAIT,
        hide_parameters=True,
    )
    event.listen(engine, "begin", _wait_shortly)
    return engine


def _wait_shortly(connection: Connection) -> None:
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = {round(WAIT * 1000)}")


def _trouble(error: BaseException | Any) -> tuple[Trouble, str]:
    """Return what is wrong, and the code that says so, of an error of either driver."""
    name = str(getattr(error, "sqlite_errorname", "") or "")
    if name:
        return next((each for start, each in _SQLITE.items() if name.startswith(start)), "failed"), name
    state = str(getattr(error, "sqlstate", "") or "")
    if state:
        kept: Trouble = "unreachable" if state[:2] in ("08", "28", "3D", "57") else "failed"
        return _POSTGRES.get(state, kept), f"SQLSTATE {state}"
    return "unreachable", type(error).__name__
