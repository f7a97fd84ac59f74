"""Fills phrase templates: one ``Wording`` a paragraph, so that its phrases speak of one subject, place and time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Final, TypeVar

from training.composing.infinitives import take_apart
from training.composing.phrase_bank import Bank, Country, Phrase
from training.composing.templates import Adverbial, Agreement, Choice, Part, Slot

DEEPEST: Final = 2
"""How deep phrases nest before only flat ones are taken."""
GENERAL: Final = 0.42
"""The share of phrases for any domain, where the domain has phrases of its own."""
ADVERBIAL: Final = (0.42, 0.16, 0.05)
"""How often the place of an adverbial is filled, by depth."""
MODALS: Final = (("moet", "moeten"), ("kan", "kunnen"), ("zal", "zullen"), ("wil", "willen"), ("dient te", "dienen te"))
_SPACES: Final = re.compile(r" {2,}")
_BEFORE_MARK: Final = re.compile(r" +([,;])")
_ROMANS: Final = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "XI")
_REQUESTS: Final = frozenset({"request", "request_about_actor"})

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Worded:
    """A phrase in words; ``article`` is "de", "het" or empty."""

    text: str
    plural: bool
    article: str


class Wording:
    """Words phrases for one paragraph: two countries, a domain, and a year that all its phrases share."""

    def __init__(self, bank: Bank, rng: Random, domain: str, year: int, home: bool) -> None:
        self._bank = bank
        self._rng = rng
        self.domain = domain
        self.year = year
        self._own = bank.own[domain]
        self._countries = rng.sample(bank.countries, 3)
        self._home = home
        self._named = ""
        self._separator = rng.choice((" ", " ", "."))
        self._used: set[str] = set()
        self.families: set[str] = set()

    def word(self, family: str, depth: int = 0, form: str = "") -> Worded:
        """Return a phrase of a family in words."""
        self.families.add(family)
        entry = self._choose(family, depth, flexible=form in ("modal", "finite", "bare", "willen"))
        text = self.fill(entry.parts, depth + 1, plural=entry.plural, request=family in _REQUESTS)
        return Worded(text, entry.plural, entry.article)

    def text(self, family: str, depth: int = 0) -> str:
        """Return a phrase of a family as a text."""
        return self.word(family, depth).text

    def request(self, form: str = "", depth: int = 0, *, plural: bool = False, family: str = "request") -> str:
        """Return a request in a form: "" with te, om, modal, finite, bare or willen."""
        text = self.word(family, depth, form).text
        return self.shape(text, form, plural=plural)

    def shape(self, text: str, form: str, *, plural: bool) -> str:
        """Bring a worded request into a form; one that does not end in its infinitive stays as it is."""
        if form == "om":
            return f"om {text}"
        parts = take_apart(text) if form else None
        if parts is None:
            return text
        if form == "bare":
            return parts.bare()
        if form == "willen":
            return parts.willen()
        if form == "finite" and not plural:
            third = self._bank.third_persons.get(parts.helper or parts.verb)
            if third is not None:
                return parts.finite(third)
        if form == "finite" and plural:
            return parts.bare()
        return parts.modal(self._rng.choice(MODALS)[plural])

    def fill(
        self,
        parts: Sequence[Part],
        depth: int = 1,
        *,
        plural: bool = False,
        article: str = "",
        request: bool = False,
    ) -> str:
        """Fill a template. ``plural`` and ``article`` are those of the noun phrase that it goes with."""
        text = "".join(self._parts(parts, depth, [plural], article, request))
        return _BEFORE_MARK.sub(r"\1", _SPACES.sub(" ", text)).strip()

    def _parts(self, parts: Sequence[Part], depth: int, number: list[bool], article: str, request: bool) -> list[str]:
        """Fill parts in order; ``number`` holds whether the subject so far is plural, and is changed."""
        words: list[str] = []
        for part in parts:
            if isinstance(part, str):
                words.append(part)
            elif isinstance(part, Slot):
                words.append(self._slot(part, depth, number, article))
            elif isinstance(part, Agreement):
                words.append(part.plural if number[0] else part.singular)
            elif isinstance(part, Choice):
                words.extend(self._parts(self._rng.choice(part.options), depth, number, article, request))
            elif isinstance(part, Adverbial) and self._rng.random() < ADVERBIAL[min(depth - 1, len(ADVERBIAL) - 1)]:
                words.append(self.text("manner" if request else "adverbial", depth))
        return words

    def _slot(self, slot: Slot, depth: int, number: list[bool], article: str) -> str:
        if slot.name == "rel":
            return "die" if number[0] or article == "de" else "dat"
        special = getattr(self, f"_{slot.name}", None)
        if special is not None:
            return str(special())
        if slot.name == "request":
            return self.request(slot.form, depth, plural=number[0])
        worded = self.word(slot.name, depth)
        if slot.subject:
            number[0] = worded.plural
        return worded.text

    def _choose(self, family: str, depth: int, *, flexible: bool) -> Phrase:
        own, general = self._own.get(family, ()), self._bank.general.get(family, ())
        if own and general:
            share = GENERAL if depth < DEEPEST else 0.12
            pool = general if self._rng.random() < share else own
        else:
            pool = own or general
        for attempt in range(12):
            entry = self._rng.choice(pool)
            if (flexible and not entry.ends) or (depth >= DEEPEST and not entry.flat and attempt < 11):
                pool = own or general
                continue
            if entry.text not in self._used or attempt > 4:
                self._used.add(entry.text)
                return entry
        fitting = [each for each in (*own, *general) if each.ends] if flexible else [*own, *general]
        return self._rng.choice(fitting)

    # One method for each slot that is no list of templates.

    def _land(self) -> Country:
        return self._rng.choices(self._countries, (6, 3, 1))[0]

    def _country(self) -> str:
        self._named = self._land().name
        return self._named

    def _other_country(self) -> str:
        return next(each.name for each in self._rng.sample(self._countries, 3) if each.name != self._named)

    def _adj(self) -> str:
        return self._land().adjective

    def _capital(self) -> str:
        return self._land().capital

    def _place(self) -> str:
        if self._home or self._rng.random() < 0.12:
            return self._rng.choice(self._bank.home_places)
        return self._rng.choice(self._land().places)

    def _person(self) -> str:
        title = self._rng.choices(("", "mevrouw ", "de heer ", "dr. "), (80, 8, 8, 4))[0]
        return f"{title}{self._rng.choice(self._bank.first_names)} {self._last()}"

    def _last(self) -> str:
        return self._rng.choice(self._bank.last_names)

    def _year(self) -> int:
        return self.year - int(self._rng.triangular(0, 9, 0))

    def _yy(self) -> str:
        return f"{self._year() % 100:02d}"

    def _next(self) -> int:
        return self.year + self._rng.choice((0, 1, 1, 2, 3))

    def _date(self) -> str:
        return f"{self._rng.randint(1, 28)} {self.text('month')} {self._year()}"

    def _number(self) -> str:
        number = self._rng.choice(
            (self._rng.randint(3, 99), self._rng.randint(100, 999), self._rng.randint(10, 99) * 100)
        )
        return str(number) if number < 1000 else f"{number // 1000}{self._separator}{number % 1000:03d}"

    def _count(self) -> str:
        return self._rng.choice(("twee", "drie", "vier", "vijf", "zes", "tien", "12", "18", "twaalf", "24"))

    def _digit(self) -> int:
        return self._rng.randint(1, 9)

    def _article(self) -> int:
        return self._rng.choice((self._rng.randint(2, 60), self._rng.randint(2, 350)))

    def _serial(self) -> int:
        return self._rng.randint(1, 999)

    def _padded(self) -> str:
        return f"{self._serial():03d}"

    def _roman(self) -> str:
        return self._rng.choice(_ROMANS)

    def _percent(self) -> str:
        number = str(self._rng.randint(2, 95))
        if self._rng.random() < 0.25:
            number += f",{self._rng.randint(1, 9)}"
        return number + self._rng.choices((" %", "%", " procent"), (7, 1, 2))[0]

    def _amount(self) -> str:
        size = self._rng.choice(("miljoen", "miljoen", "miljard"))
        number = self._rng.randint(2, 19) if size == "miljard" else self._rng.randint(2, 950)
        return f"{number} {size} {self._rng.choices(('EUR', 'euro', 'USD'), (6, 5, 1))[0]}"

    def _tongue(self) -> str:
        return self._rng.choice(("Arabisch", "Russisch", "Farsi", "Spaans", "Turks", "Chinees", "Georgisch", "Frans"))
