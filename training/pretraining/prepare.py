"""What is made once of a corpus before a model is trained on it: vocabulary, packed subwords, vectors, counts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from training.pretraining.corpus import read_lines, registers
from training.pretraining.sequences import TRAIN_FILE, Registers, Subwords, load_registers, load_subwords, pack
from training.pretraining.subword_vectors import subword_vectors
from training.pretraining.vocabulary import load_vocabulary, train_vocabulary

if TYPE_CHECKING:
    from tokenizers import Tokenizer

TOKENIZER_FILE: Final = "tokenizer.json"
VECTORS_FILE: Final = "vectors-{width}.npy"
SOURCE_FILE: Final = "source.json"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A corpus ready for training, in ``folder``."""

    folder: Path
    tokenizer: Tokenizer
    registers: Registers

    @property
    def subwords(self) -> Subwords:
        """The subwords to train on, in the order of the registers."""
        return load_subwords(self.folder / TRAIN_FILE)

    def counts(self) -> NDArray[np.int64]:
        """Return how often each subword occurs."""
        return np.bincount(self.subwords, minlength=self.tokenizer.get_vocab_size())

    def vectors(self, width: int) -> NDArray[np.float32]:
        """Return the vectors of the subwords; made at the first call, and kept."""
        path = self.folder / VECTORS_FILE.format(width=width)
        if not path.is_file():
            np.save(path, subword_vectors(self.subwords, self.tokenizer.get_vocab_size(), width))
        found: NDArray[np.float32] = np.load(path)
        return found


def prepare(
    corpus: Path, folder: Path, *, size: int, order: Sequence[str] = (), tell: Callable[[str], None] = lambda text: None
) -> Prepared:
    """Make what is not there yet for this corpus, vocabulary size and order of registers.

    ``tell`` is called with what is being done. Raises ``CorpusProblem``.
    """
    source = _source(corpus, size, order)
    known = folder / SOURCE_FILE
    if not known.is_file() or known.read_text(encoding="utf-8") != source:
        folder.mkdir(parents=True, exist_ok=True)
        known.unlink(missing_ok=True)
        for old in folder.glob(VECTORS_FILE.format(width="*")):
            old.unlink()
        tell("Learning the vocabulary")
        tokenizer = train_vocabulary((line.text for line in read_lines(corpus, order) if not line.held_out), size)
        tokenizer.save(str(folder / TOKENIZER_FILE))
        tell("Packing the corpus")
        pack(read_lines(corpus, order), tokenizer, folder)
        known.write_text(source, encoding="utf-8")
    return Prepared(folder, load_vocabulary(folder / TOKENIZER_FILE), load_registers(folder))


def _source(corpus: Path, size: int, order: Sequence[str]) -> str:
    """Return what the prepared files depend on: names and sizes of the corpus files, and the settings."""
    files = {name: [path.name, path.stat().st_size] for name, path in registers(corpus).items()}
    settings = {"files": files, "vocabulary": size, "order": list(order)}
    digest = hashlib.sha256(json.dumps(settings, sort_keys=True).encode()).hexdigest()
    return json.dumps({**settings, "sha256": digest}, indent=2) + "\n"
