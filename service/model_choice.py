"""Which model answers: the champion of the store, that of the package, that of a folder, or none."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from labels.rules import Rules
from service.champion import ChampionFile, Identity
from service.classifier import Classifier
from service.model_folder import EMBEDDED, ModelFolder, UnusableModel
from service.model_store import ModelStore
from service.settings import CHAMPION, Settings
from service.trained import Trained, load_trained

ADD_ANEW: Final = "Add it to the store anew, or promote another: standpunt model promote TAG."


@dataclass(frozen=True, slots=True)
class Chosen:
    """A model to load: its ``folder``, and the ``tag`` that the store has for it, or null."""

    folder: Path
    tag: str | None = None


def chosen(settings: Settings) -> Chosen | None:
    """Return the model that the settings choose, or None where there is none; it may be damaged.

    Raises ``UnusableModel`` where the champion cannot be found.
    """
    if settings.model == CHAMPION:
        champion = ChampionFile(settings.store_folder).read()
        if champion is not None:
            folder = ModelStore(settings.store_folder).folder(champion.tag)
            if not folder.is_dir():
                raise UnusableModel(folder, "it is not in the store", ADD_ANEW)
            return Chosen(folder, champion.tag)
    folder_or_none = settings.model_folder
    if folder_or_none is None or (folder_or_none == EMBEDDED and not ModelFolder(EMBEDDED).present):
        return None
    return Chosen(folder_or_none)


class ModelChoice:
    """Loads what the settings choose, and what takes its place when another model is promoted.

    ``rules`` are by default those of the package. Raises ``LexiconError`` where these are wrong. Not for several
    threads at once.
    """

    def __init__(self, settings: Settings, rules: Rules | None = None) -> None:
        self._settings = settings
        self._rules = rules if rules is not None else Rules.load()
        self._seen: Identity | None = None

    @property
    def may_change(self) -> bool:
        """Return whether another model can be chosen while the process runs."""
        return self._settings.model == CHAMPION

    def first(self) -> Classifier:
        """Return what answers: the model chosen, else that of the package, else the rules, which then say why."""
        # Before the file is read: a change in between is seen at the next look.
        self._seen = self._identity()
        try:
            return self._load(chosen(self._settings))
        except UnusableModel as error:
            if not self.may_change:
                return Classifier.load(None, rules=self._rules).in_place_of(error)
            below = Classifier.load(EMBEDDED, threads=self._settings.threads_of_model, rules=self._rules)
            return below.in_place_of(error)

    def next(self, present: Classifier) -> Classifier | None:
        """Return what answers in the place of ``present``, or None where the champion has not changed since.

        Where the new model cannot be used, what is returned answers as ``present`` does and says why. A change is
        looked at once, however it ends.
        """
        if not self.may_change:
            return None
        identity = self._identity()
        if identity == self._seen:
            return None
        self._seen = identity
        try:
            found = chosen(self._settings)
            if found is not None and present.trained is not None and found.tag == present.trained.tag:
                return present.in_place_of(None)
            return self._load(found)
        except UnusableModel as error:
            return present.in_place_of(error)

    def _identity(self) -> Identity | None:
        if not self.may_change:
            return None
        try:
            return ChampionFile(self._settings.store_folder).identity()
        except OSError:
            # A disk that does not answer for a moment is no change; at the start, reading says why.
            return self._seen

    def _load(self, found: Chosen | None) -> Classifier:
        if found is None:
            return Classifier.load(None, rules=self._rules)
        return Classifier.of(self._rules, self._trained(found))

    def _trained(self, found: Chosen) -> Trained:
        threads = self._settings.threads_of_model
        try:
            return load_trained(found.folder, self._rules, threads=threads, tag=found.tag)
        except UnusableModel:
            raise
        except Exception as error:  # Memory that is short, say: what answers now, or the rules, can go on.
            raise UnusableModel(found.folder, f"it cannot be loaded: {error!r}", ADD_ANEW) from error
