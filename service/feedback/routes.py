"""The routes of corrections: ``/v1/feedback`` and ``/v1/feedback/{id}``.

They work in threads of their own, so that a store that is busy keeps nobody from reading paragraphs.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from service.access import Access
from service.database import DatabaseUnusable, Trouble
from service.errors import FeedbackUnavailable, InvalidRequest, NoSuchCorrection
from service.feedback.answers import entry_answer, page_answer, receipt_answer
from service.feedback.contract import ReceiptsAnswer
from service.feedback.requests import listing, submission
from service.feedback.store import FeedbackStore, UnknownCorrection
from service.forms import json_body
from service.logs import LOGGER
from service.query import person_of
from service.replies import Result, Threads, json_answer
from service.settings import Settings

THREADS: Final = 4

_REASONS: Final[dict[Trouble, str]] = {
    "busy": "another process writes to it",
    "full": "its disk is full",
    "read-only": "it may not be written to",
    "newer": "a newer version made it",
}
"""What a caller is told; the rest is for whoever runs the service."""


class FeedbackRoutes:
    """The handlers. Nothing is opened before the first request that needs the store."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._access = Access(settings)
        self._store = FeedbackStore(settings.feedback_place)
        self._threads = Threads(THREADS)

    def routes(self) -> list[Route]:
        """Return the routes to mount."""
        return [
            Route("/v1/feedback", self.corrections, methods=["GET", "POST"]),
            Route("/v1/feedback/{id}", self.correction, methods=["DELETE"]),
        ]

    async def corrections(self, request: Request) -> Response:
        """Answer ``POST /v1/feedback`` by storing corrections, and ``GET`` with those that are stored."""
        self._access.admit(request)
        if request.method == "POST":
            return await self._in_thread(partial(self._add, await json_body(request)))
        asked = listing(request.query_params)

        def page() -> Response:
            try:
                return json_answer(
                    page_answer(self._store.page(after=asked.after, limit=asked.limit, state=asked.state))
                )
            except UnknownCorrection:
                raise InvalidRequest("after must be the id of a correction.", "after") from None

        return await self._in_thread(page)

    async def correction(self, request: Request) -> Response:
        """Answer ``DELETE /v1/feedback/{id}`` by withdrawing the correction; it stays where it is."""
        self._access.admit(request)
        by, id = person_of(request.query_params, "withdraws"), request.path_params["id"]

        def withdraw() -> Response:
            try:
                return json_answer(entry_answer(self._store.withdraw(id, by, datetime.now(UTC))))
            except UnknownCorrection:
                raise NoSuchCorrection("id") from None

        return await self._in_thread(withdraw)

    def _add(self, data: bytes) -> Response:
        now = datetime.now(UTC)
        given = submission(data, now, self._settings)
        receipts = self._store.add(given.submitted, now)
        answers = [receipt_answer(each) for each in receipts]
        status = 200 if all(each.duplicate for each in receipts) else 201
        return json_answer(ReceiptsAnswer(corrections=answers) if given.several else answers[0], status)

    async def _in_thread(self, work: Callable[[], Result]) -> Result:
        try:
            return await self._threads.run(work)
        except DatabaseUnusable as error:
            LOGGER.error("%s", error)
            reason = _REASONS.get(error.trouble, "it does not work")
            raise FeedbackUnavailable(reason, soon=error.trouble == "busy") from None
