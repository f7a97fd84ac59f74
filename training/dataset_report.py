"""What is printed about a data set: the counts of each set, and what was dropped."""

from __future__ import annotations

from collections.abc import Sequence

from labels.act_check import shown
from labels.lexicon import load_stances
from service.output import console, visible
from training.assembly import REASONS, Dropped
from training.dataset import Manifest
from training.gold import SPLIT_NAMES
from training.tables import count_table


def show_manifest(manifest: Manifest) -> None:
    """Print what each set holds, and what came into none."""
    counts = [manifest.counts[split] for split in SPLIT_NAMES]
    table = count_table("", *SPLIT_NAMES)
    table.add_row("paragraphs", *(f"{each.rows:,}" for each in counts))
    table.add_row("acts", *(f"{each.acts:,}" for each in counts))
    columns = [
        ("origins", [each.origins for each in counts]),
        ("roles", [each.roles for each in counts]),
        ("styles", [each.styles for each in counts]),
        ("stances", [each.stances for each in counts]),
        ("kinds", [each.kinds for each in counts]),
    ]
    for name, by_split in columns:
        table.add_section()
        keys = [each.id for each in load_stances()] if name == "stances" else sorted(set().union(*by_split))
        for key in keys:
            table.add_row(key, *(f"{each.get(key, 0):,}" for each in by_split))
    console().print(table, "")
    if manifest.dropped:
        dropped = count_table("dropped", "why", "paragraphs")
        for origin, reasons in manifest.dropped.items():
            for reason, count in reasons.items():
                told = next((text for name, text in REASONS.items() if name == reason), reason)
                dropped.add_row(origin, told, f"{count:,}")
        console().print(dropped, "")


def tell_withheld(dropped: Sequence[Dropped]) -> None:
    """Name the corrections that do not train: somebody made them and would wait for their effect."""
    for each in (each for each in dropped if each.origin == "correction"):
        line = f"This correction does not train, for it {REASONS[each.reason]}: '{shown(each.text)}'"
        console().print(visible(line), markup=False, soft_wrap=True)
