from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_gold import JUDGED, small_gold

from labels.scheme import Act, Addressee, Paragraph, Span
from service.version import VERSION
from training.assembly import Source
from training.dataset import (
    MANIFEST,
    AlteredDataset,
    DatasetProblem,
    VersionedDataset,
    build,
    content_hash,
    file_hash,
    load,
    read_manifest,
    save,
)
from training.gold import SPLIT_NAMES, Split
from training.records import Record, as_row, stance_names

pytest.importorskip("datasets", reason="the extra `data` is not installed")
DAY = date(2026, 11, 24)
TEXT = "dringt er bij de regering op aan 😀 het plan te steunen"


def composed(text: str = TEXT, name: str = "een") -> Record:
    act = Act(
        "urge",
        Span.cut(text, 0, 6),
        Span.cut(text, 33, len(text)),
        (Addressee(Span.cut(text, 14, 24)),),
        "strong",
        "dringt er bij {addressee} op aan {target}",
    )
    bare = Act("note", Span.cut(text, 0, 6))
    paragraph = Paragraph(f"composed-{name}/1", text, (act, bare), "operative", "1")
    return Record(paragraph, "composed", f"composed-{name}", ("gap", "modal"), "ep", "plannen", "2025-01-01")


def source(*records: Record) -> Source:
    return Source("composed", records, {"seed": 7, "count": len(records)})


def made(folder: Path, *records: Record, day: date = DAY) -> VersionedDataset:
    return build(small_gold(folder / "gold"), [source(*records)], day)


def test_a_data_set_has_three_sets_of_typed_rows(tmp_path: Path) -> None:
    dataset = made(tmp_path, composed())
    assert {split: len(dataset.splits[split]) for split in SPLIT_NAMES} == {"train": 5, "validation": 2, "test": 2}
    assert list(dataset.records("train"))[-1] == composed()
    row = dataset.splits["train"][-1]
    assert row["acts"][0]["target"] == {"start": 33, "end": len(TEXT)}
    assert row["acts"][1]["target"] is None
    assert dataset.splits["train"].features["origin"].int2str(row["origin"]) == "composed"


def test_the_version_is_the_day_and_the_hash(tmp_path: Path) -> None:
    manifest = made(tmp_path, composed()).manifest
    assert re.fullmatch(r"2026-11-24-[0-9a-f]{12}", manifest.version)
    assert manifest.version == f"2026-11-24-{manifest.sha256[:12]}"
    later = made(tmp_path, composed(), day=date(2027, 1, 1)).manifest
    assert later.sha256 == manifest.sha256
    assert later.version.startswith("2027-01-01-")


def test_the_same_input_gives_the_same_version(tmp_path: Path) -> None:
    assert made(tmp_path, composed()).manifest == made(tmp_path, composed()).manifest
    other = made(
        tmp_path, composed(), composed("hekelt er bij de regering op los 😀 het plan te steunen", "twee")
    ).manifest
    assert other.sha256 != made(tmp_path, composed()).manifest.sha256


def test_the_manifest_counts(tmp_path: Path) -> None:
    near = composed(f"vreest {JUDGED}", "b")
    same = composed(f"veroordeelt {JUDGED}", "c")
    dataset = made(tmp_path, composed(), near, same)
    manifest = dataset.manifest
    train = manifest.counts["train"]
    assert (train.rows, train.acts, train.origins) == (5, 4, {"composed": 1, "gold": 4})
    assert train.roles == {"note": 1, "operative": 3, "recital": 1}
    assert train.stances == {"deplore": 1, "note": 1, "request": 1, "urge": 1}
    assert train.kinds == {"gap": 2, "modal": 1}
    assert train.styles == {"ep": 1, "tk": 4}
    assert manifest.counts["test"].stances == {"condemn": 1}
    assert manifest.dropped == {"composed": {"judges": 1, "nearly judges": 1}}
    assert [each.reason for each in dataset.dropped] == ["nearly judges", "judges"]
    assert manifest.sources["composed"] == [{"seed": 7, "count": 3}]
    assert manifest.sources["gold"][0]["documents"] == 3
    assert manifest.package == VERSION
    assert manifest.stances == list(stance_names())


def test_the_hash_of_the_gold_follows_every_file(tmp_path: Path) -> None:
    before = made(tmp_path).manifest.sources["gold"]
    path = tmp_path / "gold" / "splits.yaml"
    path.write_text(path.read_text() + "# kept as it is\n")
    after = build(tmp_path / "gold", [], DAY).manifest
    assert after.sources["gold"] != before
    # A remark changes no row.
    assert after.sha256 == made(tmp_path).manifest.sha256


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    dataset = made(tmp_path, composed())
    save(dataset, tmp_path / "set")
    again = load(tmp_path / "set")
    assert again.manifest == dataset.manifest == read_manifest(tmp_path / "set")
    for split in SPLIT_NAMES:
        assert list(again.records(split)) == list(dataset.records(split))
    assert sorted(each.name for each in tmp_path.iterdir()) == ["gold", "set"]


