"""The routes of retraining: ``/v1/retraining`` and ``/v1/retraining/{id}``.

They work in threads of their own: cancelling waits for processes to end, and keeps nobody from reading paragraphs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from service.access import Access
from service.database import DatabaseUnusable
from service.errors import InvalidRequest
from service.feedback.contract import is_name
from service.forms import json_body
from service.intake import parse
from service.logs import LOGGER
from service.query import limit_of, person_of, refuse_others
from service.replies import Result, Threads, json_answer
from service.retraining.answers import detail_answer, page_answer
from service.retraining.contract import GivenJob
from service.retraining.errors import NoSuchJob, RetrainingRunning, RetrainingUnavailable
from service.retraining.jobs import LIVE, JobRunning, Jobs, UnknownJob
from service.retraining.processes import PATIENCE
from service.retraining.starting import refuse_without_train, start
from service.settings import Settings

THREADS: Final = 4
LIMIT: Final = 20
MOST: Final = 100


class RetrainingRoutes:
    """The handlers. Nothing is opened before the first request; ``patience`` is how long a cancelled job may take."""

    def __init__(self, settings: Settings, *, patience: float = PATIENCE) -> None:
        self._settings = settings
        self._access = Access(settings)
        self._jobs = Jobs(settings.retraining_folder)
        self._patience = patience
        self._threads = Threads(THREADS)

    def routes(self) -> list[Route]:
        """Return the routes to mount."""
        return [
            Route("/v1/retraining", self.jobs, methods=["GET", "POST"]),
            Route("/v1/retraining/{id}", self.job, methods=["GET", "DELETE"]),
        ]

    async def jobs(self, request: Request) -> Response:
        """Answer ``POST /v1/retraining`` by starting a job, and ``GET`` with the jobs there were."""
        self._access.admit(request)
        if request.method == "POST":
            return await self._in_thread(partial(self._start, await json_body(request)))
        return await self._in_thread(partial(self._page, request.query_params))

    async def job(self, request: Request) -> Response:
        """Answer ``GET /v1/retraining/{id}`` with a job, and ``DELETE`` by ending it."""
        self._access.admit(request)
        id = request.path_params["id"]
        if request.method == "DELETE":
            return await self._in_thread(partial(self._cancel, id, person_of(request.query_params, "cancels")))
        refuse_others(request.query_params, ())
        return await self._in_thread(partial(self._detail, id))

    def _start(self, data: bytes) -> Response:
        asked = parse(GivenJob, data)
        if not is_name(asked.by):
            raise InvalidRequest("by must say who asks for it.", "by")
        refuse_without_train(self._settings)
        try:
            job = self._jobs.add(asked.by, asked.only_if_new)
        except JobRunning as running:
            raise RetrainingRunning(running.id) from None
        start(job, self._jobs, self._settings)
        LOGGER.info("retraining job %s started", job.id)
        return self._detail(job.id, 202)

    def _page(self, query: Mapping[str, str]) -> Response:
        refuse_others(query, ("after", "limit"))
        limit = limit_of(query, LIMIT, MOST)
        try:
            page = self._jobs.page(after=query.get("after"), limit=limit)
        except UnknownJob:
            raise InvalidRequest("after must be the id of a job.", "after") from None
        return json_answer(page_answer(page, self._jobs, _now()))

    def _detail(self, id: str, status: int = 200) -> Response:
        try:
            job = self._jobs.named(id)
        except UnknownJob:
            raise NoSuchJob("id") from None
        return json_answer(detail_answer(job, self._jobs, _now()), status)

    def _cancel(self, id: str, by: str) -> Response:
        try:
            job = self._jobs.note_cancelled(id, by)
        except UnknownJob:
            raise NoSuchJob("id") from None
        live = job.state(_now()) in LIVE
        if live and job.group is not None and not job.group.end(self._patience):
            LOGGER.error("retraining job %s does not end", id)
        return self._detail(id)

    async def _in_thread(self, work: Callable[[], Result]) -> Result:
        try:
            return await self._threads.run(work)
        except DatabaseUnusable as error:
            LOGGER.error("%s", error)
            remedy = "Tell whoever runs the service: its log says more."
            raise RetrainingUnavailable("the table of jobs cannot be used", remedy) from None


def _now() -> datetime:
    return datetime.now(UTC)
