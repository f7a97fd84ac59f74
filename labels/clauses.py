"""Main clauses: which finite verbs head a clause whose subject is the speaker.

Dutch word order decides. A main clause has its finite verb first (the speaker is left out), or second behind an
adverbial, a fronted phrase or the speaker's name. A subordinate clause has its verb last: so a verb after a
noun phrase is no head, and a verb after "en" or a comma is one unless a subordinate clause is still open.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from labels.clause_cues import ClauseCues
from labels.grammar import Grammar
from labels.phrases import Region
from labels.segments import marker_end
from labels.tokens import Tokens

_QUOTES = frozenset('"“”„«»')
_OF_OPINION = ["van", "mening"]
_SHARED = frozenset({"dat", "om", "of", "hoe", "en", ",", ")"})


@dataclass(frozen=True, slots=True)
class Head:
    """A finite verb that may head a clause of the speaker.

    ``start`` is where the clause's connectives begin, so the act before it ends there. ``subject`` is the
    speaker's name behind the verb, ``fronted`` the phrase before it. ``coordinated`` tells that it follows a
    comma or a conjunction, where only what follows the verb can rule out a subordinate clause. ``joint_end`` is
    where the rest of the clause begins when a second verb shares it ("is en blijft bezorgd"), else 0.
    """

    verb: int
    start: int
    subject: Region | None = None
    fronted: Region | None = None
    coordinated: bool = False
    joint_end: int = 0


class Clauses:
    """Finds the heads in one segment of a paragraph.

    ``is_head`` tells which words can head a frame, ``is_bare`` which of them need no other word to do so.
    """

    __slots__ = (
        "_cues", "_grammar", "_is_bare", "_is_head", "_joiners", "_known", "_limit", "_ook_al", "_start", "_tokens",
        "_words",
    )  # fmt: skip

    def __init__(
        self,
        tokens: Tokens,
        start: int,
        limit: int,
        grammar: Grammar,
        is_head: Callable[[str], bool],
        is_bare: Callable[[str], bool],
    ) -> None:
        self._tokens = tokens
        self._words = tokens.words
        self._start = start
        self._limit = limit
        self._grammar = grammar
        self._is_head = is_head
        self._is_bare = is_bare
        self._joiners = grammar.sets["clause_joiners"]
        self._cues = ClauseCues(tokens, start, limit, grammar)
        self._known: dict[int, Head | None] = {}
        words = tokens.words
        self._ook_al = next((k for k in range(start, limit - 1) if words[k] == "ook" and words[k + 1] == "al"), limit)

    def heads(self) -> list[Head]:
        """Return the heads in order."""
        found: list[Head] = []
        quoted = False
        foreign = self._foreign()
        for index in range(self._start, self._limit):
            if self._words[index] in _QUOTES and index > self._start:
                # What stands in quotation marks is said by another.
                quoted = self._words[index] in ("“", "„", "«") or (self._words[index] == '"' and not quoted)
            if self._is_head(self._words[index]):
                head = self._head(index)
                if quoted:
                    continue
                if head is None or self._inside_item(head) or self._cues.counts(index):
                    continue
                if foreign and head.coordinated and head.subject is None:
                    continue
                if head.start == self._start and self._cues.is_condition(index):
                    continue
                found.append(head)
        return found

    def _foreign(self) -> bool:
        """Tell whether another subject stands before the verb: "de fractie betreurt dit en verzoekt om …"."""
        words, sets = self._words, self._grammar.sets
        if self._start >= self._limit or not (
            words[self._start] in sets["determiners"]
            or words[self._start] in sets["possessives"]
            or (words[self._start] == "acht" and self._cues.counts(self._start))
        ):
            return False
        if self._grammar.speakers.match(words, self._start, self._limit):
            return False
        return not any(self._is_head(words[k]) and self._cues.speaker(k + 1) for k in range(self._start, self._limit))

    def _inside_item(self, head: Head) -> bool:
        """Tell whether the verb stands inside a list item that it does not open ("i) de raming … en houdt …")."""
        for index in range(head.verb - 1, self._start, -1):
            if self._words[index] == ":":
                end = marker_end(self._tokens, index + 1, self._limit)
                return end > index + 1 and head.start > end and not self._leaves_list(head)
        return False

    def _leaves_list(self, head: Head) -> bool:
        """Tell whether a head behind ", en" goes on where the list has ended ("c) …, en verzoekt de Raad")."""
        return self._words[head.start] == "," and not head.coordinated and self._cues.takes_object(head.verb)

    def _head(self, verb: int) -> Head | None:
        if verb not in self._known:
            self._known[verb] = self._read(verb)
        return self._known[verb]

    def _read(self, verb: int) -> Head | None:
        words = self._words
        if verb > self._start and words[verb - 1] == "al":
            # "al beroept zij zich op …": a concession with its verb first.
            return None
        first = self._cues.before_adverbials(verb)
        subject = self._cues.speaker(verb + 1)
        if subject is None and self._joined(verb):
            subject = self._cues.speaker(verb + 3)
        if first <= self._start:
            fronted = (self._start, verb) if first < verb else None
            return Head(verb, self._start, subject=subject if fronted else None, fronted=fronted)
        before = words[first - 1]
        if before == ":" or self._cues.behind_marker(first):
            return Head(verb, first)
        if first == verb and subject is None and self._cues.unmarked_start(verb):
            return Head(verb, verb)
        if before == "," or before in self._joiners:
            return self._coordinated(verb, first, subject)
        return self._fronted(verb, first, subject)

    def _joined(self, verb: int) -> bool:
        """Tell whether the verb is directly joined to a second one: "hekelt en verwerpt"."""
        words = self._words
        return verb + 2 < self._limit and words[verb + 1] == "en" and self._is_head(words[verb + 2])

    def _coordinated(self, verb: int, first: int, subject: Region | None) -> Head | None:
        """Read a verb behind a comma or a conjunction; ``first`` is where the adverbials before it begin."""
        words = self._words
        follower = words[verb + 1] if verb + 1 < self._limit else ""
        if follower in ("zij", "ze", "hij", "men"):
            # "en beveelt zij aan": a subject other than the speaker, unless something is fronted.
            if follower == "men" or (first == verb and not self._inverted(verb)):
                return None
            subject = verb + 1, verb + 2
        elif follower == "het" and subject == (verb + 1, verb + 2) and first == verb and not self._inverted(verb):
            # ", neemt het haar euvel dat": it announces the clause.
            subject = None
        joint = first - 1
        while joint - 1 >= self._start and (words[joint - 1] == "," or words[joint - 1] in self._joiners):
            joint -= 1
        fronted = (first, verb) if first < verb else None
        if joint <= self._start:
            return Head(verb, joint, fronted=fronted)
        comma_and = words[joint] == "," and first - joint > 1
        if self._is_of_another(verb, joint, subject, comma_and=comma_and):
            return None
        if subject is not None and first == verb and joint == verb - 1 and self._is_head(words[joint - 1]):
            fellow = self._head(joint - 1)
            if fellow is not None and fellow.fronted is not None:
                return Head(verb, joint, subject=subject, fronted=fellow.fronted)
        if subject is not None and words[joint] == "," and not comma_and:
            if not self._has_clause(joint):
                return Head(verb, self._start, subject=subject, fronted=(self._start, joint))
            return Head(verb, joint, subject=subject)
        pronoun = subject if subject is not None and subject[1] - subject[0] == 1 else None
        return Head(verb, joint, subject=pronoun, fronted=fronted, coordinated=not comma_and)

    def _is_of_another(self, verb: int, joint: int, subject: Region | None, *, comma_and: bool) -> bool:
        """Tell whether a verb behind the conjunction at ``joint`` belongs to a subordinate clause or another subject.

        A comma with a conjunction (``comma_and``) begins a main clause far more often than not.
        """
        words, sets = self._words, self._grammar.sets
        before = words[joint - 1]
        comma = words[joint] == "," and not comma_and
        weak = words[verb] in sets["weak_heads"] and before not in sets["prepositions"]
        if weak and not comma_and and not self._cues.takes_object(verb):
            return True
        recital = words[self._start] in sets["recital_openers"] or words[self._start : self._start + 2] == _OF_OPINION
        if recital and not (subject or (comma and self._cues.surely_main(verb))):
            return True
        if comma_and:
            return False
        if self._ook_al < joint and (subject is None or words[subject[0]] in ("zij", "ze")):
            # "ook al betwist de Raad dit en noemt hij het …": the concession has main-clause order.
            return True
        following = words[verb + 1] if verb + 1 < self._limit else ""
        alone = following in _SHARED or following == ""
        if alone and subject is None and self._is_bare(before) and self._head(joint - 1) is None:
            # "zoals de Raad verzekert, bevestigt en onderstreept": the verbs of one subordinate clause.
            return True
        if comma and subject is None and words[self._start] in sets["foreign_fronters"] and self._no_head_before(verb):
            return True
        if comma and subject is not None:
            return False
        return not self._is_head(before) and self._cues.open_clause(joint) and not self._cues.surely_main(verb)

    def _no_head_before(self, verb: int) -> bool:
        return not any(self._is_head(word) for word in self._words[self._start : verb])

    def _inverted(self, stop: int) -> bool:
        """Tell whether a clause before ``stop`` has the speaker behind its verb ("daarom acht het Parlement …")."""
        words = self._words
        return any(
            self._is_head(words[k]) and self._cues.speaker(k + 1) and (k == self._start or words[k - 1] != "al")
            for k in range(self._start, stop - 1)
        )

    def _has_clause(self, stop: int) -> bool:
        """Tell whether a verb that could head a clause stands first, or behind a comma or "en", before ``stop``."""
        words = self._words
        return any(
            self._is_head(words[k]) and (k == self._start or words[k - 1] == "," or words[k - 1] in self._joiners)
            for k in range(self._start, stop)
        )

    def _fronted(self, verb: int, first: int, subject: Region | None) -> Head | None:
        """Accept a verb behind a fronted phrase (the speaker follows) or behind the speaker's own name."""
        words = self._words
        begin = first - 1
        while (
            begin > max(self._start, first - 150)
            and words[begin - 1] not in (",", ":")
            and words[begin - 1] not in ("maar", "doch")
        ):
            if words[begin - 1] == "en" and words[begin] in self._grammar.sets["fronters"]:
                break
            begin -= 1
        opener = words[begin]
        if opener in self._joiners and begin + 1 < verb:
            begin += 1
            opener = words[begin]
        speaker = self._grammar.speakers.match(words, begin, verb)
        if speaker and (speaker[0] == first or speaker[0] == verb):
            return Head(verb, begin)
        if opener in self._grammar.sets["foreign_fronters"]:
            return None
        pronoun = subject is not None and words[subject[0]] in ("zij", "ze")
        if pronoun and begin > self._start:
            return None
        at_start = begin == self._start or words[begin - 1] in (",", "en", "maar", "doch")
        if subject is not None and not self._has_clause(begin):
            begin, opener = self._start, words[self._start]
        if verb - begin > 150:
            return None
        if subject is not None and at_start and opener not in ("zoals", "die", "waar", "als"):
            start = begin
            while start > self._start and (words[start - 1] in (",",) or words[start - 1] in self._joiners):
                start -= 1
            return Head(verb, start, subject=subject, fronted=(begin, verb))
        return None
