"""A promotion while requests are answered: in this process, over HTTP, and in the workers of a real service."""

from __future__ import annotations

import gc
import logging
import threading
import time
import weakref
from pathlib import Path
from typing import cast

import httpx
import pytest
from live import running_in
from models import RULES
from prometheus_client import CollectorRegistry
from starlette.testclient import TestClient
from stores import cut_short, misfit, several, tag, unproven, version

from labels.lexicon import load_stances
from labels.scheme import Act, Paragraph
from service import classifier as classifier_module
from service.analysis import Analysis
from service.champion import ChampionFile
from service.champion_watch import ChampionWatch
from service.metrics import Metrics
from service.model_choice import ModelChoice
from service.model_engine import ModelEngine
from service.model_folder import ModelFolder
from service.registry import Registry
from service.routes import Routes
from service.settings import Settings

TEXT = "betreurt dat de bewoners hierover niet zijn gehoord;"
BODY = {"paragraphs": [{"id": "1", "text": TEXT}]}


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    """Return a registry of two models, the first of them champion."""
    registry = unproven(tmp_path / "store")
    for folder in several(tmp_path, range(2)):
        registry.add(folder)
    registry.promote(tag(0), by="ada")
    return registry


def watched(registry: Registry, seconds: float = 60.0) -> tuple[Analysis, ChampionWatch]:
    choice = ModelChoice(Settings(store=str(registry.home), model_threads=1), RULES)
    analysis = Analysis(choice.first(), load_stances())
    return analysis, ChampionWatch(choice, analysis, seconds)


def stored(registry: Registry, number: int) -> ModelFolder:
    return ModelFolder(registry.home / "models" / "standpunt" / version(number))


def test_a_look_puts_the_new_champion_in_place(registry: Registry) -> None:
    analysis, watch = watched(registry)
    assert not watch.look()
    registry.promote(tag(1), by="ada")
    assert analysis.classify([Paragraph("1", TEXT)]).model.version == version(0)
    assert watch.look()
    assert analysis.classify([Paragraph("1", TEXT)]).model.version == version(1)
    assert not watch.look()


