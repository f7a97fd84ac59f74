"""Stored corrections as the table that a person reads in a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Final

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from service.feedback.contract import CorrectionAnswer, CorrectionsAnswer, MarkedActAnswer
from service.output import visible

ID_SHOWN: Final = 8
TEXT_LENGTH: Final = 90
NAME_SHOWN: Final = 24


def corrections_table(answer: CorrectionsAnswer) -> RenderableType:
    """Return a row for each correction, newest first, and how it stands to the others of its text."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True, show_edge=False)
    table.add_column("id", no_wrap=True, style="bold")
    table.add_column("made", no_wrap=True)
    table.add_column("by", overflow="fold", max_width=NAME_SHOWN)
    table.add_column("acts", ratio=3, overflow="fold")
    table.add_column("text", ratio=4, overflow="fold")
    table.add_column("standing", ratio=3, overflow="fold")
    for each in answer.corrections:
        made = f"{each.at:%Y-%m-%d %H:%M}"
        acts = "; ".join(map(_act, each.acts)) or "none"
        table.add_row(each.id[:ID_SHOWN], made, *map(_plain, (each.by, acts, each.text)), _standing(each))
    return Group(table, Text(_summary(answer.corrections, answer.next), style="dim"))


def _act(act: MarkedActAnswer) -> str:
    strong = " (strong)" if act.strength == "strong" else ""
    return f"{act.stance}{strong} {act.trigger.text}"


def _plain(text: str) -> Text:
    return Text(textwrap.shorten(visible(text), TEXT_LENGTH, placeholder=" …"))


def _standing(correction: CorrectionAnswer) -> Text:
    if gone := correction.withdrawn:
        return Text(visible(f"withdrawn by {gone.by}"), style="dim")
    standing = Text("counts" if correction.counts else "superseded", style="" if correction.counts else "dim")
    if correction.duplicates:
        standing.append(f"\nsame acts as {_ids(correction.duplicates)}", style="not dim")
    if correction.contradicts:
        standing.append(f"\ncontradicts {_ids(correction.contradicts)}", style="not dim red")
    return standing


def _ids(ids: Sequence[str]) -> str:
    return ", ".join(each[:ID_SHOWN] for each in ids)


def _summary(shown: Sequence[CorrectionAnswer], after: str | None) -> str:
    facts = [
        _count(len(shown), "correction"),
        f"{sum(each.counts for each in shown):,} that count",
        f"{sum(each.state == 'withdrawn' for each in shown):,} withdrawn",
        f"{sum(bool(each.contradicts) for each in shown):,} in contradiction",
    ]
    return "; ".join(facts) + (f". More: --after {after}" if after else "")


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
