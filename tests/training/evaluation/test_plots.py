from __future__ import annotations

import struct
from pathlib import Path

import pytest
from test_report import evaluated, small_gold

from training.evaluation.evaluation import Evaluation
from training.evaluation.plots import _stance_bars, draw
from training.gold import GoldDocument, load_gold

pytest.importorskip("matplotlib", reason="the extra `data` is not installed")


@pytest.fixture
def documents(tmp_path: Path) -> tuple[GoldDocument, ...]:
    return load_gold([small_gold(tmp_path / "gold")])


def size(path: Path) -> tuple[int, int]:
    """Return width and height of a PNG, from its first chunk."""
    head = path.read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", head[16:24])
    return width, height


def test_every_set_and_engine_has_its_plots(documents: tuple[GoldDocument, ...], tmp_path: Path) -> None:
    evaluations = [evaluated(documents, engine, split) for split in ("test", "val") for engine in ("own", "other")]
    files = draw(tmp_path, evaluations)
    assert [file.name for file in files] == [
        f"{name}-{split}.png"
        for split in ("test", "val")
        for name in ("stances", "confidence", "confusion-own", "confusion-other")
    ]
    assert all(min(size(file)) > 300 for file in files)


@pytest.mark.parametrize("name", ["a$b$c", "$", "_hidden", "../../up", "é 😀", "[red]"])
def test_any_name_is_drawn(name: str, documents: tuple[GoldDocument, ...], tmp_path: Path) -> None:
    folder = tmp_path / "uit"
    folder.mkdir()
    files = draw(folder, [evaluated(documents, name, name)])
    assert sorted(folder.iterdir()) == sorted(files)
    assert len(files) == 3


def test_names_that_differ_in_signs_alone_have_their_own_plots(
    documents: tuple[GoldDocument, ...], tmp_path: Path
) -> None:
    files = draw(tmp_path, [evaluated(documents, name) for name in ("model-1", "model_1", "Model 1")])
    assert [file.name for file in files[2:]] == [
        "confusion-model-1-test.png",
        "confusion-model-1-test-2.png",
        "confusion-model-1-test-3.png",
    ]


def test_nothing_predicted_can_be_drawn(documents: tuple[GoldDocument, ...], tmp_path: Path) -> None:
    silent = [each for each in documents if each.name == "treinen"]
    # The only act is dropped with this seed: no confidence, no bin, an empty column.
    evaluation = next(each for seed in range(50) if not (each := evaluated(silent, seed=seed)).reliability.acts)
    assert all(size(file) for file in draw(tmp_path, [evaluation]))
    assert draw(tmp_path, []) == []


def test_a_stance_that_does_not_occur_has_no_bar(documents: tuple[GoldDocument, ...]) -> None:
    evaluation: Evaluation = evaluated(documents, seed=None)
    (axes,) = _stance_bars([evaluation]).axes
    heights = [bar.get_height() for bar in axes.patches]
    names = [label.get_text() for label in axes.get_xticklabels()]
    tall = {name for name, height in zip(names, heights, strict=True) if height > 0}
    assert tall == {"condemn", "deplore", "request", "welcome"}
