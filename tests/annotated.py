"""The annotated documents of ``labels/gold`` by set, and the real resolution beside the repository, where it is."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from labels.scheme import Paragraph
from training.gold import GOLD, SPLITS, GoldDocument, documents_of, load_gold, read_splits

SHARED: Final = Path(__file__).parents[2] / "shared" / "gold" / "kazachstan.xml"
FILES: Final = documents_of(GOLD)

_MEMBERS: Final = read_splits(GOLD / SPLITS).members
TRAIN, VALIDATION, TEST = (
    [GOLD / f"{member.name}.xml" for member in _MEMBERS if member.split == split]
    for split in ("train", "validation", "test")
)


def documents(files: Iterable[Path]) -> tuple[GoldDocument, ...]:
    """Return the documents of the files, in order; of none, none."""
    return load_gold(tuple(files))


def paragraphs(*files: Path) -> list[Paragraph]:
    """Return the paragraphs of the files in order, of every role, with the acts that the annotators marked."""
    return [each.paragraph() for document in documents(files) for each in document.marked.paragraphs]
