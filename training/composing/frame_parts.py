"""Takes a verb frame apart and chooses its words: the head, the words of its classes, its possessives."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Final, Literal

from labels.frames import PRONOMINAL
from labels.grammar import PhraseTable
from training.composing.frame_deck import ClassWords, FrameEntry, Turn
from training.composing.frame_slots import Slots
from training.composing.surroundings import Speech

PartKind = Literal["word", "class", "target", "addressee", "other", "adverb", "aside"]
TWO_FEELINGS: Final = 0.3
"""How often a light verb has two words of its class ("zijn bezorgdheid en deelneming")."""
_MOODS: Final = frozenset({"met", "tot"})
_PREPOSITIONS: Final = {pronominal: word for word, pronominal in PRONOMINAL.items()} | {"mee": "met", "toe": "tot"}
_POSSESSIVE: Final = re.compile(r"(?<!te )\bzijn\b")
_AGAINST: Final = frozenset({"condemn", "reject", "deplore", "concern", "sympathise"})
_ARTICLE: Final = frozenset({"hoop", "wens", "verwachting", "overtuiging", "mening", "vrees", "oordeel", "opvatting"})


@dataclass(slots=True)
class FramePart:
    """A word, a word of a class (``name``), a slot, or what is put between them.

    The ``text`` of a target is that of its first words which the frame gives.
    """

    kind: PartKind
    text: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class FrameParts:
    """A frame with its words chosen. ``stances`` are those of its acts, one or two, which share verb and target."""

    entry: FrameEntry
    head: str
    parts: list[FramePart]
    stances: tuple[str, ...]

    @property
    def stance(self) -> str:
        """The first stance."""
        return self.stances[0]


class FrameWords:
    """Chooses the words of frames."""

    def __init__(self, words: ClassWords, slots: Slots, speech: Speech, rng: Random) -> None:
        self._words = words
        self._slots = slots
        self._speech = speech
        self._rng = rng

    def take(self, turn: Turn, his: str) -> FrameParts:
        """Take a frame apart; ``his`` is the possessive of the speaker."""
        tokens = turn.frame.words
        parts: list[FramePart] = []
        stances: tuple[str, ...] = (turn.frame.stance,) if turn.frame.stance else ()
        for k in range(1, len(tokens)):
            token, before = tokens[k], tokens[k - 1]
            if token in ("{target}", "{clause}"):
                parts.append(FramePart("target"))
            elif token == "{addressee}":
                parts.append(FramePart("addressee"))
            elif token == "{other}":
                parts.append(FramePart("other", name=before))
            elif token.startswith("{"):
                text, found = self._class_word(turn, tokens, k)
                stances = stances or found
                parts.append(FramePart("class", _POSSESSIVE.sub(his, text), token[1:-1]))
            elif token == "niet":
                parts.append(FramePart("word", self._negation(tokens, k)))
            elif token == "zijn" and before != "te":
                parts.append(FramePart("word", his))
            else:
                parts.append(FramePart("word", self._rng.choice(token.strip("()").split("|"))))
        _fit_articles(parts, self._speech.neuter, self._rng)
        inside = self._slots.inside.get(turn.frame.text)
        if inside:
            place = next(k for k, part in enumerate(parts) if part.kind == "target")
            parts[place].text = inside
            del parts[place - len(inside.split()) : place]
        return FrameParts(turn.frame, self._rng.choice(tokens[0].strip("()").split("|")), parts, stances)

    def preposition(self, tokens: Sequence[str]) -> str:
        """Return the preposition that takes the target, "clause" where there is none."""
        place = next((k for k, word in enumerate(tokens) if word in ("{target}", "{clause}")), None)
        if place is None:
            return "clause"
        words = list(tokens)
        if self._slots.is_preposition(words, place - 1):
            return words[place - 1]
        for k in range(1, len(words)):
            if words[k] in _PREPOSITIONS and (words[k] not in ("mee", "toe") or "er" in words):
                return _PREPOSITIONS[words[k]]
            following = words[k + 1] if k + 1 < len(words) else ""
            if "er" in words[:k] and self._slots.is_preposition(words, k) and following.startswith("{"):
                return words[k]
        return "clause"

    def _class_word(self, turn: Turn, tokens: tuple[str, ...], k: int) -> tuple[str, tuple[str, ...]]:
        name = tokens[k][1:-1]
        own_preposition = tokens[k - 1] in _MOODS or (tokens[k - 1] == "zijn" and tokens[k - 2] == "tot")
        suits = "mood" if own_preposition and name == "feeling" else self.preposition(tokens)
        everyday = turn.stance is not None
        wanted = self._words.heads.get(tokens[0], turn.stance)
        for _ in range(8):
            word, stance = self._words.choose(self._rng, name, suits, wanted, everyday=everyday)
            if not _clumsy(tokens[k - 1], word):
                break
        pair = self._words.everyday.get(name, {}).get(suits, ())
        joins = (name == "feeling" and tokens[k - 1] == "zijn") or name == "state"
        if everyday and joins and suits != "mood" and word in pair and self._rng.random() < TWO_FEELINGS:
            second = self._rng.choice(pair)
            other = self._words.stances[name][second]
            agree = (stance in _AGAINST) == (other in _AGAINST)
            if second != word and agree and (other == stance or turn.frame.stance is None):
                stances = (stance,) if other == stance else (stance, other)
                return f"{word} en {second}", stances
        return word, (stance,)

    def _negation(self, tokens: tuple[str, ...], k: int) -> str:
        following = tokens[k + 1] if k + 1 < len(tokens) else ""
        if following == "{denied-feeling}":
            return "geen"
        return self._speech.negations.choose(self._rng)


def is_strong(parts: Sequence[FramePart], adverbials: PhraseTable, speech: Speech) -> bool:
    """Tell whether a word of the frame itself makes it strong ("hecht groot belang aan", "is een warm voorstander")."""
    run: list[str] = []
    for part in [*parts, FramePart("target")]:
        if part.kind in ("word", "class", "adverb"):
            run.extend(part.text.lower().split())
            continue
        if any(words in " ".join(run) for words in speech.strong_words):
            return True
        k = 0
        while k < len(run):
            found = adverbials.match(run, k, len(run))
            strong = found and found[1] in ("intensifier", "urging") and " ".join(run[k : found[0]])
            # "van groot belang" is a judgement; its degree is what is judged.
            judged = "belang" in run[k:] and "van" in run[:k]
            if strong and strong not in speech.not_strong and not judged:
                return True
            k = found[0] if found else k + 1
        run = []
    return False


def _clumsy(before: str, word: str) -> bool:
    """Tell whether a word of a class cannot stand behind the word before it ("een oproepen", "zijn een schande")."""
    opens = word.split()[0] in ("een", "de", "het", "zijn")
    if before in ("een", "zijn", "de", "het", "niet") and opens:
        return True
    return before == "een" and word.endswith(("en", "s")) and word not in ("verlangen", "advies", "wens")


def _fit_articles(parts: Sequence[FramePart], neuter: frozenset[str], rng: Random) -> None:
    """Make "de" fit its noun, and say "de hoop" as often as "zijn hoop"."""
    for k in range(1, len(parts)):
        noun, before = parts[k], parts[k - 1]
        if noun.kind != "class" or before.kind != "word" or " " in noun.text:
            continue
        article = "het" if noun.text in neuter else "de"
        if before.text == "de" or (
            before.text in ("zijn", "haar", "hun") and noun.text in _ARTICLE and rng.random() < 0.6
        ):
            before.text = article
