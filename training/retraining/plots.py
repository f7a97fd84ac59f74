"""The plots of a retraining: the scores side by side, and the differences with their intervals."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from training.evaluation.plots import DOTS
from training.retraining.comparison import CHALLENGER, CHAMPION, RULES, Comparison
from training.retraining.policy import SCORES

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_COLOURS: Final = {RULES: "tab:gray", CHAMPION: "tab:blue", CHALLENGER: "tab:orange"}


def draw(folder: Path, comparison: Comparison) -> list[Path]:
    """Draw the plots into ``folder`` and return their files. Raises ``OSError``."""
    figures = {"scores": _scores(comparison), "differences": _differences(comparison)}
    files = []
    for name, figure in figures.items():
        path = folder / f"{name}.png"
        figure.savefig(path, dpi=DOTS)
        files.append(path)
    return files


def _figure(width: float, height: float) -> Figure:
    # Figures without pyplot: no display, no state shared between threads, nothing to close.
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), layout="constrained")


def _scores(comparison: Comparison) -> Figure:
    figure = _figure(8, 4)
    axes = figure.subplots()
    places = np.arange(len(SCORES))
    for number, role in enumerate(_COLOURS):
        engine = comparison.engine(role)
        heights = np.array([engine.figures[name] or 0.0 for name in SCORES])
        edges = np.array([engine.intervals[name] for name in SCORES])
        # A figure may lie outside its interval where few documents are drawn from; a bar has no negative length.
        lengths = np.maximum(np.stack([heights - edges[:, 0], edges[:, 1] - heights]), 0)
        where = places + (number - 1) * 0.27
        axes.bar(where, heights, 0.27, yerr=lengths, capsize=2, color=_COLOURS[role], label=f"{role}: {engine.version}")
    axes.set_xticks(places, SCORES)
    axes.set_ylim(0, 1)
    axes.set_ylabel("share or F1")
    axes.set_title("Scores on the test set, with 95 % intervals")
    axes.grid(axis="y", alpha=0.3)
    figure.legend(loc="outside lower center", ncols=3, fontsize="small")
    return figure


def _differences(comparison: Comparison) -> Figure:
    figure = _figure(8, 3)
    axes = figure.subplots()
    changes = comparison.policy_changes()
    for place, each in enumerate(reversed(changes)):
        colour = "tab:red" if each.falls else "tab:green" if each.rises else "tab:gray"
        axes.plot(each.interval, [place, place], color=colour, linewidth=3, solid_capstyle="butt")
        axes.plot(each.difference, place, "o", color=colour)
    axes.axvline(0, color="black", linewidth=1)
    axes.set_yticks(range(len(changes)), [each.name for each in reversed(changes)])
    axes.set_xlabel("challenger minus champion, 95 % over documents")
    axes.set_title("What changes on the test set")
    axes.grid(axis="x", alpha=0.3)
    return figure
