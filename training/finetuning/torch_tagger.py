"""A model in PyTorch as a tagger: what training measures, and what an exported model is held against."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from labels.scheme import Act
from service.hints import UNTOLD, Hinter
from service.subwords import Cutter, Subwords
from service.tagged import Tagged
from service.windows import windows
from training.finetuning.hinting import takes_hints

if TYPE_CHECKING:
    from transformers import PreTrainedModel

_BATCH: Final = 32


class TorchTagger:
    """Scores words with a model for token classification. ``longest`` is how many subwords it reads at once."""

    def __init__(self, model: PreTrainedModel, cutter: Cutter, *, padding: int, longest: int = 512) -> None:
        self._model: Any = model
        self._cutter = cutter
        self._padding = padding
        self._longest = longest
        self._hinter = Hinter() if takes_hints(model.config) else None

    @property
    def version(self) -> str:
        """Return that it is not released."""
        return "bert-in-training"

    def tag(self, texts: Sequence[str], hints: Sequence[Sequence[Act]] | None = None) -> list[Tagged]:
        """Return the words of each text with their scores, in order; ``hints`` are what the rules found in each."""
        cut = self._cutter.cut(texts)
        told = self._hinter.of_all(cut, hints) if self._hinter else None
        width = self._model.config.num_labels
        scores = [np.zeros((len(each.words), width), dtype=np.float32) for each in cut]
        parts = [(at, window) for at, each in enumerate(cut) for window in windows(len(each.ids), self._longest - 2)]
        parts.sort(key=lambda part: part[1].end - part[1].begin)
        for first in range(0, len(parts), _BATCH):
            batch = parts[first : first + _BATCH]
            sequences = [self._sequence(cut[at], window.begin, window.end) for at, window in batch]
            kinds = [np.pad(told[at][window.begin : window.end], 1) for at, window in batch] if told else None
            logits = self._run(sequences, kinds)
            for (at, window), row in zip(batch, logits, strict=True):
                begin, end = np.searchsorted(cut[at].heads, (window.first, window.last)).tolist()
                scores[at][begin:end] = row[cut[at].heads[begin:end] - window.begin + 1]
        return [Tagged(each.text, each.words, rows) for each, rows in zip(cut, scores, strict=True)]

    def _sequence(self, cut: Subwords, begin: int, end: int) -> NDArray[np.int64]:
        return np.concatenate(([self._cutter.first], cut.ids[begin:end], [self._cutter.last]))

    def _run(
        self, sequences: Sequence[NDArray[np.int64]], kinds: Sequence[NDArray[np.int64]] | None
    ) -> NDArray[np.float32]:
        import torch

        tensors = padded(sequences, self._padding)
        if kinds is not None:
            tensors["token_type_ids"] = padded(kinds, UNTOLD)["input_ids"]
        inputs = {name: value.to(self._model.device) for name, value in tensors.items()}
        was_training = self._model.training
        self._model.train(False)
        with torch.inference_mode():
            logits: NDArray[np.float32] = self._model(**inputs).logits.float().cpu().numpy()
        self._model.train(was_training)
        return logits


def padded(sequences: Sequence[NDArray[np.int64]], padding: int) -> dict[str, Any]:
    """Return sequences of subwords as the tensors that a model takes: ``input_ids`` and ``attention_mask``."""
    import torch

    longest = max(len(each) for each in sequences)
    ids = np.full((len(sequences), longest), padding, dtype=np.int64)
    mask = np.zeros((len(sequences), longest), dtype=np.int64)
    for row, each in enumerate(sequences):
        ids[row, : len(each)] = each
        mask[row, : len(each)] = 1
    return {"input_ids": torch.from_numpy(ids), "attention_mask": torch.from_numpy(mask)}
