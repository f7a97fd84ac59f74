"""Links the words of an addressee to the actor they name, and finds where a known actor's name ends.

A name is found as a whole or not at all: "de Raad" is the Council of the European Union, "de Raad van Bestuur
van de universiteit" is nobody known. The data and their meaning are in ``actors.yaml``.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from labels.actor_lexicon import ActorLexicon, Name, load_lexicon
from labels.actor_phrases import COMPLEMENT, ActorPhrases
from labels.actor_words import WORD, Folds, walk
from labels.scheme import Actor
from labels.tokens import mended

_NAME_WORDS = 24
"""Words within which a name ends; the longest alias has fewer."""
_CACHED_CHARACTERS = 300
_RELATIVE = frozenset({"die", "dat", "welke", "waar", "wier", "waarvan"})
_DEMONSTRATIVE = frozenset({"deze", "die", "dit", "dat"})
_PARTICLES = frozenset({"van", "de", "der", "den", "ter", "ten", "von", "del", "al", "bin", "el", "-", "."})


class ActorIndex:
    """The actors of ``actors.yaml``, ready for look-up. Build it with :meth:`load`; it is safe to share."""

    def __init__(self, lexicon: ActorLexicon) -> None:
        self._lexicon = lexicon
        self.heads: frozenset[str] = lexicon.heads
        """Lower-case nouns that by themselves name an asked actor and end a noun phrase."""
        self._phrases = ActorPhrases(lexicon)
        self._folds = Folds()
        self._link_cached = lru_cache(maxsize=8192)(self._link)

    @classmethod
    def load(cls, path: Path | None = None) -> ActorIndex:
        """Load an actors file, the package's own by default. Raises ``LexiconError`` for a wrong entry."""
        return cls(load_lexicon(path))

    def link(self, text: str) -> Actor | None:
        """Return the actor that an addressee's words name, or null where that is not certain.

        ``text`` may hold its determiner. Case, accents, kinds of hyphen, apostrophe and space do not matter.
        """
        return self._link_cached(text) if len(text) <= _CACHED_CHARACTERS else self._link(text)

    def longest(self, words: Sequence[str], start: int) -> int:
        """Return the index one past the longest known name that begins at ``words[start]``, else ``start``.

        ``words`` are lower-case, without the determiner; punctuation is a word of its own.
        """
        if not 0 <= start < len(words) or self._folds[words[start]] not in self._phrases.openers:
            return start
        folds = self._folds
        near = [folds[word] for word in words[start : start + _NAME_WORDS]]
        return start + self._phrases.match(near, 0, whole=False)[0]

    def _link(self, text: str) -> Actor | None:
        shown = _without_parentheses(WORD.findall(unicodedata.normalize("NFC", mended(text))))
        while shown and shown[-1] in ",.;:":
            shown.pop()
        words = [self._folds[word.lower()] for word in shown]
        end, name = walk(self._lexicon.names, words, 0)
        if name is not None and end == len(words):
            actor: Actor | None = name.actor
            return actor
        start, kinds = self._after_determiner(words)
        end, found = self._phrases.match(words, start, whole=True)
        if found.actor is None or (kinds is not None and found.actor.kind not in kinds):
            return None
        return found.actor if self._complete(found, shown, words, end) else None

    def _after_determiner(self, words: list[str]) -> tuple[int, frozenset[str] | None]:
        """Return where the name starts, and which kinds of actor the determiner can name (null: all)."""
        start = 0
        while start < len(words) and words[start] in self._lexicon.determiners:
            start += 1
        if start == 0 and words and words[0] in _DEMONSTRATIVE:
            return 1, frozenset({"group"})
        if start == 0 and words and words[0] in self._lexicon.possessives:
            return 1, frozenset({"body"})
        return start, None

    def _complete(self, found: Name, shown: list[str], words: list[str], end: int) -> bool:
        """Whether what stands behind a name leaves it the same actor."""
        if end == len(words):
            return True
        actor, next_word = found.actor, words[end]
        if actor is None:
            return False
        if found.open and next_word in COMPLEMENT:
            return True
        if next_word in _RELATIVE and (found.speaks or actor.kind == "group"):
            return True
        if next_word == "van" and actor.kind == "institution":
            return end + 1 < len(words) and words[end + 1].isdigit()
        if actor.kind == "office" or words[end - 1] in self._lexicon.titles:
            rest = shown[end + (next_word == ",") :] or [","]
            capitalised = all(word[0].isupper() or self._folds[word.lower()] in _PARTICLES for word in rest)
            return capitalised and rest[0][0].isupper() and any(word.islower() for word in shown[:end])
        return False


def _without_parentheses(words: list[str]) -> list[str]:
    """Leave out what stands in parentheses behind a name, such as its abbreviation."""
    if "(" not in words or words[0] == "(":
        return words
    kept, depth = [], 0
    for word in words:
        depth += word == "("
        if depth == 0:
            kept.append(word)
        depth -= word == ")" and depth > 0
    return kept
