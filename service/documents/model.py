"""A segmented document: its metadata, its paragraphs by role, and what was set aside."""

from __future__ import annotations

from dataclasses import dataclass, field

from labels.scheme import Role


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a document says of itself; each is null where it is not stated.

    ``date`` is ISO 8601. ``language`` is a two-letter code. ``procedure`` is such as ``2012/2553(RSP)``;
    ``reference`` such as ``P7_TA(2012)0089`` or ``34104-439``; ``body`` the body that adopts the text.
    """

    title: str | None = None
    reference: str | None = None
    procedure: str | None = None
    date: str | None = None
    body: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph of a document.

    ``id`` is unique in the document: the number of an operative ("9"), the letter of a recital ("A"), else
    the role and a count ("citation-3"). ``number`` is the marker as printed, without punctuation, or null.
    ``text`` is without the marker, lines joined.
    """

    id: str
    role: Role
    text: str
    number: str | None = None


@dataclass(frozen=True, slots=True)
class Artefact:
    """Characters that belong to the page and not to the text: a page number, a rule, a glued note marker."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Slice:
    """A stretch of the decoded input and where it went.

    ``start`` and ``end`` count code points of the input, half-open. ``kind`` is ``text`` (in the text of the
    passage), ``marker`` (it is the marker of the passage: a dash, "A.", "9 bis.") or the kind of an
    artefact. ``passage`` is the id of the passage that owns it; an artefact beside the passages has none.
    """

    start: int
    end: int
    kind: str
    passage: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A document read to its end: every non-blank character of the input is in a passage or an artefact.

    ``slices`` is the proof, in the order of the input; ``service.documents.accounting`` checks it.
    """

    metadata: Metadata
    passages: tuple[Passage, ...]
    artefacts: tuple[Artefact, ...] = ()
    warnings: tuple[str, ...] = field(default=())
    slices: tuple[Slice, ...] = field(default=(), repr=False)

    def operatives(self) -> tuple[Passage, ...]:
        """Return the passages in which the speaker can take a stance."""
        return tuple(passage for passage in self.passages if passage.role == "operative")
