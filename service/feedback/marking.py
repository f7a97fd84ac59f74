"""From what a person sent to a checked correction: the rules of annotated text hold for it too.

Spans come as offsets or as words. Words are looked up as whole words, and refused where they could be meant twice:
nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import islice, pairwise
from typing import Final

from labels.act_check import FaultKind, shown, span_faults, verb_faults
from labels.corrections import Correction
from labels.lexicon import load_stances
from labels.scheme import Act, Addressee, Paragraph, Span
from labels.tokens import Tokens, tokenise, words_of
from service.feedback.contract import GivenAct, GivenCorrection, GivenSpan

AHEAD: Final = timedelta(minutes=5)
"""So far the clock of a sender may be ahead of ours."""

_REMEDIES: Final[dict[FaultKind, str]] = {
    "white-space": "Leave it out.",
    "mark": "Let the end stand before the mark.",
    "tokens": "Give the finite verb alone, one token.",
    "part-of-token": "Give the whole token.",
}
_OFFSETS: Final = "Count code points of the text from 0; the end is behind the last one."
_PLACES_TOLD: Final = 3


class MarkFault(Exception):
    """A correction of the right shape cannot be used.

    Carries ``field`` (such as ``acts[0].target``), ``problem`` (a clause, which may quote up to 40 characters of what
    was marked) and ``remedy`` (a sentence).
    """

    def __init__(self, field: str, problem: str, remedy: str) -> None:
        super().__init__(f"{field}: {problem}. {remedy}")
        self.field = field
        self.problem = problem
        self.remedy = remedy


def correction_of(given: GivenCorrection, at: datetime) -> Correction:
    """Return the checked correction; ``at`` is its time where it gives none. Raises ``MarkFault``.

    Its acts stand in the order of their verbs, its time is in UTC.
    """
    for field in ("text", "id", "by", "model", "note"):
        if "\x00" in getattr(given, field):
            # PostgreSQL cannot hold it, and annotated documents cannot either.
            raise MarkFault(field, "it holds the character U+0000", "Leave it out.")
    if not words_of(given.text):
        raise MarkFault("text", "the text has no word", "Give the whole paragraph.")
    marker = _Marker(tokenise(given.text))
    acts = [marker.act(each, f"acts[{place}]") for place, each in enumerate(given.acts)]
    first: dict[tuple[str, Span], int] = {}
    for place, act in enumerate(acts):
        if (other := first.setdefault((act.stance, act.trigger), place)) != place:
            problem = f"'{shown(act.trigger.text)}' takes the stance '{act.stance}' twice (first in acts[{other}])"
            raise MarkFault(f"acts[{place}]", problem, "Keep one of the two.")
    acts.sort(key=lambda act: act.trigger.start)
    paragraph = Paragraph(given.id, given.text, tuple(acts), "operative")
    return Correction(paragraph, given.by, _in_utc(given.at or at), given.model, given.note)


def refuse_ahead(correction: Correction, now: datetime) -> None:
    """Refuse a correction from the future: it would count before every later one. Raises ``MarkFault``."""
    if correction.at > now + AHEAD:
        raise MarkFault("at", "the time lies in the future", "Set the clock of the sender right, or leave at out.")


def _in_utc(at: datetime) -> datetime:
    try:
        return at.astimezone(UTC)
    except OverflowError:
        raise MarkFault("at", "the time lies outside the years 1 to 9999", "Give the time of the correction.") from None


@cache
def _stances() -> frozenset[str]:
    return frozenset(stance.id for stance in load_stances())


class _Marker:
    """Finds the spans of acts in one text."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self._starts = frozenset(tokens.starts)
        self._ends = frozenset(tokens.ends)

    def act(self, given: GivenAct, field: str) -> Act:
        if given.stance not in _stances():
            problem = f"the stance '{shown(given.stance)}' does not exist"
            raise MarkFault(f"{field}.stance", problem, "Use one of those that `standpunt stances` lists.")
        trigger = self._span(given.trigger, "verb", f"{field}.trigger")
        for fault in verb_faults(trigger, self._tokens.text, self._tokens):
            raise MarkFault(f"{field}.trigger", fault.problem, _REMEDIES[fault.kind])
        target = self._span(given.target, "target", f"{field}.target") if given.target else None
        addressees = [
            self._span(each, "addressee", f"{field}.addressees[{place}]") for place, each in enumerate(given.addressees)
        ]
        _refuse_overlap([trigger, *addressees, *([target] if target else [])], field)
        return Act(given.stance, trigger, target, tuple(map(Addressee, addressees)), given.strength)

    def _span(self, given: GivenSpan, part: str, field: str) -> Span:
        text = self._tokens.text
        if given.start is not None and given.end is not None:
            if not given.start < given.end <= len(text):
                problem = f"the {part} runs from {given.start} to {given.end} in a text of {len(text)} characters"
                raise MarkFault(field, problem, _OFFSETS)
            span = Span.cut(text, given.start, given.end)
            if given.text is not None and given.text != span.text:
                problem = f"between {given.start} and {given.end} the text says '{shown(span.text)}', not what is given"
                raise MarkFault(field, problem, _OFFSETS)
        elif given.start is not None or given.end is not None:
            raise MarkFault(field, f"of the {part} only one end is given", "Give start and end, or the exact text.")
        elif given.text:
            span = Span(given.text, 0, len(given.text))
        else:
            raise MarkFault(field, f"the {part} has no place", "Give start and end, or the exact text.")
        for fault in span_faults(part, span):
            raise MarkFault(field, fault.problem, _REMEDIES[fault.kind])
        return span if given.start is not None else self._found(span.text, part, field)

    def _found(self, words: str, part: str, field: str) -> Span:
        """Return the only place where the words stand, whole."""
        places = list(islice(self._places(words), _PLACES_TOLD + 1))
        if not places:
            problem = f"the {part} '{shown(words)}' does not stand in the text as whole words"
            raise MarkFault(field, problem, "Give the words exactly as the text has them, or start and end.")
        if len(places) > 1:
            told = ", ".join(map(str, places[:_PLACES_TOLD])) + (", …" if len(places) > _PLACES_TOLD else "")
            problem = f"the {part} '{shown(words)}' stands more than once in the text (at {told})"
            raise MarkFault(field, problem, "Give start and end as well.")
        return Span(words, places[0], places[0] + len(words))

    def _places(self, words: str) -> Iterator[int]:
        place = self._tokens.text.find(words)
        while place >= 0:
            if place in self._starts and place + len(words) in self._ends:
                yield place
            place = self._tokens.text.find(words, place + 1)


def _refuse_overlap(spans: Sequence[Span], field: str) -> None:
    for before, after in pairwise(sorted(spans, key=lambda span: (span.start, span.end))):
        if before.end > after.start:
            problem = f"'{shown(before.text)}' and '{shown(after.text)}' overlap"
            raise MarkFault(field, problem, "Give each word to one span of the act.")
