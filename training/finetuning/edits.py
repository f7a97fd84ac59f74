"""Edits the text of a labelled paragraph and moves its acts along: every span still says what it said."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from labels.scheme import Act, Addressee, Paragraph, Span


@dataclass(frozen=True, slots=True)
class Edit:
    """Puts ``text`` in the place of ``start`` to ``end``, code points of the text before any edit, half-open."""

    start: int
    end: int
    text: str

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"an edit cannot run from {self.start} to {self.end}")


def edited(paragraph: Paragraph, edits: Iterable[Edit]) -> Paragraph:
    """Return the paragraph with its text edited and its spans moved.

    What is inserted at an end of a span stays outside it; what replaces letters of a span is in it. An edit is dropped
    where it overlaps one before it, ends behind the text, crosses an end of a span, takes a span away with what
    surrounds it, or makes a trigger other than one word of its own. Where the edits together would empty a span, none
    is made.
    """
    spans = spans_of(paragraph)
    triggers = [act.trigger for act in paragraph.acts]
    kept: list[Edit] = []
    last = 0
    # Sorting is stable: what is inserted at one place stands in the order given.
    for edit in sorted(edits, key=lambda each: (each.start, each.end)):
        if edit.start < last or edit.end > len(paragraph.text):
            continue
        if _fits(edit, spans) and _leaves_words(edit, triggers, paragraph.text):
            kept.append(edit)
            last = edit.end
    if not kept:
        return paragraph
    offsets = _Offsets(kept)
    if any(offsets.start(span.start) >= offsets.end(span.end) for span in spans):
        return paragraph
    text = _text(paragraph.text, kept)
    acts = tuple(_moved(act, offsets, text) for act in paragraph.acts)
    return Paragraph(paragraph.id, text, acts, paragraph.role, paragraph.number)


def spans_of(paragraph: Paragraph) -> list[Span]:
    """Return every span of the paragraph's acts."""
    return [span for act in paragraph.acts for span in spans_of_act(act)]


def spans_of_act(act: Act) -> list[Span]:
    """Return the trigger, then the target where there is one, then the addressees."""
    targets = [act.target] if act.target is not None else []
    return [act.trigger, *targets, *(addressee.span for addressee in act.addressees)]


def _fits(edit: Edit, spans: Sequence[Span]) -> bool:
    """Tell whether each span lies beside the edit, or holds it and keeps some of its text."""
    for span in spans:
        if edit.end <= span.start or edit.start >= span.end:
            continue
        if edit.start < span.start or edit.end > span.end:
            return False
        if not edit.text and edit.start == span.start and edit.end == span.end:
            return False
    return True


def _leaves_words(edit: Edit, triggers: Sequence[Span], text: str) -> bool:
    """Tell whether each trigger stays one word: letters for letters within it, and no letter comes to its ends."""
    # What comes to stand at the two ends of the edit.
    first = edit.text[:1] or text[edit.end : edit.end + 1]
    last = edit.text[-1:] or text[max(edit.start - 1, 0) : edit.start]
    for trigger in triggers:
        if edit.end <= trigger.start:
            spoils = edit.end == trigger.start and _joins(last)
        elif edit.start >= trigger.end:
            spoils = edit.start == trigger.end and _joins(first)
        else:
            spoils = not all(_is_letter(letter) for letter in edit.text)
        if spoils:
            return False
    return True


def _is_letter(letter: str) -> bool:
    return letter.isalpha() or unicodedata.combining(letter) > 0


def _joins(letter: str) -> bool:
    """Tell whether a letter, digit, mark or invisible character beside a word becomes part of it."""
    return letter != "" and unicodedata.category(letter)[0] in "LMNC" and not letter.isspace()


class _Offsets:
    """Where offsets of a text come to lie after edits that are sorted and do not overlap."""

    def __init__(self, edits: Sequence[Edit]) -> None:
        self._ends = [edit.end for edit in edits]
        self._empty = [edit.start == edit.end for edit in edits]
        self._shifts = [0, *accumulate(len(edit.text) - edit.end + edit.start for edit in edits)]

    def start(self, offset: int) -> int:
        """Return where a span begins: behind all that is inserted there."""
        return offset + self._shifts[bisect_right(self._ends, offset)]

    def end(self, offset: int) -> int:
        """Return where a span ends: before all that is inserted there."""
        count = bisect_right(self._ends, offset)
        while count and self._empty[count - 1] and self._ends[count - 1] == offset:
            count -= 1
        return offset + self._shifts[count]


def _text(text: str, edits: Sequence[Edit]) -> str:
    pieces: list[str] = []
    last = 0
    for edit in edits:
        pieces += (text[last : edit.start], edit.text)
        last = edit.end
    return "".join([*pieces, text[last:]])


def _moved(act: Act, offsets: _Offsets, text: str) -> Act:
    def move(span: Span) -> Span:
        return Span.cut(text, offsets.start(span.start), offsets.end(span.end))

    return Act(
        act.stance,
        move(act.trigger),
        move(act.target) if act.target is not None else None,
        tuple(Addressee(move(each.span), each.actor) for each in act.addressees),
        act.strength,
        act.frame,
        act.confidence,
        act.source,
    )
