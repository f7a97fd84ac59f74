"""The report of a run: what was learned, how champion and challenger compare, and what was decided why."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from labels.act_check import shown
from service.output import visible
from service.retraining.run_state import RunState
from training.evaluation.measures import FIGURES
from training.retraining.comparison import CHALLENGER, CHAMPION, RULES, Comparison, Learned, Measured
from training.retraining.plots import draw
from training.retraining.policy import Change

REPORT: Final = "report"
_ROLES: Final = (RULES, CHAMPION, CHALLENGER)
_MARKS: Final = {True: "yes", False: "no"}


def write_report(folder: Path, state: RunState, comparison: Comparison) -> Path:
    """Write ``report.md``, ``report.json`` and the plots into ``folder``, and return the first. Raises ``OSError``."""
    folder.mkdir(parents=True, exist_ok=True)
    plots = draw(folder, comparison)
    told = json.dumps(as_json(state, comparison), ensure_ascii=False, indent=2)
    (folder / "report.json").write_text(told + "\n", encoding="utf-8")
    report = folder / "report.md"
    report.write_text("\n".join(_lines(state, comparison, plots)) + "\n", encoding="utf-8")
    return report


def as_json(state: RunState, comparison: Comparison) -> dict[str, Any]:
    """Return the report for programs: the decision, the comparison, and what the run was made of."""
    return {
        "run": state.run,
        "verdict": state.verdict.model_dump(mode="json") if state.verdict else None,
        "comparison": comparison.model_dump(mode="json"),
        "dataset": state.dataset,
        "corrections": state.corrections.model_dump(mode="json") if state.corrections else None,
        "parent": state.parent,
        "challenger": state.challenger,
        "settings": state.settings,
        "inputs": state.inputs,
        "steps": [each.model_dump(mode="json") for each in state.steps],
    }


def _lines(state: RunState, comparison: Comparison, plots: Sequence[Path]) -> Iterator[str]:
    yield f"# Retraining {state.run}"
    yield ""
    if state.verdict is not None:
        yield f"**{'Promoted' if state.verdict.promote else 'The champion stays'}.** {_plain(state.verdict.reason)}"
        yield ""
    for note in comparison.notes:
        yield f"Note: {_plain(note)}"
        yield ""
    yield from _made_of(state)
    yield f"## Test set ({comparison.documents:,} documents, {comparison.paragraphs:,} paragraphs)"
    yield ""
    yield "In brackets stands the middle 95 % over documents drawn with replacement."
    yield ""
    yield from _scores(comparison)
    yield "## Challenger minus champion"
    yield ""
    yield "Paired: each draw of documents is scored with both. A score falls where the whole interval lies below zero."
    yield ""
    yield from _changes(comparison.policy_changes())
    yield from _corrections(comparison)
    for plot in plots:
        yield f"![{plot.stem}]({plot.name})"
        yield ""
    yield from _steps(state)


def _made_of(state: RunState) -> Iterator[str]:
    yield f"Data set {state.dataset}; the champion when the run began: {state.parent or 'none'}."
    if (counts := state.corrections) is not None:
        yield (
            f"Corrections: {counts.standing:,} stand, {counts.learned:,} are learned ({counts.new:,} of them new since "
            f"the champion's data; {counts.gone:,} of that are gone), {counts.superseded:,} were superseded, "
            f"{counts.contradictions:,} contradictions, {counts.withheld:,} withheld because they judge."
        )
    yield ""


def _scores(comparison: Comparison) -> Iterator[str]:
    engines = [comparison.engine(role) for role in _ROLES]
    yield f"| measure | {' | '.join(f'{each.role}: {each.version}' for each in engines)} |"
    yield f"|---|{'---|' * len(engines)}"
    for name in FIGURES:
        yield f"| {name} | {' | '.join(_figure(each, name, comparison.documents) for each in engines)} |"
    yield ""


def _figure(engine: Measured, name: str, documents: int) -> str:
    figure = engine.figures.get(name)
    if figure is None:
        return "–"
    low, high = engine.intervals[name]
    return f"{figure:.4f}" + (f" ({low:.4f}–{high:.4f})" if documents > 1 else "")


def _changes(changes: Sequence[Change]) -> Iterator[str]:
    yield "| score | champion | challenger | difference | 95 % | falls |"
    yield "|---|---|---|---|---|---|"
    for each in changes:
        low, high = each.interval
        yield (
            f"| {each.name} | {each.champion:.4f} | {each.challenger:.4f} | {each.difference:+.4f} "
            f"| {low:+.4f} to {high:+.4f} | {_MARKS[each.falls]} |"
        )
    yield ""


def _corrections(comparison: Comparison) -> Iterator[str]:
    answered = comparison.answered()
    yield "## Corrections"
    yield ""
    yield (
        f"Of {answered.total:,} that were learned, the champion answers {answered.champion:,} as they were corrected, "
        f"the challenger {answered.challenger:,}."
    )
    yield ""
    if not comparison.corrections:
        return
    yield "| correction | text | new | champion | challenger |"
    yield "|---|---|---|---|---|"
    for each in sorted(comparison.corrections, key=_worth_reading):
        row = (each.id[:12], _plain(shown(each.text)), _MARKS[each.new], _MARKS[each.champion], _MARKS[each.challenger])
        yield f"| {' | '.join(row)} |"
    yield ""


def _worth_reading(correction: Learned) -> tuple[bool, bool]:
    """Sort what was not learned first, then what the champion did not know."""
    return correction.challenger, correction.champion


def _steps(state: RunState) -> Iterator[str]:
    yield "## Steps"
    yield ""
    yield "| step | seconds | begun | versions |"
    yield "|---|---|---|---|"
    for each in state.steps:
        seconds = f"{(each.ended - each.started).total_seconds():,.1f}" if each.ended else "–"
        versions = ", ".join(f"{name} {value}" for name, value in each.versions.items())
        yield f"| {each.name} | {seconds} | {each.attempts} × | {versions} |"


def _plain(text: str) -> str:
    """Return a text that stays in one cell of a table, and is no markup."""
    escaped = "".join(f"\\{letter}" if letter in "\\`*_{}[]<>#|!" else letter for letter in visible(text))
    return " ".join(escaped.split())
