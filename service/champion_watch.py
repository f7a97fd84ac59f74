"""Puts a newly promoted model in the place of the present one while the service runs."""

from __future__ import annotations

import threading
import time
from typing import Final

from service.analysis import Analysis
from service.classifier import Classifier
from service.logs import LOGGER, log_failure
from service.model_choice import ModelChoice

SECONDS: Final = 0.5
"""From one look at champion.json to the next: so a new champion answers within 2 seconds, loading included."""


class ChampionWatch:
    """Looks at ``choice`` from a thread of its own and gives ``analysis`` the classifier that follows.

    A request that has begun ends with the classifier that it began with; the old model is released with the last.
    """

    def __init__(self, choice: ModelChoice, analysis: Analysis, seconds: float = SECONDS) -> None:
        self._choice = choice
        self._analysis = analysis
        self._seconds = seconds
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to look, where another model can be chosen at all."""
        if self._choice.may_change:
            self._thread = threading.Thread(target=self._run, name="champion-watch", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Look no more; a model that is being loaded is waited for."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()

    def look(self) -> bool:
        """Look once, and return whether another classifier answers from now on."""
        began = time.monotonic()
        try:
            following = self._choice.next(self._analysis.classifier)
        except Exception as error:  # The thread must live: the next promotion may be a better one.
            log_failure("loading a promoted model", error)
            return False
        if following is None:
            return False
        self._analysis.classifier = following
        _tell(following, time.monotonic() - began)
        return True

    def _run(self) -> None:
        while not self._stopped.wait(self._seconds):
            self.look()


def _tell(classifier: Classifier, seconds: float) -> None:
    for notice in classifier.notices:
        LOGGER.warning("%s", notice)
    if not classifier.notices and classifier.trained is not None:
        trained = classifier.trained
        LOGGER.info("model %s answers, loaded in %.2f s", trained.tag or trained.labels.version, seconds)
