from __future__ import annotations

from pathlib import Path

import pytest

torch = pytest.importorskip("torch", reason="the extra `train` is not installed")

from click.testing import CliRunner  # noqa: E402
from transformers import BertForMaskedLM, BertModel  # noqa: E402

from training.bases import BaseProblem  # noqa: E402
from training.fill_mask import GAP, SENTENCES, fill, fill_mask_command, load_filler  # noqa: E402
from training.pretraining.shapes import SHAPES  # noqa: E402
from training.pretraining.vocabulary import as_fast_tokenizer, train_vocabulary  # noqa: E402


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that knows one answer in any gap: 'Kamer', and a continuation and [SEP] that are likelier still."""
    folder = tmp_path_factory.mktemp("base")
    tokenizer = train_vocabulary([sentence.replace(GAP, " ") for sentence in SENTENCES] * 3, 300)
    torch.manual_seed(1)
    model = BertForMaskedLM(SHAPES["tiny"].config(tokenizer.get_vocab_size(), 64))
    vocabulary = tokenizer.get_vocab()
    continuation = next(piece for piece in vocabulary if piece.startswith("##"))
    with torch.no_grad():
        for piece, bias in (("Kamer", 20.0), (continuation, 22.0), ("[SEP]", 22.0)):
            model.cls.predictions.bias[vocabulary[piece]] = bias
    model.half().save_pretrained(folder)
    as_fast_tokenizer(tokenizer).save_pretrained(folder)
    return folder


def test_each_gap_gets_its_likeliest_whole_words(base: Path) -> None:
    model, tokenizer = load_filler(base)
    gaps = fill(model, tokenizer, f"De {GAP} verzoekt de {GAP} iets te doen.")
    assert [len(guesses) for guesses in gaps] == [5, 5]
    for guesses in gaps:
        assert guesses[0].word == "Kamer"
        chances = [guess.probability for guess in guesses]
        assert chances == sorted(chances, reverse=True)
        assert 0 < sum(chances) < 0.2
        assert not any(guess.word.startswith(("##", "[")) for guess in guesses)


def test_a_text_without_a_gap_and_one_too_long(base: Path) -> None:
    model, tokenizer = load_filler(base)
    assert fill(model, tokenizer, "De Kamer.") == []
    assert len(fill(model, tokenizer, f"{GAP} " + "de " * 200 + GAP)) == 1


def test_the_command_fills_in_ten_sentences_or_those_given(base: Path) -> None:
    result = CliRunner().invoke(fill_mask_command, ["--base", str(base)], catch_exceptions=False)
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert len(SENTENCES) == 10
    assert lines[::2] == list(SENTENCES)
    assert all(line.startswith("  Kamer ") and line.count("%") == 5 for line in lines[1::2])
    one = CliRunner().invoke(fill_mask_command, ["--base", str(base), f"De {GAP}."], catch_exceptions=False)
    assert one.stdout.splitlines()[0] == f"De {GAP}."


def test_what_cannot_be_filled_in(base: Path, tmp_path: Path) -> None:
    result = CliRunner().invoke(fill_mask_command, ["--base", str(base), "De Kamer."])
    assert result.exit_code == 2
    assert f"Write {GAP} where a word is to be filled in." in result.output
    result = CliRunner().invoke(fill_mask_command, ["--base", str(tmp_path)])
    assert result.exit_code == 1
    assert "there is no model in the folder" in result.output


def test_a_model_without_its_head_is_refused(tmp_path: Path) -> None:
    tokenizer = train_vocabulary(SENTENCES, 200)
    BertModel(SHAPES["tiny"].config(tokenizer.get_vocab_size(), 64)).save_pretrained(tmp_path)
    as_fast_tokenizer(tokenizer).save_pretrained(tmp_path)
    with pytest.raises(BaseProblem, match="no head that fills in words"):
        load_filler(tmp_path)
