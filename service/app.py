"""The BentoML service: workers, health and packaging around the routes.

Start it with ``standpunt serve`` or ``bentoml serve service.app:Standpunt``.
"""

from __future__ import annotations

from typing import Any, cast

import bentoml

from labels.lexicon import load_stances
from service import logs
from service.analysis import Analysis
from service.champion_watch import ChampionWatch
from service.metrics import Metrics
from service.middleware import Gate
from service.model_choice import ModelChoice
from service.routes import KNOWN, Routes
from service.settings import Settings

SETTINGS = Settings.from_environment()
ROUTES = Routes(SETTINGS)

GRACE = 15
"""Seconds between one time limit and the next, which catches what the first misses: the classifier looks at
one, the middleware at the next (a body that comes slowly), then BentoML, whose answer is no envelope."""

logs.configure(SETTINGS.log_level)


@bentoml.service(
    name="standpunt",
    workers=SETTINGS.workers,
    traffic={"timeout": SETTINGS.timeout + 2 * GRACE},
    metrics={"enabled": False},
    logging={"access": {"enabled": False}},
    tracing={"excluded_urls": ".*"},
)
@bentoml.asgi_app(ROUTES.application(), path="/")
class Standpunt:
    """Says of each paragraph of a resolution what stance it takes, about what, and whom it asks to act."""

    def __init__(self) -> None:
        choice = ModelChoice(SETTINGS)
        analysis = Analysis(choice.first(), load_stances(), SETTINGS)
        if analysis.classifier.unusable is not None:
            logs.LOGGER.warning("%s The rules answer.", analysis.classifier.unusable)
        if analysis.classifier.substitution is not None:
            logs.LOGGER.warning("%s", analysis.classifier.substitution)
        ROUTES.start(analysis, Metrics())
        self._watch = ChampionWatch(choice, analysis)
        self._watch.start()

    @bentoml.on_shutdown  # type: ignore[untyped-decorator]
    def stop_watching(self) -> None:
        """Let the thread end that looks for another model."""
        self._watch.stop()

    def __is_ready__(self) -> bool:
        """Return whether requests can be answered; ``/readyz`` is 503 until then."""
        return ROUTES.ready


# A class decorator that changes the type is more than mypy follows: this is a bentoml.Service.
cast(Any, Standpunt).add_asgi_middleware(
    Gate,
    routes=KNOWN,
    max_bytes=SETTINGS.max_bytes,
    max_concurrent=SETTINGS.max_concurrent,
    max_seconds=SETTINGS.timeout + GRACE,
    metrics=lambda: ROUTES.metrics,
)
