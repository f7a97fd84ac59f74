"""Corrections for the tests: one to build upon, as it is sent and as it is kept, and any that could be drawn."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from strategies import STANCES

from labels.corrections import Correction
from labels.scheme import Act, Addressee, Paragraph, Span, Strength

TEXT = "verzoekt de Raad en de Commissie om hulp; betreurt 😀 de stilte"
REQUEST = {
    "stance": "request",
    "trigger": {"text": "verzoekt"},
    "target": {"text": "om hulp"},
    "addressees": [{"text": "de Raad"}, {"text": "de Commissie"}],
}
DEPLORE = {"stance": "deplore", "strength": "strong", "trigger": {"start": 42, "end": 50}}
NOON = datetime(2026, 3, 9, 12, tzinfo=UTC)


def sent(**changed: Any) -> dict[str, Any]:
    """Return a correction as callers send it."""
    return {"id": "9", "text": TEXT, "acts": [REQUEST, DEPLORE], "by": "anna", "model": "rules-0.1.0", **changed}


def kept(
    text: str = "betreurt de stilte", by: str = "anna", hour: int = 0, stance: str = "deplore", note: str = ""
) -> Correction:
    """Return a correction of which the first word is the verb; ``hour`` counts from noon."""
    verb, _, rest = text.partition(" ")
    act = Act(stance, Span.cut(text, 0, len(verb)), Span.cut(text, len(text) - len(rest), len(text)))
    paragraph = Paragraph("1", text, (act,), "operative")
    return Correction(paragraph, by, NOON + timedelta(hours=hour), "rules-0.1.0", note)


_WORDS = st.text("abdeghiknorstëïABDŒß", min_size=1, max_size=8)
_GAPS = st.sampled_from([" ", " ", "  ", ", ", "; ", "\r\n", "\N{NO-BREAK SPACE}", " 😀 "])
_FREE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
_NAMES = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12).map(str.strip).filter(bool)
_TIMES = st.datetimes(datetime(1990, 1, 1), datetime(2025, 1, 1), timezones=st.just(UTC))


@st.composite
def _paragraphs(draw: st.DrawFn) -> Paragraph:
    """Draw a paragraph whose acts are in order: each takes whole words, and none of them twice."""
    words = draw(st.lists(_WORDS, min_size=1, max_size=12))
    text = draw(st.sampled_from(["", "– ", "a) "]))
    places: list[tuple[int, int]] = []
    for word in words:
        places.append((len(text), len(text) + len(word)))
        text += word + draw(_GAPS)
    acts: list[Act] = []
    for _ in range(draw(st.integers(0, 3))):
        # Cut the words into stretches, of which one is the verb.
        cuts = sorted(draw(st.sets(st.integers(0, len(words)), max_size=6)))
        stretches = [
            Span.cut(text, places[first][0], places[end - 1][1])
            for first, end in zip(cuts[::2], cuts[1::2], strict=False)
        ]
        verb = draw(st.integers(0, len(words) - 1))
        trigger = Span.cut(text, *places[verb])
        free = [each for each in stretches if each.end <= trigger.start or each.start >= trigger.end]
        stance = draw(st.sampled_from(STANCES))
        if any((act.stance, act.trigger) == (stance, trigger) for act in acts):
            continue
        with_target = draw(st.booleans())
        target = free.pop(0) if free and with_target else None
        strength: Strength = draw(st.sampled_from(("normal", "strong")))
        acts.append(Act(stance, trigger, target, tuple(map(Addressee, free)), strength))
    acts.sort(key=lambda act: act.trigger.start)
    return Paragraph(draw(_FREE), text, tuple(acts), "operative")


corrections: SearchStrategy[Correction] = st.builds(Correction, _paragraphs(), _NAMES, _TIMES, _FREE, _FREE)
