"""Reads a known actor's name out of words: its own name, a country's organ, a minister, a body's officer."""

from __future__ import annotations

from labels.actor_lexicon import ActorLexicon, Name, Office, Portfolio
from labels.actor_words import Trie, walk
from labels.scheme import Actor

COMPLEMENT = frozenset({"in", "voor", "bij", "inzake", "over", "te", "op", "aan", "naar"})
"""Words that open the free complement of a name marked ``open``."""
NOBODY = Name(None)
_OWNED_BY = frozenset({"van", "in", "uit"})

Found = tuple[int, Name]


class ActorPhrases:
    """The grammar of actors' names over folded words without their determiner."""

    def __init__(self, lexicon: ActorLexicon) -> None:
        self._lexicon = lexicon
        self._skipped = lexicon.modifiers | lexicon.narrowing
        self._organs = frozenset(word for word, following in lexicon.nouns.items() if _holds(following))
        openers = {*lexicon.names, *lexicon.adjectives, *lexicon.nouns, *lexicon.offices, *lexicon.officers}
        self.openers = frozenset(openers | self._skipped) - lexicon.determiners
        """The folded words with which a name can begin; its determiner is no part of it."""

    def match(self, words: list[str], start: int, *, whole: bool) -> Found:
        """Return the longest reading as a name from ``start``; ``(start, nobody)`` where there is none.

        ``whole`` says that the words are known to be one phrase, so that "de regering in X" can be read.
        """
        if start >= len(words):
            return start, NOBODY
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
            after, name = self._by_portfolio(words, begin, whole)
            if name is not None and after > end:
                end, best = after, name
        if first in lexicon.officers:
            after, name = self._by_body(words, begin)
            if name is not None and after > end:
                end, best = after, name
        if best is None:
            return start, NOBODY
        if best.open and not whole and end + 1 < len(words) and words[end] in COMPLEMENT:
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
            end, name = after, name if second == name else NOBODY
        begin, _ = self._skip_modifiers(words, end)
        end, speaks = self._noun(words, begin)
        if end == begin:
            return start, None
        while end < len(words) and words[end] == "en":
            after, also = self._noun(words, end + 1)
            if after == end + 1:
                break
            end, speaks = after, speaks and also
        return end, name if speaks else NOBODY

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

    def _owners(self, words: list[str], start: int) -> Found:
        """Read one or several states or groups of states, each with or without article."""
        end, owner = start, NOBODY
        position = start
        while position < len(words):
            begin = position + 1 if words[position] in self._lexicon.determiners else position
            begin, _ = self._skip_modifiers(words, begin)
            after, name = walk(self._lexicon.names, words, begin)
            if name is None or not name.speaks:
                break
            owner = name if end == start else NOBODY
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

    def _by_portfolio(self, words: list[str], start: int, whole: bool = False) -> tuple[int, Name | None]:
        """Read "minister van Financiën", "ministers van Economie en Werk en van Justitie"."""
        end, office = walk(self._lexicon.offices, words, start)
        portfolios: list[Portfolio] = []
        position = end
        while isinstance(office, Office) and position < len(words):
            if words[position] in ("van", "voor"):
                position += 1
            elif not (portfolios or whole):
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
        article = f"{words[end + 1]} " if words[end + 1] in ("de", "het") else ""
        after, name = walk(self._lexicon.names, words, end + 2 if article else end + 1)
        if name is None or name.actor is None or name.speaks or name.actor.kind in ("group", "office"):
            return start, None
        identity = f"{office.id}-{name.actor.id}"
        return after, Name(Actor(identity, f"{office.name} van {article}{name.actor.name}", office.kind))


def _minister(office: Office, portfolios: list[Portfolio]) -> Actor:
    """Name the holder of one or of several portfolios."""
    identity = "-".join((office.id, *(portfolio.id for portfolio in portfolios)))
    names = " en ".join(f"{office.preposition or portfolio.preposition} {portfolio.name}" for portfolio in portfolios)
    return Actor(identity, f"{office.name} {names}", office.kind)


def _is_single(name: Name) -> bool:
    return name.actor is not None and name.actor.kind != "group"


def _holds(trie: Trie) -> bool:
    """Whether a name with the value true begins here."""
    return any(value is True if word is None else _holds(value) for word, value in trie.items())
