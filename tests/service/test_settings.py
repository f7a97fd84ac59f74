from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.settings import Settings, SettingsError


def test_nothing_set_gives_the_defaults() -> None:
    settings = Settings.from_environment({})
    assert (settings.port, settings.max_bytes, settings.max_paragraphs) == (3000, 10_000_000, 10_000)
    assert settings == Settings.from_environment({"STANDPUNT_PORT": " ", "PORT": "1"})


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
