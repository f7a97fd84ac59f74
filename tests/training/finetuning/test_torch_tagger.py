from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from strategies import any_text
from tagged_texts import assert_scored

pytest.importorskip("torch", reason="the extra `train` is not installed")
pytest.importorskip("onnx", reason="the extra `train` is not installed")

from tiny_models import LENGTH, SENTENCES, Kind, exported, trained

from service.subwords import Cutter
from service.tagged import Tagged, Tagger
from service.tagger import OnnxTagger
from service.tags import all_tags
from service.windows import windows
from training.finetuning.torch_tagger import TorchTagger, padded

KINDS: tuple[Kind, ...] = ("bert", "roberta")
LONG = " ".join(SENTENCES)
SHORT = tuple(" ".join(sentence.split()[:5]) for sentence in SENTENCES)

each_kind = pytest.mark.parametrize("kind", KINDS)


def model_of(kind: Kind) -> Any:
    from transformers import AutoModelForTokenClassification

    return AutoModelForTokenClassification.from_pretrained(trained(kind))


def tagger_of(kind: Kind, model: Any = None) -> TorchTagger:
    used = model if model is not None else model_of(kind)
    cutter = Cutter.load(Path(trained(kind)) / "tokenizer.json")
    return TorchTagger(used, cutter, padding=used.config.pad_token_id, longest=LENGTH)


TAGGERS = {kind: tagger_of(kind) for kind in KINDS}


def nearly(one: Tagged, other: Tagged) -> bool:
    return one.scores.shape == other.scores.shape and bool(np.allclose(one.scores, other.scores, atol=1e-4))


@each_kind
def test_it_is_a_tagger_that_is_not_released(kind: Kind) -> None:
    tagger: Tagger = TAGGERS[kind]
    assert tagger.version == "bert-in-training"
    [tagged] = tagger.tag([SHORT[0]])
    assert tagged.text == SHORT[0]
    assert [SHORT[0][begin:end] for begin, end in tagged.words] == SHORT[0].split()
    assert tagged.scores.shape == (5, len(all_tags()))
    assert tagged.scores.std() > 0.1


@each_kind
def test_no_text_and_empty_texts(kind: Kind) -> None:
    assert TAGGERS[kind].tag([]) == []
    for tagged in TAGGERS[kind].tag(["", " \n"]):
        assert tagged.words.shape == (0, 2)
        assert tagged.scores.shape == (0, len(all_tags()))


@each_kind
def test_the_exported_model_scores_alike_in_windows_too(kind: Kind) -> None:
    texts = [*SENTENCES, *SHORT, LONG, ""]
    released = OnnxTagger.load(exported(kind), threads=1).tag(texts)
    for one, other in zip(TAGGERS[kind].tag(texts), released, strict=True):
        assert one.words.tolist() == other.words.tolist()
        assert nearly(one, other), one.text


@each_kind
def test_more_texts_than_a_batch_score_as_each_alone(kind: Kind) -> None:
    texts = [" ".join(SENTENCES[at % 6].split()[: 1 + at % 9]) for at in range(40)] + [LONG]
    for text, tagged in zip(texts, TAGGERS[kind].tag(texts), strict=True):
        [alone] = TAGGERS[kind].tag([text])
        assert tagged.text == text
        assert nearly(tagged, alone), text


@each_kind
def test_a_word_has_its_scores_from_the_window_that_answers_for_it(kind: Kind) -> None:
    import torch

    cutter = Cutter.load(Path(trained(kind)) / "tokenizer.json")
    [tagged], [cut], model = TAGGERS[kind].tag([LONG]), cutter.cut([LONG]), model_of(kind).eval()
    parts = windows(len(cut.ids), LENGTH - 2)
    assert len(parts) > 3
    for window in parts:
        ids = torch.tensor([[cutter.first, *cut.ids[window.begin : window.end].tolist(), cutter.last]])
        with torch.no_grad():
            logits = model(input_ids=ids).logits[0].numpy()
        for word, head in enumerate(cut.heads.tolist()):
            if window.first <= head < window.last:
                assert np.allclose(tagged.scores[word], logits[head - window.begin + 1], atol=1e-4)


@pytest.mark.parametrize("training", [True, False])
def test_a_model_is_left_in_training_as_it_was_and_without_dropout_meanwhile(training: bool) -> None:
    model = model_of("bert")
    model.train(training)
    assert nearly(tagger_of("bert", model).tag([SHORT[0]])[0], TAGGERS["bert"].tag([SHORT[0]])[0])
    assert model.training is training


def test_what_is_learned_later_is_seen() -> None:
    import torch

    model = model_of("bert")
    tagger = tagger_of("bert", model)
    before = tagger.tag([SHORT[0]])[0].scores
    with torch.no_grad():
        model.classifier.bias[0] += 5
    after = tagger.tag([SHORT[0]])[0].scores
    assert np.allclose(after[:, 0], before[:, 0] + 5, atol=1e-4)
    assert np.allclose(after[:, 1:], before[:, 1:], atol=1e-4)


@settings(max_examples=30)
@given(st.sampled_from(KINDS), st.lists(any_text, max_size=4))
def test_any_strings_are_tagged(kind: Kind, texts: list[str]) -> None:
    assert_scored(TAGGERS[kind].tag(texts), texts)


def numbers(*values: int) -> NDArray[np.int64]:
    return np.array(values, dtype=np.int64)


def test_shorter_sequences_are_filled_up() -> None:
    tensors = padded([numbers(5, 6, 7), numbers(8)], 1)
    assert {name: tensor.tolist() for name, tensor in tensors.items()} == {
        "input_ids": [[5, 6, 7], [8, 1, 1]],
        "attention_mask": [[1, 1, 1], [1, 0, 0]],
    }


@given(st.lists(st.lists(st.integers(2, 99), min_size=1, max_size=9), min_size=1, max_size=5))
def test_the_mask_tells_the_sequences(sequences: list[list[int]]) -> None:
    tensors = padded([numbers(*each) for each in sequences], 0)
    ids, mask = tensors["input_ids"], tensors["attention_mask"].bool()
    assert [row[held].tolist() for row, held in zip(ids, mask, strict=True)] == sequences
    assert ids.shape[1] == max(map(len, sequences))
    assert ids[~mask].tolist() == [0] * int((~mask).sum())
