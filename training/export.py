"""Turns a trained tagger into the files that the service reads: fused ONNX, in 8 bits where asked.

A weight in 8 bits is the nearest of 255 steps of its matrix, or of its column (``per_channel``); what flows through is
put into 256 steps while it runs (dynamic quantisation), so that no examples are needed.
"""

from __future__ import annotations

import hashlib
import logging
import tempfile
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from service.model_folder import HINTS, INPUTS, OUTPUT, Labels, ModelFolder
from service.subwords import Cutter
from service.tagged import Tagged
from service.tags import all_tags
from training.finetuning.hinting import takes_hints

OPSET: Final = 17

# These count places from the id of their padding on, and so have two places fewer than embeddings.
_COUNT_FROM_PADDING: Final = frozenset({"roberta", "xlm-roberta", "camembert"})


class NotExportable(Exception):
    """The trained model in ``folder`` cannot be exported: ``problem`` says why, ``remedy`` what to do."""

    def __init__(self, folder: Path, problem: str, remedy: str) -> None:
        super().__init__(f"The model in {folder} cannot be exported: {problem}. {remedy}")
        self.folder = folder
        self.problem = problem
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Quantisation:
    """How weights go into 8 bits.

    ``in_fp32`` are parts of the names of the nodes that stay as they are, such as ``layer.0/output``, ``Attention_0``
    (the first layer's query, key and value, which fusing makes one) or ``EmbedLayerNormalization``, whose tables
    have one scale each whatever ``per_channel`` says. ``reduce_range`` gives weights 7 bits: processors without VNNI
    add up pairs in 16 bits, which overflow otherwise.
    """

    per_channel: bool = True
    reduce_range: bool = False
    in_fp32: tuple[str, ...] = ("classifier",)


@dataclass(frozen=True, slots=True)
class Parity:
    """How near an exported model is to the one it was made of.

    ``largest`` is the largest absolute difference of two scores (logits), ``same`` the share of ``words`` with the
    same best tag; 1 without words.
    """

    words: int
    largest: float
    same: float


def export(
    model_folder: Path,
    out: Path,
    *,
    base: str,
    data: str,
    day: date,
    int8: bool = True,
    quantisation: Quantisation | None = None,
) -> Labels:
    """Write ``model.onnx``, ``tokenizer.json`` and ``labels.json`` into ``out``, and return the labels.

    ``model_folder`` holds a BERT or RoBERTa for token classification as transformers saves it, with its
    ``tokenizer.json``. ``base``, ``data`` and ``day`` are told in the labels. The folder is not sealed yet. Raises
    ``NotExportable``.
    """
    cutter = _cutter(model_folder)
    model = _load(model_folder)
    _check_tags(model_folder, model)
    out.mkdir(parents=True, exist_ok=True)
    files = ModelFolder(out)
    with tempfile.TemporaryDirectory() as scratch:
        fused = _fused(model, Path(scratch))
        if int8:
            _quantise(fused, files.model, quantisation or Quantisation())
        else:
            files.model.write_bytes(fused.read_bytes())
    cutter.save(files.tokenizer)
    digest = hashlib.sha256(files.model.read_bytes() + files.tokenizer.read_bytes()).hexdigest()
    tags = all_tags()
    labels = Labels(
        version=f"bert-{day:%Y.%m.%d}-{digest[:8]}",
        base=base,
        data=data,
        stances=_stances(),
        tags=tags,
        max_length=longest_sequence(model.config),
        padding=model.config.pad_token_id or 0,
        hints=takes_hints(model.config),
    )
    files.write_labels(labels)
    return labels


def longest_sequence(config: Any) -> int:
    """Return how many subwords a model reads at most, special ones included, by its configuration."""
    places = int(config.max_position_embeddings)
    return places - config.pad_token_id - 1 if config.model_type in _COUNT_FROM_PADDING else places


