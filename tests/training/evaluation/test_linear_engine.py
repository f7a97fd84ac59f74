from __future__ import annotations

import pytest
from hypothesis import given, settings
from predicted import paragraph
from strategies import STANCES, any_text

from labels.scheme import Paragraph
from labels.tokens import tokenise
from training.evaluation.linear_engine import LinearEngine, _candidates

pytest.importorskip("sklearn", reason="the extra `data` is not installed")

NOTE = '<act stance="note"><verb>neemt</verb> kennis van <target>{}</target></act>'
CONCERN = '<act stance="concern"><verb>neemt</verb> met bezorgdheid kennis van <target>{}</target></act>'
URGE = '<act stance="urge"><verb>eist</verb> <target>{}</target></act>'
REPORTED = "<act stance='note'><verb>constateert</verb> <target>dat de Raad {} eist</target></act>"
TOPICS = ("het verslag", "de haven", "de visserij", "het plan van de Commissie")
TAUGHT = [paragraph(markup.format(topic)) for topic in TOPICS for markup in (NOTE, CONCERN, URGE, REPORTED)]
ENGINE = LinearEngine.fitted(TAUGHT)


def shown(text: str) -> list[tuple[str, str, int]]:
    (answer,) = ENGINE.predict([Paragraph("1", text)])
    return [(act.stance, act.trigger.text, act.trigger.start) for act in answer.acts]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("neemt kennis van de brief", [("note", "neemt", 0)]),
        ("neemt met bezorgdheid kennis van de brief", [("concern", "neemt", 0)]),
        ("Eist de brief; neemt kennis van het plan", [("urge", "Eist", 0), ("note", "neemt", 15)]),
        ("constateert dat de Raad de brief eist", [("note", "constateert", 0)]),
        ("veroordeelt de brief", []),
        ("", []),
    ],
)
def test_what_it_learned_it_finds_again(text: str, expected: list[tuple[str, str, int]]) -> None:
    assert shown(text) == expected


def test_it_has_neither_targets_nor_addressees() -> None:
    (answer,) = ENGINE.predict([paragraph(URGE.format("de brief"))])
    (act,) = answer.acts
    assert (act.target, act.addressees, act.strength) == (None, (), "normal")
    assert 0.0 < act.confidence <= 1.0


def test_its_version_tells_what_it_learned_from() -> None:
    assert (ENGINE.name, ENGINE.version) == ("linear", f"linear-{len(TAUGHT)}-paragraphs")


def test_a_clause_tells_the_words_before_its_verb_from_those_behind() -> None:
    tokens = tokenise("Gezien dat plan van de Raad eist en hoopt hij dat het lukt; anders niet")
    first, second = _candidates(tokens, frozenset({"eist", "hoopt"}))
    assert first.clause == "<van <de <raad =eist en"
    assert second.clause == "<raad <eist <en =hoopt hij dat het lukt"
    (opening,) = _candidates(tokenise("Eist rust"), frozenset({"eist"}))
    assert opening.clause == "<start =eist rust"


def test_it_learns_the_same_from_the_same() -> None:
    texts = [Paragraph(str(number), f"neemt kennis van {topic}") for number, topic in enumerate(TOPICS)]
    assert LinearEngine.fitted(TAUGHT).predict(texts) == ENGINE.predict(texts)


def test_paragraphs_do_not_touch_each_other() -> None:
    texts = [Paragraph("1", "eist rust"), Paragraph("2", "gezien"), Paragraph("3", "neemt kennis van het plan")]
    together = ENGINE.predict(texts)
    assert together == [answer for text in texts for answer in ENGINE.predict([text])]
    assert [len(each.acts) for each in together] == [1, 0, 1]


@pytest.mark.parametrize("paragraphs", [[], [paragraph(URGE.format("rust"))], [Paragraph("1", "gezien")]])
def test_without_two_labels_there_is_nothing_to_learn(paragraphs: list[Paragraph]) -> None:
    with pytest.raises(ValueError, match="fewer than two labels"):
        LinearEngine.fitted(paragraphs)


@settings(max_examples=30)
@given(any_text)
def test_the_spans_of_any_text_are_what_they_say(text: str) -> None:
    source = f"{text} eist {text}"
    (answer,) = ENGINE.predict([Paragraph("1", source)])
    for act in answer.acts:
        assert source[act.trigger.start : act.trigger.end] == act.trigger.text
        assert act.stance in STANCES
