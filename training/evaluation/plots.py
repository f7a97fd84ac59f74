"""The plots of an evaluation: confusion, F1 by stance, reliability, risk and coverage."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from labels.lexicon import load_stances
from training.evaluation.evaluation import Evaluation
from training.evaluation.matching import NO_ACT

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DOTS: Final = 110
"""Dots an inch of a plot."""


def draw(folder: Path, evaluations: Sequence[Evaluation]) -> list[Path]:
    """Draw one confusion matrix an engine and set, and the other plots once a set; return the files."""
    files: list[Path] = []

    def save(figure: Figure, name: str) -> None:
        path = _free(folder / f"{name}.png", files)
        figure.savefig(path, dpi=DOTS)
        files.append(path)

    for split in dict.fromkeys(each.split for each in evaluations):
        own = [each for each in evaluations if each.split == split]
        name = _file_name(split)
        save(_stance_bars(own), f"stances-{name}")
        save(_curves(own), f"confidence-{name}")
        for each in own:
            save(_confusion(each), f"confusion-{_file_name(each.engine)}-{name}")
    return files


def _file_name(words: str) -> str:
    return "".join(letter if letter.isalnum() else "-" for letter in words).strip("-").lower()


def _free(path: Path, taken: Sequence[Path]) -> Path:
    """Return the path, with a number where another plot has it: two names may differ in signs alone."""
    numbered = (path.with_stem(f"{path.stem}-{number}") for number in count(2))
    return next(each for each in chain([path], numbered) if each not in taken)


def _shown(name: str) -> str:
    """Return a name as matplotlib shows it as it is: "$" would open a formula, and "_" in front hides a label."""
    return ("\N{ZERO WIDTH SPACE}" if name.startswith("_") else "") + name.replace("$", r"\$")


def _figure(width: float, height: float) -> Figure:
    # Figures without pyplot: no display, no state shared between threads, nothing to close.
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), layout="constrained")


def _stances() -> list[str]:
    return [stance.id for stance in load_stances()]


def _stance_bars(evaluations: Sequence[Evaluation]) -> Figure:
    figure = _figure(9, 4.5)
    axes = figure.subplots()
    names = _stances()
    width = 0.8 / len(evaluations)
    for number, each in enumerate(evaluations):
        places = np.arange(len(names)) + (number - (len(evaluations) - 1) / 2) * width
        # No bar for a stance that does not occur: its F1 is 1 by definition, which would look like praise.
        heights = [own.f1 if (own := each.scores.stances.get(name)) else 0.0 for name in names]
        axes.bar(places, heights, width, label=_shown(each.engine))
    axes.set_xticks(range(len(names)), names, rotation=45, ha="right")
    axes.set_ylim(0, 1)
    axes.set_ylabel("F1")
    axes.set_title(f"F1 by stance, {_shown(evaluations[0].split)}")
    axes.grid(axis="y", alpha=0.3)
    figure.legend(loc="outside lower center", ncols=len(evaluations))
    return figure


def _curves(evaluations: Sequence[Evaluation]) -> Figure:
    figure = _figure(9, 4.2)
    left, right = figure.subplots(1, 2)
    for each in evaluations:
        _reliability(left, each)
        curve = each.reliability.curve
        covered, risks = [point.coverage for point in curve], [point.risk for point in curve]
        right.plot(covered, risks, marker=".", label=_shown(each.engine))
    left.plot([0, 1], [0, 1], color="grey", linestyle=":")
    left.set(title="Reliability", xlabel="mean confidence of a bin", ylabel="share that is right")
    right.set(
        title="Risk and coverage", xlabel="share of acts kept, surest first", ylabel="share of those that is wrong"
    )
    right.set_xlim(0, 1)
    right.set_ylim(bottom=0)
    for axes in (left, right):
        axes.grid(alpha=0.3)
        axes.legend()
    figure.suptitle(f"What a confidence is worth, {_shown(evaluations[0].split)}")
    return figure


def _reliability(axes: Axes, evaluation: Evaluation) -> None:
    bins = evaluation.reliability.bins
    label = f"{_shown(evaluation.engine)} (ECE {evaluation.reliability.ece:.3f})"
    axes.plot([each.confidence for each in bins], [each.accuracy for each in bins], marker="o", label=label)


def _confusion(evaluation: Evaluation) -> Figure:
    figure = _figure(8.5, 7.5)
    axes = figure.subplots()
    names = [*_stances(), NO_ACT]
    counts = np.array([[evaluation.confusion[gold, predicted] for predicted in names] for gold in names])
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(names)), names, rotation=60, ha="right")
    axes.set_yticks(range(len(names)), names)
    title = f"{_shown(evaluation.engine)} on {_shown(evaluation.split)}: acts by stance"
    axes.set(xlabel="predicted", ylabel="annotated", title=title)
    for row, column in zip(*np.nonzero(counts), strict=True):
        colour = "white" if shares[row, column] > 0.5 else "black"
        axes.text(column, row, str(counts[row, column]), ha="center", va="center", color=colour, fontsize=7)
    return figure
