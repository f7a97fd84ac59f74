"""The OpenAPI description of the service, drawn from the request and answer types."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from service.api import (
    ClassifyAnswer,
    ClassifyRequest,
    DocumentAnswer,
    DocumentRequest,
    ErrorAnswer,
    ModelStateAnswer,
    StancesAnswer,
)
from service.feedback import description as feedback
from service.retraining import description as retraining
from service.version import VERSION

ANSWERS: Final[tuple[type[BaseModel], ...]] = (
    ClassifyAnswer,
    DocumentAnswer,
    StancesAnswer,
    ModelStateAnswer,
    ErrorAnswer,
    *feedback.ANSWERS,
    *retraining.ANSWERS,
)
REQUESTS: Final[tuple[type[BaseModel], ...]] = (
    *(ClassifyRequest, DocumentRequest),
    *feedback.REQUESTS,
    *retraining.REQUESTS,
)

ERRORS: Final = {
    "400": "The body is not JSON, has the wrong shape, or names an unknown engine.",
    "413": "The body, or the number of paragraphs, is over the limit.",
    "415": "The content type, or the kind of the file, is not read.",
    "422": "There is nothing to read: empty text, no operative paragraph, a paragraph over the limit.",
    "503": "The engine needs a model that is not installed or that fails, or the service is busy.",
}

EXAMPLE: Final = {
    "paragraphs": [{"id": "1", "text": "verzoekt de Commissie de steun aan vissersdorpen te verlengen;"}],
    "engine": "hybrid",
}


@cache
def openapi() -> dict[str, Any]:
    """Return the description, OpenAPI 3.1."""
    modes = [(kind, "validation") for kind in REQUESTS] + [(kind, "serialization") for kind in ANSWERS]
    _, schemas = models_json_schema(modes, ref_template="#/components/schemas/{model}")  # type: ignore[arg-type]
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "standpunt",
            "version": VERSION,
            "description": "Reads a Dutch resolution or motion and says, per operative paragraph, what "
            "stance the speaker takes, about what, and whom it asks to act. Offsets count Unicode code "
            "points of the text, half-open.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "paths": {
            "/v1/classify": {"post": _classify()},
            "/v1/documents": {"post": _documents()},
            "/v1/stances": {"get": _get("listStances", "The stances, with their meaning", _json(StancesAnswer))},
            "/v1/model": {
                "get": _get("describeModel", "What answers, its model, and the limits", _json(ModelStateAnswer))
            },
            **feedback.paths(),
            **retraining.paths(),
            "/": {
                "get": _get("showPage", "The web page (Dutch)", _HTML),
                "post": _page(),
            },
            "/healthz": {"get": _get("checkHealth", "Whether the process lives", _TEXT)},
            "/livez": {"get": _get("checkLife", "Whether the process lives", _TEXT)},
            "/readyz": {"get": _get("checkReadiness", "Whether requests are answered", _TEXT)},
            "/metrics": {"get": _get("readMetrics", "Metrics in the text format of Prometheus", _TEXT)},
        },
        "components": {"schemas": schemas["$defs"], "securitySchemes": feedback.SECURITY_SCHEMES},
    }


_TEXT: Final = {"text/plain": {"schema": {"type": "string"}}}
_HTML: Final = {"text/html": {"schema": {"type": "string"}}}


def _json(kind: type[BaseModel], **more: object) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{kind.__name__}"}, **more}}


def _get(name: str, summary: str, content: dict[str, Any]) -> dict[str, Any]:
    return {
        "operationId": name,
        "summary": summary,
        "responses": {"200": {"description": summary, "content": content}},
    }


def _answers(answer: type[BaseModel]) -> dict[str, Any]:
    errors = {status: {"description": text, "content": _json(ErrorAnswer)} for status, text in ERRORS.items()}
    return {"200": {"description": "The answer", "content": _json(answer)}, **errors}


def _classify() -> dict[str, Any]:
    return {
        "operationId": "classifyParagraphs",
        "summary": "The stances of a list of operative paragraphs, in the order sent",
        "requestBody": {"required": True, "content": _json(ClassifyRequest, example=EXAMPLE)},
        "responses": _answers(ClassifyAnswer),
    }


def _documents() -> dict[str, Any]:
    file = {
        "type": "object",
        "required": ["document"],
        "properties": {
            "document": {"type": "string", "format": "binary", "description": "A plain text file"},
            "engine": {"type": "string", "enum": ["hybrid", "bert", "rules"], "default": "hybrid"},
            "min_confidence": {"type": "number", "minimum": 0, "maximum": 1, "default": 0},
        },
    }
    return {
        "operationId": "readDocument",
        "summary": "All paragraphs of a document with their roles, and the stances of the operative ones",
        "requestBody": {
            "required": True,
            "content": {"multipart/form-data": {"schema": file}, **_json(DocumentRequest)},
        },
        "responses": _answers(DocumentAnswer),
    }


def _page() -> dict[str, Any]:
    fields = {"type": "object", "properties": {"text": {"type": "string"}, "document": {"type": "string"}}}
    return {
        "operationId": "readOnPage",
        "summary": "The page with the document coloured by stance",
        "requestBody": {"content": {"multipart/form-data": {"schema": fields}}},
        "responses": {"200": {"description": "The page", "content": _HTML}},
    }
