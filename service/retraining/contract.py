"""What callers send to and get from ``/v1/retraining``."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from service.retraining.jobs import State
from service.retraining.outcomes import Outcome
from service.retraining.run_state import CorrectionCounts, CorrectionsAnswered, StepState
from service.retraining.tables import BY_LENGTH


class GivenJob(BaseModel):
    """The body of ``POST /v1/retraining``.

    ``by`` is who asks for it. With ``only_if_new`` nothing is trained where fewer corrections are new, or gone, since
    the champion's data.
    """

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    by: Annotated[str, StringConstraints(min_length=1, max_length=BY_LENGTH, strip_whitespace=True)]
    only_if_new: Annotated[int, Field(ge=0, le=1_000_000)] = 0


class CancelledAnswer(BaseModel):
    """Who cancelled a job, and when."""

    by: str
    at: datetime


class ScoreAnswer(BaseModel):
    """A score of both models on the test set, and the middle 95 % of challenger minus champion."""

    name: str
    champion: float
    challenger: float
    difference: float
    low: float
    high: float


class JobAnswer(BaseModel):
    """A job.

    ``state`` is starting, running or cancelling; or, where it is over, ended, cancelled, failed or lost (its process
    vanished). ``outcome`` says how the command ended: promoted, kept, nothing to do, already running, failed; null
    where that is not known. ``run`` is the name of its run, which a later job may go on with.
    """

    id: str
    by: str
    at: datetime
    state: State
    outcome: Outcome | None
    exit_code: int | None
    ended: datetime | None
    only_if_new: int
    cancelled: CancelledAnswer | None
    run: str | None


class JobDetailAnswer(JobAnswer):
    """A job, and how far its run is.

    ``step`` is the one that it is at, null before the first and after the last; ``progress`` the share of the steps
    that is done, between 0 and 1; ``training`` the share of the fine-tuning, null where nothing is known of it yet.
    ``reason`` says why the model was promoted or not, ``error`` what stopped the run; ``scores`` and ``answered``
    compare the models. ``log`` is the end of what the command printed.
    """

    step: str | None
    progress: float
    training: float | None
    steps: list[StepState]
    dataset: str | None
    corrections: CorrectionCounts | None
    challenger: str | None
    promote: bool | None
    reason: str
    error: str | None
    scores: list[ScoreAnswer]
    answered: CorrectionsAnswered | None
    log: str


class JobsAnswer(BaseModel):
    """The answer of ``GET /v1/retraining``: newest first. ``next`` is the ``after`` of the next page, or null."""

    jobs: list[JobAnswer]
    next: str | None
