"""How ``standpunt-train retrain`` ends: its exit codes, for schedulers and for the service."""

from __future__ import annotations

from typing import Final, Literal

Outcome = Literal["promoted", "kept", "nothing to do", "already running", "failed"]

PROMOTED: Final = 0
"""The challenger is champion now; or a dry run found something to learn."""
FAILED: Final = 1
"""Something is wrong, and is told on standard error; the champion is as it was."""
WRONG_COMMAND: Final = 2
"""The command itself was wrong."""
KEPT: Final = 3
"""The challenger was trained and judged, and the champion stays."""
NOTHING_TO_DO: Final = 4
"""There was too little new to train for."""
ALREADY_RUNNING: Final = 5
"""Another retraining holds the lock."""

_OUTCOMES: Final[dict[int, Outcome]] = {
    PROMOTED: "promoted",
    KEPT: "kept",
    NOTHING_TO_DO: "nothing to do",
    ALREADY_RUNNING: "already running",
}


def outcome_of(code: int) -> Outcome:
    """Return what an exit code means; a signal, which is negative, and all that is unknown is a failure."""
    return _OUTCOMES.get(code, "failed")
