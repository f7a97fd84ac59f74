"""Verb frames: how one is written, and what its parts are.

A frame is written as a person would say it: ``dringt er bij {addressee} op aan {target}``. The first word is
the finite verb. ``(a|b)`` is a choice. ``zijn`` stands for any possessive, article or none; ``er`` and ``het``
may be absent; ``niet`` is any negation; a preposition also matches its pronominal form ("op": "erop").
``{clause}`` is a target that must be a clause. Any other slot names a class of words (``{feeling}``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["word", "class", "not", "addressee", "target", "clause", "other"]
SLOTS = ("addressee", "target", "clause", "other")
OPTIONAL = frozenset({"er", "het", "zijn", "een", "de"})
PRONOMINAL = {
    "op": "erop", "over": "erover", "van": "ervan", "aan": "eraan", "voor": "ervoor", "met": "ermee",
    "tot": "ertoe", "in": "erin", "bij": "erbij", "tegen": "ertegen", "door": "erdoor", "uit": "eruit",
    "naar": "ernaar", "achter": "erachter", "om": "erom", "af": "eraf",
}  # fmt: skip
PREPOSITIONS = frozenset(PRONOMINAL) | {"achter", "jegens", "onder", "tussen", "zonder"}
_PART = re.compile(r"\{[^{}]*\}|\([^()]*\)|[^\s{}()|]+")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Element:
    """One part of a frame: fixed words (any of ``words``), a class of words, a negation, or a slot.

    ``pronominal`` are those of the words that stand for a preposition ("erop" for "op").
    """

    kind: Kind
    words: frozenset[str] = frozenset()
    pronominal: frozenset[str] = frozenset()
    name: str = ""

    @property
    def is_target(self) -> bool:
        """Tell whether this is the target slot."""
        return self.kind in ("target", "clause")


@dataclass(frozen=True, slots=True)
class Frame:
    """A verb frame. ``stance`` is null where the word in the class slot decides.

    ``anchors`` are the words (or ``{class}``) of which one must occur for the frame to be worth trying.
    """

    text: str
    head: str
    elements: tuple[Element, ...]
    stance: str | None
    anchors: tuple[str, ...]


class FrameProblem(ValueError):
    """A frame cannot be used. Carries ``problem`` and ``remedy``."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(f"{problem}. {remedy}")
        self.problem = problem
        self.remedy = remedy


def parse_frame(text: str, stance: str | None, classes: frozenset[str]) -> list[Frame]:
    """Return the frames that a written frame stands for: one a choice of head verb.

    ``classes`` are the names of the word classes. Raises ``FrameProblem``.
    """
    parts = _PART.findall(text)
    if not parts:
        raise FrameProblem("the frame is empty", "Begin with the finite verb, as in 'betreurt {target}'.")
    if "".join(parts) != "".join(text.split()):
        raise FrameProblem(f"'{text}' has a bracket that is not closed", "Write {slot} and (one|two).")
    heads = _choices(parts[0])
    if any(not _WORD.fullmatch(head) for head in heads):
        raise FrameProblem(
            f"'{text}' does not begin with a verb", "Begin with the finite verb, as in 'betreurt {target}'."
        )
    # Behind "te" stands the infinitive "zijn", not the possessive, which may be absent.
    parts = [
        "(zijn)" if part == "zijn" and before == "te" else part
        for before, part in zip(["", *parts], parts, strict=False)
    ]
    elements = [element for part in parts[1:] if (element := _element(part, text, classes)) is not None]
    slots = [element.name for element in elements if element.kind in SLOTS]
    if len(slots) != len(set(slots)):
        raise FrameProblem(f"'{text}' has a slot twice", "Use {target} and {addressee} once each.")
    deciding = sum(element.kind == "class" for element in elements)
    if stance is None and deciding != 1:
        problem = f"'{text}' stands under by-word with {deciding} word classes"
        raise FrameProblem(problem, f"Use exactly one of {', '.join('{' + name + '}' for name in sorted(classes))}.")
    return [Frame(text, head, tuple(elements), stance, _anchors(elements)) for head in heads]


def _choices(part: str) -> list[str]:
    if part.startswith("("):
        return [choice.strip().lower() for choice in part[1:-1].split("|")]
    return [part.lower()]


def _element(part: str, text: str, classes: frozenset[str]) -> Element | None:
    if part.startswith("{"):
        name = part[1:-1]
        if name == "addressee":
            return Element("addressee", name=name)
        if name == "other":
            return Element("other", name=name)
        if name in ("target", "clause"):
            return Element("target" if name == "target" else "clause", name="target")
        if name not in classes:
            known = ", ".join("{" + each + "}" for each in [*SLOTS, *sorted(classes)])
            raise FrameProblem(f"'{text}' has an unknown slot {part}", f"Use one of: {known}.")
        return Element("class", name=name)
    choices = _choices(part)
    if choices == ["niet"]:
        return Element("not")
    if part in OPTIONAL:
        return None
    if any(not _WORD.fullmatch(choice) for choice in choices):
        raise FrameProblem(f"'{part}' in '{text}' is not a word", "Write words, {slots} and (one|two).")
    pronominal = {PRONOMINAL[choice] for choice in choices if choice in PRONOMINAL}
    return Element("word", frozenset(choices) | pronominal, frozenset(pronominal) - frozenset(choices))


def _anchors(elements: list[Element]) -> tuple[str, ...]:
    """Choose what must occur: a word class before a content word before a preposition (the rarer, the better)."""
    best: tuple[int, tuple[str, ...]] | None = None
    words: tuple[str, ...]
    for element in elements:
        if element.kind == "class":
            rank, words = 0, ("{" + element.name + "}",)
        elif element.kind == "word":
            rank, words = (2 if element.words & PREPOSITIONS else 1), tuple(sorted(element.words))
        else:
            continue
        if best is None or rank < best[0]:
            best = rank, words
    return best[1] if best else ()
