"""What the words around a verb tell of its clause: questions that need no more than the tokens and the grammar."""

from __future__ import annotations

from labels.grammar import Grammar
from labels.phrases import Region
from labels.segments import marker_end
from labels.tokens import Tokens

_DEMONSTRATIVE_BEFORE = frozenset({"in", "om", "op", "bij", "met", "voor", "van", "aan", "over", "tot", "uit", "onder"})
_PLACEHOLDERS = frozenset({"erop", "eraan", "ertoe", "ervoor", "ervan", "erover", "ermee", "erin"})
# Stand before a number: "ruim acht maanden".
_BEFORE_NUMBER = frozenset({"de", "deze", "die", "alle", "ruim", "circa", "ongeveer", "minstens", "zeker", "nog", "al"})


class ClauseCues:
    """Answers questions about the verbs of one segment, from ``start`` up to ``limit`` (exclusive)."""

    __slots__ = ("_grammar", "_limit", "_not_verb_endings", "_persons", "_start", "_tokens", "_words")

    def __init__(self, tokens: Tokens, start: int, limit: int, grammar: Grammar) -> None:
        self._tokens = tokens
        self._words = tokens.words
        self._start = start
        self._limit = limit
        self._grammar = grammar
        self._persons = grammar.sets["persons"]
        self._not_verb_endings = grammar.endings["not_verb_endings"]

    def is_condition(self, verb: int) -> bool:
        """Tell whether a clause with its verb first is a condition: "wenst iemand dit, dan …"."""
        words = self._words
        return any(
            words[k : k + 2] == [",", "dan"] and words[k + 2] not in ("weer", "wel", "ook")
            for k in range(verb, self._limit - 2)
        )

    def counts(self, index: int) -> bool:
        """Tell whether "acht" is a number: "acht lidstaten hebben"."""
        if index + 2 >= self._limit or self._words[index] != "acht":
            return False
        word, after, sets = self._words[index + 1], self._words[index + 2], self._grammar.sets
        noun = word not in sets["determiners"] and word not in sets["possessives"] and word not in sets["pronouns"]
        if not noun or self._grammar.adverbials.match(self._words, index + 1, self._limit) is not None:
            return False
        before = self._words[index - 1] if index > self._start else ""
        inside = before in _BEFORE_NUMBER or before in sets["clause_openers"] or before in sets["prepositions"]
        if inside and word.endswith(("n", "s")):
            return True
        return word.endswith("n") and (after in sets["auxiliaries"] or after in sets["prepositions"])

    def behind_marker(self, index: int) -> bool:
        """Tell whether a list marker that follows a colon ends here ("betreft: a) betreurt …")."""
        for length in (1, 2, 3, 4):
            begin = index - length
            if begin > self._start and self._words[begin - 1] == ":":
                return marker_end(self._tokens, begin, index) == index
        return False

    def unmarked_start(self, verb: int) -> bool:
        """Tell whether a sentence begins at the verb though the mark before it is missing in the text."""
        words, sets = self._words, self._grammar.sets
        if verb + 1 >= self._limit or verb - self._start < 3:
            return False
        if self._tokens.capital[verb]:
            return self._capital_start(verb)
        after = words[verb + 1]
        if after in _PLACEHOLDERS:
            # A verb that stands last in its clause has "erop" before it.
            return words[verb - 1] not in sets["determiners"]
        if words[verb] in sets["auxiliaries"] and after != "zich":
            return False
        before = words[verb - 1].rstrip("0123456789")
        if before in sets["auxiliaries"] or after not in ("dat", "er", "de", "het", "zich", "met", "van"):
            return False
        participle = before.startswith(("ge", "be", "ver", "ont", "her")) and before.endswith(("d", "t"))
        infinitive = before.endswith("en") and verb > 1 and words[verb - 2] == "te"
        cluster = words[verb - 2] in sets["auxiliaries"] and before.endswith(("d", "t", "en"))
        # The number of a note at the end of a sentence: "de regeling3 verzoekt de Raad".
        note = before != words[verb - 1] and len(before) > 1
        return participle or infinitive or cluster or note

    def _capital_start(self, verb: int) -> bool:
        before, sets = self._words[verb - 1], self._grammar.sets
        inside = before in sets["determiners"] or before in sets["prepositions"]
        inside = inside or (before in sets["possessives"] and before != "zijn")
        return (
            verb + 1 < self._limit
            and not inside
            and not self._tokens.capital[verb - 1]
            and self._words[verb] not in sets["noun_heads"]
        )

    def before_adverbials(self, verb: int) -> int:
        """Return where the adverbials directly before the verb begin."""
        first = verb
        while True:
            ending = self._grammar.adverbials.ending(self._words, first, self._start, 6)
            begin = next((begin for begin, kind in ending if kind != "negation"), None)
            if begin is None:
                return first
            first = begin

    def speaker(self, index: int) -> Region | None:
        """Return the words at ``index`` by which the speaker names itself, or null."""
        if index >= self._limit:
            return None
        found = self._grammar.speakers.match(self._words, index, self._limit)
        if found:
            return index, found[0]
        if self._words[index : index + 2] == ["de", "raad"] and not self._tokens.capital[index + 1]:
            # A municipal council; the Council of Ministers has its capital.
            return index, index + 2
        if self._words[index] == "het" and index + 1 < self._limit:
            # "daarom doet het een beroep op": a pronoun, where "het" cannot be an article or announce a clause.
            after, sets = self._words[index + 1], self._grammar.sets
            if after in sets["determiners"] - {"dat", "dit"} or after in sets["possessives"] or after in self._persons:
                return index, index + 1
        return None

    def surely_main(self, verb: int) -> bool:
        """Tell whether what follows the verb shows that it does not stand last in its clause."""
        after = self._grammar.adverbials.skip(self._words, verb + 1, self._limit)
        if after >= self._limit:
            return False
        word = self._words[after]
        sets = self._grammar.sets
        if word == "het" or word in ("er", "erop", "eraan", "ervan", "ervoor", "zich"):
            return True
        return (
            word not in sets["prepositions"]
            and word not in sets["subordinators"]
            and word not in (",", "en", "om", "te")
        )

    def takes_object(self, verb: int) -> bool:
        """Tell whether an object, a placeholder or a negation follows the verb directly or behind adverbials."""
        after, sets = verb + 1, self._grammar.sets
        while after < self._limit and (found := self._grammar.adverbials.match(self._words, after, self._limit)):
            if found[1] == "negation":
                return True
            after = found[0]
        word = self._words[after] if after < self._limit else ""
        return word in sets["determiners"] or word in sets["possessives"] or word in self._persons

    def open_clause(self, joint: int) -> bool:
        """Tell whether a subordinate clause begun before ``joint`` still waits for its verb."""
        words, sets = self._words, self._grammar.sets
        opener = None
        for index in range(joint - 1, self._start - 1, -1):
            if words[index] in sets["clause_openers"]:
                if (
                    words[index] in ("die", "dat", "welke", "nu")
                    and index
                    and words[index - 1] in _DEMONSTRATIVE_BEFORE
                ):
                    continue
                opener = index
                break
        if opener is None:
            return False
        for index in range(opener + 1, joint):
            word = words[index]
            if word in sets["auxiliaries"]:
                return False
            if word in sets["not_verbs"] or len(word) < 4 or self._tokens.capital[index]:
                continue
            if word.endswith(("t", "d", "de", "te", "den", "ten")) and not word.endswith(self._not_verb_endings):
                return False
            if word.endswith("en") and (index == joint - 1 or words[index + 1] in (",", "en", "om")):
                return False
        return True
