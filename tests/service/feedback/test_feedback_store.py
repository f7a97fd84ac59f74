from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from corrected import NOON, corrections, kept
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from labels.corrections import Correction, resolve
from labels.scheme import Paragraph
from service.database import DatabaseUnusable
from service.feedback.lines import correction_id
from service.feedback.store import FeedbackStore, Receipt, Submitted, UnknownCorrection
from service.feedback.tables import CORRECTIONS

NOW = NOON + timedelta(days=1)


@pytest.fixture
def store(place: str) -> Iterator[FeedbackStore]:
    found = FeedbackStore(place)
    yield found
    found.database.close()


def add(store: FeedbackStore, *given_ones: Correction, dated: bool = True, now: datetime = NOW) -> list[Receipt]:
    submitted = [Submitted(each if dated else replace(each, at=now), dated) for each in given_ones]
    return list(store.add(submitted, now))


def ids(store: FeedbackStore, **asked: object) -> list[str]:
    return [each.stored.id for each in store.page(**asked).entries]  # type: ignore[arg-type]


def test_a_store_in_which_nothing_is(store: FeedbackStore, place: str) -> None:
    assert store.page().entries == ()
    assert list(store.standing()) == []
    assert [each.duplicate for each in store.plan([Submitted(kept())], NOW)] == [False]
    with pytest.raises(UnknownCorrection):
        store.withdraw("ab", "anna", NOW)
    with pytest.raises(UnknownCorrection):
        store.page(after="ab")
    assert not Path(place).exists()


def test_what_is_stored_is_there(store: FeedbackStore, place: str) -> None:
    (receipt,) = add(store, kept(note="zie de toelichting"))
    assert not receipt.duplicate
    (entry,) = FeedbackStore(place).page().entries
    assert entry.stored == receipt.stored
    assert entry.stored.correction == kept(note="zie de toelichting")
    assert (entry.stored.received, entry.stored.state, entry.counts) == (NOW, "standing", True)
    assert entry.stored.id == correction_id(entry.stored.correction)


def test_the_same_correction_is_stored_once(store: FeedbackStore) -> None:
    (first,) = add(store, kept())
    again, other, third = add(store, kept(), kept(note="anders"), kept(note="anders"))
    assert (again.duplicate, other.duplicate, third.duplicate) == (True, False, True)
    assert again.stored == first.stored
    assert ids(store) == [other.stored.id, first.stored.id]


def test_without_a_time_the_same_is_the_latest_of_that_person(store: FeedbackStore) -> None:
    (first,) = add(store, kept(), dated=False)
    later = NOW + timedelta(hours=1)
    (again,) = add(store, kept(), dated=False, now=later)
    assert again.duplicate
    assert again.stored.correction.at == NOW
    (bert,) = add(store, kept(by="bert"), dated=False, now=later)
    assert not bert.duplicate
    # Anna changes her mind, and changes it back: the third is no copy of the first, which no longer counts.
    changed, back = add(store, kept(stance="note"), kept(), dated=False, now=later)
    assert not changed.duplicate
    assert not back.duplicate
    assert back.stored.id != first.stored.id


def test_all_are_stored_or_none(store: FeedbackStore) -> None:
    # Half of a character of UTF-16 is nothing that a database can hold.
    broken = replace(kept(), paragraph=Paragraph("1", "betreurt \ud800"))
    with pytest.raises((UnicodeEncodeError, DatabaseUnusable)):
        add(store, kept(), broken)
    assert ids(store) == []


def test_pages_go_from_new_to_old(store: FeedbackStore) -> None:
    stored = [each.stored.id for each in add(store, *(kept(f"betreurt dag {day}", hour=-day) for day in range(5)))]
    first = store.page(limit=2)
    assert [each.stored.id for each in first.entries] == stored[:2:-1]
    second = store.page(limit=2, after=first.next)
    assert [each.stored.id for each in second.entries] == [stored[2], stored[1]]
    last = store.page(limit=2, after=second.next)
    assert [each.stored.id for each in last.entries] == [stored[0]]
    assert last.next is None
    assert store.page(limit=5).next is None


def test_a_withdrawal_hides_nothing(store: FeedbackStore) -> None:
    anna, bert = (each.stored.id for each in add(store, kept(), kept(by="bert", hour=1, stance="note")))
    entry = store.withdraw(bert, "carla", NOW)
    assert entry.stored.withdrawn
    assert (entry.stored.withdrawn.by, entry.stored.withdrawn.at) == ("carla", NOW)
    # Who was first stays.
    assert store.withdraw(bert, "dirk", NOW + timedelta(days=1)).stored == entry.stored
    newest, oldest = store.page().entries
    assert (newest.stored, newest.counts, newest.contradicts) == (entry.stored, False, ())
    assert (oldest.counts, oldest.contradicts) == (True, ())
    assert ids(store, state="withdrawn") == [bert]
    assert ids(store, state="standing") == [anna]
    assert [each.by for each in store.standing()] == ["anna"]
    with store.database.reading() as connection:
        assert connection is not None
        assert connection.execute(select(func.count()).select_from(CORRECTIONS)).scalar() == 2


