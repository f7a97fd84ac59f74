from __future__ import annotations

import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import any_text
from tagged_texts import assert_scored

pytest.importorskip("torch", reason="the extra `train` is not installed")
pytest.importorskip("onnx", reason="the extra `train` is not installed")

from tiny_models import DAY, LENGTH, SENTENCES, Kind, exported, trained

import training.export
from service.model_folder import ModelFolder, UnusableModel
from service.subwords import Cutter, Subwords
from service.tagged import Tagged, Tagger
from service.tagger import ROWS, SUBWORDS, OnnxTagger, batches
from service.tags import all_tags
from service.windows import windows

KINDS: tuple[Kind, ...] = ("bert", "roberta")
TAGGERS = {kind: OnnxTagger.load(exported(kind), threads=1) for kind in KINDS}
SHORT = tuple(" ".join(sentence.split()[:5]) for sentence in SENTENCES)

each_kind = pytest.mark.parametrize("kind", KINDS)


def nearly(one: Tagged, other: Tagged) -> bool:
    return one.scores.shape == other.scores.shape and bool(np.allclose(one.scores, other.scores, atol=1e-4))


@each_kind
def test_it_is_a_tagger(kind: Kind) -> None:
    tagger: Tagger = TAGGERS[kind]
    assert tagger.version == ModelFolder(exported(kind)).read_labels().version
    [tagged] = tagger.tag([SHORT[0]])
    assert tagged.text == SHORT[0]
    assert tagged.scores.shape == (len(tagged.words), len(all_tags()))
    assert tagged.scores.dtype == np.float32
    assert tagged.scores.std() > 0.1


@each_kind
def test_no_text_and_empty_texts(kind: Kind) -> None:
    assert TAGGERS[kind].tag([]) == []
    for tagged in TAGGERS[kind].tag(["", " \n", "\ufeff"]):
        assert tagged.words.shape == (0, 2)
        assert tagged.scores.shape == (0, len(all_tags()))


@each_kind
def test_texts_of_every_length_together_score_as_each_alone(kind: Kind) -> None:
    texts = [" ".join(SENTENCES[at % 6].split()[: 1 + at % 9]) for at in range(40)] + ["", *SENTENCES]
    together = TAGGERS[kind].tag(texts)
    assert [tagged.text for tagged in together] == texts
    for text, tagged in zip(texts, together, strict=True):
        [alone] = TAGGERS[kind].tag([text])
        assert tagged.words.tolist() == alone.words.tolist()
        assert nearly(tagged, alone), text


@each_kind
def test_decomposed_accents_and_other_quotes_score_alike(kind: Kind) -> None:
    texts = ["vóór één 'reële' wijk", "vo\u0301o\u0301r e\u0301e\u0301n ‘ree\u0308le’\xa0wĳk"]
    one, other = TAGGERS[kind].tag(texts)
    assert nearly(one, other)
    assert [texts[1][begin:end] for begin, end in other.words][:2] == ["vo\u0301o\u0301r", "e\u0301e\u0301n"]


@each_kind
def test_a_long_text_takes_each_word_from_the_window_that_sees_furthest(kind: Kind) -> None:
    text = " ".join(SENTENCES)
    [tagged] = TAGGERS[kind].tag([text])
    cutter = Cutter.load(ModelFolder(exported(kind)).tokenizer)
    [cut] = cutter.cut([text])
    parts = windows(len(cut.ids), LENGTH - 2)
    assert len(parts) > 3
    for window in parts:
        ids = [cutter.first, *cut.ids[window.begin : window.end].tolist(), cutter.last]
        session = TAGGERS[kind]._session
        arrays = {"input_ids": np.array([ids]), "attention_mask": np.ones((1, len(ids)), dtype=np.int64)}
        logits = session.run(["logits"], arrays)[0][0]
        for word, head in enumerate(cut.heads.tolist()):
            if window.first <= head < window.last:
                assert np.allclose(tagged.scores[word], logits[head - window.begin + 1], atol=1e-4)


@each_kind
def test_the_beginning_of_a_long_text_scores_as_in_its_first_window(kind: Kind) -> None:
    """What lies beyond the first window must not matter to the first words."""
    one, other = TAGGERS[kind].tag([" ".join(SENTENCES * 2), " ".join([*SENTENCES, "einde"])])
    assert np.allclose(one.scores[:5], other.scores[:5], atol=1e-4)


