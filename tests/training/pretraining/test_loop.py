from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="the extra `train` is not installed")

from click.testing import CliRunner  # noqa: E402
from transformers import AutoModel, AutoTokenizer, BertForMaskedLM  # noqa: E402

from training.cli import main  # noqa: E402
from training.pretraining.loop import LOG_FILE, Pretraining, Schedule  # noqa: E402
from training.pretraining.masking import Vocabulary  # noqa: E402
from training.pretraining.shapes import SHAPES  # noqa: E402

SIZE = 60
VOCABULARY = Vocabulary(np.arange(SIZE) >= 50, np.arange(SIZE) < 5, mask=4, opening=2)
SCHEDULE = Schedule(tokens=12 * 8 * 16, length=16, batch=8)
# Every subword is followed by the next: a model that looks beside itself can tell what is hidden.
SUBWORDS = (np.arange(4000) % 45 + 5).astype(np.uint16)


def pretraining(folder: Path, schedule: Schedule = SCHEDULE) -> Pretraining:
    torch.manual_seed(1)
    return Pretraining(BertForMaskedLM(SHAPES["tiny"].config(SIZE, 32)), VOCABULARY, schedule, folder)


def weights(run: Pretraining) -> list[torch.Tensor]:
    return [weight.detach().clone() for weight in run.model.state_dict().values()]


def test_the_loss_falls(tmp_path: Path) -> None:
    schedule = Schedule(tokens=150 * 8 * 16, length=16, batch=8)
    reports = list(pretraining(tmp_path, schedule).run(SUBWORDS, report_every=30))
    assert [report.step for report in reports] == [30, 60, 90, 120, 150]
    assert reports[-1].loss < reports[0].loss - 0.3
    logged = [json.loads(line) for line in (tmp_path / LOG_FILE).read_text().splitlines()]
    assert [line["step"] for line in logged] == [30, 60, 90, 120, 150]


def test_a_killed_run_goes_on_to_the_same_end(tmp_path: Path) -> None:
    whole = pretraining(tmp_path / "whole")
    list(whole.run(SUBWORDS, report_every=4))
    killed = pretraining(tmp_path / "killed")
    for report in killed.run(SUBWORDS, report_every=4):
        if report.step == 8:
            killed.save()
            break
    second = pretraining(tmp_path / "killed")
    assert second.resume()
    assert [report.step for report in second.run(SUBWORDS, report_every=4)] == [12]
    for one, other in zip(weights(whole), weights(second), strict=True):
        torch.testing.assert_close(one, other)


def test_a_checkpoint_of_another_schedule_is_not_taken(tmp_path: Path) -> None:
    run = pretraining(tmp_path)
    assert not run.resume()
    run.save()
    assert not pretraining(tmp_path, Schedule(tokens=99, length=16, batch=8)).resume()


def test_the_rate_rises_and_falls() -> None:
    schedule = Schedule(tokens=1000 * 16 * 8, length=16, batch=8)
    rates = [schedule.rate(step) for step in range(schedule.steps)]
    assert schedule.steps == 1000
    assert max(rates) == 1.0 == rates[29]
    assert rates[:30] == sorted(rates[:30])
    assert rates[30:] == sorted(rates[30:], reverse=True)
    assert 0 < rates[-1] < 0.01


def test_the_command_trains_a_model_that_transformers_loads(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    lines = [
        f"De Kamer verzoekt de regering om {number} bruggen over het kanaal te herstellen." for number in range(900)
    ]
    (corpus / "moties.txt").write_text("\n".join(lines), encoding="utf-8")
    arguments = ["pretrain", str(corpus), "--out", str(tmp_path / "run"), "--shape", "tiny", "--vocabulary", "200"]
    arguments += ["--tokens", "4000", "--length", "32", "--batch", "8"]
    result = CliRunner().invoke(main, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    assert "hidden subwords told" in result.output
    tokenizer = AutoTokenizer.from_pretrained(tmp_path / "run" / "model")
    model = AutoModel.from_pretrained(tmp_path / "run" / "model", dtype=torch.float32)
    encoded = tokenizer("De regering herstelt 12 bruggen.", return_tensors="pt")
    assert tokenizer.convert_ids_to_tokens(encoded["input_ids"][0])[0] == "[CLS]"
    assert model(**encoded).last_hidden_state.shape[-1] == 32
    again = CliRunner().invoke(main, arguments, catch_exceptions=False)
    assert "Went on from the checkpoint" in again.output
