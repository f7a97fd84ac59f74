"""The rule baseline: paragraph to acts, by main clauses and verb frames."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from labels.actors import ActorIndex
from labels.clauses import Clauses, Head, marker_end, segments
from labels.frames import SLOTS as SLOT_NAMES
from labels.lexicon import Lexicon, load_lexicon
from labels.matcher import Matcher
from labels.phrases import Phrases, Region
from labels.reading import Reading
from labels.scheme import Act, Addressee, Span, Strength
from labels.tokens import Tokens, tokenise
from labels.virtual import Clause, modal_clauses, plain_clauses

_PLURAL_MODALS = {
    "kunnen": "kan", "zullen": "zal", "moeten": "moet", "mogen": "mag", "willen": "wil", "wensen": "wenst",
    "hebben": "heeft", "zijn": "is", "dienen": "dient",
}  # fmt: skip
_DEAREST = 3.6
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


class Rules:
    """Find the acts of a paragraph by verb frames. Immutable after loading; safe to share between threads."""

    def __init__(self, lexicon: Lexicon, actors: ActorIndex) -> None:
        self.lexicon = lexicon
        self.actors = actors
        self._modals = lexicon.grammar.sets["modals"]
        self._plurals = {**lexicon.verbs, **_PLURAL_MODALS}

    @classmethod
    def load(cls) -> Rules:
        """Load the lexicon that comes with the package."""
        return cls(load_lexicon(), ActorIndex.load())

    def acts(self, text: str) -> tuple[Act, ...]:
        """Return the acts of one paragraph in order of their triggers; never raises on any string."""
        tokens = tokenise(text)
        if not any(self._is_head(word) or word in self._plurals for word in tokens.words):
            return ()
        capital = [text[start].isupper() for start in tokens.starts]
        drafts: list[Draft] = []
        in_list = False
        regions = segments(tokens, self.lexicon.grammar)
        is_head = self._is_plural if regions and self._speaks_plural(tokens, *regions[0]) else self._is_head
        for start, end in regions:
            first = marker_end(tokens, start, end)
            found = self._segment(tokens, capital, first, end, is_head)
            if in_list and first > start and found and found[0].start > first:
                # "en houdt geen rekening met" inside an item is not the speaker's.
                found = []
            if found == [] and drafts and self._goes_on(tokens, first, end, drafts[-1]):
                in_list = True
            if found:
                drafts.extend(found)
                in_list = found[-1].opens_list
            elif in_list and drafts:
                last = drafts[-1]
                begin = last.target[0] if last.target else start
                drafts[-1] = replace(last, target=(begin, end), end=end)
        return self._finish(tokens, _share_targets(drafts))

    # -- one segment ------------------------------------------------------------------------------------------

    def _is_head(self, word: str) -> bool:
        return word in self.lexicon.frames or word in self._modals

    def _is_plural(self, word: str) -> bool:
        return word in self._plurals

    def _speaks_plural(self, tokens: Tokens, start: int, end: int) -> bool:
        """Tell whether the speaker is many ("verzoeken het college …"): the paragraph opens with a plural verb."""
        words = tokens.words
        first = marker_end(tokens, start, end)
        speaker = self.lexicon.grammar.speakers.match(words, first, end) if first < end else None
        first = speaker[0] if speaker else first
        while first < end and (found := self.lexicon.grammar.adverbials.match(words, first, end)):
            first = found[0]
        for here in range(start, end - 2):
            if words[here] in self._plurals and words[here + 1 : here + 3] == ["provinciale", "staten"]:
                return True
        if first + 1 >= end or words[first] not in self._plurals or self._is_head(words[first]):
            return False
        # "versterken van de samenwerking" is a noun.
        return words[first + 1] != "van"

    def _segment(
        self, tokens: Tokens, capital: list[bool], start: int, end: int, is_head: Callable[[str], bool]
    ) -> list[Draft]:
        heads = Clauses(tokens, start, end, self.lexicon.grammar, is_head).heads()
        drafts: list[Draft] = []
        for head in reversed(heads):
            twin = self._twin(tokens, capital, head, drafts)
            if twin is not None:
                drafts.insert(0, twin)
                continue
            for skipped in range(len(drafts) + 1):
                limit = drafts[skipped].start if skipped < len(drafts) else end
                draft = self._draft(tokens, capital, head, limit, start)
                if draft is not None:
                    drafts = [draft, *drafts[skipped:]]
                    break
        return drafts

    def _twin(self, tokens: Tokens, capital: list[bool], head: Head, drafts: list[Draft]) -> Draft | None:
        """Read a verb directly joined to the next one with the complement of both ("is en blijft bezorgd over")."""
        if not drafts or drafts[0].verb != head.verb + 2 or tokens.words[head.verb + 1] not in ("en", ","):
            return None
        whole = replace(head, joint_end=drafts[0].verb + 1)
        draft = self._draft(tokens, capital, whole, drafts[0].end, head.verb)
        if draft is None or draft.target is None or draft.target != drafts[0].target:
            return None
        return replace(draft, end=drafts[0].start, addressees=drafts[0].addressees)

    def _draft(self, tokens: Tokens, capital: list[bool], head: Head, limit: int, start: int) -> Draft | None:
        verb = tokens.words[head.verb]
        finite = verb if self._is_head(verb) else self._plurals.get(verb, verb)
        best: tuple[Reading, Clause] | None = None
        options: list[Clause] = []
        if finite in self.lexicon.frames:
            options.extend(plain_clauses(tokens, capital, head, limit, finite, self.lexicon))
        if finite in self._modals and not (head.coordinated and finite in ("heeft", "is")):
            options.extend(modal_clauses(tokens, capital, head, limit, self.lexicon))
        for clause in options:
            phrases = Phrases(clause.words, clause.capital, len(clause.words), self.lexicon.grammar, self.actors)
            reading = Matcher(self.lexicon, phrases, len(clause.words), clause.fronted).best(clause.finite, 1)
            if reading is not None and (best is None or reading.cost < best[0].cost):
                best = reading, clause
        if best is None or best[0].cost > _DEAREST:
            return None
        return self._resolve(tokens, head, limit, *best)

    def _resolve(self, tokens: Tokens, head: Head, limit: int, reading: Reading, clause: Clause) -> Draft | None:
        """Map a reading back to the paragraph and decide its stances."""
        origin = clause.origin
        target = reading.target
        if target is not None:
            target = self._trim(tokens, clause.region(target))
        addressees = tuple((origin[a], origin[b - 1] + 1) for a, b in reading.addressees)
        strong = reading.strong
        if target is not None and not addressees:
            target, trailing = self._split_off(tokens, target, clause)
            strong = strong or trailing
        frame = reading.frame
        assert frame is not None
        if head.coordinated and target is None and not reading.stances and len(frame.elements) <= 1:
            follows = limit < len(tokens) and tokens.words[limit] in ("en", ",", "of", "maar")
            if not follows:
                return None
        stances = reading.stances if frame.stance is None else (frame.stance,)
        stances = tuple(self._decide(stance, reading, clause) for stance in stances)
        if self._transmits(tokens, stances, addressees, target):
            stances = ("transmit",)
        colon = any(tokens.words[k] == ":" for k in range(head.verb, limit)) or (
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
            strong=strong or clause.strong,
            opens_list=colon,
            coordinated=head.coordinated,
        )

    def _decide(self, stance: str, reading: Reading, clause: Clause) -> str:
        evaluation = reading.evaluation or clause.evaluation
        if evaluation and stance in ("note", "consider", "emphasise") and reading.frame and reading.frame.stance:
            stance = evaluation
        if reading.negated != clause.negated:
            stance = self.lexicon.grammar.negated.get(stance, stance)
        if stance == "request" and (reading.urging or clause.urging) and not reading.class_words:
            stance = "urge"
        return stance

    def _transmits(
        self, tokens: Tokens, stances: tuple[str, ...], addressees: tuple[Region, ...], target: Region | None
    ) -> bool:
        """Tell whether the body's own officer is asked to send the text to others."""
        if len(addressees) != 1 or target is None or stances[0] not in ("request", "urge", "commit"):
            return False
        sets = self.lexicon.grammar.sets
        start, end = addressees[0]
        asked = {tokens.words[k] for k in range(*target)}
        officer = end - start <= 3 and any(tokens.words[k] in sets["officers"] for k in range(start, end))
        return officer and not asked.isdisjoint(sets["carriers"])

    def _trim(self, tokens: Tokens, region: Region) -> Region | None:
        """Leave out marks and conjunctions at the end."""
        start, end = region
        words = tokens.words
        while end > start:
            last = words[end - 1]
            unpaired = last in _QUOTES and sum(word in _QUOTES for word in words[start:end]) % 2 == 1
            if last not in _TRAILING and not unpaired:
                break
            end -= 1
        while end > start and words[start] in (",", ":"):
            start += 1
        return (start, end) if end > start else None

    def _before_aside(self, tokens: Tokens, target: Region) -> Region:
        """End a target before ", waarbij het …", where "het" is the speaker."""
        words, sets = tokens.words, self.lexicon.grammar.sets
        for here in range(target[0] + 1, target[1] - 3):
            if words[here : here + 3] == [",", "waarbij", "het"]:
                after = words[here + 3]
                speaks = (
                    after in sets["determiners"]
                    or after in sets["possessives"]
                    or after in ("uitdrukking", "er", "zich")
                )
                if speaks or self.lexicon.grammar.adverbials.match(words, here + 3, target[1]):
                    return target[0], here
        return target

    def _split_off(self, tokens: Tokens, target: Region, clause: Clause) -> tuple[Region | None, bool]:
        """End the target before an intensifier or connective at its end ("betreurt dit | ten zeerste")."""
        start, end = target
        table = self.lexicon.grammar.adverbials
        words = tokens.words
        for here in range(start + 1, end):
            if words[here] in ("dat", "om", "die", "waar", ":", '"', "“", "„"):
                break
            found = table.match(words, here, end)
            if found is None or found[1] not in ("intensifier", "connective", "urging"):
                continue
            behind = found[0]
            if behind < end and words[behind] != ",":
                continue
            if found[1] == "connective" and behind < end:
                continue
            if found[1] == "intensifier" and words[here].endswith("e"):
                continue
            if words[here - 1] in ("en", "of", ",") and found[1] != "connective":
                continue
            return (start, here), found[1] != "connective"
        return target, False

    def _goes_on(self, tokens: Tokens, start: int, end: int, last: Draft) -> bool:
        """Tell whether a segment continues a target behind a semicolon: "dat A; dat B; en dat C"."""
        if last.target is None:
            return False
        first = start + 1 if tokens.words[start] in ("en", "maar") and start + 1 < end else start
        opener = tokens.words[last.target[0]]
        return opener in ("dat", "om") and first < end and tokens.words[first] == opener

    # -- the whole paragraph ----------------------------------------------------------------------------------

    def _finish(self, tokens: Tokens, drafts: list[Draft]) -> tuple[Act, ...]:
        acts: list[Act] = []
        for draft in drafts:
            trigger = self._span(tokens, (draft.verb, draft.verb + 1))
            region = self._trim(tokens, draft.target) if draft.target else None
            target = self._span(tokens, region) if region else None
            addressees = tuple(self._addressee(tokens, region) for region in draft.addressees)
            strength: Strength = "strong" if draft.strong else "normal"
            frame = draft.reading.frame
            words = set(tokens.words[draft.verb : draft.end])
            for stance in draft.stances:
                acts.append(
                    Act(
                        stance=stance,
                        trigger=trigger,
                        target=target,
                        addressees=addressees,
                        strength=strength,
                        frame=_shown(frame.text, draft.reading.class_words, words) if frame else None,
                        confidence=_confidence(draft),
                    )
                )
        return tuple(acts)

    def _span(self, tokens: Tokens, region: Region) -> Span:
        return Span.cut(tokens.text, tokens.starts[region[0]], tokens.ends[region[1] - 1])

    def _addressee(self, tokens: Tokens, region: Region) -> Addressee:
        span = self._span(tokens, region)
        return Addressee(span, self.actors.link(span.text))


