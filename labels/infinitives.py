"""Infinitive clauses: whether one follows, so that something is asked ("om de dijk te herstellen")."""

from __future__ import annotations

from labels.phrases import Phrases

_PERIODS = frozenset({"jaar", "jaren", "kwartaal", "maand", "maanden", "week", "weken", "dag", "dagen", "uur"})
# Open a clause of their own, whose infinitive is not the one asked for.
_OPENERS = frozenset({"om", "door", "teneinde", "zonder", "alvorens", "plaats", "of", "hoe"})
# "om de tafel te gaan": this "om" opens no clause and no phrase of its own.
_IDIOMS = (["de", "tafel"], ["het", "leven"], ["de", "oren"])
# Words within which the infinitive is looked for.
_REACH = 40


class Infinitives:
    """Looks for infinitive clauses in one clause."""

    __slots__ = ("_limit", "_phrases", "_sets", "_words")

    def __init__(self, phrases: Phrases) -> None:
        self._phrases = phrases
        self._words = phrases.words
        self._sets = phrases.sets
        self._limit = phrases.limit

    def begin_with_om(self, position: int) -> bool:
        """Tell whether "om" begins an infinitive clause ("om … te …") rather than a noun phrase ("om hulp")."""
        words = self._words
        nested = False
        if position + 1 < self._limit and words[position + 1] in (",", ":"):
            return True
        for here in range(position + 1, self._limit - 1):
            word = words[here]
            if word == "te" and words[here + 1].endswith("n") and not nested:
                return True
            if word == "om" and (words[here + 1 : here + 3] in _IDIOMS or self.says_how_often(here)):
                continue
            if word == "om" and words[here + 1] == "te":
                # "om de richtlijn om te zetten": the particle of the infinitive.
                continue
            if word in ("om", "teneinde", "waarbij", "zodat", "opdat"):
                return False
            relative = word in ("die", "dat") and words[here - 1] not in self._sets["prepositions"]
            if relative or word in ("waarin", "waarvan", "waarop", "wier"):
                nested = True
            elif word == ",":
                nested = False
        return False

    def says_how_often(self, position: int) -> bool:
        """Tell whether "om" at ``position`` says how often: "om het jaar", "om de drie maanden"."""
        words = self._words[position + 1 : position + 4]
        return words[:1] in (["de"], ["het"]) and not _PERIODS.isdisjoint(words[1:])

    def asked(self, position: int) -> bool:
        """Tell whether what follows reads as a request: "om …", "dat …", "te …" or an infinitive clause."""
        words = self._words
        if position >= self._limit:
            return False
        if words[position] in ("om", "dat", "of", "hoe", ":"):
            return True
        for here in range(position, min(self._limit - 1, position + _REACH)):
            if words[here] == "te":
                return True
            if words[here] in ("om", "teneinde", "die", "dat"):
                return False
        return False

    def with_object(self, position: int) -> bool:
        """Tell whether a noun phrase and then an infinitive with "te" follow, with nothing else that opens a clause."""
        words = self._words
        end = self._phrases.noun_phrase(position) if position < self._limit else position
        if end == position:
            return False
        for here in range(end, min(self._limit - 1, position + _REACH)):
            if words[here] == "te" and words[here + 1].endswith("n"):
                # "een onderzoek, uit te voeren door …" is a noun phrase.
                return "," not in words[here - 2 : here]
            if words[here] in self._sets["relatives"] or words[here] in _OPENERS:
                return False
        return False
