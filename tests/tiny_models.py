"""Tiny random taggers, a BERT and a RoBERTa, each with a tokenizer that a few Dutch sentences made."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, Literal

from service.model_folder import ModelFolder
from service.tags import all_tags

Kind = Literal["bert", "roberta"]

SENTENCES: Final = (
    "verzoekt de regering de Kamer vóór 1 juli 2024 te informeren over de gevolgen voor de natuur;",
    "spreekt zijn diepe bezorgdheid uit over de toestand van de mensenrechten in de regio;",
    "veroordeelt met klem het geweld tegen journalisten – en dringt aan op 'een onafhankelijk onderzoek';",
    'is van mening dat de financiële coördinatie tussen de lidstaten ontoereikend is, "zo niet afwezig";',
    "roept de Commissie en de Raad ertoe op om de reële behoeften van één op de tien huishoudens te erkennen.",
    "verwelkomt de geïntegreerde aanpak van het college, en betreurt het uitblijven van een besluit over de wijk.",
)
LENGTH: Final = 40
"""How many subwords the models read, special ones included: few, so that a paragraph needs several windows."""

DAY: Final = date(2026, 11, 24)

# What Python's own garbage collector must not remove while a test runs.
_FOLDERS: Final[list[TemporaryDirectory[str]]] = []


@cache
def trained(kind: Kind, tags: tuple[str, ...] | None = None) -> Path:
    """Return the folder of a model as transformers saves it. One a session."""
    import torch
    from transformers import (
        BertConfig,
        BertForTokenClassification,
        PreTrainedModel,
        RobertaConfig,
        RobertaForTokenClassification,
    )

    folder = _folder()
    tokenizer = _byte_level() if kind == "roberta" else _wordpiece()
    tokenizer.save(str(folder / "tokenizer.json"))
    names = tags if tags is not None else all_tags()
    shape: dict[str, Any] = {
        "vocab_size": tokenizer.get_vocab_size(),
        "hidden_size": 32,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "intermediate_size": 64,
        "id2label": dict(enumerate(names)),
        "label2id": {name: at for at, name in enumerate(names)},
        # Wide enough that scores differ from word to word.
        "initializer_range": 0.3,
    }
    torch.manual_seed(0)
    model: PreTrainedModel
    if kind == "bert":
        model = BertForTokenClassification(
            BertConfig(max_position_embeddings=LENGTH, type_vocab_size=1, pad_token_id=0, **shape)
        )
    else:
        model = RobertaForTokenClassification(
            RobertaConfig(max_position_embeddings=LENGTH + 2, type_vocab_size=1, pad_token_id=1, **shape)
        )
    model.save_pretrained(folder)
    return folder


def random_base(folder: Path, sentences: Sequence[str] = SENTENCES) -> Path:
    """Write a base of one small layer with random weights, and return where it lies."""
    import torch
    from transformers import BertConfig, BertForMaskedLM

    from training.pretraining.vocabulary import as_fast_tokenizer, train_vocabulary

    tokenizer = train_vocabulary(sentences, 300)
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=tokenizer.get_vocab_size(),
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=48,
        pad_token_id=0,
    )
    BertForMaskedLM(config).save_pretrained(folder)
    as_fast_tokenizer(tokenizer).save_pretrained(folder)
    return folder


@cache
def exported(kind: Kind, *, int8: bool = False) -> Path:
    """Return the sealed folder of a model as the service reads it. One a session: do not write into it."""
    from training.export import export

    folder = _folder()
    export(trained(kind), folder, base=f"tiny-{kind}", data="sentences", day=DAY, int8=int8)
    ModelFolder(folder).seal()
    return folder


def _folder() -> Path:
    _FOLDERS.append(TemporaryDirectory(prefix="standpunt-"))
    return Path(_FOLDERS[-1].name)


def _wordpiece() -> Any:
    from training.pretraining.vocabulary import train_vocabulary

    return train_vocabulary(SENTENCES, 300)


def _byte_level() -> Any:
    from tokenizers import Tokenizer, models, pre_tokenizers, processors, trainers

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    trainer = trainers.BpeTrainer(
        vocab_size=400,
        special_tokens=["<s>", "<pad>", "</s>", "<unk>", "<mask>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(SENTENCES, trainer)
    tokenizer.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0), trim_offsets=False)
    return tokenizer
