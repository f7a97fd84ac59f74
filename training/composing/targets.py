"""Composes what fills the slots of a frame: noun phrases, clauses and infinitives of about a wanted length."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Final

from training.composing.frame_slots import Slots
from training.composing.gold_fillers import GoldFillers
from training.composing.phrase_bank import Bank, Phrase
from training.composing.wording import Worded, Wording

FILLER: Final = 0.05
"""How often a target is one of the annotated documents."""
ABOUT_ACTORS: Final = 0.12
"""How often a request begins with another actor than the addressee ("verzoekt de Raad het Parlement te raadplegen")."""
REPORTED: Final = 0.3
"""How often what makes a noun phrase or a clause longer tells of another's stance."""
STOPPING: Final = 0.03
"""How often a target is left shorter than wanted, at each step."""
_TRIES: Final = 12
_MOST_TAILS: Final = 2
"""So many subordinate clauses follow a clause at most."""
_TAIL, _RELATIVE, _SECOND, _LAST_STAGE = 1, 2, 3, 4
"""What is put behind a noun phrase, in this order: a phrase, a relative clause, another noun phrase, a clause."""
_FAMILIES: Final[Mapping[str, str]] = {"thing": "thing", "ill": "ill", "good": "good", "want": "want"}
_MANY: Final = re.compile(r"\b(hun|zij|die)\b")
_CLAUSES: Final[Mapping[str, Mapping[str, int]]] = {
    "reject": {"bad": 6, "clause": 2, "neutral": 2},
    "endorse": {"well": 7, "clause": 2, "neutral": 1},
    "empathise": {"bad": 1},
    "direct": {"demand": 8, "well": 1, "neutral": 2},
    "procedure": {"neutral": 1},
    "assert": {"neutral": 6, "bad": 2, "well": 1, "clause": 2},
    "commit": {"well": 4, "neutral": 6},
}


@dataclass(frozen=True, slots=True)
class Composed:
    """A target in words; ``comma`` where its last part is a clause behind a comma, which wants one behind it too."""

    text: str
    comma: bool = False


