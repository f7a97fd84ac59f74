from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tagged_texts import TAGS, odds, span, words_of

pytest.importorskip("sklearn", reason="the extra `data` is not installed")
pytest.importorskip("scipy", reason="the extra `train` is not installed")

from labels.actors import ActorIndex
from labels.rules import Rules
from labels.scheme import Act, Paragraph
from service.calibration import Arbitration, Sureness
from service.decode import decode
from service.hybrid import _confidence, ruled
from service.odds import Odds
from service.tagged import Tagged
from training.calibrate import CHOICES, WEIGHED, Case, _scores, find_arbitration, find_sureness, find_temperatures
from training.evaluation.measures import score_all

ACTORS = ActorIndex.load()
RULES = Rules.load()
TEXT = "betreurt het uitblijven van een besluit over de wijk;"
TARGET = "het uitblijven van een besluit over de wijk"


def drawn(heat: dict[str, float], words: int = 6000) -> tuple[list[Tagged], list[np.ndarray]]:
    """Return words whose tags are drawn from the softmax of scores, and the scores of each head made sharper."""
    random = np.random.default_rng(7)
    heads = {"verb": slice(1, 37), "addressee": slice(37, 39), "target": slice(39, 41)}
    scores = random.normal(size=(words, len(TAGS)))
    # One head a third of the words each, so that the temperature of one is not that of another.
    rows = []
    for number, name in enumerate(heads):
        own = scores[number::3].copy()
        for other, columns in heads.items():
            if other != name:
                own[:, columns] = -40
        own[:, 0] += 1
        own[:, heads[name]] *= 2
        rows.append((own, heat[name]))
    found, told = [], []
    for own, factor in rows:
        chances = np.exp(own - np.logaddexp.reduce(own, axis=1, keepdims=True))
        tags = np.array([random.choice(len(TAGS), p=each / each.sum()) for each in chances])
        text = " ".join("w" for _ in tags)
        found.append(Tagged(text, words_of(text), (own * factor).astype(np.float32)))
        told.append(tags.astype(np.int64))
    return found, told


@pytest.mark.parametrize("factor", [0.5, 1.0, 2.5])
def test_the_temperature_is_the_factor_that_scores_were_multiplied_with(factor: float) -> None:
    found, told = drawn(dict.fromkeys(("verb", "addressee", "target"), factor))
    heat = find_temperatures(found, told)
    # The tags of the other heads are certain to be absent, whatever the temperature.
    assert heat.verb == pytest.approx(factor, rel=0.15)
    assert heat.addressee == pytest.approx(factor, rel=0.15)
    assert heat.target == pytest.approx(factor, rel=0.15)


def test_the_head_that_is_too_sure_is_cooled_most() -> None:
    factors = {"verb": 3.0, "addressee": 1.0, "target": 1.0}
    found, told = drawn(factors)
    # Only the words of the verbs tell of the head of the verbs.
    alone = find_temperatures(found[:1], told[:1])
    assert alone.verb == pytest.approx(3.0, rel=0.15)
    assert alone.verb > find_temperatures(found[1:], told[1:]).target


def act(text: str, stance: str, verb: str, target: str | None) -> Act:
    return Act(stance=stance, trigger=span(text, verb), target=span(text, target) if target else None, confidence=0.9)


GOLD = Paragraph("1", TEXT, (act(TEXT, "deplore", "betreurt", TARGET),))


def random_cases(count: int = 40) -> list[Case]:
    """Return cases that the rules know and of which a model tells nothing but chance."""
    random = np.random.default_rng(3)
    found = []
    for _ in range(count):
        own = Tagged(TEXT, words_of(TEXT), random.normal(size=(len(words_of(TEXT)), len(TAGS))).astype(np.float32))
        said = Odds.of(own)
        found.append(Case(GOLD, RULES.acts(TEXT), decode(said, ACTORS), said))
    return found


def wrong_rules(count: int = 20) -> list[Case]:
    """Return cases in which the model is right and sure, and the rules find nothing."""
    said = odds(TEXT, {"betreurt": {"VERB-deplore": 0.999}, TARGET: "TARGET"})
    return [Case(GOLD, (), decode(said, ACTORS), said)] * count


def figure(cases: list[Case], answers: list[tuple[Act, ...]]) -> float:
    told = score_all(
        [each.gold for each in cases], [replace(each.gold, acts=own) for each, own in zip(cases, answers, strict=True)]
    )
    return sum(told.figures[name] for name in WEIGHED) / len(WEIGHED)


