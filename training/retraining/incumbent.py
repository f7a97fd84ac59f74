"""What a challenger must not be worse than: the champion of the store, else the package's model, else the rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from labels.rules import Rules
from service.champion import version_of
from service.classifier import Engine, RuleEngine
from service.model_folder import EMBEDDED, ModelFolder, UnusableModel
from service.model_store import ModelStore
from service.registry import Registry
from service.trained import load_trained

EMBEDDED_FOLDER = EMBEDDED


@dataclass(frozen=True, slots=True)
class Incumbent:
    """What answers now: its ``version``, its ``engine``, and the version of its ``data``, or null for the rules.

    ``tag`` is what champion.json names, whether or not that could be used; null where no model is promoted. ``notes``
    say which model could not be used.
    """

    version: str
    engine: Engine
    data: str | None
    tag: str | None
    notes: tuple[str, ...] = ()


def present_tag(home: Path) -> str | None:
    """Return the tag of the champion, or None where there is none, or champion.json cannot be read."""
    return _named(home)[0]


def incumbent(home: Path, rules: Rules, *, threads: int | None = None) -> Incumbent:
    """Return what answers with the store at ``home``."""
    tag, problem = _named(home)
    notes = [problem] if problem else []
    for folder, name in _candidates(home, tag):
        try:
            # The package need have no model at all, which is nothing to tell of.
            if name is None and not ModelFolder(folder).present:
                continue
            found = load_trained(folder, rules, threads=threads, tag=name)
        except UnusableModel as error:
            notes.append(str(error))
            continue
        return Incumbent(found.labels.version, found.hybrid, _data(home, name, found.labels.data), tag, tuple(notes))
    engine = RuleEngine(rules)
    return Incumbent(engine.version, engine, None, tag, tuple(notes))


def data_of(home: Path) -> str | None:
    """Return the version of the data of what answers now, without loading it; null for the rules."""
    tag = present_tag(home)
    for folder, name in _candidates(home, tag):
        try:
            if ModelFolder(folder).present:
                return _data(home, name, ModelFolder(folder).check().data)
        except UnusableModel:
            continue
    return None


def _named(home: Path) -> tuple[str | None, str | None]:
    """Return the tag in champion.json, or None, and why that cannot be read, or None."""
    try:
        champion = Registry(home).champion
    except UnusableModel as error:
        return None, str(error)
    return (champion.tag if champion else None), None


def _candidates(home: Path, tag: str | None) -> Iterator[tuple[Path, str | None]]:
    if tag is not None and version_of(tag) is not None:
        yield ModelStore(home).folder(tag), tag
    yield EMBEDDED_FOLDER, None


def _data(home: Path, tag: str | None, labelled: str) -> str:
    """Return the data that the store notes of a model, or else that of its labels."""
    if tag is None:
        return labelled
    noted = ModelStore(home).described(tag).noted
    return noted.data if noted else labelled
