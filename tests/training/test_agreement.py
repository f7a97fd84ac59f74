from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from small_gold import act, small_gold

from training.agreement import BLIND, agreement
from training.cli import main
from training.evaluation.measures import total
from training.gold import GoldProblem


def blind(folder: Path, *paragraphs: str) -> Path:
    folder.mkdir()
    (folder / "sluizen.xml").write_text("\n".join(["<resolution>", *paragraphs, "</resolution>", ""]), encoding="utf-8")
    return folder


def test_what_a_second_annotator_sees_otherwise_is_counted(tmp_path: Path) -> None:
    gold = small_gold(tmp_path / "gold")
    again = blind(tmp_path / "blind", f'<p n="1">{act("support", "verwelkomt", "de nieuwe sluis bij het dorp")}</p>')
    figures = agreement(again, gold)["sluizen"].figures
    assert (figures["verb"], figures["stance"], figures["target"]) == (1.0, 0.0, 1.0)


@pytest.mark.parametrize(
    "paragraph", ['<p n="2">verwelkomt de nieuwe sluis bij het dorp;</p>', '<p n="1">verwelkomt de sluis;</p>']
)
def test_a_paragraph_that_the_gold_does_not_have(tmp_path: Path, paragraph: str) -> None:
    gold = small_gold(tmp_path / "gold")
    with pytest.raises(GoldProblem, match=r"does not stand so in .*sluizen\.xml\. Take the paragraph out"):
        agreement(blind(tmp_path / "blind", paragraph), gold)


def test_the_second_annotator_of_the_project_agrees() -> None:
    found = agreement()
    assert total(found.values()).paragraphs >= 100
    assert total(found.values()).figures["stance"] > 0.95
    assert set(found) == {file.stem for file in BLIND.glob("*.xml")}


def test_the_command() -> None:
    result = CliRunner().invoke(main, ["gold", "agreement"])
    assert result.exit_code == 0, result.output
    assert "paragraphs annotated twice" in result.output
    assert "target" in result.output