@settings(max_examples=60)
@given(st.sampled_from(KINDS), st.lists(any_text, max_size=4))
def test_any_strings_are_tagged(kind: Kind, texts: list[str]) -> None:
    assert_scored(TAGGERS[kind].tag(texts), texts)


def test_threads_share_a_tagger() -> None:
    expected = TAGGERS["bert"].tag(SENTENCES)
    with ThreadPoolExecutor(4) as pool:
        for found in pool.map(TAGGERS["bert"].tag, [SENTENCES] * 12):
            assert all(nearly(one, other) for one, other in zip(found, expected, strict=True))


@given(st.lists(st.integers(1, 510), max_size=80))
def test_batches_hold_every_piece_once_and_keep_their_bounds(lengths: list[int]) -> None:
    tagger = OnnxTagger(None, TAGGERS["bert"]._cutter, ModelFolder(exported("bert")).read_labels())
    tagger._labels = tagger._labels.model_copy(update={"max_length": 512})
    pieces = [piece for at, length in enumerate(lengths) for piece in tagger._pieces(at, _subwords(length))]
    found = list(batches(pieces))
    assert sorted(piece.text for batch in found for piece in batch) == list(range(len(lengths)))
    for batch in found:
        longest = max(piece.length for piece in batch) + 2
        assert len(batch) <= ROWS
        assert len(batch) == 1 or len(batch) * longest <= SUBWORDS
        padding = longest - 2 - min(piece.length for piece in batch)
        assert padding <= max(8, longest // 10)


def _subwords(length: int) -> Subwords:
    places = np.arange(length, dtype=np.int64)
    return Subwords("x" * length, places, np.stack((places, places + 1), axis=1).astype(np.int32), places)


@pytest.fixture
def copy(tmp_path: Path) -> ModelFolder:
    return ModelFolder(Path(shutil.copytree(exported("bert"), tmp_path / "model")))


def test_a_changed_model_is_refused(copy: ModelFolder) -> None:
    copy.model.write_bytes(copy.model.read_bytes()[:-1])
    with pytest.raises(UnusableModel, match=r"model\.onnx is not the file that was sealed"):
        OnnxTagger.load(copy.path)


def test_what_is_no_model_is_refused(copy: ModelFolder) -> None:
    copy.model.write_bytes(b"no model")
    copy.seal()
    with pytest.raises(UnusableModel, match=r"onnxruntime does not load model\.onnx"):
        OnnxTagger.load(copy.path)


def test_what_is_no_tokenizer_is_refused(copy: ModelFolder) -> None:
    copy.tokenizer.write_text("{}")
    copy.seal()
    with pytest.raises(UnusableModel, match=r"tokenizer\.json is not read"):
        OnnxTagger.load(copy.path)


def test_a_model_with_other_inputs_is_refused(copy: ModelFolder) -> None:
    import onnx

    model = onnx.load(str(copy.model))
    model.graph.input[1].name = "mask"
    for node in model.graph.node:
        node.input[:] = ["mask" if name == "attention_mask" else name for name in node.input]
    onnx.save(model, str(copy.model))
    copy.seal()
    with pytest.raises(UnusableModel, match="does not take input_ids and attention_mask to logits"):
        OnnxTagger.load(copy.path)


def test_a_model_with_other_outputs_is_refused(copy: ModelFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training.export, "_check_tags", lambda folder, model: None)
    training.export.export(trained("bert", all_tags()[:-1]), copy.path, base="b", data="d", day=DAY)
    copy.seal()
    told = f"scores {len(all_tags()) - 1} tags, labels.json names {len(all_tags())}"
    with pytest.raises(UnusableModel, match=told):
        OnnxTagger.load(copy.path)


@pytest.mark.parametrize("package", ["onnxruntime", "tokenizers", "numpy"])
def test_a_missing_package_is_named(package: str) -> None:
    code = f"import sys; sys.modules['{package}'] = None\nimport service.tagger"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert found.returncode == 1
    assert "pip install onnxruntime tokenizers numpy" in found.stderr


def test_torch_is_not_needed() -> None:
    code = f"""import sys, pathlib
sys.modules["torch"] = sys.modules["transformers"] = sys.modules["onnx"] = None
from service.tagger import OnnxTagger
print(len(OnnxTagger.load(pathlib.Path({str(exported("bert"))!r})).tag(["verzoekt de regering"])[0].words))"""
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert found.stdout == "3\n", found.stderr
