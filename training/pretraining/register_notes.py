"""What each register is and whose it is, from ``registers.yaml``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from labels.yaml_source import load_yaml

NOTES_FILE: Final = Path(__file__).parent / "registers.yaml"


@dataclass(frozen=True, slots=True)
class RegisterNote:
    """The kind of text, why it may be used, and whom to name for it, if anyone."""

    what: str
    rights: str
    credit: str | None


def load_register_notes(path: Path = NOTES_FILE) -> dict[str, RegisterNote]:
    """Return the notes by register. Raises ``LexiconError`` with file and line."""
    found = {}
    for register, node in load_yaml(path).fields("registers")["registers"].mapping().items():
        fields = node.fields("what", "rights", optional=("credit",))
        credit = fields["credit"].text() if "credit" in fields else None
        found[register] = RegisterNote(fields["what"].text(), fields["rights"].text(), credit)
    return found
