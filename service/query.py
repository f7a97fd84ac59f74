"""What the query of a request asks for, checked; every refusal names the parameter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from service.errors import InvalidRequest
from service.feedback.contract import NAME_LENGTH, is_name
from service.intake import FIELD_LENGTH


def refuse_others(query: Mapping[str, str], known: Sequence[str]) -> None:
    """Raise ``InvalidRequest`` where a parameter is not among ``known``."""
    for name in query:
        if name not in known:
            raise InvalidRequest(f"{name[:FIELD_LENGTH]} is not a known parameter.", name[:FIELD_LENGTH])


def limit_of(query: Mapping[str, str], default: int, most: int) -> int:
    """Return how many rows are asked for, from 1 to ``most``. Raises ``InvalidRequest``."""
    text = query.get("limit", str(default))
    limit = int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(most)) else 0
    if not 1 <= limit <= most:
        raise InvalidRequest(f"limit must be a whole number from 1 to {most}.", "limit")
    return limit


def person_of(query: Mapping[str, str], does: str) -> str:
    """Return the name of the person who ``does`` something, the one parameter. Raises ``InvalidRequest``."""
    refuse_others(query, ("by",))
    by = query.get("by", "").strip()
    if not is_name(by):
        raise InvalidRequest(f"by must say who {does}, in at most {NAME_LENGTH} characters: add ?by=NAME.", "by")
    return by