def _share_targets(drafts: list[Draft]) -> list[Draft]:
    """Give a verb without a target that of the verb coordinated with it ("betreurt en veroordeelt het geweld")."""
    shared = list(drafts)
    for index in range(len(shared) - 2, -1, -1):
        draft, following = shared[index], shared[index + 1]
        frame = draft.reading.frame
        wants = frame is not None and any(element.is_target for element in frame.elements)
        if draft.target is None and wants and draft.end == following.start and following.target is not None:
            shared[index] = replace(draft, target=following.target, addressees=draft.addressees)
    return shared


def _shown(frame: str, class_words: tuple[str, ...], words: set[str]) -> str:
    """Return the frame with the words that the text has in place of class slots and choices."""

    def chosen(choice: re.Match[str]) -> str:
        options = choice.group(1).split("|")
        return next((option for option in options if option in words), options[0])

    def decided(slot: re.Match[str]) -> str:
        return slot.group() if slot.group(1) in SLOT_NAMES or not class_words else " en ".join(class_words)

    return re.sub(r"\{([a-z-]+)\}", decided, re.sub(r"\(([^()]*)\)", chosen, frame))


def _confidence(draft: Draft) -> float:
    """Return a plain measure of how much of the clause the frame understood; it is not calibrated."""
    frame = draft.reading.frame
    fixed = sum(element.kind in ("word", "class", "not") for element in frame.elements) if frame else 0
    passed = max(0.0, draft.reading.cost + 1.5 * fixed)
    certainty = 0.97 - 0.07 * passed - (0.04 if draft.coordinated else 0.0)
    return round(max(0.4, certainty), 3)
