"""How well a model tells hidden words of text that it has not seen, register by register."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from training.pretraining.masking import Vocabulary, hide
from training.pretraining.sequences import cut, held_out_file, load_registers, load_subwords

if TYPE_CHECKING:
    from transformers import BertForMaskedLM

HIDDEN: Final = 0.15
"""The share of words that is hidden, that of the usual figures."""
MOST: Final = 512
"""Sequences that are measured of a register."""
_BATCH: Final = 64


@dataclass(frozen=True, slots=True)
class Told:
    """Of ``hidden`` subwords of a register: mean ``loss`` in nats, and the share that was told rightly."""

    register: str
    hidden: int
    loss: float
    accuracy: float


def told(
    model: BertForMaskedLM,
    vocabulary: Vocabulary,
    folder: Path,
    *,
    length: int = 128,
    seed: int = 1,
    most: int = MOST,
) -> list[Told]:
    """Return a figure a register of the packed corpus in ``folder``, of at most ``most`` sequences each.

    The random state of torch is left alone, and the model trains on as before where it was training.
    """
    training = model.training
    found = []
    for register in load_registers(folder).held_out:
        rows = cut(load_subwords(held_out_file(folder, register)), length, vocabulary.opening)[:most].astype(np.int64)
        if len(rows):
            found.append(_told(model, vocabulary, register, rows, np.random.default_rng(seed)))
    model.train(training)
    return found


def _told(
    model: BertForMaskedLM,
    vocabulary: Vocabulary,
    register: str,
    rows: np.ndarray[tuple[int, int], np.dtype[np.int64]],
    random: np.random.Generator,
) -> Told:
    import torch

    hidden, chosen = hide(rows, vocabulary, HIDDEN, random)
    device = next(model.parameters()).device
    loss = right = count = 0.0
    model.train(False)
    with torch.inference_mode():
        for start in range(0, len(rows), _BATCH):
            part = slice(start, start + _BATCH)
            where = torch.from_numpy(chosen[part]).to(device)
            answers = torch.from_numpy(rows[part]).to(device)[where]
            states = model.bert(input_ids=torch.from_numpy(hidden[part]).to(device)).last_hidden_state
            scores = model.cls(states[where]).float()
            loss += float(torch.nn.functional.cross_entropy(scores, answers, reduction="sum"))
            right += float((scores.argmax(-1) == answers).sum())
            count += len(answers)
    return Told(register, int(count), loss / max(count, 1), right / max(count, 1))
