"""The annotated documents, each with the set that it belongs to.

A folder of documents holds ``splits.yaml``, which names each document (its file without ``.xml``) in exactly one
set. The sets of the project are ``train``, ``validation`` and ``test``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from labels.errors import MarkupError
from labels.markup import MarkedDocument, MarkedParagraph, read_markup
from labels.scheme import Paragraph
from labels.yaml_source import load_yaml

GOLD: Final = Path(__file__).parents[1] / "labels" / "gold"
SPLITS: Final = "splits.yaml"

Split = Literal["train", "validation", "test"]
SPLIT_NAMES: Final[tuple[Split, ...]] = ("train", "validation", "test")


class GoldProblem(ValueError):
    """An annotated document cannot be used. Carries ``file``, ``problem`` (a clause) and ``remedy`` (a sentence)."""

    def __init__(self, file: Path, problem: str, remedy: str) -> None:
        super().__init__(f"{file}: {problem}. {remedy}")
        self.file = file
        self.problem = problem
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """One annotated file; ``split`` is the name of its set, null where it is in none."""

    path: Path
    split: str | None
    marked: MarkedDocument

    @property
    def name(self) -> str:
        """The file's name without its ending, as ``splits.yaml`` writes it."""
        return self.path.stem

    def attribute(self, name: str) -> str:
        """Return an attribute of the document (``style``, ``subject``, ``date`` …), or an empty string."""
        return self.marked.attributes.get(name, "")

    @property
    def marked_operatives(self) -> tuple[MarkedParagraph, ...]:
        """The operative paragraphs as they are marked."""
        return tuple(each for each in self.marked.paragraphs if each.role == "operative")

    @property
    def operatives(self) -> tuple[Paragraph, ...]:
        """The operative paragraphs with their acts; the id is unique among all documents of a folder."""
        return tuple(
            Paragraph(f"{self.name}/{each.number}", each.text, each.paragraph().acts, each.role, each.number)
            for each in self.marked_operatives
        )


@dataclass(frozen=True, slots=True)
class Member:
    """One entry of ``splits.yaml``: a document's name, its set, and the line where it stands."""

    name: str
    split: str
    line: int


@dataclass(frozen=True, slots=True)
class Splits:
    """What a ``splits.yaml`` says: the ``names`` of the sets in its order, and the members of all."""

    names: tuple[str, ...] = ()
    members: tuple[Member, ...] = ()

    def split(self, name: str) -> str | None:
        """Return the set of a document, the first where there are several."""
        return next((member.split for member in self.members if member.name == name), None)


def read_splits(path: Path) -> Splits:
    """Read a ``splits.yaml``. Raises ``LexiconError`` with file and line where it is no mapping of sets to names."""
    sets = {name: node.members() for name, node in load_yaml(path).mapping().items()}
    members = [Member(node.text(), name, node.line) for name, nodes in sets.items() for node in nodes]
    return Splits(tuple(sets), tuple(members))


def load_gold(paths: Sequence[Path] = (GOLD,)) -> tuple[GoldDocument, ...]:
    """Read documents and folders of documents, in order; a folder's documents in order of their names.

    Raises ``GoldProblem`` where a file cannot be read, and ``LexiconError`` where ``splits.yaml`` cannot.
    """
    files = dict.fromkeys(file for path in paths for file in (documents_of(path) if path.is_dir() else [path]))
    splits = {folder: read_splits(folder / SPLITS) for folder in _folders(files) if (folder / SPLITS).is_file()}
    return tuple(
        GoldDocument(file, splits.get(file.parent, Splits()).split(file.stem), _marked(file)) for file in files
    )


def of_split(documents: Iterable[GoldDocument], split: str) -> tuple[GoldDocument, ...]:
    """Return the documents of one set."""
    return tuple(document for document in documents if document.split == split)


def documents_of(folder: Path) -> list[Path]:
    """Return the annotated files of a folder in order of their names."""
    return sorted(folder.glob("*.xml"))


def _folders(files: Iterable[Path]) -> Iterator[Path]:
    yield from dict.fromkeys(file.parent for file in files)


def _marked(file: Path) -> MarkedDocument:
    remedy = "Run `standpunt-train gold check` for all that is wrong."
    try:
        return read_markup(file.read_bytes().decode("utf-8"))
    except MarkupError as error:
        raise GoldProblem(file, str(error), remedy) from error
    except (OSError, UnicodeDecodeError) as error:
        raise GoldProblem(file, f"the file cannot be read ({error})", remedy) from error
