"""Holds a verb frame against a clause: where its words stand, and what fills its slots.

Between the words of a frame Dutch allows adverbials, placeholders, asides and more. Each word that is passed
over costs; each word of the frame that is found gains. The cheapest reading of all frames wins, so a longer
frame beats a shorter one, and words that are understood beat words that are not.
"""

from __future__ import annotations

from dataclasses import replace

from labels.addressees import is_actor_like, split_addressees
from labels.adverbials import Adverbials
from labels.extents import before_clause, before_predicate, in_relative_clause
from labels.frames import PREPOSITIONS, SLOTS, Element, Frame
from labels.infinitives import Infinitives
from labels.lexicon import Lexicon
from labels.phrases import Phrases, Region
from labels.prices import Prices
from labels.reading import NOTHING, Found, Reading, cheaper, join
from labels.targets import Targets, directive

# What a fixed word of a frame gains where it is found; costs below are measured against it.
FOUND = -1.5
_DEAREST_GAP = 6.0
# A frame that has the pronominal form itself is the better one: "houdt het ervoor" is not "houdt voor".
_PRONOMINAL = Reading(cost=0.1)
_DROPS = frozenset({"dat", "hoe", "of"})
_STOPS = frozenset({";", ":", "dat", "die", "om", "omdat", "doordat", "aangezien"})
_SKIPPED = frozenset({"er", "het"})