class Targets:
    """Composes targets for one paragraph."""

    def __init__(
        self, bank: Bank, slots: Slots, fillers: GoldFillers, wording: Wording, rng: Random, groups: Mapping[str, str]
    ) -> None:
        self._bank = bank
        self._slots = slots
        self._fillers = fillers
        self._wording = wording
        self._rng = rng
        self._groups = groups

    def compose(
        self,
        kind: str,
        stance: str,
        budget: int,
        *,
        pronoun: str = "zij",
        om: bool | None = None,
        addressed: bool = True,
    ) -> Composed:
        """Compose a target of a kind (see ``frame_slots.KINDS``) in about ``budget`` words.

        ``pronoun`` is who a clause of kind "zij" speaks of; ``om`` says whether an infinitive begins with om, null
        where it may. Where no one is asked (not ``addressed``) no infinitive begins with another actor.
        """
        if kind == "np":
            moods = self._slots.mood(stance)
            if (filler := self._filler(kind, stance, budget)) is not None:
                return filler
            kind = self._rng.choices(list(moods), list(moods.values()))[0]
        if kind == "dat":
            return self._filler(kind, stance, budget) or self._clause(stance, budget)
        if kind == "of":
            return self._filler(kind, stance, budget) or self._longer(
                self._wording.text("question"), budget, "clause_tail"
            )
        if kind in ("te", "bare", "willen"):
            return self._infinitive(kind, stance, budget, om, addressed=addressed)
        if kind == "zij":
            plural = pronoun == "zij_pl"
            request = self._wording.request("modal" if self._rng.random() < 0.6 else "finite", plural=plural)
            return self._longer(f"dat {'zij' if plural else pronoun} {request}", budget, "clause_tail")
        if kind in _FAMILIES:
            return self._noun(_FAMILIES[kind], budget)
        return self._people(kind, budget)

    def items(self, kind: str, stance: str, budget: int, count: int) -> list[str]:
        """Compose the items of a list: infinitives, noun phrases or dat-clauses of some words each."""
        share = max(5, budget // count)
        found: list[str] = []
        for _ in range(count):
            if kind == "te":
                found.append(self.compose("te", stance, share, om=False).text)
            elif kind == "dat":
                found.append(self._clause(stance, share).text)
            else:
                found.append(self.compose(kind, stance, share).text)
        return found

    def _filler(self, kind: str, stance: str, budget: int) -> Composed | None:
        texts = self._fillers.targets.get((kind, self._groups[stance]))
        if not texts or self._rng.random() >= FILLER:
            return None
        text = self._rng.choice(texts)
        return Composed(text, "," in text) if len(text.split()) <= budget * 1.5 else None

    def _clause(self, stance: str, budget: int) -> Composed:
        return self._longer(f"dat {self.body(self._groups[stance])}", budget, "clause_tail")

    def group(self, stance: str) -> str:
        """Return the group of a stance."""
        return self._groups[stance]

    def body(self, group: str) -> str:
        """Return a clause in the order of a dat-clause, without "dat"."""
        families = _CLAUSES[group]
        return self._wording.text(self._rng.choices(list(families), list(families.values()))[0])

    def _question(self, stance: str, budget: int) -> Composed:
        """Compose an indirect question; what is doubted begins with "of"."""
        text = self._wording.text("question")
        while self._groups[stance] == "reject" and not text.startswith("of "):
            text = self._wording.text("question")
        return self._longer(text, budget, "clause_tail")

    def _infinitive(self, kind: str, stance: str, budget: int, om: bool | None, *, addressed: bool) -> Composed:
        if kind != "te":
            return Composed(self._wording.request(kind))
        with_om = om if om is not None else self._rng.random() < 0.24
        shape = "om" if with_om else "te"
        if stance != "commit" and om is None and (filler := self._filler(shape, stance, budget)) is not None:
            return filler
        actors = addressed and self._rng.random() < ABOUT_ACTORS
        text = self._wording.request(family="request_about_actor" if actors else "request")
        if not with_om and budget > 14 and self._rng.random() < 0.12:
            text = f"{self._wording.text('opening')} {text}"
        longer = self._longer(text, budget - with_om, "request_tail")
        return Composed(f"om {longer.text}", longer.comma) if with_om else longer

    def _longer(self, text: str, budget: int, family: str) -> Composed:
        """Add clauses behind until the wanted length is near; after two, only others of the same sort with "en"."""
        comma, tails = False, 0
        for _ in range(_TRIES):
            missing = budget - len(text.split())
            if missing < 4 or self._rng.random() < STOPPING:
                break
            if tails < _MOST_TAILS:
                tail = self._wording.text(family)
            elif family == "request_tail":
                tail = f"en {self._wording.text('request')}"
            elif text.startswith("dat "):
                tail = f"en dat {self._wording.text(self._rng.choice(('neutral', 'bad', 'clause')))}"
            else:
                break
            if len(tail.split()) > missing + 6:
                continue
            joined = tail.startswith("en ")
            together = joined and self._rng.random() < 0.6
            tails += not joined
            text = f"{text}{' ' if together else ', '}{tail}"
            comma = comma or not together
        return Composed(text, comma)

    def _noun(self, family: str, budget: int) -> Composed:
        """Compose a noun phrase; behind it a phrase, then a relative clause, then another noun phrase or a clause."""
        rng, wording = self._rng, self._wording
        head = wording.word("participle" if rng.random() < 0.05 else family)
        text, comma, stage = head.text, False, 0
        for _ in range(_TRIES):
            missing = budget - len(text.split())
            if missing < 4 or stage == _LAST_STAGE or rng.random() < STOPPING:
                break
            step = rng.choices((_TAIL, _RELATIVE, _SECOND, _LAST_STAGE), (30, 34, 30, 6 if missing < 18 else 16))[0]
            second: Worded | None = None
            if step == _TAIL and stage < _TAIL:
                addition = f" {wording.text('tail')}"
            elif step == _RELATIVE and stage < _RELATIVE and missing > 5:
                addition = f"{',' if rng.random() < 0.55 else ''} {self._relative(head.plural, head.article)}"
            elif step == _SECOND and missing > 6:
                second = wording.word(family)
                addition = f"{', en' if comma else ' en'} {second.text}"
            elif step == _LAST_STAGE and missing > 6:
                addition = f", {wording.text('clause_tail')}"
            else:
                continue
            if len(addition.split()) > missing + 6:
                continue
            text += addition
            comma = comma or addition.startswith(",")
            head, stage = (second, 0) if second else (head, step)
        return Composed(text, comma)

    def _relative(self, plural: bool, article: str) -> str:
        family = "reported_relative" if self._rng.random() < REPORTED else "relative"
        for _ in range(_TRIES):
            entry: Phrase = self._rng.choice(self._bank.general[family])
            if plural or article or "<rel>" not in entry.text:
                return self._wording.fill(entry.parts, 1, plural=plural, article=article)
        return f"waarop {self._wording.text('actor')} heeft aangedrongen"

    def _people(self, kind: str, budget: int) -> Composed:
        rng, wording = self._rng, self._wording
        if kind in ("bereaved", "victims", "opinion"):
            composed = Composed(wording.text(kind), False)
            return self._longer_people(composed, budget)
        if kind == "person_bad":
            composed = Composed(wording.text(rng.choice(("actor", "group"))))
            return self._longer_people(composed, budget)
        named = wording.word("people" if rng.random() < 0.8 else "group")
        people = named.text
        if kind == "persons":
            return self._longer_people(Composed(people), budget)
        tail = self._reason("thanks" if kind == "person" else "event", named.plural)
        composed = Composed(f"{people}{', ' if tail.startswith('die') else ' '}{tail}", tail.startswith("die"))
        return self._more_reasons(composed, kind, budget, named.plural)

    def _more_reasons(self, composed: Composed, kind: str, budget: int, plural: bool) -> Composed:
        """Add reasons, or a relative clause, until the wanted length is near."""
        text, comma = composed.text, composed.comma
        for _ in range(3):
            missing = budget - len(text.split())
            if missing < 6 or comma or self._rng.random() < 0.15:
                break
            if self._rng.random() < 0.35:
                text, comma = f"{text}, {self._wording.text('clause_tail')}", True
                continue
            more = self._reason("thanks" if kind == "person" else "event", plural)
            if more.startswith(("voor", "met")):
                text = f"{text} en {more}"
        return Composed(text, comma)

    def _reason(self, family: str, plural: bool) -> str:
        """Return what people are thanked for, or congratulated with; of one person nothing that says "hun"."""
        fitting = [each for each in self._bank.general[family] if plural or not _MANY.search(each.text)]
        return self._wording.fill(self._rng.choice(fitting).parts)

    def _longer_people(self, people: Composed, budget: int) -> Composed:
        """Name more people until the wanted length is near."""
        names = [people.text]
        for _ in range(3):
            missing = budget - len(" ".join(names).split())
            if missing < 6 or people.comma or "," in names[-1] or self._rng.random() < 0.35:
                break
            more = self._wording.text("people")
            if len(more.split()) <= missing + 4 and more not in names:
                names.append(more)
        text = f"{', '.join(names[:-1])} en {names[-1]}" if len(names) > 1 else names[0]
        return Composed(text, "," in names[-1])
