from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch", reason="the extra `train` is not installed")
onnx = pytest.importorskip("onnx", reason="the extra `train` is not installed")

from tiny_models import DAY, LENGTH, SENTENCES, Kind, exported, trained  # noqa: E402

from labels.rules import Rules  # noqa: E402
from service.model_folder import ModelFolder  # noqa: E402
from service.tagged import Tagged  # noqa: E402
from service.tagger import OnnxTagger  # noqa: E402
from service.tags import all_tags  # noqa: E402
from training.export import (  # noqa: E402
    NotExportable,
    Parity,
    Quantisation,
    export,
    parity,
    reference_scores,
)
from training.finetuning.hinting import take_hints  # noqa: E402
from training.tagger_of_run import tagger_of_run  # noqa: E402

SHORT = [" ".join(sentence.split()[:count]) for sentence in SENTENCES for count in (1, 4, 6)]

each_kind = pytest.mark.parametrize("kind", ["bert", "roberta"])


def operators(folder: Path) -> list[str]:
    return [node.op_type for node in onnx.load(str(ModelFolder(folder).model)).graph.node]


@each_kind
def test_fused_scores_are_those_of_the_trained_model(kind: Kind) -> None:
    found = parity(reference_scores(trained(kind), SHORT), OnnxTagger.load(exported(kind), threads=1).tag(SHORT))
    assert found.words > 60
    assert found.largest < 1e-4
    assert found.same == 1


@each_kind
def test_scores_in_8_bits_are_near(kind: Kind) -> None:
    tagger = OnnxTagger.load(exported(kind, int8=True), threads=1)
    found = parity(reference_scores(trained(kind), SHORT), tagger.tag(SHORT))
    assert 1e-4 < found.largest < 1
    assert found.same > 0.8


@each_kind
@pytest.mark.parametrize("int8", [False, True])
def test_a_model_that_takes_hints_takes_them_in_onnx_too(kind: Kind, int8: bool, tmp_path: Path) -> None:
    import torch
    from transformers import AutoModelForTokenClassification

    torch.manual_seed(1)
    model = AutoModelForTokenClassification.from_pretrained(trained(kind))
    take_hints(model)
    model.save_pretrained(tmp_path / "run")
    shutil.copy(trained(kind) / "tokenizer.json", tmp_path / "run")
    labels = export(tmp_path / "run", tmp_path / "out", base="tiny", data="none", day=DAY, int8=int8)
    assert labels.hints
    ModelFolder(tmp_path / "out").seal()
    rules = Rules.load()
    texts = [f"verzoekt de raad {text}; betreurt dat" for text in SHORT]
    hints = [rules.acts(text) for text in texts]
    before, after = tagger_of_run(tmp_path / "run"), OnnxTagger.load(tmp_path / "out", threads=1)
    near = 1.0 if int8 else 1e-4
    for told in (hints, None):
        found = parity([each.scores for each in before.tag(texts, told)], after.tag(texts, told))
        assert found.largest < near
    assert parity([each.scores for each in after.tag(texts)], after.tag(texts, hints)).largest > 10 * 1e-4


@each_kind
def test_layers_are_fused(kind: Kind) -> None:
    found = operators(exported(kind))
    assert found.count("Attention") == 2
    assert found.count("BiasGelu") == 2
    assert found.count("SkipLayerNormalization") == 4
    assert found.count("MatMul") == 3 * 2 + 1
    assert "Softmax" not in found


@each_kind
def test_in_8_bits_all_but_the_last_layer_is_quantised(kind: Kind) -> None:
    found = operators(exported(kind, int8=True))
    assert found.count("QAttention") == 2
    assert found.count("MatMulInteger") == 3 * 2
    assert found.count("MatMul") == 1
    assert ModelFolder(exported(kind, int8=True)).model.stat().st_size < (
        ModelFolder(exported(kind)).model.stat().st_size * 0.6
    )


