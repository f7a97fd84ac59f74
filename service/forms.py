"""What a request carries, by its content type: JSON, or a form with a file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from service.classifier import EngineName
from service.errors import InvalidRequest, UnsupportedMediaType
from service.intake import FIELD_LENGTH, confidence_given, engine_named
from service.settings import Settings

FOREIGN: Final = frozenset({".pdf", ".doc", ".docx", ".odt", ".rtf", ".html", ".htm", ".xml", ".zip", ".epub"})
"""Endings of documents that are known and not read (yet); any other name is judged by its content."""

OPTIONS: Final = ("engine", "min_confidence")
"""Fields that a document may come with."""


@dataclass(frozen=True, slots=True)
class Submission:
    """A document as it was sent: its bytes (of a file) or text, the engine asked for, and the least confidence."""

    content: bytes | str
    engine: EngineName = "hybrid"
    min_confidence: float = 0.0


def media_type(request: Request) -> str:
    """Return the content type without its parameters, in lower case; a request that names none sends JSON.

    Raises ``UnsupportedMediaType`` for a compressed body.
    """
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("", "identity"):
        raise UnsupportedMediaType(
            "Compressed bodies are not read. Send the body as it is.",
            "Gecomprimeerde aanvragen worden niet gelezen.",
        )
    return request.headers.get("content-type", "application/json").split(";")[0].strip().lower()


async def json_body(request: Request) -> bytes:
    """Return the body of a JSON request. Raises ``UnsupportedMediaType`` where it is declared otherwise."""
    kind = media_type(request)
    if kind != "application/json" and not (kind.startswith("application/") and kind.endswith("+json")):
        raise UnsupportedMediaType(
            "The body must be JSON. Send it with the header Content-Type: application/json.",
            "De aanvraag moet JSON zijn.",
        )
    return await request.body()


async def form(request: Request, settings: Settings) -> FormData:
    """Return the fields of a form. Raises ``InvalidRequest`` where it cannot be read, ``BodyTooLarge``."""
    try:
        return await request.form(max_files=4, max_fields=8, max_part_size=settings.max_bytes)
    except HTTPException:
        raise InvalidRequest("The form cannot be read: check its boundary and its number of fields.") from None


async def upload(request: Request, settings: Settings) -> Submission:
    """Return the document of a multipart request: the file in ``document``, and the options where they are given.

    Raises ``InvalidRequest``, ``UnknownEngine`` or ``UnsupportedMediaType``.
    """
    fields = await form(request, settings)
    try:
        for name in fields:
            if name not in ("document", *OPTIONS):
                raise InvalidRequest(f"{name[:FIELD_LENGTH]} is not a known field.", name[:FIELD_LENGTH])
        for name in OPTIONS:
            if len(fields.getlist(name)) > 1:
                raise InvalidRequest(f"The field {name} may be given once.", name)
        files = fields.getlist("document")
        if len(files) != 1 or not isinstance(files[0], UploadFile):
            raise InvalidRequest("The field document must hold one file.", "document")
        engine, least = engine_named(fields.get("engine")), confidence_given(fields.get("min_confidence"))
        return Submission(await content(files[0]), engine, least)
    finally:
        await fields.close()


async def content(file: UploadFile) -> bytes:
    """Return the bytes of an uploaded file. Raises ``UnsupportedMediaType`` for a kind that is not read."""
    ending = PurePath(file.filename or "").suffix.lower()
    if ending in FOREIGN:
        raise UnsupportedMediaType(
            f"Files of the kind {ending} are not read. Save the document as plain text (.txt) and send that.",
            f"Bestanden van het type {ending} worden niet gelezen. Bewaar het als platte tekst (.txt).",
            "document",
        )
    return await file.read()
