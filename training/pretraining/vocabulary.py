"""A WordPiece vocabulary of our own: cased, accents kept, digits split."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tokenizers import Tokenizer
    from transformers import PreTrainedTokenizerFast

SPECIAL: Final = {"pad": "[PAD]", "unk": "[UNK]", "cls": "[CLS]", "sep": "[SEP]", "mask": "[MASK]"}
CONTINUES: Final = "##"
MAX_LENGTH: Final = 512


def train_vocabulary(texts: Iterable[str], size: int) -> Tokenizer:
    """Learn a vocabulary of ``size`` pieces; the special ones are the first, [PAD] is 0."""
    from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

    tokenizer = Tokenizer(models.WordPiece(unk_token=SPECIAL["unk"], max_input_chars_per_word=100))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.NFC(),
            normalizers.BertNormalizer(
                clean_text=True, handle_chinese_chars=False, strip_accents=False, lowercase=False
            ),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.BertPreTokenizer(), pre_tokenizers.Digits(individual_digits=True)]
    )
    tokenizer.decoder = decoders.WordPiece(prefix=CONTINUES)
    trainer = trainers.WordPieceTrainer(
        vocab_size=size,
        special_tokens=list(SPECIAL.values()),
        continuing_subword_prefix=CONTINUES,
        limit_alphabet=400,
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    cls, sep = (special_id(tokenizer, name) for name in ("cls", "sep"))
    tokenizer.post_processor = processors.BertProcessing((SPECIAL["sep"], sep), (SPECIAL["cls"], cls))
    return tokenizer


def special_id(tokenizer: Tokenizer, name: str) -> int:
    """Return the id of a special subword, by its name in ``SPECIAL``. Raises ``KeyError`` where there is none."""
    found = tokenizer.token_to_id(SPECIAL[name])
    if found is None:
        raise KeyError(f"the vocabulary has no {SPECIAL[name]}")
    return found


def as_fast_tokenizer(tokenizer: Tokenizer) -> PreTrainedTokenizerFast:
    """Return the tokenizer as transformers loads it with ``AutoTokenizer``."""
    from transformers import PreTrainedTokenizerFast

    names = {f"{name}_token": token for name, token in SPECIAL.items()}
    return PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer, model_max_length=MAX_LENGTH, **names
    )


def load_vocabulary(path: Path) -> Tokenizer:
    """Load a ``tokenizer.json``."""
    from tokenizers import Tokenizer

    return Tokenizer.from_file(str(path))
