"""A picture of a run: how the loss fell, and how well hidden words of each register are told."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from training.pretraining.journal import ToldAt
from training.pretraining.loop import Progress
from training.pretraining.told import Told

if TYPE_CHECKING:
    from matplotlib.axes import Axes

CURVES_FILE: Final = "curves.png"


def draw_curves(progress: Sequence[Progress], on_the_way: Sequence[ToldAt], end: Sequence[Told], path: Path) -> None:
    """Draw a PNG: the loss over the subwords seen, the accuracy on the way where it is known, and at the end.

    Needs the extra ``data``. Raises ``OSError`` where the file cannot be written.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(15 if on_the_way else 11, 4.5), layout="constrained")
    axes: list[Any] = list(figure.subplots(1, 3 if on_the_way else 2))
    _loss(axes[0], progress)
    if on_the_way:
        _accuracy(axes[1], on_the_way, progress)
    _end(axes[-1], end)
    figure.savefig(path, dpi=100)


def _loss(axes: Axes, progress: Sequence[Progress]) -> None:
    axes.plot([each.tokens / 1e6 for each in progress], [each.loss for each in progress])
    axes.set_title("Loss in training")
    axes.set_xlabel("million subwords seen")
    axes.set_ylabel("nats a hidden subword")
    axes.grid(alpha=0.3)


def _accuracy(axes: Axes, on_the_way: Sequence[ToldAt], progress: Sequence[Progress]) -> None:
    a_step = progress[-1].tokens / progress[-1].step / 1e6 if progress else 0.0
    for register in dict.fromkeys(each.told.register for each in on_the_way):
        own = [each for each in on_the_way if each.told.register == register]
        axes.plot([each.step * a_step for each in own], [each.told.accuracy for each in own], "o-", label=register)
    axes.set_title("Held-out hidden subwords told, on the way")
    axes.set_xlabel("million subwords seen")
    axes.set_ylabel("share told rightly")
    axes.grid(alpha=0.3)
    axes.legend(fontsize="x-small")


def _end(axes: Axes, end: Sequence[Told]) -> None:
    places = list(range(len(end)))[::-1]
    axes.barh(places, [each.accuracy for each in end])
    axes.set_yticks(places, [f"{each.register} ({each.hidden:,})" for each in end], fontsize="small")
    axes.set_title("Held-out hidden subwords told, at the end")
    axes.set_xlabel("share told rightly; in brackets how many were hidden")
    axes.grid(alpha=0.3, axis="x")
