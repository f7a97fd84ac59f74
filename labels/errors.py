"""What can go wrong with the data files: own exceptions that say where and what to do."""

from __future__ import annotations

from pathlib import Path


class LabelsError(Exception):
    """Base of the errors of this package."""


class LexiconError(LabelsError):
    """An entry of a YAML file cannot be used.

    Carries ``file``, ``line`` (1-based), ``problem`` (what is wrong) and ``remedy`` (what to do).
    """

    def __init__(self, file: Path, line: int, problem: str, remedy: str) -> None:
        super().__init__(f"{file.name}, line {line}: {problem}. {remedy}")
        self.file = file
        self.line = line
        self.problem = problem
        self.remedy = remedy


class MarkupError(LabelsError):
    """Annotated XML cannot be read. Carries ``paragraph`` (its number, where known) and ``problem``."""

    def __init__(self, paragraph: str | None, problem: str) -> None:
        where = f"paragraph {paragraph}: " if paragraph else ""
        super().__init__(where + problem)
        self.paragraph = paragraph
        self.problem = problem
