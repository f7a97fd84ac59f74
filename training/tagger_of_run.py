"""A fine-tuned model as it was saved, as a tagger: what exports of it are held against."""

from __future__ import annotations

from pathlib import Path

from service.subwords import Cutter
from training.export import NotExportable, longest_sequence
from training.finetuning.torch_tagger import TorchTagger


def tagger_of_run(model: Path) -> TorchTagger:
    """Return a tagger of a folder that transformers loads, with its ``tokenizer.json``; it runs in 32 bits.

    Raises ``NotExportable`` where that cannot be read.
    """
    from transformers import AutoModelForTokenClassification
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # loading takes no time, and we show our own
    try:
        loaded = AutoModelForTokenClassification.from_pretrained(model).float().train(False)
        cutter = Cutter.load(model / "tokenizer.json")
    except (OSError, ValueError) as error:
        raise NotExportable(model, f"it cannot be read ({error})", "Train it anew.") from error
    return TorchTagger(
        loaded,
        cutter,
        padding=int(loaded.config.pad_token_id or 0),
        longest=longest_sequence(loaded.config),
    )
