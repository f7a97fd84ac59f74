"""Which labelled paragraphs a fine-tuning sees, how often, and in what order."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from training.records import Origin, Record

_CHUNK: Final = 32
"""So many batches are sorted by length together; between chunks the order is that of the course."""


@dataclass(frozen=True, slots=True)
class Course:
    """How the records of one origin come in: so many ``times``, between two points of the training (0 to 1)."""

    times: int
    begin: float = 0.0
    end: float = 1.0


DEFAULT: Final[Mapping[Origin, Course]] = {
    "composed": Course(1, 0.0, 0.8),
    "silver": Course(2, 0.0, 0.9),
    "correction": Course(8, 0.3, 1.0),
    "gold": Course(8, 0.1, 1.0),
}
"""Composed text is plain and plenty: it comes first, and real turns of phrase last."""


@dataclass(frozen=True, slots=True)
class Turn:
    """Record number ``record``, for the ``time``-th time."""

    record: int
    time: int


@dataclass(frozen=True, slots=True)
class Mix:
    """The courses by origin; an origin that is not named is left out. ``seed`` decides the order."""

    courses: Mapping[Origin, Course] = field(default_factory=lambda: dict(DEFAULT))
    seed: int = 1

    def order(self, records: Sequence[Record], batch: int) -> list[Turn]:
        """Return the records in the order in which they are learned.

        ``batch`` of them make a step, and are about equally long.
        """
        chance = random.Random(self.seed)
        timed: list[tuple[float, Turn]] = []
        for number, record in enumerate(records):
            course = self.courses.get(record.origin)
            for time in range(course.times if course else 0):
                assert course is not None
                share = (time + chance.random()) / course.times
                timed.append((course.begin + share * (course.end - course.begin), Turn(number, time)))
        timed.sort(key=lambda item: (item[0], item[1].record))
        turns = [turn for _, turn in timed]
        found: list[Turn] = []
        for start in range(0, len(turns), _CHUNK * batch):
            chunk = sorted(
                turns[start : start + _CHUNK * batch], key=lambda turn: len(records[turn.record].paragraph.text)
            )
            batches = [chunk[at : at + batch] for at in range(0, len(chunk), batch)]
            # A batch that is not full would shift those behind it, so that they are no longer equally long.
            rest = batches.pop() if len(chunk) % batch else []
            chance.shuffle(batches)
            found += [turn for each in (*batches, rest) for turn in each]
        return found