def test_what_was_withdrawn_is_stored_again_with_a_new_time_only(store: FeedbackStore) -> None:
    (first,) = add(store, kept())
    store.withdraw(first.stored.id, "anna", NOW)
    (same,) = add(store, kept())
    assert (same.duplicate, same.stored.state) == (True, "withdrawn")
    (later,) = add(store, kept(), dated=False)
    assert (later.duplicate, later.stored.state) == (False, "standing")


def test_people_who_contradict_each_other_are_shown(store: FeedbackStore) -> None:
    given_ones = (kept(), kept("Betreurt  de stilte;", by="bert", hour=1), kept(by="carla", hour=2, stance="note"))
    anna, bert, carla = (each.stored.id for each in add(store, *given_ones))
    shown = {each.stored.id: each for each in store.page().entries}
    assert [shown[id].counts for id in (anna, bert, carla)] == [False, False, True]
    assert shown[anna].duplicates == (bert,)
    assert shown[bert].duplicates == (anna,)
    assert sorted(shown[carla].contradicts) == sorted((anna, bert))
    assert shown[anna].contradicts == shown[bert].contradicts == (carla,)
    # A page that holds but one of them tells the same.
    (last,) = store.page(after=bert).entries
    assert last == shown[anna]


def test_the_beginning_of_an_id_will_do_where_it_is_one(store: FeedbackStore) -> None:
    first, *others = (each.stored.id for each in add(store, *(kept(hour=hour) for hour in range(20))))
    assert store.named(first[:12], begin=True).id == first
    with pytest.raises(UnknownCorrection):
        store.named(first[:12])
    for pattern in ("", "%", "_" * 32, "zz", "\x00", "\ud800", first.upper(), first + "0"):
        with pytest.raises(UnknownCorrection) as caught:
            store.named(pattern, begin=True)
        assert not caught.value.several
    # Of twenty ids two begin with the same of sixteen digits.
    digits = [id[0] for id in (first, *others)]
    common = max(digits, key=digits.count)
    with pytest.raises(UnknownCorrection, match="More than one"):
        store.named(common, begin=True)


def test_more_than_fit_in_one_query(store: FeedbackStore) -> None:
    many = [kept(f"betreurt dag {day}") for day in range(1203)]
    assert not any(each.duplicate for each in add(store, *many))
    assert all(each.duplicate for each in add(store, *many))
    assert list(store.standing()) == many


def test_a_plan_is_what_would_be_done(store: FeedbackStore) -> None:
    add(store, kept())
    plan = store.plan([Submitted(kept()), Submitted(kept(by="bert"))], NOW)
    assert [each.duplicate for each in plan] == [True, False]
    assert len(ids(store)) == 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.lists(corrections, max_size=4, unique=True))
def test_corrections_come_back_as_they_were(store: FeedbackStore, given_ones: list[Correction]) -> None:
    receipts = add(store, *given_ones)
    assert [store.named(each.stored.id).correction for each in receipts] == given_ones


_STEPS = st.lists(
    st.tuples(
        st.sampled_from(["betreurt dit", "Betreurt dit;", "betreurt dat"]),
        st.sampled_from(["anna", "bert"]),
        st.integers(0, 2),
        st.sampled_from(["deplore", "note"]),
        st.booleans(),
    ),
    max_size=8,
)


@settings(max_examples=25)
@given(_STEPS)
def test_what_counts_is_what_training_keeps(steps: list[tuple[str, str, int, str, bool]]) -> None:
    with TemporaryDirectory() as folder:
        store = FeedbackStore(str(Path(folder) / "corrections.sqlite3"))
        for text, by, hour, stance, gone in steps:
            (receipt,) = add(store, kept(text, by, hour, stance))
            if gone:
                store.withdraw(receipt.stored.id, "carla", NOW)
        entries = store.page().entries
        resolved = resolve(store.standing())
        assert {each.stored.correction for each in entries if each.counts} == set(resolved.corrections)
        pairs = {
            frozenset((correction_id(each.kept), correction_id(each.given_up))) for each in resolved.contradictions
        }
        shown = {frozenset((each.stored.id, other)) for each in entries for other in each.contradicts}
        assert shown == pairs
        assert len(entries) == len({(text, by, hour, stance) for text, by, hour, stance, _ in steps})
