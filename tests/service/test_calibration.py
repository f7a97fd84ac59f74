from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from service.calibration import AS_THEY_ARE, Arbitration, Calibration, Sureness, Temperatures

positive = st.floats(0.01, 100)
chance = st.floats(0, 1)
real = st.floats(-50, 50)
calibrations = st.builds(
    Calibration,
    temperatures=st.builds(Temperatures, verb=positive, addressee=positive, target=positive),
    arbitration=st.builds(
        Arbitration, rules_alone=chance, model_alone=chance, other_stance=chance, target=positive, addressee=positive
    ),
    sureness=st.builds(Sureness, slope=real, both=real, rules=real, model=real),
)


def test_without_a_file_a_model_is_trusted_as_it_is(tmp_path: Path) -> None:
    assert Calibration.load(tmp_path / "calibration.json") == Calibration()
    assert Calibration().temperatures == Temperatures(verb=1, addressee=1, target=1)
    assert Calibration().sureness == Sureness(slope=1, both=0, rules=0, model=0)


def test_the_file_is_readable_json(tmp_path: Path) -> None:
    file = tmp_path / "calibration.json"
    Calibration(temperatures=Temperatures(verb=1.5)).save(file)
    text = file.read_text(encoding="utf-8")
    assert text.endswith("}\n")
    assert json.loads(text)["temperatures"] == {"verb": 1.5, "addressee": 1.0, "target": 1.0}


def test_what_a_file_leaves_out_has_its_default(tmp_path: Path) -> None:
    file = tmp_path / "calibration.json"
    file.write_text('{"arbitration": {"target": 5}}', encoding="utf-8")
    assert Calibration.load(file) == Calibration(arbitration=Arbitration(target=5))


@pytest.mark.parametrize(
    ("content", "where"),
    [
        ({"temperatures": {"verb": 0}}, "temperatures.verb"),
        ({"temperatures": {"target": -1}}, "temperatures.target"),
        ({"temperatures": {"stance": 1}}, "temperatures.stance"),
        ({"arbitration": {"rules_alone": 1.1}}, "arbitration.rules_alone"),
        ({"arbitration": {"model_alone": -0.1}}, "arbitration.model_alone"),
        ({"arbitration": {"target": -1}}, "arbitration.target"),
        ({"sureness": {"slope": "steep"}}, "sureness.slope"),
        ({"threshold": 1}, "threshold"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, content: dict[str, Any], where: str) -> None:
    file = tmp_path / "calibration.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(ValueError, match=where.replace(".", r"\.")):
        Calibration.load(file)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff"])
def test_what_is_no_json_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "calibration.json"
    file.write_bytes(content)
    with pytest.raises(ValueError):
        Calibration.load(file)


def test_it_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        AS_THEY_ARE.verb = 2


@given(calibrations)
def test_what_is_saved_is_loaded(tmp_path_factory: pytest.TempPathFactory, calibration: Calibration) -> None:
    file = tmp_path_factory.mktemp("calibration") / "calibration.json"
    calibration.save(file)
    assert Calibration.load(file) == calibration
