"""What a request can get wrong, and what the service can lack: one exception a case, one envelope for all.

Every error carries ``status`` (of HTTP), ``code`` (stable, for programs), ``message`` (English: what is wrong
and what to do), ``field`` (where in the request, such as ``paragraphs[3].text``, or null), ``dutch`` (the message
for the page) and ``headers`` (name and value of those that go with the answer). No message holds a caller's text,
but that of ``InvalidCorrection``, which quotes up to 40 characters of what was marked.
"""

from __future__ import annotations

from service.documents.errors import BinaryDocument, DocumentError


class ServiceError(Exception):
    """Base of all errors that a caller sees."""

    status: int = 400
    code: str = "invalid_request"
    headers: tuple[tuple[str, str], ...] = ()

    def __init__(self, message: str, dutch: str, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.dutch = dutch
        self.field = field

    def body(self) -> dict[str, dict[str, str | None]]:
        """Return the envelope: ``{"error": {"code", "message", "field"}}``."""
        return envelope(self.code, self.message, self.field)


def envelope(code: str, message: str, field: str | None = None) -> dict[str, dict[str, str | None]]:
    """Return the one shape in which every error is told."""
    return {"error": {"code": code, "message": message, "field": field}}


class InvalidJson(ServiceError):
    """The body is not JSON, or not in UTF-8."""

    code = "invalid_json"

    def __init__(self, problem: str) -> None:
        super().__init__(
            f"The body is not valid JSON: {problem}. Send a JSON object in UTF-8.",
            "De aanvraag is geen geldige JSON.",
        )


class InvalidRequest(ServiceError):
    """The body has the wrong shape."""

    def __init__(self, problem: str, field: str | None = None) -> None:
        super().__init__(problem, "De aanvraag heeft niet de verwachte vorm.", field)


class UnknownEngine(ServiceError):
    """``engine`` names none of the engines."""

    code = "unknown_engine"

    def __init__(self) -> None:
        super().__init__(
            'The engine must be "hybrid", "bert" or "rules".',
            "Onbekende methode: kies hybrid, bert of rules.",
            "engine",
        )


class UnsupportedMediaType(ServiceError):
    """The content type of the request, or the kind of the uploaded file, is one that is not read."""

    status = 415
    code = "unsupported_media_type"


class BodyTooLarge(ServiceError):
    """The body is larger than the limit. Carries ``limit`` in bytes."""

    status = 413
    code = "body_too_large"

    def __init__(self, limit: int) -> None:
        super().__init__(
            f"The request is larger than {limit:,} bytes. Send it in parts.",
            f"Het document is te groot: meer dan {_dutch(limit)} bytes. Splits het in delen.",
        )
        self.limit = limit


class TooManyParagraphs(ServiceError):
    """The request holds more paragraphs than the limit. Carries ``count`` and ``limit``."""

    status = 413
    code = "too_many_paragraphs"

    def __init__(self, count: int, limit: int, field: str = "paragraphs") -> None:
        super().__init__(
            f"The request holds {count:,} paragraphs; at most {limit:,} are read at once. Send parts.",
            f"Het document telt {_dutch(count)} alinea's; hooguit {_dutch(limit)} worden tegelijk gelezen.",
            field,
        )
        self.count = count
        self.limit = limit


class TooManyLines(ServiceError):
    """A document has more lines than its paragraphs could take. Carries ``count`` and ``limit``."""

    status = 413
    code = "too_many_lines"

    def __init__(self, count: int, limit: int, field: str) -> None:
        super().__init__(
            f"The document has {count:,} lines; at most {limit:,} are read at once. Send it in parts.",
            f"Het document telt {_dutch(count)} regels; hooguit {_dutch(limit)} worden tegelijk gelezen.",
            field,
        )
        self.count = count
        self.limit = limit


class ParagraphTooLong(ServiceError):
    """A paragraph is longer than the limit. Carries ``length`` and ``limit`` in characters.

    ``field`` is where it lies in the request; ``nth`` its place among the paragraphs of a document, from 1.
    """

    status = 422
    code = "paragraph_too_long"

    def __init__(self, field: str, length: int, limit: int, nth: int | None = None) -> None:
        what = field if nth is None else f"Paragraph {nth:,} of the document"
        super().__init__(
            f"{what} has {length:,} characters; a paragraph may have {limit:,}. Split it.",
            f"Een alinea telt {_dutch(length)} tekens; er mogen er {_dutch(limit)} zijn. Splits haar.",
            field,
        )
        self.length = length
        self.limit = limit


class EmptyText(ServiceError):
    """There is nothing to read."""

    status = 422
    code = "empty_text"

    def __init__(self, field: str) -> None:
        super().__init__(
            f"{field} is empty. Send the text to be read.",
            "Er is geen tekst. Plak een tekst of kies een bestand.",
            field,
        )


class NoOperative(ServiceError):
    """The document holds no paragraph in which the speaker can take a stance."""

    status = 422
    code = "no_operative_paragraph"

    def __init__(self, field: str) -> None:
        super().__init__(
            "No operative paragraph was found. Send the whole resolution or motion as plain text, or its "
            "paragraphs to /v1/classify.",
            "Er is geen alinea gevonden die een standpunt kan bevatten. Plak de hele resolutie of motie.",
            field,
        )


class UnreadableDocument(ServiceError):
    """The reader refuses the document; code and messages are the reader's."""

    def __init__(self, cause: DocumentError, field: str) -> None:
        super().__init__(cause.message, cause.dutch, field)
        self.code = cause.code
        self.status = 415 if isinstance(cause, BinaryDocument) else 422


class ModelUnavailable(ServiceError):
    """The engine asked for needs a model that is not there, or that cannot be used for the ``reason`` given."""

    status = 503
    code = "model_unavailable"

    def __init__(self, reason: str | None = None) -> None:
        lacking = "No trained model is installed" if reason is None else f"The trained model is unusable ({reason})"
        super().__init__(
            f'{lacking}, so engine "bert" cannot answer. Use "rules" or "hybrid".',
            f"Er is geen {'getraind model geïnstalleerd' if reason is None else 'bruikbaar getraind model'}. "
            "Kies de regels (rules) of hybrid.",
            "engine",
        )


class ModelFailed(ServiceError):
    """The model was asked by name and failed."""

    status = 503
    code = "model_failed"

    def __init__(self) -> None:
        super().__init__(
            'The trained model failed on this request. Use "rules" or "hybrid".',
            "Het getrainde model kon dit niet lezen. Kies de regels (rules) of hybrid.",
            "engine",
        )


class Overloaded(ServiceError):
    """The process holds as many requests as it may."""

    status = 503
    code = "overloaded"
    headers = (("Retry-After", "1"),)

    def __init__(self) -> None:
        super().__init__(
            "The service is busy. Try again in a second.",
            "De dienst is bezet. Probeer het over een ogenblik opnieuw.",
        )


class TimedOut(ServiceError):
    """The request took longer than the limit. Carries ``seconds``."""

    status = 503
    code = "timeout"

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"The request took longer than {seconds:g} seconds and was given up. Send fewer paragraphs.",
            "Het lezen duurde te lang en is afgebroken. Splits het document in delen.",
        )
        self.seconds = seconds


