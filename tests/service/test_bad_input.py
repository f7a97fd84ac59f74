"""What the running service answers to requests that are not in order: a clear error, always in one shape."""

from __future__ import annotations

import json
import socket
from urllib.parse import urlsplit

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from live import Running

JSON = {"content-type": "application/json"}


def refused(reply: httpx.Response, status: int, code: str, field: str | None = None) -> str:
    """Hold a reply to the envelope, and return its message."""
    assert reply.headers["content-type"] == "application/json", reply.text
    assert set(reply.json()) == {"error"}
    error = reply.json()["error"]
    assert set(error) == {"code", "message", "field"}
    assert (reply.status_code, error["code"], error["field"]) == (status, code, field)
    assert error["message"].endswith(".")
    return str(error["message"])


def post(client: httpx.Client, body: str | bytes, path: str = "/v1/classify") -> httpx.Response:
    return client.post(path, content=body, headers=JSON)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "   ",
        "{",
        '{"paragraphs": [}',
        '{"paragraphs": [{"id": "1", "text": NaN}]',
        "\x00\x01",
        '{"paragraphs": [{"id": "1", "text": ' + "9" * 5000 + "}]}",
        "[" * 100_000,
        '{"paragraphs": ' + "[" * 50_000 + "]" * 50_000 + "}",
        '{"paragraphs": [{"id": "1", "text": "\\ud800"}]}',
    ],
)
def test_what_is_no_json(client: httpx.Client, body: str) -> None:
    refused(post(client, body), 400, "invalid_json")


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252"])
def test_json_that_is_not_utf8(client: httpx.Client, encoding: str) -> None:
    body = '{"paragraphs": [{"id": "1", "text": "betreurt de financiële schade"}]}'.encode(encoding)
    assert "UTF-8" in refused(post(client, body), 400, "invalid_json")


def test_json_with_a_byte_order_mark_is_read(client: httpx.Client) -> None:
    assert post(client, b'\xef\xbb\xbf{"paragraphs": [{"id": "1", "text": "x"}]}').status_code == 200


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ("[]", None),
        ("null", None),
        ("3", None),
        ("{}", "paragraphs"),
        ('{"paragraphs": null}', "paragraphs"),
        ('{"paragraphs": "betreurt"}', "paragraphs"),
        ('{"paragraphs": {"id": "1", "text": "x"}}', "paragraphs"),
        ('{"paragraphs": ["betreurt"]}', "paragraphs[0]"),
        ('{"paragraphs": [{"id": "1", "text": "x"}, {"id": "2"}]}', "paragraphs[1].text"),
        ('{"paragraphs": [{"text": "x"}]}', "paragraphs[0].id"),
        ('{"paragraphs": [{"id": 9, "text": "x"}]}', "paragraphs[0].id"),
        ('{"paragraphs": [{"id": "1", "text": ' + "9" * 4000 + "}]}", "paragraphs[0].text"),
        ('{"paragraphs": [{"id": "1", "text": ["x"]}]}', "paragraphs[0].text"),
        ('{"paragraphs": [{"id": "1", "text": null}]}', "paragraphs[0].text"),
        ('{"paragraphs": [{"id": "1", "text": "x"}], "engin": "rules"}', "engin"),
    ],
)
def test_json_of_the_wrong_shape(client: httpx.Client, body: str, field: str | None) -> None:
    refused(post(client, body), 400, "invalid_request", field)


@pytest.mark.parametrize("engine", ['"gpt"', '""', "null", "1", '["rules"]', '"Rules"'])
def test_unknown_engine(client: httpx.Client, engine: str) -> None:
    body = '{"paragraphs": [{"id": "1", "text": "x"}], "engine": ' + engine + "}"
    assert "rules" in refused(post(client, body), 400, "unknown_engine", "engine")


@pytest.mark.parametrize("least", ['"0.5"', "null", "true", "-0.1", "1.01", "1e999", "NaN", "[0.5]"])
def test_a_wrong_confidence(client: httpx.Client, least: str) -> None:
    body = '{"paragraphs": [{"id": "1", "text": "x"}], "min_confidence": ' + least + "}"
    assert "from 0 to 1" in refused(post(client, body), 400, "invalid_request", "min_confidence")


