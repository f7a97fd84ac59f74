"""Checks the annotated documents: what may not be trained on, or measured with, is refused with a remedy.

A document in a folder without ``splits.yaml`` belongs to no set.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from labels.act_check import shown, span_faults, verb_faults
from labels.errors import LexiconError, MarkupError
from labels.lexicon import load_stances
from labels.markup import ROLES, MarkedParagraph, read_markup
from labels.scheme import Span
from labels.tokens import Words, words_of
from training.gold import GOLD, SPLITS, GoldDocument, Splits, documents_of, read_splits
from training.gold_actors import ACTORS_FILE, NOBODY, GoldActors
from training.near_duplicates import near_pairs

ATTRIBUTES: Final = ("source", "subject", "style", "title", "date")
KINDS: Final = (
    "reported",
    "participle",
    "inversion",
    "gap",
    "addressees",
    "coordination",
    "lightverb",
    "list",
    "homograph",
    "negation",
    "ambiguity",
    "noise",
    "shared",
    "two-stances",
    "fronted",
    "modal",
)
MOST_ACTS: Final = 5
SHORT: Final = 12
"""Paragraphs of fewer words may stand in several documents."""
NEAR: Final = 0.5
"""The similarity from which two paragraphs of different sets are near-duplicates."""

_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_ORDER_OF_THE_DAY = ("over", "tot", "de", "orde", "van", "de", "dag")
_MARKUP_REMEDY = "Mend the tags: an act has a stance, a verb, at most one target, and any number of addressees."


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is refused.

    ``paragraph`` is its number, "#4" for the fourth of the file where it has none, or null where the whole file is
    meant. ``problem`` is a clause without a full stop; ``remedy`` is a sentence.
    """

    file: Path
    paragraph: str | None
    problem: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Report:
    """What is refused, and the documents that could be read, of those that were to be checked.

    ``splits`` are the names of the sets in the order of ``splits.yaml``, those without documents too.
    """

    findings: tuple[Finding, ...]
    documents: tuple[GoldDocument, ...]
    splits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _CheckedSplits:
    """One ``splits.yaml``; ``splits`` is null where there is none, or none that can be read."""

    splits: Splits | None = None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class _CheckedActors:
    """One ``actors.yaml``; ``noted`` is null where there is none, or none that can be read."""

    noted: GoldActors | None = None
    findings: tuple[Finding, ...] = ()


def check(paths: Sequence[Path] = (GOLD,)) -> Report:
    """Check documents, and folders of documents together with their ``splits.yaml``.

    A document given by itself is held against all others of its folder, but only its own faults are told. Raises
    ``LexiconError`` where the list of stances cannot be read.
    """
    paths = [path.resolve() for path in paths]
    folders = dict.fromkeys(path if path.is_dir() else path.parent for path in paths)
    chosen = dict.fromkeys(file for path in paths for file in (documents_of(path) if path.is_dir() else [path]))
    stances = frozenset(stance.id for stance in load_stances())
    findings: list[Finding] = []
    documents: list[GoldDocument] = []
    names: dict[str, None] = {}
    for folder in folders:
        checked = _check_splits(folder, required=folder in paths)
        splits = checked.splits or Splits()
        names.update(dict.fromkeys(splits.names))
        actors = _check_actors(folder)
        if folder in paths:
            findings.extend([*checked.findings, *actors.findings])
        for file in dict.fromkeys([*documents_of(folder), *(each for each in chosen if each.parent == folder)]):
            found = list(_split_findings(file, checked.splits))
            try:
                document = GoldDocument(file, splits.split(file.stem), read_markup(_source(file)))
            except (MarkupError, OSError, UnicodeDecodeError) as error:
                found.append(_unreadable(file, error))
            else:
                documents.append(document)
                found.extend(_document_findings(document, stances))
                found.extend(_actor_findings(document, actors.noted))
            findings.extend(found if file in chosen else ())
    findings.extend(_duplicate_findings(documents, frozenset(chosen)))
    return Report(tuple(findings), tuple(each for each in documents if each.path in chosen), tuple(names))


