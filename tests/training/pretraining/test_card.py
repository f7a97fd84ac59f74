from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="the extra `train` is not installed")

from labels.errors import LexiconError
from training.pretraining.card import CardFacts, model_card
from training.pretraining.curves import draw_curves
from training.pretraining.journal import Note, ToldAt
from training.pretraining.loop import Progress, Schedule
from training.pretraining.register_notes import RegisterNote, load_register_notes
from training.pretraining.sequences import Registers
from training.pretraining.shapes import SHAPES
from training.pretraining.told import Told

NOTES = {
    "moties": RegisterNote("motions", "CC0 1.0", None),
    "debatten": RegisterNote("debates", "free, the source being named", "The Chamber"),
}
TOLD = (Told("moties", 300, 3.0, 0.4), Told("debatten", 100, 5.0, 0.2))
PROGRESS = (Progress(20, 40, 163_840, 6.0, 2000.0), Progress(40, 40, 327_680, 4.25, 4000.0))
FACTS = CardFacts(
    note=Note("standpunt-train pretrain corpus --out base", "A processor, 2 threads"),
    shape=SHAPES["mini"],
    weights=9_999_999,
    vocabulary=16_000,
    positions=512,
    schedule=Schedule(327_680),
    registers=Registers({"moties": 100_000, "debatten": 200_000}, {"moties": 500, "debatten": 1_000}),
    upto=160_000,
    progress=PROGRESS,
    told=TOLD,
)
PNG = b"\x89PNG"


def test_the_card_says_what_was_trained_on() -> None:
    card = model_card(FACTS, NOTES)
    assert "| moties | motions | 100,000 | 100,000 | CC0 1.0 |" in card
    assert "| debatten | debates | 60,000 | 200,000 | free, the source being named |" in card
    assert "160,000 subwords were trained on, of 300,000" in card
    assert "1,500 subwords" in card
    assert "Source to be named: The Chamber." in card
    assert "2.05 times through the data" in card
    assert "license: mit" in card


def test_the_card_says_how_long_it_took_and_how_good_it_is() -> None:
    card = model_card(FACTS, NOTES)
    assert "$ standpunt-train pretrain corpus --out base" in card
    # 163,840 subwords at 2,000 a second, as many at 4,000.
    assert "327,680 subwords in 2 minutes, 2,667 a second" in card
    assert "Loss at the end: 4.250" in card
    assert "| moties | 300 | 40.0% | 3.00 |" in card
    assert "| all | 400 | 35.0% | 3.50 |" in card


def test_a_register_that_nobody_described_claims_no_rights() -> None:
    card = model_card(FACTS, {"moties": NOTES["moties"]})
    assert "| debatten | not described | 60,000 | 200,000 | **not stated**" in card
    assert "license:" not in card
    unread = replace(FACTS, upto=50_000)
    assert unread.used == {"moties": 50_000, "debatten": 0}
    assert "license: mit" in model_card(unread, {"moties": NOTES["moties"]})


def test_a_card_without_a_log_and_without_held_out_text() -> None:
    card = model_card(replace(FACTS, progress=(), told=(), upto=None), NOTES)
    assert "Machine: A processor, 2 threads." in card
    assert "| all |" not in card
    assert "300,000 subwords were trained on, of 300,000" in card


@pytest.mark.parametrize("on_the_way", [(), (ToldAt(20, TOLD[0]), ToldAt(40, TOLD[0]), ToldAt(40, TOLD[1]))])
def test_the_curves_are_a_picture(tmp_path: Path, on_the_way: tuple[ToldAt, ...]) -> None:
    draw_curves(PROGRESS, on_the_way, TOLD, tmp_path / "curves.png")
    assert (tmp_path / "curves.png").read_bytes().startswith(PNG)
    assert (tmp_path / "curves.png").stat().st_size > 5_000


def test_curves_of_nothing_are_a_picture(tmp_path: Path) -> None:
    draw_curves((), (), (), tmp_path / "curves.png")
    assert (tmp_path / "curves.png").read_bytes().startswith(PNG)


def test_every_described_register_has_its_rights() -> None:
    notes = load_register_notes()
    assert notes["europarl_debatten"].credit == "European Parliament"
    assert {"wetten", "verdragen", "moties_tweede_kamer"} <= set(notes)
    assert not any("|" in note.what + note.rights for note in notes.values())


def test_a_register_without_rights_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "registers.yaml"
    path.write_text("registers:\n  wetten:\n    what: acts\n", encoding="utf-8")
    with pytest.raises(LexiconError, match=r"registers\.yaml.*3.*no 'rights'"):
        load_register_notes(path)
