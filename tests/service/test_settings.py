from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service import settings as module
from service.model_folder import EMBEDDED
from service.settings import CHAMPION, Settings, SettingsError


def test_nothing_set_gives_the_defaults() -> None:
    settings = Settings.from_environment({})
    assert (settings.port, settings.max_bytes, settings.max_paragraphs) == (3000, 10_000_000, 10_000)
    assert settings == Settings.from_environment({"STANDPUNT_PORT": " ", "PORT": "1"})


def test_the_model_is_that_of_the_package_another_or_none(tmp_path: Path) -> None:
    assert Settings.from_environment({}).model_folder == EMBEDDED
    assert Settings.from_environment({"STANDPUNT_MODEL": "Embedded"}).model_folder == EMBEDDED
    assert Settings.from_environment({"STANDPUNT_MODEL": "none"}).model_folder is None
    assert Settings.from_environment({"STANDPUNT_MODEL": str(tmp_path)}).model_folder == tmp_path


def test_the_model_is_by_default_the_champion() -> None:
    assert Settings.from_environment({}).model == Settings().model == CHAMPION
    assert Settings.from_environment({"STANDPUNT_MODEL": "CHAMPION"}).model == CHAMPION
    assert Settings.from_environment({"STANDPUNT_MODEL": "embedded"}).model == "embedded"


def test_the_store_is_that_of_bentoml_or_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BENTOML_HOME", str(tmp_path / "home"))
    assert Settings().store_folder == tmp_path / "home"
    assert Settings.from_environment({"STANDPUNT_STORE": "BentoML"}).store_folder == tmp_path / "home"
    # It need not be there yet, and workers may start in another folder.
    monkeypatch.chdir(tmp_path)
    assert Settings.from_environment({"STANDPUNT_STORE": "store"}).store_folder == tmp_path / "store"
    monkeypatch.setenv("PLACE", str(tmp_path))
    monkeypatch.setenv("BENTOML_HOME", "$PLACE/there")
    assert Settings().store_folder == tmp_path / "there"
    monkeypatch.setenv("HOME", str(tmp_path))
    for named in ("~/bentoml", ""):
        monkeypatch.setenv("BENTOML_HOME", named)
        assert Settings().store_folder == tmp_path / "bentoml"


def test_a_file_is_no_store(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SettingsError, match=r"STANDPUNT_STORE is .* but it must be a folder, or bentoml"):
        Settings.from_environment({"STANDPUNT_STORE": str(tmp_path / "file")})


def test_a_folder_is_named_from_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "model").mkdir()
    monkeypatch.chdir(tmp_path)
    assert Settings.from_environment({"STANDPUNT_MODEL": "model"}).model_folder == tmp_path / "model"


def test_workers_share_the_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_cores", lambda: 8)
    assert Settings().threads_of_model == 8
    assert Settings(workers=3).threads_of_model == 2
    assert Settings(workers=16).threads_of_model == 1
    assert Settings(workers=16, model_threads=4).threads_of_model == 4


