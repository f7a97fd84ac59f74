"""The card of a released tagger: what it was made of, how good it is, how its sureness is meant, and its limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from service.calibration import Calibration
from service.model_folder import Labels
from training.evaluation.evaluation import Evaluation
from training.finetuning_summary import Summary
from training.int8_choice import FP32, JUDGING, MEASURES, MOST_LOST, Choice, Trial

WEIGHED: Final = ("stance", "stance macro", "addressee", "target", "target words", "whole paragraph")
"""The figures that a card shows, of ``Scores.figures``."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a card is written from."""

    labels: Labels
    summary: Summary
    choice: Choice
    evaluations: Sequence[Evaluation]
    day: date
    calibration: Calibration


def card(facts: Facts) -> str:
    """Return the card as Markdown, with the header that model hubs read."""
    header = "---\nlanguage: nl\nlicense: mit\npipeline_tag: token-classification\nlibrary_name: onnx\n---"
    parts = [
        header,
        "# Stance acts in Dutch parliamentary resolutions",
        f"`{facts.labels.version}`, released on {facts.day.isoformat()} with `standpunt-train release`. It reads a "
        "paragraph of a resolution or motion and says which verbs perform an act (to condemn, to request, to welcome "
        "…), towards whom, and about what. standpunt runs it with onnxruntime, alone (`bert`) or with its rules "
        "(`hybrid`). Licence: MIT.",
        *_made(facts),
        *_tags(facts.labels),
        *_figures(facts.evaluations),
        *_parity(facts.choice, facts.labels.hints),
        *_calibration(facts.calibration),
        *_use(),
    ]
    return "\n\n".join(parts) + "\n"


def _made(facts: Facts) -> list[str]:
    summary = facts.summary
    rows = [
        f"| {origin} | {course.times:g} | {course.begin:.0%} | {course.end:.0%} |"
        for origin, course in sorted(summary.courses.items())
        if course.times
    ]
    table = ["| text | times seen | from | to |", "|---|--:|--:|--:|", *rows]
    share = "" if summary.gold_share == 1 else f" Only {summary.gold_share:.0%} of the annotated documents were used."
    noise = "varied as real texts vary (accents, quotes, footnotes, marks)" if summary.noise else "left as they are"
    return [
        "## What it was made of",
        f"Base: {summary.named_base}. Data set: `{summary.dataset}`, of which {summary.paragraphs:,} paragraphs were "
        f"learned in {summary.seconds / 60:,.0f} minutes; texts were {noise}.{share}{_hints(summary.hints)} Each kind "
        "of text was seen so many times, in this part of the run:",
        "\n".join(table),
    ]


def _hints(hints: bool) -> str:
    if not hints:
        return ""
    return (
        " Often, not always, the model was told what the rules find, as the kind of each token (`token_type_ids`: 0 "
        "says nothing, then come the tags). `hybrid` tells it, `bert` does not."
    )


def _tags(labels: Labels) -> list[str]:
    return [
        "## Tags",
        f"{len(labels.tags)} tags, one a word: `O`; the verb of an act of one of {len(labels.stances)} stances "
        f"({', '.join(labels.stances)}), with `-STRONG` where the act is strong; the first (`B`) and the other (`I`) "
        f"words of an addressee and of a target. It reads {labels.max_length} subwords at once, and longer text in "
        "windows that overlap. `labels.json` holds the tags in the order of the scores.",
    ]


