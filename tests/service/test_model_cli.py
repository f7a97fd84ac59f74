"""``standpunt model``: the models in the store, and which of them is champion."""

from __future__ import annotations

import getpass
import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from models import tiny
from stores import cut_short, misfit, several, tag, unloadable, unproven, version

from service.champion import FILE
from service.cli import main
from service.model_folder import ModelFolder
from service.registry import Registry


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "store"
    monkeypatch.setenv("STANDPUNT_STORE", str(home))
    monkeypatch.setenv("STANDPUNT_MODEL", "champion")
    return home


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["model", *[str(each) for each in arguments]], catch_exceptions=False)


def ok(*arguments: object) -> str:
    result = run(*arguments)
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


def refused(*arguments: object) -> str:
    """Return the one sentence with which a command is refused."""
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    (sentence,) = result.stderr.splitlines()
    return str(sentence)


def stored(home: Path, number: int) -> ModelFolder:
    return ModelFolder(home / "models" / "standpunt" / version(number))


def test_from_a_folder_to_the_champion_and_back(home: Path, tmp_path: Path) -> None:
    folders = several(tmp_path, range(2))
    assert ok("add", folders[0]) == ok("add", folders[0]) == f"{tag(0)}\n"
    assert ok("promote", tag(0), "--by", "ada") == f"{tag(0)} is champion.\n"
    assert ok("add", folders[1], "--data", "2026.12") == f"{tag(1)}\n"
    assert ok("promote", version(1)) == f"{tag(1)} is champion.\n"
    champion = Registry(home).champion
    assert champion is not None
    assert (champion.by, [each.by for each in champion.earlier]) == (getpass.getuser(), ["ada"])
    # The present command goes on showing what answers, which now is the champion.
    assert json.loads(ok("--format", "json"))["trained"]["tag"] == tag(1)
    facts = dict(line.split(maxsplit=1) for line in ok().splitlines()[2:])
    assert facts["trained.tag"].strip() == tag(1)
    assert ok("rollback") == f"{tag(0)} is champion again.\n"
    assert ok("rollback") == "There was no earlier champion: the model of the package answers again.\n"
    assert "nothing to go back to" in refused("rollback")


def test_the_command_line_answers_with_the_champion(home: Path, tmp_path: Path) -> None:
    (folder,) = several(tmp_path, range(1))
    motion = tmp_path / "motie.txt"
    motion.write_text("De Kamer,\n\n1. verzoekt de Commissie de veerdienst te steunen;\n", encoding="utf-8")
    ok("add", folder)
    ok("promote", tag(0))
    command = ["classify", str(motion), "--format", "json"]
    answered = CliRunner().invoke(main, command)
    assert (answered.exit_code, answered.stderr) == (0, "")
    assert json.loads(answered.stdout)["model"] == {"version": version(0), "engine": "hybrid"}
    cut_short(stored(home, 0))
    answered = CliRunner().invoke(main, command)
    assert answered.exit_code == 0
    assert json.loads(answered.stdout)["model"]["engine"] == "rules"
    (line,) = answered.stderr.splitlines()
    assert line.startswith(f"note: The model in {stored(home, 0).path} cannot be used")


def test_the_list(home: Path, tmp_path: Path) -> None:
    for number in range(3):
        ok("add", unloadable(tmp_path, number), *(["--parent", tag(0)] if number else []))
    unproven(home).promote(tag(1), by="ada")
    (stored(home, 0).path / "model.yaml").unlink()
    lines = [line.split() for line in ok("list").splitlines()]
    assert lines[0] == ["tag", "date", "stance", "addressee", "target", "data", "parent"]
    date = lines[2][1]
    assert lines[2:] == [
        [tag(2), date, "0.900", "–", "–", "2026.11", version(0)],
        ["*", tag(1), date, "0.900", "–", "–", "2026.11", version(0)],
        [tag(0), "–", "–", "–", "–", "–", "model.yaml", "cannot", "be", "read"],
    ]
    found = json.loads(ok("list", "--format", "json"))
    assert [each["tag"] for each in found] == [tag(2), tag(1), tag(0)]
    assert [each["champion"] and each["champion"]["by"] for each in found] == [None, "ada", None]
    assert (found[1]["parent"], found[1]["data"], len(found[1]["stances"])) == (tag(0), "2026.11", 18)
    assert found[1]["scores"]["sets"]["test"]["hybrid"]["figures"] == {"stance": 0.9}
    assert (found[2]["version"], found[2]["problem"]) == (None, "model.yaml cannot be read")


