"""The table of jobs. A row is added when a job is asked for, and filled in as it begins, is cancelled and ends."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, Float, Integer, MetaData, String, Table

from service.database import TIME, Schema

VERSION: Final = 1
ID_LENGTH: Final = 32
BY_LENGTH: Final = 200
"""As long as the names of those who correct; not taken from there, for the process of a job is to start quickly."""

_METADATA: Final = MetaData()

JOBS: Final = Table(
    "retraining_jobs",
    _METADATA,
    # The order in which they were asked for.
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("id", String(ID_LENGTH), nullable=False, unique=True),
    Column("by_whom", String(BY_LENGTH), nullable=False),
    Column("at", TIME, nullable=False),
    Column("only_if_new", Integer, nullable=False),
    # The process, and when the system says that it began (seconds since 1970): a number is used again, both are not.
    Column("pid", Integer),
    Column("began", Float),
    Column("cancelled_by", String(BY_LENGTH)),
    Column("cancelled_at", TIME),
    Column("exit_code", Integer),
    Column("ended", TIME),
)

SCHEMA: Final = Schema("retraining", VERSION, _METADATA)
