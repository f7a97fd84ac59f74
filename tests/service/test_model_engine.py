from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from tagged_texts import Said, brief, near, tagged

from labels.actors import ActorIndex
from labels.rules import Rules
from service.calibration import Arbitration, Calibration, Sureness, Temperatures
from service.model_engine import HybridEngine, ModelEngine
from service.tagged import Tagged, Tagger

ACTORS = ActorIndex.load()
RULES = Rules.load()

KNOWN = "Betreurt de sluiting van de haven;"
UNKNOWN = "Jeremieert over de sluiting van de haven;"
SAID: dict[str, dict[str, Said]] = {
    KNOWN: {"Betreurt": {"VERB-deplore": 0.9}, "de sluiting van de haven": "TARGET"},
    UNKNOWN: {"Jeremieert": {"VERB-deplore": 0.95}, "de sluiting van de haven": "TARGET"},
}


class Parrot:
    """Says what it was told to say of each text."""

    version = "bert-2026.11.24-0123abcd"

    def __init__(self) -> None:
        self.asked: list[tuple[str, ...]] = []

    def tag(self, texts: Sequence[str], hints: object = None) -> list[Tagged]:
        self.asked.append(tuple(texts))
        return [tagged(text, SAID.get(text)) for text in texts]


def engine(calibration: Calibration | None = None) -> ModelEngine:
    tagger: Tagger = Parrot()
    return ModelEngine(tagger, calibration or Calibration(), ACTORS)


def test_the_model_alone() -> None:
    found = engine().acts([KNOWN, "", UNKNOWN])
    assert [brief(acts) for acts in found] == [
        [("deplore", "Betreurt", "de sluiting van de haven", ())],
        [],
        [("deplore", "Jeremieert", "de sluiting van de haven", ())],
    ]
    assert {act.source for acts in found for act in acts} == {"bert"}
    assert found[0][0].confidence == pytest.approx(0.9, abs=1e-5)


def test_what_the_model_holds_likely_comes_with_its_acts() -> None:
    [(acts, odds)] = engine().read([KNOWN])
    assert odds.tagged.text == KNOWN
    assert odds.stance(acts[0].trigger.start, "deplore") == pytest.approx(acts[0].confidence)


def test_texts_are_tagged_together() -> None:
    parrot = Parrot()
    ModelEngine(parrot, Calibration(), ACTORS).acts([KNOWN, UNKNOWN])
    assert parrot.asked == [(KNOWN, UNKNOWN)]


def test_the_model_is_read_at_its_temperature() -> None:
    [[act]] = engine(Calibration(alone=Temperatures(verb=0.5))).acts([KNOWN])
    assert act.confidence == pytest.approx(0.81 / (0.81 + 0.01), abs=1e-4)


def test_names_and_versions() -> None:
    model = engine()
    hybrid = HybridEngine(RULES, model)
    assert (model.name, hybrid.name) == ("bert", "hybrid")
    assert model.version == hybrid.version == Parrot.version


def test_no_texts() -> None:
    assert engine().acts([]) == []
    assert HybridEngine(RULES, engine()).acts([]) == []


def test_the_hybrid_has_frames_where_the_rules_know_the_verb() -> None:
    [[known], [unknown]] = HybridEngine(RULES, engine()).acts([KNOWN, UNKNOWN])
    [by_rules] = RULES.acts(KNOWN)
    assert RULES.acts(UNKNOWN) == ()
    assert known == replace(by_rules, source="bert", confidence=near(0.9))
    assert known.frame is not None
    assert unknown.frame is None
    assert unknown.confidence == pytest.approx(0.95, abs=1e-5)


def test_the_hybrid_uses_the_calibration_of_the_model() -> None:
    strict = Calibration(arbitration=Arbitration(model_alone=0.99), sureness=Sureness(both=30))
    [[known], unknown] = HybridEngine(RULES, engine(strict)).acts([KNOWN, UNKNOWN])
    assert known.confidence > 0.999
    assert unknown == ()


def test_the_hybrid_lets_the_model_veto_the_rules() -> None:
    text = "Betreurt het verlies van het archief;"
    assert len(RULES.acts(text)) == 1
    assert HybridEngine(RULES, engine()).acts([text]) == [()]
    trusting = Calibration(arbitration=Arbitration(rules_alone=0))
    [[act]] = HybridEngine(RULES, engine(trusting)).acts([text])
    assert act.source == "rules"
    assert act.confidence < 0.01
