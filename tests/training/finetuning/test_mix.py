from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labels.scheme import Paragraph
from training.finetuning.mix import DEFAULT, Course, Mix, Turn
from training.records import ORIGINS, Origin, Record


def record(origin: Origin, length: int = 5) -> Record:
    return Record(Paragraph("1", "x" * length), origin, "een")


def places(found: list[Turn], records: list[Record], origin: Origin) -> list[int]:
    return [place for place, turn in enumerate(found) if records[turn.record].origin == origin]


def test_each_record_comes_as_often_as_its_origin_says() -> None:
    records = [record("gold"), record("composed"), record("silver"), record("correction")]
    found = Mix({"gold": Course(3), "composed": Course(1), "silver": Course(0)}).order(records, 2)
    assert sorted((turn.record, turn.time) for turn in found) == [(0, 0), (0, 1), (0, 2), (1, 0)]


def test_nothing_to_learn() -> None:
    assert Mix().order([], 8) == []
    assert Mix({}).order([record("gold")], 8) == []


def test_the_default_knows_every_origin() -> None:
    assert set(DEFAULT) == set(ORIGINS)
    assert Mix().courses == DEFAULT
    assert all(0 <= course.begin < course.end <= 1 for course in DEFAULT.values())


def test_a_course_lasts_from_its_begin_to_its_end() -> None:
    """In batches of one, of one length, and more of them than are sorted together."""
    records = [record("composed")] * 400 + [record("gold")] * 400
    found = Mix({"composed": Course(1, 0.0, 0.5), "gold": Course(1, 0.5, 1.0)}).order(records, 1)
    first, last = places(found, records, "composed"), places(found, records, "gold")
    assert max(first) < 400 + 32
    assert min(last) >= 400 - 32


def test_the_times_of_a_record_come_one_after_the_other() -> None:
    records = [record("gold") for _ in range(200)]
    found = Mix({"gold": Course(4)}).order(records, 1)
    where = {turn: place for place, turn in enumerate(found)}
    for number in range(200):
        for time in range(3):
            # Only what is sorted together may change places.
            assert where[Turn(number, time)] < where[Turn(number, time + 1)] + 32


def test_the_seed_decides_the_order() -> None:
    records = [record("gold", length) for length in range(50)]
    assert Mix(seed=3).order(records, 4) == Mix(seed=3).order(records, 4)
    assert Mix(seed=3).order(records, 4) != Mix(seed=4).order(records, 4)


@pytest.mark.parametrize("count", [50, 51, 53])
def test_a_batch_is_about_equally_long_even_where_the_last_is_not_full(count: int) -> None:
    records = [record("gold", 10 * length) for length in range(count)]
    found = Mix({"gold": Course(1)}).order(records, 10)
    steps = [found[at : at + 10] for at in range(0, count, 10)]
    assert len(steps[-1]) == (count % 10 or 10)
    for step in steps:
        lengths = sorted(len(records[turn.record].paragraph.text) for turn in step)
        assert lengths[-1] - lengths[0] == 10 * (len(step) - 1)


def test_short_batches_do_not_all_come_first() -> None:
    records = [record("gold", length) for length in range(640)]
    found = Mix({"gold": Course(1)}).order(records, 20)
    firsts = [found[at].record for at in range(0, 640, 20)]
    assert firsts != sorted(firsts)


origins = st.sampled_from(ORIGINS)
courses = st.dictionaries(
    origins,
    st.builds(
        lambda times, one, other: Course(times, min(one, other), max(one, other)),
        st.integers(0, 4),
        st.floats(0, 1),
        st.floats(0, 1),
    ),
)


@given(st.lists(st.builds(record, origins, st.integers(1, 99)), max_size=60), courses, st.integers(1, 9), st.integers())
def test_every_turn_is_taken_once(records: list[Record], by: dict[Origin, Course], batch: int, seed: int) -> None:
    found = Mix(by, seed).order(records, batch)
    expected = Counter(
        Turn(number, time)
        for number, each in enumerate(records)
        for time in range(by[each.origin].times if each.origin in by else 0)
    )
    assert Counter(found) == expected


@given(st.lists(st.integers(1, 99), min_size=1, max_size=90), st.integers(1, 9))
def test_the_steps_within_a_chunk_do_not_overlap_in_length(lengths: list[int], batch: int) -> None:
    records = [record("gold", length) for length in lengths]
    found = Mix({"gold": Course(1)}).order(records, batch)
    for start in range(0, len(found), 32 * batch):
        chunk = [lengths[turn.record] for turn in found[start : start + 32 * batch]]
        steps = sorted(
            (min(step), max(step)) for step in (chunk[at : at + batch] for at in range(0, len(chunk), batch))
        )
        assert all(one[1] <= other[0] for one, other in pairwise(steps))