def judged(cases: list[Case], limits: Arbitration) -> float:
    scores = _scores(cases, limits)
    return sum(scores.figures[name] for name in WEIGHED) / len(WEIGHED)


def test_the_rules_of_the_cases_are_right() -> None:
    assert figure(random_cases(1), [RULES.acts(TEXT)]) == 1


def test_a_model_that_guesses_is_not_believed() -> None:
    cases = random_cases()
    limits = find_arbitration(cases)
    assert figure(cases, [each.model for each in cases]) < 0.5
    assert judged(cases, limits) == 1
    answers = [tuple(own.act for own in ruled(each.rules, each.model, each.odds, limits)) for each in cases]
    assert all(own[0].target == GOLD.acts[0].target for own in answers)


def test_a_model_that_is_right_where_the_rules_are_silent_is_believed() -> None:
    limits = find_arbitration(wrong_rules())
    assert judged(wrong_rules(), limits) == 1
    assert limits.model_alone < 1


def test_the_hybrid_is_below_neither() -> None:
    cases = [*random_cases(15), *wrong_rules(10)]
    limits = find_arbitration(cases)
    found = judged(cases, limits)
    assert found >= figure(cases, [each.rules for each in cases])
    assert found >= figure(cases, [each.model for each in cases])
    assert found >= judged(cases, Arbitration())


def test_the_hybrid_is_below_neither_in_any_figure() -> None:
    cases = [*random_cases(15), *wrong_rules(10)]
    gold = [each.gold for each in cases]
    found = _scores(cases, find_arbitration(cases)).figures
    for answers in ([each.rules for each in cases], [each.model for each in cases]):
        own = score_all(gold, [replace(each, acts=acts) for each, acts in zip(gold, answers, strict=True)]).figures
        assert all(found[name] >= own[name] for name in WEIGHED)


def test_limits_are_of_those_that_are_tried() -> None:
    limits = find_arbitration(random_cases(5))
    assert all(getattr(limits, name) in choices for name, choices in CHOICES.items())


def sureness_cases(count: int, *, sharper: float) -> list[Case]:
    """Return verbs that are right as often as the model says before it is made ``sharper``; the rules agree."""
    random = np.random.default_rng(11)
    found = []
    for _ in range(count):
        real = random.uniform(0.55, 0.97)
        line = sharper * np.log(real / (1 - real))
        said = odds(TEXT, {"betreurt": {"VERB-deplore": float(1 / (1 + np.exp(-line)))}, TARGET: "TARGET"})
        right = bool(random.random() < real)
        own = (act(TEXT, "deplore" if right else "condemn", "betreurt", TARGET),)
        found.append(Case(replace(GOLD, acts=own), GOLD.acts, decode(said, ACTORS), said))
    return found


@pytest.mark.parametrize("sharper", [1.0, 2.0])
def test_sureness_says_how_often_an_act_is_right(sharper: float) -> None:
    cases, limits = sureness_cases(1500, sharper=sharper), Arbitration()
    sure = find_sureness(cases, limits)
    assert sure.slope == pytest.approx(1 / sharper, abs=0.2)
    told, right = [], []
    for case in cases:
        (own,) = ruled(case.rules, case.model, case.odds, limits)
        told.append(_confidence(own, sure))
        right.append(own.act.stance == case.gold.acts[0].stance)
    for low, high in ((0.5, 0.7), (0.7, 0.85), (0.85, 1.0)):
        inside = [at for at, each in enumerate(told) if low <= each < high]
        assert len(inside) > 100
        mean = np.mean([told[at] for at in inside])
        assert np.mean([right[at] for at in inside]) == pytest.approx(mean, abs=0.06)


def test_of_a_model_that_tells_the_opposite_only_the_finders_count() -> None:
    cases = sureness_cases(400, sharper=-1.0)
    low = Arbitration(rules_alone=0, model_alone=0, other_stance=1)
    sure = find_sureness(cases, low)
    assert sure.slope == 0
    told, right = [], []
    for case in cases:
        for own in ruled(case.rules, case.model, case.odds, low):
            told.append(_confidence(own, sure))
            right.append(own.act.stance == case.gold.acts[0].stance)
    assert np.mean(told) == pytest.approx(np.mean(right), abs=0.05)


def test_where_nothing_is_wrong_nothing_is_learned_of_sureness() -> None:
    said = odds(TEXT, {"betreurt": {"VERB-deplore": 0.9}, TARGET: "TARGET"})
    cases = [Case(GOLD, GOLD.acts, decode(said, ACTORS), said)] * 5
    assert find_sureness(cases, Arbitration()) == Sureness()
