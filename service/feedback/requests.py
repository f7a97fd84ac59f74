"""Requests about corrections to checked content. Every refusal is a ``ServiceError`` that names the place."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, get_args

from pydantic_core import from_json

from service.errors import InvalidCorrection, InvalidRequest, ParagraphTooLong, TimedOut, TooManyParagraphs
from service.feedback.contract import GivenCorrection, GivenCorrections, State
from service.feedback.marking import MarkFault, correction_of, refuse_ahead
from service.feedback.store import Submitted
from service.intake import parse
from service.query import limit_of, refuse_others
from service.settings import Settings

LIMIT: Final = 50
MOST: Final = 500
STATES: Final[tuple[State, ...]] = get_args(State)


@dataclass(frozen=True, slots=True)
class Listing:
    """Which corrections are asked for; ``state`` is null for all."""

    after: str | None = None
    limit: int = LIMIT
    state: State | None = None


@dataclass(frozen=True, slots=True)
class Submission:
    """The corrections of a request; ``several`` says whether they came as a list."""

    submitted: tuple[Submitted, ...]
    several: bool


def submission(data: bytes, now: datetime, settings: Settings) -> Submission:
    """Return the checked corrections of a body. Raises ``ServiceError``."""
    if not _is_list(data):
        return Submission((_submitted(parse(GivenCorrection, data), now, settings, ""),), several=False)
    given = parse(GivenCorrections, data).corrections
    if not given:
        raise InvalidRequest("corrections is empty. Send at least one.", "corrections")
    if len(given) > settings.max_paragraphs:
        raise TooManyParagraphs(len(given), settings.max_paragraphs, "corrections")
    return Submission(tuple(_checked(given, now, settings)), several=True)


def _checked(given: Sequence[GivenCorrection], now: datetime, settings: Settings) -> Iterator[Submitted]:
    until = time.monotonic() + settings.timeout
    for place, each in enumerate(given):
        if time.monotonic() > until:
            raise TimedOut(settings.timeout)
        yield _submitted(each, now, settings, f"corrections[{place}].")


def _submitted(given: GivenCorrection, now: datetime, settings: Settings, place: str) -> Submitted:
    if len(given.text) > settings.max_characters:
        raise ParagraphTooLong(f"{place}text", len(given.text), settings.max_characters)
    try:
        correction = correction_of(given, now)
        refuse_ahead(correction, now)
    except MarkFault as fault:
        raise InvalidCorrection(f"{place}{fault.field}", fault.problem, fault.remedy) from None
    return Submitted(correction, dated=given.at is not None)


def _is_list(data: bytes) -> bool:
    try:
        body = from_json(data.removeprefix(b"\xef\xbb\xbf"))
    except ValueError:
        return False
    return isinstance(body, dict) and "corrections" in body


def listing(query: Mapping[str, str]) -> Listing:
    """Return what the query of ``GET /v1/feedback`` asks for. Raises ``InvalidRequest``."""
    refuse_others(query, ("after", "limit", "state"))
    limit = limit_of(query, LIMIT, MOST)
    asked = query.get("state", "all")
    state = next((each for each in STATES if each == asked), None)
    if state is None and asked != "all":
        raise InvalidRequest(f"state must be all, {' or '.join(STATES)}.", "state")
    return Listing(query.get("after"), limit, state)
