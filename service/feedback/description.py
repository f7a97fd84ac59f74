"""The OpenAPI description of the routes of corrections."""

from __future__ import annotations

from typing import Any, Final

from pydantic import BaseModel

from service.api import ErrorAnswer
from service.feedback.contract import (
    CorrectionAnswer,
    CorrectionsAnswer,
    GivenCorrection,
    GivenCorrections,
    ReceiptAnswer,
    ReceiptsAnswer,
)
from service.feedback.requests import LIMIT, MOST, STATES

REQUESTS: Final[tuple[type[BaseModel], ...]] = (GivenCorrection, GivenCorrections)
ANSWERS: Final[tuple[type[BaseModel], ...]] = (ReceiptAnswer, ReceiptsAnswer, CorrectionAnswer, CorrectionsAnswer)

SECURITY_SCHEMES: Final = {
    "bearer": {"type": "http", "scheme": "bearer"},
    "header": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
}
SECURITY: Final[list[dict[str, list[str]]]] = [{"bearer": []}, {"header": []}, {}]
"""Either header; or none, where no key is set and the call comes from the machine itself."""

_ERRORS: Final = {
    "400": "The body is not JSON or has the wrong shape, or a parameter is wrong.",
    "401": "The API key is missing or wrong.",
    "403": "No API key is set, and the call does not come from the machine itself.",
    "404": "No correction has this id.",
    "413": "The body, or the number of corrections, is over the limit.",
    "415": "The body is not JSON.",
    "422": "A correction marks what cannot be: a span outside the text, an unknown stance, a verb of two tokens.",
    "503": "The store cannot be used now; nothing was stored.",
}

_TEXT: Final = "betreurt dat de veerdienst uitvalt, en verzoekt de Raad om hulp"
_EXAMPLE: Final = {
    "id": "1",
    "text": _TEXT,
    "acts": [
        {"stance": "deplore", "trigger": {"text": "betreurt"}, "target": {"text": "dat de veerdienst uitvalt"}},
        {
            "stance": "request",
            "trigger": {"start": 39, "end": 47},
            "target": {"text": "om hulp"},
            "addressees": [{"text": "de Raad"}],
        },
    ],
    "by": "anna",
    "model": "rules-0.1.0",
}


def paths() -> dict[str, Any]:
    """Return the paths with what they do."""
    return {
        "/v1/feedback": {"post": _add(), "get": _list()},
        "/v1/feedback/{id}": {"delete": _withdraw()},
    }


def _add() -> dict[str, Any]:
    receipt = {"oneOf": [_of(ReceiptAnswer), _of(ReceiptsAnswer)]}
    return {
        "operationId": "storeCorrections",
        "summary": "Store a paragraph with its corrected acts, or several at once: all or none",
        "security": SECURITY,
        "requestBody": {
            "required": True,
            "content": _json({"oneOf": [_of(GivenCorrection), _of(GivenCorrections)]}, example=_EXAMPLE),
        },
        "responses": {
            "201": {"description": "Stored", "content": _json(receipt)},
            "200": {"description": "All were stored before", "content": _json(receipt)},
            **_errors("400", "401", "403", "413", "415", "422", "503"),
        },
    }


def _list() -> dict[str, Any]:
    limit = {"type": "integer", "minimum": 1, "maximum": MOST, "default": LIMIT}
    states = {"type": "string", "enum": ["all", *STATES], "default": "all"}
    return {
        "operationId": "listCorrections",
        "summary": "The stored corrections, newest first",
        "security": SECURITY,
        "parameters": [
            _parameter("after", {"type": "string"}, "The next of the page before."),
            _parameter("limit", limit, "Most to answer."),
            _parameter("state", states, "Those that stand, or that were withdrawn."),
        ],
        "responses": {
            "200": {"description": "A page of corrections", "content": _json(_of(CorrectionsAnswer))},
            **_errors("400", "401", "403", "503"),
        },
    }


def _withdraw() -> dict[str, Any]:
    id = {**_parameter("id", {"type": "string"}, "Of the correction."), "in": "path", "required": True}
    by = {**_parameter("by", {"type": "string"}, "Who withdraws it."), "required": True}
    return {
        "operationId": "withdrawCorrection",
        "summary": "Withdraw a correction: it no longer counts, and stays stored",
        "security": SECURITY,
        "parameters": [id, by],
        "responses": {
            "200": {"description": "The correction, withdrawn", "content": _json(_of(CorrectionAnswer))},
            **_errors("400", "401", "403", "404", "503"),
        },
    }


def _parameter(name: str, schema: dict[str, Any], meaning: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": schema, "description": meaning}


def _of(kind: type[BaseModel]) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{kind.__name__}"}


def _json(schema: dict[str, Any], **more: object) -> dict[str, Any]:
    return {"application/json": {"schema": schema, **more}}


def _errors(*statuses: str) -> dict[str, Any]:
    return {each: {"description": _ERRORS[each], "content": _json(_of(ErrorAnswer))} for each in statuses}
