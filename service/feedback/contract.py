"""What callers send to and get from ``/v1/feedback``, and what a line of a file with corrections holds.

An act may be sent as an answer gave it: what is not marked by a person (its frame, its actors) is passed over.
Anything else that is unknown is refused, so that a misspelt ``addressees`` does not go unnoticed.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Final, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, FailFast, Field, StringConstraints

from labels.scheme import Strength
from service.api import SpanAnswer

MOST_ACTS: Final = 100
MOST_ADDRESSEES: Final = 100
NAME_LENGTH: Final = 200
"""Characters of a name, a version or an id."""
NOTE_LENGTH: Final = 5_000

State = Literal["standing", "withdrawn"]

_Named = Annotated[str, StringConstraints(min_length=1, max_length=NAME_LENGTH, strip_whitespace=True)]
_Short = Annotated[str, StringConstraints(max_length=NAME_LENGTH)]
_PassedOver = Annotated[Any, Field(description="Part of an answer; passed over here.")]


def is_name(text: str) -> bool:
    """Return whether a text can be stored as a person's name: neither empty nor too long, of whole characters."""
    lone_surrogate = any("\ud800" <= character <= "\udfff" for character in text)
    return 0 < len(text) <= NAME_LENGTH and "\x00" not in text and not lone_surrogate


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class GivenSpan(_Strict):
    """Where words lie: ``start`` and ``end`` in code points of the text, half-open, or the exact ``text``, or both.

    Words that stand more than once in the paragraph need ``start`` and ``end``.
    """

    start: Annotated[int, Field(ge=0)] | None = None
    end: Annotated[int, Field(ge=1)] | None = None
    text: str | None = None


class GivenAddressee(GivenSpan):
    """An addressee as it was marked."""

    actor: _PassedOver = None


class GivenAct(_Strict):
    """An act as a person marked it."""

    stance: str
    strength: Strength = "normal"
    trigger: GivenSpan
    target: GivenSpan | None = None
    addressees: Annotated[list[GivenAddressee], Field(max_length=MOST_ADDRESSEES)] = []
    name: _PassedOver = None
    group: _PassedOver = None
    polarity: _PassedOver = None
    force: _PassedOver = None
    frame: _PassedOver = None
    confidence: _PassedOver = None
    source: _PassedOver = None


class GivenCorrection(_Strict):
    """A paragraph with the acts that it should have had: the body of ``POST /v1/feedback``.

    ``id`` is the paragraph's own, as in a request to classify; ``by`` who corrects; ``model`` the version corrected,
    empty where none is known; ``at`` when, by default now.
    """

    id: _Short = ""
    text: str
    acts: Annotated[list[GivenAct], Field(max_length=MOST_ACTS)]
    by: _Named
    model: _Short
    at: AwareDatetime | None = None
    note: Annotated[str, StringConstraints(max_length=NOTE_LENGTH)] = ""


class GivenCorrections(_Strict):
    """Several corrections at once: all are stored, or none."""

    corrections: Annotated[list[GivenCorrection], FailFast()]


class LineOfFile(GivenCorrection):
    """A correction as a line of a file, which says when it was made and of which paragraph."""

    id: _Short
    at: AwareDatetime


class ReceiptAnswer(BaseModel):
    """What became of a correction that was sent.

    ``id`` is its own, for good. ``duplicate`` says that it had been stored before; ``state`` is that of the stored
    one, and ``at`` its time.
    """

    id: str
    duplicate: bool
    state: State
    at: datetime


class ReceiptsAnswer(BaseModel):
    """What became of several corrections, in the order sent."""

    corrections: list[ReceiptAnswer]


class MarkedActAnswer(BaseModel):
    """An act as a person marked it."""

    stance: str
    strength: Strength
    trigger: SpanAnswer
    target: SpanAnswer | None
    addressees: list[SpanAnswer]


class WithdrawalAnswer(BaseModel):
    """Who withdrew a correction, and when."""

    by: str
    at: datetime


class CorrectionAnswer(BaseModel):
    """A stored correction.

    ``paragraph`` is the id that its sender gave the paragraph; ``at`` when the correction was made, ``received`` when
    it was stored. ``counts`` says that this one is trained on: of standing corrections of one text the latest is.
    ``duplicates`` are the standing ones of the same text with the same acts; ``contradicts`` those by other people
    with which it disagrees.
    """

    id: str
    paragraph: str
    text: str
    acts: list[MarkedActAnswer]
    by: str
    at: datetime
    model: str
    note: str
    received: datetime
    state: State
    withdrawn: WithdrawalAnswer | None
    counts: bool
    duplicates: list[str]
    contradicts: list[str]


class CorrectionsAnswer(BaseModel):
    """The answer of ``GET /v1/feedback``: newest first. ``next`` is the ``after`` of the next page, or null."""

    corrections: list[CorrectionAnswer]
    next: str | None
