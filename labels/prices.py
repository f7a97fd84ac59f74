"""What parts of a reading cost: the more a word looks as if it belongs elsewhere, the dearer."""

from __future__ import annotations

from labels.adverbials import Adverbials
from labels.frames import Element, Frame
from labels.infinitives import Infinitives
from labels.lexicon import Lexicon
from labels.phrases import Phrases, Region
from labels.targets import Targets, directive

_CLOSERS = frozenset({",", ";", ".", ":", "en", "om", "dat", "tot", "of", "als", "door", "maar", "alsook", "alsmede"})


class Prices:
    """Prices in one clause; ``FOUND`` of ``matcher.py`` is the measure."""

    __slots__ = ("_adverbials", "_infinitives", "_lexicon", "_limit", "_phrases", "_sets", "_targets", "_words")

    def __init__(
        self, lexicon: Lexicon, phrases: Phrases, adverbials: Adverbials, targets: Targets, infinitives: Infinitives
    ) -> None:
        self._lexicon = lexicon
        self._phrases = phrases
        self._adverbials = adverbials
        self._targets = targets
        self._infinitives = infinitives
        self._words = phrases.words
        self._sets = phrases.sets
        self._limit = phrases.limit

    def leftover(self, position: int, elements: tuple[Element, ...]) -> float:
        """Price what follows the last word of a frame: a frame that explains it is better."""
        if position >= self._limit or elements[-1].is_target or elements[-1].kind == "other":
            return 0.0
        word = self._words[position]
        if word in (",", "en", "(") or word in self._sets["fronted_adjuncts"] or not self._phrases.is_word(position):
            return 0.2
        if elements[-1].name == "verdict":
            return 1.0
        return 2.0 if self._infinitives.asked(position) and word != "dat" else 1.0

    def closing(self, element: Element, here: int) -> float:
        """Price a fixed part behind a slot: a particle ends its clause; before a noun phrase it is a preposition."""
        words = self._words
        table = self._lexicon.grammar.adverbials
        after = here + 1
        if element.kind == "class":
            found = self._adverbials.class_words(element.name, here)
            after = found[0] if found else after
            if self._phrases.adjective(here - 1) and words[here - 1].endswith("e"):
                # "openlijke kritiek": an inflected adjective wants a noun.
                return 2.0
            if after < self._limit and words[after] in self._sets["prepositions"]:
                return 0.1
        elif element.kind == "not" or element.words & self._sets["particles"]:
            negation = table.match(words, here, self._limit) if element.kind == "not" else None
            after = negation[0] if negation else after
            if after < self._limit and words[after] == "te":
                # "op te schorten": the particle of the infinitive, if another one can be the frame's.
                return 1.0
        else:
            return 0.0
        if after >= self._limit or words[after] in _CLOSERS or words[after] in self._sets["particles"]:
            return 0.0
        if table.match(words, after, self._limit):
            return 0.1
        if element.kind == "word" and words[after] in self._sets["prepositions"]:
            return 0.4
        return 2.0 if element.kind == "not" else 0.8

    def preposition(self, frame: Frame, k: int, here: int, end: int) -> float:
        """Price a preposition of the frame behind its particle: it may belong to the infinitive that follows.

        "moedigt X aan | in de dorpen scholen te openen"; the frame itself would have "ertoe" there.
        """
        word, elements = self._words[here], frame.elements
        behind = k > 0 and not elements[k - 1].words.isdisjoint(self._sets["particles"])
        plain = elements[k].kind == "word" and end == here + 1 and word in self._sets["prepositions"] - {"aan", "om"}
        return 2.0 if behind and plain and directive(frame) and self._infinitives.with_object(end) else 0.0

    def unknown(self, frame: Frame, region: Region, end: int) -> float:
        """Price an addressee that is no known actor; the request follows at ``end``."""
        if not self._infinitives.asked(end):
            return 3.0
        return 1.6 if self._targets.is_thing(frame, *region) else 0.4
