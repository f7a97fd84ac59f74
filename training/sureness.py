"""When the rules are sure of a paragraph, and how often they are right then, measured on annotated documents.

They are sure where each act is confident enough, no word is left unexplained, and each frame has proved itself.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from labels.frames import OPTIONAL, PRONOMINAL
from labels.lexicon import Lexicon
from labels.rules import Rules
from labels.scheme import Act, Span
from labels.tokens import tokenise
from training.evaluation.measures import asked, offsets
from training.gold import GoldDocument

CONFIDENCE: Final = 0.9
"""The confidence that each act must have, unless another is given.

Chosen by `standpunt-train dataset silver-check` on the train set: 0.95 costs a third of the paragraphs and is right no
more often than sampling allows; without a threshold more are wrong.
"""
PROVED: Final = 0.8
"""The share of its acts in annotated documents that a frame must have had right."""

_SLOT: Final = re.compile(r"\{[^{}]*\}")
_WORD: Final = re.compile(r"[\w'’-]+")
_DASHES: Final = frozenset("-–—•")
_SMALL: Final = OPTIONAL | frozenset(PRONOMINAL.values()) | {"en", "zich", "haar", "zijn", "hun"}


@dataclass(frozen=True, slots=True)
class Judged:
    """An operative of an annotated document with the acts that the rules found; ``right`` where all agree exactly."""

    document: str
    text: str
    acts: tuple[Act, ...]
    right: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """How many acts of each frame were right and wrong: frame → document → (right, wrong)."""

    counts: Mapping[str, Mapping[str, tuple[int, int]]]

    def proved(self, frame: str | None, apart_from: str | None = None) -> bool:
        """Tell whether a frame was right often enough in the documents; one of them may be left out."""
        found = [pair for document, pair in self.counts.get(frame or "", {}).items() if document != apart_from]
        right, wrong = sum(pair[0] for pair in found), sum(pair[1] for pair in found)
        return right > 0 and right >= PROVED * (right + wrong)


@dataclass(frozen=True, slots=True)
class Sureness:
    """A way to tell whether the acts of a paragraph can be believed.

    ``confidence`` is what each act must have. ``covered`` asks that no word be left unexplained, ``proved`` that each
    frame has proved itself.
    """

    confidence: float = CONFIDENCE
    covered: bool = True
    proved: bool = True

    def holds(
        self, text: str, acts: Sequence[Act], lexicon: Lexicon, tally: Tally, apart_from: str | None = None
    ) -> bool:
        """Tell whether the acts that the rules found in ``text`` can be believed; never where there are none."""
        return (
            bool(acts)
            and all(act.confidence >= self.confidence for act in acts)
            and (not self.proved or all(tally.proved(act.frame, apart_from) for act in acts))
            and (not self.covered or not unexplained(text, acts, lexicon))
        )


@dataclass(frozen=True, slots=True)
class Measured:
    """What a way to be sure comes to: ``kept`` of ``counted`` paragraphs, of which ``right`` are right as a whole."""

    sureness: Sureness
    counted: int
    kept: int
    right: int

    @property
    def coverage(self) -> float:
        """The share of the paragraphs that is kept."""
        return self.kept / self.counted if self.counted else 0.0

    @property
    def precision(self) -> float:
        """The share of the kept paragraphs that is right as a whole; 1 where none is kept."""
        return self.right / self.kept if self.kept else 1.0


def judge(documents: Iterable[GoldDocument], rules: Rules) -> tuple[Judged, ...]:
    """Hold the rules against the operatives of annotated documents."""
    return tuple(
        Judged(document.name, gold.text, acts, _labels(acts) == _labels(gold.acts))
        for document in documents
        for gold in document.operatives
        for acts in [rules.acts(gold.text)]
    )


def tally(documents: Iterable[GoldDocument], rules: Rules) -> Tally:
    """Count how often the acts of each frame are what the annotators marked."""
    counts: dict[str, dict[str, list[int]]] = defaultdict(dict)
    for document in documents:
        for gold in document.operatives:
            marked = _labels(gold.acts)
            for act in rules.acts(gold.text):
                pair = counts[act.frame or ""].setdefault(document.name, [0, 0])
                pair[0 if _label(act) in marked else 1] += 1
    return Tally({frame: {name: (pair[0], pair[1]) for name, pair in found.items()} for frame, found in counts.items()})


def measure(documents: Sequence[GoldDocument], rules: Rules, ways: Iterable[Sureness]) -> tuple[Measured, ...]:
    """Return what each way to be sure comes to on annotated documents.

    A frame must have proved itself in *other* documents than the one that is judged. The rules themselves were made
    with the train set, so that what is measured there flatters them.
    """
    judged, counts = judge(documents, rules), tally(documents, rules)
    return tuple(_measured(way, judged, counts, rules.lexicon) for way in ways)


def _measured(way: Sureness, judged: Sequence[Judged], counts: Tally, lexicon: Lexicon) -> Measured:
    kept = [each for each in judged if way.holds(each.text, each.acts, lexicon, counts, each.document)]
    return Measured(way, len(judged), len(kept), sum(each.right for each in kept))


def unexplained(text: str, acts: Sequence[Act], lexicon: Lexicon) -> list[str]:
    """Return the words outside all spans that are neither of a frame nor an adverbial that the lexicon knows.

    A dash counts as a word: it opens the item of a list, which belongs to a target as a whole.
    """
    tokens = tokenise(text)
    spans = [span for act in acts for span in _spans(act)]
    inside = [any(span.start <= start < span.end for span in spans) for start in tokens.starts]
    known = _SMALL.union(word.lower() for act in acts for word in _WORD.findall(_SLOT.sub(" ", act.frame or "")))
    found: list[str] = []
    here, end = 0, len(tokens)
    while here < end:
        word, step = tokens.words[here], here + 1
        if not inside[here] and (word[0].isalnum() or word in _DASHES) and word not in known:
            phrase = lexicon.grammar.adverbials.match(tokens.words, here, end)
            if phrase and not any(inside[here : phrase[0]]):
                step = phrase[0]
            else:
                found.append(word)
        here = step
    return found


def _spans(act: Act) -> Iterable[Span]:
    yield act.trigger
    if act.target:
        yield act.target
    yield from (each.span for each in act.addressees)


_Label = tuple[str, str, int, tuple[int, int] | None, frozenset[tuple[int, int]]]


def _labels(acts: Iterable[Act]) -> frozenset[_Label]:
    return frozenset(map(_label, acts))


def _label(act: Act) -> _Label:
    return act.stance, act.strength, act.trigger.start, offsets(act.target), frozenset(asked(act))
