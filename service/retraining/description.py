"""The OpenAPI description of the routes of retraining."""

from __future__ import annotations

from typing import Any, Final

from pydantic import BaseModel

from service.api import ErrorAnswer
from service.feedback.description import SECURITY
from service.retraining.contract import GivenJob, JobAnswer, JobDetailAnswer, JobsAnswer
from service.retraining.routes import LIMIT, MOST

REQUESTS: Final[tuple[type[BaseModel], ...]] = (GivenJob,)
ANSWERS: Final[tuple[type[BaseModel], ...]] = (JobAnswer, JobDetailAnswer, JobsAnswer)

_ERRORS: Final = {
    "400": "The body is not JSON or has the wrong shape, or a parameter is wrong.",
    "401": "The API key is missing or wrong.",
    "403": "No API key is set, and the call does not come from the machine itself.",
    "404": "No job has this id.",
    "409": "A job is running already.",
    "415": "The body is not JSON.",
    "503": "What retraining needs is not installed, or the table of jobs cannot be used.",
}


def paths() -> dict[str, Any]:
    """Return the paths with what they do."""
    return {
        "/v1/retraining": {"post": _start(), "get": _list()},
        "/v1/retraining/{id}": {"get": _show(), "delete": _cancel()},
    }


def _start() -> dict[str, Any]:
    return {
        "operationId": "startRetraining",
        "summary": "Start a retraining in a process of its own",
        "security": SECURITY,
        "requestBody": {"required": True, "content": _json(GivenJob, example={"by": "anna", "only_if_new": 10})},
        "responses": {
            "202": {"description": "Started", "content": _json(JobDetailAnswer)},
            **_errors("400", "401", "403", "409", "415", "503"),
        },
    }


def _list() -> dict[str, Any]:
    limit = {"type": "integer", "minimum": 1, "maximum": MOST, "default": LIMIT}
    return {
        "operationId": "listRetraining",
        "summary": "The jobs, newest first",
        "security": SECURITY,
        "parameters": [
            _parameter("after", {"type": "string"}, "The next of the page before."),
            _parameter("limit", limit, "Most to answer."),
        ],
        "responses": {
            "200": {"description": "A page of jobs", "content": _json(JobsAnswer)},
            **_errors("400", "401", "403", "503"),
        },
    }


def _show() -> dict[str, Any]:
    return {
        "operationId": "describeRetraining",
        "summary": "A job: its state, step, progress, scores, and the end of its log",
        "security": SECURITY,
        "parameters": [_id()],
        "responses": {
            "200": {"description": "The job", "content": _json(JobDetailAnswer)},
            **_errors("400", "401", "403", "404", "503"),
        },
    }


def _cancel() -> dict[str, Any]:
    by = {**_parameter("by", {"type": "string"}, "Who cancels it."), "required": True}
    return {
        "operationId": "cancelRetraining",
        "summary": "End a job with all its processes; one that has ended stays as it is",
        "security": SECURITY,
        "parameters": [_id(), by],
        "responses": {
            "200": {"description": "The job, cancelled", "content": _json(JobDetailAnswer)},
            **_errors("400", "401", "403", "404", "503"),
        },
    }


def _id() -> dict[str, Any]:
    return {**_parameter("id", {"type": "string"}, "Of the job."), "in": "path", "required": True}


def _parameter(name: str, schema: dict[str, Any], meaning: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": schema, "description": meaning}


def _json(kind: type[BaseModel], **more: object) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{kind.__name__}"}, **more}}


def _errors(*statuses: str) -> dict[str, Any]:
    return {each: {"description": _ERRORS[each], "content": _json(ErrorAnswer)} for each in statuses}
