"""The forms of an infinitive with te: "de wet in te trekken" → "de wet moet intrekken", "de wet intrekt"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

PARTICLES: Final = frozenset(
    {
        *(
            "aan",
            "af",
            "bekend",
            "beschikbaar",
            "bij",
            "deel",
            "door",
            "in",
            "kwijt",
            "los",
            "mee",
            "na",
            "om",
            "onder",
        ),
        *("op", "open", "over", "samen", "schadeloos", "stil", "stop", "tegen", "terug", "toe", "uit", "vast", "voor"),
        *("voort", "vrij", "weg"),
    }
)
_ENDING: Final = re.compile(r"(?:(?P<before>.*?) ?)?\bte (?P<verb>[a-zëéïö]+(?: [a-zëéïö]+)?)")
_HELPERS: Final = frozenset({"laten", "doen", "helpen", "blijven", "gaan"})


@dataclass(frozen=True, slots=True)
class Infinitive:
    """A request taken apart: what stands before ``te``, a separable particle, a helper ("laten"), and the verb."""

    before: str
    particle: str
    helper: str
    verb: str

    @property
    def group(self) -> str:
        """The verbs without te: "intrekken", "laten onderzoeken"."""
        return f"{self.helper} {self.verb}" if self.helper else self.particle + self.verb

    def bare(self) -> str:
        """Return the infinitive without te, as behind "zal" and as the plural of a dat-clause."""
        return _joined(self.before, self.group)

    def modal(self, modal: str) -> str:
        """Return it behind a modal verb; one that ends in te ("dient te") keeps te."""
        if not modal.endswith(" te"):
            return _joined(self.before, modal, self.group)
        verbs = f"{self.helper} {self.verb}" if self.helper else self.verb
        return _joined(self.before, modal.removesuffix(" te"), self.particle, "te", verbs)

    def willen(self) -> str:
        """Return "… te willen …"."""
        return _joined(self.before, "te willen", self.group)

    def finite(self, third: str) -> str:
        """Return the clause with a conjugated verb: ``third`` is the third person of helper or verb."""
        if self.helper:
            return _joined(self.before, third, self.verb)
        return _joined(self.before, self.particle + third)


def take_apart(request: str) -> Infinitive | None:
    """Return the parts of a request that ends in its infinitive; null where it ends otherwise."""
    match = _ENDING.fullmatch(request)
    if match is None:
        return None
    before = match.group("before") or ""
    helper, _, verb = match.group("verb").rpartition(" ")
    if helper and helper not in _HELPERS:
        return None
    rest, _, last = before.rpartition(" ")
    if last in PARTICLES and not helper:
        return Infinitive(rest, last, "", verb)
    return Infinitive(before, "", helper, verb)


def _joined(*words: str) -> str:
    return " ".join(word for word in words if word)
