"""The files of a trained tagger: which there are, whether they are whole, and whether they fit the label scheme."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, RootModel, ValidationError

from labels.lexicon import load_stances
from service.tags import all_tags

EMBEDDED: Final = Path(__file__).parent / "model"
"""Where the model lies that comes with the package."""

INPUTS: Final = ("input_ids", "attention_mask")
HINTS: Final = "token_type_ids"
"""A third input, of models that have learned with hints."""
OUTPUT: Final = "logits"

TRAIN_ANEW: Final = "Train or export the model anew with this version of the package."
FETCH_ANEW: Final = "Fetch or export the model anew."

VERSION_PATTERN: Final = r"^bert-\d{4}\.\d{2}\.\d{2}-[0-9a-f]{8}$"
"""A version: the day of the export, and the beginning of the checksum of weights and tokenizer."""

_Read = TypeVar("_Read", bound=BaseModel)
Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class UnusableModel(Exception):
    """The model in ``folder`` cannot be used: ``problem`` says why, ``remedy`` what to do."""

    def __init__(self, folder: Path, problem: str, remedy: str) -> None:
        super().__init__(f"The model in {folder} cannot be used: {problem}. {remedy}")
        self.folder = folder
        self.problem = problem
        self.remedy = remedy

    @property
    def reason(self) -> str:
        """Return the problem for callers: without what a library said of it, which may hold paths."""
        return self.problem.partition(": ")[0]


class Labels(BaseModel):
    """``labels.json``: what the scores of a model mean, and where it comes from.

    ``tags`` stand in the order of the scores. ``max_length`` is the longest sequence the model reads, in subwords,
    the first and last special one included; ``padding`` the id of the subword that fills a shorter one up. ``base``
    names the model that was trained further, ``data`` the version of what it was trained on. With ``hints`` the
    model is also told what the rules found (``service.hints``).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str = Field(pattern=VERSION_PATTERN)
    base: str = Field(min_length=1)
    data: str = Field(min_length=1)
    stances: tuple[str, ...]
    tags: tuple[str, ...]
    max_length: int = Field(ge=8)
    padding: int = Field(default=0, ge=0)
    hints: bool = False

    @property
    def misfit(self) -> str | None:
        """Return how the labels differ from those of the label scheme of this package, or None."""
        stances = tuple(stance.id for stance in load_stances())
        return _difference("stances", self.stances, stances) or _difference("tags", self.tags, all_tags(stances))