def reference_scores(model_folder: Path, texts: Sequence[str]) -> list[NDArray[np.float32]]:
    """Return the scores of the words of each text by the trained model itself: a row a word, a column a tag.

    One text at a time, so without padding. Raises ``NotExportable``, and ``ValueError`` on a text that is longer
    than the model reads at once.
    """
    import torch

    cutter = _cutter(model_folder)
    model = _load(model_folder)
    room = longest_sequence(model.config)
    found = []
    for text in cutter.cut(texts):
        if len(text.ids) + 2 > room:
            raise ValueError(f"a text has {len(text.ids) + 2} subwords; the model reads {room}")
        ids = torch.tensor([[cutter.first, *text.ids.tolist(), cutter.last]])
        with torch.inference_mode():
            logits = model(input_ids=ids, attention_mask=torch.ones_like(ids)).logits[0]
        found.append(logits.numpy()[text.heads + 1])
    return found


def parity(reference: Sequence[NDArray[np.float32]], tagged: Sequence[Tagged]) -> Parity:
    """Compare the scores of an exported model with ``reference_scores`` of the same texts."""
    words = sum(len(scores) for scores in reference)
    if not words:
        return Parity(0, 0.0, 1.0)
    pairs = [(scores, each.scores) for scores, each in zip(reference, tagged, strict=True) if len(scores)]
    largest = max(float(np.abs(one - other).max()) for one, other in pairs)
    same = sum(int((one.argmax(axis=1) == other.argmax(axis=1)).sum()) for one, other in pairs)
    return Parity(words, largest, same / words)


def _stances() -> tuple[str, ...]:
    from labels.lexicon import load_stances

    return tuple(stance.id for stance in load_stances())


def _cutter(folder: Path) -> Cutter:
    try:
        return Cutter.load(folder / "tokenizer.json")
    except ValueError as error:
        raise NotExportable(folder, str(error), "Save the tokenizer with it, as tokenizer.json.") from error


def _load(folder: Path) -> Any:
    from transformers import AutoModelForTokenClassification

    try:
        # Fusing knows the plain attention only.
        model = AutoModelForTokenClassification.from_pretrained(folder, attn_implementation="eager")
    except (OSError, ValueError) as error:
        raise NotExportable(folder, f"transformers does not load it ({error})", "Train it anew.") from error
    return model.float().train(False)


def _check_tags(folder: Path, model: Any) -> None:
    names = tuple(model.config.id2label[at] for at in range(model.config.num_labels))
    expected = all_tags()
    if names != expected:
        at = next((at for at, pair in enumerate(zip(names, expected, strict=False)) if pair[0] != pair[1]), None)
        problem = (
            f"it has {len(names)} tags, the label scheme {len(expected)}"
            if at is None
            else f"its tag {at} is {names[at]}, that of the label scheme {expected[at]}"
        )
        raise NotExportable(folder, problem, "Train it anew with the present stances.yaml.")


def _fused(model: Any, scratch: Path) -> Path:
    """Write the model with its layers fused to one operator each for attention, normalisation and so on."""
    import torch
    from onnxruntime.transformers import optimizer  # type: ignore[import-untyped]

    plain, fused = scratch / "plain.onnx", scratch / "fused.onnx"
    ids = torch.full((2, 9), 5)
    names = [*INPUTS, HINTS] if takes_hints(model.config) else [*INPUTS]
    others = {name: torch.ones_like(ids) for name in names[1:]}
    with warnings.catch_warnings(), torch.inference_mode():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            model,
            (ids,),
            str(plain),
            kwargs=others,
            dynamo=False,
            opset_version=OPSET,
            input_names=names,
            output_names=[OUTPUT],
            dynamic_axes={name: {0: "batch", 1: "length"} for name in (*names, OUTPUT)},
        )
    config = model.config
    optimised = optimizer.optimize_model(
        str(plain), model_type="bert", num_heads=config.num_attention_heads, hidden_size=config.hidden_size
    )
    optimised.save_model_to_file(str(fused))
    return fused


def _quantise(fused: Path, out: Path, options: Quantisation) -> None:
    import onnx
    from onnxruntime.quantization import quantize_dynamic  # type: ignore[import-untyped]

    nodes = onnx.load(str(fused)).graph.node
    kept = [node.name for node in nodes if any(part in node.name for part in options.in_fp32)]
    quiet = logging.getLogger()
    level = quiet.level
    quiet.setLevel(logging.ERROR)  # It advises a step that fusing has done.
    try:
        quantize_dynamic(
            str(fused),
            str(out),
            per_channel=options.per_channel,
            reduce_range=options.reduce_range,
            nodes_to_exclude=kept,
            extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
        )
    finally:
        quiet.setLevel(level)
