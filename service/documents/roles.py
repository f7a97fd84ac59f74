"""Paragraphs to passages: which role does each play, and which are only the items of a list before them?

A resolution goes head, preamble, operative part, tail; most paragraphs tell their role by their first words,
and the rest by the part they stand in. A text without that frame is read as a list of paragraphs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from labels.scheme import Role
from service.documents.cues import Cues, Form, beginning
from service.documents.lines import ends_clause, ends_sentence, starts_small
from service.documents.paragraphs import MAX_HEADING, Draft, merge
from service.documents.traits import (
    announces,
    is_heading,
    is_letter,
    is_number,
    is_signature,
    opens_motion,
)

Zone = Literal["head", "preamble", "operative", "tail", "plain"]

_FEW = 5
_LONG_HEAD = 400


@dataclass(slots=True)
class Cast:
    """A paragraph with its role. ``listing`` says that the paragraphs after it may be items of its list."""

    draft: Draft
    role: Role
    listing: bool = False


class Casting:
    """Gives the paragraphs of one text their roles."""

    def __init__(self, drafts: Sequence[Draft], cues: Cues) -> None:
        self._drafts = drafts
        self._cues = cues
        self._cast: list[Cast] = []
        self._numbered = sum(is_number(draft) and draft.form in ("dictum", "verb") for draft in drafts) > 0
        self._framed = self._numbered or any(
            draft.form in ("enacting", "citation", "recital", "closing") or is_letter(draft) for draft in drafts
        )
        self._few = len(drafts) <= _FEW
        self._index = 0
        self._last_operative = max(
            (i for i, d in enumerate(drafts) if d.form == "dictum" or (d.form == "verb" and is_number(d))),
            default=-1,
        )
        self._zone: Zone = "head" if self._framed else "plain"

    def roles(self) -> list[Cast]:
        """Return the paragraphs that remain, with their roles, in order."""
        for index, draft in enumerate(self._drafts):
            self._index = index
            following = self._drafts[index + 1] if index + 1 < len(self._drafts) else None
            self._take(draft, following)
        return self._cast

    def _take(self, draft: Draft, following: Draft | None) -> None:
        if self._frames(draft, following):
            return
        if self._zone == "tail":
            self._add(draft, "note")
        elif self._zone == "head":
            self._in_head(draft, following)
        elif self._zone == "preamble":
            self._in_preamble(draft, following)
        elif self._zone == "operative":
            self._in_operative(draft, following)
        else:
            self._in_plain(draft, following)

    def _frames(self, draft: Draft, following: Draft | None) -> bool:
        """Handle a paragraph that moves the text to another part, wherever it stands."""
        form, unmarked = draft.form, draft.marker is None
        if form == "enacting" and not (self._zone == "operative" and self._numbered):
            self._add(draft, "heading")
            self._zone = "preamble"
            return True
        if form == "closing" and unmarked:
            self._add(draft, "note")
            self._zone = "tail"
            return True
        if self._zone == "tail":
            if form == "title" and following is not None and opens_motion(draft):
                self._add(draft, "title")
                self._zone = "head"
                return True
            return False
        if form == "tail" and unmarked and self._zone == "operative" and len(draft.first) < MAX_HEADING:
            self._add(draft, "note")
            self._zone = "tail"
            return True
        return False

    def _in_head(self, draft: Draft, following: Draft | None) -> None:
        if draft.form in ("citation", "recital") or is_letter(draft):
            self._in_preamble(draft, following)
        elif draft.form == "dictum" or is_number(draft):
            self._in_operative(draft, following)
        elif draft.form != "title" and (self._is_submission(draft) or draft.length() > _LONG_HEAD):
            self._add(draft, "note")
        elif (
            following is not None
            and following.form in ("citation", "recital")
            and draft.first.startswith(("De ", "Het ", "DE ", "HET "))
            and draft.first.endswith((",", ":"))
        ):
            self._add(draft, "heading")
            self._zone = "preamble"
        else:
            self._add(draft, "title")

    def _in_preamble(self, draft: Draft, following: Draft | None) -> None:
        self._zone = "preamble"
        last = self._cast[-1] if self._cast else None
        cued = draft.form in ("citation", "recital")
        if is_letter(draft):
            self._add(draft, "recital")
        elif cued:
            if last is not None and is_letter(last.draft) and draft.marker is None and starts_small(draft.first):
                merge(last.draft, draft)
            else:
                self._add(draft, _cued(draft.form))
        elif last is not None and last.role in ("citation", "recital") and self._parts(draft, following, last):
            self._add(draft, "heading")
        elif last is not None and last.role in ("citation", "recital") and self._is_item(draft, last):
            announced = last.draft.last.endswith(":")
            merge(last.draft, draft)
            last.listing = last.listing or draft.marker is not None or announced
        elif draft.form == "dictum" or is_number(draft) or (draft.form == "verb" and self._starts_dictum(draft)):
            self._in_operative(draft, following)
        elif is_heading(draft, following):
            self._add(draft, "heading")
        elif self._is_submission(draft):
            self._add(draft, "note")
        elif draft.marker is None and last is not None and last.role == "heading" and not ends_clause(draft.first):
            self._add(draft, "title")
        else:
            self._add(draft, "citation" if last is not None and last.role == "citation" else "recital")

    def _parts(self, draft: Draft, following: Draft | None, last: Cast) -> bool:
        """Tell whether a heading ends the list of a recital: a numbered paragraph or a dictum comes next."""
        if draft.marker is not None or following is None or not ends_clause(last.draft.last):
            return False
        return is_heading(draft, following) and (following.form == "dictum" or is_number(following))

    def _is_item(self, draft: Draft, last: Cast) -> bool:
        """Tell whether ``draft`` goes on with, or is an item of, the citation or recital before it."""
        announced = last.listing or last.draft.last.endswith(":")
        if draft.form == "dictum" and not (announced and last.role == "recital" and draft.marker is not None):
            return False
        if draft.marker is None:
            return (starts_small(draft.first) and draft.form == "plain") or (announced and draft.form != "dictum")
        if draft.marker.kind == "sub":
            return True
        if draft.marker.kind == "dash":
            bullet = last.draft.marker is None or last.draft.marker.style != draft.marker.style
            return (announced and bullet) or (not ends_clause(last.draft.last) and starts_small(draft.first))
        return announced and draft.form not in ("dictum", "verb")

    def _starts_dictum(self, draft: Draft) -> bool:
        """Tell whether a word that looks like a finite verb can begin the operative part."""
        last = self._cast[-1] if self._cast else None
        return last is None or (ends_clause(last.draft.last) and not last.draft.last.endswith(":"))

    def _in_operative(self, draft: Draft, following: Draft | None) -> None:
        self._zone = "operative"
        last = self._cast[-1] if self._cast else None
        if last is None or last.role != "operative":
            last = None
        marker, form = draft.marker, draft.form
        if marker is not None and marker.kind == "number":
            if self._is_list_item(draft, last):
                assert last is not None
                merge(last.draft, draft)
                last.listing = True
            elif form in ("citation", "recital") and not (last is not None and is_number(last.draft)):
                self._add(draft, _cued(form))
            elif form in ("plain", "title") and self._numbered and is_heading(draft, following):
                self._add(draft, "heading")
            else:
                self._add(draft, "operative", listing=draft.last.endswith(":"))
        elif form in ("citation", "recital") and not (last is not None and self._is_clause(draft, last)):
            self._zone = "preamble"
            self._add(draft, _cued(form))
        elif marker is None and is_heading(draft, following):
            self._add(draft, "heading" if self._leads(following) else "note")
        elif last is None:
            self._add(draft, self._first_operative(draft), listing=announces(draft))
        elif self._is_operative(draft, last):
            self._add(draft, "operative", listing=announces(draft))
        elif is_signature(draft, last.draft):
            self._add(draft, "note")
        else:
            merge(last.draft, draft)
            last.listing = last.listing or (marker is not None and marker.kind in ("dash", "sub"))

    def _first_operative(self, draft: Draft) -> Role:
        """Return the role of a paragraph that stands before any operative one, or after a heading."""
        if draft.form in ("dictum", "verb") or starts_small(draft.first):
            return "operative"
        return "operative" if self._numbered and self._index < self._last_operative else "note"

    def _is_list_item(self, draft: Draft, last: Cast | None) -> bool:
        """Tell whether a numbered paragraph is an item of a list that an unnumbered dictum announces."""
        if last is None or is_number(last.draft) or draft.form == "dictum":
            return False
        return last.listing or not ends_sentence(last.draft.last)

    def _is_clause(self, draft: Draft, last: Cast) -> bool:
        """Tell whether a citation or recital form only goes on with the numbered paragraph before it."""
        if draft.marker is not None:
            return last.listing and draft.marker.kind != "letter"
        return is_number(last.draft) and starts_small(draft.first)

    def _is_operative(self, draft: Draft, last: Cast) -> bool:
        """Tell whether a paragraph without number is one of its own, and not a part of the one before it."""
        if draft.form not in ("dictum", "verb"):
            return False
        marker = draft.marker
        if is_number(last.draft):
            return False
        if marker is None:
            return draft.form == "dictum" or (
                ends_clause(last.draft.last) and not (last.listing and starts_small(draft.first))
            )
        if marker.kind == "sub":
            return False
        return draft.form == "dictum" or not last.listing

    def _in_plain(self, draft: Draft, following: Draft | None) -> None:
        last = self._cast[-1] if self._cast else None
        if draft.form == "title" and last is None and following is not None and not ends_sentence(draft.first):
            self._add(draft, "title")
        elif last is not None and last.role == "operative" and self._continues_plain(draft, last):
            merge(last.draft, draft)
        elif following is not None and is_heading(draft, following) and following.form != "plain":
            self._add(draft, "title" if last is None else "heading")
        elif draft.form in ("dictum", "verb") or self._few or is_number(draft):
            self._add(draft, "operative", listing=draft.last.endswith(":"))
        else:
            self._add(draft, "note")

    def _continues_plain(self, draft: Draft, last: Cast) -> bool:
        marker = draft.marker
        if draft.form == "dictum" or (marker is not None and marker.kind == "number"):
            return False
        if marker is not None and (marker.kind == "sub" or last.draft.last.endswith(":")):
            last.listing = True
            return True
        if marker is not None:
            return last.listing and draft.form == "plain"
        return starts_small(draft.first) and (last.listing or not ends_clause(last.draft.last))

    def _leads(self, following: Draft | None) -> bool:
        """Tell whether what follows can stand under a heading; signatures look like headings but for this."""
        if self._index > self._last_operative:
            return False
        return following is not None and (
            self._numbered
            or following.marker is not None
            or following.form in ("dictum", "verb", "citation", "recital")
        )

    def _is_submission(self, draft: Draft) -> bool:
        start = beginning(draft.first)
        return bool(self._cues.submission.match(start) or self._cues.submission_words.search(start))

    def _add(self, draft: Draft, role: Role, *, listing: bool = False) -> None:
        self._cast.append(Cast(draft, role, listing))


def _cued(form: Form) -> Role:
    return "citation" if form == "citation" else "recital"
