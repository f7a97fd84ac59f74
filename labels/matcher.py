"""Holds a verb frame against a clause: where its words stand, and what fills its slots.

Between the words of a frame Dutch allows adverbials, placeholders, asides and more. Each word that is passed
over costs; each word of the frame that is found gains. The cheapest reading of all frames wins, so a longer
frame beats a shorter one, and words that are understood beat words that are not.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from labels.addressees import is_actor_like, split_addressees
from labels.frames import PREPOSITIONS, SLOTS, Element, Frame
from labels.lexicon import Lexicon
from labels.phrases import Phrases, Region

_FOUND = -1.5
_DEAREST_GAP = 6.0
_DROPS = frozenset({"dat", "hoe", "of"})
_STOPS = frozenset({";", ":", "dat", "die", "om", "omdat", "doordat", "aangezien"})
_SKIPPED = frozenset({"er", "het"})
_CLOSERS = frozenset({",", ";", ".", ":", "en", "om", "dat", "tot", "of", "als", "door", "maar", "alsook", "alsmede"})
_DIRECTIVE = frozenset({"urge", "request", "encourage", "recommend", "expect", "transmit", "commit"})
# Single-word intensifiers that after an addressee belong to the verb of the frame and not to the request.
_OUTER = frozenset({"nadrukkelijk", "uitdrukkelijk", "dringend"})


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a frame in a clause. Regions count tokens; ``cost`` is lower for better readings."""

    cost: float = 0.0
    target: Region | None = None
    addressees: tuple[Region, ...] = ()
    stances: tuple[str, ...] = ()
    class_words: tuple[str, ...] = ()
    evaluation: str | None = None
    strong: bool = False
    urging: bool = False
    negated: bool = False
    fixed_end: int = 0
    frame: Frame | None = field(default=None, compare=False)


Found = Reading | None
NOTHING = Reading()


