"""Bytes of a request to checked content. Every refusal is a ``ServiceError`` that names the place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from labels.scheme import Paragraph
from service.classifier import EngineName
from service.documents.characters import is_blank
from service.errors import (
    EmptyText,
    InvalidJson,
    InvalidRequest,
    ParagraphTooLong,
    ServiceError,
    TooManyLines,
    TooManyParagraphs,
    UnknownEngine,
)
from service.settings import Settings

Body = TypeVar("Body", bound=BaseModel)

ENGINES: Final[tuple[EngineName, ...]] = get_args(EngineName)

PROBLEMS: Final = {
    "missing": "is missing",
    "extra_forbidden": "is not a known field",
    "string_type": "must be a string",
    "list_type": "must be a list",
    "model_type": "must be an object",
    "model_attributes_type": "must be an object",
    "dict_type": "must be an object",
    "int_type": "must be a whole number",
    "timezone_aware": "must have a time zone, such as +01:00 or Z",
}

NO_CONFIDENCE: Final = "min_confidence must be a number from 0 to 1."

LINES: Final = 20
"""Lines of a document for each paragraph that it may have. A line costs time even where it is blank."""

FIELD_LENGTH: Final = 200
"""Characters of a caller's own field name that are told back."""


def parse(kind: type[Body], data: bytes) -> Body:
    """Return the body as ``kind``. Raises ``InvalidJson``, ``InvalidRequest`` or ``UnknownEngine``."""
    data = data.removeprefix(b"\xef\xbb\xbf")
    if not data.strip():
        raise InvalidJson("it is empty")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InvalidJson(f"it is not UTF-8 at byte {error.start:,}") from None
    try:
        return kind.model_validate_json(data)
    except ValidationError as error:
        refusal = _refusal(error.errors(include_url=False, include_input=False)[0])
    raise refusal


def _refusal(error: ErrorDetails) -> ServiceError:
    if error["type"] == "json_invalid":
        problem = str(error.get("ctx", {}).get("error", "it cannot be parsed"))
        if "hex escape" in problem:
            problem += " (a \\u escape is cut short, or is one half of a surrogate pair)"
        return InvalidJson(problem)
    if error["loc"] == ("engine",):
        return UnknownEngine()
    if error["loc"] == ("min_confidence",):
        return InvalidRequest(NO_CONFIDENCE, "min_confidence")
    place = place_of(error["loc"])
    if not place:
        return InvalidRequest("The body must be a JSON object.")
    return InvalidRequest(f"{place} {PROBLEMS.get(error['type']) or _wrong_form(error)}.", place)


def _wrong_form(error: ErrorDetails) -> str:
    # What pydantic says holds the bounds, never the value.
    return f"has the wrong form ({error['msg'][:1].lower()}{error['msg'][1:]})"


def place_of(location: Sequence[int | str]) -> str:
    """Return where in a request something lies, such as ``paragraphs[3].text``."""
    place = ""
    for step in location:
        place += f"[{step}]" if isinstance(step, int) else f".{step}" if place else step
    return place[:FIELD_LENGTH]


def engine_named(value: object) -> EngineName:
    """Return the engine of a form field; an absent or empty one is the default. Raises ``UnknownEngine``."""
    if value is None or value == "":
        return "hybrid"
    for engine in ENGINES:
        if value == engine:
            return engine
    raise UnknownEngine


def confidence_given(value: object) -> float:
    """Return the least confidence of a form field; an absent or empty one is 0. Raises ``InvalidRequest``."""
    if value is None or value == "":
        return 0.0
    try:
        least = float(value) if isinstance(value, str) else -1.0
    except ValueError:
        least = -1.0
    if not 0 <= least <= 1:
        raise InvalidRequest(NO_CONFIDENCE, "min_confidence")
    return least


def check(paragraphs: Sequence[Paragraph], settings: Settings) -> None:
    """Hold a list of paragraphs against the limits.

    Raises ``EmptyText``, ``TooManyParagraphs`` or ``ParagraphTooLong``.
    """
    if not paragraphs:
        raise EmptyText("paragraphs")
    if len(paragraphs) > settings.max_paragraphs:
        raise TooManyParagraphs(len(paragraphs), settings.max_paragraphs)
    for at, paragraph in enumerate(paragraphs):
        place = f"paragraphs[{at}].text"
        if len(paragraph.text) > settings.max_characters:
            raise ParagraphTooLong(place, len(paragraph.text), settings.max_characters)
        if is_blank(paragraph.text):
            raise EmptyText(place)


def check_document(paragraphs: Sequence[Paragraph], settings: Settings, field: str) -> None:
    """Hold the paragraphs of a document against the limits; ``field`` is where the document lies.

    Raises ``TooManyParagraphs`` or ``ParagraphTooLong``.
    """
    if len(paragraphs) > settings.max_paragraphs:
        raise TooManyParagraphs(len(paragraphs), settings.max_paragraphs, field)
    for at, paragraph in enumerate(paragraphs, 1):
        if len(paragraph.text) > settings.max_characters:
            raise ParagraphTooLong(field, len(paragraph.text), settings.max_characters, at)


def check_lines(content: bytes | str, settings: Settings, field: str) -> None:
    """Refuse a document with so many lines that its paragraphs must be too many, before it is read.

    Raises ``TooManyLines``.
    """
    limit = LINES * settings.max_paragraphs
    count = content.count(b"\n") if isinstance(content, bytes) else content.count("\n")
    if count > limit:
        raise TooManyLines(count, limit, field)
