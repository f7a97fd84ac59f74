"""Rules and model together: which is believed where they differ, and how sure the answer is.

In short: what both find stands. An act that one finds alone stands where the model holds it likely enough. Spans are
those of the rules, unless the model holds its own many times as likely. How likely is enough was learned on
validation text (``Arbitration``).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from labels.scheme import Act, Addressee, Source, Span
from service.calibration import Arbitration, Calibration, Sureness
from service.odds import Odds
from service.tags import Part

Finder = Literal["both", "rules", "model"]

_LEAST: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Ruled:
    """An act that stands, who found it, and the probability of its stance as the model gives it."""

    act: Act
    finder: Finder
    chance: float


def arbitrate(rules: Sequence[Act], model: Sequence[Act], odds: Odds, calibration: Calibration) -> tuple[Act, ...]:
    """Return the acts that stand, in order of their verbs, each with its confidence and source."""
    found = ruled(rules, model, odds, calibration.arbitration)
    return tuple(replace(each.act, confidence=_confidence(each, calibration.sureness)) for each in found)


def ruled(rules: Sequence[Act], model: Sequence[Act], odds: Odds, limits: Arbitration) -> list[Ruled]:
    """Return the acts that stand, before their confidence is known."""
    by_rules, by_model = _by_verb(rules), _by_verb(model)
    return [
        each
        for start in sorted(by_rules.keys() | by_model.keys())
        for each in _at_verb(by_rules.get(start, []), by_model.get(start, []), odds, limits)
    ]


def log_odds(chance: float) -> float:
    """Return the natural logarithm of the odds of a probability, which is kept off 0 and 1."""
    kept = min(max(chance, _LEAST), 1 - _LEAST)
    return math.log(kept / (1 - kept))


def _at_verb(rules: list[Act], model: list[Act], odds: Odds, limits: Arbitration) -> list[Ruled]:
    """Return what stands of the acts at one verb."""
    if not model:
        alone = [Ruled(act, "rules", _chance(odds, act)) for act in rules]
        return [each for each in alone if each.chance >= limits.rules_alone]
    if not rules:
        alone = [Ruled(act, "model", _chance(odds, act)) for act in model]
        return [each for each in alone if sum(own.chance for own in alone) >= limits.model_alone]
    stances = {act.stance: act for act in model}
    chosen: list[tuple[Act, Finder]]
    if stances.keys() == {act.stance for act in rules}:
        chosen = [(_merged(act, stances[act.stance], odds, limits), "both") for act in rules]
    elif sum(_chance(odds, act) for act in model) >= limits.other_stance:
        chosen = [(act, "model") for act in model]
    else:
        chosen = [(_merged(act, model[0], odds, limits), "rules") for act in rules]
    return [Ruled(act, who, _chance(odds, act)) for act, who in chosen]


def _merged(rules: Act, model: Act, odds: Odds, limits: Arbitration) -> Act:
    """Return an act of the rules with the spans that stand; it is the model's where the two agree on the stance."""
    target = rules.target
    if _gain(_spans([model.target]), _spans([rules.target]), "TARGET", odds) >= limits.target:
        target = model.target
    addressees = rules.addressees
    asked = [[each.span for each in act.addressees] for act in (model, rules)]
    if _gain(asked[0], asked[1], "ADDRESSEE", odds) >= limits.addressee:
        addressees = model.addressees
    if _overlap(target, addressees):
        target, addressees = rules.target, rules.addressees
    source: Source = "bert" if rules.stance == model.stance else "rules"
    return replace(rules, target=target, addressees=addressees, source=source)


def _gain(model: Sequence[Span], rules: Sequence[Span], part: Part, odds: Odds) -> float:
    """Return how much likelier the model holds its spans than those of the rules, as a natural logarithm."""
    if [(each.start, each.end) for each in model] == [(each.start, each.end) for each in rules]:
        return -math.inf
    return _likelihood(model, rules, part, odds) - _likelihood(rules, model, part, odds)


def _likelihood(spans: Sequence[Span], others: Sequence[Span], part: Part, odds: Odds) -> float:
    """Return how likely it is that these words are a part, and that where only ``others`` lie none begins."""
    found = sum(odds.span(part, each) for each in spans)
    for other in others:
        if not any(each.start < other.end and other.start < each.end for each in spans):
            found += odds.nothing(part, other.start, other.end)
    return found


def _overlap(target: Span | None, addressees: Iterable[Addressee]) -> bool:
    return target is not None and any(
        each.span.start < target.end and target.start < each.span.end for each in addressees
    )


def _confidence(found: Ruled, sureness: Sureness) -> float:
    line = sureness.slope * log_odds(found.chance) + getattr(sureness, found.finder)
    return 1 / (1 + math.exp(-max(min(line, 30.0), -30.0)))


def _chance(odds: Odds, act: Act) -> float:
    return odds.stance(act.trigger.start, act.stance)


def _by_verb(acts: Iterable[Act]) -> dict[int, list[Act]]:
    found: dict[int, list[Act]] = {}
    for act in acts:
        found.setdefault(act.trigger.start, []).append(act)
    return found


def _spans(spans: Iterable[Span | None]) -> list[Span]:
    return [each for each in spans if each is not None]
