"""What was learned on validation text about the scores of a model: how far to trust them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, Field


class Temperatures(BaseModel):
    """What the scores are divided by before they are probabilities, for each head (Guo et al. 2017).

    The head of the verbs tells whether a word is the verb of an act, and of which stance; the others tell where an
    addressee and a target begin and end.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    verb: float = Field(default=1.0, gt=0)
    addressee: float = Field(default=1.0, gt=0)
    target: float = Field(default=1.0, gt=0)


class Arbitration(BaseModel):
    """When the hybrid believes rules and model where they differ.

    An act that only the rules find is kept from the probability ``rules_alone`` of its stance on, as the model gives
    it; one that only the model finds from ``model_alone`` on. Where both find an act on a verb but not its stance,
    the model is believed from ``other_stance`` on. A target or the addressees of the model replace those of the rules
    where the model holds them ``target`` or ``addressee`` times (as a natural logarithm) as likely.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    rules_alone: float = Field(default=0.1, ge=0, le=1)
    model_alone: float = Field(default=0.9, ge=0, le=1)
    other_stance: float = Field(default=0.9, ge=0, le=1)
    target: float = Field(default=3.0, ge=0)
    addressee: float = Field(default=3.0, ge=0)


class Sureness(BaseModel):
    """How sure the hybrid is of an act, as log-odds: a line over the log-odds of the model, by who found the act.

    Fitted as in Platt (1999); ``both``, ``rules`` and ``model`` are added where these found it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    slope: float = 1.0
    both: float = 0.0
    rules: float = 0.0
    model: float = 0.0


class Calibration(BaseModel):
    """All of it, as ``calibration.json`` keeps it; the defaults trust a model as it is.

    The ``temperatures`` are those of a model that is told what the rules found, and ``alone`` of one that is not.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    temperatures: Temperatures = Temperatures()
    alone: Temperatures = Temperatures()
    arbitration: Arbitration = Arbitration()
    sureness: Sureness = Sureness()

    @classmethod
    def load(cls, path: Path) -> Calibration:
        """Read a file, or return the defaults where there is none. Raises ``ValueError`` where it is wrong."""
        return cls.model_validate_json(path.read_text(encoding="utf-8")) if path.is_file() else cls()

    def save(self, path: Path) -> None:
        """Write a file that ``load`` reads."""
        path.write_text(self.model_dump_json(indent=2) + "\n", encoding="utf-8")


AS_THEY_ARE: Final = Temperatures()
"""Scores that are trusted as they are."""