def test_each_variable_is_read() -> None:
    given = {"STANDPUNT_PORT": "8080", "STANDPUNT_TIMEOUT": "2.5", "STANDPUNT_LOG_LEVEL": "WARNING"}
    settings = Settings.from_environment({**given, "STANDPUNT_HOST": "localhost"})
    assert (settings.port, settings.timeout, settings.log_level) == (8080, 2.5, "warning")
    assert settings.host == "127.0.0.1"


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("STANDPUNT_PORT", "drieduizend"),
        ("STANDPUNT_PORT", "0"),
        ("STANDPUNT_PORT", "3000.5"),
        ("STANDPUNT_MAX_BYTES", "-1"),
        ("STANDPUNT_TIMEOUT", "nan"),
        ("STANDPUNT_LOG_LEVEL", "loud"),
        ("STANDPUNT_HOST", "not a host"),
        ("STANDPUNT_MODEL", "/no/such/folder"),
        ("STANDPUNT_MODEL_THREADS", "-1"),
        ("STANDPUNT_FEEDBACK", "/"),
        ("STANDPUNT_API_KEY_FILE", "/no/such/file"),
    ],
)
def test_a_wrong_value_is_refused_by_name(variable: str, value: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.from_environment({variable: value})
    assert (caught.value.variable, caught.value.value) == (variable, value)
    assert variable in str(caught.value)


@given(st.text(max_size=12))
def test_any_port_is_read_or_refused(value: str) -> None:
    try:
        port = Settings.from_environment({"STANDPUNT_PORT": value}).port
    except SettingsError as error:
        assert error.variable == "STANDPUNT_PORT"
    else:
        assert 1 <= port <= 65535


def test_corrections_are_kept_in_the_users_folder_or_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    default = Path(Settings.from_environment({}).feedback_place)
    assert (default.name, default.parent.name) == ("corrections.sqlite3", "standpunt")
    assert Path(module.__file__).parent not in default.parents
    monkeypatch.chdir(tmp_path)
    chosen = Settings.from_environment({"STANDPUNT_FEEDBACK": "kept.sqlite3"})
    assert chosen.feedback_place == str(tmp_path / "kept.sqlite3")
    url = "postgresql://anna:geheim@localhost/db"
    assert Settings.from_environment({"STANDPUNT_FEEDBACK": url}).feedback_place == url


@pytest.mark.parametrize(
    "url", ["mysql://anna:ge/heim@localhost/db", "postgresql://anna:ge/heim@localhost:vijf/db", "sqlite:///x:heim@y"]
)
def test_a_url_that_cannot_be_used_is_told_without_its_password(url: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.from_environment({"STANDPUNT_FEEDBACK": url})
    assert "STANDPUNT_FEEDBACK" in str(caught.value)
    assert "heim" not in str(caught.value)
    assert "heim" not in caught.value.value


def test_postgresql_without_its_driver_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "find_spec", lambda name: None)
    with pytest.raises(SettingsError, match=r"standpunt\[postgres\]"):
        Settings.from_environment({"STANDPUNT_FEEDBACK": "postgresql://localhost/db"})


def test_the_key_comes_from_the_variable_or_a_file_and_is_never_shown(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("sleutel-1\n", encoding="utf-8")
    by_file = Settings.from_environment({"STANDPUNT_API_KEY_FILE": str(file)})
    assert by_file == Settings.from_environment({"STANDPUNT_API_KEY": "sleutel-1"})
    assert by_file.api_key == "sleutel-1"
    assert "sleutel-1" not in repr(by_file)
    with pytest.raises(SettingsError, match="one of them"):
        Settings.from_environment({"STANDPUNT_API_KEY": "sleutel-1", "STANDPUNT_API_KEY_FILE": str(file)})
    for wrong in ("twee woorden", "sleutél"):
        with pytest.raises(SettingsError) as caught:
            Settings.from_environment({"STANDPUNT_API_KEY": wrong})
        assert wrong not in str(caught.value)
    file.write_text(" \n", encoding="utf-8")
    with pytest.raises(SettingsError, match="empty"):
        Settings.from_environment({"STANDPUNT_API_KEY_FILE": str(file)})


def test_runs_of_retraining_lie_in_the_users_folder_or_elsewhere(tmp_path: Path) -> None:
    default = Settings.from_environment({}).retraining_folder
    assert default.is_absolute()
    assert default.parts[-2:] == ("standpunt", "retraining")
    chosen = Settings.from_environment({"STANDPUNT_RETRAINING": str(tmp_path / "runs")})
    assert chosen.retraining_folder == tmp_path / "runs"
    assert Settings.from_environment({"STANDPUNT_RETRAINING": "USER"}).retraining_folder == default
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match=r"STANDPUNT_RETRAINING .* it must be a folder, or user"):
        Settings.from_environment({"STANDPUNT_RETRAINING": str(tmp_path / "file")})


@pytest.mark.parametrize(
    ("command", "problem"),
    [("'open", "cannot be read as a shell does"), ("/nowhere/train --now", "no program"), ("''", "no program")],
)
def test_a_command_that_cannot_be_run_is_refused(command: str, problem: str) -> None:
    assert Settings.from_environment({"STANDPUNT_RETRAINING_COMMAND": "sh -c true"}).retraining_command == "sh -c true"
    with pytest.raises(SettingsError, match=problem):
        Settings.from_environment({"STANDPUNT_RETRAINING_COMMAND": command})
