"""Is a document complete? Checks that each non-blank character of the input is there, once and in order."""

from __future__ import annotations

from collections import defaultdict

from service.documents.model import Document

OF_PASSAGE = ("text", "marker")


def discrepancies(source: str, document: Document) -> list[str]:
    """Return what is wrong with the accounts of ``document``, read from ``source``; an empty list is a proof.

    Slices must be in order and disjoint; what lies between them must be blank; the slices of kind
    ``text`` of a passage must spell its text but for blanks; every other slice but a marker must be an
    artefact, in order.
    """
    found: list[str] = []
    spelled: dict[str | None, list[str]] = defaultdict(list)
    artefacts: list[tuple[str, str]] = []
    last = 0
    for piece in document.slices:
        if piece.start < last or piece.end <= piece.start:
            found.append(f"slice {piece.start}-{piece.end} is empty or overlaps what comes before {last}")
        if _inked(source[last : piece.start]):
            found.append(f"characters {last}-{piece.start} are lost")
        last = max(last, piece.end)
        text = source[piece.start : piece.end]
        if piece.kind == "text":
            spelled[piece.passage].append(text)
        elif piece.kind not in OF_PASSAGE:
            artefacts.append((piece.kind, text))
    if _inked(source[last:]):
        found.append(f"characters from {last} are lost")
    ids = [passage.id for passage in document.passages]
    known = set(ids)
    if len(known) != len(ids):
        found.append("two passages share an id")
    found += [f"slices of an unknown passage {id_}" for id_ in spelled if id_ not in known]
    for passage in document.passages:
        if _inked("".join(spelled[passage.id])) != _inked(passage.text):
            found.append(f"the text of passage {passage.id} is not what its slices spell")
    if artefacts != [(artefact.kind, artefact.text) for artefact in document.artefacts]:
        found.append("the artefacts are not what the slices hold")
    return found


def _inked(text: str) -> str:
    """Return the text without blanks."""
    return "".join(text.split())
