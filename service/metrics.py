"""Prometheus metrics, labelled by known route: a raw path as label would let any caller fill the memory.

BentoML's own request metrics take the raw path, so they are switched off and these stand in their place.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)


class Metrics:
    """Counts requests and paragraphs and times the answers, over all workers where there are several."""

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        # The library chooses between one process and several at its import, by a variable that BentoML sets
        # for its workers only: so not before the worker makes its Metrics.
        from prometheus_client import REGISTRY, Counter, Gauge, Histogram

        self._registry = registry if registry is not None else REGISTRY
        self._requests = Counter(
            "standpunt_requests_total",
            "Requests answered.",
            ["method", "route", "status"],
            registry=self._registry,
        )
        self._seconds = Histogram(
            "standpunt_request_seconds",
            "Time from the first byte of a request to the last of its answer.",
            ["route"],
            buckets=BUCKETS,
            registry=self._registry,
        )
        self._held = Gauge(
            "standpunt_requests_in_progress",
            "Requests being answered.",
            multiprocess_mode="livesum",
            registry=self._registry,
        )
        self._paragraphs = Counter(
            "standpunt_paragraphs_total", "Paragraphs answered.", ["engine"], registry=self._registry
        )

    def began(self) -> None:
        """Note that a request came in."""
        self._held.inc()

    def ended(self, method: str, route: str, status: int, seconds: float) -> None:
        """Note that a request was answered; ``method`` and ``route`` are known ones or "other"."""
        self._held.dec()
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def answered(self, engine: str, paragraphs: int) -> None:
        """Note how many paragraphs an engine answered."""
        self._paragraphs.labels(engine).inc(paragraphs)

    def exposition(self) -> tuple[bytes, str]:
        """Return the metrics of all workers and their content type."""
        from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest, multiprocess

        registry = self._registry
        if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
            registry = CollectorRegistry()
            multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry), CONTENT_TYPE_LATEST
