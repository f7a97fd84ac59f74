"""Counts of the annotated documents as tables: by set, stance, kind of hard case and body; subjects and frames."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

from rich.table import Table
from rich.text import Text

from labels.lexicon import load_stances
from labels.markup import MarkedParagraph
from service.output import COLOURS
from training.evaluation.bootstrap import intervals
from training.evaluation.evaluation import body
from training.evaluation.measures import Scores, total
from training.frame_coverage import coverage
from training.gold import SPLIT_NAMES, GoldDocument
from training.tables import count_table

NO_SET: Final = "in no set"
PLAIN: Final = "(plain)"


def count_tables(documents: Sequence[GoldDocument]) -> Iterator[Table]:
    """Yield the tables by set, by stance, by kind and by body."""
    splits = [name for name in SPLIT_NAMES if any(each.split == name for each in documents)]
    yield sets_table(documents, splits)
    yield stances_table(documents, splits)
    yield _counted("kind", documents, splits, _kinds)
    yield _counted("operatives of", documents, splits, lambda each: Counter({body(each): len(each.marked_operatives)}))


def sets_table(documents: Sequence[GoldDocument], splits: Sequence[str]) -> Table:
    """Return documents, operative paragraphs and acts of each set."""
    table = count_table("set", "documents", "operatives", "acts")
    rows = [(name, *_sizes(own)) for name, own in _by_split(documents, splits).items()]
    for name, *numbers in rows:
        table.add_row(name, *(f"{number:,}" for number in numbers))
    table.add_section()
    table.add_row("all", *(f"{number:,}" for number in _sizes(documents)))
    return table


def stances_table(documents: Sequence[GoldDocument], splits: Sequence[str]) -> Table:
    """Return how often each stance is taken in each set."""
    groups = {stance.id: stance.group for stance in load_stances()}
    return _counted("stance", documents, splits, _stances, order=list(groups), groups=groups)


def subjects_line(documents: Sequence[GoldDocument]) -> str:
    """Return how many subjects and years the documents are about."""
    subjects = {each.attribute("subject") for each in documents}
    years = sorted(each.attribute("date")[:4] for each in documents if each.attribute("date"))
    words = [len(each.text.split()) for document in documents for each in document.operatives]
    span = f", from {years[0]} to {years[-1]}" if years else ""
    length = f"; an operative has {sum(words) / len(words):.0f} words" if words else ""
    return f"{len(subjects):,} subjects{span}{length}."


def frames_line(documents: Sequence[GoldDocument]) -> str:
    """Return how many frames of frames.yaml the documents hold, as the rules read them."""
    found = coverage(paragraph for document in documents for paragraph in document.operatives)
    return (
        f"{found.frames_read:,} of {found.frames:,} frames and {found.verbs_read:,} of {found.verbs:,} verbs of "
        f"frames.yaml; {found.acts_not_read:,} acts in frames that the rules do not read."
    )


def agreement_table(found: Mapping[str, Scores]) -> Table:
    """Return the figures of the second annotator, with their intervals over documents."""
    whole = total(found.values())
    bounds = intervals(list(found.values()))
    table = count_table(f"{whole.paragraphs:,} paragraphs annotated twice", "agreement", "95 %")
    for name, value in whole.figures.items():
        if name != "actor":
            low, high = bounds[name]
            table.add_row(name, f"{value:.3f}", f"{low:.3f}–{high:.3f}")
    return table


def _by_split(documents: Sequence[GoldDocument], splits: Iterable[str]) -> dict[str, list[GoldDocument]]:
    found = {name: [each for each in documents if each.split == name] for name in splits}
    if unnamed := [each for each in documents if each.split is None]:
        found[NO_SET] = unnamed
    return found


def _sizes(documents: Sequence[GoldDocument]) -> tuple[int, int, int]:
    operatives = sum(len(each.marked_operatives) for each in documents)
    return len(documents), operatives, sum((_stances(each) for each in documents), Counter()).total()


def _stances(document: GoldDocument) -> Counter[str]:
    return Counter(stance for each in document.marked.paragraphs for act in each.acts for stance in act.stances)


def _kinds(document: GoldDocument) -> Counter[str]:
    def kinds(paragraph: MarkedParagraph) -> tuple[str, ...]:
        return paragraph.kinds or (PLAIN,)

    return Counter(kind for each in document.marked_operatives for kind in kinds(each))


def _counted(
    name: str,
    documents: Sequence[GoldDocument],
    splits: Sequence[str],
    count: Callable[[GoldDocument], Counter[str]],
    order: Sequence[str] = (),
    groups: dict[str, str] | None = None,
) -> Table:
    """Return a row for each thing that is counted, in the order given, else the most frequent first."""
    by_split = _by_split(documents, splits)
    table = count_table(name, *by_split, "all")
    counts = [sum(map(count, own), Counter()) for own in by_split.values()]
    whole = sum(counts, Counter())
    for each in order or [key for key, _ in whole.most_common()]:
        style = f"bold {COLOURS.get(groups[each], 'white')}" if groups else ""
        table.add_row(Text(each, style=style), *(f"{number[each]:,}" for number in (*counts, whole)))
    return table
