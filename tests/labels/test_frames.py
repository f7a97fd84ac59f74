from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labels.frames import FrameProblem, parse_frame

CLASSES = frozenset({"feeling", "verdict"})


def kinds(text: str, stance: str | None = "note") -> list[str]:
    (frame,) = parse_frame(text, stance, CLASSES)
    return [element.kind for element in frame.elements]


def test_a_frame_as_one_writes_it() -> None:
    (frame,) = parse_frame("dringt er bij {addressee} op aan {target}", "urge", CLASSES)
    assert (frame.head, frame.stance, frame.text) == ("dringt", "urge", "dringt er bij {addressee} op aan {target}")
    assert [element.kind for element in frame.elements] == ["word", "addressee", "word", "word", "target"]
    assert frame.elements[0].words == {"bij", "erbij"}
    assert frame.elements[2].words == {"op", "erop"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("betreurt {target}", ["target"]),
        ("betreurt het {clause}", ["clause"]),
        ("verzoekt {addressee} {target}", ["addressee", "target"]),
        ("neemt zijn toevlucht tot {other}", ["word", "word", "other"]),
        ("steunt {target} niet", ["target", "not"]),
        ("gaat niet akkoord met {target}", ["not", "word", "word", "target"]),
        ("spreekt een {feeling} uit over {target}", ["class", "word", "word", "target"]),
        ("zwijgt", []),
    ],
)
def test_elements(text: str, expected: list[str]) -> None:
    assert kinds(text) == expected


def test_a_clause_is_a_target_that_must_be_a_clause() -> None:
    (frame,) = parse_frame("zegt {clause}", "note", CLASSES)
    assert frame.elements[0].is_target
    assert frame.elements[0].name == "target"


def test_a_choice_of_heads_makes_frames() -> None:
    frames = parse_frame("(Prijst|looft) {target}", "commend", CLASSES)
    assert [frame.head for frame in frames] == ["prijst", "looft"]
    assert {frame.elements for frame in frames} == {frames[0].elements}


def test_a_choice_of_words_is_one_element() -> None:
    (frame,) = parse_frame("geeft {target} (op|prijs)", "reject", CLASSES)
    assert frame.elements[1].words == {"op", "erop", "prijs"}


def test_anchors_prefer_the_rare() -> None:
    assert parse_frame("uit zijn {feeling} over {target}", None, CLASSES)[0].anchors == ("{feeling}",)
    assert parse_frame("neemt kennis van {target}", "note", CLASSES)[0].anchors == ("kennis",)
    assert parse_frame("wijst op {target}", "note", CLASSES)[0].anchors == ("erop", "op")
    assert parse_frame("betreurt {target}", "deplore", CLASSES)[0].anchors == ()


@pytest.mark.parametrize(
    ("text", "stance", "problem", "remedy"),
    [
        ("betreurt {target", "deplore", "has a bracket that is not closed", "Write {slot} and (one|two)."),
        ("betreurt target}", "deplore", "has a bracket that is not closed", "Write {slot} and (one|two)."),
        ("wijst (op|naar {target}", "note", "has a bracket that is not closed", "Write {slot} and (one|two)."),
        ("{target} betreurt", "deplore", "does not begin with a verb", "Begin with the finite verb"),
        ("(prijst|) {target}", "commend", "does not begin with a verb", "Begin with the finite verb"),
        ("3 {target}", "note", "does not begin with a verb", "Begin with the finite verb"),
        ("meldt {target} aan {target}", "note", "has a slot twice", "once each"),
        ("meldt {target} dat {clause}", "note", "has a slot twice", "once each"),
        ("meldt {doel}", "note", "has an unknown slot {doel}", "{addressee}, {clause}, {other}, {feeling}"),
        ("meldt , {target}", "note", "',' in 'meldt , {target}' is not a word", "Write words"),
        ("meldt (op|) {target}", "note", "is not a word", "Write words"),
        ("meldt {target}", None, "stands under by-word with 0 word classes", "{feeling}, {verdict}"),
        ("acht {verdict} met {feeling}", None, "with 2 word classes", "Use exactly one of"),
    ],
)
def test_every_problem_says_what_and_what_to_do(text: str, stance: str | None, problem: str, remedy: str) -> None:
    with pytest.raises(FrameProblem) as caught:
        parse_frame(text, stance, CLASSES)
    assert problem in caught.value.problem
    assert all(part in caught.value.remedy for part in remedy.split(", "))
    assert caught.value.remedy.endswith(".")
    assert str(caught.value) == f"{caught.value.problem}. {caught.value.remedy}"


def test_an_empty_frame_is_a_problem() -> None:
    with pytest.raises(FrameProblem):
        parse_frame("", "note", CLASSES)


@given(st.text(st.sampled_from("ab {}()|target"), min_size=1, max_size=25).filter(str.strip))
def test_any_line_is_a_frame_or_a_problem(text: str) -> None:
    try:
        frames = parse_frame(text, "note", CLASSES)
    except FrameProblem as refused:
        assert refused.remedy
    else:
        assert all(frame.head and frame.stance == "note" for frame in frames)
