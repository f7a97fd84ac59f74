"""The terms of the field: stance, span, act, addressee, actor, paragraph.

All are immutable. Offsets count Unicode code points of the paragraph's text and are half-open, so
``text[start:end]`` is always the span.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Strength = Literal["normal", "strong"]
Source = Literal["rules", "bert"]
Role = Literal["title", "citation", "recital", "heading", "operative", "note"]


@dataclass(frozen=True, slots=True)
class Stance:
    """One of the stances a paragraph can take; the list itself is ``stances.yaml``.

    ``polarity`` is -1 (against), 0 or 1 (in favour); ``force`` runs from 0 (a formality) to 5 (condemns).
    """

    id: str
    name: str
    name_en: str
    definition: str
    definition_en: str
    group: str
    polarity: int
    force: int


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a paragraph. Raises ``ValueError`` where text and offsets cannot belong together."""

    text: str
    start: int
    end: int

    def __post_init__(self) -> None:
        if self.start < 0 or self.end <= self.start or self.end - self.start != len(self.text):
            raise ValueError(f"a span of {len(self.text)} characters cannot run from {self.start} to {self.end}")

    @classmethod
    def cut(cls, source: str, start: int, end: int) -> Span:
        """Return the span of ``source`` between two offsets."""
        return cls(source[start:end], start, end)


@dataclass(frozen=True, slots=True)
class Actor:
    """A canonical actor: an ISO country code or an id of ``actors.yaml``, its Dutch name, and its kind."""

    id: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Addressee:
    """Who is asked to act: the words, and the actor they name where that is known."""

    span: Span
    actor: Actor | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """One stance that the speaker takes.

    ``trigger`` is the finite verb, one token. ``frame`` is the verb frame as ``frames.yaml`` writes it, or
    null where the source knows none. ``confidence`` lies between 0 and 1.
    """

    stance: str
    trigger: Span
    target: Span | None = None
    addressees: tuple[Addressee, ...] = ()
    strength: Strength = "normal"
    frame: str | None = None
    confidence: float = 1.0
    source: Source = "rules"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph and the acts found in it, in order of their triggers."""

    id: str
    text: str
    acts: tuple[Act, ...] = ()
    role: Role | None = None
    number: str | None = None
