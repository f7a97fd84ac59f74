"""Which frames of ``frames.yaml`` the annotated documents hold.

A frame counts where the rules read it in an annotated act and agree with the annotation on verb and stance; acts
that the rules do not find are counted apart, for nobody else knows their frame.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from labels.frames import SLOTS, Frame
from labels.lexicon import Lexicon
from labels.rules import Rules
from labels.scheme import Paragraph

_PART = re.compile(r"\{([a-z-]+)\}|\(([^()]*)\)")


@dataclass(frozen=True, slots=True)
class Coverage:
    """How often each frame was read, by its text; how many frames and verbs there are; and acts not read."""

    read: Counter[str]
    frames: int
    verbs_read: int
    verbs: int
    acts_not_read: int

    @property
    def frames_read(self) -> int:
        """The number of frames that were read at least once."""
        return len(self.read)


class WrittenFrames:
    """Finds the frame of ``frames.yaml`` behind the one that an act shows, which has words in place of classes."""

    def __init__(self, lexicon: Lexicon) -> None:
        frames = {frame.text: frame for keys in lexicon.frames.values() for found in keys.values() for frame in found}
        self.frames = frames
        self._by_verb: dict[str, list[tuple[re.Pattern[str], str]]] = {}
        # Of two that fit, the one with more fixed words is the frame.
        for frame in sorted(frames.values(), key=lambda each: -len(_PART.sub("", each.text))):
            self._by_verb.setdefault(frame.head, []).append((_pattern(frame), frame.text))

    def written(self, shown: str) -> str | None:
        """Return the frame as ``frames.yaml`` writes it, or null where there is none such."""
        if shown in self.frames:
            return shown
        verb = shown.partition(" ")[0]
        return next((text for pattern, text in self._by_verb.get(verb, ()) if pattern.fullmatch(shown)), None)


def coverage(paragraphs: Iterable[Paragraph], rules: Rules | None = None) -> Coverage:
    """Return which frames annotated paragraphs hold."""
    rules = rules if rules is not None else Rules.load()
    written = WrittenFrames(rules.lexicon)
    read: Counter[str] = Counter()
    not_read = 0
    for paragraph in paragraphs:
        shown = {(act.trigger.start, act.stance): act.frame for act in rules.acts(paragraph.text)}
        for act in paragraph.acts:
            frame = shown.get((act.trigger.start, act.stance))
            found = written.written(frame) if frame else None
            if found is None:
                not_read += 1
            else:
                read[found] += 1
    verbs = {written.frames[text].head for text in read}
    return Coverage(read, len(written.frames), len(verbs), len(rules.lexicon.frames), not_read)


def _pattern(frame: Frame) -> re.Pattern[str]:
    pieces = []
    position = 0
    for part in _PART.finditer(frame.text):
        pieces.append(re.escape(frame.text[position : part.start()]))
        slot, choice = part.groups()
        if choice is not None:
            pieces.append(f"(?:{'|'.join(re.escape(each.strip()) for each in choice.split('|'))})")
        else:
            pieces.append(re.escape(part.group()) if slot in SLOTS else ".+")
        position = part.end()
    return re.compile("".join([*pieces, re.escape(frame.text[position:])]))