class Checksums(RootModel[dict[str, Sha256]]):
    """``checksums.json``: the SHA-256 of every other file, by its name in the folder."""


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """A folder with a trained tagger. Nothing is read until a method is called."""

    path: Path

    @property
    def model(self) -> Path:
        """Return the file of the weights, in ONNX: ``input_ids`` and ``attention_mask`` in (and hints), logits out."""
        return self.path / "model.onnx"

    @property
    def tokenizer(self) -> Path:
        """Return the file of the tokenizer, as the library tokenizers writes it."""
        return self.path / "tokenizer.json"

    @property
    def labels(self) -> Path:
        """Return the file with what the scores mean."""
        return self.path / "labels.json"

    @property
    def calibration(self) -> Path:
        """Return the file that turns scores into sureness; it may be absent."""
        return self.path / "calibration.json"

    @property
    def scores(self) -> Path:
        """Return the file with what was measured of the model; it may be absent."""
        return self.path / "scores.json"

    @property
    def card(self) -> Path:
        """Return the file that tells a reader what the model is; it may be absent."""
        return self.path / "README.md"

    @property
    def checksums(self) -> Path:
        """Return the file with the checksum of every other file."""
        return self.path / "checksums.json"

    @property
    def files(self) -> tuple[Path, ...]:
        """Return every file that a model may have."""
        needed = (self.model, self.tokenizer, self.labels)
        return (*needed, self.calibration, self.scores, self.card, self.checksums)

    @property
    def present(self) -> bool:
        """Return whether there is a model, whole or not."""
        return self.model.is_file()

    def seal(self) -> None:
        """Write the checksum of every other file; to be called when all are written."""
        found = {name: _sha256(self.path / name) for name in sorted(self._others())}
        self.checksums.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")

    def read_labels(self) -> Labels:
        """Return what the scores mean. Raises ``UnusableModel``."""
        return read_json(self.path, self.labels, Labels, FETCH_ANEW)

    def read_checksums(self) -> dict[str, str]:
        """Return the checksum of each sealed file by its name. Raises ``UnusableModel``."""
        return read_json(self.path, self.checksums, Checksums, FETCH_ANEW).root

    def read_scores(self) -> dict[str, Any] | None:
        """Return what was measured of the model, or None where that is absent. Raises ``UnusableModel``."""
        if not self.scores.is_file():
            return None
        try:
            found = json.loads(self.scores.read_bytes())
        except (OSError, ValueError) as error:
            raise UnusableModel(self.path, f"scores.json cannot be read: {error}", FETCH_ANEW) from error
        if not isinstance(found, dict):
            raise UnusableModel(self.path, "scores.json holds no JSON object", FETCH_ANEW)
        return found

    def write_labels(self, labels: Labels) -> None:
        """Write what the scores mean."""
        self.labels.write_text(labels.model_dump_json(indent=2) + "\n", encoding="utf-8")

    def check(self) -> Labels:
        """Return what the scores mean, after a look at everything.

        Raises ``UnusableModel`` where a file is missing or changed, or where the labels are not those of the label
        scheme of this package.
        """
        labels = self.intact()
        if labels.misfit is not None:
            raise UnusableModel(self.path, labels.misfit, TRAIN_ANEW)
        return labels

    def intact(self) -> Labels:
        """Return what the scores mean, whatever label scheme they are of.

        Raises ``UnusableModel`` where a file is missing or changed.
        """
        for needed in (self.model, self.tokenizer, self.labels, self.checksums):
            if not needed.is_file():
                raise UnusableModel(self.path, f"{needed.name} is missing", FETCH_ANEW)
        sealed = self.read_checksums()
        for needed in (self.model, self.tokenizer, self.labels):
            if needed.name not in sealed:
                raise UnusableModel(self.path, f"checksums.json does not hold {needed.name}", FETCH_ANEW)
        for name, expected in sealed.items():
            file = self.path / name
            if not file.is_file():
                raise UnusableModel(self.path, f"{name} is missing", FETCH_ANEW)
            if _sha256(file) != expected:
                problem = f"{name} is not the file that was sealed (its checksum differs)"
                raise UnusableModel(self.path, problem, FETCH_ANEW)
        return self.read_labels()

    def _others(self) -> Iterable[str]:
        for file in self.path.rglob("*"):
            if file.is_file() and file != self.checksums:
                yield file.relative_to(self.path).as_posix()


def _sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def read_json(folder: Path, file: Path, shape: type[_Read], remedy: str) -> _Read:
    """Return what a JSON file of the model in ``folder`` holds. Raises ``UnusableModel`` with the ``remedy``."""
    try:
        return shape.model_validate_json(file.read_bytes())
    except OSError as error:
        raise UnusableModel(folder, f"{file.name} cannot be read: {error.strerror}", remedy) from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise UnusableModel(folder, f"{file.name} is wrong at {where}: {first['msg']}", remedy) from error


def _difference(what: Literal["stances", "tags"], found: tuple[str, ...], expected: tuple[str, ...]) -> str | None:
    if found == expected:
        return None
    lacking = [name for name in expected if name not in found]
    unknown = [name for name in found if name not in expected]
    if not lacking and not unknown:
        return f"its {what} stand in another order than those of stances.yaml"
    told = [f"{verb} {', '.join(names)}" for verb, names in (("lack", lacking), ("hold unknown", unknown)) if names]
    return f"its {what} {' and '.join(told)}"
