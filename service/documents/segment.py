"""A text to a document: the one segmenter behind every reader."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from unicodedata import normalize

from labels.scheme import Role
from service.documents import notices
from service.documents.characters import Visible
from service.documents.cues import Cues, load_cues
from service.documents.errors import EmptyDocument, NoParagraph
from service.documents.footnotes import Footnote, find_footnotes
from service.documents.furniture import find_furniture
from service.documents.joining import Vocabulary, joint
from service.documents.language import find_language
from service.documents.lines import Line, find_layout, split_lines
from service.documents.metadata import find_metadata
from service.documents.model import Artefact, Document, Metadata, Passage, Slice
from service.documents.paragraphs import Draft, Grouping
from service.documents.roles import Cast, Casting
from service.documents.splitting import split_run_on


def segment(text: str) -> Document:
    """Return ``text`` as a document. Offsets of its slices count in ``text`` as given.

    Raises ``EmptyDocument`` where there is nothing to read and ``NoParagraph`` where there is no word in it.
    """
    visible = Visible.of(text)
    if not visible.text.strip():
        raise EmptyDocument
    return _Segmenting(visible, load_cues()).document(text)


class _Segmenting:
    """One text on its way to a document; places count in the visible text until the slices are made."""

    def __init__(self, visible: Visible, cues: Cues) -> None:
        self._visible = visible
        self._text = visible.text
        self._cues = cues
        self._vocabulary = Vocabulary(visible.text)
        self._cuts: list[tuple[int, int]] = []
        self._slices: list[Slice] = []
        self._next_free: Counter[str] = Counter()

    def document(self, source: str) -> Document:
        lines = split_run_on(split_lines(self._text), self._cues)
        furniture = find_furniture(lines, self._cues)
        notes, self._cuts = find_footnotes(lines, furniture, self._cues)
        for index, kind in furniture.items():
            self._slice(lines[index].start, lines[index].end, kind)
        drafts = self._drafts(lines, furniture, notes)
        casts = Casting(drafts, self._cues).roles()
        casts += [Cast(self._note(note, lines), "note") for note in notes]
        casts.sort(key=_start)
        passages = list(self._passages(casts))
        if not any(any(c.isalnum() for c in passage.text) for passage in passages):
            raise NoParagraph
        return self._finish(source, passages, lines)

    def _drafts(self, lines: list[Line], furniture: dict[int, str], notes: list[Footnote]) -> list[Draft]:
        """Return the paragraphs of the lines that are neither furniture nor footnotes."""
        aside = set(furniture).union(index for note in notes for index in note.lines)
        kept: list[Line] = []
        gap, broken = 0, False
        for index, line in enumerate(lines):
            if index in aside:
                gap, broken = max(gap, line.gap), True
            else:
                kept.append(replace(line, gap=max(gap, line.gap), broken=broken))
                gap, broken = 0, False
        if not kept:
            return []
        layout = find_layout(kept, self._cues)
        return Grouping(layout, self._cues).group(kept)

    def _note(self, note: Footnote, lines: list[Line]) -> Draft:
        """Return a footnote as a paragraph whose marker is its number."""
        first = lines[note.lines[0]]
        stretches = [(note.text_start, first.end), *((lines[i].start, lines[i].end) for i in note.lines[1:])]
        printed = self._text[first.start : note.text_start].rstrip()
        return Draft(stretches, "", "", "plain", None, (first.start, first.start + len(printed)))

    def _passages(self, casts: list[Cast]) -> Iterator[Passage]:
        """Yield the passages, and account for their characters on the way."""
        operatives = [cast.draft.marker for cast in casts if cast.role == "operative"]
        own_count = not any(marker is not None and marker.kind == "number" for marker in operatives)
        counts: Counter[Role] = Counter()
        taken: set[str] = set()
        for cast in casts:
            counts[cast.role] += 1
            marker = cast.draft.marker
            number = marker.label if marker is not None and marker.kind in ("number", "letter") else None
            if cast.role == "note" and marker is None and cast.draft.marker_stretch:
                printed = self._text[slice(*cast.draft.marker_stretch)]
                number = re.sub(r"\D", "", normalize("NFKC", printed))
            wanted = f"{cast.role}-{counts[cast.role]}"
            if cast.role == "operative":
                wanted = str(counts["operative"]) if own_count else (number or wanted)
            elif cast.role == "recital" and marker is not None and marker.kind == "letter":
                wanted = marker.label
            id_ = self._free_id(wanted, taken)
            taken.add(id_)
            if cast.draft.marker_stretch is not None:
                self._slice(*cast.draft.marker_stretch, "marker", id_)
            yield Passage(id_, cast.role, self._render(cast.draft.stretches, id_), number)

    def _free_id(self, wanted: str, taken: set[str]) -> str:
        """Return ``wanted``, or with the first free count behind it where it is taken: "3-2"."""
        id_ = wanted
        while id_ in taken:
            self._next_free[wanted] += 1
            id_ = f"{wanted}-{self._next_free[wanted] + 1}"
        return id_

    def _render(self, stretches: Iterable[tuple[int, int]], id_: str) -> str:
        """Return the text of stretches, joined, without note markers, and account for every character."""
        pieces: list[str] = []
        last = ""
        for start, end in stretches:
            piece = "".join(self._text[a:b] for a, b in self._uncut(start, end))
            if last:
                how = joint(last, piece, self._vocabulary) if piece else " "
                if how == "-":
                    pieces[-1] = pieces[-1][:-1]
                    self._drop_hyphen()
                if how == " ":
                    pieces.append(" ")
            for a, b in self._uncut(start, end):
                self._slice(a, b, "text", id_)
            for a, b in self._cuts_in(start, end):
                self._slice(a, b, "note-marker", id_)
            if piece:
                pieces.append(piece)
                last = piece.rstrip()
        return " ".join("".join(pieces).split())

    def _drop_hyphen(self) -> None:
        """Turn the hyphen that ends the last slice of text into an artefact."""
        index = len(self._slices) - 1
        while self._slices[index].kind != "text":
            index -= 1
        last = self._slices.pop(index)
        if last.end - 1 > last.start:
            self._slices.append(replace(last, end=last.end - 1))
        self._slices.append(Slice(last.end - 1, last.end, "line-end-hyphen", last.passage))

    def _cuts_in(self, start: int, end: int) -> list[tuple[int, int]]:
        """Return the note markers between two places."""
        low, high = 0, len(self._cuts)
        while low < high:
            middle = (low + high) // 2
            if self._cuts[middle][0] < start:
                low = middle + 1
            else:
                high = middle
        found: list[tuple[int, int]] = []
        while low < len(self._cuts) and self._cuts[low][0] < end:
            found.append(self._cuts[low])
            low += 1
        return found

    def _uncut(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield what lies between the note markers of a stretch."""
        for a, b in self._cuts_in(start, end):
            if a > start:
                yield start, a
            start = b
        if end > start:
            yield start, end

    def _slice(self, start: int, end: int, kind: str, passage: str | None = None) -> None:
        if self._text[start:end].strip():
            self._slices.append(Slice(start, end, kind, passage))

    def _finish(self, source: str, passages: list[Passage], lines: list[Line]) -> Document:
        slices = [
            Slice(a, b, piece.kind, piece.passage)
            for piece in self._slices
            for a, b in self._visible.to_source(piece.start, piece.end)
        ]
        slices += [Slice(start, end, kind) for start, end, kind in self._visible.omitted]
        slices.sort(key=lambda piece: piece.start)
        artefacts = tuple(
            Artefact(piece.kind, source[piece.start : piece.end])
            for piece in slices
            if piece.kind not in ("text", "marker")
        )
        metadata = self._metadata(passages, lines)
        warnings = () if metadata.language == "nl" else (notices.NOT_DUTCH,)
        return Document(metadata, tuple(passages), artefacts, warnings, tuple(slices))

    def _metadata(self, passages: list[Passage], lines: list[Line]) -> Metadata:
        roles = ("title", "note", "heading")
        body = next((i for i, passage in enumerate(passages) if passage.role not in roles), len(passages))
        enacting = next(
            (p.text for p in passages if p.role == "heading" and self._cues.form(p.text) == "enacting"), None
        )
        titles = [passage.text for passage in passages if passage.role == "title"]
        head = [passage.text for passage in passages[:body]]
        first = min(
            (piece.start for piece in self._slices if piece.passage == passages[min(body, len(passages) - 1)].id),
            default=0,
        )
        head += [line.text for line in lines[:200] if line.end <= first]
        tail = [passage.text for passage in passages[-8:] if passage.role == "note"]
        found = find_metadata(head, titles, enacting, tail, self._text.lower(), self._cues)
        return replace(found, language=find_language(" ".join(passage.text for passage in passages[:2000])))


def _start(cast: Cast) -> int:
    if cast.draft.marker_stretch is not None:
        return cast.draft.marker_stretch[0]
    return cast.draft.stretches[0][0]
