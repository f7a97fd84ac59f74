"""A model loaded from its folder, whole or damaged, and what callers and operators are told of it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from models import RULES, tiny
from starlette.testclient import TestClient
from tagged_texts import brief

from labels.scheme import Paragraph
from service.analysis import Analysis
from service.api import ModelStateAnswer
from service.classifier import NO_MODEL, Classifier
from service.errors import ModelUnavailable
from service.metrics import Metrics
from service.model_folder import ModelFolder, UnusableModel
from service.routes import Routes
from service.settings import Settings
from service.trained import load_trained

TEXT = "betreurt dat de bewoners hierover niet zijn gehoord;"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tiny(tmp_path)


def test_a_model_is_loaded_with_what_is_known_of_it(folder: Path) -> None:
    trained = load_trained(folder, RULES, threads=1)
    assert (trained.bert.name, trained.hybrid.name) == ("bert", "hybrid")
    assert trained.bert.version == trained.hybrid.version == trained.labels.version
    assert (trained.labels.base, trained.labels.data) == ("tiny-bert", "sentences")
    assert trained.scores == {"test": {"stance": 0.9712}}


def test_scores_and_calibration_may_be_absent(folder: Path) -> None:
    files = ModelFolder(folder)
    files.scores.unlink()
    files.calibration.unlink()
    files.seal()
    assert load_trained(folder, RULES, threads=1).scores is None


def test_the_classifier_answers_with_the_model_of_a_folder(folder: Path) -> None:
    classifier = Classifier.load(folder, threads=1)
    assert classifier.trained is not None
    for engine in ("hybrid", "bert"):
        result = classifier.classify([Paragraph("1", TEXT)], engine)  # type: ignore[arg-type]
        assert (result.engine, result.version, result.warnings) == (engine, classifier.trained.labels.version, ())
        for act in result.paragraphs[0].acts:
            assert TEXT[act.trigger.start : act.trigger.end] == act.trigger.text


def cut_short(files: ModelFolder) -> None:
    files.model.write_bytes(files.model.read_bytes()[:1000])


def no_onnx(files: ModelFolder) -> None:
    files.model.write_bytes(b"not a model")
    files.seal()


def wrong_calibration(files: ModelFolder) -> None:
    files.calibration.write_text('{"temperatures": {"verb": 0}}')
    files.seal()


def wrong_scores(files: ModelFolder) -> None:
    files.scores.write_text("[1]")
    files.seal()


def no_tokenizer(files: ModelFolder) -> None:
    files.tokenizer.write_text("{}")
    files.seal()


def other_labels(files: ModelFolder) -> None:
    labels = files.read_labels()
    files.write_labels(labels.model_copy(update={"stances": labels.stances[:-1]}))
    files.seal()


DAMAGE = [
    (lambda files: files.model.unlink(), "model.onnx is missing"),
    (cut_short, "model.onnx is not the file that was sealed (its checksum differs)"),
    (no_onnx, "onnxruntime does not load model.onnx"),
    (wrong_calibration, "calibration.json cannot be read"),
    (wrong_scores, "scores.json holds no JSON object"),
    (no_tokenizer, "tokenizer.json is not read by the library tokenizers"),
    (other_labels, "its stances lack"),
]


@pytest.mark.parametrize(("damage", "reason"), DAMAGE)
def test_where_a_model_cannot_be_used_the_rules_answer_and_say_why(
    damage: Callable[[ModelFolder], None], reason: str, folder: Path
) -> None:
    damage(ModelFolder(folder))
    classifier = Classifier.load(folder, threads=1)
    result = classifier.classify([Paragraph("1", TEXT)])
    assert result.engine == "rules"
    assert [act.stance for act in result.paragraphs[0].acts] == ["deplore"]
    (warning,) = result.warnings
    assert warning.startswith(f"The trained model is unusable ({reason}")
    assert warning.endswith("): the rules answered.")
    with pytest.raises(ModelUnavailable) as caught:
        classifier.engine("bert")
    assert reason in caught.value.message
    # Who runs the service is told where the model lies, who calls it is not.
    assert str(folder) in str(classifier.unusable)
    for told in (warning, caught.value.message, caught.value.dutch):
        assert str(folder) not in told
        assert "/" not in told


def test_a_model_that_fails_on_its_first_text_is_not_used(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from service.tagger import OnnxTagger

    def fail(self: object, texts: object, hints: object = None) -> None:
        raise RuntimeError("non-zero status code")

    monkeypatch.setattr(OnnxTagger, "tag", fail)
    with pytest.raises(UnusableModel, match="fails on a first text: RuntimeError"):
        load_trained(folder, RULES)


def test_without_the_package_that_runs_it_a_model_is_not_used(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    monkeypatch.delitem(sys.modules, "service.tagger", raising=False)
    (warning,) = Classifier.load(folder).classify([Paragraph("1", TEXT)]).warnings
    assert warning == (
        "The trained model is unusable (the package onnxruntime cannot be imported): the rules answered."
    )


def test_no_model_is_looked_for_where_none_is_wanted() -> None:
    classifier = Classifier.load(None)
    assert (classifier.trained, classifier.unusable, classifier.absence) == (None, None, NO_MODEL)


def test_the_classifier_alone_imports_nothing_that_runs_models() -> None:
    program = (
        "import sys\nfrom service.classifier import Classifier\nClassifier.load(None)\n"
        "print([name for name in ('onnxruntime', 'tokenizers', 'torch') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.strip() == "[]"


def client_of(folder: Path) -> TestClient:
    from prometheus_client import CollectorRegistry

    settings = Settings(model=str(folder), model_threads=1)
    routes = Routes(settings)
    routes.start(Analysis.load(settings), Metrics(CollectorRegistry()))
    return TestClient(routes.application())


def test_http_answers_with_the_model_and_shows_it(folder: Path) -> None:
    client = client_of(folder)
    model = ModelStateAnswer.model_validate_json(client.get("/v1/model").content)
    assert model.engines == {"hybrid": True, "bert": True, "rules": True}
    assert model.trained is not None
    assert (model.engine, model.version, model.warnings) == ("hybrid", model.trained.version, [])
    assert (model.trained.base, model.trained.data) == ("tiny-bert", "sentences")
    assert (model.trained.stances, model.trained.tags) == (18, 1 + 2 * 18 + 4)
    assert model.trained.scores == {"test": {"stance": 0.9712}}
    assert (model.trained.temperatures.verb, model.trained.arbitration.rules_alone) == (1.0, 0.1)
    for engine in ("hybrid", "bert"):
        body = {"paragraphs": [{"id": "1", "text": TEXT}], "engine": engine}
        answer = client.post("/v1/classify", json=body).json()
        assert answer["model"] == {"version": model.version, "engine": engine}
        assert answer["warnings"] == []


def test_http_says_why_the_rules_answer(folder: Path) -> None:
    cut_short(ModelFolder(folder))
    client = client_of(folder)
    model = client.get("/v1/model").json()
    assert (model["engine"], model["trained"], model["engines"]["bert"]) == ("rules", None, False)
    answer = client.post("/v1/classify", json={"paragraphs": [{"id": "1", "text": TEXT}]}).json()
    assert answer["model"]["engine"] == "rules"
    assert answer["warnings"] == model["warnings"]
    assert "checksum differs" in answer["warnings"][0]
    assert str(folder) not in client.get("/v1/model").text
    refused = client.post("/v1/classify", json={"paragraphs": [{"id": "1", "text": TEXT}], "engine": "bert"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (503, "model_unavailable")


def test_the_rules_find_what_they_find_beside_a_model(folder: Path) -> None:
    beside = Classifier.load(folder, threads=1).classify([Paragraph("1", TEXT)], "rules")
    assert brief(beside.paragraphs[0].acts) == brief(RULES.acts(TEXT))
