from __future__ import annotations

import json
import random
import tempfile
from pathlib import Path
from typing import Any

import pytest
from annotated import TRAIN
from hypothesis import given
from hypothesis import strategies as st
from predicted import answer, compared, spoilt

from labels.scheme import Act, Actor, Addressee, Paragraph, Span
from training.evaluation.engines import ENGINES, Sources
from training.evaluation.measures import score_all
from training.evaluation.predictions import PredictionProblem, Predictions
from training.gold import load_gold

TEXT = "verzoekt de Raad 😀 haast te maken"
GOLD = [
    Paragraph("brug/1", TEXT, (Act("request", Span.cut(TEXT, 0, 8)),), "operative", "1"),
    Paragraph("brug/2", "eist rust", (Act("urge", Span("eist", 0, 4)),), "operative", "2"),
]
OTHER = Paragraph("sluis/1", "dankt de wacht", (), "operative", "1")
URGE: dict[str, Any] = {"stance": "urge", "trigger": {"start": 0, "end": 4}}


def written(folder: Path, data: object, name: str = "antwoord.json") -> Path:
    path = folder / name
    path.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
    return path


def predicted(folder: Path, data: object, gold: list[Paragraph] | None = None) -> list[Paragraph]:
    return Predictions.read(written(folder, data)).predict(GOLD if gold is None else gold)


def stances(paragraphs: list[Paragraph]) -> list[list[str]]:
    return [[act.stance for act in each.acts] for each in paragraphs]


def test_an_answer_of_the_service_is_read_as_it_was(tmp_path: Path) -> None:
    act = Act(
        "request",
        Span.cut(TEXT, 0, 8),
        Span.cut(TEXT, 19, len(TEXT)),
        (Addressee(Span.cut(TEXT, 9, 16), Actor("raad", "Raad", "institution")), Addressee(Span.cut(TEXT, 9, 11))),
        "strong",
        confidence=0.75,
    )
    paragraphs = [Paragraph("brug/1", TEXT, (act,), "operative", "1"), GOLD[1]]
    predictions = Predictions.read(written(tmp_path, answer(paragraphs), "mijn-model.json"))
    assert predictions.predict(GOLD) == paragraphs
    assert (predictions.name, predictions.version, predictions.unanswered) == ("mijn-model", "mijn-model.json", 0)


@pytest.mark.parametrize("engine", ["keyword", "rules"])
def test_answers_written_and_read_back_have_the_scores_of_the_engine(engine: str, tmp_path: Path) -> None:
    gold = [each for document in load_gold(TRAIN[:4]) for each in document.operatives]
    answers = ENGINES[engine](Sources()).predict(gold)
    read = Predictions.read(written(tmp_path, answer(answers))).predict(gold)
    assert score_all(gold, read) == score_all(gold, answers)
    assert [[act.confidence for act in each.acts] for each in read] == [
        [act.confidence for act in each.acts] for each in answers
    ]


@given(st.lists(compared, min_size=1, max_size=3), st.randoms(use_true_random=False))
def test_any_answer_is_read_as_it_was(drawn: list[tuple[Paragraph, Paragraph]], chance: random.Random) -> None:
    paragraphs = [
        spoilt(Paragraph(f"d/{n}", f"{each.text} {n}", each.acts), chance) for n, (_, each) in enumerate(drawn)
    ]
    # A folder of its own for each case: Hypothesis runs many in one test.
    with tempfile.TemporaryDirectory() as folder:
        for source in (answer(paragraphs), "\n".join(answer([each]) for each in paragraphs)):
            read = Predictions.read(written(Path(folder), source))
            assert read.predict(paragraphs) == paragraphs


@pytest.mark.parametrize(
    "data",
    [
        {"paragraphs": [{"id": "brug/2", "acts": [URGE]}]},
        [{"id": "brug/2", "acts": [URGE]}],
        {"id": "brug/2", "acts": [URGE]},
        [{"id": "2", "acts": [URGE]}],
        [{"id": 2, "acts": [URGE]}],
        [{"id": "whatever", "text": "eist rust", "acts": [URGE]}],
        '{"id": "brug/2", "acts": []}\n\n' + json.dumps({"id": "brug/2", "acts": [URGE]}) + "\n",
        "\ufeff" + json.dumps([{"id": "brug/2", "acts": [{**URGE, "addressees": None, "target": None}]}]),
    ],
)
def test_an_answer_finds_its_paragraph(data: object, tmp_path: Path) -> None:
    assert stances(predicted(tmp_path, data)) == [[], ["urge"]]


def test_a_bare_number_answers_a_single_document_only(tmp_path: Path) -> None:
    data = [{"id": "1", "acts": []}, {"id": "brug/2", "acts": [URGE]}]
    predictions = Predictions.read(written(tmp_path, data))
    assert stances(predictions.predict([*GOLD, OTHER])) == [[], ["urge"], []]
    assert predictions.unanswered == 2
    predictions.predict(GOLD)
    assert predictions.unanswered == 0


