from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import ValidationError

from labels.lexicon import load_stances
from service.model_folder import EMBEDDED, FETCH_ANEW, TRAIN_ANEW, Labels, ModelFolder, UnusableModel
from service.tags import all_tags

STANCES = tuple(stance.id for stance in load_stances())


def labels(stances: tuple[str, ...] = STANCES, tags: tuple[str, ...] | None = None) -> Labels:
    return Labels(
        version="bert-2026.11.24-ab12cd34",
        base="standpunt-mini",
        data="2026.11",
        stances=stances,
        tags=all_tags() if tags is None else tags,
        max_length=512,
    )


@pytest.fixture
def folder(tmp_path: Path) -> ModelFolder:
    files = ModelFolder(tmp_path / "model")
    files.path.mkdir()
    files.model.write_bytes(b"weights")
    files.tokenizer.write_text("{}")
    files.card.write_text("# A model\n")
    files.scores.write_text('{"f1": 0.8}')
    files.write_labels(labels())
    files.seal()
    return files


def test_a_sealed_folder_passes(folder: ModelFolder) -> None:
    assert folder.check() == labels()
    assert folder.present


def test_every_other_file_is_sealed(folder: ModelFolder) -> None:
    sealed = json.loads(folder.checksums.read_text())
    assert list(sealed) == ["README.md", "labels.json", "model.onnx", "scores.json", "tokenizer.json"]
    assert sealed["model.onnx"] == hashlib.sha256(b"weights").hexdigest()


def test_sealing_again_changes_nothing_and_takes_new_files_in(folder: ModelFolder) -> None:
    before = folder.checksums.read_bytes()
    folder.seal()
    assert folder.checksums.read_bytes() == before
    folder.calibration.write_text("{}")
    folder.seal()
    assert "calibration.json" in json.loads(folder.checksums.read_text())
    folder.check()


def test_a_file_that_came_later_does_no_harm(folder: ModelFolder) -> None:
    (folder.path / ".DS_Store").write_bytes(b"\0")
    assert folder.check() == labels()


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "labels.json", "checksums.json", "scores.json"])
def test_a_missing_file_is_named(folder: ModelFolder, name: str) -> None:
    (folder.path / name).unlink()
    problem = refused(folder)
    assert problem.problem == f"{name} is missing"
    assert problem.remedy == FETCH_ANEW


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "README.md"])
def test_a_changed_file_is_named(folder: ModelFolder, name: str) -> None:
    with (folder.path / name).open("ab") as file:
        file.write(b"!")
    problem = refused(folder)
    assert problem.problem.startswith(f"{name} is not the file that was sealed")
    assert str(folder.path) in str(problem)


def test_a_file_that_must_be_sealed_is_named(folder: ModelFolder) -> None:
    sealed = json.loads(folder.checksums.read_text())
    del sealed["model.onnx"]
    folder.checksums.write_text(json.dumps(sealed))
    assert refused(folder).problem == "checksums.json does not hold model.onnx"


@pytest.mark.parametrize(
    ("stances", "told"),
    [
        (STANCES[1:], f"its stances lack {STANCES[0]}"),
        ((*STANCES, "SHRUG"), "its stances hold unknown SHRUG"),
        ((*STANCES[1:], "SHRUG"), f"its stances lack {STANCES[0]} and hold unknown SHRUG"),
        (STANCES[::-1], "its stances stand in another order than those of stances.yaml"),
    ],
)
def test_another_label_set_is_refused(folder: ModelFolder, stances: tuple[str, ...], told: str) -> None:
    folder.write_labels(labels(stances, all_tags(stances)))
    folder.seal()
    problem = refused(folder)
    assert problem.problem == told
    assert problem.remedy == TRAIN_ANEW


def test_tags_in_another_order_are_refused(folder: ModelFolder) -> None:
    folder.write_labels(labels(tags=all_tags()[::-1]))
    folder.seal()
    assert refused(folder).problem == "its tags stand in another order than those of stances.yaml"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda found: found.pop("base"), "labels.json is wrong at base"),
        (lambda found: found.update(version="best"), "labels.json is wrong at version"),
        (lambda found: found.update(max_length=3), "labels.json is wrong at max_length"),
        (lambda found: found.update(colour="red"), "labels.json is wrong at colour"),
    ],
)
def test_wrong_labels_are_refused_by_field(
    folder: ModelFolder, change: Callable[[dict[str, object]], object], told: str
) -> None:
    found = json.loads(folder.labels.read_text())
    change(found)
    folder.labels.write_text(json.dumps(found))
    folder.seal()
    assert refused(folder).problem.startswith(told)


def test_what_is_no_json_is_refused(folder: ModelFolder) -> None:
    folder.checksums.write_text("{")
    assert refused(folder).problem.startswith("checksums.json is wrong at the file: Invalid JSON")


def test_a_checksum_that_is_none_is_refused(folder: ModelFolder) -> None:
    folder.checksums.write_text('{"model.onnx": "abc"}')
    assert refused(folder).problem.startswith("checksums.json is wrong at model.onnx")


def test_labels_do_not_change() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        labels().max_length = 12  # type: ignore[misc]


def test_no_folder_no_model(tmp_path: Path) -> None:
    files = ModelFolder(tmp_path / "nowhere")
    assert not files.present
    assert refused(files).problem == "model.onnx is missing"
    assert EMBEDDED.parent.name == "service"


def refused(folder: ModelFolder) -> UnusableModel:
    with pytest.raises(UnusableModel) as caught:
        folder.check()
    return caught.value
