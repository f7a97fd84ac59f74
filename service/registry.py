"""The registry of models: adds them to the store, and says which of them is champion.

Several processes may use one store at once. Who changes it holds a lock; who reads it needs none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from service.champion import Champion, ChampionFile, promoted, rolled_back, tag_of, version_of
from service.model_folder import FETCH_ANEW, ModelFolder, UnusableModel
from service.model_store import ModelStore, StoredModel

LOCK: Final = "champion.lock"
LOCK_SECONDS: Final = 60.0
"""How long another process is waited for: adding a model takes seconds."""


class RegistryError(Exception):
    """Base of what the registry refuses."""


class UnknownModel(RegistryError):
    """The store holds no model with this ``tag``."""

    def __init__(self, tag: str) -> None:
        super().__init__(f"There is no model {tag} in the store. See: standpunt model list")
        self.tag = tag


class NotThatModel(RegistryError):
    """Another model with the same ``tag`` is in the store: ``differing`` are the files that are not the same."""

    def __init__(self, tag: str, differing: tuple[str, ...]) -> None:
        files = ", ".join(differing)
        super().__init__(f"The store holds another {tag}: {files} differ. A tag never changes; release the model anew.")
        self.tag = tag
        self.differing = differing


class NoEarlierChampion(RegistryError):
    """There is nothing to go back to: no champion at all, or ``tag`` was none before the present one."""

    def __init__(self, tag: str | None) -> None:
        told = (
            "No model is champion, so there is nothing to go back to."
            if tag is None
            else f"{tag} was not champion before the present one. To promote it: standpunt model promote {tag}"
        )
        super().__init__(told)
        self.tag = tag


class StoreBusy(RegistryError):
    """Another process has held the lock ``file`` for ``seconds``."""

    def __init__(self, file: Path, seconds: float) -> None:
        super().__init__(f"Another process has held {file} for {seconds:g} seconds. Wait for it to end, and try again.")
        self.file = file
        self.seconds = seconds


def prove(folder: Path) -> None:
    """Load the model in ``folder`` and let it read a text, as a worker does. Raises ``UnusableModel``."""
    from labels.rules import Rules
    from service.trained import load_trained

    load_trained(folder, Rules.load(), threads=1)


class Registry:
    """The models in the store at ``home``, and their champion.

    ``proof`` raises ``UnusableModel`` where the model in a folder cannot be used; by default it is loaded. All methods
    raise ``OSError`` where the store cannot be read or written, and those that change it ``StoreBusy``.
    """

    def __init__(self, home: Path, *, proof: Callable[[Path], object] = prove) -> None:
        self.home = home
        self._file = ChampionFile(home)
        self._store = ModelStore(home)
        self._proof = proof

    @property
    def champion(self) -> Champion | None:
        """Return the champion, or None. Raises ``UnusableModel`` where champion.json cannot be read."""
        return self._file.read()

    def models(self) -> list[StoredModel]:
        """Return all models, the newest first."""
        return self._store.models()

    def find(self, tag: str) -> StoredModel:
        """Return the model with this tag. Raises ``UnknownModel``."""
        return self._store.described(self._known(tag))

    def add(self, folder: Path, *, parent: str | None = None, data: str | None = None) -> str:
        """Copy the model in ``folder`` into the store and return its tag; one that is there already stays as it is.

        ``parent`` is the tag or the version of the model that was champion when this one was trained; ``data`` the
        version of what it was trained on, by default that of its labels. What is there damaged under the same tag is
        replaced. Raises ``UnusableModel`` and ``NotThatModel``.
        """
        files = ModelFolder(folder.absolute())
        labels = files.check()
        foreign = sorted(set(files.read_checksums()) - {file.name for file in files.files})
        if foreign:
            raise UnusableModel(folder, f"checksums.json holds {foreign[0]}, which no model has", FETCH_ANEW)
        tag = tag_of(labels.version)
        with self._lock():
            stored = ModelFolder(self._store.folder(tag))
            if stored.path.exists():
                if self._whole(tag):
                    differing = _differing(files, stored)
                    if differing:
                        raise NotThatModel(tag, differing)
                    return tag
                # It was cut off while it was being added, or damaged since.
                self._store.remove(tag)
            self._store.save(files, labels, parent=_as_tag(parent), data=data if data is not None else labels.data)
        return tag

    def promote(self, tag: str, *, by: str) -> Champion:
        """Make a model champion for ``by``, after a proof that it works, and return what now stands.

        To promote the champion again keeps its date, and lets workers that could not load it try anew. Raises
        ``UnknownModel`` and ``UnusableModel``.
        """
        tag = self._known(tag)
        self._prove(tag)
        with self._lock():
            # A champion.json that no one can read has no one to go back to.
            try:
                present = self._file.read()
            except UnusableModel:
                present = None
            champion = promoted(present, tag, datetime.now(UTC), by)
            self._file.write(champion)
        return champion

    def rollback(self, tag: str | None = None, *, by: str) -> Champion | None:
        """Go back to ``tag``, by default to the champion before the present one, and return what now stands.

        None is returned where there was no earlier champion: the model of the package answers again. Raises
        ``NoEarlierChampion``, ``UnknownModel`` and ``UnusableModel``.
        """
        with self._lock():
            present = self._file.read()
            if present is None:
                raise NoEarlierChampion(None)
            if tag is None and not present.earlier:
                self._file.remove()
                return None
            wanted = _as_tag(tag) or present.earlier[-1].tag
            champion = rolled_back(present, wanted, datetime.now(UTC), by)
            if champion is None:
                raise NoEarlierChampion(wanted)
            self._prove(self._known(wanted))
            self._file.write(champion)
        return champion

    def _known(self, tag: str) -> str:
        """Return the tag of a model that is there, also where a version was given."""
        found = _as_tag(tag) or tag
        if version_of(found) is None or not self._store.folder(found).is_dir():
            raise UnknownModel(tag)
        return found

    def _prove(self, tag: str) -> None:
        self._proof(self._store.folder(tag))

    def _whole(self, tag: str) -> bool:
        try:
            ModelFolder(self._store.folder(tag)).intact()
        except UnusableModel:
            return False
        return self._store.described(tag).problem is None

    @contextmanager
    def _lock(self) -> Iterator[None]:
        from filelock import FileLock, Timeout

        self.home.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.home / LOCK, timeout=LOCK_SECONDS)
        try:
            lock.acquire()
        except Timeout:
            raise StoreBusy(self.home / LOCK, LOCK_SECONDS) from None
        try:
            yield
        finally:
            lock.release()


def _as_tag(tag: str | None) -> str | None:
    """Return the tag of a tag or a version."""
    return tag_of(tag) if tag is not None and version_of(tag_of(tag)) is not None else tag


def _differing(one: ModelFolder, other: ModelFolder) -> tuple[str, ...]:
    """Return the files by which two models answer differently: what was measured or written of them is no matter."""
    sealed, stored = one.read_checksums(), other.read_checksums()
    names = (file.name for file in (one.model, one.tokenizer, one.labels, one.calibration))
    return tuple(name for name in names if sealed.get(name) != stored.get(name))
