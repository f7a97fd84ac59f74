"""The invented example of the first screen: a text to read, and one paragraph that shows what comes of it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from labels.scheme import Act, Actor, Addressee, Paragraph, Span, Stance

_TEXT = (
    "veroordeelt met klem het ontslag van de bibliothecarissen, en dringt er bij de lidstaten op aan "
    "een noodfonds voor leeszalen op te richten;"
)


def _span(words: str) -> Span:
    start = _TEXT.index(words)
    return Span.cut(_TEXT, start, start + len(words))


PREVIEW_STANCES = (
    Stance("condemn", "veroordeelt", "condemns", "", "", "reject", -1, 5),
    Stance("urge", "dringt aan", "urges", "", "", "direct", 0, 4),
)

PREVIEW = Paragraph(
    id="1",
    number="1",
    role="operative",
    text=_TEXT,
    acts=(
        Act(
            "condemn",
            _span("veroordeelt"),
            _span("het ontslag van de bibliothecarissen"),
            strength="strong",
            frame="veroordeelt {target}",
        ),
        Act(
            "urge",
            _span("dringt"),
            _span("een noodfonds voor leeszalen op te richten"),
            (Addressee(_span("de lidstaten"), Actor("lidstaten", "lidstaten van de Europese Unie", "state")),),
            frame="dringt er bij {addressee} op aan {target}",
        ),
    ),
)


@cache
def example_text() -> str:
    """Return the invented resolution that the page offers to read."""
    return (Path(__file__).parent / "templates" / "example.txt").read_text(encoding="utf-8")
