"""Why a document cannot be read: each error says what was wrong and what to do."""

from __future__ import annotations


class DocumentError(Exception):
    """Base of the errors of this package.

    Carries ``code`` (stable, for programs), ``message`` (English) and ``dutch`` (the message for the page).
    Neither message holds a word of the document.
    """

    code: str = "unreadable_document"

    def __init__(self, message: str, dutch: str) -> None:
        super().__init__(message)
        self.message = message
        self.dutch = dutch


class EmptyDocument(DocumentError):
    """There is no character in it but blanks and invisible ones."""

    code = "empty_document"

    def __init__(self) -> None:
        super().__init__(
            "The document is empty. Send the text of a resolution or motion.",
            "Het document is leeg. Plak de tekst van een resolutie of motie, of kies een ander bestand.",
        )


class BinaryDocument(DocumentError):
    """It is not text. Carries ``format``, the name of the format where it is known, such as ``PDF``."""

    code = "binary_document"

    def __init__(self, format: str | None = None) -> None:
        what, wat = (f"a {format} file", f"een {format}-bestand") if format else ("not text", "geen tekst")
        super().__init__(
            f"The document is {what}. Save it as plain text (UTF-8) and send that.",
            f"Het document is {wat}. Bewaar het als platte tekst (UTF-8) en probeer het opnieuw.",
        )
        self.format = format


class NoParagraph(DocumentError):
    """There is no paragraph in it: nothing but rules, page numbers and punctuation."""

    code = "no_paragraph"

    def __init__(self) -> None:
        super().__init__(
            "The document holds no paragraph, only rules, numbers or punctuation. Send the running text.",
            "Het document bevat geen alinea, alleen lijnen, nummers of leestekens. Stuur de lopende tekst.",
        )
