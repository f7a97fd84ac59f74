"""What one should know of how a document was read: the texts of ``Document.warnings``."""

from __future__ import annotations

from typing import Final

NOT_UTF8: Final = "The document is not UTF-8; it was read as Windows-1252. Check the accented letters."
UNREADABLE_BYTES: Final = "Some bytes of the document belong to no character; each was replaced by \ufffd."
UTF16: Final = "The document was read as UTF-16."
NOT_DUTCH: Final = "The text does not look Dutch; stances are found in Dutch text only."
