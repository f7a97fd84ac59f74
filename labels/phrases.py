"""Noun phrases: where one begins and ends, and how coordinated ones are told apart.

Dutch writes compounds as one word, so a noun phrase is a determiner, adjectives, one noun, and what modifies
it. The rules use this to find where an addressee ends and the request begins ("verzoekt | de Raad | de
lidstaten bij te staan").
"""

from __future__ import annotations

import re

from labels.actors import ActorIndex
from labels.grammar import Grammar

Region = tuple[int, int]

_PRONOMINAL = re.compile(
    "(?:daar|hier|er|waar)(?:aan|achter|af|bij|binnen|boven|buiten|door|in|langs|mee|na|naar|naast|om|omheen|omtrent"
    "|onder|op|over|tegen|tegenover|toe|tussen|uit|van|vandaan|voor|zonder)"
)


_PRONOUN_OR_POSSESSIVE = frozenset({"haar", "hun"})
_ARTICLES = frozenset({"de", "het", "een", "deze", "die", "dit", "dat"})
# Words within which an aside between commas ends.
_ASIDE = 90
_PARTICIPLE = re.compile("(?:[a-z]{2,5})?ge|be|ver|ont|her")


def is_pronominal(word: str) -> bool:
    """Tell whether the word is a pronominal adverb: "daarvoor", "hierover"."""
    return _PRONOMINAL.fullmatch(word) is not None


