from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.windows import Window, windows


def test_nothing_needs_no_window() -> None:
    assert windows(0, 510) == ()


@pytest.mark.parametrize("length", [1, 509, 510])
def test_what_fits_is_read_whole(length: int) -> None:
    assert windows(length, 510) == (Window(0, length, 0, length),)


def test_one_more_takes_two_windows_that_meet_in_the_middle() -> None:
    assert windows(511, 510) == (Window(0, 510, 0, 255), Window(1, 511, 255, 511))


@given(st.integers(1, 4000), st.integers(6, 600))
def test_every_place_is_answered_for_once_inside_its_window(length: int, room: int) -> None:
    found = windows(length, room)
    assert [place for window in found for place in range(window.first, window.last)] == list(range(length))
    for window in found:
        assert 0 <= window.begin <= window.first < window.last <= window.end <= length
        assert window.end - window.begin == min(length, room)


@given(st.integers(1, 1500), st.integers(6, 200))
def test_the_window_that_answers_sees_furthest(length: int, room: int) -> None:
    found = windows(length, room)

    def sight(window: Window, place: int) -> float:
        if not window.begin <= place < window.end:
            return -1
        left = place - window.begin if window.begin else length
        right = window.end - 1 - place if window.end < length else length
        return min(left, right)

    for window in found:
        for place in (window.first, window.last - 1):
            assert sight(window, place) == max(sight(each, place) for each in found)


@given(st.integers(601, 4000), st.integers(6, 600))
def test_neighbours_share_a_quarter_and_no_window_is_in_vain(length: int, room: int) -> None:
    found = windows(length, room)
    for window, after in pairwise(found):
        assert (window.end - after.begin) * 4 >= room
    fewest = -(-(length - room) // (room - -(-room // 4))) + 1
    assert len(found) == fewest
