"""The tags of words, by which a tagger says where acts are.

A word is O, a verb of a stance (and strong where the act is), or lies in an addressee or a target, whose first word
is B and whose others are I.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from labels.lexicon import load_stances

Part = Literal["ADDRESSEE", "TARGET"]

OUTSIDE: Final = "O"
PARTS: Final[tuple[Part, ...]] = ("ADDRESSEE", "TARGET")
_VERB: Final = "VERB-"
_STRONG: Final = "-STRONG"


@dataclass(frozen=True, slots=True)
class VerbTag:
    """What the tag of a verb says of its act."""

    stance: str
    strong: bool

    @property
    def name(self) -> str:
        """Return the tag."""
        return f"{_VERB}{self.stance}{_STRONG if self.strong else ''}"


def verb_tags(stances: tuple[str, ...] | None = None) -> tuple[VerbTag, ...]:
    """Return the tags of verbs: each stance, then each stance strong, in the order of ``stances.yaml``."""
    known = stances if stances is not None else tuple(stance.id for stance in load_stances())
    return tuple(VerbTag(stance, strong) for strong in (False, True) for stance in known)


def all_tags(stances: tuple[str, ...] | None = None) -> tuple[str, ...]:
    """Return every tag in the order of the scores: O, the verbs, then B and I of addressee and of target."""
    verbs = tuple(tag.name for tag in verb_tags(stances))
    return (OUTSIDE, *verbs, *(f"{edge}-{part}" for part in PARTS for edge in "BI"))
