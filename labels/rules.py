"""The rule baseline: paragraph to acts, by main clauses and verb frames."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from labels.actors import ActorIndex
from labels.clauses import Clauses
from labels.drafts import Draft, Drafter, share_targets, trim, untangle
from labels.frames import SLOTS
from labels.lexicon import Lexicon, load_lexicon
from labels.matcher import FOUND
from labels.phrases import Region
from labels.scheme import Act, Addressee, Span, Strength
from labels.segments import marker_end, segments
from labels.tokens import Tokens, tokenise

# Bounds on the work for one segment; real paragraphs stay at an eighth of the first and do not reach the second.
_MOST_FAILED = 40
_MOST_SKIPPED = 4


class Rules:
    """Find the acts of a paragraph by verb frames. Immutable after loading; safe to share between threads."""

    def __init__(self, lexicon: Lexicon, actors: ActorIndex) -> None:
        self.lexicon = lexicon
        self.actors = actors
        self._modals = lexicon.grammar.sets["modals"]
        self._plurals = {**lexicon.infinitives, **lexicon.grammar.plural_modals}
        self._drafter = Drafter(lexicon, actors, self._plurals)

    @classmethod
    def load(cls) -> Rules:
        """Load the lexicon that comes with the package."""
        return cls(load_lexicon(), ActorIndex.load())

    def acts(self, text: str) -> tuple[Act, ...]:
        """Return the acts of one paragraph in order of their triggers; never raises on any string."""
        tokens = tokenise(text)
        if not any(self._is_head(word) or word in self._plurals for word in tokens.words):
            return ()
        drafts: list[Draft] = []
        in_list = False
        regions = segments(tokens, self.lexicon.grammar)
        is_head = self._is_plural if regions and self._speaks_plural(tokens, *regions[0]) else self._is_head
        for start, end in regions:
            first = self._opening(tokens, start, end)
            found = self._segment(tokens, first, end, is_head)
            if in_list and first > start and found and found[0].start > first:
                # "en houdt geen rekening met" inside an item is not the speaker's; ", en verzoekt de Raad" is.
                if tokens.words[found[0].start] == "," and not found[0].coordinated:
                    drafts[-1] = _extended(drafts[-1], start, found[0].start)
                else:
                    found = []
            if found == [] and drafts and self._goes_on(tokens, first, end, drafts[-1]):
                in_list = True
            if found:
                drafts.extend(found)
                in_list = found[-1].opens_list
            elif drafts and (in_list or (first > start and drafts[-1].target is not None)):
                # Without a verb of its own an item goes on with the act before it, even where no colon opened a list.
                drafts[-1] = _extended(drafts[-1], start, end)
        return self._finish(tokens, untangle(share_targets(drafts)))

    def _opening(self, tokens: Tokens, start: int, end: int) -> int:
        """Return where the words of a segment begin, behind a marker, an opening quotation mark or another sign."""
        first = marker_end(tokens, start, end)
        while first < end and not tokens.words[first][:1].isalnum():
            first = max(first + 1, marker_end(tokens, first + 1, end))
        return first

    def _is_head(self, word: str) -> bool:
        return word in self.lexicon.frames or word in self._modals

    def _is_bare(self, word: str) -> bool:
        return None in self.lexicon.frames.get(word, ())

    def _is_plural(self, word: str) -> bool:
        return word in self._plurals

    def _speaks_plural(self, tokens: Tokens, start: int, end: int) -> bool:
        """Tell whether the speaker is many ("verzoeken het college …"): the paragraph opens with a plural verb."""
        words = tokens.words
        first = marker_end(tokens, start, end)
        speaker = self.lexicon.grammar.speakers.match(words, first, end) if first < end else None
        first = self.lexicon.grammar.adverbials.skip(words, speaker[0] if speaker else first, end)
        for here in range(start, end - 2):
            if words[here] in self._plurals and words[here + 1 : here + 3] == ["provinciale", "staten"]:
                return True
        if first + 1 >= end or words[first] not in self._plurals or self._is_head(words[first]):
            return False
        # "versterken van de samenwerking" is a noun.
        return words[first + 1] != "van" or words[first] in self.lexicon.grammar.sets["auxiliaries"]

    def _segment(self, tokens: Tokens, start: int, end: int, is_head: Callable[[str], bool]) -> list[Draft]:
        heads = Clauses(tokens, start, end, self.lexicon.grammar, is_head, self._is_bare).heads()
        drafts: list[Draft] = []
        failed = 0
        for head in reversed(heads):
            if failed > _MOST_FAILED:
                break
            twin = self._drafter.twin(tokens, head, drafts)
            if twin is not None:
                drafts.insert(0, twin)
                continue
            for skipped in range(min(len(drafts), _MOST_SKIPPED) + 1):
                limit = drafts[skipped].start if skipped < len(drafts) else end
                draft = self._drafter.draft(tokens, head, limit)
                failed += draft is None
                if draft is not None:
                    drafts = [draft, *drafts[skipped:]]
                    break
        return drafts

    def _goes_on(self, tokens: Tokens, start: int, end: int, last: Draft) -> bool:
        """Tell whether a segment continues a target behind a semicolon: "dat A; dat B; en dat C"."""
        if last.target is None or start >= end:
            return False
        first = start + 1 if tokens.words[start] in ("en", "maar") and start + 1 < end else start
        opener = tokens.words[last.target[0]]
        return opener in ("dat", "om") and first < end and tokens.words[first] == opener

    def _finish(self, tokens: Tokens, drafts: list[Draft]) -> tuple[Act, ...]:
        acts: list[Act] = []
        for draft in drafts:
            trigger = self._span(tokens, (draft.verb, draft.verb + 1))
            region = trim(tokens, draft.target) if draft.target else None
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


def _extended(draft: Draft, start: int, end: int) -> Draft:
    """Return the draft with its target going on to ``end``; where it has none yet, it begins at ``start``."""
    return replace(draft, target=(draft.target[0] if draft.target else start, end), end=end)


def _shown(frame: str, class_words: tuple[str, ...], words: set[str]) -> str:
    """Return the frame with the words that the text has in place of class slots and choices."""

    def chosen(choice: re.Match[str]) -> str:
        options = choice.group(1).split("|")
        return next((option for option in options if option in words), options[0])

    def decided(slot: re.Match[str]) -> str:
        return slot.group() if slot.group(1) in SLOTS or not class_words else " en ".join(class_words)

    return re.sub(r"\{([a-z-]+)\}", decided, re.sub(r"\(([^()]*)\)", chosen, frame))


def _confidence(draft: Draft) -> float:
    """Return a plain measure of how much of the clause the frame understood; it is not calibrated."""
    frame = draft.reading.frame
    fixed = sum(element.kind in ("word", "class", "not") for element in frame.elements) if frame else 0
    passed = max(0.0, draft.reading.cost - FOUND * fixed)
    certainty = 0.97 - 0.07 * passed - (0.04 if draft.coordinated else 0.0)
    return round(max(0.4, certainty), 3)
