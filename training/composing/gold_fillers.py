"""Spans of the annotated documents of the set ``train``, sorted by shape, to stand in composed paragraphs too."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from labels.lexicon import load_stances
from labels.rules import Rules
from labels.scheme import Act
from training.gold import GoldDocument, of_split

TRAIN: Final = "train"
_DETERMINERS: Final = ("de", "het", "een", "deze", "dit", "die", "alle")
_MARKS: Final = frozenset(':;–—\n"“”()')
_NOISE: Final = re.compile(r"\s\s|\s[,.]|\w- |\xad|\d{5}")
_LEAST, _MOST = 4, 34


@dataclass(frozen=True, slots=True)
class GoldFillers:
    """Spans by shape: ``targets`` maps (kind, group of the stance) → texts, ``addressees`` are texts.

    ``frames`` counts the frames of the acts, as the rules read them, by stance and frame.
    """

    targets: Mapping[tuple[str, str], tuple[str, ...]]
    addressees: tuple[str, ...]
    frames: Mapping[tuple[str, str], int]


def gold_fillers(documents: Iterable[GoldDocument]) -> GoldFillers:
    """Collect the spans of the documents of the set ``train``; those of other sets are never looked at."""
    groups = {stance.id: stance.group for stance in load_stances()}
    targets: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    addressees: dict[str, None] = {}
    frames: Counter[tuple[str, str]] = Counter()
    for document in of_split(tuple(documents), TRAIN):
        for paragraph in document.operatives:
            read = {(act.trigger.start, act.stance): act.frame for act in _rules().acts(paragraph.text)}
            for act in paragraph.acts:
                if frame := read.get((act.trigger.start, act.stance)):
                    frames[act.stance, frame] += 1
                kind = _kind(act)
                if kind and act.target:
                    targets[kind, groups[act.stance]][act.target.text] = None
                for addressee in act.addressees:
                    if len(addressee.span.text.split()) > 1 and not (_MARKS | {","}).intersection(addressee.span.text):
                        addressees[addressee.span.text] = None
    return GoldFillers({key: tuple(found) for key, found in targets.items()}, tuple(addressees), dict(frames))


@cache
def _rules() -> Rules:
    return Rules.load()


def _kind(act: Act) -> str | None:
    """Return the kind of target that a span can stand for; null where its shape does not tell."""
    if act.target is None or act.stance == "transmit":
        return None
    text = act.target.text
    if _NOISE.search(text):
        return None
    words = text.split()
    if _MARKS.intersection(text) or not _LEAST <= len(words) <= _MOST or ". " in text:
        return None
    first = words[0]
    if first in ("dat", "of", "om"):
        return first
    if act.addressees and act.stance in ("request", "urge", "encourage", "recommend"):
        return "te" if " te " in text and first not in ("of", "waarom", "hoe") else None
    plain = first in _DETERMINERS and act.stance not in ("commend", "sympathise", "commit", "expect")
    return "np" if plain and " te " not in text else None
