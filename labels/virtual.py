"""A clause in plain main-clause order, whatever order the text has, with the way back to the text.

Frames are written for one order: verb first, the particle behind it. Modal verbs ("wenst te benadrukken dat"),
fronted predicates ("van groot belang acht het Parlement") and fronted clauses ("dat dit zo is, betreurt de
Kamer") are put into that order here, so that no frame has to be written twice.
"""

from __future__ import annotations

from dataclasses import dataclass

from labels.clauses import Head
from labels.lexicon import Lexicon
from labels.phrases import Region
from labels.tokens import Tokens

_FAR = 45
_BREAKS = frozenset({";", ":", "dat", "die", "omdat", "waarbij"})


@dataclass(frozen=True, slots=True)
class Clause:
    """Words in frame order, beginning with the verb ``finite``; ``origin[i]`` is the token that word i comes from.

    ``fronted`` counts the words behind the verb that stand before it in the text.
    """

    finite: str
    words: list[str]
    capital: list[bool]
    origin: list[int]
    fronted: int = 0

    def region(self, region: Region) -> Region:
        """Return the stretch of the text that a region of this clause covers, up to where the order breaks."""
        start, end = region
        last = start
        verb = self.origin[0]
        while last + 1 < end and self.origin[last + 1] > self.origin[last]:
            if self.origin[last] < verb < self.origin[last + 1]:
                break
            last += 1
        return self.origin[start], self.origin[last] + 1


def _build(tokens: Tokens, finite: str, indices: list[int], fronted: int = 0) -> Clause:
    words = [finite, *(tokens.words[k] for k in indices[1:])]
    return Clause(finite, words, [tokens.capital[k] for k in indices], indices, fronted)


def plain_clauses(tokens: Tokens, head: Head, limit: int, finite: str, lexicon: Lexicon) -> list[Clause]:
    """Return the orders in which a head's clause may be read: verb, what is fronted and belongs to the frame, the rest.

    The speaker's name is left out. A fronted phrase with a preposition may be an adjunct (left out), stand before
    the complement ("van de Raad verwacht het Parlement dat") or be it ("over X spreekt het zijn bezorgdheid uit").
    """
    words, sets = tokens.words, lexicon.grammar.sets
    first = head.verb + 1 if head.subject is None else head.subject[1]
    rest = list(range(max(first, head.joint_end), limit))
    if head.fronted is None:
        return [_build(tokens, finite, [head.verb, *rest])]
    fronted = list(range(head.fronted[0], min(head.fronted[1], head.verb)))
    while fronted and words[fronted[-1]] == ",":
        fronted.pop()
    if not fronted:
        return [_build(tokens, finite, [head.verb, *rest])]
    opener = words[fronted[0]]
    adjunct = (opener == "wat" and words[fronted[-1]] in ("betreft", "aangaat")) or (
        opener == "hoe" and "ook" in (words[k] for k in fronted)
    )
    plain = _build(tokens, finite, [head.verb, *rest])
    if adjunct or opener in sets["fronted_adjuncts"] or opener in sets["recital_openers"]:
        return [plain]
    if (
        opener in sets["prepositions"]
        and not _holds_class_word(words, fronted, lexicon)
        and not _emphasises(words, fronted, lexicon)
    ):
        if head.subject is None:
            return [plain]
        return [
            plain,
            _build(tokens, finite, [head.verb, *fronted, *rest], fronted=len(fronted)),
            _build(tokens, finite, [head.verb, *rest, *fronted]),
        ]
    return [_build(tokens, finite, [head.verb, *fronted, *rest], fronted=len(fronted))]


def _emphasises(words: list[str], indices: list[int], lexicon: Lexicon) -> bool:
    """Tell whether a fronted phrase is an adverbial that makes the act strong ("met klem")."""
    sets = lexicon.grammar.sets
    found = lexicon.grammar.adverbials.match(words, indices[0], indices[-1] + 1)
    known = found is not None and found[0] == indices[-1] + 1 and found[1] in ("intensifier", "urging")
    return known or words[indices[-1]] in sets["emphatic_nouns"] or words[indices[-1]] in sets["urging_nouns"]


