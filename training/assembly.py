"""Which labelled paragraph goes into which set, and which into none.

The annotated documents go by their sets; everything else only trains. What has the words of a paragraph that judges,
or nearly, is dropped: a model may not be judged by what it was taught.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from labels.tokens import Words, words_of
from training.gold import SPLIT_NAMES, SPLITS, GoldDocument, GoldProblem, Split
from training.gold_check import NEAR
from training.gold_records import gold_records
from training.near_duplicates import NearIndex
from training.records import Origin, Record

Reason = Literal["judges", "nearly judges", "in the gold", "corrected", "repeated"]
REASONS: Final[Mapping[Reason, str]] = {
    "judges": "has the words of a validation or test paragraph",
    "nearly judges": "is a near-duplicate of a validation or test paragraph",
    "in the gold": "has the words of a gold paragraph that trains",
    "corrected": "a correction of the same text took its place",
    "repeated": "has the words of an earlier one",
}

_PRECEDENCE: Final[tuple[Origin, ...]] = ("correction", "composed", "silver")


@dataclass(frozen=True, slots=True)
class Source:
    """Records that only train, and where they come from.

    ``provenance`` is told in the manifest as it is: names, seeds, hashes; it must be what JSON can hold.
    """

    origin: Origin
    records: Iterable[Record]
    provenance: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Dropped:
    """A record that comes into no set. ``id`` is its own, ``text`` the paragraph."""

    origin: Origin
    reason: Reason
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Assembled:
    """The records of each set in order, and what was dropped."""

    sets: Mapping[Split, tuple[Record, ...]]
    dropped: tuple[Dropped, ...]


class RepeatedId(ValueError):
    """Two records have one id, so that no one could tell them apart. Carries ``id``."""

    def __init__(self, id: str) -> None:
        super().__init__(f"The id '{id}' stands twice. Give each paragraph of a data set an id of its own.")
        self.id = id


def assemble(documents: Sequence[GoldDocument], sources: Iterable[Source] = ()) -> Assembled:
    """Divide records into the sets.

    Train begins with the gold, then come corrections, composed and silver, each in its own order; of records with the
    same words the first stays. Raises ``GoldProblem`` where a document is in none of the sets, and ``RepeatedId``.
    """
    sets: dict[Split, list[Record]] = {split: [] for split in SPLIT_NAMES}
    for document in documents:
        sets[_split(document)].extend(gold_records(document))
    dropped: list[Dropped] = []
    sets["train"].extend(_admitted(sets, list(sources), dropped))
    _refuse_repeated_ids(record for records in sets.values() for record in records)
    return Assembled({split: tuple(records) for split, records in sets.items()}, tuple(dropped))


def _split(document: GoldDocument) -> Split:
    found = next((split for split in SPLIT_NAMES if split == document.split), None)
    if found is None:
        problem = f"its set '{document.split}' does not exist" if document.split else f"{SPLITS} does not name it"
        raise GoldProblem(document.path, problem, f"Name '{document.name}' under one of: {', '.join(SPLIT_NAMES)}.")
    return found


def _admitted(
    sets: Mapping[Split, Sequence[Record]], sources: Sequence[Source], dropped: list[Dropped]
) -> Iterator[Record]:
    judging = [words_of(each.paragraph.text) for split in SPLIT_NAMES if split != "train" for each in sets[split]]
    near = NearIndex(judging, NEAR)
    exact = frozenset(judging)
    taken: dict[Words, Origin] = {words_of(each.paragraph.text): "gold" for each in sets["train"]}
    for origin in _PRECEDENCE:
        for record in (record for source in sources if source.origin == origin for record in source.records):
            words = words_of(record.paragraph.text)
            if (reason := _reason(words, taken, exact, near)) is not None:
                dropped.append(Dropped(origin, reason, record.paragraph.id, record.paragraph.text))
            else:
                taken[words] = origin
                yield record


def _reason(words: Words, taken: Mapping[Words, Origin], exact: frozenset[Words], near: NearIndex) -> Reason | None:
    if words in exact:
        return "judges"
    earlier = taken.get(words)
    if earlier is not None:
        by_origin: dict[Origin, Reason] = {"gold": "in the gold", "correction": "corrected"}
        return by_origin.get(earlier, "repeated")
    return "nearly judges" if near.similarity(words) else None


def _refuse_repeated_ids(records: Iterable[Record]) -> None:
    seen: set[str] = set()
    for record in records:
        if record.paragraph.id in seen:
            raise RepeatedId(record.paragraph.id)
        seen.add(record.paragraph.id)
