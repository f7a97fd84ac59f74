"""What a retraining is asked to do."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from training.bases import EMBEDDED_BASE
from training.gold import GOLD

_NOT_OF_THE_MODEL: Final = ("threads", "launcher")
"""What changes how a run computes, and not what comes of it."""


@dataclass(frozen=True, slots=True)
class Options:
    """The options of ``standpunt-train retrain`` that decide on what comes of it, and how it computes.

    ``composed`` counts paragraphs; ``gold_times``, ``composed_times`` and ``silver_times`` say how often each text is
    learned; ``rate`` and ``matrix_rate`` are null for those of ``finetune``. With ``from_champion`` it goes on from
    the weights of the run that made the champion. ``launcher`` are the words before ``-m training.cli finetune``.
    """

    gold: Path = GOLD
    composed: int = 20_000
    silver: tuple[Path, ...] = ()
    base: str = str(EMBEDDED_BASE)
    revision: str | None = None
    from_champion: bool = False
    gold_times: int = 8
    composed_times: int = 1
    silver_times: int = 2
    batch: int = 32
    rate: float | None = None
    matrix_rate: float | None = None
    noise: bool = True
    seed: int = 1
    fp32: bool = False
    resamples: int = 1000
    threads: int | None = None
    launcher: tuple[str, ...] = ()

    def settings(self) -> dict[str, Any]:
        """Return what must be the same where a run goes on, as JSON holds it."""
        found = {name: value for name, value in asdict(self).items() if name not in _NOT_OF_THE_MODEL}
        # Where the sources lie is no matter: their hashes are among the inputs.
        found["gold"] = self.gold.name
        found["base"] = Path(self.base).name if Path(self.base).is_dir() else self.base
        found["silver"] = [each.name for each in self.silver]
        return found