def test_a_text_goes_before_an_id(tmp_path: Path) -> None:
    note = {"stance": "note", "trigger": {"start": 0, "end": 4}}
    data = [{"id": "brug/2", "acts": [note]}, {"id": "x", "text": "eist rust", "acts": [URGE]}]
    assert stances(predicted(tmp_path, data)) == [[], ["urge"]]
    # An answer that says of which text it is does not answer another.
    data = [{"id": "brug/1", "text": "een andere tekst", "acts": [URGE]}, {"id": "brug/2", "acts": [note]}]
    assert stances(predicted(tmp_path, data)) == [[], ["note"]]


def test_what_is_not_said_has_a_default(tmp_path: Path) -> None:
    (act,) = predicted(tmp_path, [{"id": "2", "acts": [URGE]}])[1].acts
    assert act == Act("urge", Span("eist", 0, 4), confidence=1.0)


def test_a_line_separator_within_a_text_ends_no_line(tmp_path: Path) -> None:
    text = "eist\u2028rust\u0085nu"
    lines = "\n".join(
        json.dumps(each, ensure_ascii=False)
        for each in ({"id": "a", "text": "x"}, {"id": "b", "text": text, "acts": [URGE]})
    )
    assert stances(predicted(tmp_path, lines, [Paragraph("d/1", text)])) == [["urge"]]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("", "line 1: it is no json"),
        ("{", "line 1: it is no json"),
        ('[\n{"id": "1"},\n]', "line 3: it is no json"),
        ('{"id": "1"}\n{"id": "2"}\n{"id": "3"\n', "line 3: it is no json"),
        ("[" * 200_000, "line 1: it is no json"),
        (f"[{'9' * 5000}]", "line 1: it is no json"),
        ("3", "paragraphs: input should be a valid list"),
        ({"paragraphs": None}, "paragraphs: input should be a valid list"),
        ([{"acts": []}], "paragraphs[0].id: field required"),
        ([{"id": "1"}, {"id": "2", "acts": [{"stance": "urge"}]}], "paragraphs[1].acts[0].trigger: field required"),
        ('{"id": "1"}\n{"acts": []}', "line 2, paragraphs[0].id: field required"),
        ([{"id": "2", "acts": [{**URGE, "stance": "eist"}]}], "paragraph 2: no stance is 'eist'"),
        (
            [{"id": "2", "acts": [{**URGE, "confidence": 1.5}]}],
            "paragraphs[0].acts[0].confidence: input should be less",
        ),
        (
            '[{"id": "2", "acts": [{"stance": "urge", "trigger": {"start": 0, "end": 4}, "confidence": NaN}]}]',
            "confidence",
        ),
        ([{"id": "2", "acts": [{**URGE, "strength": "Strong"}]}], "strength: input should be 'normal' or 'strong'"),
        (
            [{"id": "2", "acts": [{**URGE, "trigger": {"start": -1, "end": 4}}]}],
            "trigger.start: input should be greater",
        ),
        (
            [{"id": "2", "acts": [{**URGE, "trigger": {"start": 0.5, "end": 4}}]}],
            "trigger.start: input should be a valid",
        ),
        (
            [{"id": "2", "acts": [{**URGE, "trigger": {"start": 4, "end": 4}}]}],
            "paragraph brug/2: 4 to 4 is no stretch",
        ),
        ([{"id": "2", "acts": [{**URGE, "trigger": {"start": 0, "end": 10}}]}], "is no stretch of a text of 9"),
        ([{"id": "2", "acts": [{**URGE, "target": {"start": 9, "end": 10}}]}], "paragraph brug/2: 9 to 10 is no"),
        ([{"id": "elders/1", "acts": [URGE]}], "no paragraph of the set is answered"),
        ([], "no paragraph of the set is answered"),
    ],
)
def test_what_cannot_be_measured_is_refused_in_one_sentence(data: object, said: str, tmp_path: Path) -> None:
    with pytest.raises(PredictionProblem) as caught:
        predicted(tmp_path, data)
    error = caught.value
    message = str(error)
    assert said in message.lower()
    assert "\n" not in message
    assert error.file == tmp_path / "antwoord.json"
    assert message.startswith(str(error.file))
    assert message.endswith(error.remedy)
    assert error.problem in message
    assert error.place in message


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(PredictionProblem, match="the file cannot be read"):
        Predictions.read(tmp_path / "weg.json")
    (tmp_path / "latijn.json").write_bytes('["é"]'.encode("latin-1"))
    with pytest.raises(PredictionProblem, match="the file cannot be read"):
        Predictions.read(tmp_path / "latijn.json")


def test_no_paragraphs_are_no_problem(tmp_path: Path) -> None:
    assert predicted(tmp_path, [], []) == []