class Unauthorised(ServiceError):
    """The route asks for the API key, and the request brought none, or another."""

    status = 401
    code = "unauthorised"
    headers = (("WWW-Authenticate", 'Bearer realm="standpunt"'),)

    def __init__(self) -> None:
        super().__init__(
            "The API key is missing or wrong. Send it in the header Authorization: Bearer, or X-API-Key.",
            "De sleutel (API key) ontbreekt of is verkeerd.",
        )


class NotOpen(ServiceError):
    """The route answers nobody but this machine, for no API key is set."""

    status = 403
    code = "not_open"

    def __init__(self) -> None:
        super().__init__(
            "Without an API key this route answers only calls to localhost, from the machine that it runs on. Let "
            "whoever runs the service set STANDPUNT_API_KEY or STANDPUNT_API_KEY_FILE, and send the key in the header "
            "Authorization: Bearer.",
            "Zonder sleutel (API key) is dit alleen bereikbaar op de machine zelf.",
        )


class InvalidCorrection(ServiceError):
    """A correction of the right shape marks what cannot be, such as a span that is not in the text."""

    status = 422
    code = "invalid_correction"

    def __init__(self, field: str, problem: str, remedy: str) -> None:
        super().__init__(f"{field}: {problem}. {remedy}", f"De correctie klopt niet: zie {field}.", field)


class NoSuchCorrection(ServiceError):
    """No correction has the id."""

    status = 404
    code = "not_found"

    def __init__(self, field: str) -> None:
        super().__init__(
            "No correction has this id. GET /v1/feedback lists them.", "Deze correctie bestaat niet.", field
        )


class FeedbackUnavailable(ServiceError):
    """The store of corrections cannot be used. ``reason`` is a clause; ``soon`` says that it may work in a second."""

    status = 503
    code = "feedback_unavailable"

    def __init__(self, reason: str, *, soon: bool) -> None:
        remedy = "Try again in a second." if soon else "Tell whoever runs the service: its log says more."
        super().__init__(
            f"The store of corrections cannot be used: {reason}. Nothing was stored. {remedy}",
            "De correctie is niet bewaard: de opslag werkt nu niet. Probeer het later opnieuw.",
        )
        if soon:
            self.headers = (("Retry-After", "1"),)


def _dutch(number: int) -> str:
    return f"{number:,}".replace(",", ".")
