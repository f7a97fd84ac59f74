"""The report of an evaluation: JSON for programs, Markdown and plots for people, in one folder."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from training.evaluation.confidence import Coverage, Reliability
from training.evaluation.evaluation import Evaluation, Found
from training.evaluation.measures import FIGURES, Count, Scores
from training.evaluation.plots import draw
from training.evaluation.segmentation import Segmentation

REPORT: Final = "report.md"
FIGURES_FILE: Final = "figures.json"
ERRORS_FILE: Final = "errors.jsonl"
THRESHOLDS: Final = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95)

Row = Sequence[str]


def write_report(folder: Path, evaluations: Sequence[Evaluation]) -> list[Path]:
    """Write ``report.md``, ``figures.json``, ``errors.jsonl`` and the plots; return the files.

    A paragraph a line, ``errors.jsonl`` holds what each engine got wrong. The folder is made where it is not there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    plots = draw(folder, evaluations)
    figures = folder / FIGURES_FILE
    data = [as_data(each) for each in evaluations]
    figures.write_text(json.dumps(data, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    errors = folder / ERRORS_FILE
    errors.write_text("".join(_error_lines(evaluations)), encoding="utf-8")
    report = folder / REPORT
    report.write_text(as_markdown(evaluations, plots), encoding="utf-8")
    return [report, figures, errors, *plots]


def as_data(evaluation: Evaluation) -> dict[str, Any]:
    """Return an evaluation as JSON holds it; all shares lie between 0 and 1, null where nothing was counted."""
    return {
        "engine": evaluation.engine,
        "version": evaluation.version,
        "set": evaluation.split,
        "documents": len(evaluation.documents),
        "seconds": round(evaluation.seconds, 3),
        **_scores(evaluation.scores),
        "intervals": {
            name: [round(low, 4), round(high, 4)] if evaluation.tells(name) else None
            for name, (low, high) in evaluation.intervals.items()
        },
        "stances": {name: _count(count) for name, count in sorted(evaluation.scores.stances.items())},
        "kinds": {name: _scores(scores) for name, scores in evaluation.kinds.items()},
        "bodies": {name: _scores(scores) for name, scores in evaluation.bodies.items()},
        "turns": {name: {"acts": found.acts, **_rounded(found.shares())} for name, found in evaluation.turns.items()},
        "confusion": [
            {"annotated": gold, "predicted": predicted, "acts": number}
            for (gold, predicted), number in sorted(evaluation.confusion.items())
        ],
        "reliability": _reliability(evaluation.reliability),
        "reliability of whole acts": _reliability(evaluation.whole_reliability),
        "segmentation": [_segmentation(each) for each in evaluation.segmentations],
    }


def _scores(scores: Scores) -> dict[str, Any]:
    figures = {name: round(value, 4) if scores.tells(name) else None for name, value in scores.figures.items()}
    return {"paragraphs": scores.paragraphs, "acts": scores.acts, "figures": figures}


def _rounded(figures: dict[str, float]) -> dict[str, float]:
    return {name: round(value, 4) for name, value in figures.items()}


def _count(count: Count) -> dict[str, float]:
    return {
        "found": count.found,
        "invented": count.invented,
        "missed": count.missed,
        "precision": round(count.precision, 4),
        "recall": round(count.recall, 4),
        "f1": round(count.f1, 4),
    }


def _reliability(found: Reliability) -> dict[str, Any]:
    return {
        "acts": found.acts,
        "ece": round(found.ece, 4),
        "aurc": round(found.aurc, 5),
        "bins": [
            {
                "from": each.low,
                "to": each.high,
                "acts": each.acts,
                "confidence": round(each.confidence, 4),
                "accuracy": round(each.accuracy, 4),
            }
            for each in found.bins
        ],
        "thresholds": [
            {"threshold": threshold, "coverage": round(point.coverage, 4), "risk": round(point.risk, 4)}
            for threshold, point in at_thresholds(found)
        ],
    }


def at_thresholds(found: Reliability) -> list[tuple[float, Coverage]]:
    """Return what is kept, and how much of it is wrong, at each threshold of confidence that keeps something."""
    kept = []
    for threshold in THRESHOLDS:
        points = [point for point in found.curve if point.threshold >= threshold]
        if points:
            kept.append((threshold, points[-1]))
    return kept


def _segmentation(found: Segmentation) -> dict[str, Any]:
    return {
        "layout": found.layout,
        "documents": found.documents,
        "paragraphs": _count(found.paragraphs),
        "roles": round(found.roles.ratio, 4),
        "numbers": round(found.numbers.ratio, 4),
        "stance end to end": round(found.acts.count("stance").f1, 4),
    }


def _error_lines(evaluations: Iterable[Evaluation]) -> Iterable[str]:
    for evaluation in evaluations:
        for each in evaluation.wrong:
            line = {
                "engine": evaluation.engine,
                "set": evaluation.split,
                "id": each.gold.id,
                "text": each.gold.text,
                "annotated": [_act(act) for act in each.gold.acts],
                "predicted": [_act(act) for act in each.predicted.acts],
            }
            yield json.dumps(line, ensure_ascii=False) + "\n"


def _act(act: Any) -> dict[str, Any]:
    return {
        "stance": act.stance,
        "verb": act.trigger.text,
        "target": act.target.text if act.target else None,
        "addressees": [each.span.text for each in act.addressees],
    }


def as_markdown(evaluations: Sequence[Evaluation], plots: Sequence[Path] = ()) -> str:
    """Return the report as Markdown; the plots are shown where they are given."""
    parts = ["# How good the engines are\n", _about()]
    for split in dict.fromkeys(each.split for each in evaluations):
        own = [each for each in evaluations if each.split == split]
        parts.append(f"## {split}\n")
        first = own[0].scores
        parts.append(f"{len(own[0].documents)} documents, {first.paragraphs:,} paragraphs, {first.acts:,} acts.\n")
        parts.append(table(("measure", *(each.engine for each in own)), _figure_rows(own)))
        parts.append("### By stance (F1)\n")
        parts.append(table(("stance", "acts", *(each.engine for each in own)), _stance_rows(own)))
        parts.append("### By kind of hard case (paragraphs all right)\n")
        parts.append(table(("kind", "paragraphs", *(each.engine for each in own)), _kind_rows(own)))
        parts.append("### By body (stance F1 / target F1)\n")
        parts.append(table(("body", "paragraphs", *(each.engine for each in own)), _body_rows(own)))
        parts.append("### Turns of phrase that the training set holds, and others (acts found: stance / target)\n")
        parts.append(table(("turns", "acts", *(each.engine for each in own)), _turn_rows(own)))
        parts.append("### What a confidence is worth\n")
        parts.append(table(("engine", "acts", "ECE", "AURC", "kept at 0.9", "wrong of those"), _confidence_rows(own)))
        if any(each.segmentations for each in own):
            parts.append("### Documents cut into paragraphs\n")
            head = ("layout", "documents", "paragraphs F1", "roles", "numbers", "stance F1 end to end")
            parts.append(table(head, _segmentation_rows(own)))
    if plots:
        parts.append("## Plots\n")
        parts += [f"![{plot.stem.replace('-', ' ')}]({plot.name})\n" for plot in plots]
    return "\n".join(parts)


def _about() -> str:
    return (
        "F1 unless said otherwise; in brackets the middle 95 % over documents drawn with replacement. An act is found "
        "where its verb and stance agree with the annotation; addressee and target count only where they agree to the "
        "character. *strength* and *actor* are shares of the found acts and addressees.\n"
    )


def table(head: Row, rows: Iterable[Row]) -> str:
    """Return a Markdown table; names of files that stand in it may hold anything."""
    lines = [head, ["---"] + ["--:"] * (len(head) - 1), *rows]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines) + "\n"


def _cell(text: str) -> str:
    return " ".join(text.replace("\\", "\\\\").replace("|", "\\|").split())


def _figure_rows(evaluations: Sequence[Evaluation]) -> Iterable[Row]:
    for name in FIGURES:
        yield name, *(each.shown(name) for each in evaluations)


def _stance_rows(evaluations: Sequence[Evaluation]) -> Iterable[Row]:
    names = sorted({name for each in evaluations for name in each.scores.stances})
    for name in names:
        counts = [each.scores.stances.get(name) for each in evaluations]
        acts = max(count.found + count.missed for count in counts if count)
        # A stance that is not annotated is wrong where it is predicted; the others have no figure.
        yield name, str(acts), *(f"{count.f1:.3f}" if count else "–" for count in counts)


def _kind_rows(evaluations: Sequence[Evaluation]) -> Iterable[Row]:
    for name, scores in evaluations[0].kinds.items():
        shares = [each.kinds[name].figures["whole paragraph"] for each in evaluations]
        yield name, str(scores.paragraphs), *(f"{share:.3f}" for share in shares)


def _body_rows(evaluations: Sequence[Evaluation]) -> Iterable[Row]:
    for name, scores in evaluations[0].bodies.items():
        figures = [each.bodies[name].figures for each in evaluations]
        yield name, str(scores.paragraphs), *(f"{each['stance']:.3f} / {each['target']:.3f}" for each in figures)


def _turn_rows(evaluations: Sequence[Evaluation]) -> Iterable[Row]:
    for name, found in evaluations[0].turns.items():
        yield name, str(found.acts), *(_shares(each.turns[name]) for each in evaluations)


def _shares(found: Found) -> str:
    shares = found.shares()
    return f"{shares['stance']:.3f} / {shares['target']:.3f}"


def _confidence_rows(evaluations: Sequence[Evaluation]) -> Iterable[Row]:
    for each in evaluations:
        found = each.reliability
        kept = dict(at_thresholds(found)).get(0.9)
        cells = (f"{kept.coverage:.3f}", f"{kept.risk:.3f}") if kept else ("–", "–")
        yield each.engine, f"{found.acts:,}", f"{found.ece:.3f}", f"{found.aurc:.4f}", *cells


def _segmentation_rows(evaluations: Sequence[Evaluation]) -> Iterable[Row]:
    best = max(evaluations, key=lambda each: each.scores.figures["stance"])
    for each in best.segmentations:
        yield (
            each.layout,
            str(each.documents),
            f"{each.paragraphs.f1:.3f}",
            f"{each.roles.ratio:.3f}",
            f"{each.numbers.ratio:.3f}",
            f"{each.acts.count('stance').f1:.3f} ({best.engine})",
        )
