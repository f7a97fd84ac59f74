"""The models in BentoML's Model Store: a folder a model under ``models/standpunt``, never changed once it is whole.

Beside the files of a ``ModelFolder`` lies the ``model.yaml`` of BentoML with what is known of the model. Nothing is
pickled. Only writing and listing import BentoML's store: to answer with a model, its folder is enough.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from service.champion import NAME, tag_of, version_of
from service.model_folder import Labels, ModelFolder, UnusableModel

MODELS: Final = "models"
"""Where BentoML keeps models within its home."""


class Metadata(BaseModel):
    """What is noted of a model: see ``Labels``. ``scores`` are those of ``scores.json``, without what is null there.

    ``parent`` is the tag of the model that was champion when this one was trained, or null.
    """

    version: str
    base: str
    data: str
    parent: str | None = None
    stances: tuple[str, ...]
    tags: tuple[str, ...]
    scores: dict[str, Any] = {}


@dataclass(frozen=True, slots=True)
class StoredModel:
    """A model in the store: its ``tag``, its ``folder``, and what is noted of it and ``created`` when (UTC).

    ``problem`` says why nothing can be read of it; the notes are null then.
    """

    tag: str
    folder: Path
    created: datetime | None
    noted: Metadata | None
    problem: str | None = None


class ModelStore:
    """The models in the ``home`` of a BentoML."""

    def __init__(self, home: Path) -> None:
        self._models = home / MODELS

    def folder(self, tag: str) -> Path:
        """Return where a model lies, or would lie. Raises ``ValueError`` where the tag is none of ours."""
        version = version_of(tag)
        if version is None:
            raise ValueError(f"{tag} is no tag of a model")
        # As BentoML lays it out: to ask it would take its import, some half a second.
        return self._models / NAME / version

    def models(self) -> list[StoredModel]:
        """Return all models, the newest first; those that cannot be read at the end. Raises ``OSError``."""
        folder = self._models / NAME
        if not folder.is_dir():
            return []
        found = [self.described(tag_of(each.name)) for each in folder.iterdir() if version_of(tag_of(each.name))]
        found.sort(key=lambda each: each.tag, reverse=True)
        return sorted(found, key=lambda each: each.created.timestamp() if each.created else 0.0, reverse=True)

    def described(self, tag: str) -> StoredModel:
        """Return what is noted of a model that is there."""
        from bentoml.models import get

        folder = self.folder(tag)
        try:
            found = get(tag, _model_store=_bentoml_store(self._models))
            noted = Metadata.model_validate(found.info.metadata)
        except ValidationError as error:
            where = ".".join(str(part) for part in error.errors()[0]["loc"])
            return StoredModel(tag, folder, None, None, f"model.yaml is wrong at {where}")
        except Exception:  # BentoML, YAML and attrs each raise their own kinds.
            return StoredModel(tag, folder, None, None, "model.yaml cannot be read")
        return StoredModel(tag, folder, found.info.creation_time, noted)

    def save(self, files: ModelFolder, labels: Labels, *, parent: str | None, data: str) -> None:
        """Copy a model into the store. Raises ``OSError``, and ``UnusableModel`` where a file changes meanwhile."""
        _silence()
        from bentoml.models import create

        tag = tag_of(labels.version)
        self._models.mkdir(parents=True, exist_ok=True)
        # BentoML reads the model that was added last to compare dates, and would trip over one that is damaged.
        (self._models / NAME / "latest").unlink(missing_ok=True)
        noted = Metadata(parent=parent, scores=_scores(files), **_told(labels, data)).model_dump(exclude_none=True)
        listed = {key: list(value) if isinstance(value, tuple) else value for key, value in noted.items()}
        with create(tag, metadata=listed, _model_store=_bentoml_store(self._models)) as model:
            for file in files.files:
                if file.is_file():
                    shutil.copyfile(file, Path(model.path) / file.name)
        try:
            ModelFolder(self.folder(tag)).check()
        except UnusableModel:
            self.remove(tag)
            raise

    def remove(self, tag: str) -> None:
        """Remove what there is of a model. Raises ``OSError``."""
        # BentoML's own removal reads all other models, and so needs them whole.
        shutil.rmtree(self.folder(tag))


def _told(labels: Labels, data: str) -> dict[str, Any]:
    return {
        "version": labels.version,
        "base": labels.base,
        "data": data,
        "stances": labels.stances,
        "tags": labels.tags,
    }


def _scores(files: ModelFolder) -> dict[str, Any]:
    found: dict[str, Any] = _without_null(files.read_scores() or {})
    return found


def _without_null(value: Any) -> Any:
    """Return JSON without null, which BentoML does not take."""
    if isinstance(value, dict):
        return {key: _without_null(each) for key, each in value.items() if each is not None}
    if isinstance(value, list):
        return [_without_null(each) for each in value if each is not None]
    return value


def _bentoml_store(models: Path) -> Any:
    # The home of BentoML itself is fixed at its import; ours is a setting.
    from bentoml._internal.models import ModelStore as BentoModelStore

    return BentoModelStore(models)


def _silence() -> None:
    """Keep BentoML from telling its makers of each model; it looks once, so before the first."""
    os.environ["BENTOML_DO_NOT_TRACK"] = "true"
