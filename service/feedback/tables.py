"""The tables of corrections. Rows are added, never changed or deleted: a withdrawal is a row of its own."""

from __future__ import annotations

from typing import Final

from sqlalchemy import JSON, Column, ForeignKey, Integer, MetaData, String, Table, Text

from service.database import TIME, Schema
from service.feedback.contract import NAME_LENGTH
from service.feedback.lines import ID_LENGTH

VERSION: Final = 1

_METADATA: Final = MetaData()

CORRECTIONS: Final = Table(
    "feedback_corrections",
    _METADATA,
    # The order in which they were stored.
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("id", String(ID_LENGTH), nullable=False, unique=True),
    # The hash of the words of the text: texts are the same where their words are.
    Column("words", String(64), nullable=False, index=True),
    Column("paragraph", String(NAME_LENGTH), nullable=False),
    Column("text", Text, nullable=False),
    Column("acts", JSON, nullable=False),
    Column("by_whom", String(NAME_LENGTH), nullable=False),
    Column("at", TIME, nullable=False),
    Column("model", String(NAME_LENGTH), nullable=False),
    Column("note", Text, nullable=False),
    Column("received", TIME, nullable=False),
)

WITHDRAWALS: Final = Table(
    "feedback_withdrawals",
    _METADATA,
    Column("correction", String(ID_LENGTH), ForeignKey(CORRECTIONS.c.id), primary_key=True),
    Column("by_whom", String(NAME_LENGTH), nullable=False),
    Column("at", TIME, nullable=False),
)

SCHEMA: Final = Schema("feedback", VERSION, _METADATA)
