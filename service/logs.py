"""Logs that never hold a caller's text: what is logged of a request, and which libraries are silenced."""

from __future__ import annotations

import logging
import traceback
from pathlib import Path

LOGGER = logging.getLogger("standpunt")

SILENCED = ("python_multipart", "multipart", "bentoml._internal.server.http_app", "uvicorn.error", "asyncio")
"""Loggers that quote what a caller sent, or a traceback whose last line may: an exception's message."""


def configure(level: str) -> None:
    """Set the level of this package's log and silence the loggers that could quote a caller."""
    if not LOGGER.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s", "%Y-%m-%dT%H:%M:%S%z"))
        LOGGER.addHandler(handler)
        LOGGER.propagate = False
    LOGGER.setLevel(level.upper())
    logging.getLogger("bentoml").setLevel(max(logging.WARNING, LOGGER.level))
    for name in SILENCED:
        logging.getLogger(name).setLevel(logging.CRITICAL)


def log_request(method: str, route: str, status: int, seconds: float) -> None:
    """Log one line for a request: ``route`` is a known route, never the raw path."""
    LOGGER.info("%s %s %d %.1f ms", method, route, status, seconds * 1000)


def log_failure(route: str, error: BaseException) -> None:
    """Log an unforeseen exception by its type and the lines of code it went through, without its message."""
    frames = traceback.extract_tb(error.__traceback__)[-8:]
    places = " > ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames)
    LOGGER.error("%s failed: %s at %s", route, type(error).__name__, places)
