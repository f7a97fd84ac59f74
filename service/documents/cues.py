"""What the beginning of a paragraph tells: citation, recital, operative, enacting line, or nothing.

The words are in ``cues.yaml``; only finite verbs outside it are known by their form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from labels.yaml_source import load_yaml

Form = Literal["enacting", "citation", "recital", "dictum", "verb", "closing", "tail", "title", "plain"]
"""``dictum`` opens with a verb of the list, ``verb`` with a word that has the form of a third person."""

_QUOTES = "\"'“”„«»‘’([ "
_BEGINNING = 400
_NAME = re.compile(r"[^\W\d_a-zà-ÿ]\w*[ -]+(?:(?:de|den|der|van|von|ten|ter|el) )*[^\W\d_a-zà-ÿ]")
_WORD = re.compile(r"[^\W\d_]+")
_PARTICIPLE = re.compile(r"[^\W\d_]+ende?,? (?:dat|op|aan|van|over|met|ook|er)\b")
_LONGEST_ENACTING = 200


@dataclass(frozen=True)
class Cues:
    """The word lists, compiled."""

    connective: re.Pattern[str]
    citation: re.Pattern[str]
    recital: re.Pattern[str]
    dictum: re.Pattern[str]
    unmistakable: re.Pattern[str]
    closing: re.Pattern[str]
    tail: re.Pattern[str]
    title: re.Pattern[str]
    submission: re.Pattern[str]
    submission_words: re.Pattern[str]
    footnote: re.Pattern[str]
    body: re.Pattern[str]
    bodies: dict[str, str]
    body_hints: dict[str, tuple[str, ...]]
    navigation: frozenset[str]
    not_verbs: frozenset[str]
    not_verb_endings: tuple[str, ...]
    participle_exceptions: frozenset[str]
    months: tuple[str, ...]

    def form(self, text: str) -> Form:
        """Return what the beginning of ``text`` tells; ``text`` is without marker."""
        start = beginning(text)
        if self.closing.match(start):
            return "closing"
        named = self.body.match(start)
        if named:
            rest = start[named.end() :]
            if is_enacting(rest, len(text)):
                return "enacting"
            if self.verb(rest.lstrip()):
                return "dictum"
        rest = self.without_connectives(start)
        if self.citation.match(rest):
            return "citation"
        if self.recital.match(rest) or _PARTICIPLE.match(rest):
            return "recital"
        if self.dictum.match(rest):
            return "dictum"
        if self.title.match(start):
            return "title"
        if self.tail.match(start):
            return "tail"
        return "verb" if self.verb(rest) and not _NAME.match(text) else "plain"

    def without_connectives(self, start: str) -> str:
        """Return a beginning without the adverbs and conjunctions on its front."""
        for _ in range(3):
            found = self.connective.match(start)
            if not found:
                break
            start = start[found.end() :].lstrip(" ,")
        return start

    def verb(self, start: str) -> bool:
        """Tell whether a beginning opens with a finite verb in the third person, as far as form shows."""
        if self.dictum.match(start):
            return True
        found = _WORD.match(start)
        if not found or start[found.end() : found.end() + 1] in ("-", "'", "’"):
            return False
        word = found[0]
        if len(word) < 4 or not word.endswith("t") or word in self.not_verbs:
            return False
        if word.startswith("ge"):
            return word in self.participle_exceptions
        return not word.endswith(self.not_verb_endings)


def beginning(text: str) -> str:
    """Return the first words of a text in lower case, single-spaced, without quotes before them."""
    return " ".join(text[:_BEGINNING].split()).lower().lstrip(_QUOTES)


def is_enacting(rest: str, length: int) -> bool:
    """Tell whether what follows the name of a body makes the line an enacting one: nothing, a meeting."""
    rest = rest.strip()
    return rest in ("", ",", ":") or (
        length < _LONGEST_ENACTING and rest.endswith((",", ":")) and rest.startswith((",", "in ", "bijeen"))
    )


@cache
def load_cues() -> Cues:
    """Return the word lists of ``cues.yaml``. Raises ``LexiconError`` where the file is wrong."""
    root = load_yaml(Path(__file__).with_name("cues.yaml")).mapping()

    def phrases(key: str) -> re.Pattern[str]:
        return opening(root[key].texts())

    bodies = {name: node.text() for name, node in root["bodies"].mapping().items()}
    return Cues(
        connective=phrases("connectives"),
        citation=phrases("citation"),
        recital=phrases("recital"),
        dictum=phrases("dictum"),
        unmistakable=phrases("unmistakable"),
        closing=phrases("closing"),
        tail=phrases("tail"),
        title=phrases("title"),
        submission=phrases("submission"),
        submission_words=re.compile("|".join(map(re.escape, root["submission_words"].texts()))),
        footnote=phrases("footnote"),
        body=opening(bodies),
        bodies=bodies,
        body_hints={body: tuple(node.texts()) for body, node in root["body_hints"].mapping().items()},
        navigation=frozenset(root["navigation"].texts()),
        not_verbs=frozenset(root["not_verbs"].texts()),
        not_verb_endings=tuple(root["not_verb_endings"].texts()),
        participle_exceptions=frozenset(root["participle_exceptions"].texts()),
        months=tuple(root["months"].texts()),
    )


def opening(phrases: Iterable[str]) -> re.Pattern[str]:
    """Compile phrases to a pattern for the beginning of a text: whole words, the longest first."""
    ordered = sorted(phrases, key=len, reverse=True)
    return re.compile("|".join(re.escape(p) + (r"(?!\w)" if p[-1].isalnum() else "") for p in ordered))
