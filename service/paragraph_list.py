"""Paragraphs that come already cut, as ``{"id", "text"}``: a JSON list, a request, or JSON Lines."""

from __future__ import annotations

from pydantic_core import from_json

from labels.scheme import Paragraph
from service.api import ClassifyRequest, ParagraphRequest
from service.errors import InvalidJson, InvalidRequest
from service.intake import parse


def read_paragraphs(data: bytes) -> list[Paragraph]:
    """Return the paragraphs of a file. Raises ``ServiceError`` that names the line or the field.

    The paragraphs keep their order and ids; an ``engine`` beside them is not heeded.
    """
    data = data.removeprefix(b"\xef\xbb\xbf").strip()
    if data.startswith(b"["):
        found = parse(ClassifyRequest, b'{"paragraphs":' + data + b"}").paragraphs
    elif data.startswith(b"{") and _is_request(data):
        found = parse(ClassifyRequest, data).paragraphs
    else:
        found = _lines(data)
    if not found:
        raise InvalidRequest("The file holds no paragraphs.")
    return [Paragraph(item.id, item.text) for item in found]


def _is_request(data: bytes) -> bool:
    """Tell a request from JSON Lines: by its fields, or where it is broken by how its first line begins."""
    for piece in (data, data.split(b"\n", 1)[0]):
        try:
            return "paragraphs" in from_json(piece)
        except ValueError:
            continue
    return data[1:].lstrip().startswith(b'"paragraphs"')


def _lines(data: bytes) -> list[ParagraphRequest]:
    found = []
    for number, line in enumerate(data.split(b"\n"), 1):
        if line.strip():
            try:
                found.append(parse(ParagraphRequest, line))
            except (InvalidJson, InvalidRequest) as error:
                raise InvalidRequest(f"Line {number:,}: {error.message}", error.field) from None
    return found
