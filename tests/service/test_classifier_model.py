"""The classifier where there is a model: which answers, and what is said where it fails."""

from __future__ import annotations

import logging

import pytest
from fakes import WordEngine
from models import RULES, FailingTagger, SaidTagger, classifier
from tagged_texts import brief

from labels.scheme import Paragraph
from service.calibration import Arbitration, Calibration
from service.classifier import CHUNK, FAILED, Classifier, EngineName
from service.errors import ModelFailed, TimedOut

REQUEST = "verzoekt de Commissie de veerdienst te steunen;"
UNKNOWN = "blarkt op de veerdienst;"
"""No verb is called "blarkt", so the rules find nothing."""

SAID = {
    REQUEST: {"verzoekt": "VERB-request", "de Commissie": "ADDRESSEE", "de veerdienst te steunen": "TARGET"},
    UNKNOWN: {"blarkt": {"VERB-deplore": 0.95}, "op de veerdienst": "TARGET"},
}


def paragraphs(*texts: str) -> list[Paragraph]:
    return [Paragraph(str(at), text) for at, text in enumerate(texts)]


def test_the_hybrid_answers_where_no_engine_is_named() -> None:
    result = classifier(SaidTagger(SAID)).classify(paragraphs(REQUEST, UNKNOWN))
    assert (result.engine, result.version, result.warnings) == ("hybrid", SaidTagger.version, ())
    both, model = (paragraph.acts for paragraph in result.paragraphs)
    assert brief(both) == [("request", "verzoekt", "de veerdienst te steunen", ("de Commissie",))]
    assert brief(model) == [("deplore", "blarkt", "op de veerdienst", ())]
    # Of what both find the frame is known; what the model alone finds has none.
    assert (both[0].frame is not None, model[0].frame, model[0].source) == (True, None, "bert")


def test_the_model_alone_has_its_own_confidence() -> None:
    result = classifier(SaidTagger(SAID)).classify(paragraphs(UNKNOWN), "bert")
    assert (result.engine, result.version, result.warnings) == ("bert", SaidTagger.version, ())
    (act,) = result.paragraphs[0].acts
    assert act.confidence == pytest.approx(0.95, abs=1e-3)


def test_the_rules_answer_for_themselves_beside_a_model() -> None:
    result = classifier(SaidTagger(SAID)).classify(paragraphs(REQUEST, UNKNOWN), "rules")
    assert (result.engine, result.warnings) == ("rules", ())
    assert result.version.startswith("rules-")
    assert [paragraph.acts for paragraph in result.paragraphs] == [RULES.acts(REQUEST), RULES.acts(UNKNOWN)]


def test_the_calibration_decides_what_stands() -> None:
    strict = Calibration(arbitration=Arbitration(model_alone=1.0))
    result = classifier(SaidTagger(SAID), strict).classify(paragraphs(UNKNOWN))
    assert result.paragraphs[0].acts == ()


def test_all_engines_answer() -> None:
    assert classifier(SaidTagger({})).engines == {"hybrid": True, "bert": True, "rules": True}
    assert classifier(SaidTagger({})).absence is None


def test_where_the_model_fails_the_rules_answer_the_whole_request(caplog: pytest.LogCaptureFixture) -> None:
    texts = [REQUEST] * CHUNK + ["betreurt het stuk;"]
    caplog.set_level(logging.ERROR, "standpunt")
    logging.getLogger("standpunt").addHandler(caplog.handler)
    try:
        result = classifier(FailingTagger()).classify(paragraphs(*texts))
    finally:
        logging.getLogger("standpunt").removeHandler(caplog.handler)
    assert (result.engine, result.warnings) == ("rules", (FAILED,))
    assert result.version.startswith("rules-")
    # The first chunk was read by the hybrid before; it is not mixed with the answer of the rules.
    assert [each.acts for each in result.paragraphs] == [RULES.acts(text) for text in texts]
    assert "engine hybrid failed: RuntimeError" in caplog.text
    assert "stuk" not in caplog.text


def test_the_model_asked_for_by_name_is_not_replaced() -> None:
    with pytest.raises(ModelFailed) as caught:
        classifier(FailingTagger()).classify(paragraphs("betreurt het stuk;"), "bert")
    assert (caught.value.status, caught.value.code, caught.value.field) == (503, "model_failed", "engine")
    assert "stuk" not in caught.value.message + caught.value.dutch
    assert caught.value.__suppress_context__


def test_a_model_that_failed_is_asked_again() -> None:
    failing = classifier(FailingTagger())
    assert failing.classify(paragraphs("betreurt het stuk;")).engine == "rules"
    assert failing.classify(paragraphs("betreurt dit;")).engine == "hybrid"


class TooFew(WordEngine):
    """Forgets the last text."""

    def acts(self, texts):  # type: ignore[no-untyped-def]
        return super().acts(texts)[:-1]


def test_an_engine_that_forgets_a_text_has_failed() -> None:
    rules, careless = WordEngine(), TooFew("hybrid")
    result = Classifier(rules, WordEngine("bert"), careless).classify(paragraphs("betreurt dit"))
    assert (result.engine, result.warnings) == ("rules", (FAILED,))
    assert [act.stance for act in result.paragraphs[0].acts] == ["deplore"]


def test_rules_that_fail_are_not_hidden() -> None:
    with pytest.raises(ValueError, match="shorter"):
        Classifier(TooFew("rules")).classify(paragraphs("betreurt dit"))


@pytest.mark.parametrize("engine", ["hybrid", "bert"])
def test_a_time_limit_is_no_failure_of_the_model(engine: EngineName) -> None:
    with pytest.raises(TimedOut):
        classifier(SaidTagger(SAID)).classify(paragraphs(REQUEST), engine, seconds=-1.0)


@pytest.mark.parametrize(
    ("least", "stances", "warnings"),
    [
        (0.0, [["request"], ["deplore"]], ()),
        (0.9, [["request"], ["deplore"]], ()),
        (0.97, [["request"], []], ("1 act with a confidence below 0.97 left out.",)),
        (1.0, [[], []], ("2 acts with a confidence below 1 left out.",)),
    ],
)
def test_what_is_not_sure_enough_is_left_out_and_counted(
    least: float, stances: list[list[str]], warnings: tuple[str, ...]
) -> None:
    result = classifier(SaidTagger(SAID)).classify(paragraphs(REQUEST, UNKNOWN), min_confidence=least)
    assert [[act.stance for act in each.acts] for each in result.paragraphs] == stances
    assert result.warnings == warnings