@pytest.mark.parametrize("least", ["half", "-0.1", "1.01", "inf", "nan", "0,5"])
def test_a_wrong_confidence_of_a_form(client: httpx.Client, least: str) -> None:
    reply = client.post("/v1/documents", files={"document": b"betreurt dit;"}, data={"min_confidence": least})
    assert "from 0 to 1" in refused(reply, 400, "invalid_request", "min_confidence")


def test_unknown_engine_of_a_form(client: httpx.Client) -> None:
    reply = client.post("/v1/documents", files={"document": b"betreurt dit;"}, data={"engine": "gpt"})
    refused(reply, 400, "unknown_engine", "engine")


@pytest.mark.parametrize("path", ["/v1/classify", "/v1/documents"])
def test_no_model(client: httpx.Client, path: str) -> None:
    body = {
        "/v1/classify": {"paragraphs": [{"id": "1", "text": "x"}]},
        "/v1/documents": {"text": "betreurt dit;"},
    }
    reply = client.post(path, json={**body[path], "engine": "bert"})
    assert "rules" in refused(reply, 503, "model_unavailable", "engine")


def test_empty_text(client: httpx.Client) -> None:
    refused(post(client, '{"paragraphs": []}'), 422, "empty_text", "paragraphs")
    body = '{"paragraphs": [{"id": "1", "text": "x"}, {"id": "2", "text": " \\n\\t"}]}'
    refused(post(client, body), 422, "empty_text", "paragraphs[1].text")
    refused(post(client, '{"text": " "}', "/v1/documents"), 422, "empty_document", "text")
    refused(client.post("/v1/documents", files={"document": b""}), 422, "empty_document", "document")


def test_no_operative_paragraph(client: httpx.Client) -> None:
    text = "A. overwegende dat de veerdienst elke winter uitvalt;\n\nB. overwegende dat de haven dichtslibt;\n"
    reply = client.post("/v1/documents", json={"text": text})
    refused(reply, 422, "no_operative_paragraph", "text")


def test_too_many_paragraphs(client: httpx.Client) -> None:
    paragraphs = [{"id": str(at), "text": "betreurt dit;"} for at in range(100_000)]
    reply = client.post("/v1/classify", json={"paragraphs": paragraphs})
    assert "100,000" in refused(reply, 413, "too_many_paragraphs", "paragraphs")


def test_too_long_a_paragraph(client: httpx.Client) -> None:
    paragraphs = [{"id": "1", "text": "x"}] * 3 + [{"id": "2", "text": "é" * 20_001}]
    reply = client.post("/v1/classify", json={"paragraphs": paragraphs})
    assert "20,001" in refused(reply, 422, "paragraph_too_long", "paragraphs[3].text")


@pytest.mark.parametrize("path", ["/v1/classify", "/v1/documents", "/v1/stances", "/nergens"])
@pytest.mark.parametrize("declared", [True, False])
def test_50_megabytes(client: httpx.Client, path: str, declared: bool) -> None:
    pieces = [b" " * 1_000_000] * 50
    reply = client.post(path, content=b"".join(pieces) if declared else iter(pieces), headers=JSON)
    if path in ("/v1/classify", "/v1/documents"):
        assert "10,000,000" in refused(reply, 413, "body_too_large")
    else:
        assert reply.status_code in (404, 405)


def test_50_megabytes_as_a_file(client: httpx.Client) -> None:
    file = {"document": ("lang.txt", b"betreurt dit;\n" * 3_600_000)}
    refused(client.post("/v1/documents", files=file), 413, "body_too_large")


