from __future__ import annotations

import pytest
from fakes import WordEngine
from hypothesis import given
from hypothesis import strategies as st

from labels.scheme import Paragraph
from service.classifier import CHUNK, NO_MODEL, Classifier, EngineName, RuleEngine, unread
from service.documents.model import Passage
from service.errors import ModelUnavailable, TimedOut


def test_hybrid_is_answered_by_the_rules_and_says_so() -> None:
    result = Classifier(WordEngine()).classify([Paragraph("1", "betreurt dit")])
    assert result.engine == "rules"
    assert result.version == "rules-test"
    assert result.warnings == (NO_MODEL,)
    assert [act.stance for act in result.paragraphs[0].acts] == ["deplore"]


def test_rules_when_asked_for_bring_no_warning() -> None:
    assert Classifier(WordEngine()).classify([Paragraph("1", "x")], "rules").warnings == ()


def test_bert_without_a_model_is_refused() -> None:
    with pytest.raises(ModelUnavailable) as caught:
        Classifier(WordEngine()).classify([Paragraph("1", "x")], "bert")
    assert (caught.value.status, caught.value.code, caught.value.field) == (
        503,
        "model_unavailable",
        "engine",
    )


@pytest.mark.parametrize("asked", ["hybrid", "bert", "rules"])
def test_each_engine_answers_for_itself_once_there_is_a_model(asked: EngineName) -> None:
    engines = {name: WordEngine(name) for name in ("rules", "bert", "hybrid")}
    classifier = Classifier(engines["rules"], engines["bert"], engines["hybrid"])
    result = classifier.classify([Paragraph("1", "x")], asked)
    assert (result.engine, result.warnings) == (asked, ())
    assert {name for name, engine in engines.items() if engine.calls} == {asked}


def test_only_operative_paragraphs_are_read() -> None:
    roles = ["title", "citation", "recital", "heading", "operative", "note"]
    passages = [Passage(role, role, "betreurt dit") for role in roles]  # type: ignore[arg-type]
    result = Classifier(WordEngine()).classify(unread(passages), "rules")
    assert [item.role for item in result.paragraphs if item.acts] == ["operative"]
    assert [item.id for item in result.paragraphs] == roles


def test_a_time_limit_ends_the_work_between_chunks() -> None:
    engine = WordEngine()
    many = [Paragraph(str(at), "x") for at in range(3 * CHUNK)]
    with pytest.raises(TimedOut) as caught:
        Classifier(engine).classify(many, "rules", seconds=-1.0)
    assert caught.value.code == "timeout"
    assert engine.calls == []


@given(st.lists(st.text(max_size=20), max_size=3 * CHUNK))
def test_a_list_in_is_a_list_out_in_order(texts: list[str]) -> None:
    engine = WordEngine()
    paragraphs = [Paragraph(str(at), text) for at, text in enumerate(texts)]
    result = Classifier(engine).classify(paragraphs, "rules")
    assert [(item.id, item.text) for item in result.paragraphs] == [(item.id, item.text) for item in paragraphs]
    assert sum(engine.calls) == len(texts)
    assert all(size <= CHUNK for size in engine.calls)


@given(st.text())
def test_the_rules_answer_any_string(text: str) -> None:
    for act in _RULES.acts([text])[0]:
        assert text[act.trigger.start : act.trigger.end] == act.trigger.text


_RULES = RuleEngine()
