"""What an operator can set: environment variables that start with ``STANDPUNT_``, checked at start-up."""

from __future__ import annotations

import ipaddress
import os
import re
import shlex
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import platformdirs

from service.model_folder import EMBEDDED as EMBEDDED_FOLDER

PREFIX = "STANDPUNT_"
LOG_LEVELS = ("debug", "info", "warning", "error")
CHAMPION: Final = "champion"
EMBEDDED: Final = "embedded"
NONE: Final = "none"
BENTOML: Final = "bentoml"
USER: Final = "user"
FEEDBACK_FILE: Final = "corrections.sqlite3"
RETRAINING_FOLDER: Final = "retraining"
KEY: Final = f"{PREFIX}API_KEY"
KEY_FILE: Final = f"{KEY}_FILE"
HIDDEN: Final = "(not shown)"


class SettingsError(Exception):
    """A setting cannot be used. Carries ``variable``, ``value``, ``problem`` (what is expected)."""

    def __init__(self, variable: str, value: str, problem: str) -> None:
        super().__init__(f"{variable} is {value!r}, but {problem}. Correct the variable or unset it.")
        self.variable = variable
        self.value = value
        self.problem = problem


def _number(default: float, low: float, high: float, unit: str, meaning: str) -> Any:
    return field(default=default, metadata={"low": low, "high": high, "unit": unit, "meaning": meaning})


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one process. Each field is the environment variable of its name with the prefix.

    Field metadata hold the bounds, unit and meaning; ``from_environment`` checks by them.
    """

    host: str = field(default="127.0.0.1", metadata={"meaning": "address to listen on; 0.0.0.0 is every one"})
    port: int = _number(3000, 1, 65535, "", "port to listen on")
    workers: int = _number(1, 1, 256, "processes", "processes that answer")
    threads: int = _number(2, 1, 64, "threads", "requests that one process reads at the same time")
    max_bytes: int = _number(10_000_000, 1_000, 1_000_000_000, "bytes", "largest request body")
    max_paragraphs: int = _number(10_000, 1, 1_000_000, "paragraphs", "most paragraphs in one request")
    max_characters: int = _number(20_000, 100, 10_000_000, "characters", "longest paragraph")
    max_concurrent: int = _number(64, 1, 10_000, "requests", "requests held at once by one process")
    timeout: float = _number(60.0, 0.1, 3_600, "seconds", "longest time spent on one request")
    model: str = field(
        default=CHAMPION,
        metadata={
            "meaning": "champion is the promoted model of the store or, where none is promoted, that of the package; "
            "embedded that of the package, none the rules alone; or the folder of a model"
        },
    )
    store: str = field(
        default=BENTOML,
        metadata={"meaning": "folder of the store of models; bentoml is the home of BentoML"},
    )
    model_threads: int = _number(0, 0, 256, "threads", "threads of the model in one process; 0 shares out the cores")
    feedback: str = field(
        default=USER,
        metadata={"meaning": "where corrections are kept: a file, or a URL of PostgreSQL; user is the user's own file"},
    )
    retraining: str = field(
        default=USER,
        metadata={"meaning": "folder of the runs and jobs of retraining; user is a folder in the user's data folder"},
    )
    retraining_command: str = field(
        default="",
        metadata={"meaning": "command that POST /v1/retraining starts, in place of standpunt-train retrain"},
    )
    api_key: str = field(
        default="",
        repr=False,
        metadata={"meaning": "key that the routes of corrections and retraining ask for"},
    )
    log_level: str = field(default="info", metadata={"meaning": "debug, info (one line a request), warning or error"})

    @property
    def model_folder(self) -> Path | None:
        """Return the folder of the model, or None where the rules alone shall answer.

        For the champion it is that of the package, which answers where no model is promoted.
        """
        return {CHAMPION: EMBEDDED_FOLDER, EMBEDDED: EMBEDDED_FOLDER, NONE: None}.get(self.model, Path(self.model))

    @property
    def store_folder(self) -> Path:
        """Return the home of the store of models; it may be absent."""
        return bentoml_home() if self.store == BENTOML else Path(self.store)

    @property
    def feedback_place(self) -> str:
        """Return where corrections are kept: the path of a file, by default in the user's data folder, or a URL."""
        if self.feedback != USER:
            return self.feedback
        return str(platformdirs.user_data_path("standpunt", appauthor=False) / FEEDBACK_FILE)

    @property
    def retraining_folder(self) -> Path:
        """Return where runs and jobs of retraining lie; it may be absent."""
        if self.retraining != USER:
            return Path(self.retraining)
        return platformdirs.user_data_path("standpunt", appauthor=False) / RETRAINING_FOLDER

    @property
    def threads_of_model(self) -> int:
        """Return with how many threads a process lets its model compute: by default its share of the cores."""
        return self.model_threads or max(1, _cores() // self.workers)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Read the variables; an empty one counts as unset. Raises ``SettingsError`` on a wrong value."""
        source = os.environ if environment is None else environment
        values: dict[str, Any] = {}
        for item in fields(cls):
            variable = PREFIX + item.name.upper()
            text = source.get(variable, "").strip()
            if not text:
                continue
            if "low" in item.metadata:
                kind = float if isinstance(item.default, float) else int
                values[item.name] = _checked(variable, text, kind, item.metadata["low"], item.metadata["high"])
            elif item.name == "log_level":
                if text.lower() not in LOG_LEVELS:
                    raise SettingsError(variable, text, f"it must be one of {', '.join(LOG_LEVELS)}")
                values[item.name] = text.lower()
            elif item.name == "model":
                values[item.name] = _model(variable, text)
            elif item.name == "store":
                values[item.name] = _store(variable, text)
            elif item.name == "feedback":
                values[item.name] = _feedback(variable, text)
            elif item.name == "retraining":
                values[item.name] = _folder(variable, text)
            elif item.name == "retraining_command":
                values[item.name] = _command(variable, text)
            elif item.name == "api_key":
                values[item.name] = _key(variable, text)
            else:
                values[item.name] = _address(variable, text)
        if (file := source.get(KEY_FILE, "").strip()) and "api_key" in values:
            raise SettingsError(KEY_FILE, file, f"{KEY} is set too, and one of them is enough")
        if file:
            values["api_key"] = _key_in(file)
        return cls(**values)


def bentoml_home() -> Path:
    """Return where BentoML keeps what it stores: ``BENTOML_HOME``, or ``bentoml`` in the home of the user."""
    named = os.environ.get("BENTOML_HOME") or str(Path("~") / "bentoml")
    # As BentoML itself reads it; unlike Path.expanduser, this raises nothing where there is no home.
    return Path(os.path.expanduser(os.path.expandvars(named))).absolute()  # noqa: PTH111


def _store(variable: str, text: str) -> str:
    if text.lower() == BENTOML:
        return BENTOML
    if Path(text).exists() and not Path(text).is_dir():
        raise SettingsError(variable, text, f"it must be a folder, or {BENTOML}")
    return str(Path(text).absolute())


def _model(variable: str, text: str) -> str:
    if text.lower() in (CHAMPION, EMBEDDED, NONE):
        return text.lower()
    if not Path(text).is_dir():
        expected = f"it must be a folder with a trained model, {CHAMPION}, {EMBEDDED} or {NONE}"
        raise SettingsError(variable, text, expected)
    # The workers may start in another folder.
    return str(Path(text).absolute())


def _feedback(variable: str, text: str) -> str:
    if text.lower() == USER:
        return USER
    scheme, is_url, _ = text.partition("://")
    if is_url:
        # A URL may hold a password.
        shown = re.sub("//.*@", f"//{HIDDEN}@", text)
        if scheme not in ("postgresql", "postgres"):
            raise SettingsError(variable, shown, "it must be the path of a file, or a URL that begins postgresql://")
        try:
            urlsplit(text).port  # noqa: B018
        except ValueError:
            raise SettingsError(variable, shown, "the URL cannot be read; its port must be a number") from None
        if find_spec("psycopg") is None:
            problem = "PostgreSQL needs psycopg, which the extra postgres installs: pip install 'standpunt[postgres]'"
            raise SettingsError(variable, shown, problem)
        return text
    path = Path(text).expanduser().absolute()
    if path.is_dir():
        raise SettingsError(variable, text, "it is a folder; name a file in it")
    return str(path)


def _folder(variable: str, text: str) -> str:
    if text.lower() == USER:
        return USER
    path = Path(text).expanduser().absolute()
    if path.exists() and not path.is_dir():
        raise SettingsError(variable, text, f"it must be a folder, or {USER}")
    return str(path)


def _command(variable: str, text: str) -> str:
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise SettingsError(variable, text, f"it cannot be read as a shell does: {error}") from None
    if not words or shutil.which(words[0]) is None:
        raise SettingsError(variable, text, "its first word is no program that can be run")
    return text


def _key(variable: str, text: str) -> str:
    if not text.isascii() or not text.isprintable() or " " in text:
        raise SettingsError(variable, HIDDEN, "it must be ASCII without spaces, as headers hold it")
    return text


def _key_in(file: str) -> str:
    try:
        text = Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise SettingsError(KEY_FILE, file, "that is no text file that can be read") from None
    if not text:
        raise SettingsError(KEY_FILE, file, "that file is empty")
    return _key(KEY_FILE, text)


def _cores() -> int:
    # Not every system can say which cores a process may use.
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _address(variable: str, text: str) -> str:
    if text.lower() == "localhost":
        return "127.0.0.1"
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        raise SettingsError(variable, text, "it must be an IP address, or localhost") from None


def _checked(variable: str, text: str, kind: type[int] | type[float], low: float, high: float) -> float:
    expected = f"it must be a {'whole ' if kind is int else ''}number from {low:g} to {high:,.0f}"
    try:
        number = kind(text)
    except ValueError:
        raise SettingsError(variable, text, expected) from None
    if not low <= number <= high:
        raise SettingsError(variable, text, expected)
    return number
