from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from small_gold import small_gold

pytest.importorskip("torch", reason="the extra `train` is not installed")
pytest.importorskip("onnx", reason="the extra `train` is not installed")

from tiny_models import exported, trained

from service.model_folder import UnusableModel
from training import speed, speed_start
from training.gold import GoldProblem, load_gold
from training.speed import PIPELINES, mean_subwords, one_start, race, readers_of, sample, speed_command, table

READERS = ["tagger", "bert", "hybrid", "rules"]


@pytest.fixture(scope="module")
def gold(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_gold(tmp_path_factory.mktemp("speed") / "gold")


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run")
    shutil.copytree(trained("bert"), folder / "model")
    return folder


def run(*words: object) -> Result:
    return CliRunner().invoke(speed_command, [*map(str, words), "--rounds", "1", "--threads", "1", "--texts", "6"])


def rates(output: str) -> dict[str, tuple[float, str]]:
    """Return of each reader the paragraphs a second and the ratio."""
    found = re.findall(r"^ (\S[a-z0-9, ]*?)  +([\d,]+) +([\d.–]+) *$", output, re.MULTILINE)
    return {name: (float(rate.replace(",", "")), ratio) for name, rate, ratio in found}


def test_every_reader_has_a_figure(finished: Path, gold: Path) -> None:
    result = run(exported("bert", int8=True), "--against", finished, "--gold", gold)
    assert result.exit_code == 0, result.output
    found = rates(result.stdout)
    assert list(found) == [*PIPELINES, *READERS]
    assert all(rate > 0 for rate, _ in found.values())
    assert "1.00" in {found[name][1] for name in PIPELINES}
    assert re.match(r"6 paragraphs, \d+\.\d subwords on average; best of 1\n", result.stdout)
    assert re.search(r"ready after \d+\.\d\d s .* \d+ MiB at most", result.stdout)


def test_without_a_run_there_is_no_ratio(gold: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speed, "best_start", lambda *_: speed.Start(1, 1, 1))
    result = run(exported("bert"), "--gold", gold)
    assert result.exit_code == 0, result.output
    assert {name: ratio for name, (_, ratio) in rates(result.stdout).items()} == dict.fromkeys(READERS, "–")


def test_a_folder_without_a_model_is_refused(gold: Path, tmp_path: Path) -> None:
    result = run(tmp_path, "--gold", gold)
    assert result.exit_code == 1
    assert "model.onnx is missing" in result.stderr


def test_a_folder_without_gold_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GoldProblem, match="no operative paragraph"):
        sample(tmp_path, 3)


def test_the_sample_is_the_same_always_and_has_every_paragraph(gold: Path) -> None:
    texts = {each.text for document in load_gold((gold,)) for each in document.operatives}
    assert len(texts) == 4
    assert sample(gold, 10) == sample(gold, 10)
    assert set(sample(gold, 4)) == texts
    assert sample(gold, 10)[4:8] == sample(gold, 4)
    assert sample(gold, 2) == sample(gold, 4)[:2]


def test_readers_read_all_texts_in_chunks(gold: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.classifier.CHUNK", 3)
    texts = sample(gold, 7)
    for name, read in readers_of(exported("bert"), None, 1).items():
        answers = read(texts)
        assert isinstance(answers, list), name
        assert [len(each) for each in answers] == [3, 3, 1], name


def test_a_pipeline_reads_texts_that_are_too_long(finished: Path) -> None:
    readers = readers_of(exported("bert"), finished, 1)
    for name in PIPELINES:
        assert len(readers[name](["verzoekt de regering", "verzoekt de regering " * 60])) == 2  # type: ignore[arg-type]


def test_the_best_round_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    times = iter([0.0, 5.0, 10.0, 12.0, 20.0, 23.0])
    monkeypatch.setattr(speed.time, "perf_counter", lambda: next(times))
    read: list[Sequence[str]] = []
    told: list[str] = []
    assert race({"one": read.append}, ["a"] * 9, 3, told.append) == {"one": 2.0}
    # What comes first only warms up.
    assert [len(texts) for texts in read] == [8, 9, 9, 9]
    assert told == [f"Round {number} of 3: one" for number in (1, 2, 3)]


def test_readers_take_turns() -> None:
    order: list[str] = []
    race({name: lambda texts, name=name: order.append(name) for name in "ab"}, ["x"], 2)  # type: ignore[misc]
    assert order == ["a", "b", "a", "b", "a", "b"]


def test_ratios_are_to_the_faster_pipeline() -> None:
    slow, fast = PIPELINES
    columns = [list(each.cells) for each in table({slow: 10.0, fast: 4.0, "hybrid": 1.0}, 100).columns]
    assert columns[1] == ["10", "25", "100"]
    assert columns[2] == ["0.40", "1.00", "4.00"]


def test_subwords_are_counted_without_special_ones() -> None:
    folder = exported("bert")
    one, two = (mean_subwords(folder, [text]) for text in ("de", "de de"))
    assert (one, two) == (1, 2)
    assert mean_subwords(folder, ["de", "de de"]) == 1.5


def test_a_worker_is_measured_in_a_process_of_its_own() -> None:
    found = one_start(exported("bert", int8=True), 1)
    assert 0 < found.loading < found.seconds < 60
    # This process has torch, whose memory must not be counted.
    assert 20 < found.mebibytes < 400


def test_a_worker_that_does_not_start_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnusableModel, match="a worker does not start with it"):
        one_start(tmp_path, 1)


def test_what_a_worker_prints(capsys: pytest.CaptureFixture[str]) -> None:
    speed_start.main([str(exported("bert")), "0"])
    told = json.loads(capsys.readouterr().out)
    assert set(told) == {"seconds", "mebibytes"}
    assert told["mebibytes"] == pytest.approx(speed_start.peak(), rel=0.2)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no getrusage")
def test_memory_is_told_where_there_is_no_proc(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(speed_start, "_STATUS", tmp_path / "status")
    assert speed_start.peak() > 20
