"""What a paragraph looks like on its own or beside its neighbour: a heading, a signature, a numbered one."""

from __future__ import annotations

from service.documents.cues import beginning
from service.documents.lines import ends_clause, ends_sentence, starts_small
from service.documents.paragraphs import MAX_HEADING, Draft


def is_number(draft: Draft) -> bool:
    """Tell whether a paragraph has a number."""
    return draft.marker is not None and draft.marker.kind == "number"


def is_letter(draft: Draft) -> bool:
    """Tell whether a paragraph has a capital letter as its marker."""
    return draft.marker is not None and draft.marker.kind == "letter"


def announces(draft: Draft) -> bool:
    """Tell whether an unnumbered dictum announces a list: it ends in a colon or in nothing."""
    return draft.last.endswith(":") or not ends_clause(draft.last)


def opens_motion(draft: Draft) -> bool:
    """Tell whether a title after the end of a motion begins the next one."""
    starts = ("motie", "gewijzigde motie", "nader gewijzigde")
    return draft.first.isupper() or beginning(draft.first).startswith(starts)


def is_heading(draft: Draft, following: Draft | None) -> bool:
    """Tell whether a paragraph is a heading: short, no full stop, no small first letter, not the last."""
    if following is None or starts_small(draft.first):
        return False
    if draft.form in ("dictum", "verb", "citation", "recital"):
        return False
    if draft.length() > MAX_HEADING or ends_clause(draft.last.rstrip(":")):
        return False
    if not any(character.isalpha() for character in draft.first):
        return False
    return following.marker is not None or following.form != "plain" or not starts_small(following.first)


def is_signature(draft: Draft, last: Draft) -> bool:
    """Tell whether a line after the operative paragraph ``last`` is a name, a place or a date."""
    if draft.marker is not None or starts_small(draft.first) or not last.last.endswith((".", '."', ".”")):
        return False
    return draft.length() < MAX_HEADING and not ends_sentence(draft.first)
