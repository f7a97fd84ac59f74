from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="the extra `train` is not installed")

from transformers import BertForMaskedLM  # noqa: E402

from training.pretraining.shapes import SHAPES  # noqa: E402
from training.pretraining.start import DISTANCES, begin  # noqa: E402

SIZE = 300


@pytest.fixture(scope="module", params=["mini", "small"])
def model(request: pytest.FixtureRequest) -> BertForMaskedLM:
    torch.manual_seed(0)
    shape = SHAPES[request.param]
    model = BertForMaskedLM(shape.config(SIZE, 512)).train(False)
    vectors = np.random.default_rng(1).normal(size=(SIZE, shape.width)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1).mean()
    vectors[7] = 0
    begin(model, vectors, np.arange(SIZE, dtype=np.int64))
    return model


def test_the_first_heads_look_beside_themselves(model: BertForMaskedLM) -> None:
    rows = torch.randint(5, SIZE, (2, 100))
    attention = model.bert.encoder.layer[0].attention.self
    heads = model.config.num_attention_heads
    states = model.bert.embeddings(input_ids=rows)
    query, key = (part(states).view(2, 100, heads, -1).transpose(1, 2) for part in (attention.query, attention.key))
    weights = (query @ key.transpose(-1, -2) / query.shape[-1] ** 0.5).softmax(-1)
    for head, distance in enumerate(DISTANCES):
        looked_at = weights[:, head].diagonal(offset=distance, dim1=-2, dim2=-1)
        assert float(looked_at.detach().mean()) > 0.5, distance


def test_vectors_and_frequencies_are_in_place(model: BertForMaskedLM) -> None:
    words = model.bert.embeddings.word_embeddings.weight
    assert float(words.detach().norm(dim=1).mean()) == pytest.approx(0.9, abs=0.02)
    assert 0 < float(words[7].detach().norm()) < 0.9
    bias = model.cls.predictions.bias
    assert bool((bias[1:] > bias[:-1]).all())
    assert float(bias.detach().mean()) == pytest.approx(0.0, abs=1e-4)
