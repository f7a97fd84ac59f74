"""What the running service answers to requests that are in order."""

from __future__ import annotations

import json
import re

import httpx
import pytest

from service.api import ClassifyAnswer, DocumentAnswer, ModelStateAnswer, StancesAnswer
from service.classifier import NO_MODEL

MOTION = """De Kamer,

gehoord de beraadslaging,

overwegende dat de veerdienst naar het eiland elke winter uitvalt;

1. verzoekt de Commissie de veerdienst te steunen;

2. betreurt dat de bewoners hierover niet zijn gehoord;

en gaat over tot de orde van de dag.
"""


def classify(client: httpx.Client, *texts: str, **more: object) -> httpx.Response:
    paragraphs = [{"id": str(at), "text": text} for at, text in enumerate(texts)]
    return client.post("/v1/classify", json={"paragraphs": paragraphs, **more})


def test_classify_answers_the_contract(client: httpx.Client) -> None:
    text = "verzoekt de Commissie de veerdienst te steunen;"
    reply = classify(client, text)
    assert reply.status_code == 200
    assert reply.headers["content-type"] == "application/json"
    answer = reply.json()
    assert set(answer) == {"paragraphs", "model", "warnings"}
    assert set(answer["model"]) == {"version", "engine"}
    (paragraph,) = answer["paragraphs"]
    assert set(paragraph) == {"id", "text", "stance", "target", "addressees", "confidence", "acts"}
    (act,) = paragraph["acts"]
    assert set(act) == {
        *("stance", "name", "group", "polarity", "force", "strength", "trigger", "frame"),
        *("target", "addressees", "confidence", "source"),
    }
    assert (act["stance"], act["group"], act["trigger"]["text"]) == ("request", "direct", "verzoekt")
    assert [item["text"] for item in act["addressees"]] == ["de Commissie"]
    assert set(act["addressees"][0]) == {"text", "start", "end", "actor"}
    for span in (act["trigger"], act["target"], *act["addressees"]):
        assert text[span["start"] : span["end"]] == span["text"]
    for name in ("stance", "target", "addressees", "confidence"):
        assert paragraph[name] == act[name]


def test_paragraphs_keep_their_order_and_double_ids(client: httpx.Client) -> None:
    paragraphs = [{"id": "a", "text": "betreurt dit;"}, {"id": "a", "text": "Een zin zonder standpunt."}] * 3
    answer = client.post("/v1/classify", json={"paragraphs": paragraphs}).json()
    assert [{"id": item["id"], "text": item["text"]} for item in answer["paragraphs"]] == paragraphs
    assert [item["stance"] for item in answer["paragraphs"]] == ["deplore", None] * 3
    assert answer["paragraphs"][1]["confidence"] is None
    assert answer["paragraphs"][1]["acts"] == []


def test_the_paragraphs_of_an_answer_can_be_sent_again(client: httpx.Client) -> None:
    first = client.post("/v1/documents", json={"text": MOTION}).json()
    operatives = [item for item in first["paragraphs"] if item["role"] == "operative"]
    again = client.post("/v1/classify", json={"paragraphs": operatives}).json()
    assert [item["acts"] for item in again["paragraphs"]] == [item["acts"] for item in operatives]


def test_hybrid_says_that_the_rules_answered(client: httpx.Client) -> None:
    answer = ClassifyAnswer.model_validate_json(classify(client, "betreurt dit;").content)
    assert answer.model.engine == "rules"
    assert any("model" in warning for warning in answer.warnings)
    assert classify(client, "betreurt dit;", engine="rules").json()["warnings"] == []


def test_what_is_not_sure_enough_is_left_out(client: httpx.Client) -> None:
    sure = classify(client, "betreurt dit;", engine="rules").json()
    confidence = sure["paragraphs"][0]["confidence"]
    assert 0 < confidence < 1
    assert classify(client, "betreurt dit;", engine="rules", min_confidence=confidence).json() == sure
    unsure = classify(client, "betreurt dit;", engine="rules", min_confidence=1).json()
    assert (unsure["paragraphs"][0]["stance"], unsure["paragraphs"][0]["acts"]) == (None, [])
    assert unsure["warnings"] == ["1 act with a confidence below 1 left out."]
    as_text = client.post("/v1/documents", json={"text": MOTION, "engine": "rules", "min_confidence": 1})
    file = {"document": ("motie.txt", MOTION.encode(), "text/plain")}
    as_file = client.post("/v1/documents", files=file, data={"engine": "rules", "min_confidence": "1"})
    assert as_text.status_code == as_file.status_code == 200
    assert as_text.json() == as_file.json()
    assert as_text.json()["warnings"] == ["2 acts with a confidence below 1 left out."]


def test_a_document_as_file_and_as_text_is_answered_alike(client: httpx.Client) -> None:
    as_text = client.post("/v1/documents", json={"text": MOTION})
    file = {"document": ("motie.txt", MOTION.encode(), "text/plain")}
    as_file = client.post("/v1/documents", files=file, data={"engine": "hybrid"})
    assert as_text.status_code == as_file.status_code == 200
    assert as_text.json() == as_file.json()
    answer = DocumentAnswer.model_validate_json(as_text.content)
    assert set(as_text.json()["document"]) == {"title", "reference", "procedure", "date", "body", "language"}
    assert {"recital", "operative"} <= {item.role for item in answer.paragraphs}
    assert [item.number for item in answer.paragraphs if item.acts] == ["1", "2"]
    assert all(item.role == "operative" for item in answer.paragraphs if item.acts)