def _figures(evaluations: Sequence[Evaluation]) -> list[str]:
    parts = [
        "## How good it is",
        "F1 against annotated paragraphs of documents that were not learned from; a stance counts where verb and "
        "stance agree, an addressee or target where it agrees to the character. In brackets: the middle 95 % over "
        "documents drawn with replacement. What it was calibrated on is validation, so that only the figures on test "
        "are those of unseen text.",
    ]
    for name in dict.fromkeys(each.split for each in evaluations):
        own = [each for each in evaluations if each.split == name]
        rows = [f"| {figure} | {' | '.join(each.shown(figure) for each in own)} |" for figure in WEIGHED]
        rows.append(f"| calibration error | {' | '.join(f'{each.reliability.ece:.3f}' for each in own)} |")
        head = [f"| {name} | {' | '.join(each.engine for each in own)} |", f"|---|{'--:|' * len(own)}"]
        scores = own[0].scores
        parts.append(
            f"{name}: {len(own[0].documents)} documents, {scores.paragraphs:,} paragraphs, {scores.acts:,} acts."
        )
        parts.append("\n".join([*head, *rows]))
    return parts


def _parity(choice: Choice, hints: bool) -> list[str]:
    sets = list(choice.trials[0].figures)
    columns = [f"{name}, {measure}" for name in sets for measure in MEASURES]
    head = [f"| weights | MB | same tag | {' | '.join(columns)} |", f"|---|--:|--:|{'--:|' * len(columns)}"]
    rows = [_trial(each, sets) for each in choice.trials]
    told = f"The weights here: {choice.way.name}."
    if choice.way.name == FP32 and len(choice.trials) > 2:  # the trained model and its export
        told += " Every way into 8 bits cost more than is allowed, so they stay in 32."
    how = "told what the rules find" if hints else "alone"
    return [
        "## What fewer bits cost",
        f"F1 of the model {how}. The first way that loses at most {100 * MOST_LOST:g} points on {JUDGING} in each "
        f"measure was taken. {told}",
        "\n".join([*head, *rows]),
    ]


def _trial(trial: Trial, sets: Sequence[str]) -> str:
    size = f"{trial.size / 1e6:.1f}" if trial.size is not None else "–"
    same = f"{trial.near.same:.2%}" if trial.near is not None else "–"
    figures = [f"{trial.figures[name][measure]:.4f}" for name in sets for measure in MEASURES]
    return f"| {trial.name} | {size} | {same} | {' | '.join(figures)} |"


def _calibration(calibration: Calibration) -> list[str]:
    heat, limits, sure = calibration.temperatures, calibration.arbitration, calibration.sureness
    return [
        "## How sure it is",
        "Learned on validation, kept in `calibration.json`:",
        "\n".join(
            [
                f"- Temperatures ({heat.verb:g} verbs, {heat.addressee:g} addressees, {heat.target:g} targets): what "
                "scores are divided by before they are probabilities, so that these say how often it is right.",
                f"- Who is believed: an act that only the rules find stands where the model gives its stance a "
                f"probability of {limits.rules_alone:g} or more; one that only the model finds from "
                f"{limits.model_alone:g} on; where both find an act but not its stance, the model is believed from "
                f"{limits.other_stance:g} on. A target or addressee of the model replaces that of the rules where the "
                f"model holds it e^{limits.target:g} and e^{limits.addressee:g} times as likely.",
                f"- The confidence in an answer of `hybrid`: log-odds of {sure.slope:g} times those of the model, plus "
                f"{sure.both:g} where both found the act, {sure.rules:g} where the rules did, {sure.model:g} where the "
                "model did.",
            ]
        ),
    ]


def _use() -> list[str]:
    return [
        "## Use and limits",
        "\n".join(
            [
                "- Meant for: operative paragraphs of resolutions and motions in Dutch, to find, count and compare "
                "what a parliament asks and says, with a person who can look at the text.",
                "- Not meant for: judging people, or deciding anything without a look at the paragraph itself.",
                "- It was taught mostly by text that was written or composed for the purpose, in the manner of "
                "parliaments; debates, rulings, news and other languages are not what it knows.",
                "- A rare turn of phrase, two acts on one verb, and spans across long asides go wrong most often. What "
                "nobody says (irony, what is left out) it does not see.",
                "- It says what a text does, not whether that is true or right.",
            ]
        ),
    ]
