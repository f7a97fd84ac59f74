"""``state.json`` of a run: what a retraining tells of itself while it runs and for good.

``standpunt-train retrain`` writes it, always as a whole, and goes on from it after a crash; the service only reads it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, Literal, get_args

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

STATE: Final = "state.json"

Step = Literal["data", "training", "release", "comparison", "storing", "promotion", "report"]
STEPS: Final[tuple[Step, ...]] = get_args(Step)

End = Literal["promoted", "kept", "given up"]


class _Told(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class StepState(_Told):
    """One step: when it was last begun and when it ended, or null; how often it was begun.

    ``versions`` names what went in or came out.
    """

    name: Step
    started: AwareDatetime
    ended: AwareDatetime | None = None
    attempts: int = 1
    versions: dict[str, str] = {}


class CorrectionCounts(_Told):
    """The corrections of a run.

    ``standing`` are all that were not withdrawn, ``learned`` those in the data set; ``new`` of these are not in the
    champion's data, and ``gone`` are in the champion's data but no longer here. ``withheld`` count but judge, or
    nearly, and so may not train.
    """

    standing: int
    learned: int
    new: int
    gone: int
    superseded: int
    contradictions: int
    withheld: int


class ScoreChange(_Told):
    """A score of champion and challenger on the test set.

    ``low`` and ``high`` hold the middle 95 % of the difference, challenger minus champion, over documents drawn with
    replacement.
    """

    name: str
    champion: float
    challenger: float
    low: float
    high: float

    @property
    def difference(self) -> float:
        """Return by how much the challenger is better."""
        return self.challenger - self.champion


class CorrectionsAnswered(_Told):
    """Of ``total`` corrections that were learned, how many each answers as a person corrected."""

    total: int
    champion: int
    challenger: int


class Verdict(_Told):
    """Whether the challenger is promoted, why, and what that was drawn from."""

    promote: bool
    reason: str
    scores: tuple[ScoreChange, ...]
    corrections: CorrectionsAnswered


class RunState(_Told):
    """All that a run tells.

    ``settings`` are its options, ``inputs`` the hashes of what it was begun with; a run goes on only where both are the
    same. ``parent`` names the champion when it began, ``dataset`` the version of its data, ``challenger`` the tag of
    its model in the store. ``error`` is what stopped the last attempt. ``outcome`` is null until the run has ended.
    """

    run: str
    begun: AwareDatetime
    settings: dict[str, Any]
    inputs: dict[str, str]
    parent: str | None = None
    dataset: str | None = None
    corrections: CorrectionCounts | None = None
    steps: tuple[StepState, ...] = ()
    verdict: Verdict | None = None
    challenger: str | None = None
    outcome: End | None = None
    ended: AwareDatetime | None = None
    reason: str = ""
    error: str | None = None

    def step(self, name: Step) -> StepState | None:
        """Return a step, or None where it was not begun."""
        return next((each for each in self.steps if each.name == name), None)

    def done(self, name: Step) -> bool:
        """Return whether a step has ended."""
        found = self.step(name)
        return found is not None and found.ended is not None

    @property
    def current(self) -> Step | None:
        """Return the first step that has not ended, or None where all have."""
        return next((name for name in STEPS if not self.done(name)), None)


def read_state(run: Path) -> RunState | None:
    """Return the state of a run, or None where the folder holds none that can be read."""
    try:
        return RunState.model_validate_json((run / STATE).read_bytes())
    except (OSError, ValidationError):
        return None
