from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from small_gold import small_gold

from labels.scheme import Act, Paragraph, Span
from service.classifier import EngineName
from service.model_folder import UnusableModel
from training.evaluation.engines import ENGINES, OF_THE_MODEL, EnginePredictor, Sources, usable
from training.gold import load_gold, of_split

PARAGRAPHS = [
    Paragraph("d/1", "betreurt de late komst", (Act("note", Span("late", 12, 16)),), "operative", "1"),
    Paragraph("d/2", "gezien het verslag", role="operative", number="2"),
]


class FewAnswers:
    """An engine that forgets the last text."""

    name: EngineName = "bert"
    version = "bert-1"

    def acts(self, texts: Sequence[str]) -> list[tuple[Act, ...]]:
        return [() for _ in texts[:-1]]


@pytest.mark.parametrize("name", sorted(ENGINES.keys() - OF_THE_MODEL))
def test_an_engine_answers_paragraphs_in_order(name: str, tmp_path: Path) -> None:
    if name == "linear":
        pytest.importorskip("sklearn", reason="the extra `data` is not installed")
    predictor = ENGINES[name](Sources(of_split(load_gold([small_gold(tmp_path)]), "train")))
    assert predictor.name == name
    assert predictor.version.startswith(name)
    answers = predictor.predict(PARAGRAPHS)
    assert [(each.id, each.text, each.role, each.number) for each in answers] == [
        (each.id, each.text, each.role, each.number) for each in PARAGRAPHS
    ]
    # The acts that a paragraph already has are those of the annotator, and not looked at.
    assert [[(act.stance, act.trigger.start) for act in each.acts] for each in answers] == [[("deplore", 0)], []]
    assert predictor.predict([]) == []


@pytest.mark.parametrize("name", sorted(OF_THE_MODEL))
def test_an_engine_of_the_model_answers_paragraphs_in_order(name: str) -> None:
    pytest.importorskip("torch", reason="the extra `train` is not installed")
    from tiny_models import exported

    predictor = ENGINES[name](Sources(model=exported("bert")))
    assert predictor.name == name
    assert predictor.version.startswith("bert-2026.11.24-")
    answers = predictor.predict(PARAGRAPHS)
    assert [(each.id, each.text) for each in answers] == [(each.id, each.text) for each in PARAGRAPHS]
    # A model of random weights finds anything, but not the verb of the annotator without its frame.
    assert all(act not in PARAGRAPHS[0].acts for each in answers for act in each.acts)


@pytest.mark.parametrize("name", sorted(OF_THE_MODEL))
def test_without_a_model_an_engine_that_needs_it_is_not_made(name: str, tmp_path: Path) -> None:
    assert usable(tmp_path) == ("keyword", "linear", "rules")
    with pytest.raises(UnusableModel, match=r"model\.onnx is missing"):
        ENGINES[name](Sources(model=tmp_path))
    (tmp_path / "model.onnx").write_bytes(b"")
    assert usable(tmp_path) == tuple(ENGINES)


def test_an_engine_of_the_service_is_measured_under_its_name() -> None:
    predictor = EnginePredictor(FewAnswers())
    assert (predictor.name, predictor.version) == ("bert", "bert-1")


def test_an_engine_that_does_not_answer_every_text_is_not_measured() -> None:
    with pytest.raises(ValueError, match="shorter"):
        EnginePredictor(FewAnswers()).predict(PARAGRAPHS)
