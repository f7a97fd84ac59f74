"""Tables of numbers, as the commands print them."""

from __future__ import annotations

from rich import box
from rich.table import Table


def count_table(first: str, *others: str) -> Table:
    """Return a table whose other columns hold numbers, but for one that is called ``why``."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column(first, no_wrap=True)
    for name in others:
        table.add_column(name, justify="left" if name == "why" else "right")
    return table