def test_named_layers_stay_as_they_are(tmp_path: Path) -> None:
    kept = Quantisation(in_fp32=("classifier", "layer.0/output", "Attention_1", "EmbedLayerNormalization"))
    export(trained("bert"), tmp_path, base="b", data="d", day=DAY, quantisation=kept)
    found = operators(tmp_path)
    assert found.count("MatMul") == 2
    assert found.count("Attention") == found.count("QAttention") == 1
    assert "EmbedLayerNormalization" in found


def test_a_column_has_a_scale_of_its_own_where_asked(tmp_path: Path) -> None:
    scales = {}
    for per_channel in (False, True):
        folder = tmp_path / str(per_channel)
        export(trained("bert"), folder, base="b", data="d", day=DAY, quantisation=Quantisation(per_channel=per_channel))
        tensors = onnx.load(str(ModelFolder(folder).model)).graph.initializer
        [scale] = [each for each in tensors if each.name == "Attention_0_qkv_weight_scale"]
        scales[per_channel] = list(scale.dims)
    assert scales[True] == [96]
    assert scales[False] in ([], [1])


@each_kind
def test_labels_tell_what_the_model_is(kind: Kind) -> None:
    labels = ModelFolder(exported(kind)).check()
    assert labels.version.startswith("bert-2026.11.24-")
    assert (labels.base, labels.data) == (f"tiny-{kind}", "sentences")
    assert labels.tags == all_tags()
    assert labels.misfit is None
    assert labels.max_length == LENGTH
    assert labels.padding == {"bert": 0, "roberta": 1}[kind]


def test_versions_of_other_weights_differ() -> None:
    versions = {
        ModelFolder(exported(kind, int8=int8)).read_labels().version
        for kind in ("bert", "roberta")
        for int8 in (True, False)
    }
    assert len(versions) == 4


def test_the_same_weights_export_to_the_same_version(tmp_path: Path) -> None:
    labels = export(trained("bert"), tmp_path, base="tiny-bert", data="sentences", day=DAY, int8=True)
    assert labels == ModelFolder(exported("bert", int8=True)).read_labels()


def test_other_tags_are_refused(tmp_path: Path) -> None:
    tags = all_tags()
    swapped = trained("bert", (tags[0], tags[2], tags[1], *tags[3:]))
    with pytest.raises(NotExportable) as caught:
        export(swapped, tmp_path, base="b", data="d", day=DAY)
    assert caught.value.problem == f"its tag 1 is {tags[2]}, that of the label scheme {tags[1]}"
    assert caught.value.folder == swapped
    with pytest.raises(NotExportable, match=f"it has {len(tags) - 1} tags, the label scheme {len(tags)}"):
        export(trained("bert", tags[:-1]), tmp_path, base="b", data="d", day=DAY)
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_loaded_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotExportable, match=r"as tokenizer\.json"):
        export(tmp_path, tmp_path / "out", base="b", data="d", day=DAY)
    shutil.copy(trained("bert") / "tokenizer.json", tmp_path)
    with pytest.raises(NotExportable, match="transformers does not load it"):
        export(tmp_path, tmp_path / "out", base="b", data="d", day=DAY)


def test_a_reference_is_read_whole() -> None:
    with pytest.raises(ValueError, match=f"the model reads {LENGTH}"):
        reference_scores(trained("bert"), [" ".join(SENTENCES)])


def test_parity_counts_words() -> None:
    words = np.array([[0, 1], [2, 3]], dtype=np.int32)
    one = np.array([[1.0, 0.0], [0.0, 1.0]], dtype=np.float32)
    other = np.array([[1.0, 0.5], [1.5, 1.0]], dtype=np.float32)
    empty = np.zeros((0, 2), dtype=np.float32)
    tagged = [Tagged("a b", words, other), Tagged("", words[:0], empty)]
    assert parity([one, empty], tagged) == Parity(words=2, largest=1.5, same=0.5)
    assert parity([empty], tagged[1:]) == Parity(words=0, largest=0.0, same=1.0)


def test_the_tokenizer_neither_cuts_off_nor_fills_up() -> None:
    written = json.loads(ModelFolder(exported("bert")).tokenizer.read_text())
    assert written["truncation"] is None
    assert written["padding"] is None
