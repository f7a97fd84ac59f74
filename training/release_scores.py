"""What ``scores.json`` of a model folder holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from service.model_folder import Labels
from training.evaluation.evaluation import Evaluation
from training.int8_choice import Choice


def scores_of(labels: Labels, choice: Choice, evaluations: Sequence[Evaluation], day: date) -> dict[str, Any]:
    """Return what ``scores.json`` holds: what the model is, what 8 bits cost, and the figures of each engine by set.

    All figures lie between 0 and 1; ``near`` tells how near the scores of the export are to those of the trained
    model, word by word.
    """
    sets: dict[str, dict[str, Any]] = {}
    for each in evaluations:
        own = sets.setdefault(each.split, {"paragraphs": each.scores.paragraphs, "acts": each.scores.acts})
        own[each.engine] = {
            "figures": {name: _told(each, name, value) for name, value in each.scores.figures.items()},
            "intervals": {
                name: [round(low, 4), round(high, 4)]
                for name, (low, high) in each.intervals.items()
                if each.tells(name)
            },
            "ece": round(each.reliability.ece, 4),
            "aurc": round(each.reliability.aurc, 5),
        }
    return {
        "version": labels.version,
        "day": day.isoformat(),
        "base": labels.base,
        "data": labels.data,
        "weights": choice.way.name,
        "bytes": choice.taken.size,
        "sets": sets,
        "parity": [
            {
                "weights": each.name,
                "bytes": each.size,
                "figures": {
                    name: {key: round(value, 4) for key, value in own.items()} for name, own in each.figures.items()
                },
                "near": asdict(each.near) if each.near else None,
            }
            for each in choice.trials
        ],
    }


def _told(evaluation: Evaluation, name: str, value: float) -> float | None:
    return round(value, 4) if evaluation.tells(name) else None
