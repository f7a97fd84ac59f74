"""A database for each test: an SQLite file, and PostgreSQL where a server is installed or named."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, make_url

NAMED = "STANDPUNT_TEST_POSTGRES"


def _programs() -> Path | None:
    """Return the folder of initdb and pg_ctl; Debian keeps them off the PATH."""
    found = shutil.which("pg_ctl")
    folders = [Path(found).resolve().parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((each for each in folders if (each / "initdb").exists() and (each / "pg_ctl").exists()), None)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Give the URL of a server: the one that is named, or one that is started for the tests."""
    pytest.importorskip("psycopg", reason="the extra postgres is not installed")
    if url := os.environ.get(NAMED):
        yield url
        return
    programs = _programs()
    if programs is None:
        pytest.skip(f"no PostgreSQL server is installed, and {NAMED} names none")
    user = os.geteuid()
    if user == 0:
        # The server refuses to run as root.
        try:
            user = pwd.getpwnam("postgres").pw_uid
        except KeyError:
            pytest.skip("PostgreSQL does not run as root, and there is no user postgres")
    # Sockets need a short path, and the folders of pytest are closed to other users.
    folder = Path(tempfile.mkdtemp(prefix="standpunt-"))
    os.chown(folder, user, -1)

    def run(*command: str | Path) -> None:
        with (folder / "commands.txt").open("ab") as told:
            subprocess.run(list(map(str, command)), user=user, cwd=folder, stdout=told, stderr=told, check=True)

    options = f"-c listen_addresses='' -c fsync=off -k {folder}"
    try:
        run(programs / "initdb", "-A", "trust", "-U", "standpunt", "-E", "UTF8", "-D", folder / "data")
        run(programs / "pg_ctl", "-w", "-D", folder / "data", "-l", folder / "log.txt", "-o", options, "start")
        try:
            yield f"postgresql://standpunt@/postgres?host={quote(str(folder))}"
        finally:
            run(programs / "pg_ctl", "-m", "immediate", "-D", folder / "data", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def fresh_database(server: str) -> str:
    """Make an empty database on a server and return its URL."""
    name = f"standpunt_{uuid4().hex}"
    url = make_url(server).set(drivername="postgresql+psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    engine.dispose()
    return make_url(server).set(database=name).render_as_string(hide_password=False)


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where corrections are kept: an SQLite file that is not there yet, or an empty database of PostgreSQL."""
    if request.param == "sqlite":
        return str(tmp_path / "kept" / "corrections.sqlite3")
    return fresh_database(request.getfixturevalue("postgres"))