def test_an_empty_set_is_loaded_too(tmp_path: Path) -> None:
    gold = small_gold(tmp_path / "gold")
    (gold / "sluizen.xml").unlink()
    (gold / "splits.yaml").write_text("train: [bruggen]\nvalidation: []\ntest: [treinen]\n")
    save(build(gold, [], DAY), tmp_path / "set")
    assert list(load(tmp_path / "set").records("validation")) == []


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "set").mkdir()
    with pytest.raises(DatasetProblem, match="something already"):
        save(made(tmp_path), tmp_path / "set")


def test_rows_that_were_altered_are_refused(tmp_path: Path) -> None:
    save(made(tmp_path, composed()), tmp_path / "set")
    save(made(tmp_path, composed("hekelt er bij de regering op los 😀 het plan te steunen")), tmp_path / "other")
    (tmp_path / "other" / MANIFEST).write_bytes((tmp_path / "set" / MANIFEST).read_bytes())
    with pytest.raises(AlteredDataset, match="the rows are those of") as caught:
        load(tmp_path / "other")
    assert caught.value.folder == tmp_path / "other"
    assert caught.value.remedy == "Build the data set anew."


def change_manifest(folder: Path, **changed: Any) -> None:
    manifest = json.loads((folder / MANIFEST).read_text())
    (folder / MANIFEST).write_text(json.dumps({**manifest, **changed}))


def test_a_manifest_that_was_altered_is_refused(tmp_path: Path) -> None:
    save(made(tmp_path), tmp_path / "set")
    change_manifest(tmp_path / "set", version="2026-11-24-000000000000")
    with pytest.raises(AlteredDataset):
        load(tmp_path / "set")
    change_manifest(tmp_path / "set", stances=["condemn"])
    with pytest.raises(DatasetProblem, match="other stances"):
        load(tmp_path / "set")
    change_manifest(tmp_path / "set", counts=7)
    with pytest.raises(DatasetProblem, match=r"manifest.json: counts"):
        load(tmp_path / "set")


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    save(made(tmp_path), tmp_path / "set")
    (file,) = (tmp_path / "set" / "train").glob("*.arrow")
    file.write_bytes(file.read_bytes()[:200])
    with pytest.raises(AlteredDataset, match="cannot be read"):
        load(tmp_path / "set")


def test_a_folder_without_a_manifest(tmp_path: Path) -> None:
    with pytest.raises(DatasetProblem, match=r"no manifest.json that can be read"):
        load(tmp_path)


def rows(*records: Record) -> dict[Split, list[dict[str, Any]]]:
    return {"train": [as_row(record) for record in records], "validation": [], "test": []}


def test_the_hash_sees_order_and_set() -> None:
    one, two = composed(), composed(name="twee")
    hashes = {content_hash(rows(one, two)), content_hash(rows(two, one)), content_hash(rows(one))}
    moved: dict[Split, list[dict[str, Any]]] = {"train": [as_row(one)], "validation": [as_row(two)], "test": []}
    assert len({*hashes, content_hash(moved)}) == 4


@given(st.sampled_from(sorted(as_row(composed()))), st.data())
def test_the_hash_sees_every_column(column: str, data: st.DataObject) -> None:
    row = as_row(composed())
    value = data.draw(st.one_of(st.text(max_size=3), st.lists(st.text(max_size=3), max_size=2)))
    changed = {**row, column: value}
    same = content_hash({"train": [row], "validation": [], "test": []}) == content_hash(
        {"train": [changed], "validation": [], "test": []}
    )
    assert same == (value == row[column])


# A saved text comes back as it was, whatever it holds.
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(st.characters(exclude_categories=("Cs",)), max_size=20), max_size=4, unique=True))
def test_any_text_is_saved_and_loaded(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    folder = tmp_path_factory.mktemp("any")
    records = [composed(f"dringt {'x' * 40} nummer{place} {text}", str(place)) for place, text in enumerate(texts)]
    dataset = made(folder, *records)
    save(dataset, folder / "set")
    assert list(load(folder / "set").records("train")) == list(dataset.records("train"))


def test_the_hash_of_files_sees_names_and_contents(tmp_path: Path) -> None:
    one, two = tmp_path / "een", tmp_path / "twee"
    one.write_text("a")
    two.write_text("a")
    assert len({file_hash(one), file_hash(two), file_hash(one, two), file_hash(two, one)}) == 4
    before = file_hash(one)
    one.write_text("b")
    assert file_hash(one) != before