class Phrases:
    """Noun-phrase parsing over one list of words; ``capital[i]`` tells whether word i has a capital."""

    __slots__ = (
        "_adjective_endings", "_depth", "_ends", "_noun_endings", "actors", "adverbials", "apposed", "body_endings",
        "capital", "limit", "narrowing", "person_endings", "sets", "words",
    )  # fmt: skip

    def __init__(self, words: list[str], capital: list[bool], grammar: Grammar, actors: ActorIndex) -> None:
        self.words = words
        self.capital = capital
        self.limit = len(words)
        self.sets = grammar.sets
        self.adverbials = grammar.adverbials
        self.actors = actors
        self._ends: dict[Region, int] = {}
        self._depth = 0
        self._noun_endings = grammar.endings["noun_endings"]
        self._adjective_endings = grammar.endings["adjective_endings"]
        self.narrowing = grammar.narrowing
        self.apposed = grammar.apposed
        self.body_endings = grammar.endings["body_endings"]
        self.person_endings = grammar.endings["person_endings"]

    def is_word(self, index: int) -> bool:
        """Tell whether the token is a word and not a mark."""
        return self.words[index][:1].isalnum()

    def comma(self, start: int, stop: int) -> int | None:
        """Return where the next comma stands before ``stop``, or null."""
        try:
            return self.words.index(",", start, stop)
        except ValueError:
            return None

    def aside(self, comma: int) -> int | None:
        """Return the comma that closes the aside which ``comma`` opens, or null."""
        return self.comma(comma + 1, min(self.limit, comma + _ASIDE))

    def starts_noun_phrase(self, index: int) -> bool:
        """Tell whether a noun phrase may begin here."""
        if index >= self.limit or not (self.is_word(index) or self.words[index] in "\"'“‘„«"):
            return False
        word = self.words[index]
        if word in self.sets["determiners"] or word in self.sets["possessives"]:
            return True
        return not (
            word in self.sets["prepositions"]
            or word in self.sets["subordinators"]
            or word in self.sets["coordinators"]
            or word in ("te", "er")
            or is_pronominal(word)
            or (word in self.sets["auxiliaries"] and not self.capital[index])
        )

    def noun_phrase(self, start: int, *, inside: int | None = None) -> int:
        """Return the end of the noun phrase at ``start``, with its modifiers; ``start`` where there is none."""
        limit = self.limit if inside is None else min(inside, self.limit)
        known = self._ends.get((start, limit))
        if known is None:
            core = self.core(start, limit)
            self._depth += 1
            known = core if core == start or self._depth > 12 else self._modifiers(start, core, limit)
            self._depth -= 1
            self._ends[start, limit] = known
        return known

    def core(self, start: int, limit: int) -> int:
        """Return the end of determiner, adjectives and noun."""
        words, sets = self.words, self.sets
        position = start
        determined = False
        while position < limit and (words[position] in sets["determiners"] or words[position] in sets["possessives"]):
            position += 1
            determined = True
        if position > start + 1 and words[start] in _PRONOUN_OR_POSSESSIVE and words[start + 1] in _ARTICLES:
            # "vraagt haar | de Raad in te lichten"
            return start + 1
        if position >= limit:
            return position if determined and words[start] in sets["pronouns"] else start
        if not determined and words[position] in sets["pronouns"]:
            return position + 1
        if determined and words[position] in sets["prepositions"]:
            # "de met Schengen geassocieerde staten": a participle with its own phrase before the noun.
            position = self._participle(position, limit)
        if not self.starts_noun_phrase(position):
            return position if determined and words[start] in sets["pronouns"] else start
        if determined and self.adverbials.match(words, position, limit) and words[start] in sets["pronouns"]:
            return position
        end = self._noun(position, limit)
        return self._names(end, limit)

    def _participle(self, start: int, limit: int) -> int:
        """Return where the inflected participle of a prenominal phrase stands, else ``start``."""
        for index in range(start + 1, min(limit - 1, start + 12)):
            word = self.words[index]
            if word in (",", ";", "dat", "die"):
                return start
            strong = word.endswith("en") and _PARTICIPLE.match(word) is not None
            participle = word.endswith(("de", "te", "ende", "ene")) or strong
            participle = participle and len(word) > 5 and not self._noun_like(index)
            if (
                participle
                and self.starts_noun_phrase(index + 1)
                and self.words[index + 1] not in self.sets["determiners"]
            ):
                return index
        return start

    def _noun(self, start: int, limit: int) -> int:
        """Return the end of adjectives and noun, by known actors first and by word form otherwise."""
        words = self.words
        position = start
        for _ in range(8):
            if position >= limit or not self.is_word(position):
                return position
            known = self.actors.longest(words, position)
            if known > position:
                return min(known, limit)
            following = position + 1
            if following >= limit or not self._continues(position, following):
                return following
            position = following
        return position

    def _continues(self, position: int, following: int) -> bool:
        """Tell whether the noun is still to come after ``position``."""
        words, sets = self.words, self.sets
        word, after = words[position], words[following]
        if after in ("en", "of") and following + 1 < self.limit and self.adjective(position):
            return self.adjective(following + 1)
        if after == "," and following + 1 < self.limit and self.adjective(position):
            return self.adjective(following + 1) and not self._noun_like(following + 1)
        if word in ("en", "of", ","):
            return True
        if not self.is_word(following) or after in sets["prepositions"] or after in sets["subordinators"]:
            return False
        if after in sets["determiners"] or after in sets["possessives"] or after in sets["coordinators"]:
            return False
        if after in sets["auxiliaries"] or after in ("er", "zich"):
            return False
        if self.adverbials.match(words, following, self.limit):
            return False
        return self.adjective(position)

    def _noun_like(self, index: int) -> bool:
        word = self.words[index]
        return word in self.actors.heads or word in self.sets["not_adjective"] or word.endswith(self._noun_endings)

    def adjective(self, index: int) -> bool:
        """Tell whether the word looks like an attributive adjective, participle or number."""
        word = self.words[index]
        if word[:1].isdigit():
            return True
        if self._noun_like(index) or len(word) < 3:
            return False
        if word.endswith("e"):
            return True
        participle = word.startswith(("ge", "be", "ver", "ont", "her", "over", "onder", "aan", "op", "af", "uit", "in"))
        if word.endswith("en") and participle and not self.capital[index]:
            return True
        return word.endswith(self._adjective_endings) or word in self.sets["bare_adjectives"]

    def _names(self, end: int, limit: int) -> int:
        """Extend over a name in apposition without a comma: "de heer Borrell", "president Biya"."""
        if end == 0 or end >= limit:
            return end
        noun = self.words[end - 1]
        known = noun in self.actors.heads or self.actors.longest(self.words, end - 1) > end - 1
        if noun not in self.sets["honorifics"] and known and not self.capital[end - 1]:
            return end
        while end < limit and self.capital[end] and self.is_word(end):
            end += 1
        if end + 1 < limit and self.words[end] in ("van", "el", "bin", "al") and self.capital[end - 1]:
            after = end + 1
            while after < limit and self.words[after] in ("de", "der", "den"):
                after += 1
            if after < limit and self.capital[after] and self.words[end - 1] not in self.actors.heads:
                return after + 1
        return end

    def _modifiers(self, start: int, end: int, limit: int) -> int:
        """Extend over what modifies the noun: "van …", an office's "voor …", "in <country>", "(…)"."""
        words, sets = self.words, self.sets
        for _ in range(8):
            if end >= limit:
                return end
            word = words[end]
            if word == "(":
                close = next((k for k in range(end, min(limit, end + 12)) if words[k] == ")"), None)
                if close is None:
                    return end
                end = close + 1
                continue
            if word in ("van", "uit") or (word in ("voor", "inzake", "tegen", "tot") and self._office(start, end)):
                again = word in words[start:end]
                if again and (word == "voor" or (end + 1 < limit and words[end + 1] in ("dit", "deze", "die"))):
                    # "de minister van Financiën | van dit recht gebruik te maken"
                    return end
                inner = self._coordinated_modifier(end + 1, limit)
                if inner == end + 1:
                    return end
                end = inner
                continue
            if word in ("in", "bij") and self._office(start, end) and self._determined(end + 1, limit):
                inner = self.noun_phrase(end + 1, inside=limit)
                if inner > end + 1 and (inner >= limit or self.words[inner] in ("dat", "om", ",", "en", "aan", "op")):
                    end = inner
                    continue
            if (
                word == "in"
                and end + 1 < limit
                and any(w.rpartition("-")[2] in sets["in_heads"] for w in words[start:end])
            ):
                place = end + 2 if words[end + 1] in ("de", "het") else end + 1
                known = self.actors.longest(words, place) if place < limit else place
                if known > place and self.capital[place]:
                    end = known
                    continue
                if place < limit and self.capital[place]:
                    end = self._names(place + 1, limit)
                    continue
            return end
        return end

    def _determined(self, index: int, limit: int) -> bool:
        return index < limit and self.words[index] in self.sets["determiners"]

    def _office(self, start: int, end: int) -> bool:
        return any(word in self.sets["office_heads"] for word in self.words[start:end])

    def _coordinated_modifier(self, start: int, limit: int) -> int:
        """Return the end of the phrase after "van" or "voor", with "X en Y" where both are bare or proper."""
        if start < limit and self.words[start] in ("zowel",):
            start += 1
        end = self.noun_phrase(start, inside=limit)
        if end == start:
            return start
        while end + 1 < limit and self.words[end] in ("en", "of", ",", "alsmede"):
            after = end + 1
            if self.words[end] == ",":
                joins = any(word in ("en", "of") for word in self.words[after : after + 4])
                if not joins or not (self.capital[after] or self.capital[start]):
                    break
            bare = self.words[after] not in self.sets["determiners"] and self.starts_noun_phrase(after)
            bare = bare or self.two_states(start, end, after, limit)
            if not bare or self.adverbials.match(self.words, after, limit):
                break
            following = self.noun_phrase(after, inside=limit)
            if following == after:
                break
            end = following
        return end

    def two_states(self, start: int, end: int, after: int, limit: int) -> bool:
        """Tell whether two countries are joined: "uit Qatar en de Verenigde Staten"."""
        following = self.core(after, limit)
        named = (self.actors.link(" ".join(self.words[a:b])) for a, b in ((start, end), (after, following)))
        return following > after and all(actor is not None and actor.kind == "state" for actor in named)

    def relative_clause(self, start: int) -> int:
        """Return the end of the relative clause at ``start`` ("die …"): one past its last verb, or a comma."""
        words, sets = self.words, self.sets
        position = start + 1
        while position < self.limit:
            word = words[position]
            if word in (",", ";", ":"):
                return position
            if word in sets["auxiliaries"] and not self.capital[position]:
                position += 1
                while position < self.limit and self._verbal(position):
                    position += 1
                return self._behind_copula(position)
            if self._verb_form(position) and position > start + 1:
                return position + 1
            position += 1
        return position

    def _behind_copula(self, position: int) -> int:
        """Take in what a copula's predicate still has behind it: "die partij zijn | bij het Statuut van Rome"."""
        words = self.words
        if position >= self.limit or words[position - 1] not in ("zijn", "is", "blijven"):
            return position
        if words[position] not in self.sets["prepositions"]:
            return position
        end = self.noun_phrase(position + 1, inside=self.limit)
        return end if position + 1 < end < self.limit and words[end] in self.sets["determiners"] else position

    def _verbal(self, index: int) -> bool:
        """Tell whether the word can go on a cluster of verbs: "hebben | ingericht", "zijn | aangenomen"."""
        word = self.words[index]
        if word in self.sets["auxiliaries"]:
            return True
        if self.capital[index] or word in self.sets["not_verbs"] or word in self.sets["determiners"]:
            return False
        return word.endswith(("d", "t", "aan")) or (word.endswith("en") and _PARTICIPLE.match(word) is not None)

    def _verb_form(self, index: int) -> bool:
        """Tell whether a word before a determiner, "te" or the end looks like the clause's last verb."""
        word = self.words[index]
        if not word.endswith(("en", "t")) or self.capital[index] or self._noun_like(index):
            return False
        if index + 1 >= self.limit:
            return True
        after = self.words[index + 1]
        before = self.words[index - 1]
        if before in self.sets["determiners"] or before in self.sets["prepositions"]:
            return False
        return after in self.sets["determiners"] or after in ("om", "te", "zich", "hun", "haar", "zijn")
