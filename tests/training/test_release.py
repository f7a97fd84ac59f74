from __future__ import annotations

import json
import shutil
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from small_gold import small_gold

pytest.importorskip("torch", reason="the extra `train` is not installed")
pytest.importorskip("onnx", reason="the extra `train` is not installed")
pytest.importorskip("sklearn", reason="the extra `data` is not installed")

from tagged_texts import certain, words_of
from tiny_models import DAY, trained

from labels.actors import ActorIndex
from labels.scheme import Paragraph
from service.calibration import Calibration
from service.model_folder import ModelFolder
from service.tag_numbers import TagNumbers
from service.tagged import Tagged
from service.tagger import OnnxTagger
from training import int8_choice, release
from training.finetuning_summary import NotReleasable, Summary, read_summary
from training.gold import load_gold
from training.int8_choice import FP32, MOST_LOST, WAYS, Choice, Trial, Way, choose
from training.release import release_command
from training.release_card import WEIGHED
from training.replacing import replacing

SUMMARY = {
    "base": "tiny",
    "dataset": "2026-11-24-0123456789ab",
    "courses": {"gold": {"times": 8, "begin": 0.1, "end": 1.0}, "silver": {"times": 0, "begin": 0.0, "end": 0.9}},
    "paragraphs": 1234,
    "seconds": 60.0,
}


