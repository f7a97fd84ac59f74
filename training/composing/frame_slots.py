"""What the slots of a verb frame take: a noun phrase, a clause, an infinitive, people.

The frame itself says most of it (a preposition takes a noun phrase, ``er`` announces a clause); what it does not say
stands in ``frame_slots.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from labels.frames import PREPOSITIONS, PRONOMINAL
from labels.yaml_source import Node, load_yaml
from training.composing.phrase_bank import PHRASES, Phrase, phrase_at

KINDS: Final = (
    *("np", "thing", "ill", "good", "want", "person", "persons", "person_bad", "met", "bereaved", "victims", "opinion"),
    *("dat", "of", "te", "bare", "willen", "zij", "document"),
)
NOUNS: Final = frozenset(KINDS[:12]) | {"document"}
"""Kinds that are noun phrases."""
PREPOSITION_WORDS: Final = (PREPOSITIONS - {"af"}) | {
    "tegenover",
    "inzake",
    "boven",
    "binnen",
    "langs",
    "na",
    "rond",
    "wegens",
}
_CLAUSAL: Final = frozenset({"{state}", "{verdict}", "{denied-state}", "{denied-verdict}", "{quality}"})
"""Classes whose word, right before the target, takes a clause."""
PLACEHOLDERS: Final = frozenset({"er", "het", *PRONOMINAL.values(), "ertoe", "zulks"})

Weights = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Slots:
    """What ``frame_slots.yaml`` says."""

    frames: dict[str, Weights]
    matches: tuple[tuple[str, re.Pattern[str], Weights], ...]
    heads: dict[str, dict[str, Weights]]
    stances: dict[str, dict[str, Weights]]
    moods: dict[str, Weights]
    others: dict[str, tuple[Phrase, ...]]
    predicates: dict[str, tuple[Phrase, ...]]
    particles: dict[str, frozenset[str]]
    near_particles: dict[str, frozenset[str]]
    inside: dict[str, str]

    def kinds(self, frame: str, stance: str) -> Weights:
        """Return the kinds that the target of a frame takes, each with its weight; empty where it has no target."""
        words = frame.split()
        place = next((k for k, word in enumerate(words) if word in ("{target}", "{clause}")), None)
        if place is None:
            return {}
        if frame in self.frames:
            return self.frames[frame]
        before, last = words[:place], place == len(words) - 1
        for scope, pattern, weights in self.matches:
            if scope in ("any", stance) and pattern.search(frame):
                clausal = last and (words[place] == "{clause}" or not self._bare_preposition(before))
                announced = clausal and last and "er" in before
                fitting = {
                    kind: weight
                    for kind, weight in weights.items()
                    if (kind in NOUNS and not announced) or (kind not in NOUNS and clausal)
                }
                if fitting:
                    return fitting
        if words[place] == "{clause}":
            return self.stances["addressed" if "{addressee}" in before else "clause"][stance]
        if last and (before[-1] in _CLAUSAL or before[-2:] == ["zijn", "{feeling}"]):
            return self.stances["clause"][stance]
        preposition = self.is_preposition(words, place - 1)
        if not last or (preposition and "er" not in before):
            return {"te": 1} if before[-1] == "dan" else {"np": 1}
        if place == 1:
            heads = self.heads.get(stance, {})
            return heads.get(before[0]) or heads.get("default") or self.stances["last"][stance]
        if "{addressee}" in before:
            return self.stances["addressed"][stance]
        if any(word in PLACEHOLDERS or word.startswith(("daar", "hier")) for word in before[1:]):
            return self.stances["clause"][stance]
        return self.stances["last"][stance]

    def is_preposition(self, words: list[str], place: int) -> bool:
        """Tell whether the word of a frame there is a preposition, and not a particle of its verb ("merkt op")."""
        word = words[place]
        before = words[place - 1]
        near = before in (words[0], "zich", "{addressee}") and word in self.near_particles.get(words[0], ())
        particle = near or word in self.particles.get(words[0], ())
        pronominal = before in PLACEHOLDERS - {"er", "het"} or before.startswith(("daar", "hier"))
        return word in PREPOSITION_WORDS and not particle and not pronominal

    def mood(self, stance: str) -> Weights:
        """Return the kinds of noun phrase that suit a stance."""
        return self.moods[stance]

    def _bare_preposition(self, before: list[str]) -> bool:
        """Tell whether a preposition stands before the target that no "er" makes pronominal."""
        return self.is_preposition(before, len(before) - 1) and "er" not in before and before[-1] != "dan"


@cache
def load_slots(folder: Path = PHRASES) -> Slots:
    """Read and check ``frame_slots.yaml``. Raises ``LexiconError``."""
    root = load_yaml(folder / "frame_slots.yaml").fields(
        *("frames", "matches", "heads", "stances", "moods", "others", "predicates", "particles"),
        *("near_particles", "inside"),
    )
    matches: list[tuple[str, re.Pattern[str], Weights]] = []
    for entry in root["matches"].members():
        parts = entry.members()
        if len(parts) != 3:
            raise entry.error(f"the entry has {len(parts)} parts", 'Write [stance, "regular expression", {kind: 1}].')
        scope, pattern, weights = parts
        try:
            matches.append((scope.text(), re.compile(pattern.text()), _weights(weights)))
        except re.error as cause:
            raise pattern.error(f"this is no regular expression ({cause})", "Mend it, or remove the line.") from cause
    return Slots(
        frames={frame: _weights(node) for frame, node in root["frames"].mapping().items()},
        matches=tuple(matches),
        heads=_tables(root["heads"]),
        stances=_tables(root["stances"]),
        moods={stance: _weights(node) for stance, node in root["moods"].mapping().items()},
        others={word: _phrases(node) for word, node in root["others"].mapping().items()},
        particles=_particles(root["particles"]),
        near_particles=_particles(root["near_particles"]),
        inside={frame: node.text() for frame, node in root["inside"].mapping().items()},
        predicates={frame: _phrases(node) for frame, node in root["predicates"].mapping().items()},
    )


def _tables(node: Node) -> dict[str, dict[str, Weights]]:
    return {
        key: {name: _weights(weights) for name, weights in table.mapping().items()}
        for key, table in node.mapping().items()
    }


def _weights(node: Node) -> Weights:
    found = {kind: weight.number() for kind, weight in node.mapping().items()}
    for kind, weight in found.items():
        if kind not in KINDS:
            raise node.error(f"the kind '{kind}' does not exist", f"Use any of: {', '.join(KINDS)}.")
        if weight < 0:
            raise node.error(f"the weight of '{kind}' is below zero", "Write 0 or more.")
    return {kind: weight for kind, weight in found.items() if weight}


def _particles(node: Node) -> dict[str, frozenset[str]]:
    return {head: frozenset(words.texts()) for head, words in node.mapping().items()}


def _phrases(node: Node) -> tuple[Phrase, ...]:
    return tuple(phrase_at(each) for each in node.members())
