"""A paragraph as text with its acts: built piece by piece, so that every span is exact from the start."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from labels.scheme import Act, Addressee, Span
from training.composing.clause import Clause

_MARKS = (",", ";", ".", ":", ")")

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class MarkedAct:
    """An act whose spans are places in a text, half-open."""

    stance: str
    strong: bool
    frame: str
    verb: Place
    target: Place | None
    addressees: tuple[Place, ...]

    def places(self) -> tuple[Place, ...]:
        """Return all places."""
        return (self.verb, *((self.target,) if self.target else ()), *self.addressees)


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A text with acts in order of their verbs; ``kinds`` are the kinds of hard case that it holds."""

    text: str
    acts: tuple[MarkedAct, ...] = ()
    kinds: frozenset[str] = frozenset()

    def scheme_acts(self) -> tuple[Act, ...]:
        """Return the acts as the labels write them."""
        return tuple(
            Act(
                stance=act.stance,
                trigger=Span.cut(self.text, *act.verb),
                target=Span.cut(self.text, *act.target) if act.target else None,
                addressees=tuple(Addressee(Span.cut(self.text, *place)) for place in act.addressees),
                strength="strong" if act.strong else "normal",
                frame=act.frame,
            )
            for act in self.acts
        )

    def with_acts(self, acts: Iterable[MarkedAct], text: str) -> MarkedText:
        """Return it with another text and the acts that fit it."""
        return replace(self, text=text, acts=tuple(acts))


class TextBuilder:
    """Joins words and clauses with single spaces; a mark follows without a space."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._acts: list[MarkedAct] = []
        self._kinds: set[str] = set()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was added yet."""
        return self._length == 0

    @property
    def word_count(self) -> int:
        """The number of words so far."""
        return "".join(self._parts).count(" ") + 1 if self._length else 0

    def words(self, text: str) -> Place:
        """Add words; return their place."""
        if not text:
            return self._length, self._length
        if self._length and not text.startswith(_MARKS):
            self._append(" ")
        start = self._length
        self._append(text)
        return start, self._length

    def clause(self, clause: Clause) -> None:
        """Add a clause with its acts."""
        verbs: list[Place] = []
        addressees: list[Place] = []
        target: Place | None = None
        for piece in clause.pieces:
            place = self.words(piece.text)
            if piece.kind == "verb":
                verbs.append(place)
            elif piece.kind == "addressee":
                addressees.append(place)
            elif piece.kind == "target":
                target = place
        for k, act in enumerate(clause.acts):
            verb = verbs[k] if len(verbs) == len(clause.acts) else verbs[0]
            self._acts.append(MarkedAct(act.stance, act.strong, act.frame, verb, target, tuple(addressees)))
        self._kinds |= clause.kinds

    def kind(self, *kinds: str) -> None:
        """Note kinds of hard case."""
        self._kinds.update(kinds)

    def done(self) -> MarkedText:
        """Return what was built."""
        acts = tuple(sorted(self._acts, key=lambda act: act.verb))
        return MarkedText("".join(self._parts), acts, frozenset(self._kinds))

    def _append(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)
