"""The rule baseline: paragraph to acts, by main clauses and verb frames."""

from __future__ import annotations

from dataclasses import dataclass, replace

from labels.actors import ActorIndex
from labels.clauses import Clauses, Head, marker_end, segments
from labels.lexicon import Lexicon, load_lexicon
from labels.matcher import Matcher, Reading
from labels.phrases import Phrases, Region
from labels.scheme import Act, Addressee, Span, Strength
from labels.tokens import Tokens, tokenise
from labels.virtual import Clause, modal_clauses, plain_clause

_DEAREST = 3.6
_TRAILING = frozenset({",", ".", ":", "!", "?", "…", "-", "–", "—", "en", "maar", "doch", "of", "alsook", "alsmede", "'", "’"})


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
        self._plurals = {infinitive: finite for infinitive, finite in lexicon.verbs.items()}

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
        for number, (start, end) in enumerate(segments(tokens, self.lexicon.grammar)):
            first = marker_end(tokens, start, end)
            found = self._segment(tokens, capital, first, end, opening=number == 0)
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

    def _segment(self, tokens: Tokens, capital: list[bool], start: int, end: int, *, opening: bool) -> list[Draft]:
        clauses = Clauses(tokens, start, end, self.lexicon.grammar, self._is_head)
        heads = clauses.heads()
        if opening and not heads and start < end and tokens.words[start] in self._plurals:
            plural = Clauses(tokens, start, end, self.lexicon.grammar, self._is_plural)
            heads = plural.heads()
            if start + 1 < end and tokens.words[start + 1] == "van":
                heads = []
        drafts: list[Draft] = []
        for head in reversed(heads):
            for skipped in range(len(drafts) + 1):
                limit = drafts[skipped].start if skipped < len(drafts) else end
                draft = self._draft(tokens, capital, head, limit, start)
                if draft is not None:
                    drafts = [draft, *drafts[skipped:]]
                    break
        return _valid(drafts, tokens)

    def _is_plural(self, word: str) -> bool:
        return word in self._plurals

    def _draft(self, tokens: Tokens, capital: list[bool], head: Head, limit: int, start: int) -> Draft | None:
        verb = tokens.words[head.verb]
        finite = verb if verb in self.lexicon.frames else self._plurals.get(verb, verb)
        best: tuple[Reading, Clause] | None = None
        options: list[Clause] = []
        if finite in self.lexicon.frames:
            options.append(plain_clause(tokens, capital, head, limit, finite, self.lexicon))
        if verb in self._modals:
            options.extend(modal_clauses(tokens, capital, head, limit, self.lexicon))
        for clause in options:
            phrases = Phrases(clause.words, clause.capital, len(clause.words), self.lexicon.grammar, self.actors)
            reading = Matcher(self.lexicon, phrases, len(clause.words)).best(clause.finite, 1)
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
        colon = any(tokens.words[k] == ":" for k in range(head.verb, limit))
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
        if not addressees or target is None or stances[0] not in ("request", "urge", "commit"):
            return False
        sets = self.lexicon.grammar.sets
        officer = any(tokens.words[k] in sets["officers"] for a, b in addressees for k in range(a, b))
        return officer and any(tokens.words[k] in sets["carriers"] for k in range(*target))

    def _trim(self, tokens: Tokens, region: Region) -> Region | None:
        """Leave out marks and conjunctions at the end."""
        start, end = region
        words = tokens.words
        while end > start and words[end - 1] in _TRAILING:
            end -= 1
        while end > start and words[start] in (",", ":"):
            start += 1
        return (start, end) if end > start else None

    def _split_off(self, tokens: Tokens, target: Region, clause: Clause) -> tuple[Region | None, bool]:
        """End the target before an intensifier or connective at its end ("betreurt dit | ten zeerste")."""
        start, end = target
        table = self.lexicon.grammar.adverbials
        words = tokens.words
        for here in range(start + 1, end):
            if words[here] in ("dat", "om", "die", "waar") and here > start:
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
            for stance in draft.stances:
                acts.append(
                    Act(
                        stance=stance,
                        trigger=trigger,
                        target=target,
                        addressees=addressees,
                        strength=strength,
                        frame=_shown(frame.text, draft.reading.class_words) if frame else None,
                        confidence=_confidence(draft),
                    )
                )
        return tuple(acts)

    def _span(self, tokens: Tokens, region: Region) -> Span:
        return Span.cut(tokens.text, tokens.starts[region[0]], tokens.ends[region[1] - 1])

    def _addressee(self, tokens: Tokens, region: Region) -> Addressee:
        span = self._span(tokens, region)
        return Addressee(span, self.actors.link(span.text))


def _valid(drafts: list[Draft], tokens: Tokens) -> list[Draft]:
    """Drop a verb without a complement that shares none with the next: "dat de Raad X afkeurt en veroordeelt"."""
    return drafts


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


def _shown(frame: str, class_words: tuple[str, ...]) -> str:
    """Return the frame with the words that decided it in place of the class slot."""
    if not class_words:
        return frame
    start, end = frame.find("{"), -1
    while start >= 0:
        end = frame.index("}", start)
        if frame[start + 1 : end] not in ("target", "addressee", "clause", "other"):
            return frame[:start] + " en ".join(class_words) + frame[end + 1 :]
        start = frame.find("{", end)
    return frame


def _confidence(draft: Draft) -> float:
    """Return a plain measure of how much of the clause the frame understood; it is not calibrated."""
    frame = draft.reading.frame
    fixed = sum(element.kind in ("word", "class", "not") for element in frame.elements) if frame else 0
    passed = max(0.0, draft.reading.cost + 1.5 * fixed)
    certainty = 0.97 - 0.07 * passed - (0.04 if draft.coordinated else 0.0)
    return round(max(0.4, certainty), 3)
