"""A small world to retrain in: gold, a tiny base, corrections of a systematic error, and the command."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from click.testing import CliRunner, Result
from small_gold import act, document, splits
from tiny_models import random_base

from labels.corrections import Correction
from labels.scheme import Act, Paragraph, Span
from service.feedback.store import FeedbackStore, Submitted

NOON: Final = datetime(2026, 3, 9, 12, tzinfo=UTC)
UNKNOWN_VERB: Final = "omzwachtelt"
"""A verb that no frame has: the rules find no act in a paragraph that begins with it."""
THINGS: Final = (
    "de nieuwe sluis bij het oude dorp",
    "het plan voor een tweede veerboot naar de eilanden",
    "de hulp aan kleine vissers in het noorden",
    "een langere nachttrein naar de zuidelijke provincies",
    "de bouw van twee bruggen over het kanaal",
    "het onderzoek naar de kwaliteit van het water",
    "een fonds voor bewoners van de oude wijk",
    "de opleiding van jonge loodsen in de haven",
    "het behoud van de bibliotheek in elk dorp",
    "de aanleg van een fietspad langs de dijk",
    "een proef met stille schepen op de rivier",
    "het herstel van de molens in de polder",
)
STANCES: Final = (("veroordeelt", "condemn"), ("betreurt", "deplore"), ("verwelkomt", "welcome"), ("steunt", "support"))
SENTENCES: Final = tuple(f"{verb} {thing};" for verb in (UNKNOWN_VERB, *dict(STANCES)) for thing in THINGS)
QUICK: Final = (
    *("--composed", 0, "--gold-times", 12, "--batch", 4, "--rate", 3e-3, "--matrix-rate", 0.02, "--no-noise"),
    *("--fp32", "--resamples", 200, "--threads", 1),
)


def gold_of(folder: Path) -> Path:
    """Write gold whose test set is like its train set, with other things to be for or against."""
    folder.mkdir(parents=True)
    parts = {"train": THINGS[:6], "validation": THINGS[6:8], "test": THINGS[8:]}
    members = {}
    for split, things in parts.items():
        names = []
        for number, thing in enumerate(things):
            names.append(f"{split}{number}")
            document(
                folder,
                names[-1],
                *(f'<p n="{n}">{act(stance, verb, thing)}</p>' for n, (verb, stance) in enumerate(STANCES, 1)),
            )
        members[split] = names
    splits(folder, **members)
    return folder


def base_of(folder: Path) -> Path:
    """Write a tiny base of random weights that knows these words."""
    return random_base(folder, SENTENCES)


def corrected(thing: str, *, stance: str = "welcome", verb: str = UNKNOWN_VERB, by: str = "anna", hour: int = 0) -> Any:
    """Return a correction that says what a verb means."""
    text = f"{verb} {thing};"
    found = Act(stance, Span.cut(text, 0, len(verb)), Span.cut(text, len(verb) + 1, len(text) - 1))
    return Correction(Paragraph("1", text, (found,), "operative"), by, NOON + timedelta(hours=hour), "rules-0.1.0")


@dataclass(frozen=True)
class World:
    """Where all lies."""

    gold: Path
    base: Path
    runs: Path
    store: Path
    feedback: Path

    def send(self, corrections: Sequence[Correction]) -> None:
        FeedbackStore(str(self.feedback)).add([Submitted(each) for each in corrections], NOON)

    def words(self, *options: object) -> list[str]:
        """Return the arguments of the command."""
        own = ("--gold", self.gold, "--base", self.base, "--runs", self.runs, *QUICK, *options)
        return [str(each) for each in own]

    @property
    def environment(self) -> dict[str, str]:
        return {"STANDPUNT_STORE": str(self.store), "STANDPUNT_FEEDBACK": str(self.feedback)}

    def retrain(self, *options: object) -> Result:
        """Run the command in this process."""
        from training.retrain import retrain_command

        return CliRunner(env=self.environment).invoke(retrain_command, self.words(*options))