def _source(file: Path) -> str:
    return file.read_bytes().decode("utf-8")


def _unreadable(file: Path, error: MarkupError | OSError | UnicodeDecodeError) -> Finding:
    if isinstance(error, MarkupError):
        return Finding(file, error.paragraph, error.problem, _MARKUP_REMEDY)
    if isinstance(error, OSError):
        return Finding(file, None, f"the file cannot be read ({error.strerror})", "Restore the file.")
    return Finding(file, None, "the file is not UTF-8", "Save it with the encoding UTF-8.")


def _check_splits(folder: Path, *, required: bool) -> _CheckedSplits:
    path = folder / SPLITS
    if not path.exists() and not required:
        return _CheckedSplits()
    try:
        splits = read_splits(path)
    except LexiconError as error:
        finding = Finding(path, None, f"line {error.line}: {error.problem}", error.remedy)
        return _CheckedSplits(findings=(finding,))
    findings: list[Finding] = []
    first: dict[str, int] = {}
    for member in splits.members:
        name, line = member.name, member.line
        if name in first:
            problem = f"line {line}: the document '{name}' is named twice (first on line {first[name]})"
            findings.append(Finding(path, None, problem, "Remove one of the two lines: a document is in one set."))
        elif not (folder / f"{name}.xml").is_file():
            problem = f"line {line}: the document '{name}' does not exist"
            findings.append(Finding(path, None, problem, f"Add {name}.xml beside this file, or remove the line."))
        first.setdefault(name, line)
    return _CheckedSplits(splits, tuple(findings))


def _split_findings(file: Path, splits: Splits | None) -> Iterator[Finding]:
    if splits is not None and splits.split(file.stem) is None:
        remedy = f"Add '{file.stem}' to one of: {', '.join(splits.names)}."
        yield Finding(file, None, f"{SPLITS} does not name the document", remedy)


def _check_actors(folder: Path) -> _CheckedActors:
    path = folder / ACTORS_FILE
    if not path.exists():
        return _CheckedActors()
    try:
        return _CheckedActors(GoldActors.load(path))
    except LexiconError as error:
        return _CheckedActors(findings=(Finding(path, None, f"line {error.line}: {error.problem}", error.remedy),))


def _actor_findings(document: GoldDocument, noted: GoldActors | None) -> Iterator[Finding]:
    """Yield the addressees whose actor nobody has noted; without an ``actors.yaml`` none has to be."""
    for place, paragraph in enumerate(document.marked.paragraphs, start=1):
        for span in (span for act in paragraph.acts for span in act.spans("addressee")):
            if noted is not None and span.text not in noted.ids:
                problem = f"{ACTORS_FILE} does not say whom '{shown(span.text)}' names"
                remedy = f"Add it there under the id of the actor, or under '{NOBODY}'."
                yield Finding(document.path, _label(paragraph, place), problem, remedy)


def _document_findings(document: GoldDocument, stances: frozenset[str]) -> Iterator[Finding]:
    file, attributes = document.path, document.marked.attributes
    for name in ATTRIBUTES:
        if not attributes.get(name, "").strip():
            yield Finding(file, None, f"the resolution has no {name}", f'Add {name}="…" to its first tag.')
    day = attributes.get("date", "").strip()
    if day and not _is_iso_date(day):
        yield Finding(file, None, f"the date '{day}' is not an ISO date", 'Write year, month and day: "2025-03-09".')
    first: dict[str, int] = {}
    for place, paragraph in enumerate(document.marked.paragraphs, start=1):
        label, number = _label(paragraph, place), paragraph.number.strip()
        if not number:
            yield Finding(file, label, "the paragraph has no number", 'Add n="…" to its tag.')
        elif number in first:
            problem = f"the number stands twice (first at paragraph #{first[number]} of the file, again at #{place})"
            yield Finding(file, label, problem, "Give one of the two another number.")
        first.setdefault(number, place)
        for problem, remedy in _paragraph_problems(paragraph, stances):
            yield Finding(file, label, problem, remedy)


def _label(paragraph: MarkedParagraph, place: int) -> str:
    return paragraph.number.strip() or f"#{place}"


