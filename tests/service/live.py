"""A service that runs beside the tests."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Running:
    """A service that answers: its address and where its log goes."""

    address: str
    log_file: Path

    def log(self) -> str:
        return self.log_file.read_text(encoding="utf-8")
