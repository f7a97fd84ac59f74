"""Running text for pretraining: read, cleaned, deduplicated, by register, a part held out.

A corpus is a folder of files, each one register: ``*.txt`` (a paragraph a line) and ``*.jsonl`` (the strings of
``text``, ``body`` and ``intro``), plain or packed with xz.
"""

from __future__ import annotations

import hashlib
import json
import lzma
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

SHORTEST: Final = 20
"""Shorter paragraphs, in characters, teach nothing."""
HELD_OUT: Final = 200
"""One paragraph of so many is held out of training, by the hash of its text."""

_ENDINGS: Final = (".txt", ".txt.xz", ".jsonl", ".jsonl.xz")
_FIELDS: Final = ("intro", "text", "body")


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph; ``held_out`` tells that it only measures."""

    register: str
    text: str
    held_out: bool


class CorpusProblem(ValueError):
    """A corpus cannot be read. Carries ``path``, ``problem`` and ``remedy``."""

    def __init__(self, path: Path, problem: str, remedy: str) -> None:
        super().__init__(f"{path}: {problem}. {remedy}")
        self.path = path
        self.problem = problem
        self.remedy = remedy


def registers(folder: Path) -> dict[str, Path]:
    """Return the files of a corpus by register, in order of their names; the plainer of two forms of one register.

    Raises ``CorpusProblem`` where there is none.
    """
    found: dict[str, Path] = {}
    for ending in _ENDINGS:
        for path in sorted(folder.glob(f"*{ending}")):
            found.setdefault(path.name.removesuffix(ending), path)
    if not found:
        raise CorpusProblem(folder, "there is no text in the folder", f"Put files there that end in {_ENDINGS}.")
    return dict(sorted(found.items()))


def read_lines(folder: Path, order: Sequence[str] = ()) -> Iterator[Line]:
    """Yield the paragraphs of a corpus without repetitions; the registers of ``order`` first, in that order.

    Raises ``CorpusProblem`` where a file cannot be read, or ``order`` names a register that is not there.
    """
    files = registers(folder)
    if missing := [name for name in order if name not in files]:
        raise CorpusProblem(folder, f"there is no register '{missing[0]}'", f"Use any of: {', '.join(files)}.")
    seen: set[bytes] = set()
    for name in dict.fromkeys([*order, *files]):
        for text in _texts(files[name]):
            clean = cleaned(text)
            key = hashlib.blake2b(clean.lower().encode(), digest_size=8).digest()
            if len(clean) >= SHORTEST and key not in seen:
                seen.add(key)
                yield Line(name, clean, int.from_bytes(key, "big") % HELD_OUT == 0)


def cleaned(text: str) -> str:
    """Return the text composed (NFC), with single spaces, without soft hyphens and control characters."""
    composed = unicodedata.normalize("NFC", text.replace("\u00ad", ""))
    return " ".join("".join(letter if letter.isprintable() else " " for letter in composed).split())


def _texts(path: Path) -> Iterator[str]:
    try:
        with _opened(path) as lines:
            if ".jsonl" in path.name:
                for line in lines:
                    yield from _strings(json.loads(line))
            else:
                yield from lines
    except (OSError, UnicodeDecodeError, json.JSONDecodeError, lzma.LZMAError) as error:
        raise CorpusProblem(path, f"the file cannot be read ({error})", "Give UTF-8 text, or JSON Lines.") from error


def _opened(path: Path) -> IO[str]:
    return lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8")


def _strings(data: Any) -> Iterable[str]:
    for name in _FIELDS:
        value = data.get(name) if isinstance(data, dict) else None
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            yield from (each for each in value if isinstance(each, str))
