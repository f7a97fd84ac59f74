"""The routes: HTTP in, ``Analysis`` in a thread, HTTP out.

They are a Starlette application that BentoML mounts. BentoML's own ``@bentoml.api`` answers POST only, shapes
its errors in three different ways and logs what a caller sent, so every route is here and none is there.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from labels.scheme import Paragraph
from service.analysis import Analysis
from service.answers import model_answer, stances_answer
from service.api import ClassifyRequest, DocumentRequest
from service.errors import EmptyText, ServiceError, UnsupportedMediaType
from service.feedback.routes import FeedbackRoutes
from service.forms import Submission, content, form, json_body, media_type, upload
from service.intake import engine_named, parse
from service.openapi import openapi
from service.page.render import render_document, render_home, static_dir
from service.replies import Threads, json_answer
from service.retraining.routes import RetrainingRoutes
from service.settings import Settings

if TYPE_CHECKING:
    from service.metrics import Metrics

PAGE_HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

KNOWN: Final = frozenset(
    {
        "/",
        "/v1/classify",
        "/v1/documents",
        "/v1/stances",
        "/v1/model",
        "/v1/feedback",
        "/v1/feedback/{id}",
        "/v1/retraining",
        "/v1/retraining/{id}",
        "/openapi.json",
        "/docs.json",
        "/healthz",
        "/livez",
        "/readyz",
        "/metrics",
    }
)
"""Every path that answers, as it may appear in logs and metrics."""


class Routes:
    """The handlers and what they share. ``start`` is called in the worker, before the first request."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._feedback = FeedbackRoutes(settings)
        self._retraining = RetrainingRoutes(settings)
        self._threads = Threads(settings.threads)
        self._analysis: Analysis | None = None
        self._metrics: Metrics | None = None

    def start(self, analysis: Analysis, metrics: Metrics) -> None:
        """Take what answers and what counts."""
        self._analysis = analysis
        self._metrics = metrics

    @property
    def analysis(self) -> Analysis:
        """Return what answers. Raises ``RuntimeError`` before ``start``."""
        if self._analysis is None:
            raise RuntimeError("the routes were not started")
        return self._analysis

    @property
    def metrics(self) -> Metrics:
        """Return what counts. Raises ``RuntimeError`` before ``start``."""
        if self._metrics is None:
            raise RuntimeError("the routes were not started")
        return self._metrics

    @property
    def ready(self) -> bool:
        """Return whether requests can be answered."""
        return self._analysis is not None

    def application(self) -> Starlette:
        """Return the application to mount at "/"."""
        return Starlette(
            routes=[
                Route("/", self.page, methods=["GET", "POST"]),
                Route("/v1/classify", self.classify, methods=["POST"]),
                Route("/v1/documents", self.documents, methods=["POST"]),
                Route("/v1/stances", self.stances, methods=["GET"]),
                Route("/v1/model", self.model, methods=["GET"]),
                *self._feedback.routes(),
                *self._retraining.routes(),
                Route("/openapi.json", self.description, methods=["GET"]),
                Route("/docs.json", self.description, methods=["GET"]),
                Route("/metrics", self.exposition, methods=["GET"]),
                Mount("/static", StaticFiles(directory=static_dir(), check_dir=False)),
            ],
            exception_handlers={ServiceError: refuse},
        )

    async def classify(self, request: Request) -> Response:
        """Answer ``POST /v1/classify``."""
        data = await json_body(request)
        return await self._threads.run(partial(self._classify, data))

    def _classify(self, data: bytes) -> Response:
        asked = parse(ClassifyRequest, data)
        paragraphs = [Paragraph(item.id, item.text) for item in asked.paragraphs]
        answer = self.analysis.classify(paragraphs, asked.engine, min_confidence=asked.min_confidence)
        self.metrics.answered(answer.model.engine, len(answer.paragraphs))
        return json_answer(answer)

    async def documents(self, request: Request) -> Response:
        """Answer ``POST /v1/documents``."""
        if media_type(request) == "multipart/form-data":
            return await self._threads.run(partial(self._document, await upload(request, self._settings)))
        return await self._threads.run(partial(self._text, await json_body(request)))

    def _text(self, data: bytes) -> Response:
        asked = parse(DocumentRequest, data)
        return self._document(Submission(asked.text, asked.engine, asked.min_confidence))

    def _document(self, submission: Submission) -> Response:
        answer = self.analysis.document(submission.content, submission.engine, min_confidence=submission.min_confidence)
        self.metrics.answered(answer.model.engine, len(answer.paragraphs))
        return json_answer(answer)

    async def stances(self, request: Request) -> Response:
        """Answer ``GET /v1/stances``."""
        return json_answer(stances_answer(self.analysis.stances))

    async def model(self, request: Request) -> Response:
        """Answer ``GET /v1/model``."""
        return json_answer(model_answer(self.analysis.classifier, self._settings))

    async def description(self, request: Request) -> Response:
        """Answer ``GET /openapi.json``."""
        return JSONResponse(openapi())

    async def exposition(self, request: Request) -> Response:
        """Answer ``GET /metrics``."""
        text, kind = await self._threads.run(self.metrics.exposition)
        return Response(text, headers={"content-type": kind})

    async def page(self, request: Request) -> Response:
        """Answer ``GET /`` with the form and ``POST /`` with the document, or the form and what was wrong."""
        if request.method != "POST":
            return HTMLResponse(render_home(), headers=PAGE_HEADERS)
        text = ""
        try:
            if media_type(request) not in ("multipart/form-data", "application/x-www-form-urlencoded"):
                raise UnsupportedMediaType("The page reads forms only.", "Gebruik het formulier op deze bladzijde.")
            fields = await form(request, self._settings)
            try:
                typed, file = fields.get("text"), fields.get("document")
                text = typed if isinstance(typed, str) else ""
                chosen = isinstance(file, UploadFile) and bool(file.filename)
                source = await content(file) if chosen and isinstance(file, UploadFile) else text
                engine = engine_named(fields.get("engine"))
            finally:
                await fields.close()
            if not source.strip():
                raise EmptyText("text")
            html = await self._threads.run(partial(self._page, Submission(source, engine)))
            return HTMLResponse(html, headers=PAGE_HEADERS)
        except ServiceError as error:
            html = render_home(error=error.dutch, text=text)
            return HTMLResponse(html, status_code=error.status, headers=PAGE_HEADERS)

    def _page(self, submission: Submission) -> str:
        reading = self.analysis.read(submission.content, submission.engine)
        found = reading.classification
        self.metrics.answered(found.engine, len(found.paragraphs))
        stances = list(self.analysis.stances.values())
        return render_document(reading.document, found.paragraphs, stances=stances, model=found.engine)


async def refuse(request: Request, error: Exception) -> Response:
    """Answer with the envelope of a ``ServiceError``."""
    if not isinstance(error, ServiceError):
        raise error
    return JSONResponse(error.body(), status_code=error.status, headers=dict(error.headers))
