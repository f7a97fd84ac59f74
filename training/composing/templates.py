"""Phrase templates: how a phrase of ``training/phrases`` is written, and what its parts are.

``<thing>`` is a slot, ``<actor!>`` a slot that the words behind it agree with, ``<request:om>`` a slot in a form.
``wordt^worden`` is the singular and the plural of one verb. ``(a|b|)`` is a choice; parentheses without ``|`` stand
for themselves. ``~`` is the place of an adverbial.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

FORMS: Final = ("", "om", "modal", "finite", "bare", "willen")
_TOKEN: Final = re.compile(r"<(?P<name>[a-z_]+)(?P<subject>!?)(?::(?P<form>[a-z]+))?>|(?P<mark>[()|~])|[^<()|~]+|<")
_AGREEMENT: Final = re.compile(r"([^\s^]+)\^([^\s^,;.]+)")


class TemplateProblem(ValueError):
    """A phrase cannot be used. Carries ``problem`` (a clause) and ``remedy`` (a sentence)."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(f"{problem}. {remedy}")
        self.problem = problem
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Slot:
    """A phrase of a list; ``subject`` where what follows agrees with it; ``form`` is one of ``FORMS``."""

    name: str
    subject: bool = False
    form: str = ""


@dataclass(frozen=True, slots=True)
class Agreement:
    """The two numbers of a verb."""

    singular: str
    plural: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several runs of parts."""

    options: tuple[tuple[Part, ...], ...]


@dataclass(frozen=True, slots=True)
class Adverbial:
    """The place of an adverbial, which may stay empty."""


Part = str | Slot | Agreement | Choice | Adverbial


@cache
def parse(text: str) -> tuple[Part, ...]:
    """Return the parts of a template. Raises ``TemplateProblem``."""
    tokens = list(_TOKEN.finditer(text))
    return tuple(_run(tokens, 0, text, inside=False)[0])


def slots(parts: tuple[Part, ...]) -> frozenset[str]:
    """Return the names of all slots, those within choices too."""
    found: set[str] = set()
    for part in parts:
        if isinstance(part, Slot):
            found.add(part.name)
        elif isinstance(part, Choice):
            for option in part.options:
                found |= slots(option)
    return frozenset(found)


def _run(tokens: list[re.Match[str]], k: int, text: str, *, inside: bool) -> tuple[list[Part], int]:
    """Read parts up to the end, or up to the mark that ends an option; return that place too."""
    parts: list[Part] = []
    while k < len(tokens):
        token = tokens[k]
        mark = token.group("mark")
        if mark in (")", "|"):
            if inside:
                return parts, k
            parts.append(mark)
            k += 1
            continue
        if mark == "(":
            choice, k = _choice(tokens, k + 1, text)
            parts.extend(choice)
            continue
        if mark == "~":
            parts.append(Adverbial())
        elif token.group("name"):
            form = token.group("form") or ""
            if form not in FORMS:
                raise TemplateProblem(f"'{text}' has the unknown form '{form}'", f"Use one of: {', '.join(FORMS[1:])}.")
            parts.append(Slot(token.group("name"), bool(token.group("subject")), form))
        else:
            parts.extend(_words(token.group()))
        k += 1
    if inside:
        raise TemplateProblem(f"'{text}' has a parenthesis that is not closed", "Write (one|two).")
    return parts, k


def _choice(tokens: list[re.Match[str]], k: int, text: str) -> tuple[list[Part], int]:
    options: list[tuple[Part, ...]] = []
    while True:
        option, k = _run(tokens, k, text, inside=True)
        options.append(tuple(option))
        k += 1
        if tokens[k - 1].group("mark") == ")":
            break
    if len(options) == 1:
        return ["(", *options[0], ")"], k
    return [Choice(tuple(options))], k


def _words(text: str) -> list[Part]:
    parts: list[Part] = []
    end = 0
    for match in _AGREEMENT.finditer(text):
        if match.start() > end:
            parts.append(text[end : match.start()])
        parts.append(Agreement(match.group(1), match.group(2)))
        end = match.end()
    if end < len(text):
        parts.append(text[end:])
    return parts
