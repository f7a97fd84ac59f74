"""The models of the store as people and programs read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from rich import box
from rich.table import Table
from rich.text import Text

from service.champion import Champion
from service.model_store import StoredModel
from service.output import visible

FIGURES: Final = ("stance", "addressee", "target")
"""The scores that a list shows: those of the hybrid on the test set."""

ABSENT: Final = "–"


def told(model: StoredModel, champion: Champion | None) -> dict[str, Any]:
    """Return a model as JSON: what is noted of it, and since when and by whom it is champion, or null."""
    is_champion = champion is not None and champion.tag == model.tag
    noted = model.noted
    return {
        "tag": model.tag,
        "champion": {"since": champion.since.isoformat(), "by": champion.by} if champion and is_champion else None,
        "created": model.created.isoformat() if model.created else None,
        "version": noted.version if noted else None,
        "base": noted.base if noted else None,
        "data": noted.data if noted else None,
        "parent": noted.parent if noted else None,
        "stances": list(noted.stances) if noted else None,
        "scores": noted.scores if noted else None,
        "problem": model.problem,
    }


def as_table(models: Sequence[StoredModel], champion: Champion | None) -> Table:
    """Return a row a model, the champion marked; of one that cannot be read, the reason."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, collapse_padding=True)
    table.add_column("", no_wrap=True)
    # A tag is there to be copied, however narrow the terminal.
    table.add_column("tag", no_wrap=True, min_width=max((len(each.tag) for each in models), default=0))
    for column in ("date", *FIGURES):
        table.add_column(column, no_wrap=True)
    for column in ("data", "parent"):
        table.add_column(column, overflow="fold")
    for each in models:
        mark = "*" if champion is not None and champion.tag == each.tag else ""
        if each.noted is None:
            table.add_row(mark, each.tag, *[ABSENT] * (2 + len(FIGURES)), Text(each.problem or "", style="red"))
            continue
        date = each.created.astimezone().strftime("%Y-%m-%d") if each.created else ABSENT
        figures = (_figure(each.noted.scores, name) for name in FIGURES)
        parent = each.noted.parent.partition(":")[2] if each.noted.parent else ABSENT
        table.add_row(mark, each.tag, date, *figures, Text(visible(each.noted.data)), Text(visible(parent)))
    return table


def _figure(scores: Mapping[str, Any], name: str) -> str:
    found: Any = scores
    for key in ("sets", "test", "hybrid", "figures", name):
        found = found.get(key) if isinstance(found, Mapping) else None
    return f"{found:.3f}" if isinstance(found, int | float) else ABSENT
