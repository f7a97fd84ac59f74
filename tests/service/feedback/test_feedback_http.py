"""Corrections over HTTP: in this process behind the layer of limits, and on the running service."""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from corrected import REQUEST, TEXT, sent
from live import Running
from prometheus_client import CollectorRegistry

from labels.lexicon import load_stances
from service import database, logs
from service.analysis import Analysis
from service.classifier import Classifier
from service.metrics import Metrics
from service.middleware import Gate
from service.openapi import openapi
from service.routes import KNOWN, Routes
from service.settings import Settings

FEEDBACK = "/v1/feedback"
KEY = "sleutel-van-koper"


class Service:
    """The routes with a store of their own."""

    def __init__(self, **chosen: Any) -> None:
        self.settings = Settings(model="none", **chosen)
        self.metrics = Metrics(CollectorRegistry())
        routes = Routes(self.settings)
        routes.start(Analysis(Classifier.load(None), load_stances(), self.settings), self.metrics)
        self.app = Gate(
            routes.application(),
            routes=KNOWN,
            max_bytes=self.settings.max_bytes,
            max_concurrent=self.settings.max_concurrent,
            max_seconds=self.settings.timeout,
            metrics=lambda: self.metrics,
        )

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        async def asked() -> httpx.Response:
            # A client as the service sees one on this machine.
            async with httpx.AsyncClient(
                transport=httpx.ASGITransport(self.app), base_url="http://127.0.0.1:3000"
            ) as client:
                return await client.request(method, path, **more)

        return anyio.run(asked)

    def send(self, body: Any, **more: Any) -> httpx.Response:
        return self.ask("POST", FEEDBACK, json=body, **more)

    def listed(self, **query: Any) -> list[dict[str, Any]]:
        reply = self.ask("GET", FEEDBACK, params=query)
        assert reply.status_code == 200
        return list(reply.json()["corrections"])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "corrections.sqlite3"


@pytest.fixture
def service(file: Path) -> Service:
    return Service(feedback=str(file))


