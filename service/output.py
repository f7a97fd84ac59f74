"""Answers as text: JSON, JSON Lines, CSV, and the table that a person reads in a terminal."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from rich import box
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from labels.scheme import Stance
from service.api import (
    ActAnswer,
    ActorAnswer,
    ClassifyAnswer,
    DocumentAnswer,
    DocumentParagraphAnswer,
    ParagraphAnswer,
)

Answer = ClassifyAnswer | DocumentAnswer

COLOURS: Final = {
    "reject": "red",
    "endorse": "green",
    "empathise": "magenta",
    "direct": "blue",
    "procedure": "bright_black",
    "assert": "cyan",
    "commit": "yellow",
}
"""The colour of a stance in a terminal, by its group."""

TARGET_LENGTH: Final = 150
ADDRESSEE_LENGTH: Final = 60
CODE_LENGTH: Final = 5

CSV_COLUMNS: Final = (
    "file",
    "paragraph",
    "number",
    "stance",
    "name",
    "group",
    "polarity",
    "force",
    "strength",
    "verb",
    "frame",
    "target",
    "addressees",
    "actors",
    "confidence",
    "source",
    "text",
)

_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def as_json(answers: Sequence[tuple[str, Answer]], *, several: bool) -> str:
    """Return the answer to one file as HTTP gives it, or to several a list, each with its file name."""
    if not several:
        return answers[0][1].model_dump_json(indent=2) + "\n"
    return json.dumps([_named(name, answer) for name, answer in answers], ensure_ascii=False, indent=2) + "\n"


def as_jsonl(name: str, answer: Answer) -> str:
    """Return a document as one line with its file name, or a list of paragraphs as one line each."""
    if isinstance(answer, DocumentAnswer):
        return json.dumps(_named(name, answer), ensure_ascii=False) + "\n"
    return "".join(paragraph.model_dump_json() + "\n" for paragraph in answer.paragraphs)


def _named(name: str, answer: Answer) -> dict[str, object]:
    return {"file": name, **answer.model_dump()}


def csv_header() -> str:
    """Return the first line of a CSV."""
    return _csv([CSV_COLUMNS])


def as_csv(name: str, answer: Answer) -> str:
    """Return a row for each act, and one for each operative paragraph without any.

    Several addressees stand in one cell, parted by " | ", their actors in the same order.
    """
    rows: list[Sequence[object]] = []
    for paragraph in _operatives(answer):
        start = (name, paragraph.id, _number(paragraph))
        rows.extend((*start, *_act_cells(act), paragraph.text) for act in paragraph.acts)
        if not paragraph.acts:
            rows.append((*start, *[""] * (len(CSV_COLUMNS) - 4), paragraph.text))
    return _csv(rows)


def _act_cells(act: ActAnswer) -> tuple[object, ...]:
    return (
        act.stance,
        act.name,
        act.group,
        act.polarity,
        act.force,
        act.strength,
        act.trigger.text,
        act.frame or "",
        act.target.text if act.target else "",
        " | ".join(item.text for item in act.addressees),
        " | ".join(item.actor.id if item.actor else "" for item in act.addressees),
        f"{act.confidence:.3f}",
        act.source,
    )


def _csv(rows: Sequence[Sequence[object]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def as_table(name: str, answer: Answer) -> RenderableType:
    """Return what a person reads: the document's head, a row for each act, and a count of each stance."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True, show_edge=False)
    table.add_column("§", justify="right", no_wrap=True, style="bold")
    table.add_column("stance", no_wrap=True)
    table.add_column("verb", no_wrap=True)
    table.add_column("addressees", ratio=2, overflow="fold")
    table.add_column("target", ratio=5, overflow="fold")
    operatives = _operatives(answer)
    for paragraph in operatives:
        number = visible(_number(paragraph) or paragraph.id)
        for at, act in enumerate(paragraph.acts):
            table.add_row(number if at == 0 else "", *_cells(act))
        if not paragraph.acts:
            excerpt = Text(_short(paragraph.text, TARGET_LENGTH), style="dim")
            table.add_row(number, Text("none found", style="dim"), "", "", excerpt)
    return Group(_head(name, answer), "", table, _summary(answer, operatives))