@pytest.fixture(scope="module")
def gold(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_gold(tmp_path_factory.mktemp("release") / "gold")


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a run that has ended."""
    folder = tmp_path_factory.mktemp("run")
    shutil.copytree(trained("bert"), folder / "model")
    (folder / "finetuning.json").write_text(json.dumps(SUMMARY), encoding="utf-8")
    return folder


def run(*words: object) -> Result:
    return CliRunner().invoke(release_command, ["--day", DAY.isoformat(), "--resamples", "100", *map(str, words)])


@pytest.fixture(scope="module")
def released(finished: Path, gold: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("out") / "model"
    result = run(finished, "--out", out, "--gold", gold)
    assert result.exit_code == 0, result.output
    return out


def test_the_folder_is_whole_and_answers(released: Path) -> None:
    labels = ModelFolder(released).check()
    assert labels.version.startswith("bert-2026.11.24-")
    assert (labels.base, labels.data) == ("tiny", SUMMARY["dataset"])
    (tagged,) = OnnxTagger.load(released, threads=1).tag(["verzoekt de regering"])
    assert len(tagged.words) == 3
    assert {file.name for file in released.iterdir()} == {
        *("README.md", "calibration.json", "checksums.json", "labels.json"),
        *("model.onnx", "scores.json", "tokenizer.json"),
    }


def test_nothing_is_left_beside_it(released: Path) -> None:
    assert [each.name for each in released.parent.iterdir()] == ["model"]
    assert released.stat().st_mode & 0o055 == 0o055


def test_scores_tell_every_engine_on_both_sets(released: Path) -> None:
    scores = json.loads(ModelFolder(released).scores.read_text(encoding="utf-8"))
    assert scores["version"] == ModelFolder(released).read_labels().version
    assert scores["bytes"] == ModelFolder(released).model.stat().st_size
    assert scores["day"] == "2026-11-24"
    assert set(scores["sets"]) == {"validation", "test"}
    for own in scores["sets"].values():
        assert (own["paragraphs"], own["acts"]) == (1, 1)
        for engine in ("rules", "bert", "hybrid"):
            assert 0 <= own[engine]["ece"] <= 1
            assert set(WEIGHED) <= set(own[engine]["figures"])
    assert scores["sets"]["test"]["rules"]["figures"]["stance"] == 1


def test_scores_tell_what_fewer_bits_cost(released: Path) -> None:
    scores = json.loads(ModelFolder(released).scores.read_text(encoding="utf-8"))
    names = [each["weights"] for each in scores["parity"]]
    assert names[:3] == ["trained", FP32, WAYS[0].name]
    exported = scores["parity"][1]
    assert exported["near"]["largest"] < 1e-3
    assert exported["near"]["same"] == 1
    assert exported["figures"] == scores["parity"][0]["figures"]
    assert scores["weights"] in names


def test_the_calibration_is_that_of_validation(released: Path) -> None:
    found = Calibration.load(ModelFolder(released).calibration)
    assert found.temperatures != Calibration().temperatures


def test_the_card_tells_what_it_was_made_of(released: Path) -> None:
    card = ModelFolder(released).card.read_text(encoding="utf-8")
    assert card.startswith("---\nlanguage: nl\nlicense: mit\n")
    assert "| gold | 8 | 10% | 100% |" in card
    assert "| silver |" not in card
    assert "1,234 paragraphs" in card
    for name in (*WEIGHED, "calibration error", "## Use and limits", SUMMARY["dataset"], "rules | bert | hybrid"):
        assert str(name) in card


def test_no_file_tells_where_it_was_made(released: Path, finished: Path) -> None:
    for file in released.iterdir():
        content = file.read_bytes()
        for place in (finished, released, Path.home(), Path.cwd()):
            if len(place.parts) > 1:
                assert str(place).encode() not in content, file.name


def test_the_same_run_gives_the_same_files(released: Path, finished: Path, gold: Path, tmp_path: Path) -> None:
    assert run(finished, "--out", tmp_path / "again", "--gold", gold).exit_code == 0
    assert (tmp_path / "again" / "checksums.json").read_bytes() == (released / "checksums.json").read_bytes()


def test_32_bits_can_be_kept(released: Path, finished: Path, gold: Path, tmp_path: Path) -> None:
    result = run(finished, "--out", tmp_path / "model", "--gold", gold, "--fp32")
    assert result.exit_code == 0, result.output
    scores = json.loads((tmp_path / "model" / "scores.json").read_text(encoding="utf-8"))
    assert scores["weights"] == FP32
    assert [each["weights"] for each in scores["parity"]] == ["trained", FP32]
    assert "cost more than is allowed" not in (tmp_path / "model" / "README.md").read_text(encoding="utf-8")
    assert scores["bytes"] > ModelFolder(released).model.stat().st_size


def test_a_model_that_failed_to_be_made_leaves_the_old_one(
    released: Path, finished: Path, gold: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "model"
    shutil.copytree(released, out)
    before = (out / "checksums.json").read_bytes()

    def fails(*_: object, **__: object) -> None:
        raise NotReleasable(out, "it went wrong", "Try again.")

    monkeypatch.setattr(release, "_measure", fails)
    result = run(finished, "--out", out, "--gold", gold)
    assert result.exit_code == 1
    assert "it went wrong. Try again." in result.stderr
    assert (out / "checksums.json").read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["model"]


def test_a_folder_of_something_else_is_left_alone(finished: Path, gold: Path, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    result = run(finished, "--out", tmp_path, "--gold", gold)
    assert result.exit_code == 1
    assert "something else than a model" in result.stderr
    assert [each.name for each in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_folder_is_replaced_as_a_whole(released: Path, tmp_path: Path) -> None:
    out = tmp_path / "model"
    shutil.copytree(released, out)
    with replacing(out) as fresh:
        (fresh / "labels.json").write_text("{}", encoding="utf-8")
        assert (out / "model.onnx").is_file()
    assert [each.name for each in out.iterdir()] == ["labels.json"]
    assert [each.name for each in tmp_path.iterdir()] == ["model"]


def test_a_run_that_has_not_ended_is_refused(gold: Path, tmp_path: Path) -> None:
    result = run(tmp_path, "--out", tmp_path / "model", "--gold", gold)
    assert result.exit_code == 1
    assert "finetuning.json is missing" in result.stderr
    assert not (tmp_path / "model").exists()


def test_a_summary_that_is_wrong_is_refused(finished: Path, tmp_path: Path) -> None:
    shutil.copytree(finished, tmp_path / "run")
    (tmp_path / "run" / "finetuning.json").write_text('{"base": 3}', encoding="utf-8")
    with pytest.raises(NotReleasable, match=r"finetuning\.json is wrong at base"):
        read_summary(tmp_path / "run")


def test_gold_without_a_test_set_is_refused(finished: Path, gold: Path, tmp_path: Path) -> None:
    shutil.copytree(gold, tmp_path / "gold")
    (tmp_path / "gold" / "splits.yaml").write_text("train: [bruggen, treinen]\nvalidation: [sluizen]\n", "utf-8")
    result = run(finished, "--out", tmp_path / "model", "--gold", tmp_path / "gold")
    assert result.exit_code == 1
    assert "no operative paragraph of test" in result.stderr


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "tiny"),
        ({"base": "/home/anna/bases/mini"}, "mini"),
        ({"base": "GroNLP/bert-base-dutch-cased", "revision": "abc"}, "GroNLP/bert-base-dutch-cased at abc"),
        ({"random": True}, "fresh weights in the shape of tiny"),
    ],
)
def test_a_base_has_a_name_and_no_place(changes: dict[str, object], expected: str) -> None:
    assert Summary.model_validate(SUMMARY | changes).named_base == expected


class Said:
    """A tagger that is right about all paragraphs but the first ``wrong`` ones, in which it sees nothing."""

    version = "said"

    def __init__(self, gold: list[Paragraph], wrong: int = 0) -> None:
        self._gold = {each.text: (at, each) for at, each in enumerate(gold)}
        self._wrong = wrong

    def tag(self, texts: list[str], hints: object = None) -> list[Tagged]:
        found = []
        for text in texts:
            at, paragraph = self._gold[text]
            words = words_of(text)
            own = paragraph if at >= self._wrong else replace(paragraph, acts=())
            found.append(certain(text, words, TagNumbers().of(words, own.acts)))
        return found


def chosen(gold: Path, tmp_path: Path, wrong: dict[str, int]) -> tuple[Choice, list[str]]:
    """Return what is chosen where some ways are wrong about so many paragraphs, and what was made."""
    (paragraph,) = [each for document in load_gold((gold,)) if document.split == "test" for each in document.operatives]
    paragraphs = [replace(paragraph, id=str(at), text=f"{paragraph.text} {at}") for at in range(4)]
    made = []

    def make(way: Way) -> tuple[Said, Path]:
        made.append(way.name)
        file = tmp_path / "weights"
        file.write_bytes(b"w" * len(made))
        return Said(paragraphs, wrong.get(way.name, 0)), file

    found = choose(Said(paragraphs), make, {"validation": paragraphs, "test": paragraphs[:1]}, ActorIndex.load())
    return found, made


def test_the_first_way_is_taken_where_it_loses_nothing(gold: Path, tmp_path: Path) -> None:
    found, made = chosen(gold, tmp_path, {})
    assert made == [FP32, WAYS[0].name]
    assert found.way == WAYS[0]
    assert found.taken.size == 2
    assert found.taken.lost(found.trials[0]) == 0
    assert found.trials[0].figures["validation"] == {"stance": 1, "addressee": 1, "target": 1}


def test_a_way_that_loses_is_passed_over(gold: Path, tmp_path: Path) -> None:
    found, made = chosen(gold, tmp_path, {WAYS[0].name: 1, WAYS[1].name: 2})
    assert made == [FP32, *(way.name for way in WAYS[:3])]
    assert found.way == WAYS[2]
    lost = [each.lost(found.trials[0]) for each in found.trials]
    assert lost == pytest.approx([0, 0, 1 - 6 / 7, 1 - 2 / 3, 0])


def test_where_every_way_loses_32_bits_stay(gold: Path, tmp_path: Path) -> None:
    found, made = chosen(gold, tmp_path, {way.name: 1 for way in WAYS})
    assert found.way.name == FP32
    assert found.taken.name == FP32
    # It is made last, so that what lies in the folder is what was taken.
    assert made == [FP32, *(way.name for way in WAYS), FP32]


@pytest.mark.parametrize(("f1", "expected"), [(1 - MOST_LOST, True), (1 - MOST_LOST - 1e-4, False)])
def test_three_tenths_of_a_point_may_be_lost(f1: float, expected: bool) -> None:
    reference = Trial("trained", {"validation": {"stance": 1.0, "addressee": 0.5, "target": 1.0}})
    own = Trial("int8", {"validation": {"stance": 1.0, "addressee": 0.9, "target": f1}})
    assert (own.lost(reference) <= MOST_LOST + 1e-9) is expected


def test_ways_are_ordered_from_fewest_bits() -> None:
    kept = [set(way.quantisation.in_fp32) for way in WAYS if way.quantisation]
    assert len(kept) == len(WAYS)
    assert all(one <= other for one, other in pairwise(kept))
    assert len({way.name for way in WAYS}) == len(WAYS)
    assert int8_choice.PLAIN.quantisation is None
