"""Puts the lines of a paragraph together again, words broken at a line end included."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

from labels.yaml_source import load_yaml

_HYPHENS = "-\u2010\u00ad¬"
_JOINT = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_SHORTEST = 2
_VOWEL = re.compile(r"[aeiouyà-ÿ]")


@dataclass(frozen=True)
class _Hyphens:
    """The word lists of ``hyphens.yaml``."""

    conjunctions: frozenset[str]
    kept_after: frozenset[str]
    syllables: frozenset[str]
    clashes: frozenset[str]


@cache
def _hyphens() -> _Hyphens:
    lists = load_yaml(Path(__file__).with_name("hyphens.yaml")).fields(*(field.name for field in fields(_Hyphens)))
    return _Hyphens(**{name: frozenset(node.texts()) for name, node in lists.items()})


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
    if after.split(maxsplit=1)[0].rstrip(",;") in _hyphens().conjunctions:
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
    if last in _hyphens().syllables:
        return True
    if last in _hyphens().kept_after or len(last) <= _SHORTEST or not _VOWEL.search(last):
        return False
    return last[-1] + right[0] not in _hyphens().clashes
