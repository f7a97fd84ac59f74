"""Stores of models for the tests of this folder, and folders to add to them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from models import tiny

from labels.lexicon import load_stances
from service.model_folder import Labels, ModelFolder
from service.registry import Registry
from service.tags import all_tags


def version(number: int) -> str:
    """Return the version of the model with this number."""
    return f"bert-2026.11.24-{number:08x}"


def tag(number: int) -> str:
    """Return the tag of the model with this number."""
    return f"standpunt:{version(number)}"


def unloadable(folder: Path, number: int) -> Path:
    """Return the folder of a sealed model that passes for one as long as nobody loads it."""
    files = ModelFolder(folder / f"model-{number}")
    files.path.mkdir(parents=True)
    files.model.write_bytes(b"weights %d" % number)
    files.tokenizer.write_text("{}")
    files.scores.write_text(json.dumps({"sets": {"test": {"hybrid": {"figures": {"stance": 0.9, "target": None}}}}}))
    files.write_labels(
        Labels(
            version=version(number),
            base="a base",
            data="2026.11",
            stances=tuple(stance.id for stance in load_stances()),
            tags=all_tags(),
            max_length=512,
        )
    )
    files.seal()
    return files.path


def unproven(home: Path) -> Registry:
    """Return a registry that promotes whatever is whole, without loading it."""
    return Registry(home, proof=lambda folder: ModelFolder(folder).check())


def several(folder: Path, numbers: range) -> list[Path]:
    """Return folders of tiny models that answer alike, but for their versions."""
    first = tiny(folder)
    found = []
    for number in numbers:
        files = ModelFolder(folder / f"model-{number}")
        shutil.copytree(first, files.path)
        files.write_labels(files.read_labels().model_copy(update={"version": version(number)}))
        files.seal()
        found.append(files.path)
    return found


def misfit(files: ModelFolder) -> None:
    """Make a model one of another label set."""
    labels = files.read_labels()
    files.write_labels(labels.model_copy(update={"stances": labels.stances[:-1]}))
    files.seal()


def cut_short(files: ModelFolder) -> None:
    """Damage a model as a disk that ran full would."""
    files.model.write_bytes(files.model.read_bytes()[:5])