def test_the_parent_is_by_default_the_champion(home: Path, tmp_path: Path) -> None:
    ok("add", unloadable(tmp_path, 0))
    unproven(home).promote(tag(0), by="ada")
    ok("add", unloadable(tmp_path, 1))
    found = json.loads(ok("list", "--format", "json"))
    assert [each["parent"] for each in found] == [tag(0), None]


def test_one_model_is_shown(home: Path, tmp_path: Path) -> None:
    assert "No model is champion" in refused("show")
    ok("add", unloadable(tmp_path, 0))
    assert json.loads(ok("show", version(0), "--format", "json"))["champion"] is None
    unproven(home).promote(tag(0), by="ada")
    shown = json.loads(ok("show", "--format", "json"))
    assert (shown["tag"], shown["champion"]["by"], shown["base"]) == (tag(0), "ada", "a base")
    facts = dict(line.split(maxsplit=1) for line in ok("show").splitlines()[2:] if line[:1].strip())
    assert facts["champion.by"].strip() == "ada"
    assert facts["scores.sets.test.hybrid.figures.stance"].strip() == "0.9"
    assert "There is no model" in refused("show", tag(7))


def test_an_empty_store(home: Path) -> None:
    result = run("list")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "standpunt model add" in result.stderr
    assert json.loads(ok("list", "--format", "json")) == []
    assert not home.exists()


@pytest.mark.parametrize(
    ("damage", "told"), [(cut_short, "model.onnx is not the file that was sealed"), (misfit, "its stances lack")]
)
def test_who_cannot_answer_is_refused_with_the_reason(home: Path, tmp_path: Path, damage, told: str) -> None:  # type: ignore[no-untyped-def]
    ok("add", tiny(tmp_path))
    (good,) = Registry(home).models()
    ok("promote", good.tag)
    ok("add", unloadable(tmp_path, 1))
    damage(stored(home, 1))
    assert told in refused("promote", tag(1))
    assert f"{good.tag} was not champion before" in refused("rollback", good.tag)
    champion = Registry(home).champion
    assert champion is not None
    assert champion.tag == good.tag
    damage(ModelFolder(tmp_path / "model-1"))
    assert told in refused("add", tmp_path / "model-1")


def test_another_model_of_the_same_version_is_refused(home: Path, tmp_path: Path) -> None:
    folder = unloadable(tmp_path, 0)
    ok("add", folder)
    ModelFolder(folder).tokenizer.write_text('{"other": 1}')
    ModelFolder(folder).seal()
    assert "tokenizer.json differ" in refused("add", folder)


def test_what_is_not_there(home: Path, tmp_path: Path) -> None:
    assert f"There is no model {tag(0)}" in refused("promote", tag(0))
    assert run("add", tmp_path / "nowhere").exit_code == 2
    (tmp_path / "empty").mkdir()
    assert "model.onnx is missing" in refused("add", tmp_path / "empty")


def test_a_champion_file_that_is_torn_is_told_and_mended(home: Path, tmp_path: Path) -> None:
    ok("add", tiny(tmp_path))
    (good,) = Registry(home).models()
    (home / FILE).write_text("{")
    result = run("list")
    assert result.exit_code == 0
    assert good.tag in result.stdout
    assert "champion.json is wrong" in result.stderr
    assert "champion.json is wrong" in refused("rollback")
    assert ok("promote", good.tag) == f"{good.tag} is champion.\n"


def test_a_store_that_cannot_be_written(home: Path, tmp_path: Path) -> None:
    folder = unloadable(tmp_path, 0)
    ok("add", folder)
    shutil.rmtree(home)
    home.parent.joinpath("store").write_text("a file")
    assert "STANDPUNT_STORE is" in refused("add", folder)
    home.unlink()
    home.mkdir()
    (home / "models").write_text("a file")
    assert f"The store {home} cannot be used" in refused("add", folder)


def test_a_setting_that_goes_before_the_champion_is_told(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ok("add", tiny(tmp_path))
    (good,) = Registry(home).models()
    monkeypatch.setenv("STANDPUNT_MODEL", "none")
    result = run("promote", good.tag)
    assert (result.exit_code, result.stdout) == (0, f"{good.tag} is champion.\n")
    assert "STANDPUNT_MODEL is none here" in result.stderr


def test_the_format_of_a_command_stands_behind_it(home: Path) -> None:
    result = run("--format", "json", "list")
    assert result.exit_code == 2
    assert "Write --format after list." in result.stderr


def test_a_user_without_a_name(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unnamed() -> str:
        raise KeyError("getpwuid(): uid not found: 4711")

    monkeypatch.setattr(getpass, "getuser", unnamed)
    ok("add", tiny(tmp_path))
    (good,) = Registry(home).models()
    ok("promote", good.tag)
    champion = Registry(home).champion
    assert champion is not None
    assert champion.by == "unknown"
