"""The annotated documents of ``labels/gold`` by set, and the real resolution beside the repository, where it is."""

from __future__ import annotations

from pathlib import Path

from labels.markup import read_markup
from labels.scheme import Paragraph
from labels.yaml_source import load_yaml

FOLDER = Path(__file__).parents[1] / "labels" / "gold"
SHARED = Path(__file__).parents[2] / "shared" / "gold" / "kazachstan.xml"
FILES = sorted(FOLDER.glob("*.xml"))

_SPLITS = load_yaml(FOLDER / "splits.yaml").fields("train", "validation", "test")
DEVELOPMENT = [FOLDER / f"{name}.xml" for name in _SPLITS["train"].texts()]
HELD_OUT = [FOLDER / f"{name}.xml" for name in _SPLITS["test"].texts()]


def paragraphs(*files: Path) -> list[Paragraph]:
    """Return the paragraphs of the files in order, with the acts that the annotators marked."""
    return [each.paragraph() for path in files for each in read_markup(path.read_text(encoding="utf-8")).paragraphs]
