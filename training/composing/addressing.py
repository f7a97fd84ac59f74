"""Composes who is asked: one or several addressees, with what may stand between and behind them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Final, Literal

from training.composing.gold_fillers import GoldFillers
from training.composing.surroundings import Bodies, Speech, Style
from training.composing.wording import Wording

REPEATED: Final = frozenset({"bij", "aan", "op", "van", "tot", "met"})
"""Prepositions that may stand before each of several addressees."""
FILLER: Final = 0.05
_STATES: Final = re.compile(r"lidstaten|landen|regeringen|parlementen|autoriteiten")
"""Addressees among whom countries can be named."""
_COUNTS: Final = ((1, 2, 3, 4), (80, 13, 5, 2))


@dataclass(frozen=True, slots=True)
class AddressPiece:
    """An addressee, or words between or behind addressees."""

    text: str
    kind: Literal["addressee", "word"]


@dataclass(frozen=True, slots=True)
class Address:
    """The addressees of an act; ``pronoun`` is what a clause behind them calls them: "zij", "het", "zij_pl"."""

    pieces: tuple[AddressPiece, ...]
    pronoun: str
    apposed: bool = False


class Addressing:
    """Composes addressees for one paragraph."""

    def __init__(
        self, style: Style, bodies: Bodies, speech: Speech, fillers: GoldFillers, wording: Wording, rng: Random
    ) -> None:
        self._style = style
        self._bodies = bodies
        self._speech = speech
        self._fillers = fillers
        self._wording = wording
        self._rng = rng
        self._named: list[tuple[str, bool]] = []

    def compose(self, preposition: str | None, *, brief: bool = False, apposition: bool = True) -> Address:
        """Compose the addressees of one act; ``preposition`` is the one before them."""
        rng = self._rng
        if self._named and rng.random() < 0.05:
            plural = self._named[-1][1]
            return Address(
                (AddressPiece(rng.choice(("hen", "ze") if plural else ("haar", "hem")), "addressee"),), "zij"
            )
        count = 1 if brief else rng.choices(*_COUNTS)[0]
        chosen: list[tuple[str, bool]] = []
        for _ in range(count * 4):
            name, plural = self._one()
            if name not in (each for each, _ in chosen):
                chosen.append((name, plural))
            if len(chosen) == count:
                break
        if count == 1 and chosen[0][1] and rng.random() < 0.05:
            entry = rng.choice(self._speech.restrictions)
            restriction = self._wording.fill(entry.parts, 1, plural=True)
            chosen[0] = f"{chosen[0][0]} {restriction}", True
        self._named = chosen
        pieces = list(self._joined(chosen, preposition))
        plural = len(chosen) > 1 or chosen[0][1]
        pronoun = "zij_pl" if plural else ("het" if chosen[0][0].startswith("het ") else "zij")
        if apposition and len(chosen) == 1 and rng.random() < 0.045:
            options = self._speech.appositions if plural else self._speech.appositions_sg
            states = _STATES.search(chosen[0][0]) is not None
            entry = rng.choice([each for each in options if states or each.text.startswith(("die", "als"))])
            words = self._wording.fill(entry.parts, 1, plural=plural)
            if pronoun == "het" and words.startswith("die "):
                words = f"dat {words.removeprefix('die ')}"
            pieces.append(AddressPiece(f", {words},", "word"))
            return Address(tuple(pieces), pronoun, True)
        return Address(tuple(pieces), pronoun)

    def _one(self) -> tuple[str, bool]:
        if self._fillers.addressees and self._rng.random() < FILLER:
            text = self._rng.choice(self._fillers.addressees)
            if "," not in text:
                return text, text.endswith("en")
        plural = self._rng.random() < 0.3
        entry = self._rng.choice(self._style.addressees_pl if plural else self._style.addressees)
        return self._wording.fill(entry.parts, 1), plural

    def _joined(self, chosen: Sequence[tuple[str, bool]], preposition: str | None) -> list[AddressPiece]:
        """Join addressees with commas and, before the last, a conjunction; the preposition may come again."""
        joiner = self._bodies.address_joiners.choose(self._rng).strip(" ")
        if joiner == "," and len(chosen) > 1:
            joiner = "en"
        repeats = preposition in REPEATED and (self._rng.random() < 0.25 or "name" in joiner or "bijzonder" in joiner)
        both = len(chosen) == 2 and joiner == "en" and not repeats and self._rng.random() < 0.05
        pieces: list[AddressPiece] = []
        for k, (name, _) in enumerate(chosen):
            if k:
                between = joiner if k == len(chosen) - 1 else ","
                pieces.append(AddressPiece(f"{between} {preposition}" if repeats else between, "word"))
            elif both:
                pieces.append(AddressPiece("zowel", "word"))
            pieces.append(AddressPiece(name, "addressee"))
        if both:
            pieces[2] = AddressPiece("als", "word")
        return pieces
