"""Chooses verb frames: everyday ones by far the most, and every frame of ``frames.yaml`` in its turn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Final

from labels.lexicon import BY_WORD, Lexicon
from labels.lexicon import HERE as LABELS
from labels.yaml_source import load_yaml
from training.composing.phrase_bank import PHRASES

TURN: Final = 0.14
"""The share of acts whose frame is the next of all frames in their turn."""
GOLD_FACTOR: Final = 2.5
"""How much one act of the annotated documents counts against the weights of ``frame_weights.yaml``."""

_FREE: Final = frozenset({"verdict", "denied-verdict", "quality"})
"""Classes whose words take no preposition."""


@dataclass(frozen=True, slots=True)
class FrameEntry:
    """A frame as it is written, and its stance; null where a word of a class decides."""

    text: str
    stance: str | None

    @property
    def words(self) -> tuple[str, ...]:
        """The words and slots in order; a choice "(a|b)" is one word."""
        return tuple(self.text.split())


@dataclass(frozen=True, slots=True)
class Turn:
    """A chosen frame. ``stance`` is the one that is wanted: of a by-word frame null where any will do."""

    frame: FrameEntry
    stance: str | None


@dataclass(frozen=True, slots=True)
class ClassWords:
    """The words of the classes, with their stances and the prepositions that suit them.

    ``everyday`` maps class → preposition (or "clause", "mood") → words; ``defaults`` maps stance → prepositions;
    ``heads`` maps verbs with a stance of their own to it.
    """

    stances: dict[str, dict[str, str]]
    everyday: dict[str, dict[str, tuple[str, ...]]]
    defaults: dict[str, frozenset[str]]
    heads: dict[str, str]

    def choose(self, rng: Random, name: str, suits: str, stance: str | None, *, everyday: bool) -> tuple[str, str]:
        """Return a word of a class that suits a preposition (or "clause", "mood"), and its stance."""
        known = self.stances[name]
        common = [each for each in self.everyday.get(name, {}).get(suits, ()) if stance in (None, known[each])]
        if common and (everyday or rng.random() < 0.3):
            word = rng.choice(common)
            return word, known[word]
        rare = [
            word
            for word, own in known.items()
            if stance in (None, own) and (suits == "mood" or name in _FREE or suits in self.defaults.get(own, ()))
        ]
        pool = rare or common or [word for word, own in known.items() if stance in (None, own)] or list(known)
        word = rng.choice(pool)
        return word, known[word]


class FrameDeck:
    """Deals frames for one run; the frames that come in their turn are shuffled anew each round."""

    def __init__(self, counts: Mapping[tuple[str, str], int], rng: Random) -> None:
        self._rng = rng
        self.entries = written_frames()
        known = frozenset(self.entries)
        self._round: list[FrameEntry] = []
        shares, everyday = _everyday(known)
        self._stances = [stance for stance, share in shares.items() if share]
        self._shares = [shares[stance] for stance in self._stances]
        self._frames: dict[str, tuple[list[FrameEntry], list[float]]] = {}
        for stance in self._stances:
            weights: dict[FrameEntry, float] = {entry: float(weight) for entry, weight in everyday[stance].items()}
            for (own, text), count in counts.items():
                for entry in (FrameEntry(text, own), FrameEntry(text, None)):
                    if own == stance and entry in known:
                        weights[entry] = weights.get(entry, 0.0) + count * GOLD_FACTOR
                        break
            self._frames[stance] = list(weights), list(weights.values())

    def deal(self) -> Turn:
        """Return the next frame."""
        if self._rng.random() < TURN:
            return Turn(self.next_in_turn(), None)
        stance = self._rng.choices(self._stances, self._shares)[0]
        frames, weights = self._frames[stance]
        return Turn(self._rng.choices(frames, weights)[0], stance)

    def next_in_turn(self) -> FrameEntry:
        """Return the next of all frames."""
        if not self._round:
            self._round = list(self.entries)
            self._rng.shuffle(self._round)
        return self._round.pop()


def class_words(lexicon: Lexicon, folder: Path = PHRASES) -> ClassWords:
    """Read and check ``class_words.yaml`` against the classes of the lexicon. Raises ``LexiconError``."""
    stances = {
        name: {" ".join(phrase): stance for entries in table.values() for phrase, stance in entries}
        for name, table in lexicon.classes.items()
    }
    root = load_yaml(folder / "class_words.yaml").fields("everyday", "heads", "defaults")
    everyday: dict[str, dict[str, tuple[str, ...]]] = {}
    for name, table in root["everyday"].mapping().items():
        if name not in stances:
            raise table.error(f"the class '{name}' does not exist", f"Use one of: {', '.join(stances)}.")
        everyday[name] = {}
        for suits, words in table.mapping().items():
            for word in words.members():
                if word.text() not in stances[name]:
                    problem = f"'{word.text()}' is no word of the class '{name}'"
                    raise word.error(problem, "Add it to labels/frames.yaml, or remove it here.")
            everyday[name][suits] = tuple(words.texts())
    return ClassWords(
        stances=stances,
        everyday=everyday,
        heads={head: node.text() for head, node in root["heads"].mapping().items()},
        defaults={stance: frozenset(node.texts()) for stance, node in root["defaults"].mapping().items()},
    )


@cache
def written_frames() -> tuple[FrameEntry, ...]:
    """Return every frame of ``labels/frames.yaml`` once; those too that are one frame to the rules."""
    frames = load_yaml(LABELS / "frames.yaml").mapping()["frames"].mapping()
    return tuple(
        dict.fromkeys(
            FrameEntry(" ".join(text.split()), None if stance == BY_WORD else stance)
            for stance, node in frames.items()
            for text in node.texts()
        )
    )


@cache
def _everyday(known: frozenset[FrameEntry]) -> tuple[dict[str, int], dict[str, dict[FrameEntry, int]]]:
    """Read ``frame_weights.yaml``: the shares of the stances, and the weights of everyday frames by stance."""
    root = load_yaml(PHRASES / "frame_weights.yaml").mapping()
    weights: dict[str, dict[FrameEntry, int]] = defaultdict(dict)
    for stance, table in root.items():
        if stance == "stances":
            continue
        for text, node in table.mapping().items():
            entry = next((each for each in _written(text, stance) if each in known), None)
            if entry is None:
                raise node.error(f"'{text}' is no frame of '{stance}'", "Write it as labels/frames.yaml does.")
            weights[stance][entry] = node.number()
    shares = {stance: node.number() for stance, node in root["stances"].mapping().items()}
    return shares, dict(weights)


def _written(text: str, stance: str) -> Iterable[FrameEntry]:
    yield FrameEntry(text, stance)
    yield FrameEntry(text, None)
