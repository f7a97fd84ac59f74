"""What the layer around all routes does when things go wrong inside, or callers are too many or too slow."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator, Callable

import anyio
import httpx
import pytest
from prometheus_client import CollectorRegistry
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from service import logs
from service.errors import ServiceError
from service.metrics import Metrics
from service.middleware import Gate
from service.routes import refuse

KNOWN = frozenset({"/echo", "/fail", "/wait", "/metrics"})
SECRET = "kwikstaartje"


async def echo(request: Request) -> Response:
    return PlainTextResponse(await request.body())


async def fail(request: Request) -> Response:
    raise ValueError(f"cannot read {SECRET}")


async def wait(request: Request) -> Response:
    await anyio.sleep(0.3)
    return PlainTextResponse("done")


class Harness:
    """A small application behind the layer, with metrics of its own."""

    def __init__(self, max_bytes: int = 1000, max_concurrent: int = 4, max_seconds: float = 5) -> None:
        self.metrics = Metrics(CollectorRegistry())
        routes = [Route("/echo", echo, methods=["POST"]), Route("/fail", fail), Route("/wait", wait)]
        self.app = Gate(
            Starlette(routes=routes, exception_handlers={ServiceError: refuse}),
            routes=KNOWN,
            max_bytes=max_bytes,
            max_concurrent=max_concurrent,
            max_seconds=max_seconds,
            metrics=lambda: self.metrics,
        )

    def client(self) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=True)
        return httpx.AsyncClient(transport=transport, base_url="http://test")

    def exposed(self) -> str:
        return self.metrics.exposition()[0].decode()


def code(reply: httpx.Response) -> str:
    return str(reply.json()["error"]["code"])


def run(work: Callable[[], object]) -> None:
    anyio.run(work)  # type: ignore[arg-type]


def test_a_failure_is_an_envelope_and_its_log_line_holds_no_message(caplog: pytest.LogCaptureFixture) -> None:
    harness = Harness()

    async def work() -> None:
        async with harness.client() as client:
            reply = await client.get("/fail")
        assert (reply.status_code, code(reply)) == (500, "internal_error")
        assert SECRET not in reply.text

    logs.LOGGER.propagate = True
    try:
        with caplog.at_level(logging.DEBUG):
            run(work)
    finally:
        logs.LOGGER.propagate = False
    assert "ValueError" in caplog.text
    assert "test_middleware.py" in caplog.text
    assert SECRET not in "".join(record.getMessage() for record in caplog.records if record.name == "standpunt")


def test_plain_errors_become_envelopes_and_unknown_paths_one_label() -> None:
    harness = Harness()

    async def work() -> None:
        async with harness.client() as client:
            for at in range(5):
                assert code(await client.get(f"/{SECRET}/{at}")) == "not_found"
            reply = await client.request("BREW", "/echo")
            assert (code(reply), reply.headers["allow"]) == ("method_not_allowed", "POST")

    run(work)
    assert SECRET not in harness.exposed()
    assert 'standpunt_requests_total{method="GET",route="other",status="404"} 5.0' in harness.exposed()
    assert 'standpunt_requests_total{method="other",route="/echo",status="405"} 1.0' in harness.exposed()


@pytest.mark.parametrize("size", [0, 999, 1000])
def test_a_body_up_to_the_limit_passes(size: int) -> None:
    async def work() -> None:
        async with Harness().client() as client:
            reply = await client.post("/echo", content=b"x" * size)
            assert (reply.status_code, len(reply.content)) == (200, size)

    run(work)


def test_a_streamed_body_is_counted() -> None:
    taken: list[int] = []

    async def pieces() -> AsyncIterator[bytes]:
        for at in range(20):
            taken.append(at)
            yield b"x" * 100

    async def work() -> None:
        async with Harness().client() as client:
            reply = await client.post("/echo", content=pieces())
            assert (reply.status_code, code(reply)) == (413, "body_too_large")

    run(work)
    assert len(taken) >= 11


def test_the_answer_goes_out_before_the_rest_of_a_large_body() -> None:
    order: list[str] = []

    async def receive() -> dict[str, object]:
        order.append("receive")
        return {"type": "http.request", "body": b"x" * 600, "more_body": order.count("receive") < 6}

    async def send(message: dict[str, object]) -> None:
        order.append(str(message["type"]))
        if message.get("body"):
            assert json.loads(bytes(message["body"]))["error"]["code"] == "body_too_large"  # type: ignore[call-overload]

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/echo",
        "headers": [(b"transfer-encoding", b"chunked")],
    }
    scope |= {
        "query_string": b"",
        "http_version": "1.1",
        "scheme": "http",
        "server": ("test", 80),
        "root_path": "",
    }

    async def work() -> None:
        await Harness().app(scope, receive, send)  # type: ignore[arg-type]

    run(work)
    assert order[:4] == ["receive", "receive", "http.response.start", "http.response.body"]
    assert order[-1] == "http.response.body"
    assert order.count("receive") == 6


def test_more_requests_than_it_holds_are_turned_away() -> None:
    harness = Harness(max_concurrent=2)
    replies: list[httpx.Response] = []

    async def work() -> None:
        async with harness.client() as client, anyio.create_task_group() as group:

            async def ask() -> None:
                replies.append(await client.get("/wait"))

            for _ in range(5):
                group.start_soon(ask)
        async with harness.client() as client:
            assert (await client.get("/wait")).status_code == 200

    run(work)
    refused = [reply for reply in replies if reply.status_code == 503]
    assert len(refused) == 3
    assert {code(reply) for reply in refused} == {"overloaded"}
    assert all(reply.headers["retry-after"] == "1" for reply in refused)
    assert "standpunt_requests_in_progress 0.0" in harness.exposed()


def test_a_request_that_takes_too_long_is_given_up() -> None:
    async def work() -> None:
        async with Harness(max_seconds=0.05).client() as client:
            reply = await client.get("/wait")
            assert (reply.status_code, code(reply)) == (503, "timeout")

    run(work)


def test_a_caller_who_hangs_up_is_no_failure_of_ours(caplog: pytest.LogCaptureFixture) -> None:
    harness = Harness()
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/echo",
        "raw_path": b"/echo",
        "query_string": b"",
        "headers": [(b"content-length", b"100")],
    }
    pieces = [{"type": "http.request", "body": b"{", "more_body": True}, {"type": "http.disconnect"}]

    async def receive() -> dict[str, object]:
        return pieces.pop(0)

    async def send(message: object) -> None:
        raise AssertionError("nobody is left to answer")

    with caplog.at_level(logging.DEBUG, logger="standpunt"):
        anyio.run(harness.app, scope, receive, send)
    assert 'status="499"' in harness.exposed()
    assert "failed" not in caplog.text
