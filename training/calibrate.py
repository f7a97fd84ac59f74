"""What is learned on validation text about a model: temperatures, arbitration with the rules, and how sure it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from labels.actors import ActorIndex
from labels.rules import Rules
from labels.scheme import Act, Paragraph
from service.calibration import Arbitration, Calibration, Sureness, Temperatures
from service.decode import decode
from service.hybrid import log_odds, ruled
from service.odds import Odds
from service.subwords import Cutter
from service.tag_numbers import TagNumbers
from service.tagged import Tagged, Tagger
from service.tags import PARTS, verb_tags
from training.evaluation.measures import Scores, score_all
from training.finetuning.hinting import rule_hints

CHOICES: Final[dict[str, tuple[float, ...]]] = {
    "rules_alone": (0.0, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 0.5),
    "model_alone": (0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 1.0),
    "other_stance": (0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 1.0),
    "target": (0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 1000.0),
    "addressee": (0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 1000.0),
}
"""What is tried for each limit of the arbitration, from believing the model to believing the rules."""
WEIGHED: Final = ("stance", "stance macro", "addressee", "target", "whole paragraph")
_ROUNDS: Final = 3
_SHORTFALL: Final = 10.0
_HEAT: Final = (0.3, 5.0)
_LOOSE: Final = 10.0

Told = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """A paragraph of validation, and what rules and model say of it."""

    gold: Paragraph
    rules: tuple[Act, ...]
    model: tuple[Act, ...]
    odds: Odds


def calibrate(
    tagger: Tagger, cutter: Cutter, gold: Sequence[Paragraph], rules: Rules, actors: ActorIndex
) -> Calibration:
    """Return what the annotated paragraphs tell of a tagger."""
    texts = [each.text for each in gold]
    by_rules = rule_hints(rules, gold)
    tagged, alone = tagger.tag(texts, by_rules), tagger.tag(texts)
    numbers = TagNumbers()
    told = [numbers.of(own.words, each.acts) for own, each in zip(tagged, gold, strict=True)]
    temperatures = find_temperatures(tagged, told)
    odds = [Odds.of(each, temperatures) for each in tagged]
    cases = [Case(each, own, decode(said, actors), said) for each, own, said in zip(gold, by_rules, odds, strict=True)]
    arbitration = find_arbitration(cases)
    return Calibration(
        temperatures=temperatures,
        alone=find_temperatures(alone, told),
        arbitration=arbitration,
        sureness=find_sureness(cases, arbitration),
    )


def find_temperatures(tagged: Sequence[Tagged], told: Sequence[Told]) -> Temperatures:
    """Return for each head the temperature at which the annotated tags are likeliest (Guo et al. 2017, section 4.2).

    ``told`` holds the number of the tag of each word. Tags that are not of a head count as one.
    """
    scores = np.concatenate([each.scores for each in tagged]).astype(np.float64)
    right = np.concatenate(told)
    last = 1 + len(verb_tags())
    heads = {"verb": list(range(1, last))}
    for number, part in enumerate(PARTS):
        heads[part.lower()] = [last + 2 * number, last + 2 * number + 1]
    return Temperatures(**{name: _temperature(scores, right, own) for name, own in heads.items()})


def _temperature(scores: NDArray[np.float64], right: Told, own: list[int]) -> float:
    from scipy.optimize import minimize_scalar

    rest = [each for each in range(scores.shape[1]) if each not in own]
    is_own = np.isin(right, own)

    def loss(logarithm: float) -> float:
        odds = scores / np.exp(logarithm)
        whole = np.logaddexp.reduce(odds, axis=1)
        found = np.where(is_own, odds[np.arange(len(odds)), right], np.logaddexp.reduce(odds[:, rest], axis=1))
        return float((whole - found).mean())

    low, high = np.log(_HEAT)
    return round(float(np.exp(minimize_scalar(loss, bounds=(low, high), method="bounded").x)), 4)


def find_arbitration(cases: Sequence[Case]) -> Arbitration:
    """Return the limits with the best mean figure among those that fall below the rules or the model in none.

    One limit is searched at a time. Of limits that do equally well, that in the middle is taken: it is the furthest
    from doing worse.
    """
    gold = [each.gold for each in cases]
    alone = [
        score_all(gold, _answered(cases, acts)) for acts in ([own.rules for own in cases], [own.model for own in cases])
    ]
    floor = {name: max(each.figures[name] for each in alone) for name in WEIGHED}
    best = Arbitration()
    for _ in range(_ROUNDS):
        before = best
        for name, choices in CHOICES.items():
            found = [(_worth(_scores(cases, best.model_copy(update={name: each})), floor), each) for each in choices]
            top = max(figure for figure, _ in found)
            good = [each for figure, each in found if figure >= top - 1e-9]
            best = best.model_copy(update={name: good[len(good) // 2]})
        if best == before:
            break
    return best


def find_sureness(cases: Sequence[Case], arbitration: Arbitration) -> Sureness:
    """Return the line of log-odds under which the acts that stand are as often right as it says (Platt 1999)."""
    from sklearn.linear_model import LogisticRegression

    rows, right = [], []
    for case in cases:
        annotated = {(act.trigger.start, act.stance) for act in case.gold.acts}
        for each in ruled(case.rules, case.model, case.odds, arbitration):
            finders = [float(each.finder == name) for name in ("both", "rules", "model")]
            rows.append([log_odds(each.chance), *finders])
            right.append((each.act.trigger.start, each.act.stance) in annotated)
    if len(set(right)) < 2:
        return Sureness()
    line = LogisticRegression(fit_intercept=False, C=_LOOSE, max_iter=1000)
    found = line.fit(rows, right).coef_[0]
    if found[0] < 0:
        # A model that says nothing, or the opposite: what is added is fitted anew without it.
        found = [0.0, *line.fit([row[1:] for row in rows], right).coef_[0]]
    slope, both, rules, model = (round(float(each), 4) for each in found)
    return Sureness(slope=slope, both=both, rules=rules, model=model)


def _scores(cases: Sequence[Case], limits: Arbitration) -> Scores:
    acts = [tuple(own.act for own in ruled(each.rules, each.model, each.odds, limits)) for each in cases]
    return score_all([each.gold for each in cases], _answered(cases, acts))


def _answered(cases: Sequence[Case], acts: Sequence[tuple[Act, ...]]) -> list[Paragraph]:
    return [replace(each.gold, acts=own) for each, own in zip(cases, acts, strict=True)]


def _worth(scores: Scores, floor: Mapping[str, float]) -> float:
    """Return the mean figure, less what is missing to the floor, which weighs more than anything that can be won."""
    missing = sum(max(0.0, low - scores.figures[name]) for name, low in floor.items())
    return sum(scores.figures[name] for name in WEIGHED) / len(WEIGHED) - _SHORTFALL * missing
