"""Links the words of an addressee to the actor they name, and finds where a known actor's name ends.

A name is found as a whole or not at all: "de Raad" is the Council of the European Union, "de Raad van Bestuur
van de universiteit" is nobody known. The data and their meaning are in ``actors.yaml``.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from labels.actor_lexicon import (
    WORD,
    ActorLexicon,
    Name,
    Office,
    Portfolio,
    Trie,
    fold,
    load_lexicon,
    walk,
)
from labels.scheme import Actor

_NAME_WORDS = 24
"""Words within which a name ends; the longest alias has fewer."""
_CACHED_CHARACTERS = 300
_REMEMBERED_WORDS = 50_000
_OWNED_BY = frozenset({"van", "in", "uit"})
_COMPLEMENT = frozenset({"in", "voor", "bij", "inzake", "over", "te", "op", "aan", "naar"})
_RELATIVE = frozenset({"die", "dat", "welke", "waar", "wier", "waarvan"})
_DEMONSTRATIVE = frozenset({"deze", "die", "dit", "dat"})
_PARTICLES = frozenset({"van", "de", "der", "den", "ter", "ten", "von", "del", "al", "bin", "el", "-", "."})
_NOBODY = Name(None)

_Found = tuple[int, Name]


class _Folds(dict[str, str]):
    """Folded words, remembered; emptied when a stream of odd words has filled it."""

    def __missing__(self, word: str) -> str:
        if len(self) >= _REMEMBERED_WORDS:
            self.clear()
        folded = self[word] = fold(word)
        return folded


class ActorIndex:
    """The actors of ``actors.yaml``, ready for look-up. Build it with :meth:`load`; it is safe to share."""

    def __init__(self, lexicon: ActorLexicon) -> None:
        self._lexicon = lexicon
        self.heads: frozenset[str] = lexicon.heads
        """Lower-case nouns that by themselves name an asked actor and end a noun phrase."""
        self._folds = _Folds()
        self._skipped = lexicon.modifiers | lexicon.narrowing
        self._organs = frozenset(word for word, following in lexicon.nouns.items() if _holds(following))
        self._openers = frozenset(
            {
                *lexicon.names,
                *lexicon.adjectives,
                *lexicon.nouns,
                *lexicon.offices,
                *lexicon.officers,
                *self._skipped,
            }
        )
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
        if not 0 <= start < len(words) or self._folds[words[start]] not in self._openers:
            return start
        folds = self._folds
        near = [folds[word] for word in words[start : start + _NAME_WORDS]]
        return start + self._match(near, 0, whole=False)[0]

    def _link(self, text: str) -> Actor | None:
        shown = _without_parentheses(WORD.findall(unicodedata.normalize("NFC", text)))
        words = [self._folds[word.lower()] for word in shown]
        end, name = walk(self._lexicon.names, words, 0)
        if name is not None and end == len(words):
            actor: Actor | None = name.actor
            return actor
        start, kinds = self._after_determiner(words)
        end, found = self._match(words, start, whole=True)
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
        if found.open and next_word in _COMPLEMENT:
            return True
        if next_word in _RELATIVE and (found.speaks or actor.kind == "group"):
            return True
        if next_word == "van" and actor.kind == "institution":
            return end + 1 < len(words) and words[end + 1].isdigit()
        if actor.kind == "office" or words[end - 1] in self._lexicon.titles:
            rest = shown[end + (next_word == ",") :] or [","]
            capitalised = all(word[0].isupper() or fold(word.lower()) in _PARTICLES for word in rest)
            return capitalised and rest[-1][0].isupper() and any(word.islower() for word in shown[:end])
        return False

    def _match(self, words: list[str], start: int, *, whole: bool) -> _Found:
        """Return the longest reading as a name from ``start``; ``(start, nobody)`` where there is none.

        ``whole`` says that the words are known to be one phrase, so that "de regering in X" can be read.
        """
        if start >= len(words):
            return start, _NOBODY
        lexicon = self._lexicon
        end, best = walk(lexicon.names, words, start)
        begin, first = start, words[start]
        if first in self._skipped or first.isdigit():
            begin, narrowed = self._skip_modifiers(words, start)
            first = words[begin]
            after, name = walk(lexicon.names, words, begin)
            if name is not None and after > end and not (narrowed and _is_single(name)):
                end, best = after, name
        if first in lexicon.adjectives:
            after, name = self._by_adjective(words, begin)
            if name is not None and after > end:
                end, best = after, name
        if first in self._organs:
            after, name = self._by_owner(words, begin, whole)
            if name is not None and after > end:
                end, best = after, name
        if first in lexicon.offices:
            after, name = self._by_portfolio(words, begin)
            if name is not None and after > end:
                end, best = after, name
        if first in lexicon.officers:
            after, name = self._by_body(words, begin)
            if name is not None and after > end:
                end, best = after, name
        if best is None:
            return start, _NOBODY
        if best.open and not whole and end + 1 < len(words) and words[end] in _COMPLEMENT:
            place, _ = self._owners(words, end + 1)
            end = max(end, place if place > end + 1 else end)
        return end, best

    def _skip_modifiers(self, words: list[str], start: int) -> tuple[int, bool]:
        """Skip words that leave the actor the same; the flag says that one picks out some of a group."""
        narrowed, position = False, start
        while position < len(words) - 1:
            word = words[position]
            if word in self._lexicon.narrowing or word.isdigit():
                narrowed = True
            elif word not in self._lexicon.modifiers:
                break
            position += 1
        return position, narrowed

    def _by_adjective(self, words: list[str], start: int) -> tuple[int, Name | None]:
        """Read "Kazachse (gerechtelijke) autoriteiten", "Franse en Duitse regering"."""
        adjectives = self._lexicon.adjectives
        end, name = walk(adjectives, words, start)
        if name is None:
            return start, None
        while end + 1 < len(words) and words[end] in ("en", "of", ","):
            further = end + 2 if words[end + 1] in ("de", "het") else end + 1
            after, second = walk(adjectives, words, further)
            if second is None:
                break
            end, name = after, name if second == name else _NOBODY
        begin, _ = self._skip_modifiers(words, end)
        end, speaks = self._noun(words, begin)
        if end == begin:
            return start, None
        while end < len(words) and words[end] == "en":
            after, also = self._noun(words, end + 1)
            if after == end + 1:
                break
            end, speaks = after, speaks and also
        return end, name if speaks else _NOBODY

    def _by_owner(self, words: list[str], start: int, whole: bool) -> tuple[int, Name | None]:
        """Read "regering van Kazachstan", "regeringen en parlementen van de lidstaten"."""
        end, speaks = self._noun(words, start)
        while speaks and end + 1 < len(words) and words[end] in ("en", "of", ","):
            further = end + 2 if words[end + 1] in ("de", "het") else end + 1
            begin, _ = self._skip_modifiers(words, further)
            after, also = self._noun(words, begin)
            if after == begin or not also:
                break
            end = after
        if not speaks or end + 1 >= len(words) or words[end] not in _OWNED_BY:
            return start, None
        if words[end] != "van" and not whole and not words[end - 1].endswith("autoriteiten"):
            return start, None
        after, owner = self._owners(words, end + 1)
        return (after, owner) if after > end + 1 else (start, None)

    def _owners(self, words: list[str], start: int) -> _Found:
        """Read one or several states or groups of states, each with or without article."""
        end, owner = start, _NOBODY
        position = start
        while position < len(words):
            begin = position + 1 if words[position] in self._lexicon.determiners else position
            begin, _ = self._skip_modifiers(words, begin)
            after, name = walk(self._lexicon.names, words, begin)
            if name is None or not name.speaks:
                break
            owner = name if end == start else _NOBODY
            end = after
            if end >= len(words) or words[end] not in ("en", "of", ","):
                break
            position = end + 1
        return end, owner

    def _noun(self, words: list[str], start: int) -> tuple[int, bool]:
        """Read a head noun, with a minister's portfolio; the flag says that it speaks for its country."""
        end, speaks = walk(self._lexicon.nouns, words, start)
        if speaks is None:
            return start, False
        if words[start] in self._lexicon.offices:
            after, minister = self._by_portfolio(words, start)
            if minister is not None:
                return after, True
        return end, bool(speaks)

    def _by_portfolio(self, words: list[str], start: int) -> tuple[int, Name | None]:
        """Read "minister van Financiën", "ministers van Economie en Werk en van Justitie"."""
        end, office = walk(self._lexicon.offices, words, start)
        portfolios: list[Portfolio] = []
        position = end
        while isinstance(office, Office) and position < len(words):
            if words[position] in ("van", "voor"):
                position += 1
            elif not portfolios:
                break
            after, portfolio = walk(self._lexicon.portfolios, words, position)
            if portfolio is None:
                break
            portfolios.append(portfolio)
            end = position = after
            if position < len(words) and words[position] == ",":
                position += 1
            if position < len(words) and words[position] == "en":
                position += 1
            if position == end:
                break
        if not portfolios:
            return start, None
        return end, Name(_minister(office, portfolios))

    def _by_body(self, words: list[str], start: int) -> tuple[int, Name | None]:
        """Read "voorzitter van de Europese Raad", "uitvoerend directeur van Frontex"."""
        end, office = walk(self._lexicon.officers, words, start)
        if not isinstance(office, Office) or end + 1 >= len(words) or words[end] not in ("van", "bij"):
            return start, None
        begin = end + 2 if words[end + 1] in self._lexicon.determiners else end + 1
        after, name = walk(self._lexicon.names, words, begin)
        if name is None or name.actor is None or name.speaks or name.actor.kind in ("group", "office"):
            return start, None
        identity = f"{office.id}-{name.actor.id}"
        return after, Name(Actor(identity, f"{office.name} van {name.actor.name}", office.kind))


def _minister(office: Office, portfolios: list[Portfolio]) -> Actor:
    """Name the holder of one or of several portfolios."""
    identity = "-".join((office.id, *(portfolio.id for portfolio in portfolios)))
    names = " en ".join(
        f"{office.preposition or portfolio.preposition} {portfolio.name}" for portfolio in portfolios
    )
    return Actor(identity, f"{office.name} {names}", office.kind)


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


def _is_single(name: Name) -> bool:
    return name.actor is not None and name.actor.kind != "group"


def _holds(trie: Trie) -> bool:
    """Whether a name with the value true begins here."""
    return any(value is True if word == "" else _holds(value) for word, value in trie.items())