def _cells(act: ActAnswer) -> tuple[RenderableType, ...]:
    stance = Text(act.stance, style=f"bold {COLOURS.get(act.group, 'white')}")
    if act.strength == "strong":
        stance.append(" (strong)", style="not bold")
    addressees = Text(";\n").join(
        Text(_short(item.text, ADDRESSEE_LENGTH)) + Text(_code(item.actor), style="dim") for item in act.addressees
    )
    target = Text(_short(act.target.text, TARGET_LENGTH)) if act.target else Text("")
    return stance, Text(visible(act.trigger.text)), addressees, target


def _code(actor: ActorAnswer | None) -> str:
    """Return the actor's id where it is short enough to be of use: a country, or an abbreviation."""
    return f" [{actor.id}]" if actor and len(actor.id) <= CODE_LENGTH else ""


def _head(name: str, answer: Answer) -> Text:
    if not isinstance(answer, DocumentAnswer):
        return Text(visible(name), style="bold")
    known = answer.document
    head = Text(visible(known.title or name), style="bold")
    facts = [known.body, known.date, known.reference, known.procedure]
    line = " · ".join(visible(fact) for fact in facts if fact)
    return head.append(f"\n{line}", style="not bold dim") if line else head


def _summary(answer: Answer, operatives: Sequence[ParagraphAnswer]) -> Text:
    acts = [act for paragraph in operatives for act in paragraph.acts]
    line = Text(
        f"{_count(len(operatives), 'operative paragraph')}, {_count(len(acts), 'stance')}, "
        f"read by {answer.model.engine} ({answer.model.version})",
        style="dim",
    )
    groups = {act.stance: act.group for act in acts}
    for at, (stance, count) in enumerate(Counter(act.stance for act in acts).most_common()):
        line.append("\n" if at == 0 else "  ")
        line.append(f"{stance} {count}", style=f"not dim {COLOURS.get(groups[stance], 'white')}")
    return line


def stances_table(stances: Sequence[Stance]) -> Table:
    """Return the list of stances as a table."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for column in ("stance", "name", "group"):
        table.add_column(column, no_wrap=True)
    table.add_column("polarity", justify="right")
    table.add_column("force", justify="right")
    table.add_column("definition")
    for item in stances:
        style = f"bold {COLOURS.get(item.group, 'white')}"
        polarity = {-1: "−", 0: "0", 1: "+"}[item.polarity]
        row = (item.name, item.group, polarity, str(item.force), item.definition)
        table.add_row(Text(item.id, style=style), *row)
    return table


def stances_csv(stances: Sequence[Stance]) -> str:
    """Return the list of stances as CSV."""
    columns = ("id", "name", "name_en", "group", "polarity", "force", "definition", "definition_en")
    return _csv([columns, *([getattr(item, column) for column in columns] for item in stances)])


def facts_table(answer: Mapping[str, object]) -> Table:
    """Return JSON as a table: a fact a row; what is nested, such as scores, has a name with dots."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column("fact", no_wrap=True)
    table.add_column("value", overflow="fold")
    for name, value in _facts("", answer):
        table.add_row(Text(visible(name)), Text(visible(value)))
    return table


def _facts(name: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping) and value:
        for key, each in value.items():
            yield from _facts(f"{name}.{key}" if name else str(key), each)
    elif isinstance(value, list) and all(isinstance(each, str | int | float) for each in value):
        yield name, "; ".join(_fact(each) for each in value) or "none"
    elif isinstance(value, list):
        for at, each in enumerate(value):
            yield from _facts(f"{name}[{at}]", each)
    else:
        yield name, _fact(value)


def _fact(value: object) -> str:
    if value is None or value == {}:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.4g}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else str(value)


def console(*, error: bool = False) -> Console:
    """Return the console of standard output or error; what is piped is 120 columns wide, uncoloured."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that lacks a character shows "?" for it; it does not end the command.
            stream.reconfigure(errors="replace")
    chosen = Console(stderr=error, highlight=False, soft_wrap=error)
    return chosen if chosen.is_terminal or error else Console(width=120, highlight=False)


def visible(text: str) -> str:
    """Return the text with a sign for each character that would steer a terminal."""
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def _operatives(answer: Answer) -> list[ParagraphAnswer]:
    return [
        paragraph
        for paragraph in answer.paragraphs
        if not isinstance(paragraph, DocumentParagraphAnswer) or paragraph.role == "operative"
    ]


def _number(paragraph: ParagraphAnswer) -> str:
    return (paragraph.number or "") if isinstance(paragraph, DocumentParagraphAnswer) else ""


def _short(text: str, length: int) -> str:
    return textwrap.shorten(visible(text), length, placeholder=" …")


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