def test_a_refused_body_is_not_waited_for(running: Running) -> None:
    """The answer comes on the declared length alone, before a byte of the body."""
    host = urlsplit(running.address)
    with socket.create_connection((host.hostname, host.port), timeout=5) as connection:
        head = f"POST /v1/classify HTTP/1.1\r\nHost: {host.netloc}\r\nContent-Length: 50000000\r\n\r\n"
        connection.sendall(head.encode())
        assert b" 413 " in connection.recv(1000)


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "application/vnd.bentoml+pickle", "geen type"]
)
@pytest.mark.parametrize("path", ["/v1/classify", "/v1/documents"])
def test_wrong_content_type(client: httpx.Client, kind: str, path: str) -> None:
    reply = client.post(path, content=b"betreurt", headers={"content-type": kind})
    refused(reply, 415, "unsupported_media_type")


def test_a_compressed_body(client: httpx.Client) -> None:
    reply = client.post("/v1/classify", content=b"\x1f\x8b", headers={**JSON, "content-encoding": "gzip"})
    refused(reply, 415, "unsupported_media_type")


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("besluit.pdf", b"%PDF-1.7 betreurt", "unsupported_media_type"),
        ("besluit.docx", b"PK\x03\x04", "unsupported_media_type"),
        ("besluit.txt", b"%PDF-1.7 \x01\x02\x03\x04", "binary_document"),
        ("besluit", bytes(range(256)) * 40, "binary_document"),
        ("besluit.txt", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "binary_document"),
    ],
)
def test_a_binary(client: httpx.Client, name: str, content: bytes, code: str) -> None:
    refused(client.post("/v1/documents", files={"document": (name, content)}), 415, code, "document")


def test_a_form_of_the_wrong_shape(client: httpx.Client) -> None:
    file = ("motie.txt", b"betreurt dit;")
    refused(client.post("/v1/documents", files={"file": file}), 400, "invalid_request", "file")
    refused(client.post("/v1/documents", files=[("document", file)] * 2), 400, "invalid_request", "document")
    refused(client.post("/v1/documents", files={"engine": (None, "rules")}), 400, "invalid_request", "document")
    # BentoML would fetch a string in a file field as an address.
    address = {"document": (None, "http://localhost/geheim")}
    refused(client.post("/v1/documents", files=address), 400, "invalid_request", "document")
    for kind in ("multipart/form-data", "multipart/form-data; boundary=x"):
        reply = client.post("/v1/documents", content=b"betreurt", headers={"content-type": kind})
        assert reply.status_code == 400
        assert reply.json()["error"]["code"] == "invalid_request"


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nergens", 404, "not_found"),
        ("POST", "/v1/onbekend", 404, "not_found"),
        ("GET", "/static/../../pyproject.toml", 404, "not_found"),
        ("GET", "/static/onbekend.css", 404, "not_found"),
        ("GET", "/v1/classify", 405, "method_not_allowed"),
        ("DELETE", "/v1/documents", 405, "method_not_allowed"),
        ("POST", "/v1/stances", 405, "method_not_allowed"),
        ("POST", "/healthz", 405, "method_not_allowed"),
        ("PUT", "/", 405, "method_not_allowed"),
    ],
)
def test_wrong_address_or_method(client: httpx.Client, method: str, path: str, status: int, code: str) -> None:
    reply = client.request(method, path)
    refused(reply, status, code)
    assert ("allow" in reply.headers) == (status == 405)


def test_the_page_tells_errors_in_dutch_and_keeps_the_text(client: httpx.Client) -> None:
    reply = client.post("/", data={"text": ""})
    assert (reply.status_code, reply.headers["content-type"]) == (422, "text/html; charset=utf-8")
    assert "Het document is leeg" in reply.text or "Er is geen tekst" in reply.text
    reply = client.post("/", files={"document": ("besluit.pdf", b"%PDF")})
    assert (reply.status_code, ".pdf" in reply.text) == (415, True)
    kept = "A. overwegende dat <b>de haven</b> dichtslibt;"
    reply = client.post("/", data={"text": kept})
    assert reply.status_code == 422
    assert "overwegende dat &lt;b&gt;de haven&lt;/b&gt; dichtslibt;" in reply.text
    big = client.post("/", files={"document": ("lang.txt", b"betreurt dit;\n" * 800_000)})
    assert (big.status_code, big.headers["content-type"]) == (413, "text/html; charset=utf-8")
    assert "te groot" in big.text


