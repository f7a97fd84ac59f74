"""champion.json: what a promotion and a rollback make of it, and that it is never seen in part."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from stores import tag, version

from service.champion import (
    FILE,
    KEPT,
    Champion,
    ChampionFile,
    Reign,
    promoted,
    rolled_back,
    tag_of,
    version_of,
)
from service.model_folder import UnusableModel

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def champion(*numbers: int) -> Champion:
    """Return the champion after these promotions, an hour apart."""
    found: Champion | None = None
    for at, number in enumerate(numbers):
        found = promoted(found, tag(number), NOON + timedelta(hours=at), f"user {at}")
    assert found is not None
    return found


def test_a_tag_holds_a_version() -> None:
    assert tag_of(version(7)) == tag(7) == "standpunt:bert-2026.11.24-00000007"
    assert version_of(tag(7)) == version(7)


@pytest.mark.parametrize(
    "other",
    ["", "standpunt", "standpunt:latest", version(7), "standpunt:../../etc", f"{tag(7)}\n", f"x{tag(7)}", f"{tag(7)}0"],
)
def test_what_is_no_tag_has_no_version(other: str) -> None:
    assert version_of(other) is None


@given(st.one_of(st.text(max_size=40), st.from_regex(r"\Abert-[0-9]{4}[./][0-9]{2}[./][0-9]{2}-[0-9a-g]{8}\Z")))
def test_what_has_a_version_is_a_name_of_one_folder(text: str) -> None:
    found = version_of(f"standpunt:{text}")
    assert found is None or (found == text and Path(found).name == found)


def test_a_promotion_remembers_who_was_champion() -> None:
    found = champion(1, 2, 3)
    assert (found.tag, found.since, found.by) == (tag(3), NOON + timedelta(hours=2), "user 2")
    assert found.earlier == (
        Reign(tag=tag(1), since=NOON, by="user 0"),
        Reign(tag=tag(2), since=NOON + timedelta(hours=1), by="user 1"),
    )


def test_the_champion_promoted_again_keeps_its_date() -> None:
    once = champion(1, 2)
    assert promoted(once, tag(2), NOON + timedelta(days=1), "another") == once


def test_a_rollback_takes_the_later_ones_away() -> None:
    back = rolled_back(champion(1, 2, 3, 4), tag(2), NOON, "me")
    assert back is not None
    assert (back.tag, back.by, [each.tag for each in back.earlier]) == (tag(2), "me", [tag(1)])


def test_a_rollback_goes_to_the_last_time_that_a_model_was_champion() -> None:
    back = rolled_back(champion(1, 2, 1, 3), tag(1), NOON, "me")
    assert back is not None
    assert [each.tag for each in back.earlier] == [tag(1), tag(2)]


def test_there_is_no_way_back_to_who_never_was_champion() -> None:
    assert rolled_back(champion(1, 2), tag(3), NOON, "me") is None
    assert rolled_back(champion(1, 2), tag(2), NOON, "me") is None


@given(st.lists(st.integers(0, 3), min_size=1, max_size=30))
def test_rolling_back_undoes_every_promotion_in_turn(numbers: list[int]) -> None:
    changes = [number for at, number in enumerate(numbers) if at == 0 or numbers[at - 1] != number]
    found = champion(*numbers)
    for before in reversed(changes[:-1]):
        back = rolled_back(found, found.earlier[-1].tag, NOON, "me")
        assert back is not None
        assert back.tag == tag(before)
        found = back
    assert found.earlier == ()


def test_history_does_not_grow_without_end() -> None:
    found = champion(*(number % 2 for number in range(KEPT + 20)))
    assert len(found.earlier) == KEPT


def test_what_is_written_is_read(tmp_path: Path) -> None:
    file = ChampionFile(tmp_path)
    assert (file.identity(), file.read()) == (None, None)
    file.write(champion(1, 2))
    assert file.read() == champion(1, 2)
    assert json.loads(file.path.read_text())["tag"] == tag(2)
    # Nothing is left of the writing.
    assert [each.name for each in tmp_path.iterdir()] == [FILE]
    file.remove()
    file.remove()
    assert file.read() is None


def test_each_writing_has_an_identity_of_its_own(tmp_path: Path) -> None:
    file = ChampionFile(tmp_path)
    file.write(champion(1))
    before = file.identity()
    assert file.identity() == before
    os.utime(file.path, ns=(0, 0))
    aged = file.identity()
    file.write(champion(1))
    os.utime(file.path, ns=(0, 0))
    # The same size and the same time: the inode tells.
    assert len({before, aged, file.identity()}) == 3


def test_no_folder_no_champion(tmp_path: Path) -> None:
    (tmp_path / "a file").touch()
    for home in (tmp_path / "nowhere", tmp_path / "a file"):
        assert ChampionFile(home).read() is None


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "champion.json is wrong at the file"),
        ('{"tag": "standp', "champion.json is wrong at the file"),
        ("[]", "champion.json is wrong at the file"),
        (f'{{"tag": "{tag(1)}", "by": "me"}}', "champion.json is wrong at since"),
        (f'{{"tag": "{tag(1)}", "by": "me", "since": "2026-11-24T12:00:00"}}', "champion.json is wrong at since"),
        (
            '{"tag": "standpunt:../../model", "by": "me", "since": "2026-11-24T12:00:00Z"}',
            "champion.json is wrong at tag",
        ),
    ],
)
def test_what_is_no_champion_is_told(tmp_path: Path, content: str, told: str) -> None:
    (tmp_path / FILE).write_text(content)
    with pytest.raises(UnusableModel) as caught:
        ChampionFile(tmp_path).read()
    assert caught.value.reason == told
    assert "standpunt model promote" in caught.value.remedy


def test_a_file_that_cannot_be_looked_at_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: ChampionFile) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(ChampionFile, "identity", refuse)
    with pytest.raises(UnusableModel, match=r"champion.json cannot be read: Permission denied"):
        ChampionFile(tmp_path).read()


def test_a_champion_does_not_change() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        champion(1).tag = tag(2)  # type: ignore[misc]


def test_where_the_writing_fails_the_old_champion_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = ChampionFile(tmp_path)
    file.write(champion(1))

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        file.write(champion(1, 2))
    assert file.read() == champion(1)
