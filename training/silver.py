"""Silver: paragraphs of real motions, labelled by the rules where they are sure.

The text of a motion goes into the data set that a person builds, never into the project.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Final, Literal

from labels.rules import Rules
from labels.scheme import Paragraph
from labels.tokens import Words, words_of
from service.documents.errors import DocumentError
from service.documents.model import Document, Passage
from service.documents.segment import segment
from training.motions import Motion
from training.records import Record
from training.sureness import Sureness, Tally

MOST_PER_FRAME: Final = 300
NEGATIVES: Final = 1.0

LeftOut = Literal["no act", "not sure", "cut off", "repeated", "frame has its share", "negatives have their share"]
NO_ACT: Final = "no act"
NOT_SURE: Final = "not sure"
CUT_OFF: Final = "cut off"
REPEATED: Final = "repeated"
ENOUGH_OF_FRAME: Final = "frame has its share"
ENOUGH_NEGATIVES: Final = "negatives have their share"

_STYLES: Final = {
    "Europees Parlement": "ep",
    "Tweede Kamer": "tk",
    "Kamer van volksvertegenwoordigers": "be",
    "Vlaams Parlement": "vp",
}
_NEGATIVE_ROLES: Final = ("citation", "recital")


@dataclass(frozen=True, slots=True)
class Limits:
    """How much silver is taken.

    ``per_frame`` is how many paragraphs of one frame, so that "verzoekt de regering" does not swamp the others: a
    paragraph is left out where every frame in it has had its share. ``negatives`` is how many recitals and citations
    for each paragraph with an act.
    """

    per_frame: int = MOST_PER_FRAME
    negatives: float = NEGATIVES


@dataclass(frozen=True, slots=True)
class Silver:
    """The labelled paragraphs, those with acts first, and how many were left out for which reason."""

    records: tuple[Record, ...]
    left_out: Mapping[LeftOut, int]


class Silversmith:
    """Labels motions with the rules. ``tally`` says which frames have proved themselves."""

    def __init__(
        self, rules: Rules, tally: Tally, sureness: Sureness | None = None, limits: Limits | None = None
    ) -> None:
        self._rules = rules
        self._tally = tally
        self._sureness = sureness or Sureness()
        self._limits = limits or Limits()

    def silver(self, motions: Iterable[Motion]) -> Silver:
        """Label the operatives that the rules are sure of, and take recitals and citations as paragraphs without acts.

        A text comes once. The same motions in the same order give the same records.
        """
        seen: set[Words] = set()
        of_frame: Counter[str | None] = Counter()
        left_out: Counter[LeftOut] = Counter()
        acting: list[Record] = []
        negatives: list[Record] = []
        for record in (record for motion in motions for record in records_of(motion)):
            words = words_of(record.paragraph.text)
            if words in seen:
                left_out[REPEATED] += 1
                continue
            seen.add(words)
            acts = self._rules.acts(record.paragraph.text)
            if record.paragraph.role in _NEGATIVE_ROLES:
                # An act of the rules where none can be is a sign that the paragraph was cut or named wrongly.
                if acts:
                    left_out[NOT_SURE] += 1
                else:
                    negatives.append(record)
                continue
            if not self._sureness.holds(record.paragraph.text, acts, self._rules.lexicon, self._tally):
                left_out[NOT_SURE if acts else NO_ACT] += 1
                continue
            if record.paragraph.text.rstrip()[-1].isalnum():
                left_out[CUT_OFF] += 1
                continue
            frames = {act.frame for act in acts}
            if all(of_frame[frame] >= self._limits.per_frame for frame in frames):
                left_out[ENOUGH_OF_FRAME] += 1
                continue
            of_frame.update(frames)
            acting.append(replace(record, paragraph=replace(record.paragraph, acts=acts)))
        kept = _spread(negatives, round(self._limits.negatives * len(acting)))
        left_out[ENOUGH_NEGATIVES] += len(negatives) - len(kept)
        return Silver((*acting, *kept), {reason: count for reason, count in sorted(left_out.items()) if count})


def records_of(motion: Motion) -> Iterator[Record]:
    """Yield the operatives, recitals and citations of a motion without acts, as the segmenter cuts them."""
    try:
        document = segment(motion.text)
    except DocumentError:
        return
    name = f"silver-{sha256(motion.text.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"
    style = _STYLES.get(document.metadata.body or "", "")
    for passage in _passages(document):
        paragraph = Paragraph(f"{name}/{passage.id}", passage.text, (), passage.role, passage.id)
        yield Record(paragraph, "silver", name, style=style, subject=motion.subject, date=motion.date)


def _passages(document: Document) -> Iterator[Passage]:
    for passage in document.passages:
        if (passage.role == "operative" or passage.role in _NEGATIVE_ROLES) and words_of(passage.text):
            yield passage


def _spread(records: Sequence[Record], wanted: int) -> list[Record]:
    """Return so many of the records, evenly from the first to the last."""
    if wanted >= len(records):
        return list(records)
    return [records[place * len(records) // wanted] for place in range(wanted)]
