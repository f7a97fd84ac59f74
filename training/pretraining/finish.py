"""The end of a run: the model is measured and saved, its curves are drawn and its card is written."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from training.pretraining.card import CARD_FILE, CardFacts, model_card
from training.pretraining.curves import CURVES_FILE, draw_curves
from training.pretraining.journal import Note, read_progress, read_told
from training.pretraining.masking import Vocabulary
from training.pretraining.prepare import Prepared
from training.pretraining.register_notes import load_register_notes
from training.pretraining.told import Told, told
from training.pretraining.vocabulary import as_fast_tokenizer

if TYPE_CHECKING:
    from transformers import BertForMaskedLM

    from training.pretraining.loop import Schedule
    from training.pretraining.shapes import Shape

MODEL_FOLDER: Final = "model"
LONG_FOLDER: Final = "long"
TOLD_FILE: Final = "told.json"


def finish(
    model: BertForMaskedLM,
    prepared: Prepared,
    shape: Shape,
    schedule: Schedule,
    note: Note,
    upto: int | None,
    longer: Schedule | None = None,
) -> Sequence[Told]:
    """Write ``told.json`` and ``model/`` into the folder of the run, and return how well hidden words are told.

    The weights are saved in half precision, with the head that tells hidden words; AutoModel takes the encoder alone.
    The model is of half precision afterwards.
    """
    import torch

    notes = load_register_notes()
    folder = prepared.folder
    found = told(model, Vocabulary.of(prepared.tokenizer), folder, length=schedule.length)
    (folder / TOLD_FILE).write_text(json.dumps([asdict(each) for each in found], indent=2) + "\n", encoding="utf-8")
    model.config.hidden_dropout_prob = model.config.attention_probs_dropout_prob = 0.1
    out = folder / MODEL_FOLDER
    weights: Any = model  # transformers types `to` narrower than it is
    weights.to(torch.float16).save_pretrained(out)
    as_fast_tokenizer(prepared.tokenizer).save_pretrained(out)
    progress = read_progress(folder)
    draw_curves(progress, read_told(folder), found, out / CURVES_FILE)
    facts = CardFacts(
        note=note,
        shape=shape,
        weights=sum(weight.numel() for weight in model.parameters()),
        vocabulary=prepared.tokenizer.get_vocab_size(),
        positions=model.config.max_position_embeddings,
        schedule=schedule,
        registers=prepared.registers,
        upto=upto,
        progress=progress,
        told=found,
        longer=longer,
        longer_progress=read_progress(folder / LONG_FOLDER) if longer else [],
    )
    (out / CARD_FILE).write_text(model_card(facts, notes), encoding="utf-8")
    return found
