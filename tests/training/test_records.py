from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from predicted import WORDS, act_lists
from strategies import STANCES

from labels.markup import ROLES
from labels.scheme import Act, Addressee, Paragraph, Span
from training.records import ORIGINS, STRENGTHS, Record, as_row, features, from_row, stance_names

TEXT = "dringt er bij de regering op aan 😀 het plan te steunen"
ACT = Act(
    "urge",
    Span.cut(TEXT, 0, 6),
    Span.cut(TEXT, 33, len(TEXT)),
    (Addressee(Span.cut(TEXT, 14, 24)),),
    "strong",
    "dringt er bij {addressee} op aan {target}",
)
RECORD = Record(
    Paragraph("brug/1", TEXT, (ACT, Act("note", Span.cut(TEXT, 0, 6))), "operative", "1"),
    "gold",
    "brug",
    ("gap", "modal"),
    "ep",
    "bruggen",
    "2025-01-01",
)
BARE = Record(Paragraph("los/2", "gezien", (), "citation", "2"), "silver", "los")

# What a row does not hold: how sure an act is, who found it, and the actor of an addressee.
records = st.builds(
    lambda acts, role, origin, kinds, words: Record(
        Paragraph(f"d/{words}", WORDS, tuple(replace(act, confidence=1.0) for act in acts), role, words),
        origin,
        "d",
        tuple(kinds),
        words,
        words,
        words,
    ),
    act_lists,
    st.sampled_from(ROLES),
    st.sampled_from(ORIGINS),
    st.lists(st.sampled_from(["gap", "modal", "list"]), unique=True),
    st.text(st.characters(exclude_categories=("Cs",), exclude_characters="/\x00"), min_size=1, max_size=5),
)


def changed(**columns: Any) -> dict[str, Any]:
    return {**as_row(RECORD), **columns}


def with_act(**columns: Any) -> dict[str, Any]:
    return changed(acts=[{**as_row(RECORD)["acts"][0], **columns}])


def test_a_row_holds_offsets_and_names() -> None:
    row = as_row(RECORD)
    assert row["acts"][0] == {
        "stance": "urge",
        "strength": "strong",
        "trigger": {"start": 0, "end": 6},
        "target": {"start": 33, "end": len(TEXT)},
        "addressees": [{"start": 14, "end": 24}],
        "frame": "dringt er bij {addressee} op aan {target}",
    }
    assert row["acts"][1]["target"] is None
    assert (row["id"], row["role"], row["origin"], row["kinds"]) == ("brug/1", "operative", "gold", ["gap", "modal"])
    assert json.loads(json.dumps(row)) == row


@given(records)
def test_a_row_gives_back_its_record(record: Record) -> None:
    assert from_row(as_row(record)) == record
    assert from_row(json.loads(json.dumps(as_row(record)))) == record


@given(records)
def test_labels_may_be_numbers(record: Record) -> None:
    row = as_row(record)
    row["role"] = ROLES.index(row["role"])
    row["origin"] = ORIGINS.index(row["origin"])
    for act in row["acts"]:
        act["stance"] = stance_names().index(act["stance"])
        act["strength"] = STRENGTHS.index(act["strength"])
    assert from_row(row) == record


def test_a_paragraph_without_a_role_is_operative() -> None:
    record = replace(RECORD, paragraph=replace(RECORD.paragraph, role=None))
    assert as_row(record)["role"] == "operative"


def test_the_number_is_the_end_of_the_id() -> None:
    assert from_row(changed(id="map/brug/4 bis")).paragraph.number == "4 bis"
    assert from_row(changed(id="4")).paragraph.number == "4"
    assert from_row(changed(id="brug/")).paragraph.number is None


@pytest.mark.parametrize(
    "row",
    [
        with_act(trigger={"start": 0, "end": len(TEXT) + 1}),
        with_act(trigger={"start": 6, "end": 6}),
        with_act(trigger={"start": 6, "end": 2}),
        with_act(trigger={"start": -3, "end": 2}),
        with_act(target={"start": len(TEXT), "end": len(TEXT) + 5}),
        with_act(addressees=[{"start": 14, "end": 24}, {"start": 90, "end": 99}]),
    ],
)
def test_a_span_that_does_not_lie_in_the_text_is_refused(row: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="span"):
        from_row(row)


@pytest.mark.parametrize(
    "row",
    [
        with_act(stance="eist"),
        with_act(stance=-1),
        with_act(stance=len(STANCES)),
        with_act(strength="Strong"),
        with_act(strength=-1),
        changed(role=-1),
        changed(role="preamble"),
        changed(origin=len(ORIGINS)),
        changed(origin="guess"),
        changed(origin=None),
    ],
)
def test_a_label_that_does_not_exist_is_refused(row: dict[str, Any]) -> None:
    # -1 is what `datasets` gives where there is no label; it must not become the last one.
    with pytest.raises(ValueError, match="is not one of: "):
        from_row(row)


def test_the_labels_are_in_the_order_of_the_scheme() -> None:
    assert stance_names() == STANCES
    assert len(set(STANCES)) == 18


def test_a_data_set_of_typed_columns_gives_back_the_records(tmp_path: Any) -> None:
    datasets = pytest.importorskip("datasets", reason="the extra `data` is not installed")
    datasets.disable_progress_bars()
    columns = features()
    assert columns["acts"].feature["stance"].names == list(STANCES)
    assert set(columns) == set(as_row(RECORD))
    made = datasets.Dataset.from_list([as_row(RECORD), as_row(BARE)], features=columns)
    assert [from_row(row) for row in made] == [RECORD, BARE]
    made.save_to_disk(tmp_path / "saved")
    again = datasets.load_from_disk(str(tmp_path / "saved"))
    assert again.features == columns
    assert [from_row(row) for row in again] == [RECORD, BARE]
    assert again[0]["acts"][0]["stance"] == STANCES.index("urge")
