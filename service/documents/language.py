"""Is a text Dutch? Counts the commonest words of the four languages that documents of this kind come in."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from labels.yaml_source import load_yaml

_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE = 20_000
_ENOUGH = 0.08


@cache
def _common_words() -> dict[str, frozenset[str]]:
    languages = load_yaml(Path(__file__).with_name("languages.yaml")).mapping()
    return {language: frozenset(node.texts()) for language, node in languages.items()}


def find_language(text: str) -> str | None:
    """Return ``nl``, ``en``, ``fr`` or ``de``, or None where the text has too few common words to tell."""
    words = [word.lower() for word in _WORD.findall(text[:_SAMPLE])]
    counts = {language: sum(word in common for word in words) for language, common in _common_words().items()}
    best = max(counts, key=lambda language: counts[language])
    if not words or counts[best] < _ENOUGH * len(words):
        return None
    return "nl" if counts["nl"] == counts[best] else best
