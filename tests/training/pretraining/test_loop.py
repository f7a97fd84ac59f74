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
from training.pretraining.told import told  # noqa: E402

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
    check_the_end(tmp_path / "run", result.output)
    logged = (tmp_path / "run" / LOG_FILE).read_text()
    (tmp_path / "run" / "model" / "README.md").unlink()
    again = CliRunner().invoke(main, arguments, catch_exceptions=False)
    assert "Went on from the checkpoint" in again.output
    # The run was finished: nothing is trained, and only what belongs to the end is written anew.
    assert (tmp_path / "run" / LOG_FILE).read_text() == logged
    check_the_end(tmp_path / "run", again.output)


def check_the_end(run: Path, output: str) -> None:
    card = (run / "model" / "README.md").read_text(encoding="utf-8")
    assert (
        "$ standpunt-train pretrain corpus --out run --shape tiny --vocabulary 200 --tokens 4000 --length 32 --batch 8"
        in card
    )
    assert str(run.parent) not in card
    assert "| moties | not described |" in card
    assert (run / "model" / "curves.png").read_bytes().startswith(b"\x89PNG")
    [told] = json.loads((run / "told.json").read_text())
    assert f"moties: {told['accuracy']:.1%} of {told['hidden']:,} hidden subwords told" in output
    assert f"| moties | {told['hidden']:,} | {told['accuracy']:.1%} |" in card
    steps = [json.loads(line)["step"] for line in (run / "told.jsonl").read_text().splitlines()]
    # The loop reports at the last step alone, for the run is short.
    assert steps == [16]


def test_measuring_on_the_way_does_not_change_the_end(tmp_path: Path) -> None:
    rows = SUBWORDS[:600]
    (tmp_path / "packed").mkdir()
    rows.tofile(tmp_path / "packed" / "held-out-moties.u16")
    index = {"train": {"moties": len(rows)}, "held_out": {"moties": len(rows)}}
    (tmp_path / "packed" / "sequences.json").write_text(json.dumps(index))
    plain = pretraining(tmp_path / "plain")
    list(plain.run(SUBWORDS, report_every=4))
    measured = pretraining(tmp_path / "measured")
    for report in measured.run(SUBWORDS, report_every=4):
        [found] = told(measured.model, measured.vocabulary, tmp_path / "packed", length=16, most=4)
        assert measured.step == report.step
        assert measured.model.training
        assert 0 < found.hidden < 4 * 15
    for one, other in zip(weights(plain), weights(measured), strict=True):
        torch.testing.assert_close(one, other)
