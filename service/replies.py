"""What all routes share: work in threads of their own, and answers in JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import anyio.to_thread
from anyio import CapacityLimiter
from pydantic import BaseModel
from starlette.responses import Response

Result = TypeVar("Result")


class Threads:
    """At most ``count`` threads for one group of routes."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._limiter: CapacityLimiter | None = None

    async def run(self, work: Callable[[], Result]) -> Result:
        """Do work in one of the threads, and return what it returns."""
        if self._limiter is None:
            # It belongs to the loop of the worker, which runs by now.
            self._limiter = CapacityLimiter(self._count)
        return await anyio.to_thread.run_sync(work, limiter=self._limiter)


def json_answer(answer: BaseModel, status: int = 200) -> Response:
    """Return an answer as JSON."""
    return Response(answer.model_dump_json(), status, media_type="application/json")
