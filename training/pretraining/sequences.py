"""Packed sequences: all subwords of a corpus in one file, cut at any length when they are read.

The file is what a run on any machine needs; it is made once. Paragraphs of a register follow each other, parted by
[SEP]; a sequence begins with [CLS] and then holds the next subwords whatever paragraph they are of.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from training.pretraining.corpus import Line
from training.pretraining.vocabulary import SPECIAL

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Subwords = NDArray[np.uint16]

TRAIN_FILE: Final = "train.u16"
INDEX_FILE: Final = "sequences.json"
_CHUNK: Final = 4096


@dataclass(frozen=True, slots=True)
class Registers:
    """How many subwords each register has in the training file, in its order, and in the held-out files."""

    train: dict[str, int]
    held_out: dict[str, int]


def pack(lines: Iterable[Line], tokenizer: Tokenizer, folder: Path) -> Registers:
    """Write the subwords of all paragraphs below ``folder``; held-out ones into a file a register."""
    folder.mkdir(parents=True, exist_ok=True)
    sep = tokenizer.token_to_id(SPECIAL["sep"])
    train: dict[str, int] = {}
    held_out: dict[str, list[Subwords]] = {}
    with (folder / TRAIN_FILE).open("wb") as file:
        for chunk in _chunks(lines):
            encodings = tokenizer.encode_batch([line.text for line in chunk], add_special_tokens=False)
            for line, encoding in zip(chunk, encodings, strict=True):
                subwords = np.array([*encoding.ids, sep], dtype=np.uint16)
                if line.held_out:
                    held_out.setdefault(line.register, []).append(subwords)
                else:
                    file.write(subwords.tobytes())
                    train[line.register] = train.get(line.register, 0) + len(subwords)
    for register, parts in held_out.items():
        np.concatenate(parts).tofile(held_out_file(folder, register))
    found = Registers(train, {register: sum(map(len, parts)) for register, parts in held_out.items()})
    (folder / INDEX_FILE).write_text(json.dumps(asdict(found), indent=2) + "\n", encoding="utf-8")
    return found


def _chunks(lines: Iterable[Line]) -> Iterator[list[Line]]:
    rest = iter(lines)
    while chunk := list(islice(rest, _CHUNK)):
        yield chunk


def held_out_file(folder: Path, register: str) -> Path:
    """Return where the held-out subwords of a register are."""
    return folder / f"held-out-{register}.u16"


def load_registers(folder: Path) -> Registers:
    """Return what ``pack`` has written."""
    return Registers(**json.loads((folder / INDEX_FILE).read_text(encoding="utf-8")))


def load_subwords(path: Path) -> Subwords:
    """Return the subwords of a file, mapped into memory."""
    return np.memmap(path, dtype=np.uint16, mode="r")


def cut(subwords: Subwords, length: int, cls: int) -> Subwords:
    """Return the subwords as rows of ``length``, each begun by ``cls``; what does not fill the last row is left out."""
    rows = len(subwords) // (length - 1)
    cut_up = np.asarray(subwords[: rows * (length - 1)]).reshape(rows, length - 1)
    return np.concatenate([np.full((rows, 1), cls, dtype=np.uint16), cut_up], axis=1)
