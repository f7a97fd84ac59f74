"""One versioned data set: train, validation and test, with a manifest that says what it was made of.

A saved data set is a folder of the library ``datasets`` with ``manifest.json`` beside the sets. Needs the extra
``data``.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pydantic import BaseModel, ConfigDict, ValidationError

from service.version import VERSION
from training.assembly import Assembled, Dropped, Source, assemble
from training.gold import GOLD, SPLIT_NAMES, SPLITS, Split, documents_of, load_gold
from training.records import Record, as_row, features, from_row, stance_names

if TYPE_CHECKING:
    from datasets import DatasetDict

MANIFEST: Final = "manifest.json"
_SHORT: Final = 12


class DatasetProblem(ValueError):
    """A saved data set cannot be used. Carries ``folder``, ``problem`` (a clause) and ``remedy`` (a sentence)."""

    def __init__(self, folder: Path, problem: str, remedy: str) -> None:
        super().__init__(f"{folder}: {problem}. {remedy}")
        self.folder = folder
        self.problem = problem
        self.remedy = remedy


class AlteredDataset(DatasetProblem):
    """The rows are not those that the manifest names."""


class Counts(BaseModel):
    """What one set holds: how many rows and acts, and how many of each origin, role, stance, kind and style."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rows: int
    acts: int
    origins: dict[str, int]
    roles: dict[str, int]
    stances: dict[str, int]
    kinds: dict[str, int]
    styles: dict[str, int]


class Manifest(BaseModel):
    """What a data set is and was made of.

    ``version`` is the day it was made and the beginning of ``sha256``: the hash of the rows in order, the columns and
    the stances, which depends on nothing else. ``sources`` is by origin, each with hashes or seeds of its own;
    ``dropped`` counts by origin and reason. ``package`` is the version of standpunt that made it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: str
    sha256: str
    stances: list[str]
    counts: dict[str, Counts]
    sources: dict[str, list[dict[str, Any]]]
    dropped: dict[str, dict[str, int]]
    package: str


@dataclass(frozen=True, slots=True)
class VersionedDataset:
    """The sets and their manifest; ``dropped`` is what came into no set, empty for a data set that was loaded."""

    splits: DatasetDict
    manifest: Manifest
    dropped: tuple[Dropped, ...] = ()

    def records(self, split: str) -> Iterator[Record]:
        """Yield the records of one set in order."""
        return map(from_row, self.splits[split])


def build(gold: Path = GOLD, sources: Sequence[Source] = (), day: date | None = None) -> VersionedDataset:
    """Make a data set of the annotated documents of a folder and of other sources, which only train.

    ``day`` (today in UTC, unless it is given) only stands in the version's name: the same input gives the same hash.
    Raises ``GoldProblem`` where a document cannot be read or is in no set, ``LexiconError`` where ``splits.yaml``
    cannot be read, and ``RepeatedId``.
    """
    from datasets import Dataset, DatasetDict

    assembled = assemble(load_gold((gold,)), sources)
    rows = {split: [as_row(record) for record in assembled.sets[split]] for split in SPLIT_NAMES}
    columns = features()
    splits = DatasetDict(
        {
            split: Dataset.from_dict({name: [row[name] for row in rows[split]] for name in columns}, features=columns)
            for split in SPLIT_NAMES
        }
    )
    digest = content_hash(rows)
    manifest = Manifest(
        version=f"{(day or datetime.now(UTC).date()).isoformat()}-{digest[:_SHORT]}",
        sha256=digest,
        stances=list(stance_names()),
        counts={split: _counts(assembled.sets[split]) for split in SPLIT_NAMES},
        sources=_sources(gold, sources),
        dropped=_dropped(assembled),
        package=VERSION,
    )
    return VersionedDataset(splits, manifest, assembled.dropped)


def save(dataset: VersionedDataset, folder: Path) -> None:
    """Write a data set as a new folder. Raises ``DatasetProblem`` where there is something already."""
    import datasets

    if folder.exists():
        raise DatasetProblem(folder, "there is something already", "Name a folder that does not exist yet.")
    datasets.disable_progress_bars()
    # The folder is complete or not there at all.
    unfinished = folder.with_name(f".{folder.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    # Left to itself `datasets` writes no file for an empty set, and then cannot read the set back.
    dataset.splits.save_to_disk(str(unfinished), num_shards=dict.fromkeys(SPLIT_NAMES, 1))
    (unfinished / MANIFEST).write_text(dataset.manifest.model_dump_json(indent=2) + "\n", encoding="utf-8")
    unfinished.rename(folder)


def load(folder: Path) -> VersionedDataset:
    """Read a saved data set and hold its rows against the manifest.

    Raises ``AlteredDataset`` where they are not those that were saved, and ``DatasetProblem`` where the folder holds
    no data set, or one of other columns or stances than this version of the program has.
    """
    from datasets import load_from_disk

    manifest = read_manifest(folder)
    remedy = "Build the data set anew."
    if tuple(manifest.stances) != stance_names():
        raise DatasetProblem(folder, "it was made with other stances than labels/stances.yaml lists", remedy)
    try:
        splits = load_from_disk(str(folder))
        rows = {split: [as_row(from_row(row)) for row in splits[split]] for split in SPLIT_NAMES}
    except (OSError, KeyError, IndexError, ValueError, TypeError, AttributeError) as error:
        # What `datasets` and Arrow raise on a damaged folder is not documented.
        raise AlteredDataset(folder, f"the rows cannot be read ({error})", remedy) from error
    digest = content_hash(rows)
    if digest != manifest.sha256 or not manifest.version.endswith(digest[:_SHORT]):
        problem = f"the rows are those of {digest[:_SHORT]}, and {MANIFEST} says {manifest.version}"
        raise AlteredDataset(folder, problem, remedy)
    return VersionedDataset(splits, manifest)


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest of a saved data set. Raises ``DatasetProblem`` where there is none that can be read."""
    try:
        return Manifest.model_validate_json((folder / MANIFEST).read_bytes())
    except OSError as error:
        problem = f"there is no {MANIFEST} that can be read ({error.strerror})"
        raise DatasetProblem(folder, problem, "Name a folder that `standpunt-train dataset build` made.") from error
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"])) or "the whole"
        raise DatasetProblem(folder, f"{MANIFEST}: {where}: {first['msg']}", "Build the data set anew.") from error


