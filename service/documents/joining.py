"""Puts the lines of a paragraph together again, words broken at a line end included."""

from __future__ import annotations

import re

_HYPHENS = "-\u2010\u00ad¬"
_JOINT = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_CONJUNCTIONS = frozenset("en of als noch tot respectievelijk dan alsmede alsook resp. c.q. en/of maar".split())
_KEPT_AFTER = frozenset(
    """niet non ex oud vice adjunct aspirant interim kandidaat substituut minister secretaris directeur procureur
    advocaat auditeur gouverneur noord zuid oost west midden centraal e ad quasi pseudo economisch juridisch
    technisch wetenschappelijk""".split()
)
_CLASHES = frozenset("aa ae ai au ee ei eu ie ij oe oi oo ou ui uu".split())
_SYLLABLES = frozenset("be ge re pre de co bi in on af op om uit aan al er na ne me ve le te la ma pa ra".split())
_SHORTEST = 2
_VOWEL = re.compile(r"[aeiouyà-ÿ]")
_ABBREVIATIONS = frozenset("ngo hbo mbo vmbo vwo ggz zzp bbp btw tbs gps mkb woz cao hiv aids wmo dna pfas".split())


class Vocabulary:
    """The words of a text, to see how it writes a compound where no line breaks it. Built at first use."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._words: frozenset[str] | None = None

    def __contains__(self, word: str) -> bool:
        if self._words is None:
            self._words = frozenset(re.findall(r"[^\W_]+(?:[-\u2010\u2011][^\W_]+)*", self._text.lower()))
        return word in self._words


def joint(before: str, after: str, vocabulary: Vocabulary) -> str:
    """Return how two lines are joined: ``" "``, ``""`` (the hyphen stays) or ``"-"`` (the hyphen goes)."""
    if before[-1:] not in _HYPHENS:
        return " "
    if before[-1] in "\u00ad¬":
        return "-"
    left_found = re.search(r"[^\W_]+(?:[-'’./&][^\W_]+)*$", before[-61:-1])
    right_found = _JOINT.match(after)
    if not left_found or not right_found:
        return " "
    left, right = left_found[0], right_found[0]
    if after.split(maxsplit=1)[0].rstrip(",;") in _CONJUNCTIONS:
        return " "
    whole = (left + right).lower()
    if whole in vocabulary:
        return "-"
    if f"{left}-{right}".lower() in vocabulary:
        return ""
    return "-" if _is_split(left, right) else ""


def _is_split(left: str, right: str) -> bool:
    """Tell whether the hyphen only splits a word, and does not belong to it."""
    if not right[0].islower() or not left[-1].islower() or any(c.isupper() for c in left[1:]):
        return False
    if "-" in left:
        return False
    last = re.split(r"[-'’./&]", left)[-1].lower()
    if last in _SYLLABLES:
        return True
    if last in _KEPT_AFTER or last in _ABBREVIATIONS or len(last) <= _SHORTEST or not _VOWEL.search(last):
        return False
    return last[-1] + right[0] not in _CLASHES
