"""From a head to an act in draft: the cheapest reading of its clause, mapped back to the paragraph."""

from __future__ import annotations

from dataclasses import dataclass, replace

from labels.actors import ActorIndex
from labels.clauses import Head
from labels.lexicon import Lexicon
from labels.matcher import Matcher
from labels.phrases import Phrases, Region
from labels.reading import Reading
from labels.segments import marker_end
from labels.tokens import Tokens
from labels.virtual import Clause, modal_clauses, plain_clauses

_DEAREST = 3.6
_WINDOW = 300
_OPENS_MORE = frozenset({"dat", "om", "die", "waar", ":", '"', "“", "„"})
_QUOTES = frozenset("\"“”„«»'’")
_TRAILING = frozenset(
    {",", ".", ":", "!", "?", "…", "-", "–", "—", "en", "maar", "doch", "of", "alsook", "alsmede", "'", "’"}
)


@dataclass(frozen=True, slots=True)
class Draft:
    """An act before its spans are cut. Regions count tokens of the paragraph."""

    verb: int
    start: int
    end: int
    reading: Reading
    stances: tuple[str, ...]
    target: Region | None
    addressees: tuple[Region, ...]
    strong: bool
    opens_list: bool = False
    coordinated: bool = False


class Drafter:
    """Reads clauses with one lexicon; ``plurals`` maps plural verbs to the singular that frames are written with."""

    def __init__(self, lexicon: Lexicon, actors: ActorIndex, plurals: dict[str, str]) -> None:
        self._lexicon = lexicon
        self._actors = actors
        self._plurals = plurals
        self._modals = lexicon.grammar.sets["modals"]

    def twin(self, tokens: Tokens, head: Head, drafts: list[Draft]) -> Draft | None:
        """Read a verb directly joined to the next one with the complement of both ("is en blijft bezorgd over")."""
        if not drafts or drafts[0].verb != head.verb + 2 or tokens.words[head.verb + 1] not in ("en", ","):
            return None
        whole = replace(head, joint_end=drafts[0].verb + 1)
        draft = self.draft(tokens, whole, drafts[0].end)
        if draft is None or draft.target is None or draft.target != drafts[0].target:
            return None
        return replace(draft, end=drafts[0].start, addressees=drafts[0].addressees)

    def draft(self, tokens: Tokens, head: Head, limit: int) -> Draft | None:
        """Return the act that a head begins, its clause ending before ``limit``; null where no frame fits."""
        # Only so far are words looked at; what a target holds beyond belongs to it unseen.
        whole, limit = limit, min(limit, head.verb + _WINDOW)
        verb = tokens.words[head.verb]
        finite = verb if (verb in self._lexicon.frames or verb in self._modals) else self._plurals.get(verb, verb)
        best: tuple[Reading, Clause] | None = None
        options: list[Clause] = []
        if finite in self._lexicon.frames:
            options.extend(plain_clauses(tokens, head, limit, finite, self._lexicon))
        if finite in self._modals and not (head.coordinated and finite in ("heeft", "is")):
            options.extend(modal_clauses(tokens, head, limit, self._lexicon))
        for clause in options:
            phrases = Phrases(clause.words, clause.capital, self._lexicon.grammar, self._actors)
            reading = Matcher(self._lexicon, phrases, clause.fronted).best(clause.finite, 1)
            if reading is not None and (best is None or reading.cost < best[0].cost):
                best = reading, clause
        if best is None or best[0].cost > _DEAREST:
            return None
        return self._resolve(tokens, head, whole, limit, *best)

    def _resolve(
        self, tokens: Tokens, head: Head, limit: int, window: int, reading: Reading, clause: Clause
    ) -> Draft | None:
        """Map a reading back to the paragraph and decide its stances."""
        target = reading.target
        if target is not None:
            start, end = clause.region(target)
            target = trim(tokens, (start, limit if end == window else end))
        addressees = tuple(clause.region(each) for each in reading.addressees)
        strong = reading.strong
        if target is not None and not addressees:
            target, trailing = self._split_off(tokens, target)
            strong = strong or trailing
        frame = reading.frame
        assert frame is not None
        if head.coordinated and target is None and not reading.stances and len(frame.elements) <= 1:
            follows = limit < len(tokens) and tokens.words[limit] in ("en", ",", "of", "maar")
            if not follows:
                return None
        stances = reading.stances if frame.stance is None else (frame.stance,)
        stances = tuple(self._decide(stance, reading) for stance in stances)
        if self._transmits(tokens, stances, addressees, target):
            stances = ("transmit",)
        colon = any(tokens.words[k] == ":" or _is_first_item(tokens.words, k) for k in range(head.verb, limit)) or (
            target is not None and marker_end(tokens, target[0], target[1]) > target[0]
        )
        if target is not None:
            target = self._before_aside(tokens, target)
        return Draft(
            verb=head.verb,
            start=head.start,
            end=limit,
            reading=reading,
            stances=tuple(dict.fromkeys(stances)),
            target=target,
            addressees=addressees,
            strong=strong,
            opens_list=colon,
            coordinated=head.coordinated,
        )

    def _decide(self, stance: str, reading: Reading) -> str:
        evaluation = reading.evaluation
        if evaluation and stance in ("note", "consider", "emphasise") and reading.frame and reading.frame.stance:
            stance = evaluation
        if reading.negated:
            stance = self._lexicon.grammar.negated.get(stance, stance)
        if stance == "request" and reading.urging and not reading.class_words:
            stance = "urge"
        return stance

    def _transmits(
        self, tokens: Tokens, stances: tuple[str, ...], addressees: tuple[Region, ...], target: Region | None
    ) -> bool:
        """Tell whether the body's own officer is asked to send the text to others."""
        if len(addressees) != 1 or target is None or stances[0] not in ("request", "urge", "commit"):
            return False
        sets = self._lexicon.grammar.sets
        start, end = addressees[0]
        words = tokens.words
        asked = {words[k] for k in range(*target)}
        # "over te maken"
        asked |= {words[k - 1] + words[k + 1] for k in range(target[0] + 1, target[1] - 1) if words[k] == "te"}
        officer = end - start <= 3 and any(tokens.words[k] in sets["officers"] for k in range(start, end))
        return officer and not asked.isdisjoint(sets["carriers"])

    def _before_aside(self, tokens: Tokens, target: Region) -> Region:
        """End a target before ", waarbij het …", where "het" is the speaker."""
        words, sets = tokens.words, self._lexicon.grammar.sets
        for here in range(target[0] + 1, target[1] - 3):
            if words[here : here + 3] == [",", "waarbij", "het"]:
                after = words[here + 3]
                speaks = (
                    after in sets["determiners"]
                    or after in sets["possessives"]
                    or after in ("uitdrukking", "er", "zich")
                )
                if speaks or self._lexicon.grammar.adverbials.match(words, here + 3, target[1]):
                    return target[0], here
        return target

    def _split_off(self, tokens: Tokens, target: Region) -> tuple[Region, bool]:
        """End the target before an intensifier or connective at its end ("betreurt dit | ten zeerste")."""
        start, end = target
        table = self._lexicon.grammar.adverbials
        words = tokens.words
        here = start + 1
        while here < end and words[here] not in _OPENS_MORE:
            found = table.match(words, here, end)
            if found is None:
                here += 1
                continue
            behind, kind, _ = found
            last = behind == end
            if kind == "connective" and last:
                return (start, here), False
            strong = kind in ("intensifier", "urging") and not words[here].endswith("e")
            if strong and (last or words[behind] == ",") and words[here - 1] not in ("en", "of", ","):
                return (start, here), True
            here = behind
        return target, False


