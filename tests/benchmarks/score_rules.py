"""Prints the scores of the rules on the annotated documents: ``make score``."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from annotated import DEVELOPMENT, HELD_OUT, SHARED, paragraphs
from rich.console import Console
from rich.table import Table
from scoring import Scores, score

from labels.rules import Rules


def main() -> None:
    """Score each set and print one row for it."""
    rules = Rules.load()
    table = Table(title="the rules against the annotated documents (F1; whole: share of paragraphs all right)")
    for column in ("set", "paragraphs", "acts", "verb", "stance", "addressee", "target", "target words", "whole"):
        table.add_column(column, justify="left" if column == "set" else "right")
    sets = {"development": DEVELOPMENT, "held-out": HELD_OUT}
    if SHARED.exists():
        sets["a real resolution (not in the project)"] = [SHARED]
    for name, files in sets.items():
        gold = paragraphs(*files)
        found = score(gold, [replace(each, acts=rules.acts(each.text)) for each in gold])
        acts = sum(len(each.acts) for each in gold)
        table.add_row(name, str(len(gold)), str(acts), *figures(found))
    Console(width=130).print(table)


def figures(scores: Scores) -> list[str]:
    """Return the figures of one set with three decimals."""
    counts = (scores.verb, scores.stance, scores.addressee, scores.target, scores.target_tokens)
    return [f"{count.f1:.3f}" for count in counts] + [f"{scores.whole_paragraph.ratio:.3f}"]


if __name__ == "__main__":
    main()