def test_twenty_promotions_under_load_fail_no_request_and_mix_no_models(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Many chunks, so that a promotion falls within a request. What a model finds names the model.
    monkeypatch.setattr(classifier_module, "CHUNK", 1)
    real = ModelEngine.acts

    def signed(self: ModelEngine, texts: list[str]) -> list[tuple[Act, ...]]:
        real(self, texts)
        time.sleep(0.001)
        (act,) = RULES.acts(TEXT)
        share = {version(0): 0.25, version(1): 0.75}[self.version]
        return [(Act(act.stance, act.trigger, act.target, confidence=share),) for _ in texts]

    monkeypatch.setattr(ModelEngine, "acts", signed)
    analysis, watch = watched(registry, seconds=0.002)
    failures: list[BaseException] = []
    answers: list[tuple[str, frozenset[float]]] = []
    ended = threading.Event()

    def ask() -> None:
        while not ended.is_set():
            try:
                answer = analysis.classify([Paragraph(str(at), TEXT) for at in range(10)], "bert")
                assert answer.warnings == []
            except BaseException as error:
                failures.append(error)
                return
            answers.append((answer.model.version, frozenset(each.confidence or 0 for each in answer.paragraphs)))

    askers = [threading.Thread(target=ask) for _ in range(4)]
    for asker in askers:
        asker.start()
    watch.start()
    try:
        for at in range(20):
            registry.promote(tag((at + 1) % 2), by="ada")
            deadline = time.monotonic() + 10
            while analysis.classifier.engine("hybrid").version != version((at + 1) % 2):
                assert time.monotonic() < deadline
                time.sleep(0.001)
    finally:
        ended.set()
        for asker in askers:
            asker.join()
        watch.stop()
    assert failures == []
    assert set(answers) == {(version(0), frozenset({0.25})), (version(1), frozenset({0.75}))}


def test_a_request_ends_with_the_model_that_it_began_with(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    analysis, watch = watched(registry)
    began, may_end = threading.Event(), threading.Event()
    real = ModelEngine.acts

    def slow(self: ModelEngine, texts: list[str]) -> list[tuple[Act, ...]]:
        if self.version == version(0):
            began.set()
            assert may_end.wait(10)
        return real(self, texts)

    monkeypatch.setattr(ModelEngine, "acts", slow)
    seen: list[str] = []
    asker = threading.Thread(
        target=lambda: seen.append(analysis.classify([Paragraph("1", TEXT)], "bert").model.version)
    )
    asker.start()
    assert began.wait(10)
    registry.promote(tag(1), by="ada")
    assert watch.look()
    assert analysis.classify([Paragraph("1", TEXT)], "bert").model.version == version(1)
    may_end.set()
    asker.join()
    assert seen == [version(0)]


def test_the_old_model_is_released(registry: Registry) -> None:
    analysis, watch = watched(registry)
    assert analysis.classifier.trained is not None
    old = weakref.ref(cast(object, analysis.classifier.trained.bert))
    gc.disable()
    try:
        registry.promote(tag(1), by="ada")
        assert watch.look()
        # At once, not when a garbage collector comes by.
        assert old() is None
    finally:
        gc.enable()


def test_no_thread_runs_where_nothing_can_change(tmp_path: Path) -> None:
    choice = ModelChoice(Settings(model="none", store=str(tmp_path)), RULES)
    watch = ChampionWatch(choice, Analysis(choice.first(), ()))
    before = threading.active_count()
    watch.start()
    assert threading.active_count() == before
    watch.stop()


def test_the_thread_ends(registry: Registry) -> None:
    _, watch = watched(registry)
    watch.start()
    assert "champion-watch" in [thread.name for thread in threading.enumerate()]
    began = time.monotonic()
    watch.stop()
    assert time.monotonic() - began < 5
    assert "champion-watch" not in [thread.name for thread in threading.enumerate()]


def logged(caplog: pytest.LogCaptureFixture, watch: ChampionWatch) -> bool:
    """Let ``watch`` look, with its log in ``caplog``."""
    log = logging.getLogger("standpunt")
    caplog.set_level(logging.INFO, "standpunt")
    log.addHandler(caplog.handler)
    try:
        return watch.look()
    finally:
        log.removeHandler(caplog.handler)


def test_the_log_says_what_answers_and_why_without_paths(registry: Registry, caplog: pytest.LogCaptureFixture) -> None:
    _, watch = watched(registry)
    registry.promote(tag(1), by="ada")
    assert logged(caplog, watch)
    assert f"model {tag(1)} answers, loaded in" in caplog.text
    registry.promote(tag(0), by="ada")
    cut_short(stored(registry, 0))
    assert logged(caplog, watch)
    assert f"(its checksum differs)): {version(1)} answered." in caplog.text
    assert str(registry.home) not in caplog.text


def test_whatever_goes_wrong_the_watch_goes_on(
    registry: Registry, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    analysis, watch = watched(registry)

    def fail(self: ModelChoice, present: object) -> None:
        raise RuntimeError(f"secret at {registry.home}")

    with monkeypatch.context() as patch:
        patch.setattr(ModelChoice, "next", fail)
        assert not logged(caplog, watch)
    assert "loading a promoted model failed: RuntimeError" in caplog.text
    assert "secret" not in caplog.text
    registry.promote(tag(1), by="ada")
    assert watch.look()
    assert analysis.classifier.engine("hybrid").version == version(1)


def test_http_follows_and_says_why_it_does_not(registry: Registry) -> None:
    analysis, watch = watched(registry)
    routes = Routes(Settings())
    routes.start(analysis, Metrics(CollectorRegistry()))
    client = TestClient(routes.application())
    state = client.get("/v1/model").json()
    assert (state["version"], state["trained"]["tag"], state["warnings"]) == (version(0), tag(0), [])
    registry.promote(tag(1), by="ada")
    watch.look()
    assert client.get("/v1/model").json()["trained"]["tag"] == tag(1)
    registry.promote(tag(0), by="ada")
    misfit(stored(registry, 0))
    watch.look()
    state = client.get("/v1/model").json()
    assert (state["version"], state["trained"]["tag"], state["engines"]["bert"]) == (version(1), tag(1), True)
    assert state["warnings"] == [f"The model chosen is unusable (its stances lack commit): {version(1)} answered."]
    answer = client.post("/v1/classify", json=BODY).json()
    assert (answer["model"], answer["warnings"]) == ({"version": version(1), "engine": "hybrid"}, state["warnings"])
    for found in (client.get("/v1/model").text, client.post("/v1/classify", json=BODY).text):
        assert str(registry.home) not in found
    ChampionFile(registry.home).remove()
    registry.promote(tag(1), by="ada")
    watch.look()
    assert client.post("/v1/classify", json=BODY).json()["warnings"] == []


def test_the_workers_of_a_service_follow_within_two_seconds(registry: Registry, tmp_path: Path) -> None:
    # What `standpunt serve` is told, its workers are told too, wherever they start.
    environment = {
        "STANDPUNT_MODEL": "champion",
        "STANDPUNT_STORE": str(registry.home),
        "STANDPUNT_WORKERS": "2",
        "STANDPUNT_MODEL_THREADS": "1",
    }
    with running_in(tmp_path, environment) as running:
        answers: list[tuple[float, int, str]] = []
        ended = threading.Event()

        def ask() -> None:
            while not ended.is_set():
                # A new connection each time, so that either worker answers.
                reply = httpx.post(f"{running.address}/v1/classify", json=BODY, timeout=30)
                body = reply.json()
                answers.append((time.monotonic(), reply.status_code, body.get("model", {}).get("version", "")))
                time.sleep(0.01)

        asker = threading.Thread(target=ask)
        asker.start()
        try:
            time.sleep(0.5)
            registry.promote(tag(1), by="ada")
            promoted = time.monotonic()
            time.sleep(2.5)
        finally:
            ended.set()
            asker.join()
    assert {status for _, status, _ in answers} == {200}
    assert {found for at, _, found in answers if at < promoted} == {version(0)}
    assert {found for at, _, found in answers if at > promoted + 2} == {version(1)}
    assert running.log().count(f"model {tag(1)} answers") == 2
    # The shutdown let the watch end.
    assert "Traceback" not in running.log()