@pytest.fixture
def logged() -> Iterator[Callable[[], str]]:
    """Give what the service logs, at its most talkative."""
    lines: list[str] = []

    class Keeper(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    keeper = Keeper()
    logs.LOGGER.addHandler(keeper)
    before = logs.LOGGER.level
    logs.LOGGER.setLevel(logging.DEBUG)
    yield lambda: "\n".join(lines)
    logs.LOGGER.setLevel(before)
    logs.LOGGER.removeHandler(keeper)


def refused(reply: httpx.Response, status: int, code: str, field: str | None = None) -> str:
    assert reply.status_code == status, reply.text
    error = reply.json()["error"]
    assert set(error) == {"code", "message", "field"}
    assert (error["code"], error["field"]) == (code, field)
    return str(error["message"])


def test_a_correction_is_stored_and_listed(service: Service) -> None:
    before = datetime.now(UTC)
    reply = service.send(sent(note="zie de toelichting"))
    assert reply.status_code == 201
    receipt = reply.json()
    assert set(receipt) == {"id", "duplicate", "state", "at"}
    assert (receipt["duplicate"], receipt["state"]) == (False, "standing")
    assert before <= datetime.fromisoformat(receipt["at"]) <= datetime.now(UTC)
    (found,) = service.listed()
    assert found["id"] == receipt["id"]
    assert (found["paragraph"], found["text"], found["by"]) == ("9", TEXT, "anna")
    assert (found["model"], found["note"], found["at"]) == ("rules-0.1.0", "zie de toelichting", receipt["at"])
    assert (found["counts"], found["withdrawn"], found["duplicates"], found["contradicts"]) == (True, None, [], [])
    request, deplore = found["acts"]
    assert request == {
        "stance": "request",
        "strength": "normal",
        "trigger": {"text": "verzoekt", "start": 0, "end": 8},
        "target": {"text": "om hulp", "start": 33, "end": 40},
        "addressees": [
            {"text": "de Raad", "start": 9, "end": 16},
            {"text": "de Commissie", "start": 20, "end": 32},
        ],
    }
    assert (deplore["strength"], deplore["target"], deplore["addressees"]) == ("strong", None, [])


def test_the_acts_of_an_answer_can_be_sent_as_they_are(service: Service) -> None:
    paragraphs = [{"id": "1", "text": "verzoekt de Commissie kleine vissersdorpen te steunen;"}]
    answer = service.ask("POST", "/v1/classify", json={"paragraphs": paragraphs}).json()
    (paragraph,) = answer["paragraphs"]
    given = {name: paragraph[name] for name in ("id", "text", "acts")}
    assert service.send({**given, "by": "anna", "model": answer["model"]["version"]}).status_code == 201
    (found,) = service.listed()
    # And what is listed can be sent as well.
    again = {"text": found["text"], "acts": found["acts"], "by": "bert", "model": found["model"]}
    assert service.send(again).status_code == 201
    assert service.listed()[0]["duplicates"] == [found["id"]]


def test_the_same_correction_is_stored_once(service: Service) -> None:
    first = service.send(sent())
    again = service.send(sent())
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == {**first.json(), "duplicate": True}
    assert len(service.listed()) == 1


def test_several_are_answered_in_order(service: Service) -> None:
    known = service.send(sent()).json()
    reply = service.send({"corrections": [sent(by="bert"), sent(), sent(by="bert")]})
    assert reply.status_code == 201
    bert, anna, again = reply.json()["corrections"]
    assert (bert["duplicate"], anna["duplicate"], again["duplicate"]) == (False, True, True)
    assert (anna["id"], again["id"]) == (known["id"], bert["id"])
    assert [each["by"] for each in service.listed()] == ["bert", "anna"]


def test_of_several_all_are_stored_or_none(service: Service, file: Path) -> None:
    wrong = sent(acts=[{**REQUEST, "target": {"text": "de"}}])
    reply = service.send({"corrections": [sent(), sent(by="bert"), sent(by="carla"), wrong]})
    message = refused(reply, 422, "invalid_correction", "corrections[3].acts[0].target")
    assert message.startswith("corrections[3].acts[0].target: ")
    assert "more than once" in message
    assert not file.exists()


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({"corrections": []}, "invalid_request", "corrections"),
        ({"corrections": {}}, "invalid_request", "corrections"),
        ({"corrections": [sent()], "by": "anna"}, "invalid_request", "by"),
        ({"corrections": [sent(), 7]}, "invalid_request", "corrections[1]"),
        ({"corrections": [sent(acts=[{**REQUEST, "strength": "fierce"}])]}, "invalid_request", None),
        ([], "invalid_request", None),
        (sent(adressees=[]), "invalid_request", "adressees"),
        (sent(acts=[{**REQUEST, "adressees": []}]), "invalid_request", "acts[0].adressees"),
        (sent(acts=[{**REQUEST, "trigger": {"start": "0", "end": 8}}]), "invalid_request", "acts[0].trigger.start"),
        (sent(acts=None), "invalid_request", "acts"),
        (sent(acts=[REQUEST] * 101), "invalid_request", "acts"),
        (sent(by=" "), "invalid_request", "by"),
        (sent(by="x" * 201), "invalid_request", "by"),
        (sent(model=None), "invalid_request", "model"),
        (sent(at="2026-03-09T12:00:00"), "invalid_request", "at"),
        (sent(at="gisteren"), "invalid_request", "at"),
        (sent(note="x" * 5001), "invalid_request", "note"),
    ],
)
def test_a_wrong_shape_is_refused(service: Service, file: Path, body: Any, code: str, field: str | None) -> None:
    if isinstance(body, dict) and field is None:
        field = "corrections[0].acts[0].strength"
    message = refused(service.send(body), 400, code, field)
    assert "gisteren" not in message
    assert "fierce" not in message
    assert not file.exists()


@pytest.mark.parametrize("missing", ["text", "acts", "by", "model"])
def test_what_is_missing_is_named(service: Service, missing: str) -> None:
    body = {name: value for name, value in sent().items() if name != missing}
    assert refused(service.send(body), 400, "invalid_request", missing) == f"{missing} is missing."


def test_limits_hold(file: Path) -> None:
    service = Service(feedback=str(file), max_paragraphs=2, max_characters=100)
    refused(service.send({"corrections": [sent()] * 3}), 413, "too_many_paragraphs", "corrections")
    long = sent(text=TEXT + " x" * 30)
    refused(service.send(long), 422, "paragraph_too_long", "text")
    refused(service.send({"corrections": [sent(), long]}), 422, "paragraph_too_long", "corrections[1].text")
    ahead = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    refused(service.send(sent(at=ahead)), 422, "invalid_correction", "at")
    hurried = Service(feedback=str(file), timeout=1e-9)
    # The layer around the routes gives more time.
    hurried.app._max_seconds = 5
    refused(hurried.send({"corrections": [sent(), sent(by="bert")]}), 503, "timeout")


