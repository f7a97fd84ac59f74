"""Plain text in, document out: decides the encoding, then hands over to the segmenter."""

from __future__ import annotations

import re
from dataclasses import replace

from service.documents import notices
from service.documents.errors import BinaryDocument
from service.documents.model import Document
from service.documents.segment import segment

_MAGIC = {
    b"%PDF": "PDF",
    b"PK\x03\x04": "ZIP or DOCX",
    b"\xd0\xcf\x11\xe0": "DOC",
    b"{\\rtf": "RTF",
    b"\x89PNG": "PNG",
    b"GIF8": "GIF",
    b"\xff\xd8\xff": "JPEG",
    b"\x1f\x8b": "GZIP",
    b"\x7fELF": None,
    b"\xfd7zXZ": "XZ",
}
_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x1a\x7f]")
_SAMPLE = 65_536
_MOST_CONTROL = 0.02
_FEW_CONTROL = 4
_MOST_NULL = 0.8


def read_text(data: bytes | str) -> Document:
    """Read a plain text. Bytes are UTF-8, or UTF-16 or Windows-1252 (with a warning).

    Raises ``BinaryDocument``, ``EmptyDocument`` or ``NoParagraph``.
    """
    if isinstance(data, str):
        return segment(data)
    text, warnings = decode(data)
    document = segment(text)
    return replace(document, warnings=(*warnings, *document.warnings))


def decode(data: bytes) -> tuple[str, tuple[str, ...]]:
    """Return the text of ``data`` and the warnings to give with it. Raises ``BinaryDocument``."""
    for magic, format_ in _MAGIC.items():
        if data.startswith(magic):
            raise BinaryDocument(format_)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16"), (notices.UTF16,)
        except UnicodeDecodeError as cause:
            raise BinaryDocument from cause
    if (unmarked := _unmarked_utf16(data)) is not None:
        return unmarked, (notices.UTF16,)
    _refuse_binary(data)
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    broken = (notices.UNREADABLE_BYTES,) if "\ufffd" in text else ()
    return text, (notices.NOT_UTF8, *broken)


def _unmarked_utf16(data: bytes) -> str | None:
    """Return the text of UTF-16 without a byte order mark, or None: a letter of Dutch leaves half of it null."""
    sample = data[: _SAMPLE // 2 * 2]
    half = len(sample) // 2
    for encoding, high, low in (("utf-16-le", 1, 0), ("utf-16-be", 0, 1)):
        if half and sample[high::2].count(0) > _MOST_NULL * half and not sample[low::2].count(0):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                return None
    return None


def _refuse_binary(data: bytes) -> None:
    """Raise where a good part of the beginning is control characters: null bytes alone may be half of it."""
    sample = data[:_SAMPLE]
    if len(_CONTROL.findall(sample)) > max(_FEW_CONTROL, _MOST_CONTROL * len(sample)) or sample.count(0) * 2 > len(
        sample
    ):
        raise BinaryDocument
