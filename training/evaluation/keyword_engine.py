"""The naive baseline: a list of verbs, each always the same stance, and the words behind it.

It is what one would write in an afternoon, and shows how much of the task is more than spotting words: it knows no
subordinate clauses, no separable verbs, no light verbs, no negation and no addressees.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from labels.scheme import Act, Paragraph, Span

KEYWORDS: Final = {
    "condemn": ("veroordeelt", "hekelt", "laakt"),
    "reject": ("verwerpt", "weigert", "protesteert"),
    "deplore": ("betreurt", "bekritiseert"),
    "concern": ("vreest", "waarschuwt", "betwijfelt"),
    "welcome": ("verwelkomt", "juicht", "verheugt"),
    "commend": ("prijst", "looft", "feliciteert", "dankt", "waardeert"),
    "support": ("steunt", "ondersteunt", "onderschrijft"),
    "sympathise": ("betuigt", "condoleert", "herdenkt"),
    "urge": ("dringt", "eist", "verlangt", "maant"),
    "request": ("verzoekt", "vraagt", "roept"),
    "encourage": ("moedigt", "spoort", "stimuleert", "nodigt"),
    "recommend": ("beveelt", "adviseert", "suggereert", "pleit", "bepleit"),
    "expect": ("verwacht", "hoopt", "wenst", "vertrouwt", "rekent"),
    "transmit": (),
    "emphasise": ("benadrukt", "onderstreept", "herinnert", "herhaalt", "wijst"),
    "consider": ("meent", "acht", "vindt", "beschouwt", "concludeert"),
    "note": ("constateert", "merkt", "erkent", "neemt", "stelt"),
    "commit": ("besluit", "verklaart", "verbindt", "zegt"),
}
"""The verbs of each stance: the commonest of the guideline's table that mostly have that meaning."""

_STANCES: Final = {verb: stance for stance, verbs in KEYWORDS.items() for verb in verbs}
# Only ASCII letters have two cases here: otherwise "ſteunt" would match, and its small letters are no listed verb.
_VERB: Final = re.compile(rf"\b(?ai:{'|'.join(_STANCES)})\b")
_END: Final = re.compile(r";|[.,;:\s]*$")


class KeywordEngine:
    """Finds each listed verb wherever it stands; the target is what stands behind it, up to ";" or the next verb."""

    name: Final = "keyword"
    version: Final = "keyword-1"

    def predict(self, paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
        """Return the paragraphs with the acts found."""
        return [replace(each, acts=_acts(each.text)) for each in paragraphs]


def _acts(text: str) -> tuple[Act, ...]:
    found = list(_VERB.finditer(text))
    limits = [*(match.start() for match in found[1:]), len(text)][: len(found)]
    return tuple(_act(text, match, limit) for match, limit in zip(found, limits, strict=True))


def _act(text: str, match: re.Match[str], limit: int) -> Act:
    end = _END.search(text, match.end(), limit)
    rest = text[match.end() : end.start() if end else limit]
    start = match.end() + len(rest) - len(rest.lstrip())
    target = Span.cut(text, start, start + len(rest.strip())) if rest.strip() else None
    return Act(_STANCES[match.group().lower()], Span.cut(text, *match.span()), target)
