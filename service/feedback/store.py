"""Keeps corrections and their withdrawals for good.

A correction is stored once, under the hash of all that it says. One that came without a time is the same as the
person's latest of that text where nothing else differs.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, insert, select

from labels.corrections import Correction, resolve, same_acts
from labels.tokens import words_of
from service.database import Database, written
from service.feedback.contract import State
from service.feedback.lines import ID_LENGTH, act_object, correction_id, paragraph_of
from service.feedback.tables import CORRECTIONS, SCHEMA, WITHDRAWALS

_ID: Final = re.compile(f"[0-9a-f]{{1,{ID_LENGTH}}}")
_AT_ONCE: Final = 500
"""So many values stand in one query; databases allow some thousands."""


@dataclass(frozen=True, slots=True)
class Submitted:
    """A correction to store. ``dated`` says whether its time came with it."""

    correction: Correction
    dated: bool = True


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Who withdrew a correction, and when."""

    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Stored:
    """A correction as it was stored; ``received`` is when."""

    id: str
    correction: Correction
    received: datetime
    withdrawn: Withdrawal | None = None

    @property
    def state(self) -> State:
        """Whether it stands."""
        return "standing" if self.withdrawn is None else "withdrawn"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a correction; ``duplicate`` says that it was there already."""

    stored: Stored
    duplicate: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """A stored correction among the others of its text.

    ``counts`` says that it is the one to train on; ``duplicates`` are the standing ones with the same acts;
    ``contradicts`` those with which it disagrees by the rule of ``labels/corrections.py``.
    """

    stored: Stored
    counts: bool = False
    duplicates: tuple[str, ...] = ()
    contradicts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """Corrections, newest first; ``next`` is the id behind which the next page begins, or null."""

    entries: tuple[Entry, ...]
    next: str | None = None


class UnknownCorrection(LookupError):
    """No correction is named so; or ``several`` are. Carries ``id``."""

    def __init__(self, id: str, *, several: bool = False) -> None:
        if several:
            super().__init__(f"More than one correction has an id that begins with '{id}'. Give more of it.")
        else:
            super().__init__(f"No correction has the id '{id}'. `standpunt feedback list` shows them.")
        self.id = id
        self.several = several


class FeedbackStore:
    """The corrections at ``place``: the path of an SQLite file, or a URL of PostgreSQL.

    Every method raises ``DatabaseUnusable``, and then has stored nothing.
    """

    def __init__(self, place: str) -> None:
        self.database = Database(place, SCHEMA)

    def add(self, submitted: Sequence[Submitted], now: datetime) -> tuple[Receipt, ...]:
        """Store the corrections, all or none, and say of each what became of it, in their order."""
        with self.database.writing() as connection:
            receipts = _receipts(connection, submitted, now)
            rows = [_row(each.stored) for each in receipts if not each.duplicate]
            if rows:
                connection.execute(insert(CORRECTIONS), rows)
            return receipts

    def plan(self, submitted: Sequence[Submitted], now: datetime) -> tuple[Receipt, ...]:
        """Return what ``add`` would, and store nothing."""
        with self.database.reading() as connection:
            return _receipts(connection, submitted, now)

    def page(self, *, after: str | None = None, limit: int = 50, state: State | None = None) -> Page:
        """Return at most ``limit`` corrections that were stored before the one with the id ``after``, newest first.

        Raises ``UnknownCorrection`` where there is none with that id.
        """
        with self.database.reading() as connection:
            before = None
            if after is not None:
                _refuse_no_id(after)
                found = select(CORRECTIONS.c.number).where(CORRECTIONS.c.id == after)
                before = connection.execute(found).scalar() if connection else None
                if before is None:
                    raise UnknownCorrection(after)
            if connection is None:
                return Page(())
            query = _everything().order_by(CORRECTIONS.c.number.desc()).limit(limit + 1)
            if before is not None:
                query = query.where(CORRECTIONS.c.number < before)
            if state is not None:
                stands = WITHDRAWALS.c.correction.is_(None)
                query = query.where(stands if state == "standing" else ~stands)
            rows = [_stored(row) for row in connection.execute(query)]
            shown = rows[:limit]
            return Page(tuple(_entries(connection, shown)), shown[-1].id if len(rows) > limit else None)

    def withdraw(self, id: str, by: str, now: datetime) -> Entry:
        """Note that a correction no longer stands; one that was withdrawn before keeps the first who did.

        Raises ``UnknownCorrection``.
        """
        # Looking first makes no database for an id that cannot be there.
        self.named(id)
        with self.database.writing() as connection:
            stored = _stored(connection.execute(_everything().where(CORRECTIONS.c.id == id)).one())
            if stored.withdrawn is None:
                stored = replace(stored, withdrawn=Withdrawal(by, now))
                row = {"correction": id, "by_whom": by, "at": written(now)}
                connection.execute(insert(WITHDRAWALS), row)
            return Entry(stored)

    def named(self, id: str, *, begin: bool = False) -> Stored:
        """Return the correction with an id, or whose id alone begins so. Raises ``UnknownCorrection``."""
        _refuse_no_id(id)
        with self.database.reading() as connection:
            fits = CORRECTIONS.c.id.startswith(id) if begin else CORRECTIONS.c.id == id
            found = connection.execute(_everything().where(fits).limit(2)).all() if connection else []
        if len(found) != 1:
            raise UnknownCorrection(id, several=len(found) > 1)
        return _stored(found[0])

    def standing(self) -> Iterator[Correction]:
        """Yield all corrections that were not withdrawn, in the order in which they were stored."""
        with self.database.reading() as connection:
            if connection is None:
                return
            query = _everything().where(WITHDRAWALS.c.correction.is_(None)).order_by(CORRECTIONS.c.number)
            for row in connection.execute(query).yield_per(_AT_ONCE):
                yield _stored(row).correction


def _refuse_no_id(id: str) -> None:
    # A database would choke on some texts, and take others for patterns.
    if not _ID.fullmatch(id):
        raise UnknownCorrection(id)


def _receipts(connection: Connection | None, submitted: Sequence[Submitted], now: datetime) -> tuple[Receipt, ...]:
    """Tell apart what is new and what is there already, in the database or earlier in the list."""
    keys = [_words_key(each.correction) for each in submitted]
    groups = _of_texts(connection, keys)
    receipts = []
    for key, each in zip(keys, submitted, strict=True):
        same = _same(each, groups[key])
        stored = same or Stored(correction_id(each.correction), each.correction, now)
        if same is None:
            groups[key].append(stored)
        receipts.append(Receipt(stored, same is not None))
    return tuple(receipts)


def _same(submitted: Submitted, group: Sequence[Stored]) -> Stored | None:
    given = submitted.correction
    if not submitted.dated:
        own = [each for each in group if each.correction.by == given.by and each.withdrawn is None]
        # As in the rule that chooses: of two at the same time the later stored is the latest.
        latest = max(enumerate(own), key=lambda pair: (pair[1].correction.at, pair[0]), default=None)
        if latest and latest[1].correction == replace(given, at=latest[1].correction.at):
            return latest[1]
        return None
    return next((each for each in group if each.correction == given), None)


def _entries(connection: Connection, shown: Sequence[Stored]) -> Iterator[Entry]:
    """Yield the corrections with what the other standing ones of their texts mean for them."""
    groups = _of_texts(connection, [_words_key(each.correction) for each in shown])
    for each in shown:
        if each.withdrawn:
            yield Entry(each)
            continue
        group = [other for other in groups[_words_key(each.correction)] if other.withdrawn is None]
        ids = {other.correction: other.id for other in group}
        resolved = resolve(other.correction for other in group)
        pairs = [(ids[pair.kept], ids[pair.given_up]) for pair in resolved.contradictions]
        yield Entry(
            each,
            counts=each.correction in resolved.corrections,
            duplicates=tuple(
                other.id for other in group if other.id != each.id and same_acts(other.correction, each.correction)
            ),
            contradicts=tuple(other for pair in pairs if each.id in pair for other in pair if other != each.id),
        )


def _of_texts(connection: Connection | None, keys: Iterable[str]) -> Mapping[str, list[Stored]]:
    """Return all corrections of texts, in the order in which they were stored, by the keys of the texts."""
    groups: dict[str, list[Stored]] = defaultdict(list)
    if connection is None:
        return groups
    wanted = list(dict.fromkeys(keys))
    for start in range(0, len(wanted), _AT_ONCE):
        some = CORRECTIONS.c.words.in_(wanted[start : start + _AT_ONCE])
        for row in connection.execute(_everything().where(some).order_by(CORRECTIONS.c.number)):
            groups[row.words].append(_stored(row))
    return groups


def _everything() -> Select[Any]:
    withdrawal = (WITHDRAWALS.c.by_whom.label("withdrawn_by"), WITHDRAWALS.c.at.label("withdrawn_at"))
    return select(CORRECTIONS, *withdrawal).join_from(
        CORRECTIONS, WITHDRAWALS, WITHDRAWALS.c.correction == CORRECTIONS.c.id, isouter=True
    )


def _row(stored: Stored) -> dict[str, Any]:
    given = stored.correction
    return {
        "id": stored.id,
        "words": _words_key(given),
        "paragraph": given.paragraph.id,
        "text": given.paragraph.text,
        "acts": [act_object(act) for act in given.paragraph.acts],
        "by_whom": given.by,
        "at": written(given.at),
        "model": given.model,
        "note": given.note,
        "received": written(stored.received),
    }


def _stored(row: Row[Any]) -> Stored:
    paragraph = paragraph_of(row.paragraph, row.text, row.acts)
    correction = Correction(paragraph, row.by_whom, datetime.fromisoformat(row.at), row.model, row.note)
    gone = row.withdrawn_by is not None
    withdrawal = Withdrawal(row.withdrawn_by, datetime.fromisoformat(row.withdrawn_at)) if gone else None
    return Stored(row.id, correction, datetime.fromisoformat(row.received), withdrawal)


def _words_key(correction: Correction) -> str:
    return sha256(json.dumps(words_of(correction.paragraph.text)).encode()).hexdigest()
