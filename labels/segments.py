"""The segments of a paragraph: what stands between its semicolons and sentence ends, and the markers of lists."""

from __future__ import annotations

import re

from labels.grammar import Grammar
from labels.phrases import Region
from labels.tokens import Tokens

_DASHES = frozenset("-–—−•*·▪►‣◦")
_MARKER = re.compile(r"[a-z]{1,2}|[ivx]{1,5}|\d{1,3}[a-z]?")
_ORDER_OF_THE_DAY = ["gaat", "over", "tot", "de", "orde"]


def marker_end(tokens: Tokens, start: int, limit: int) -> int:
    """Return the index behind a list marker ("–", "a)", "(ii)", "1.", "2°", "9 bis.") at ``start``, else ``start``."""
    words = tokens.words
    position = start
    if position < limit and words[position] in _DASHES:
        return position + 1
    if position < limit and words[position] == "(":
        position += 1
    if position >= limit or not _MARKER.fullmatch(words[position]):
        return start
    position += 1
    if position < limit and words[position] in ("bis", "ter", "quater"):
        position += 1
    if position < limit and words[position] in (")", ".", "°", "º", "/"):
        if words[position] == "/" and position + 1 < limit and words[position + 1] == ")":
            position += 1
        return position + 1
    return start


def segments(tokens: Tokens, grammar: Grammar) -> list[Region]:
    """Split at semicolons and at the full stops between sentences; the regions cover all but those marks."""
    words = tokens.words
    found: list[Region] = []
    begin = 0
    depth = 0
    openers, closers = _brackets(words)
    for index, word in enumerate(words):
        if index in openers:
            depth += 1
        elif index in closers:
            depth -= 1
        elif word == "gaat" and words[index : index + 5] == _ORDER_OF_THE_DAY:
            # What a motion closes with is no part of the act before it.
            found.append((begin, index))
            return [(start, end) for start, end in found if end > start]
        elif word == ";" or (word in (".", "!", "?", "…") and depth == 0 and _ends_sentence(tokens, index, grammar)):
            if word == ";" and depth:
                continue
            found.append((begin, index))
            begin = index + 1
    found.append((begin, len(words)))
    return [(start, end) for start, end in found if end > start]


def _brackets(words: list[str]) -> tuple[set[int], set[int]]:
    """Return the places of the brackets that are opened and closed; one without its partner is none."""
    openers: set[int] = set()
    closers: set[int] = set()
    waiting: list[int] = []
    for index, word in enumerate(words):
        if word in ("(", "["):
            waiting.append(index)
        elif word in (")", "]") and waiting:
            openers.add(waiting.pop())
            closers.add(index)
    return openers, closers


def _ends_sentence(tokens: Tokens, index: int, grammar: Grammar) -> bool:
    if index + 1 >= len(tokens):
        return True
    before = tokens.words[index - 1] if index else ""
    if before in grammar.sets["abbreviations"] or len(before) < 2:
        return False
    return tokens.capital[index + 1]
