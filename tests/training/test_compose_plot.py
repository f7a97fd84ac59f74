from __future__ import annotations

import json
from pathlib import Path

import pytest

from labels.scheme import Act, Paragraph, Span
from training.compose_plot import BIN, LONGEST, Profile, compare, draw, profile
from training.records import Record

pytest.importorskip("matplotlib")
pytest.importorskip("scipy")


def record(text: str, *stances: str, role: str = "operative") -> Record:
    acts = tuple(Act(stance, Span.cut(text, 0, 8), frame="betreurt {target}") for stance in stances)
    return Record(Paragraph(f"d/{text}", text, acts, role, "1"), "composed", "d")  # type: ignore[arg-type]


def test_paragraphs_are_measured() -> None:
    measured = profile([record("betreurt dit", "deplore"), record("gezien dit"), record("x", role="recital")])
    assert measured.words == (2, 2)
    assert measured.acts == {0: 1, 1: 1}
    assert measured.stances == {"deplore": 1}
    assert measured.frames == {"betreurt {target}": 1}


def test_shares_add_up_and_the_longest_are_in_the_last_bin() -> None:
    measured = Profile((1, BIN, 10 * LONGEST), {1: 3}, {"note": 3}, {"a": 2, "b": 1})
    for shares in (measured.lengths(), measured.act_shares(), measured.stance_shares(), measured.frame_shares()):
        assert sum(shares) == pytest.approx(1)
    assert measured.lengths()[-1] == pytest.approx(1 / 3)
    assert measured.frame_shares()[:2] == pytest.approx([2 / 3, 1 / 3])


def test_equal_profiles_have_no_distance_and_others_have() -> None:
    one = Profile((10, 20), {1: 2}, {"note": 2}, {"a": 2})
    other = Profile((100, 120), {2: 2}, {"urge": 4}, {"a": 2, "b": 2})
    assert set(compare(one, one)["distances"].values()) == {0}
    distances = compare(one, other)["distances"]
    assert distances["words"] == distances["acts"] == distances["stances"] == pytest.approx(1)


def test_a_picture_is_drawn_with_its_numbers_beside_it(tmp_path: Path) -> None:
    one = Profile((10, 20), {1: 2}, {"note": 2}, {"a": 2})
    draw(one, one, tmp_path / "both.png")
    assert (tmp_path / "both.png").read_bytes().startswith(b"\x89PNG")
    numbers = json.loads((tmp_path / "both.json").read_text(encoding="utf-8"))
    assert numbers["gold"]["paragraphs"] == 2
    assert numbers["composed"]["words_mean"] == 15
