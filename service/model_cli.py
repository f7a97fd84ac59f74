"""``standpunt model``: what answers, and the models in the store."""

from __future__ import annotations

import getpass
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from labels.errors import LabelsError
from labels.lexicon import load_stances
from service import output
from service.analysis import Analysis
from service.answers import model_answer
from service.champion import Champion
from service.model_choice import ModelChoice
from service.model_folder import UnusableModel
from service.model_list import as_table, told
from service.registry import Registry, RegistryError
from service.settings import CHAMPION, PREFIX, Settings, SettingsError
from service.terminal import Failure, complain, write, writing

FORM = click.Choice(["table", "json"])


def model_settings() -> Settings:
    """Return the settings of the model; the others are those of the service, and may be wrong here."""
    names = ("MODEL", "MODEL_THREADS", "STORE")
    own = {f"{PREFIX}{name}": os.environ.get(f"{PREFIX}{name}", "") for name in names}
    try:
        return Settings.from_environment(own)
    except SettingsError as error:
        raise Failure(str(error)) from None


def load_analysis(settings: Settings) -> Analysis:
    """Load what answers, without the limits of the service; say why a model that is there cannot be used."""
    try:
        classifier = ModelChoice(settings).first()
        analysis = Analysis(classifier, load_stances())
    except LabelsError as error:
        raise Failure(str(error)) from None
    if classifier.unusable is not None:
        complain(f"note: {classifier.unusable} The rules answer.")
    elif classifier.passed_over is not None:
        complain(f"note: {classifier.passed_over} {classifier.engine('hybrid').version} answers.")
    return analysis


@click.group("model", invoke_without_command=True)
@click.option("--format", "form", type=FORM, default="table", show_default=True)
@click.pass_context
def model(context: click.Context, form: str) -> None:
    """Say what answers: the trained model, what was measured of it, and when it is believed.

    The commands below look after the models of the store, which STANDPUNT_STORE names. A service that runs answers
    with a new champion within two seconds.
    """
    if context.invoked_subcommand is not None:
        if context.get_parameter_source("form") is not click.core.ParameterSource.DEFAULT:
            raise click.UsageError(f"Write --format after {context.invoked_subcommand}.")
        return
    try:
        settings = Settings.from_environment()
    except SettingsError as error:
        raise Failure(str(error)) from None
    answer = model_answer(load_analysis(settings).classifier, settings)
    if form == "table":
        with writing():
            output.console().print(output.facts_table(answer.model_dump(mode="json")))
    else:
        write(answer.model_dump_json(indent=2) + "\n")


@model.command("list")
@click.option("--format", "form", type=FORM, default="table", show_default=True)
def list_models(form: str) -> None:
    """List the models of the store, the newest first; * marks the champion."""
    with _registry() as registry:
        found = registry.models()
        champion = _champion(registry)
    if form == "json":
        write(json.dumps([told(each, champion) for each in found], ensure_ascii=False, indent=2) + "\n")
        return
    if not found:
        complain(f"There is no model in the store {registry.home}. To add one: standpunt model add FOLDER")
        return
    with writing():
        output.console().print(as_table(found, champion))


@model.command()
@click.argument("tag", required=False)
@click.option("--format", "form", type=FORM, default="table", show_default=True)
def show(tag: str | None, form: str) -> None:
    """Show what is noted of the model TAG, by default of the champion."""
    with _registry() as registry:
        champion = _champion(registry)
        if tag is None and champion is None:
            raise Failure("No model is champion. Name one: standpunt model show TAG; see: standpunt model list")
        noted = told(registry.find(tag or (champion.tag if champion else "")), champion)
    if form == "json":
        write(json.dumps(noted, ensure_ascii=False, indent=2) + "\n")
        return
    with writing():
        output.console().print(output.facts_table(noted))


@model.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--parent", help="Tag of the model that it follows.  [default: the champion]")
@click.option("--data", help="Version of what it was trained on.  [default: that of its labels.json]")
def add(folder: Path, parent: str | None, data: str | None) -> None:
    """Copy the model in FOLDER into the store, and print its tag.

    FOLDER is what `standpunt-train release` writes. A model that is in the store already stays as it is.
    """
    with _registry() as registry:
        if parent is None:
            champion = _champion(registry)
            parent = champion.tag if champion is not None else None
        tag = registry.add(folder, parent=parent, data=data)
    write(f"{tag}\n")


@model.command()
@click.argument("tag")
@click.option("--by", help="Who promotes it.  [default: your user name]")
def promote(tag: str, by: str | None) -> None:
    """Make the model TAG champion: the one that answers where STANDPUNT_MODEL is not set.

    It is loaded first. One that is damaged, or of another label set, is refused and the champion stays.
    """
    with _registry() as registry:
        champion = registry.promote(tag, by=by or _user())
    write(f"{champion.tag} is champion.\n")
    _mind_the_setting()


@model.command()
@click.argument("tag", required=False)
@click.option("--by", help="Who goes back.  [default: your user name]")
def rollback(tag: str | None, by: str | None) -> None:
    """Go back to the champion before the present one, or to TAG, which was champion before."""
    with _registry() as registry:
        champion = registry.rollback(tag, by=by or _user())
    if champion is None:
        write("There was no earlier champion: the model of the package answers again.\n")
    else:
        write(f"{champion.tag} is champion again.\n")
    _mind_the_setting()


@contextmanager
def _registry() -> Iterator[Registry]:
    """Give the registry of the store that the settings name; what it refuses ends the command."""
    home = model_settings().store_folder
    try:
        yield Registry(home)
    except (LabelsError, RegistryError, UnusableModel) as error:
        raise Failure(str(error)) from None
    except OSError as error:
        raise Failure(f"The store {home} cannot be used: {error.strerror}. Name another in {PREFIX}STORE.") from None


def _champion(registry: Registry) -> Champion | None:
    try:
        return registry.champion
    except UnusableModel as error:
        complain(f"note: {error}")
        return None


def _mind_the_setting() -> None:
    chosen = model_settings().model
    if chosen != CHAMPION:
        complain(f"note: {PREFIX}MODEL is {chosen} here: who runs with that does not answer with the champion.")


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # A container may have no name for its user.
        return "unknown"
