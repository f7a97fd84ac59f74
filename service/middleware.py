"""What every request passes: the limits, the one envelope of errors, the log line and the metrics.

One ASGI layer around all routes, BentoML's own included, so that no answer escapes it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, MutableMapping
from typing import Any, Final

import anyio
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.errors import BodyTooLarge, Overloaded, ServiceError, TimedOut, envelope
from service.logs import log_failure, log_request
from service.metrics import Metrics

METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
PROBES: Final = frozenset({"/healthz", "/livez", "/readyz", "/metrics"})
"""Routes that are neither logged, nor counted against the limit of requests held at once."""

PLAIN: Final = {
    400: ("invalid_request", "The request cannot be read."),
    404: ("not_found", "There is nothing at this address. GET /openapi.json lists what there is."),
    405: (
        "method_not_allowed",
        "This address does not answer this method; the header Allow lists those it does.",
    ),
    503: ("not_ready", "The service is not ready yet. Try again in a second."),
}
"""Code and message for the plain-text errors of the frameworks."""

DRAIN_BYTES: Final = 100_000_000
DRAIN_SECONDS: Final = 10.0
"""How much, and how long, is still taken from a caller who was already refused, and dropped."""

GONE: Final = 499
"""Status noted where the caller hung up before the whole request was in: nobody is left to answer."""

INTERNAL: Final = (
    "internal_error",
    "The service failed on this request. The failure was logged, the text was not.",
)


class Gate:
    """The layer.

    ``routes`` are the known paths; one that ends in ``{id}`` stands for all with an id there. ``max_bytes``,
    ``max_concurrent`` and ``max_seconds`` are the limits, of which ``max_seconds`` ends a request whose body comes
    too slowly; ``metrics`` is asked for at the first request.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        routes: frozenset[str],
        max_bytes: int,
        max_concurrent: int,
        max_seconds: float,
        metrics: Callable[[], Metrics],
    ) -> None:
        self.app = app
        self._routes = routes
        self._max_bytes = max_bytes
        self._max_concurrent = max_concurrent
        self._max_seconds = max_seconds
        self._metrics = metrics
        self._held = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        route = self._route(scope["path"])
        if route in PROBES:
            await _Exchange(scope, receive, send, self._max_bytes).run(self.app, route)
            return
        method = scope["method"] if scope["method"] in METHODS else "other"
        metrics, began = self._metrics(), time.perf_counter()
        metrics.began()
        self._held += 1
        exchange = _Exchange(scope, receive, send, self._max_bytes)
        try:
            if self._held > self._max_concurrent:
                await exchange.refuse(Overloaded())
            else:
                with anyio.move_on_after(self._max_seconds) as limit:
                    await exchange.run(self.app, route)
                if limit.cancelled_caught and not exchange.started:
                    await exchange.refuse(TimedOut(self._max_seconds))
        finally:
            self._held -= 1
            seconds = time.perf_counter() - began
            metrics.ended(method, route, exchange.status, seconds)
            log_request(method, route, exchange.status, seconds)

    def _route(self, path: str) -> str:
        if path in self._routes:
            return path
        if (one := f"{path.rpartition('/')[0]}/{{id}}") in self._routes:
            return one
        return "/static" if path.startswith("/static/") else "other"


class _Exchange:
    """One request and its answer: counts the bytes that come in, rewrites the plain errors that go out."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, max_bytes: int) -> None:
        self.status = 500
        self._scope = scope
        self._receive = receive
        self._send = send
        self._max_bytes = max_bytes
        self._read = 0
        self._complete = not any(name in (b"content-length", b"transfer-encoding") for name, _ in scope["headers"])
        self.started = False
        self._replaced = False
        self._gone = False

    async def run(self, app: ASGIApp, route: str) -> None:
        """Pass the request on and see to it that one answer goes out, whatever happens."""
        try:
            await app(self._scope, self.receive, self.send)
        except ServiceError as error:
            if not self.started:
                await self.refuse(error)
        except Exception as error:
            if self._gone:
                return
            log_failure(route, error)
            if not self.started:
                await self._answer(500, envelope(*INTERNAL))

    async def receive(self) -> Message:
        """Return the next piece of the body. Raises ``BodyTooLarge`` once too much is declared or came."""
        if self._declared() > self._max_bytes:
            raise BodyTooLarge(self._max_bytes)
        message = await self._receive()
        if message["type"] == "http.request":
            self._read += len(message.get("body", b""))
            self._complete = not message.get("more_body", False)
            if self._read > self._max_bytes:
                raise BodyTooLarge(self._max_bytes)
        elif not self._complete and not self.started:
            self._gone = True
            self.status = GONE
        return message

    async def send(self, message: Message) -> None:
        """Send a piece of the answer; a plain-text error becomes an envelope."""
        if self._replaced or self._gone:
            return
        if message["type"] == "http.response.body":
            await self._body(message)
            return
        if message["type"] == "http.response.start":
            headers = _headers(message)
            if message["status"] >= 400 and headers.get(b"content-type", b"text/plain").startswith(b"text/plain"):
                self._replaced = True
                code, text = PLAIN.get(message["status"], INTERNAL)
                allow = headers.get(b"allow")
                extra = [(b"allow", allow)] if allow else []
                await self._answer(message["status"], envelope(code, text), extra)
                return
            self.status = message["status"]
            self.started = True
        await self._send(message)

    async def refuse(self, error: ServiceError) -> None:
        """Answer with an error."""
        extra = [(name.lower().encode(), value.encode()) for name, value in error.headers]
        await self._answer(error.status, error.body(), extra)

    async def _answer(self, status: int, body: object, extra: list[tuple[bytes, bytes]] | None = None) -> None:
        content = json.dumps(body, ensure_ascii=False).encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(content)).encode())]
        if not self._complete:
            # What is left of the body is not read, so the connection cannot serve another request.
            headers.append((b"connection", b"close"))
        self.status = status
        self.started = True
        await self._send({"type": "http.response.start", "status": status, "headers": headers + (extra or [])})
        await self._body({"type": "http.response.body", "body": content})

    async def _body(self, message: Message) -> None:
        last = not message.get("more_body", False)
        if not last or self._complete:
            await self._send(message)
            return
        # The answer is out while the caller still sends. Closing now would reset the connection, and many
        # clients then never see the answer: so what they send is dropped for a while before it ends.
        await self._send({**message, "more_body": True})
        with anyio.move_on_after(DRAIN_SECONDS):
            dropped = 0
            while not self._complete and dropped < DRAIN_BYTES:
                piece = await self._receive()
                if piece["type"] == "http.disconnect":
                    return
                dropped += len(piece.get("body", b""))
                self._complete = not piece.get("more_body", False)
        await self._send({"type": "http.response.body", "body": b""})

    def _declared(self) -> int:
        for name, value in self._scope["headers"]:
            if name == b"content-length":
                return int(value) if value.isdigit() else 0
        return 0


def _headers(message: MutableMapping[str, Any]) -> dict[bytes, bytes]:
    return {bytes(name).lower(): bytes(value) for name, value in message.get("headers", [])}