def _holds_class_word(words: list[str], indices: list[int], lexicon: Lexicon) -> bool:
    """Tell whether a short fronted phrase can be a predicate or an evaluation ("met grote zorg", "van belang")."""
    if len(indices) > 7 or words[indices[0]] not in ("met", "tot", "van"):
        return False
    return any(
        len(words[k]) > 4 and words[k] in table for k in indices[1:] for table in lexicon.classes.values()
    ) or words[indices[-1]] in ("belang",)


def modal_clauses(tokens: Tokens, head: Head, limit: int, lexicon: Lexicon) -> list[Clause]:
    """Return the clauses that a modal or auxiliary verb with an infinitive or participle stands for."""
    words, sets = tokens.words, lexicon.grammar.sets
    first = head.subject[1] if head.subject else head.verb + 1
    before = list(range(*head.fronted)) if head.fronted and head.fronted[1] <= head.verb else []
    if before and (words[before[0]] in sets["fronted_adjuncts"] or words[before[0]] in sets["prepositions"]):
        before = before if _emphasises(words, before, lexicon) or _holds_class_word(words, before, lexicon) else []
    found: list[Clause] = []
    phrase = lexicon.grammar.modal_phrases.match(words, first, limit) if first < limit else None
    if phrase:
        first = phrase[0]
    elif words[head.verb] in sets["phrasal_modals"]:
        return []
    bare = words[head.verb] in sets["bare_modals"] or words[first - 1] in sets["second_modals"]
    perfect = words[head.verb] in ("heeft", "is", "hebben", "zijn")
    for here in range(first, min(limit, head.verb + _FAR)):
        word = words[here]
        if word in _BREAKS:
            break
        base = _base(words, here, lexicon, perfect=perfect)
        if base is None:
            continue
        # "wil verzoeken" but "wenst te verzoeken": the verb tells whether its infinitive has "te".
        with_te = words[here - 1] == "te"
        if not perfect and with_te == bare and not _double_negation(words, first, here):
            continue
        finite, particle, drop = base
        # "zou de Raad willen vragen": a second modal says nothing more.
        middle = [k for k in range(first, here) if k not in drop and words[k] not in sets["second_modals"]]
        doubled = _double_negation(words, first, here)
        if doubled:
            middle = [k for k in middle if k not in doubled]
        tail = list(range(here + 1, limit))
        clause = [head.verb, *before, *middle, *([here] if particle else []), *tail]
        built = _build(tokens, finite, clause)
        if particle:
            built.words[1 + len(before) + len(middle)] = particle
        found.append(built)
        if len(found) == 3:
            break
    return found


def _base(words: list[str], here: int, lexicon: Lexicon, *, perfect: bool) -> tuple[str, str | None, set[int]] | None:
    """Return finite form, particle and the tokens to leave out, where ``here`` is a known infinitive or participle."""
    forms = lexicon.participles if perfect else lexicon.infinitives
    word = words[here]
    particles = lexicon.grammar.sets["particles"]
    drop: set[int] = set()
    particle: str | None = None
    if here and words[here - 1] == "te":
        drop.add(here - 1)
        if here > 1 and words[here - 2] in particles and word in forms:
            drop.add(here - 2)
            particle = words[here - 2]
    if word in forms:
        return forms[word], particle, drop
    for length in range(2, 7):
        if word[:length] in particles and word[length:] in forms:
            return forms[word[length:]], word[:length], drop
    return None


def _double_negation(words: list[str], start: int, end: int) -> set[int]:
    """Return the tokens of "niet anders dan", "niet nalaten (om)", which do not negate."""
    found: set[int] = set()
    for index in range(start, end):
        if words[index] in ("anders", "nalaten") or (words[index] == "nagelaten"):
            for back in range(start, index):
                if words[back] in ("niet", "nooit"):
                    found.add(back)
            found.add(index)
            if index + 1 < end and words[index + 1] in ("dan", "om"):
                found.add(index + 1)
    return found
