"""Models for the tests of this folder: one whose answers are said by hand, and a tiny real one in a folder."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from tagged_texts import Said, tagged

from labels.rules import Rules
from service.calibration import Calibration
from service.classifier import Classifier, RuleEngine
from service.model_engine import HybridEngine, ModelEngine
from service.model_folder import ModelFolder
from service.tagged import Tagged, Tagger

RULES = Rules.load()


class SaidTagger:
    """Scores the words of the texts that it was told of; the words of any other are no part of an act."""

    version = "bert-2026.11.24-0123abcd"

    def __init__(self, said: Mapping[str, Mapping[str, Said]]) -> None:
        self._said = said

    def tag(self, texts: Sequence[str], hints: object = None) -> list[Tagged]:
        return [tagged(text, self._said.get(text)) for text in texts]


class FailingTagger:
    """Fails on texts that hold "stuk", with a message that quotes them."""

    version = "bert-2026.11.24-0123abcd"

    def tag(self, texts: Sequence[str], hints: object = None) -> list[Tagged]:
        for text in texts:
            if "stuk" in text:
                raise RuntimeError(f"cannot read {text}")
        return [tagged(text) for text in texts]


def classifier(tagger: Tagger, calibration: Calibration | None = None) -> Classifier:
    """Return the rules of the package together with a tagger."""
    bert = ModelEngine(tagger, calibration if calibration is not None else Calibration(), RULES.actors)
    return Classifier(RuleEngine(RULES), bert, HybridEngine(RULES, bert))


def tiny(folder: Path) -> Path:
    """Return a copy of a tiny model of random weights, with scores and calibration, that a test may damage."""
    pytest.importorskip("torch", reason="the extra `train` is not installed")
    from tiny_models import exported

    path = folder / "model"
    shutil.copytree(exported("bert"), path)
    files = ModelFolder(path)
    files.scores.write_text(json.dumps({"test": {"stance": 0.9712}}), encoding="utf-8")
    Calibration().save(files.calibration)
    files.seal()
    return path
