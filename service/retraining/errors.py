"""What can be wrong with a request to retrain."""

from __future__ import annotations

from service.errors import ServiceError


class NoSuchJob(ServiceError):
    """No job has the id."""

    status = 404
    code = "not_found"

    def __init__(self, field: str) -> None:
        super().__init__("No job has this id. GET /v1/retraining lists them.", "Deze taak bestaat niet.", field)


class RetrainingRunning(ServiceError):
    """A job is running already. Carries ``id``."""

    status = 409
    code = "retraining_running"

    def __init__(self, id: str) -> None:
        super().__init__(
            f"The job {id} is running. See GET /v1/retraining/{id}; DELETE cancels it.",
            "Er loopt al een hertraining.",
        )
        self.id = id


class RetrainingUnavailable(ServiceError):
    """No job can be started or shown now. ``reason`` is a clause, ``remedy`` a sentence."""

    status = 503
    code = "retraining_unavailable"

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(f"Retraining is not possible: {reason}. {remedy}", "Hertrainen kan nu niet.")
        self.reason = reason
