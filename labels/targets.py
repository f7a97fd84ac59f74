"""Where a target begins and ends, and how likely it is one."""

from __future__ import annotations

from labels.addressees import is_actor_like
from labels.adverbials import Adverbials
from labels.frames import PREPOSITIONS, Element, Frame
from labels.infinitives import Infinitives
from labels.lexicon import Lexicon
from labels.phrases import Phrases, is_pronominal
from labels.reading import NOTHING, Reading, join

DIRECTIVE = frozenset({"urge", "request", "encourage", "recommend", "expect", "transmit", "commit"})

_ABOUT_THINGS = frozenset({"encourage", "recommend", "commit"})


def directive(frame: Frame) -> bool:
    """Tell whether the frame asks for something: by its stance, or by a noun of asking that decides it."""
    return frame.stance in DIRECTIVE or any(element.name == "appeal" for element in frame.elements)


class Targets:
    """Judges targets in one clause."""

    __slots__ = ("_adverbials", "_infinitives", "_lexicon", "_limit", "_phrases", "_sets", "_words")

    def __init__(self, lexicon: Lexicon, phrases: Phrases, adverbials: Adverbials, infinitives: Infinitives) -> None:
        self._lexicon = lexicon
        self._phrases = phrases
        self._adverbials = adverbials
        self._infinitives = infinitives
        self._words = phrases.words
        self._sets = phrases.sets
        self._limit = phrases.limit

    def start(self, position: int, *, asked: bool) -> tuple[int, Reading]:
        """Step over what stands before the target: connectives, intensifiers, asides, placeholders.

        After an addressee (``asked``) adverbs of manner, time and place belong to the request.
        """
        passed = NOTHING
        words = self._words
        while position < self._limit:
            word = words[position]
            if word in ("er", "zich") and not asked:
                position += 1
                continue
            if word == "het" and self.is_placeholder(position):
                position += 1
                continue
            if (colon := self._announced(position)) is not None:
                position = colon
                continue
            if asked and word in (",", ":"):
                position = self._behind_aside(position)
                continue
            if word == "en" and passed is not NOTHING and self._strengthens(position + 1):
                # "veroordeelt onomwonden en met klem"
                position += 1
                continue
            if word == ",":
                close = self._phrases.aside(position)
                if close is not None and words[position + 1] not in self._sets["clause_starters"]:
                    position = close + 1
                else:
                    position += 1
                continue
            found = self._adverbials.at(position)
            if word == "nu" and self._is_reason(position):
                break
            if found and self._outside(position, found[0], found[2], asked=asked):
                position, passed = found[0], join(passed, found[1], NOTHING, 0.05)
                continue
            if word == "om" and position + 1 < self._limit and not self._infinitives.begin_with_om(position):
                position += 1
                continue
            if not asked and word in self._sets["prepositions"] and word != "om":
                end = self._phrases.noun_phrase(position + 1, inside=self._limit)
                if position + 1 < end < self._limit and words[end] in ("dat", "hoe", "of"):
                    position, passed = end, join(passed, NOTHING, NOTHING, 0.3)
                    continue
            break
        return position, passed

    def _is_reason(self, position: int) -> bool:
        """Tell whether "nu" opens a clause, its verb standing last: "nu die vergunning is ingetrokken"."""
        last = self._words[max(position + 2, self._limit - 3) : self._limit]
        return not self._sets["auxiliaries"].isdisjoint(last)

    def _behind_aside(self, position: int) -> int:
        """Return where to go on behind a comma: behind the next one if it closes a reason before an adverbial."""
        close = self._phrases.aside(position)
        if close is None or self._words[position + 1] not in self._sets["fronted_adjuncts"]:
            return position + 1
        return close + 1 if self._strengthens(close + 1) else position + 1

    def _strengthens(self, position: int) -> bool:
        found = self._adverbials.at(position) if position < self._limit else None
        return found is not None and found[2] in ("intensifier", "urging")

    def _announced(self, position: int) -> int | None:
        """Return the place of the colon of "het volgende:", else null."""
        return position + 2 if self._words[position : position + 3] == ["het", "volgende", ":"] else None

    def _outside(self, start: int, end: int, kind: str, *, asked: bool) -> bool:
        """Tell whether an adverbial before the target stays outside it."""
        after = self._words[end] if end < self._limit else ""
        word = self._words[start]
        clause = (
            after in self._sets["clause_starters"]
            and after != "te"
            and not (after == "om" and self._infinitives.says_how_often(end))
        )
        if kind == "connective" and asked and word == "ook" and end == start + 1:
            # "moedigt ertoe aan | ook de grens te openen": "ook" goes with what follows.
            return clause
        if kind in ("connective", "urging"):
            return True
        if kind == "negation":
            return not asked and word != "geen" and (clause or self.opens_phrase(end))
        if kind == "evaluative":
            return not asked or clause
        if kind == "filler":
            return clause or (not asked and self.opens_phrase(end))
        if end - start > 1:
            return True
        if word.endswith("e"):
            return False
        if asked:
            return word in self._sets["outer_intensifiers"] or clause
        return clause or after == "" or self.opens_phrase(end)

    def opens_phrase(self, position: int) -> bool:
        """Tell whether a noun phrase, a pronoun or nothing at all follows."""
        if position >= self._limit:
            return True
        word = self._words[position]
        return (
            word in self._sets["determiners"]
            or word in self._sets["possessives"]
            or word in self._sets["pronouns"]
            or word == ","
            or self._phrases.capital[position]
        )

    def is_placeholder(self, position: int) -> bool:
        """Tell whether "het" announces a clause ("betreurt het dat", "betreurt het ten zeerste dat")."""
        after = position + 1
        while after < self._limit:
            found = self._adverbials.at(after)
            if found is None:
                break
            after = found[0]
        return after >= self._limit or self._words[after] in self._sets["clause_starters"] or self._words[after] == ","

    def price(self, start: int, frame: Frame, *, asked: bool, stop: int | None = None) -> float:
        """Price a target that may hide an addressee ("verzoekt | de Raad dit te doen") or a preposition.

        ``stop`` is where a word of the frame ends it.
        """
        word = self._words[start]
        price = 0.3 if word == "te" else 1.0 if word == "en" else 0.0
        if word == "het" and start + 2 < self._limit and self._words[start + 2] in ("dat", "om", "als", "wanneer"):
            price += 0.5
        if word in self._sets["prepositions"] and word not in (
            "om",
            "te",
            "binnen",
            "tijdens",
            "na",
            "in",
            "bij",
            "voor",
            "vóór",
        ):
            price += 0.4 if asked else 0.9
        if not asked and directive(frame) and self._phrases.starts_noun_phrase(start):
            stop = stop or self._limit
            end = self._phrases.noun_phrase(start, inside=stop)
            clause = end < stop and self._words[end] in ("om", "dat") and self.is_thing(frame, start, end)
            if end < stop and not clause and (self._infinitives.asked(end) or is_actor_like(self._phrases, start, end)):
                price += 0.8
        return price

    def is_thing(self, frame: Frame, start: int, end: int) -> bool:
        """Tell whether a noun phrase is what the frame is about, and no one who could act on it.

        One asks somebody, so there the object hardly ever is a thing; one encourages or proposes both ("stimuleert
        proeven om de ziekte te bestrijden").
        """
        # A capital behind an article begins a name ("de heer Maas"), but also "een Europees fonds".
        core = self._phrases.core(start, end)
        if frame.stance not in _ABOUT_THINGS or is_actor_like(
            self._phrases, start, core, named=self._phrases.capital[start]
        ):
            return False
        return not self._words[max(start, core - 1)].endswith(self._phrases.person_endings)

    def complete(self, start: int, end: int) -> bool:
        """Tell whether a target before a fixed word can be a whole phrase: not "het", not "de … zijn"."""
        last = self._words[end - 1]
        if end - start == 1:
            return (
                last not in ("het", "er", "zich", "de", "een", "zijn")
                and self._adverbials.lead(start, everything=True)[0] == start
            )
        table = self._lexicon.grammar.adverbials
        while end - start > 1 and (found := next(table.ending(self._words, end, start + 1, 1), None)):
            end = found[0]
        last = self._words[end - 1]
        if self._adverbials.lead(start, everything=True)[0] >= end:
            return False
        return not (
            (last in self._sets["determiners"] and last not in ("dit", "dat", "deze"))
            or (last in self._sets["possessives"] and self._words[end - 2] not in self._sets["auxiliaries"])
            or last in self._sets["prepositions"]
            or last in ("en", "of", "er")
        )

    def strip(self, start: int, end: int, following: Element) -> tuple[int, Reading]:
        """Take adverbials, and the article of a fixed noun, off the end of a target before a fixed word."""
        effect = NOTHING
        moved = True
        while moved and end - start > 1:
            moved = False
            for length in (6, 5, 4, 3, 2, 1):
                found = self._adverbials.at(end - length) if end - length > start else None
                if found and found[0] == end:
                    end, effect, moved = end - length, join(effect, found[1], NOTHING, 0.0), True
                    break
            word = self._words[end - 1]
            if not moved and is_pronominal(word) and end - start > 1:
                end, moved = end - 1, True
                continue
            possessive = word in self._sets["possessives"] or word in ("een", "de", "er", ",")
            if word == "zijn" and self._words[end - 2] in self._sets["auxiliaries"]:
                possessive = False
            noun = following.kind != "word" or not following.words & (PREPOSITIONS | self._sets["particles"])
            possessive = possessive or (word == "het" and noun)
            if not moved and end - start > 1 and possessive and not following.words & PREPOSITIONS:
                end, moved = end - 1, True
        return end, effect