def test_a_file_in_windows_1252_is_read_with_a_warning(client: httpx.Client) -> None:
    text = MOTION.replace("Commissie", "Commissie\u00eb")
    reply = client.post("/v1/documents", files={"document": ("motie.txt", text.encode("cp1252"))})
    assert reply.status_code == 200
    assert any("1252" in warning for warning in reply.json()["warnings"])
    assert any("Commissie\u00eb" in item["text"] for item in reply.json()["paragraphs"])


@pytest.mark.parametrize(
    "text",
    [
        "betreurt\u0000 dit",
        "betreurt dat cafe\u0301s sluiten",
        "\u202ebetreurt\u202c dit \u200f",
        "betreurt \U0001f6a2 dit",
        "This paragraph regrets nothing in Dutch.",
        "\ufeffbetreurt dit",
        "x" * 20_000,
    ],
)
def test_odd_characters_come_back_as_they_were_sent(client: httpx.Client, text: str) -> None:
    reply = classify(client, text)
    assert reply.status_code == 200
    (paragraph,) = reply.json()["paragraphs"]
    assert paragraph["text"] == text
    for act in paragraph["acts"]:
        span = act["trigger"]
        assert text[span["start"] : span["end"]] == span["text"]


def test_what_is_not_dutch_is_answered_with_a_warning(client: httpx.Client) -> None:
    text = "calls on the Commission and the Council to support the ferry that is of use to all of the islands;"
    answer = classify(client, text, engine="rules").json()
    assert answer["paragraphs"][0]["text"] == text
    assert any("Dutch" in warning for warning in answer["warnings"])
    reply = client.post("/v1/documents", json={"text": f"1. {text}\n\n2. {text}\n", "engine": "rules"})
    assert reply.status_code == 200
    assert any("Dutch" in warning for warning in reply.json()["warnings"])
    assert classify(client, "betreurt dit;", engine="rules").json()["warnings"] == []


def test_stances_and_model(client: httpx.Client) -> None:
    stances = StancesAnswer.model_validate_json(client.get("/v1/stances").content).stances
    assert len(stances) == 18
    assert {item.polarity for item in stances} == {-1, 0, 1}
    model = ModelStateAnswer.model_validate_json(client.get("/v1/model").content)
    assert model.engines == {"hybrid": True, "bert": False, "rules": True}
    assert (model.engine, model.trained, model.warnings) == ("rules", None, [NO_MODEL])
    assert model.limits.bytes == 10_000_000


@pytest.mark.parametrize("path", ["/healthz", "/livez", "/readyz"])
def test_health(client: httpx.Client, path: str) -> None:
    assert client.get(path).status_code == 200


def test_every_described_route_answers(client: httpx.Client) -> None:
    described = client.get("/openapi.json").json()
    for path, methods in described["paths"].items():
        # Nothing has the id "{id}".
        expected = 404 if "{id}" in path else 200
        assert ("get" in methods) == (client.get(path).status_code == expected), path
    example = described["paths"]["/v1/classify"]["post"]["requestBody"]["content"]["application/json"]["example"]
    assert client.post("/v1/classify", json=example).json()["paragraphs"][0]["stance"] == "request"


def test_every_reference_of_the_description_leads_somewhere(client: httpx.Client) -> None:
    text = client.get("/openapi.json").text
    known = json.loads(text)["components"]["schemas"]
    names = re.findall(r'"#/components/schemas/(\w+)"', text)
    assert names
    assert set(names) <= set(known)


def test_metrics_hold_known_routes_only(client: httpx.Client) -> None:
    for path in ("/geheim/pad-1", "/geheim/pad-2", "/v1/stances"):
        client.get(path)
    text = client.get("/metrics").text
    assert "geheim" not in text
    assert re.search(r'standpunt_requests_total\{[^}]*route="other"[^}]*\} [1-9]', text)
    assert re.search(r'standpunt_requests_total\{[^}]*route="/v1/stances"[^}]*\} [1-9]', text)
    assert re.search(r'standpunt_paragraphs_total\{engine="rules"\} [1-9]', text)


def test_the_page_shows_a_form_and_a_document(client: httpx.Client) -> None:
    form = client.get("/")
    assert form.status_code == 200
    assert "<form" in form.text
    assert "default-src 'none'" in form.headers["content-security-policy"]
    for reply in (
        client.post("/", data={"text": MOTION}),
        client.post("/", data={"text": ""}, files={"document": ("motie.txt", MOTION.encode())}),
    ):
        assert reply.status_code == 200
        assert "veerdienst" in reply.text
    sheet = re.search(r'href="(static/[^"]+\.css[^"]*)"', form.text)
    assert sheet
    assert client.get("/" + sheet[1]).headers["content-type"].startswith("text/css")