class Matcher:
    """Matches frames from one position on to the end of a clause."""

    __slots__ = (
        "_adverbials", "_fronted", "_infinitives", "_lexicon", "_limit", "_phrases", "_prices", "_sets", "_targets",
        "_tries", "_words",
    )  # fmt: skip

    def __init__(self, lexicon: Lexicon, phrases: Phrases, fronted: int = 0) -> None:
        self._lexicon = lexicon
        self._phrases = phrases
        self._words = phrases.words
        self._sets = phrases.sets
        self._limit = phrases.limit
        self._fronted = fronted
        self._adverbials = Adverbials(lexicon, phrases)
        self._infinitives = Infinitives(phrases)
        self._targets = Targets(lexicon, phrases, self._adverbials, self._infinitives)
        self._prices = Prices(lexicon, phrases, self._adverbials, self._targets, self._infinitives)
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
        for index in range(start, self._limit):
            word = self._words[index]
            if word in keys and word not in seen:
                seen.add(word)
                present.append(word)
            for name, slot in classes:
                if slot not in seen and word in self._lexicon.classes[name]:
                    seen.add(slot)
                    present.append(slot)
        # A preposition may be dropped before a clause, "over" may be "inzake": try those frames too.
        clause = not _DROPS.isdisjoint(self._words[start : self._limit])
        about = self._lexicon.grammar.about.by_first
        for key in keys:
            if key is None or key in seen or key not in PREPOSITIONS:
                continue
            if clause or (key == "over" and any(word in about for word in self._words[start : self._limit])):
                present.append(key)
        return present

    def _read(self, elements: tuple[Element, ...], k: int, position: int, frame: Frame) -> Found:
        if k == len(elements):
            return Reading(cost=self._prices.leftover(position, elements))
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

    def _fixed(self, elements: tuple[Element, ...], k: int, position: int, frame: Frame) -> Found:
        """Find a fixed word, a word of a class or a negation behind what may stand before it."""
        element = elements[k]
        before_target = k + 1 < len(elements) and elements[k + 1].is_target
        passed = NOTHING
        best: Found = None
        here = position
        while here < self._limit and passed.cost <= _DEAREST_GAP:
            if best is not None and passed.cost + FOUND * (len(elements) - k) >= best.cost:
                break
            hit = self._hit(element, here)
            if hit is not None:
                end, reading = hit
                if (
                    element.kind == "word"
                    and self._words[here] == "om"
                    and before_target
                    and self._infinitives.begin_with_om(here)
                ):
                    end = here
                rest = self._read(elements, k + 1, end, frame)
                if rest is not None:
                    price = self._prices.preposition(frame, k, here, end) if before_target else 0.0
                    emphatic = self._adverbials.at(here) if element.kind == "word" else None
                    if emphatic and emphatic[2] == "intensifier" and emphatic[0] == end:
                        # "hecht groot belang aan": a word of the frame can make it strong as well.
                        reading = replace(reading, strong=True)
                    best = cheaper(best, join(passed, reading, rest, FOUND + price))
            elif before_target and element.words & PREPOSITIONS and self._words[here] in _DROPS:
                rest = self._read(elements, k + 1, here, frame)
                if rest is not None:
                    best = cheaper(best, join(passed, NOTHING, rest, 1.0))
            step = self._step(here)
            if step is None:
                break
            here, reading = step
            passed = join(passed, reading, NOTHING, 0.0)
        return best

    def _hit(self, element: Element, here: int) -> tuple[int, Reading] | None:
        words = self._words
        if element.kind == "word":
            if words[here] in element.words:
                return here + 1, (_PRONOMINAL if words[here] in element.pronominal else NOTHING)
            if "over" in element.words:
                about = self._lexicon.grammar.about.match(words, here, self._limit)
                if about:
                    return about[0], NOTHING
            return None
        if element.kind == "not":
            found = self._lexicon.grammar.adverbials.match(words, here, self._limit)
            return (found[0], NOTHING) if found and found[1] == "negation" else None
        return self._adverbials.class_words(element.name, here)

    def _addressee(self, elements: tuple[Element, ...], k: int, position: int, frame: Frame) -> Found:
        start, passed = self._adverbials.lead(position, everything=True)
        if (
            start >= self._limit
            or self._words[start] in ("dat", "zich")
            or (self._words[start] == "het" and self._targets.is_placeholder(start))
            or not self._phrases.starts_noun_phrase(start)
        ):
            return None
        following = elements[k + 1] if k + 1 < len(elements) else None
        if following is None or following.kind in SLOTS:
            regions, end = split_addressees(self._phrases, start, self._limit, closed=False)
            if self._is_nobody(regions):
                return None
            likely = is_actor_like(self._phrases, *regions[0], named=following is not None)
            likely = likely and not self._targets.is_thing(frame, *regions[0])
            rest = self._read(elements, k + 1, end, frame)
            if rest is None:
                return None
            price = 0.0 if likely else self._prices.unknown(frame, regions[0], end)
            if following is not None and rest.target is None:
                price += 0.3 if likely else 3.0
            return join(passed, Reading(addressees=tuple(regions)), rest, price)
        best: Found = None
        for here in self._places(following, start + 1):
            rest = self._read(elements, k + 1, here, frame)
            if rest is None:
                continue
            end, effect = self._targets.strip(start, here, following)
            regions, natural = split_addressees(self._phrases, start, end, closed=True)
            if self._is_nobody(regions):
                continue
            price = 0.02 * (here - start) + self._prices.closing(following, here)
            price += 3.0 if in_relative_clause(self._phrases, start, here) else 0.0
            if natural < regions[-1][1] and self._targets.opens_phrase(natural) and self._words[natural] != ",":
                # A second noun phrase: "verzoekt de regering | de mogelijkheid van …".
                price += 2.0
            clause = self._words[end] == "om" or (rest.target and self._words[rest.target[0]] == "dat")
            if clause and self._targets.is_thing(frame, *regions[0]):
                # "stimuleert proeven om …", "brengt een fonds in overweging dat …": the clause belongs to the thing.
                price += 2.2
            elif not is_actor_like(self._phrases, *regions[0]):
                price += 1.2
            asks = next((word for word in self._words[start:here] if word in ("om", "te", ":", ",")), ",")
            if asks != ",":
                price += 3.0
            best = cheaper(best, join(passed, replace(effect, addressees=tuple(regions)), rest, price))
        return best

    def _is_nobody(self, regions: list[Region]) -> bool:
        """Tell whether there is no addressee, or only "het"."""
        return not regions or self._words[slice(*regions[0])] == ["het"]

    def _target(self, elements: tuple[Element, ...], k: int, position: int, frame: Frame) -> Found:
        element = elements[k]
        addressed = any(each.kind == "addressee" for each in elements[:k])
        directs = directive(frame)
        if k and 1 < position <= self._fronted:
            # The predicate is fronted, the target is not: "van groot belang voor ons acht het Parlement …".
            position = self._fronted + 1
        start, passed = self._targets.start(position, asked=directs or addressed)
        following = elements[k + 1] if k + 1 < len(elements) else None
        if following is None:
            if start >= self._limit:
                return None if element.kind == "clause" else join(passed, NOTHING, NOTHING, 0.8)
            if element.kind == "clause" and self._words[start] not in self._sets["clause_starters"]:
                return None
            if 0 < start <= self._fronted:
                # "in afwachting daarvan verzoekt het Parlement de Raad …": what is asked is hardly ever fronted.
                asked = directs and self._words[start] in self._sets["prepositions"]
                passed = join(passed, self._behind_fronted(), NOTHING, 1.5 if asked else 0.0)
            price = -0.2 if element.kind == "clause" else 0.0
            price += self._targets.price(start, frame, asked=addressed)
            if k == 0 and frame.head in self._sets["predicative_heads"] and element.kind != "clause":
                # "acht de prijs" says nothing yet: what it is held to be must follow.
                price += 0.0 if self._words[start] in self._sets["clause_starters"] else 1.2
            return join(passed, Reading(target=(start, self._limit)), NOTHING, price)
        if following.kind in SLOTS:
            predicate = following.kind == "other" and k + 2 == len(elements)
            end = before_predicate(self._phrases, start) if predicate else self._phrases.noun_phrase(start)
            rest = self._read(elements, k + 1, end, frame) if end > start else None
            return join(passed, Reading(target=(start, end)), rest, 0.2 if predicate else 0.6) if rest else None
        best: Found = None
        for here in self._places(following, start + 1):
            rest = self._read(elements, k + 1, here, frame)
            if rest is None:
                continue
            end, effect = self._targets.strip(start, here, following)
            if not self._targets.complete(start, end):
                continue
            price = 0.02 * (here - start) + self._prices.closing(following, here)
            price += 3.0 if in_relative_clause(self._phrases, start, here) else 0.0
            if following.words == {"van", "ervan"}:
                # "een brief van de Raad" is one phrase far more often than two arguments.
                price += 1.0
            if ":" in self._words[start:here]:
                price += 3.0
            if self._words[start] in ("dat", "om", "of", "hoe") and not self._fronted:
                price += 2.0
            price += self._targets.price(start, frame, asked=addressed, stop=here)
            if directs and "te" in self._words[start:here]:
                price += 1.5
            best = cheaper(best, join(passed, replace(effect, target=(start, end)), rest, price))
        return best

    def _behind_fronted(self) -> Reading:
        """Return what the adverbials behind the verb do where the target is fronted ("dit betreurt … ten zeerste")."""
        effect = NOTHING
        here = self._fronted + 1
        while here < self._limit:
            found = self._adverbials.at(here)
            effect = join(effect, found[1], NOTHING, 0.0) if found else effect
            here = found[0] if found else here + 1
        return effect

    def _other(self, elements: tuple[Element, ...], k: int, position: int, frame: Frame) -> Found:
        """Pass over an argument that is neither target nor addressee."""
        if position >= self._limit:
            return None
        following = elements[k + 1] if k + 1 < len(elements) else None
        if following is None:
            return Reading(cost=0.2)
        if following.kind in SLOTS:
            end = before_clause(self._phrases, position) if following.kind == "clause" else 0
            end = end or self._phrases.noun_phrase(position)
            rest = self._read(elements, k + 1, end, frame) if end > position else None
            price = 0.1 if following.kind == "clause" else 0.3
            if self._words[position - 1] == "aan" and self._targets.is_thing(frame, position, end):
                # "belooft | aan de brug elk jaar een debat te wijden"
                price += 2.5
            if end < self._limit and self._words[end] == ",":
                # "acht het plan, dat nog loopt, te duur": a relative clause.
                price += 1.0
            return join(NOTHING, NOTHING, rest, price) if rest else None
        best: Found = None
        for here in self._places(following, position + 1):
            rest = self._read(elements, k + 1, here, frame)
            if rest is not None:
                best = cheaper(best, join(NOTHING, NOTHING, rest, 0.3 + 0.03 * (here - position)))
        return best

    def _places(self, element: Element, start: int) -> list[int]:
        """Return the first few positions at which a fixed part of the frame stands."""
        found: list[int] = []
        for here in range(start, self._limit):
            if self._hit(element, here) is not None:
                found.append(here)
                if len(found) == 6:
                    break
        return found

    def _step(self, here: int) -> tuple[int, Reading] | None:
        """Step over one thing that may stand inside a frame; null where the frame cannot go on."""
        word = self._words[here]
        if word in _STOPS:
            return None
        found = self._adverbials.at(here)
        if found:
            return found[0], replace(found[1], cost=0.1)
        if word == "het" and here + 1 < self._limit and self._words[here + 1] == "volgende":
            return here + 2, Reading(cost=0.2)
        if word in _SKIPPED or word in self._sets["possessives"] or word in ("een", "de"):
            return here + 1, Reading(cost=0.1)
        speaker = self._lexicon.grammar.speakers.match(self._words, here, self._limit)
        if speaker:
            return speaker[0], Reading(cost=0.3)
        if word == ",":
            close = self._phrases.aside(here)
            return (close + 1, Reading(cost=0.5)) if close is not None else (here + 1, Reading(cost=2.5))
        if word in self._sets["prepositions"]:
            end = self._phrases.noun_phrase(here + 1, inside=self._limit)
            if end > here + 1:
                return end, Reading(cost=1.0)
        if word in ("en", "of") or self._phrases.adjective(here):
            return here + 1, Reading(cost=0.3)
        return here + 1, Reading(cost=3.0)
