"""What callers send and what they get: the HTTP contract as pydantic types.

Requests refuse a field that is not known at their top level, so that a misspelt ``engine`` does not go
unnoticed. A paragraph may carry more fields than ``id`` and ``text``, which are ignored: so the paragraphs of
an answer can be sent again.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, FailFast, Field, StrictStr

from labels.scheme import Role, Source, Strength
from service.calibration import Arbitration, Sureness, Temperatures
from service.classifier import EngineName

MinConfidence = Annotated[float, Field(strict=True, ge=0, le=1, allow_inf_nan=False)]
"""Acts of a confidence below it are left out of an answer."""


class ParagraphRequest(BaseModel):
    """A paragraph to read. Ids come back as they were sent and need not be unique."""

    id: StrictStr
    text: StrictStr


class ClassifyRequest(BaseModel):
    """The body of ``POST /v1/classify``."""

    model_config = ConfigDict(extra="forbid")

    paragraphs: Annotated[list[ParagraphRequest], FailFast()]
    engine: EngineName = "hybrid"
    min_confidence: MinConfidence = 0.0


class DocumentRequest(BaseModel):
    """The body of ``POST /v1/documents`` as JSON."""

    model_config = ConfigDict(extra="forbid")

    text: StrictStr
    engine: EngineName = "hybrid"
    min_confidence: MinConfidence = 0.0


class SpanAnswer(BaseModel):
    """A stretch of a paragraph's ``text``, in Unicode code points, half-open."""

    text: str
    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(gt=0)]


class ActorAnswer(BaseModel):
    """The canonical actor that an addressee names."""

    id: str
    name: str
    kind: str


class AddresseeAnswer(SpanAnswer):
    """Who is asked to act."""

    actor: ActorAnswer | None


class ActAnswer(BaseModel):
    """One stance that the speaker takes."""

    stance: str
    name: str
    group: str
    polarity: Literal[-1, 0, 1]
    force: Annotated[int, Field(ge=0, le=5)]
    strength: Strength
    trigger: SpanAnswer
    frame: str | None
    target: SpanAnswer | None
    addressees: list[AddresseeAnswer]
    confidence: Annotated[float, Field(ge=0, le=1)]
    source: Source


class ParagraphAnswer(BaseModel):
    """A paragraph with its acts.

    ``stance``, ``target``, ``addressees`` and ``confidence`` are those of the first act; null or empty where
    there is none.
    """

    id: str
    text: str
    stance: str | None
    target: SpanAnswer | None
    addressees: list[AddresseeAnswer]
    confidence: Annotated[float, Field(ge=0, le=1)] | None
    acts: list[ActAnswer]


class DocumentParagraphAnswer(ParagraphAnswer):
    """A paragraph of a document; only operative ones have acts."""

    role: Role
    number: str | None


class ModelAnswer(BaseModel):
    """Which engine answered, in which version."""

    version: str
    engine: EngineName


class ClassifyAnswer(BaseModel):
    """The answer of ``POST /v1/classify``: the paragraphs in the order sent."""

    paragraphs: list[ParagraphAnswer]
    model: ModelAnswer
    warnings: list[str]


class MetadataAnswer(BaseModel):
    """What a document says of itself; null where it does not."""

    title: str | None
    reference: str | None
    procedure: str | None
    date: str | None
    body: str | None
    language: str | None


class DocumentAnswer(BaseModel):
    """The answer of ``POST /v1/documents``: every paragraph of the document in its order."""

    document: MetadataAnswer
    paragraphs: list[DocumentParagraphAnswer]
    model: ModelAnswer
    warnings: list[str]


class StanceAnswer(BaseModel):
    """One of the stances."""

    id: str
    name: str
    name_en: str
    definition: str
    definition_en: str
    group: str
    polarity: Literal[-1, 0, 1]
    force: Annotated[int, Field(ge=0, le=5)]


class StancesAnswer(BaseModel):
    """The answer of ``GET /v1/stances``."""

    stances: list[StanceAnswer]


class LimitsAnswer(BaseModel):
    """The limits of a request."""

    bytes: int
    paragraphs: int
    characters: int


class TrainedAnswer(BaseModel):
    """The trained model: what it is, what was measured of it, and when it is believed.

    ``tag`` is what the store calls it, or null where it comes from elsewhere. ``base`` names the model that was trained
    further, ``data`` the version of what it was trained on; ``stances`` and ``tags`` count those it knows. ``scores``
    are the figures that came with it, or null. The rest is what was learned of it on validation text.
    """

    version: str
    tag: str | None
    base: str
    data: str
    stances: int
    tags: int
    scores: dict[str, Any] | None
    temperatures: Temperatures
    arbitration: Arbitration
    sureness: Sureness


class ModelStateAnswer(BaseModel):
    """The answer of ``GET /v1/model``: what answers where no engine is named, and which engines there are.

    ``trained`` is null where no model is in use; ``warnings`` then say why. They also say why the model chosen is not
    the one in use.
    """

    version: str
    engine: EngineName
    engines: dict[EngineName, bool]
    trained: TrainedAnswer | None
    warnings: list[str]
    limits: LimitsAnswer


class ErrorDetail(BaseModel):
    """What went wrong (``code`` for programs, ``message`` for people) and where (``field``)."""

    code: str
    message: str
    field: str | None


class ErrorAnswer(BaseModel):
    """Every error of the service."""

    error: ErrorDetail