def _is_iso_date(text: str) -> bool:
    try:
        return bool(_ISO_DATE.fullmatch(text) and date.fromisoformat(text))
    except ValueError:
        return False


def _paragraph_problems(paragraph: MarkedParagraph, stances: frozenset[str]) -> Iterator[tuple[str, str]]:
    role = paragraph.attributes.get("role", "operative")
    if role not in ROLES:
        yield f"the role '{role}' does not exist", f"Use one of: {', '.join(ROLES)}."
    elif role != "operative" and paragraph.acts:
        yield f"an act stands in a {role}", "Take the tags out, or give the paragraph its right role."
    for kind in paragraph.kinds:
        if kind not in KINDS:
            yield f"the kind '{kind}' does not exist", f"Use any of: {', '.join(KINDS)}."
    acts = sum(len(act.stances) for act in paragraph.acts)
    if acts > MOST_ACTS:
        yield f"there are {acts} acts, more than {MOST_ACTS}", "Divide the paragraph in two."
    for act in paragraph.acts:
        for stance in act.stances:
            if stance not in stances:
                yield f"the stance '{stance}' does not exist", "Use one of those that `standpunt stances` lists."
        for part, span in act.parts:
            yield from _span_problems(part, span)
        for verb in act.spans("verb"):
            yield from _verb_problems(verb, paragraph.text)


def _span_problems(part: str, span: Span) -> Iterator[tuple[str, str]]:
    for fault in span_faults(part, span):
        if fault.kind == "white-space":
            yield fault.problem, f"Move it out of the <{part}>."
        else:
            yield fault.problem, f"Move the mark behind the </{part}>."


def _verb_problems(verb: Span, text: str) -> Iterator[tuple[str, str]]:
    for fault in verb_faults(verb, text):
        one = "Mark the finite verb alone, one token."
        yield fault.problem, one if fault.kind == "tokens" else "Mark the whole token."


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a paragraph stands, and its words."""

    document: GoldDocument
    label: str
    words: Words
    is_closing: bool

    def __str__(self) -> str:
        split = f" ({self.document.split})" if self.document.split else ""
        return f"{self.document.path.name}, paragraph {self.label}{split}"


def _places(documents: Iterable[GoldDocument]) -> Iterator[_Place]:
    for document in documents:
        for place, paragraph in enumerate(document.marked.paragraphs, start=1):
            words = words_of(paragraph.text)
            if len(words) >= SHORT:
                yield _Place(document, _label(paragraph, place), words, _is_closing(paragraph, words))


def _is_closing(paragraph: MarkedParagraph, words: Words) -> bool:
    """Say whether it is a formula that closes any resolution or motion: nobody writes it afresh."""
    if not paragraph.acts:
        return words[-len(_ORDER_OF_THE_DAY) :] == _ORDER_OF_THE_DAY
    return all(stance == "transmit" for act in paragraph.acts for stance in act.stances)


def _duplicate_findings(documents: Sequence[GoldDocument], chosen: frozenset[Path]) -> Iterator[Finding]:
    """Yield a finding a pair, at the later of the two paragraphs that is in a chosen file."""
    places = list(_places(documents))
    first: dict[Words, _Place] = {}
    for place in places:
        if (other := first.setdefault(place.words, place)) is not place:
            yield from _told(place, other, chosen, "the same words stand in", "Write one of the two anew.")
    once = [place for place in first.values() if not place.is_closing]
    groups = [place.document.split for place in once]
    for pair in near_pairs([place.words for place in once], groups, NEAR):
        problem = f"{pair.similarity:.0%} of its runs of words are also those of"
        remedy = "Write one of the two anew: what trains may not judge."
        yield from _told(once[pair.second], once[pair.first], chosen, problem, remedy)


def _told(later: _Place, earlier: _Place, chosen: frozenset[Path], problem: str, remedy: str) -> Iterator[Finding]:
    here, there = (later, earlier) if later.document.path in chosen else (earlier, later)
    if here.document.path in chosen:
        yield Finding(here.document.path, here.label, f"{problem} {there}", remedy)
