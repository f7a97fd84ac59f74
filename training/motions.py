"""Motions and resolutions as JSON Lines, plain or packed with xz: the shapes in which collections give them.

A line is one document: ``{"text": [line, …]}``, ``{"text": "…"}``, ``{"paragraphs": [line, …]}`` or ``{"body": [line,
…]}``, perhaps with ``date`` and ``dossier``. What else a line holds is passed over.
"""

from __future__ import annotations

import lzma
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, ValidationError

_SHAPES: Final = ("text", "paragraphs", "body")


class MotionProblem(ValueError):
    """A collection cannot be read. Carries ``file``, ``line`` (1-based, or null), ``problem`` and ``remedy``."""

    def __init__(self, file: Path, line: int | None, problem: str, remedy: str) -> None:
        where = f"{file}, line {line}" if line else str(file)
        super().__init__(f"{where}: {problem}. {remedy}")
        self.file = file
        self.line = line
        self.problem = problem
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Motion:
    """One document as plain text, its lines apart; ``subject`` and ``date`` are empty where they are not given."""

    text: str
    subject: str = ""
    date: str = ""


class _Line(BaseModel):
    model_config = ConfigDict(extra="ignore")

    text: list[str] | str | None = None
    paragraphs: list[str] | None = None
    body: list[str] | None = None
    dossier: str | None = None
    date: str | None = None

    def lines(self) -> list[str] | None:
        """Return the lines of the document by the first of the shapes that is there."""
        given = next((value for name in _SHAPES if (value := getattr(self, name)) is not None), None)
        return [given] if isinstance(given, str) else given


def read_motions(path: Path) -> Iterator[Motion]:
    """Yield the documents of a ``.jsonl`` or ``.jsonl.xz`` in order; blank lines, and documents of none, are left out.

    Raises ``MotionProblem`` where the file or a line cannot be read.
    """
    try:
        with lzma.open(path) if path.suffix == ".xz" else path.open("rb") as source:
            for number, line in enumerate(source, start=1):
                if line.strip() and (motion := _motion(path, number, line)).text.strip():
                    yield motion
    except (OSError, lzma.LZMAError, EOFError) as error:
        raise MotionProblem(path, None, f"the file cannot be read ({error})", "Fetch or name it again.") from error


def _motion(path: Path, number: int, line: bytes) -> Motion:
    try:
        given = _Line.model_validate_json(line)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"]))
        problem = f"{where}: {first['msg']}" if where else "this is not a JSON object in UTF-8"
        raise MotionProblem(path, number, problem, "Write one JSON object a line.") from error
    lines = given.lines()
    if lines is None:
        remedy = f"Give the lines of the document under one of: {', '.join(_SHAPES)}."
        raise MotionProblem(path, number, "the line holds no text", remedy)
    return Motion("\n\n".join(lines), given.dossier or "", given.date or "")