def test_a_body_that_is_no_json(service: Service) -> None:
    reply = service.ask("POST", FEEDBACK, content=b"{", headers={"content-type": "application/json"})
    refused(reply, 400, "invalid_json")
    reply = service.ask("POST", FEEDBACK, data={"text": TEXT})
    refused(reply, 415, "unsupported_media_type")


def test_pages_and_states(service: Service) -> None:
    stored = [service.send(sent(by=f"persoon {number}")).json()["id"] for number in range(5)]
    first = service.ask("GET", FEEDBACK, params={"limit": 3}).json()
    assert [each["id"] for each in first["corrections"]] == stored[:1:-1]
    second = service.ask("GET", FEEDBACK, params={"limit": 3, "after": first["next"]}).json()
    assert [each["id"] for each in second["corrections"]] == stored[1::-1]
    assert second["next"] is None
    assert service.ask("DELETE", f"{FEEDBACK}/{stored[0]}", params={"by": "anna"}).status_code == 200
    assert [each["id"] for each in service.listed(state="withdrawn")] == stored[:1]
    assert len(service.listed(state="standing")) == 4
    assert len(service.listed(state="all")) == 5


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"limit": "0"}, "limit"),
        ({"limit": "501"}, "limit"),
        ({"limit": "9" * 5000}, "limit"),
        ({"limit": "²"}, "limit"),
        ({"state": "gone"}, "state"),
        ({"after": "nergens"}, "after"),
        ({"after": "\x00"}, "after"),
        ({"page": "2"}, "page"),
    ],
)
def test_a_wrong_query_is_refused(service: Service, query: dict[str, str], field: str) -> None:
    refused(service.ask("GET", FEEDBACK, params=query), 400, "invalid_request", field)


def test_a_correction_is_withdrawn_once(service: Service) -> None:
    id = service.send(sent()).json()["id"]
    reply = service.ask("DELETE", f"{FEEDBACK}/{id}", params={"by": " anna "})
    assert reply.status_code == 200
    gone = reply.json()
    assert (gone["id"], gone["state"], gone["withdrawn"]["by"], gone["counts"]) == (id, "withdrawn", "anna", False)
    assert service.ask("DELETE", f"{FEEDBACK}/{id}", params={"by": "bert"}).json() == gone
    assert service.listed() == [gone]


def test_who_withdraws_is_asked_for(service: Service) -> None:
    id = service.send(sent()).json()["id"]
    refused(service.ask("DELETE", f"{FEEDBACK}/{id}"), 400, "invalid_request", "by")
    refused(service.ask("DELETE", f"{FEEDBACK}/{id}", params={"by": "x" * 201}), 400, "invalid_request", "by")
    refused(service.ask("DELETE", f"{FEEDBACK}/{id}", params={"by": "a", "x": "y"}), 400, "invalid_request", "x")
    refused(service.ask("DELETE", f"{FEEDBACK}/nergens", params={"by": "anna"}), 404, "not_found", "id")
    assert service.listed(state="standing")


def test_other_methods_are_refused_with_those_that_are_known(service: Service) -> None:
    reply = service.ask("PUT", FEEDBACK, json={})
    refused(reply, 405, "method_not_allowed")
    assert {"GET", "POST"} <= set(reply.headers["allow"].split(", "))
    refused(service.ask("POST", f"{FEEDBACK}/x", json={}), 405, "method_not_allowed")


def test_the_key_is_asked_for_on_every_route(file: Path) -> None:
    service = Service(feedback=str(file), host="0.0.0.0", api_key=KEY)
    for method, path in (("GET", FEEDBACK), ("POST", FEEDBACK), ("DELETE", f"{FEEDBACK}/x")):
        reply = service.ask(method, path)
        refused(reply, 401, "unauthorised")
        assert reply.headers["www-authenticate"].startswith("Bearer")
    assert service.send(sent(), headers={"Authorization": f"Bearer {KEY}"}).status_code == 201
    assert service.send(sent(), headers={"X-API-Key": KEY}).status_code == 200
    assert not service.send(sent(), headers={"X-API-Key": "x"}).is_success


def test_on_a_public_address_without_a_key_only_these_routes_are_closed(file: Path) -> None:
    service = Service(feedback=str(file), host="0.0.0.0")
    assert "STANDPUNT_API_KEY" in refused(service.send(sent()), 403, "not_open")
    refused(service.ask("GET", FEEDBACK), 403, "not_open")
    refused(service.ask("DELETE", f"{FEEDBACK}/x"), 403, "not_open")
    assert not file.exists()
    assert service.ask("GET", "/v1/stances").status_code == 200


