"""What a bento is built from: the sources, with the model that answers here as that of the package."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from stores import cut_short, several, tag, unloadable, unproven, version

from service import packing as module
from service.cli import main
from service.model_choice import Chosen
from service.model_folder import ModelFolder
from service.packing import NotPackable, lay_out, pack

ROOT = Path(__file__).parents[2]


def included(folder: Path) -> set[str]:
    patterns = yaml.safe_load((folder / "bentofile.yaml").read_text(encoding="utf-8"))["include"]
    found = (path for pattern in patterns for path in folder.glob(pattern.removeprefix("/")))
    return {path.relative_to(folder).as_posix() for path in found if path.is_file()}


def test_the_model_lies_where_the_package_keeps_its_own(tmp_path: Path) -> None:
    folder = unloadable(tmp_path, 0)
    (folder / "model.yaml").write_text("what the store adds")
    out = tmp_path / "out"
    out.mkdir()
    lay_out(Chosen(folder, tag(0)), out)
    assert ModelFolder(out / "service" / "model").check().version == version(0)
    assert not (out / "service" / "model" / "model.yaml").exists()
    packed = included(out)
    assert {"README.md", "service/app.py", "labels/frames.yaml", "service/model/model.onnx"} <= packed
    sources = {name for name in included(ROOT) if not name.startswith("service/model/") and "gold" not in name}
    assert {name for name in packed if not name.startswith("service/model/")} == sources


def test_without_a_model_none_is_packed(tmp_path: Path) -> None:
    lay_out(None, tmp_path)
    assert not any(name.startswith("service/model/") for name in included(tmp_path))
    assert not list(tmp_path.rglob("__pycache__"))


def test_the_present_model_of_the_package_makes_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project, out = tmp_path / "project", tmp_path / "out"
    for name in ("bentofile.yaml", "README.md", "LICENSE", "labels/frames.yaml", "service/model/scores.json"):
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text("of the package")
    monkeypatch.setattr(module, "PROJECT", project)
    out.mkdir()
    lay_out(Chosen(unloadable(tmp_path, 0), tag(0)), out)
    assert ModelFolder(out / "service" / "model").read_scores() is not None
    assert (out / "labels" / "frames.yaml").read_text() == "of the package"


def test_an_installed_package_is_not_packed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PROJECT", tmp_path)
    with pytest.raises(NotPackable, match=r"bentofile.yaml is not beside the package. Run this in a checkout"):
        lay_out(None, tmp_path)


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Let nothing be built, and return with what it would have been: the command, and the version of the model."""
    calls: list[Any] = []

    def build(command: Sequence[str], *, cwd: Path, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
        model = ModelFolder(cwd / "service" / "model")
        calls.append((command, model.read_labels().version if model.present else None, env))
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(subprocess, "run", build)
    return calls


def test_the_champion_is_packed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, built: list[Any]) -> None:
    monkeypatch.setenv("STANDPUNT_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("STANDPUNT_MODEL", "champion")
    registry = unproven(tmp_path / "store")
    for folder in several(tmp_path, range(2)):
        registry.promote(registry.add(folder), by="ada")
    registry.promote(tag(0), by="ada")
    assert CliRunner().invoke(main, ["bento"]).exit_code == 0
    ((command, packed, environment),) = built
    assert command[1:] == ["-m", "bentoml", "build", ".", "--label", f"model={version(0)}"]
    assert packed == version(0)
    # uv lies beside the Python of the virtual environment.
    assert environment["PATH"].startswith(str(Path(sys.executable).parent))
    assert environment["BENTOML_DO_NOT_TRACK"] == "true"


def test_a_damaged_champion_is_not_packed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, built: list[Any]) -> None:
    monkeypatch.setenv("STANDPUNT_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("STANDPUNT_MODEL", "champion")
    registry = unproven(tmp_path / "store")
    registry.promote(registry.add(unloadable(tmp_path, 0)), by="ada")
    cut_short(ModelFolder(registry.find(tag(0)).folder))
    result = CliRunner().invoke(main, ["bento"])
    assert (result.exit_code, built) == (2, [])
    assert "checksum differs" in result.stderr


def test_the_rules_alone_are_packed_with_a_note(monkeypatch: pytest.MonkeyPatch, built: list[Any]) -> None:
    monkeypatch.setenv("STANDPUNT_MODEL", "none")
    result = CliRunner().invoke(main, ["bento"])
    assert result.exit_code == 0
    assert "will answer with the rules" in result.stderr
    ((command, packed, _),) = built
    assert (command[-1], packed) == ("model=none", None)


def test_a_build_that_fails_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(command: Sequence[str], **named: object) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, 1)

    monkeypatch.setattr(subprocess, "run", fail)
    with pytest.raises(NotPackable, match="bentoml build failed"):
        pack(None)