def test_the_log_never_holds_what_a_caller_sent(client: httpx.Client, running: Running) -> None:
    secret = "kwikstaartje"
    client.post("/v1/classify", json={"paragraphs": [{"id": secret, "text": f"betreurt {secret};"}]})
    client.post("/v1/documents", json={"text": f"1. betreurt {secret};"})
    client.post("/v1/documents", files={"document": (f"{secret}.pdf", secret.encode())})
    client.post("/", data={"text": f"1. betreurt {secret};"})
    for body in (f'{{"{secret}": 1}}', f'{{"paragraphs": "{secret}"}}', secret, f'{{"text": "{secret}'):
        post(client, body)
        post(client, body, "/v1/documents")
    client.get(f"/{secret}?vraag={secret}", headers={"x-naam": secret})
    client.post("/v1/documents", content=secret, headers={"content-type": f"multipart/form-data; boundary={secret}"})
    log = running.log()
    assert "POST /v1/classify 400" in log
    assert secret not in log
    assert "Traceback" not in log


_ATOMS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
_NAMES = st.sampled_from(["id", "text", "paragraphs", "engine"]) | st.text(max_size=4)
_ANYTHING = st.recursive(
    _ATOMS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(body=_ANYTHING, path=st.sampled_from(["/v1/classify", "/v1/documents"]))
def test_any_json_is_answered_or_refused(client: httpx.Client, body: object, path: str) -> None:
    reply = post(client, json.dumps(body), path)
    if reply.status_code != 200:
        refused(reply, reply.status_code, reply.json()["error"]["code"], reply.json()["error"]["field"])
        assert reply.status_code in (400, 413, 415, 422, 503)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(content=st.binary(max_size=200))
def test_any_bytes_are_answered_or_refused(client: httpx.Client, content: bytes) -> None:
    reply = client.post("/v1/documents", files={"document": ("motie.txt", content)})
    assert reply.status_code in (200, 415, 422)
    assert ("error" in reply.json()) == (reply.status_code != 200)


@pytest.mark.parametrize("text", ["\u200b\u200f", "\u0000", "\u00ad \u2060"])
def test_a_text_of_invisible_characters_is_empty(client: httpx.Client, text: str) -> None:
    reply = client.post("/v1/classify", json={"paragraphs": [{"id": "1", "text": text}]})
    refused(reply, 422, "empty_text", "paragraphs[0].text")


def test_half_a_surrogate_pair_is_called_that(client: httpx.Client) -> None:
    body = '{"paragraphs": [{"id": "1", "text": "betreurt \\ud800 dit"}]}'
    assert "surrogate" in refused(post(client, body), 400, "invalid_json")


def test_an_engine_given_twice(client: httpx.Client) -> None:
    files = [("document", ("motie.txt", b"betreurt dit;")), ("engine", (None, b"rules")), ("engine", (None, b"bert"))]
    refused(client.post("/v1/documents", files=files), 400, "invalid_request", "engine")


@pytest.mark.parametrize(("kind", "field"), [("json", "text"), ("file", "document")])
def test_the_limits_of_a_document_name_the_document(client: httpx.Client, kind: str, field: str) -> None:
    def send(text: str) -> httpx.Response:
        if kind == "json":
            return client.post("/v1/documents", json={"text": text})
        return client.post("/v1/documents", files={"document": ("motie.txt", text.encode())})

    many = "".join(f"{at}. betreurt dit;\n" for at in range(1, 10_002))
    assert "10,001" in refused(send(many), 413, "too_many_paragraphs", field)
    long = "1. betreurt dit;\n2. betreurt " + "dat " * 6000 + ";\n"
    assert "Paragraph 2" in refused(send(long), 422, "paragraph_too_long", field)


def test_a_flood_of_lines_is_refused_before_it_is_read(client: httpx.Client) -> None:
    reply = client.post("/v1/documents", json={"text": "x\n" * 3_000_000})
    assert "3,000,000" in refused(reply, 413, "too_many_lines", "text")
    assert reply.elapsed.total_seconds() < 5
