"""Adverbials of a clause and what they do to the act: strengthen, urge, negate, evaluate; and word classes."""

from __future__ import annotations

from labels.frames import PREPOSITIONS
from labels.lexicon import Lexicon
from labels.phrases import Phrases
from labels.reading import NOTHING, Reading, join

Adverbial = tuple[int, Reading, str]


class Adverbials:
    """Reads adverbials and words of a class in one clause."""

    __slots__ = ("_known", "_lexicon", "_limit", "_phrases", "_sets", "_words")

    def __init__(self, lexicon: Lexicon, phrases: Phrases) -> None:
        self._lexicon = lexicon
        self._phrases = phrases
        self._words = phrases.words
        self._sets = phrases.sets
        self._limit = phrases.limit
        self._known: dict[int, Adverbial | None] = {}

    def at(self, here: int) -> Adverbial | None:
        """Read an adverbial at ``here``: end, what it does to the act, and its kind."""
        if here not in self._known:
            self._known[here] = self._read(here)
        return self._known[here]

    def _read(self, here: int) -> Adverbial | None:
        found = self._lexicon.grammar.adverbials.match(self._words, here, self._limit)
        manner = self._emphatic(here)
        if manner and (found is None or manner[0] >= found[0]):
            return manner
        evaluative = self._evaluative(here)
        if evaluative and (found is None or evaluative[0] > found[0]):
            return (*evaluative, "evaluative")
        if found is None:
            return None
        end, kind, stance = found
        if kind == "urging":
            return end, Reading(urging=True, strong=True), kind
        if kind == "intensifier":
            return end, Reading(strong=True), kind
        if kind == "negation":
            return end, Reading(negated=True), kind
        if kind == "evaluative":
            return end, Reading(evaluation=stance), kind
        return end, NOTHING, kind

    def _emphatic(self, here: int) -> Adverbial | None:
        """Read "in de scherpst mogelijke bewoordingen", "met de meeste nadruk"."""
        if self._words[here] not in ("in", "met", "op"):
            return None
        for position in range(here + 1, min(self._limit, here + 7)):
            word = self._words[position]
            if word in self._sets["urging_nouns"]:
                return position + 1, Reading(strong=True, urging=True), "urging"
            if word in self._sets["emphatic_nouns"]:
                return position + 1, Reading(strong=True), "intensifier"
            if word in self._sets["prepositions"] or word in (",", "en", "het") or not self._phrases.is_word(position):
                return None
        return None

    def _evaluative(self, here: int) -> tuple[int, Reading] | None:
        """Read "met (grote) bezorgdheid": a preposition and a noun of feeling."""
        if self._words[here] not in ("met", "tot"):
            return None
        position, strong = here + 1, False
        while position < min(self._limit, here + 7):
            hit = self.class_word("feeling", position)
            if hit:
                # "met steun van de Raad" is no feeling of the speaker.
                if (
                    hit[0] < self._limit
                    and self._words[hit[0]] in ("van", "voor")
                    and not strong
                    and position == here + 1
                ):
                    return None
                return hit[0], Reading(evaluation=hit[1], strong=strong)
            found = self._lexicon.grammar.adverbials.match(self._words, position, self._limit)
            if found:
                strong = strong or found[1] == "intensifier"
                position = found[0]
                continue
            word = self._words[position]
            if word in self._sets["possessives"] or word in ("de", "het", "een") or word.endswith("e") or word == "en":
                position += 1
                continue
            return None
        return None

    def class_word(self, name: str, here: int) -> tuple[int, str] | None:
        """Return end and stance of the longest word or phrase of a class at ``here``.

        In a phrase that begins with a preposition or article, adjectives may stand inside ("van groot belang").
        """
        entries = self._lexicon.classes[name].get(self._words[here])
        if entries and self._phrases.capital[here] and here > 1 and not self._phrases.capital[here - 1]:
            # "de Raad" is no advice.
            return None
        for phrase, stance in entries or ():
            position = here + 1
            for word in phrase[1:]:
                reach = position
                while reach < min(self._limit, position + 3) and self._words[reach] != word:
                    reach += 1
                if reach >= self._limit or self._words[reach] != word or (reach > position and len(phrase[0]) > 3):
                    break
                position = reach + 1
            else:
                return position, stance
        return None

    def class_words(self, name: str, here: int) -> tuple[int, Reading] | None:
        """Read one word of a class, or several coordinated ones ("bezorgdheid en deelneming")."""
        first = self.class_word(name, here)
        if first is None:
            return None
        end, stance = first
        stances, shown = [stance], [" ".join(self._words[here:end])]
        while end < self._limit:
            joint = end + 1 if self._words[end] in PREPOSITIONS and end + 1 < self._limit else end
            if self._words[joint] not in ("en", ",", "alsook", "alsmede", "maar", "doch", "als"):
                break
            after = joint + 1
            for _ in range(4):
                if after >= self._limit or self.class_word(name, after):
                    break
                step = self._small_step(after)
                if step is None:
                    break
                after = step
            following = self.class_word(name, after) if after < self._limit else None
            if following is None:
                break
            shown.append(" ".join(self._words[after : following[0]]))
            end = following[0]
            if following[1] not in stances:
                stances.append(following[1])
        # A frame that spells the word out is the better one.
        return end, Reading(cost=0.05, stances=tuple(stances), class_words=tuple(shown))

    def _small_step(self, here: int) -> int | None:
        """Step over an article, possessive, adverbial or adjective."""
        word = self._words[here]
        if word in self._sets["possessives"] or word in self._sets["determiners"] or word in ("ook", "met"):
            return here + 1
        found = self._lexicon.grammar.adverbials.match(self._words, here, self._limit)
        if found:
            return found[0]
        return here + 1 if word.endswith("e") else None

    def lead(self, position: int, *, everything: bool) -> tuple[int, Reading]:
        """Step over adverbials (and "er") before a slot; return where it begins and what was passed.

        Without ``everything``, adverbs of manner, time and place stay.
        """
        passed = NOTHING
        while position < self._limit:
            found = self.at(position)
            inflected = found is not None and found[2] == "intensifier" and self._words[position].endswith("e")
            if found and not inflected and (everything or found[2] != "filler"):
                position, passed = found[0], join(passed, found[1], NOTHING, 0.05)
                continue
            if self._words[position] == "er":
                position += 1
                continue
            if self._words[position] == "," and position + 1 < self._limit:
                close = self._phrases.comma(position + 1, self._limit)
                if close is not None and not self._phrases.starts_noun_phrase(position + 1):
                    position = close + 1
                    continue
            break
        return position, passed