def content_hash(rows: Mapping[Split, Iterable[Mapping[str, Any]]]) -> str:
    """Return the SHA-256 of the rows by set, in order, of their columns and of the stances, in hexadecimal."""
    digest = sha256()
    for value in ([_described(features()), list(stance_names())], *_lines(rows)):
        line = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
        digest.update(line.encode("ascii") + b"\n")
    return digest.hexdigest()


def _lines(rows: Mapping[Split, Iterable[Mapping[str, Any]]]) -> Iterator[object]:
    for split in SPLIT_NAMES:
        yield split
        yield from rows[split]


def _described(column: Any) -> object:
    """Return a column's type in a form that does not change with the release of ``datasets``."""
    if isinstance(column, Mapping):
        return {name: _described(each) for name, each in column.items()}
    if names := getattr(column, "names", None):
        return list(names)
    inner = getattr(column, "feature", None)
    return str(column.dtype) if inner is None else [_described(inner)]


def file_hash(*files: Path) -> str:
    """Return the SHA-256 of the names and contents of files, in order, in hexadecimal."""
    digest = sha256()
    for file in files:
        digest.update(f"{file.name}\0{sha256(file.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()


def _sources(gold: Path, sources: Iterable[Source]) -> dict[str, list[dict[str, Any]]]:
    documents = documents_of(gold)
    found: dict[str, list[dict[str, Any]]] = {
        "gold": [{"documents": len(documents), "sha256": file_hash(*documents, gold / SPLITS)}]
    }
    for source in sources:
        found.setdefault(source.origin, []).append(dict(source.provenance))
    return found


def _counts(records: Sequence[Record]) -> Counts:
    acts = [act for record in records for act in record.paragraph.acts]
    return Counts(
        rows=len(records),
        acts=len(acts),
        origins=_counted(record.origin for record in records),
        roles=_counted(record.paragraph.role or "operative" for record in records),
        stances=_counted(act.stance for act in acts),
        kinds=_counted(kind for record in records for kind in record.kinds),
        styles=_counted(record.style or "unknown" for record in records),
    )


def _dropped(assembled: Assembled) -> dict[str, dict[str, int]]:
    counts = Counter((each.origin, each.reason) for each in assembled.dropped)
    found: dict[str, dict[str, int]] = {}
    for (origin, reason), count in sorted(counts.items()):
        found.setdefault(origin, {})[reason] = count
    return found


def _counted(names: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(names).items()))