def _is_first_item(words: list[str], index: int) -> bool:
    """Tell whether the marker of a first item stands here: "dat a) de sluis opengaat; b) …"."""
    following = words[index + 1] if index + 1 < len(words) else ""
    return words[index] in ("a", "i", "1") and following in (")", "°") and words[index - 1] != "("


def trim(tokens: Tokens, region: Region) -> Region | None:
    """Leave out marks and conjunctions at the end."""
    start, end = region
    words = tokens.words
    quotes = sum(word in _QUOTES for word in words[start:end])
    while end > start:
        last = words[end - 1]
        unpaired = last in _QUOTES and quotes % 2 == 1
        if last not in _TRAILING and not unpaired:
            break
        quotes -= last in _QUOTES
        end -= 1
    while end > start and words[start] in (",", ":"):
        start += 1
    return (start, end) if end > start else None


def share_targets(drafts: list[Draft]) -> list[Draft]:
    """Give a verb without a target that of the verb coordinated with it ("betreurt en veroordeelt het geweld")."""
    shared = list(drafts)
    for index in range(len(shared) - 2, -1, -1):
        draft, following = shared[index], shared[index + 1]
        frame = draft.reading.frame
        wants = frame is not None and any(element.is_target for element in frame.elements)
        if draft.target is None and wants and draft.end == following.start and following.target is not None:
            shared[index] = replace(draft, target=following.target)
    return shared


def untangle(drafts: list[Draft]) -> list[Draft]:
    """Take back what two acts, or two parts of one act, claim both; only a whole target may be shared.

    A verb is never given up. An earlier act's words go before a later one's, an addressee's before a target's.
    """
    verbs = {draft.verb for draft in drafts}
    taken: list[Region] = []
    free: list[Draft] = []
    shared: Region | None = None
    for draft in drafts:
        addressees = tuple(each for each in draft.addressees if _is_free(each, verbs, taken))
        target = draft.target
        if target is not None and target != shared and not _is_free(target, verbs, [*taken, *addressees]):
            target = None
        taken.extend(addressees)
        if target is not None:
            taken.append(target)
        shared = target
        free.append(replace(draft, addressees=addressees, target=target))
    return free


def _is_free(region: Region, verbs: set[int], taken: list[Region]) -> bool:
    start, end = region
    return not any(start <= verb < end for verb in verbs) and not any(start < b and a < end for a, b in taken)