def test_a_store_that_is_locked_keeps_nobody_from_reading(
    service: Service, file: Path, monkeypatch: pytest.MonkeyPatch, logged: Callable[[], str]
) -> None:
    monkeypatch.setattr(database, "WAIT", 0.2)
    service.send(sent())
    with sqlite3.connect(file, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        reply = service.send(sent(by="kwikstaartje"))
        assert "Nothing was stored" in refused(reply, 503, "feedback_unavailable")
        assert reply.headers["retry-after"] == "1"
        paragraphs = {"paragraphs": [{"id": "1", "text": "betreurt dit"}]}
        assert service.ask("POST", "/v1/classify", json=paragraphs).json()["paragraphs"][0]["stance"] == "deplore"
        other.execute("ROLLBACK")
    assert [each["by"] for each in service.listed()] == ["anna"]
    assert "SQLITE_BUSY" in logged()
    assert str(file) in logged()
    assert str(file) not in reply.text
    assert "kwikstaartje" not in logged()


def test_a_store_that_cannot_be_opened(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    service = Service(feedback=str(tmp_path / "file" / "below"))
    reply = service.send(sent())
    assert "log" in refused(reply, 503, "feedback_unavailable")
    assert "retry-after" not in reply.headers
    assert str(tmp_path) not in reply.text


def test_nothing_is_stored_unless_it_is_asked(service: Service, file: Path) -> None:
    service.ask("POST", "/v1/classify", json={"paragraphs": [{"id": "1", "text": TEXT}]})
    assert service.listed() == []
    refused(service.ask("DELETE", f"{FEEDBACK}/x", params={"by": "anna"}), 404, "not_found", "id")
    assert not file.exists()


def test_metrics_and_logs_know_the_route_and_no_word(service: Service, logged: Callable[[], str]) -> None:
    id = service.send(sent(text="betreurt het kwikstaartje", acts=[], by="vogelaar", note="geheim")).json()["id"]
    service.send(sent(text="betreurt het kwikstaartje", acts=[{**REQUEST, "stance": "kwikstaartje"}]))
    service.ask("DELETE", f"{FEEDBACK}/{id}", params={"by": "vogelaar"})
    service.ask("DELETE", f"{FEEDBACK}/kwikstaartje", params={"by": "vogelaar"})
    exposed = service.metrics.exposition()[0].decode()
    assert 'method="POST",route="/v1/feedback",status="201"' in exposed
    assert 'method="DELETE",route="/v1/feedback/{id}",status="200"' in exposed
    for told in (exposed, logged()):
        assert "/v1/feedback" in told
        for word in ("kwikstaartje", "vogelaar", "geheim", id):
            assert word not in told


def test_the_description_holds_the_routes() -> None:
    described = openapi()
    assert set(described["paths"][FEEDBACK]) == {"get", "post"}
    assert set(described["paths"][f"{FEEDBACK}/{{id}}"]) == {"delete"}
    names = set(described["components"]["schemas"])
    referred = {part.split(chr(34))[0] for part in json.dumps(described).split("#/components/schemas/")[1:]}
    assert referred <= names
    assert set(described["components"]["securitySchemes"]) == {"bearer", "header"}


def test_the_example_of_the_description_is_in_order(service: Service) -> None:
    body = openapi()["paths"][FEEDBACK]["post"]["requestBody"]["content"]["application/json"]
    assert service.send(body["example"]).status_code == 201


def test_the_running_service_stores_lists_and_withdraws(client: httpx.Client, running: Running) -> None:
    word = "kwikstaartje"
    body = sent(text=f"betreurt het {word}", acts=[{"stance": "deplore", "trigger": {"text": "betreurt"}}], by=word)
    receipt = client.post(FEEDBACK, json=body)
    assert receipt.status_code == 201
    id = receipt.json()["id"]
    assert client.get(FEEDBACK, params={"limit": 1}).json()["corrections"][0]["id"] == id
    assert client.delete(f"{FEEDBACK}/{id}", params={"by": word}).json()["state"] == "withdrawn"
    assert client.post(FEEDBACK, json=body, headers={"Origin": "https://site.example"}).status_code == 403
    assert client.post(FEEDBACK, content=b"{").status_code == 400
    assert 'route="/v1/feedback/{id}"' in client.get("/metrics").text
    assert word not in running.log()
    assert id not in running.log()
