"""A paragraph's text and its acts, cut into runs that never overlap.

Acts may share a verb ("betuigt zijn bezorgdheid en deelneming") or a target ("betreurt en veroordeelt X"),
and a faulty model may return anything. HTML wants neat nesting, so the text is cut at every edge of every
span, and each piece says what it is part of.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from labels.scheme import Act, Span

MarkRole = Literal["act", "trigger", "target", "addressee"]


@dataclass(frozen=True, slots=True)
class Mark:
    """What a stretch of text is to an act: its trigger, its target, an addressee, or the act from end to end.

    ``act`` is the act's place in the paragraph and ``addressee`` the addressee's place in the act, both from
    0; ``addressee`` is null for the other roles. Offsets are code points of the paragraph's text, half-open.
    """

    start: int
    end: int
    role: MarkRole
    act: int
    addressee: int | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text throughout which the same marks hold, in order of act and role."""

    text: str
    start: int
    end: int
    marks: tuple[Mark, ...] = ()

    def having(self, role: MarkRole) -> tuple[Mark, ...]:
        """Return the marks of one role."""
        return tuple(mark for mark in self.marks if mark.role == role)


def marks_of(acts: Sequence[Act], length: int) -> list[Mark]:
    """Return the marks of ``acts`` that lie in a text of ``length`` characters, cut off at its end."""
    marks: list[Mark] = []
    for index, act in enumerate(acts):
        spans: list[tuple[Span, MarkRole, int | None]] = [(act.trigger, "trigger", None)]
        if act.target is not None:
            spans.append((act.target, "target", None))
        spans.extend((addressee.span, "addressee", place) for place, addressee in enumerate(act.addressees))
        inside = [
            Mark(span.start, min(span.end, length), role, index, place)
            for span, role, place in spans
            if span.start < length
        ]
        if inside:
            start, end = min(mark.start for mark in inside), max(mark.end for mark in inside)
            marks += [Mark(start, end, "act", index), *inside]
    return marks


def cut_runs(text: str, acts: Sequence[Act]) -> tuple[Run, ...]:
    """Cut ``text`` at every edge of the acts' spans.

    The runs are in order, none is empty, and their texts joined are ``text``. An act whose spans all lie
    outside the text leaves no mark.
    """
    opening: defaultdict[int, list[Mark]] = defaultdict(list)
    edges = {0, len(text)}
    for mark in marks_of(acts, len(text)):
        opening[mark.start].append(mark)
        edges.update((mark.start, mark.end))
    runs: list[Run] = []
    active: list[Mark] = []
    ordered = sorted(edges)
    for start, end in pairwise(ordered):
        active = [mark for mark in active if mark.end > start] + opening[start]
        marks = sorted(active, key=_order) if len(active) > 1 else active
        runs.append(Run(text[start:end], start, end, tuple(marks)))
    return tuple(runs)


_RANK: dict[MarkRole, int] = {"act": 0, "trigger": 1, "addressee": 2, "target": 3}


def _order(mark: Mark) -> tuple[int, int, int]:
    return mark.act, _RANK[mark.role], mark.addressee or 0
