from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from small_gold import small_gold

torch = pytest.importorskip("torch", reason="the extra `train` is not installed")
pytest.importorskip("datasets", reason="the extra `data` is not installed")

from tiny_models import SENTENCES, random_base, trained  # noqa: E402

from labels.scheme import Act, Paragraph, Span  # noqa: E402
from service.subwords import Cutter  # noqa: E402
from service.tags import all_tags  # noqa: E402
from training.assembly import Source  # noqa: E402
from training.dataset import MANIFEST, build, save  # noqa: E402
from training.finetune import MODEL_FOLDER, SUMMARY, _is_in, finetune_command  # noqa: E402
from training.finetuning.torch_tagger import TorchTagger  # noqa: E402
from training.finetuning.trainer import MEASURES  # noqa: E402
from training.pretraining.vocabulary import as_fast_tokenizer, train_vocabulary  # noqa: E402
from training.records import Origin, Record  # noqa: E402

DAY = date(2026, 11, 24)


def other(origin: Origin, text: str) -> Record:
    act = Act("support", Span.cut(text, 0, text.index(" ")))
    return Record(Paragraph(f"{origin}/1", text, (act,), "operative", "1"), origin, origin)


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four paragraphs of gold that train, one composed and one silver."""
    folder = tmp_path_factory.mktemp("dataset")
    sources = [
        Source("composed", [other("composed", "steunt de kleine visserij in alle noordelijke havens")], {}),
        Source("silver", [other("silver", "onderschrijft wat bewoners van de oude wijk vroegen")], {}),
    ]
    save(build(small_gold(folder / "gold"), sources, DAY), folder / "set")
    return folder / "set"


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return random_base(tmp_path_factory.mktemp("base") / "tiny-base")


def finetune(*arguments: object) -> Result:
    return CliRunner().invoke(finetune_command, [str(each) for each in arguments])


def run(dataset: Path, out: Path, base: Path, *options: object) -> dict[str, Any]:
    found = finetune(dataset, "--out", out, "--base", base, "--batch", 2, *options)
    assert found.exit_code == 0, found.output
    summary: dict[str, Any] = json.loads((out / SUMMARY).read_text(encoding="utf-8"))
    return summary


def weights_of(out: Path) -> dict[str, Any]:
    from safetensors.torch import load_file

    return load_file(str(out / MODEL_FOLDER / "model.safetensors"))


def same(one: dict[str, Any], another: dict[str, Any]) -> bool:
    return one.keys() == another.keys() and all(torch.equal(one[name], another[name]) for name in one)


def test_a_run_leaves_a_model_and_tells_of_itself(dataset: Path, base: Path, tmp_path: Path) -> None:
    out = tmp_path / "run"
    summary = run(dataset, out, base, "--gold", 3, "--rate", 1e-3, "--seed", 7)
    assert summary["base"] == "tiny-base"
    assert summary["revision"] is None
    assert summary["random"] is False
    assert summary["dataset"] == json.loads((dataset / MANIFEST).read_text())["version"]
    assert summary["gold_share"] == 1
    assert summary["noise"] is True
    assert {origin: course["times"] for origin, course in summary["courses"].items()} == {
        "gold": 3,
        "correction": 3,
        "composed": 1,
        "silver": 2,
    }
    assert (summary["recipe"]["batch"], summary["recipe"]["rate"], summary["recipe"]["seed"]) == (2, 1e-3, 7)
    assert summary["paragraphs"] == 4 * 3 + 1 + 2
    assert set(summary["validation"]) == set(MEASURES)
    assert all(0 <= figure <= 1 for figure in summary["validation"].values())
    assert summary["seconds"] > 0


def test_the_screen_shows_the_figures_and_where_the_model_is(dataset: Path, base: Path, tmp_path: Path) -> None:
    found = finetune(dataset, "--out", tmp_path / "run", "--base", base, "--batch", 4, "--gold", 1, "--threads", 1)
    assert found.exit_code == 0, found.output
    summary = json.loads((tmp_path / "run" / SUMMARY).read_text())
    for name, figure in summary["validation"].items():
        assert f"{name}: {figure:.3f}" in found.output
    assert str(tmp_path / "run" / MODEL_FOLDER) in found.output.replace("\n", "")


def test_the_model_tags_words(dataset: Path, base: Path, tmp_path: Path) -> None:
    from transformers import AutoModelForTokenClassification

    run(dataset, tmp_path / "run", base, "--gold", 1)
    folder = tmp_path / "run" / MODEL_FOLDER
    model = AutoModelForTokenClassification.from_pretrained(folder)
    assert tuple(model.config.id2label[number] for number in range(model.config.num_labels)) == all_tags()
    tagger = TorchTagger(model, Cutter.load(folder / "tokenizer.json"), padding=0, longest=48)
    [tagged] = tagger.tag(["betreurt één besluit"])
    assert [tagged.text[begin:end] for begin, end in tagged.words] == ["betreurt", "één", "besluit"]


def test_the_same_command_gives_the_same_model(dataset: Path, base: Path, tmp_path: Path) -> None:
    for name, seed in (("one", 1), ("two", 1), ("three", 2)):
        run(dataset, tmp_path / name, base, "--gold", 2, "--seed", seed)
    assert same(weights_of(tmp_path / "one"), weights_of(tmp_path / "two"))
    assert not same(weights_of(tmp_path / "one"), weights_of(tmp_path / "three"))


def test_a_run_that_was_stopped_goes_on_and_ends_as_if_it_had_not_been(
    dataset: Path, base: Path, tmp_path: Path
) -> None:
    whole, stopped = tmp_path / "whole", tmp_path / "stopped"
    summary = run(dataset, whole, base, "--gold", 5)
    steps = sorted((whole / "checkpoints").glob("checkpoint-*"), key=lambda each: int(each.name[11:]))
    assert len(steps) == 2
    shutil.copytree(steps[0], stopped / "checkpoints" / steps[0].name)
    resumed = run(dataset, stopped, base, "--gold", 5)
    assert resumed["validation"] == summary["validation"]
    assert same(weights_of(whole), weights_of(stopped))


def test_a_finished_run_is_not_learned_again(dataset: Path, base: Path, tmp_path: Path) -> None:
    first = run(dataset, tmp_path / "run", base, "--gold", 2)
    before = weights_of(tmp_path / "run")
    again = run(dataset, tmp_path / "run", base, "--gold", 2)
    assert again["validation"] == first["validation"]
    assert same(before, weights_of(tmp_path / "run"))


def test_a_run_does_not_go_on_with_other_options(dataset: Path, base: Path, tmp_path: Path) -> None:
    out = tmp_path / "run"
    run(dataset, out, base, "--gold", 2)
    before = weights_of(out)
    line = told(finetune(dataset, "--out", out, "--base", base, "--batch", 2, "--gold", 3, "--no-noise"))
    assert "a run with other settings" in line
    assert "noise: True there, False now" in line
    assert "courses" in line
    assert "seed" not in line.replace("'seed': 1", "")
    assert same(before, weights_of(out))


def test_a_run_does_not_go_on_from_other_weights_of_the_same_name(dataset: Path, base: Path, tmp_path: Path) -> None:
    run(dataset, tmp_path / "run", base, "--gold", 1)
    other_base = Path(shutil.copytree(base, tmp_path / base.name))
    with (other_base / "model.safetensors").open("r+b") as file:
        file.seek(-4, 2)
        file.write(b"\0\0\0\0")
    assert "weights: " in told(
        finetune(dataset, "--out", tmp_path / "run", "--base", other_base, "--batch", 2, "--gold", 1)
    )


def test_a_tagger_is_trained_further_and_tells_what_it_was_trained_on_before(
    dataset: Path, base: Path, tmp_path: Path
) -> None:
    first = run(dataset, tmp_path / "first", base, "--gold", 1)
    second = run(dataset, tmp_path / "second", tmp_path / "first" / MODEL_FOLDER, "--gold", 1)
    assert second["base"] == f"tiny-base, fine-tuned on {first['dataset']} before"
    assert second["weights"] != first["weights"]
    before, after = weights_of(tmp_path / "first"), weights_of(tmp_path / "second")
    kinds = "bert.embeddings.token_type_embeddings.weight"
    # It goes on with the hints that it knows: they move by some steps, and none begins anew.
    assert (after[kinds] - before[kinds]).abs().mean() < before[kinds].std() / 2


def test_options_leave_text_out(dataset: Path, base: Path, tmp_path: Path) -> None:
    options = ("--gold-share", 0, "--composed", 3, "--silver", 0, "--no-noise", "--random")
    summary = run(dataset, tmp_path / "run", base, *options)
    assert summary["paragraphs"] == 3
    assert summary["noise"] is False
    assert summary["random"] is True
    assert summary["gold_share"] == 0


# What is wrong is told in one line.


def told(found: Result) -> str:
    assert found.exit_code == 1
    assert isinstance(found.exception, SystemExit)
    [line] = [line for line in found.output.splitlines() if line.startswith("Error:")]
    assert "Traceback" not in found.output
    return line


def test_a_base_that_is_not_there(dataset: Path, tmp_path: Path) -> None:
    line = told(finetune(dataset, "--out", tmp_path / "run", "--base", tmp_path / "none"))
    assert f"{tmp_path / 'none'}: there is no such folder." in line
    assert not (tmp_path / "run").exists()


def test_a_base_of_the_hub_needs_a_commit(dataset: Path, tmp_path: Path) -> None:
    line = told(finetune(dataset, "--out", tmp_path / "run", "--base", "GroNLP/bert-base-dutch-cased"))
    assert "no revision is given" in line


def test_a_folder_that_is_no_data_set(base: Path, tmp_path: Path) -> None:
    line = told(finetune(tmp_path, "--out", tmp_path / "run", "--base", base))
    assert f"there is no {MANIFEST}" in line


def test_a_data_set_that_is_not_there(base: Path, tmp_path: Path) -> None:
    found = finetune(tmp_path / "none", "--out", tmp_path / "run", "--base", base)
    assert found.exit_code == 2
    assert f"'{tmp_path / 'none'}' does not exist" in " ".join(found.output.split())


def test_nothing_to_learn(dataset: Path, base: Path, tmp_path: Path) -> None:
    options = ("--gold", 0, "--composed", 0, "--silver", 0)
    line = told(finetune(dataset, "--out", tmp_path / "run", "--base", base, *options))
    assert "nothing of it is learned" in line


@pytest.mark.parametrize(
    "option", [("--rate", 0), ("--batch", 0), ("--gold", -1), ("--gold-share", 1.5), ("--threads", 0)]
)
def test_options_out_of_range(dataset: Path, tmp_path: Path, option: tuple[str, float]) -> None:
    found = finetune(dataset, "--out", tmp_path / "run", *option)
    assert found.exit_code == 2
    assert option[0] in found.output


# The share of the gold.


def gold(document: str, paragraph: str = "1") -> Record:
    return Record(Paragraph(paragraph, "de kade"), "gold", document)


@given(st.text(max_size=20), st.floats(0, 1), st.floats(0, 1))
def test_a_larger_share_holds_the_smaller(document: str, one: float, another: float) -> None:
    small, large = sorted((one, another))
    assert _is_in(gold(document), large) or not _is_in(gold(document), small)
    assert _is_in(gold(document), 1)
    assert not _is_in(gold(document), 0)
    assert _is_in(gold(document, "7"), one) == _is_in(gold(document), one)


def test_a_share_is_about_so_many_documents_of_the_gold_alone() -> None:
    count = sum(_is_in(gold(f"document {number}"), 0.25) for number in range(2000))
    assert 400 < count < 600
    assert _is_in(Record(Paragraph("1", "de kade"), "silver", "een"), 0)


def test_the_tiny_base_is_a_base_like_any(dataset: Path, tmp_path: Path) -> None:
    """A tagger that was trained already is a base too: of its scorer only the shape stays."""
    folder = Path(shutil.copytree(trained("bert"), tmp_path / "tagger"))
    as_fast_tokenizer(train_vocabulary(SENTENCES, 300)).save_pretrained(folder)
    assert run(dataset, tmp_path / "run", folder, "--gold", 1)["base"] == "tagger"