class Matcher:
    """Matches frames from one position on, up to ``limit`` (exclusive)."""

    __slots__ = ("_adverbials", "_fronted", "_lexicon", "_phrases", "_tries", "_words", "limit")

    def __init__(self, lexicon: Lexicon, phrases: Phrases, limit: int, fronted: int = 0) -> None:
        self._lexicon = lexicon
        self._phrases = phrases
        self._words = phrases.words
        self.limit = limit
        self._fronted = fronted
        self._adverbials: dict[int, tuple[int, Reading, str] | None] = {}
        self._tries = 0

    def best(self, head: str, start: int) -> Found:
        """Return the cheapest reading of any frame of ``head``; ``start`` is the token after the verb."""
        keys = self._lexicon.frames.get(head)
        if keys is None:
            return None
        best: Found = None
        tried: set[int] = set()
        for anchor in self._anchors(keys, start):
            for frame in keys[anchor]:
                if id(frame) in tried:
                    continue
                tried.add(id(frame))
                self._tries = 0
                found = self._read(frame.elements, 0, start, frame)
                if found is not None and (best is None or found.cost < best.cost):
                    best = replace(found, frame=frame)
        return best

    def _anchors(self, keys: dict[str | None, tuple[Frame, ...]], start: int) -> list[str | None]:
        """Return the keys whose word or word class occurs in the clause."""
        present: list[str | None] = [None] if None in keys else []
        seen: set[str | None] = set(present)
        classes = [(name, "{" + name + "}") for name in self._lexicon.classes if "{" + name + "}" in keys]
        for index in range(start, self.limit):
            word = self._words[index]
            if word in keys and word not in seen:
                seen.add(word)
                present.append(word)
            for name, key in classes:
                if key not in seen and word in self._lexicon.classes[name]:
                    seen.add(key)
                    present.append(key)
        # A preposition may be dropped before a clause, "over" may be "inzake": try those frames too.
        clause = not _DROPS.isdisjoint(self._words[start : self.limit])
        about = self._lexicon.grammar.about.by_first
        for key in keys:
            if key is None or key in seen or key not in PREPOSITIONS:
                continue
            if clause or (key == "over" and any(word in about for word in self._words[start : self.limit])):
                present.append(key)
        return present

    # -- the parts of a frame, from left to right ------------------------------------------------------------

    def _read(self, elements: tuple[Element, ...], k: int, position: int, frame: Frame) -> Found:
        if k == len(elements):
            return Reading(cost=self._leftover(position, elements), fixed_end=position)
        self._tries += 1
        if self._tries > 400:
            return None
        element = elements[k]
        if element.kind == "addressee":
            return self._addressee(elements, k, position, frame)
        if element.is_target:
            return self._target(elements, k, position, frame)
        if element.kind == "other":
            return self._other(elements, k, position, frame)
        return self._fixed(elements, k, position, frame)

    def _leftover(self, position: int, elements: tuple[Element, ...]) -> float:
        """Price what follows the last word of a frame: a frame that explains it is better."""
        if position >= self.limit or elements[-1].is_target or elements[-1].kind == "other":
            return 0.0
        if self._words[position] in (",", "en", "(") or not self._phrases.is_word(position):
            return 0.2
        return 2.0 if self._asks(position) and self._words[position] != "dat" else 1.0

    def _fixed(self, elements: tuple[Element, ...], k: int, position: int, frame: Frame) -> Found:
        """Find a fixed word, a word of a class or a negation behind what may stand before it."""
        element = elements[k]
        before_target = k + 1 < len(elements) and elements[k + 1].is_target
        passed = NOTHING
        best: Found = None
        here = position
        while here < self.limit and passed.cost <= _DEAREST_GAP:
            if best is not None and passed.cost + _FOUND * (len(elements) - k) >= best.cost:
                break
            hit = self._hit(element, here)
            if hit is not None:
                end, reading = hit
                if element.kind == "word" and self._words[here] == "om" and before_target and self.om_opens_clause(here):
                    end = here
                rest = self._read(elements, k + 1, end, frame)
                if rest is not None:
                    best = _cheaper(best, _join(passed, reading, rest, _FOUND))
            elif before_target and element.words & PREPOSITIONS and self._words[here] in _DROPS:
                rest = self._read(elements, k + 1, here, frame)
                if rest is not None:
                    best = _cheaper(best, _join(passed, NOTHING, rest, 1.0))
            step = self._step(here)
            if step is None:
                break
            here, reading = step
            passed = _join(passed, reading, NOTHING, 0.0)
        return best

    def _hit(self, element: Element, here: int) -> tuple[int, Reading] | None:
        words = self._words
        if element.kind == "word":
            if words[here] in element.words:
                return here + 1, NOTHING
            if "over" in element.words:
                about = self._lexicon.grammar.about.match(words, here, self.limit)
                if about:
                    return about[0], NOTHING
            return None
        if element.kind == "not":
            found = self._lexicon.grammar.adverbials.match(words, here, self.limit)
            return (found[0], NOTHING) if found and found[1] == "negation" else None
        return self._class_words(element.name, here)

    def _class_words(self, name: str, here: int) -> tuple[int, Reading] | None:
        """Read one word of a class, or several coordinated ones ("bezorgdheid en deelneming")."""
        first = self.class_word(name, here)
        if first is None:
            return None
        end, stance = first
        stances, shown = [stance], [" ".join(self._words[here:end])]
        while end < self.limit:
            joint = end + 1 if self._words[end] in PREPOSITIONS and end + 1 < self.limit else end
            if self._words[joint] not in ("en", ",", "alsook", "alsmede", "maar", "doch", "als"):
                break
            after = joint + 1
            for _ in range(4):
                if after >= self.limit or self.class_word(name, after):
                    break
                step = self._small_step(after)
                if step is None:
                    break
                after = step
            following = self.class_word(name, after) if after < self.limit else None
            if following is None:
                break
            shown.append(" ".join(self._words[after : following[0]]))
            end = following[0]
            if following[1] not in stances:
                stances.append(following[1])
        return end, Reading(stances=tuple(stances), class_words=tuple(shown))

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
                while reach < min(self.limit, position + 3) and self._words[reach] != word:
                    reach += 1
                if reach >= self.limit or self._words[reach] != word or (reach > position and len(phrase[0]) > 3):
                    break
                position = reach + 1
            else:
                return position, stance
        return None

    # -- slots ------------------------------------------------------------------------------------------------

    def _addressee(self, elements: tuple[Element, ...], k: int, position: int, frame: Frame) -> Found:
        start, passed = self._lead(position, everything=True)
        if start >= self.limit or self._words[start] in ("dat", "zich") or (self._words[start] == "het" and self._is_placeholder(start)) or not self._phrases.starts_noun_phrase(start):
            return None
        following = elements[k + 1] if k + 1 < len(elements) else None
        if following is None or following.kind in SLOTS:
            regions, end = split_addressees(self._phrases, start, self.limit, closed=False)
            if not regions or (regions[0][1] - regions[0][0] == 1 and self._words[regions[0][0]] == "het"):
                return None
            likely = is_actor_like(self._phrases, *regions[0])
            rest = self._read(elements, k + 1, end, frame)
            if rest is None:
                return None
            price = 0.0 if likely else (0.4 if self._asks(end) else 3.0)
            if following is not None and rest.target is None:
                price += 0.3 if likely else 3.0
            return _join(passed, Reading(addressees=tuple(regions)), rest, price)
        best: Found = None
        for here in self._places(following, start + 1):
            rest = self._read(elements, k + 1, here, frame)
            if rest is None:
                continue
            end, effect = self._strip(start, here, following)
            regions, natural = split_addressees(self._phrases, start, end, closed=True)
            if not regions or (regions[0][1] - regions[0][0] == 1 and self._words[regions[0][0]] == "het"):
                continue
            price = 0.02 * (here - start) + self._particle_price(following, here)
            if natural < regions[-1][1] and self._opens_phrase(natural) and self._words[natural] != ",":
                # A second noun phrase: "verzoekt de regering | de mogelijkheid van …".
                price += 2.0
            if not is_actor_like(self._phrases, *regions[0]):
                price += 1.2
            if any(word in ("om", "te") for word in self._words[start:here]):
                price += 3.0
            best = _cheaper(best, _join(passed, replace(effect, addressees=tuple(regions)), rest, price))
        return best

    def _target(self, elements: tuple[Element, ...], k: int, position: int, frame: Frame) -> Found:
        element = elements[k]
        asked = frame.stance in _DIRECTIVE or any(each.kind == "addressee" for each in elements[:k])
        if k and 1 < position <= self._fronted:
            # The predicate is fronted, the target is not: "van groot belang voor ons acht het Parlement …".
            position = self._fronted + 1
        start, passed = self.target_start(position, asked=asked)
        following = elements[k + 1] if k + 1 < len(elements) else None
        if following is None:
            if start >= self.limit:
                return None if element.kind == "clause" else _join(passed, Reading(fixed_end=position), NOTHING, 0.8)
            if element.kind == "clause" and self._words[start] not in self._sets("clause_starters"):
                return None
            price = -0.2 if element.kind == "clause" else 0.0
            price += self._target_price(start, frame, asked=any(each.kind == "addressee" for each in elements[:k]))
            return _join(passed, Reading(target=(start, self.limit), fixed_end=position), NOTHING, price)
        if following.kind in SLOTS:
            end = self._phrases.noun_phrase(start, inside=self.limit)
            rest = self._read(elements, k + 1, end, frame) if end > start else None
            return _join(passed, Reading(target=(start, end)), rest, 0.6) if rest else None
        best: Found = None
        for here in self._places(following, start + 1):
            rest = self._read(elements, k + 1, here, frame)
            if rest is None:
                continue
            if not self._complete(start, self._strip(start, here, following)[0]):
                continue
            price = 0.02 * (here - start) + self._particle_price(following, here)
            if following.words == {"van", "ervan"}:
                # "een brief van de Raad" is one phrase far more often than two arguments.
                price += 1.0
            if ":" in self._words[start:here]:
                price += 3.0
            if self._words[start] in ("dat", "om", "of", "hoe") and not self._fronted:
                price += 2.0
            price += self._target_price(start, frame, asked=any(each.kind == "addressee" for each in elements[:k]))
            if frame.stance in _DIRECTIVE and "te" in self._words[start:here]:
                price += 1.5
            end, effect = self._strip(start, here, following)
            best = _cheaper(best, _join(passed, replace(effect, target=(start, end)), rest, price))
        return best

    def _strip(self, start: int, end: int, following: Element) -> tuple[int, Reading]:
        """Take adverbials, and the article of a fixed noun, off the end of a target before a fixed word."""
        effect = NOTHING
        moved = True
        while moved and end - start > 1:
            moved = False
            for length in (6, 5, 4, 3, 2, 1):
                found = self.adverbial(end - length) if end - length > start else None
                if found and found[0] == end:
                    end, effect, moved = end - length, _join(effect, found[1], NOTHING, 0.0), True
                    break
            word = self._words[end - 1]
            possessive = word in self._sets("possessives") or word in ("een", "de", "er", ",")
            noun = following.kind != "word" or not following.words & (PREPOSITIONS | self._sets("particles"))
            possessive = possessive or (word == "het" and noun)
            if not moved and end - start > 1 and possessive and not following.words & PREPOSITIONS:
                end, moved = end - 1, True
        return end, effect

    def _target_price(self, start: int, frame: Frame, *, asked: bool) -> float:
        """Price a target that may hide an addressee ("verzoekt | de Raad dit te doen") or a preposition."""
        word = self._words[start]
        price = 0.3 if word == "te" else 1.0 if word in ("en", "of") else 0.0
        if word == "het" and start + 2 < self.limit and self._words[start + 2] in ("dat", "om", "als", "wanneer"):
            price += 0.5
        if word in self._sets("prepositions") and word not in ("om", "te", "binnen", "tijdens", "na", "in", "bij", "voor", "vóór"):
            price += 0.4 if asked else 0.9
        if not asked and frame.stance in _DIRECTIVE and self._phrases.starts_noun_phrase(start):
            end = self._phrases.noun_phrase(start, inside=self.limit)
            if end < self.limit and (self._asks(end) or is_actor_like(self._phrases, start, end)):
                price += 0.8
        return price

    def _complete(self, start: int, end: int) -> bool:
        """Tell whether a target before a fixed word can be a whole phrase: not "het", not "de … zijn"."""
        last = self._words[end - 1]
        if end - start == 1:
            return last not in ("het", "er", "zich", "de", "een", "zijn", "haar", "hun") and self._lead(start, everything=True)[0] == start
        while end - start > 1:
            found = self.adverbial(end - 1)
            if found is None or found[0] != end:
                break
            end -= 1
        last = self._words[end - 1]
        if self._lead(start, everything=True)[0] >= end:
            return False
        return not (
            last in self._sets("determiners") and last not in ("dit", "dat", "deze")
            or last in self._sets("possessives")
            or last in self._sets("prepositions")
            or last in ("en", "of", "er")
        )

    def _other(self, elements: tuple[Element, ...], k: int, position: int, frame: Frame) -> Found:
        """Pass over an argument that is neither target nor addressee."""
        if position >= self.limit:
            return None
        following = elements[k + 1] if k + 1 < len(elements) else None
        if following is None:
            return Reading(cost=0.2, fixed_end=position)
        if following.kind in SLOTS:
            end = self._phrases.noun_phrase(position, inside=self.limit)
            rest = self._read(elements, k + 1, end, frame) if end > position else None
            return _join(NOTHING, NOTHING, rest, 0.3) if rest else None
        best: Found = None
        for here in self._places(following, position + 1):
            rest = self._read(elements, k + 1, here, frame)
            if rest is not None:
                best = _cheaper(best, _join(NOTHING, NOTHING, rest, 0.3 + 0.03 * (here - position)))
        return best

    def _places(self, element: Element, start: int) -> list[int]:
        """Return the first few positions at which a fixed part of the frame stands."""
        found: list[int] = []
        for here in range(start, self.limit):
            if self._hit(element, here) is not None:
                found.append(here)
                if len(found) == 6:
                    break
        return found

    def _particle_price(self, element: Element, here: int) -> float:
        """A particle ends its clause; where a noun phrase follows, it is more likely a preposition."""
        if element.kind == "class":
            end = self._class_words(element.name, here)
            after = end[0] if end else here + 1
            if after < self.limit and self._words[after] in self._sets("prepositions"):
                return 0.1
        elif element.kind == "not" or element.words & self._sets("particles"):
            after = here + 1
            if after < self.limit and self._words[after] == "te":
                # "op te schorten": the particle of the infinitive, if another one can be the frame's.
                return 1.0
        else:
            return 0.0
        if after >= self.limit or self._words[after] in _CLOSERS or self._words[after] in self._sets("particles"):
            return 0.0
        if self._lexicon.grammar.adverbials.match(self._words, after, self.limit):
            return 0.1
        return 2.0 if element.kind == "not" else 0.8

    # -- what may stand between -------------------------------------------------------------------------------

    def _sets(self, name: str) -> frozenset[str]:
        return self._lexicon.grammar.sets[name]

    def _small_step(self, here: int) -> int | None:
        """Step over an article, possessive, adverbial or adjective."""
        word = self._words[here]
        if word in self._sets("possessives") or word in self._sets("determiners"):
            return here + 1
        found = self._lexicon.grammar.adverbials.match(self._words, here, self.limit)
        if found:
            return found[0]
        return here + 1 if word.endswith("e") or word in ("ook", "met") else None

    def adverbial(self, here: int) -> tuple[int, Reading, str] | None:
        """Read an adverbial at ``here``: end, what it does to the act, and its kind."""
        if here not in self._adverbials:
            self._adverbials[here] = self._read_adverbial(here)
        return self._adverbials[here]

    def _read_adverbial(self, here: int) -> tuple[int, Reading, str] | None:
        found = self._lexicon.grammar.adverbials.match(self._words, here, self.limit)
        manner = self._emphatic(here)
        if manner and (found is None or manner[0] > found[0]):
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

    def _emphatic(self, here: int) -> tuple[int, Reading, str] | None:
        """Read "in de scherpst mogelijke bewoordingen", "met de meeste nadruk"."""
        if self._words[here] not in ("in", "met", "op"):
            return None
        for position in range(here + 1, min(self.limit, here + 7)):
            word = self._words[position]
            if word in self._sets("urging_nouns"):
                return position + 1, Reading(strong=True, urging=True), "urging"
            if word in self._sets("emphatic_nouns"):
                return position + 1, Reading(strong=True), "intensifier"
            if word in self._sets("prepositions") or word in (",", "en", "het") or not self._phrases.is_word(position):
                return None
        return None

    def _evaluative(self, here: int) -> tuple[int, Reading] | None:
        """Read "met (grote) bezorgdheid": a preposition and a noun of feeling."""
        if self._words[here] not in ("met", "tot"):
            return None
        position, strong = here + 1, False
        while position < min(self.limit, here + 7):
            hit = self.class_word("feeling", position)
            if hit:
                # "met steun van de Raad" is no feeling of the speaker.
                if hit[0] < self.limit and self._words[hit[0]] in ("van", "voor") and not strong and position == here + 1:
                    return None
                return hit[0], Reading(evaluation=hit[1], strong=strong)
            found = self._lexicon.grammar.adverbials.match(self._words, position, self.limit)
            if found:
                strong = strong or found[1] == "intensifier"
                position = found[0]
                continue
            word = self._words[position]
            if word in self._sets("possessives") or word in ("de", "het", "een") or word.endswith("e") or word == "en":
                position += 1
                continue
            return None
        return None

    def _step(self, here: int) -> tuple[int, Reading] | None:
        """Step over one thing that may stand inside a frame; null where the frame cannot go on."""
        word = self._words[here]
        if word in _STOPS:
            return None
        found = self.adverbial(here)
        if found:
            return found[0], replace(found[1], cost=0.1)
        if word == "het" and here + 1 < self.limit and self._words[here + 1] == "volgende":
            return here + 2, Reading(cost=0.2)
        if word in _SKIPPED or word in self._sets("possessives") or word in ("een", "de"):
            return here + 1, Reading(cost=0.1)
        speaker = self._lexicon.grammar.speakers.match(self._words, here, self.limit)
        if speaker:
            return speaker[0], Reading(cost=0.3)
        if word == ",":
            close = next((i for i in range(here + 1, min(self.limit, here + 90)) if self._words[i] == ","), None)
            return (close + 1, Reading(cost=0.5)) if close is not None else (here + 1, Reading(cost=2.5))
        if word in self._sets("prepositions"):
            end = self._phrases.noun_phrase(here + 1, inside=self.limit)
            if end > here + 1:
                return end, Reading(cost=1.0)
        if word in ("en", "of") or self._phrases.adjective(here):
            return here + 1, Reading(cost=0.3)
        return here + 1, Reading(cost=3.0)

    def _lead(self, position: int, *, everything: bool) -> tuple[int, Reading]:
        """Step over adverbials (and "er") before a slot."""
        passed = NOTHING
        while position < self.limit:
            found = self.adverbial(position)
            inflected = found is not None and found[2] == "intensifier" and self._words[position].endswith("e")
            if found and not inflected and (everything or found[2] != "filler"):
                position, passed = found[0], _join(passed, found[1], NOTHING, 0.05)
                continue
            if self._words[position] == "er":
                position += 1
                continue
            if self._words[position] == "," and position + 1 < self.limit:
                close = next((i for i in range(position + 1, self.limit) if self._words[i] == ","), None)
                if close is not None and not self._phrases.starts_noun_phrase(position + 1):
                    position = close + 1
                    continue
            break
        return position, passed

    def target_start(self, position: int, *, asked: bool) -> tuple[int, Reading]:
        """Step over what stands before the target: connectives, intensifiers, asides, placeholders.

        After an addressee (``asked``) adverbs of manner, time and place belong to the request.
        """
        passed = NOTHING
        words = self._words
        while position < self.limit:
            word = words[position]
            if word in ("er", "zich") and not asked:
                position += 1
                continue
            if word == "het" and self._is_placeholder(position):
                position += 1
                continue
            if word == "het" and words[position + 1 : position + 3] == ["volgende", ":"]:
                position += 2
                continue
            if asked and word in (",", ":"):
                position += 1
                continue
            if word == ",":
                close = next((i for i in range(position + 1, min(self.limit, position + 90)) if words[i] == ","), None)
                if word == "," and close is not None and words[position + 1] not in self._sets("clause_starters"):
                    position = close + 1
                else:
                    position += 1
                continue
            found = self.adverbial(position)
            if found and self._outside(position, found[0], found[2], asked=asked):
                position, passed = found[0], _join(passed, found[1], NOTHING, 0.05)
                continue
            if word == "om" and position + 1 < self.limit and not self.om_opens_clause(position):
                position += 1
                continue
            if not asked and word in self._sets("prepositions") and word != "om":
                end = self._phrases.noun_phrase(position + 1, inside=self.limit)
                if position + 1 < end < self.limit and words[end] in ("dat", "hoe", "of"):
                    position, passed = end, _join(passed, NOTHING, NOTHING, 0.3)
                    continue
            break
        return position, passed

    def _outside(self, start: int, end: int, kind: str, *, asked: bool) -> bool:
        """Tell whether an adverbial before the target stays outside it."""
        after = self._words[end] if end < self.limit else ""
        word = self._words[start]
        clause = after in self._sets("clause_starters") and after != "te"
        if kind in ("connective", "urging"):
            return True
        if kind == "negation":
            return not asked and word != "geen" and (clause or self._opens_phrase(end))
        if kind == "evaluative":
            return not asked or clause
        if kind == "filler":
            return clause or (not asked and self._opens_phrase(end))
        if end - start > 1:
            return True
        if word.endswith("e"):
            return False
        if asked:
            return word in _OUTER or clause
        return clause or after == "" or self._opens_phrase(end)

    def _opens_phrase(self, position: int) -> bool:
        if position >= self.limit:
            return True
        word = self._words[position]
        return (
            word in self._sets("determiners")
            or word in self._sets("possessives")
            or word in self._sets("pronouns")
            or word == ","
            or self._phrases.capital[position]
        )

    def _is_placeholder(self, position: int) -> bool:
        """Tell whether "het" announces a clause ("betreurt het dat", "betreurt het ten zeerste dat")."""
        after = position + 1
        while after < self.limit:
            found = self.adverbial(after)
            if found is None:
                break
            after = found[0]
        return after >= self.limit or self._words[after] in self._sets("clause_starters") or self._words[after] == ","

    def om_opens_clause(self, position: int) -> bool:
        """Tell whether "om" begins an infinitive clause ("om … te …") rather than a noun phrase ("om hulp")."""
        words = self._words
        nested = False
        if position + 1 < self.limit and words[position + 1] in (",", ":"):
            return True
        for here in range(position + 1, self.limit - 1):
            word = words[here]
            if word == "te" and words[here + 1].endswith("n") and not nested:
                return True
            if word in ("om", "teneinde", "waarbij", "zodat", "opdat"):
                return False
            relative = word in ("die", "dat") and words[here - 1] not in self._sets("prepositions")
            if relative or word in ("waarin", "waarvan", "waarop", "wier"):
                nested = True
            elif word == ",":
                nested = False
        return False

    def _asks(self, position: int) -> bool:
        """Tell whether what follows reads as a request: "om …", "dat …", "te …" or an infinitive clause."""
        words = self._words
        if position >= self.limit:
            return False
        if words[position] in ("om", "dat", "of", "hoe", ":"):
            return True
        for here in range(position, min(self.limit - 1, position + 40)):
            if words[here] == "te":
                return True
            if words[here] in ("om", "teneinde", "die", "dat"):
                return False
        return False


def _cheaper(best: Found, new: Reading) -> Reading:
    return new if best is None or new.cost < best.cost else best


def _join(first: Reading, second: Reading, third: Reading, price: float) -> Reading:
    """Put three parts of a reading together; ``price`` is added to their costs."""
    if first is NOTHING and second is NOTHING:
        return third if price == 0.0 else replace(third, cost=third.cost + price)
    return Reading(
        cost=first.cost + second.cost + third.cost + price,
        target=first.target or second.target or third.target,
        addressees=first.addressees + second.addressees + third.addressees,
        stances=first.stances + second.stances + third.stances,
        class_words=first.class_words + second.class_words + third.class_words,
        evaluation=first.evaluation or second.evaluation or third.evaluation,
        strong=first.strong or second.strong or third.strong,
        urging=first.urging or second.urging or third.urging,
        negated=first.negated or second.negated or third.negated,
        fixed_end=max(first.fixed_end, second.fixed_end, third.fixed_end),
    )

