"""What is installed, packed and pinned."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import requires
from pathlib import Path
from typing import Any

import yaml
from packaging.requirements import Requirement

from service.settings import PREFIX, Settings
from service.version import VERSION

ROOT = Path(__file__).parents[2]
HEAVY = {"torch", "transformers", "datasets", "tensorflow", "jax"}


def project() -> dict[str, Any]:
    return dict(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"])


def bentofile() -> dict[str, Any]:
    return dict(yaml.safe_load((ROOT / "bentofile.yaml").read_text(encoding="utf-8")))


def name_of(requirement: str) -> str:
    match = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert match, requirement
    return re.sub(r"[-_.]+", "-", match[0]).lower()


def pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    entries = [line for line in lines if line and not line.startswith("#")]
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!]+", entry) for entry in entries)
    return {name_of(entry): entry.partition("==")[2] for entry in entries}


def test_the_version_is_that_of_the_project() -> None:
    assert project()["version"] == VERSION


def test_every_direct_dependency_is_pinned() -> None:
    optional = project()["optional-dependencies"]
    wanted = {name_of(item) for items in (project()["dependencies"], *optional.values()) for item in items}
    # An extra may name another extra of the project.
    assert wanted - {"standpunt"} <= set(pins())
    assert pins()["bentoml"] == "1.4.39"


def test_serving_installs_nothing_heavy() -> None:
    needed = {name_of(item) for item in project()["dependencies"]}
    waiting = list(needed)
    while waiting:
        for entry in requires(waiting.pop()) or ():
            requirement = Requirement(entry)
            name = name_of(requirement.name)
            if name not in needed and (requirement.marker is None or requirement.marker.evaluate({"extra": ""})):
                needed.add(name)
                waiting.append(name)
    assert "starlette" in needed
    assert not HEAVY & needed
    assert needed <= set(pins())


def test_the_bento_needs_what_the_project_needs() -> None:
    assert sorted(bentofile()["python"]["packages"]) == sorted(project()["dependencies"])


def test_the_bento_holds_every_file_that_the_packages_read() -> None:
    included = {path for pattern in bentofile()["include"] for path in ROOT.glob(pattern.removeprefix("/"))}
    read = {
        path
        for folder in ("labels", "service")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and "gold" not in path.parts
    }
    assert read
    assert read <= included


def test_the_readme_lists_every_setting_with_its_default() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name, default in vars_of(Settings()).items():
        assert f"| `{PREFIX}{name.upper()}` | {default} |" in readme, name


def vars_of(settings: Settings) -> dict[str, str]:
    values = {name: getattr(settings, name) for name in Settings.__dataclass_fields__}
    return {name: f"{value:g}" if isinstance(value, float) else str(value) for name, value in values.items()}
