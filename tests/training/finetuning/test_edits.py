from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import marked_paragraphs

from labels.markup import MarkedParagraph
from labels.scheme import Act, Addressee, Paragraph, Span
from training.finetuning.edits import Edit, edited, spans_of

TEXT = "betreurt dit; verzoekt de Raad meer te doen;"


def paragraph() -> Paragraph:
    def span(words: str) -> Span:
        start = TEXT.index(words)
        return Span.cut(TEXT, start, start + len(words))

    asked = Act(
        "request", span("verzoekt"), span("meer te doen"), (Addressee(span("de Raad")),), "strong", "frame", 0.5
    )
    return Paragraph("p/1", TEXT, (Act("deplore", span("betreurt"), span("dit")), asked), "operative", "1")


def words(changed: Paragraph) -> list[str]:
    return [span.text for span in spans_of(changed)]


SAME = words(paragraph())


@pytest.mark.parametrize(
    ("edits", "text", "spans"),
    [
        ([Edit(0, 0, "3. ")], "3. " + TEXT, SAME),
        ([Edit(8, 9, "  ")], "betreurt  dit; verzoekt de Raad meer te doen;", SAME),
        ([Edit(9, 9, "al ")], "betreurt al dit; verzoekt de Raad meer te doen;", SAME),
        ([Edit(12, 12, "(1)")], "betreurt dit(1); verzoekt de Raad meer te doen;", SAME),
        ([Edit(12, 13, ",")], "betreurt dit, verzoekt de Raad meer te doen;", SAME),
        ([Edit(12, 13, "")], "betreurt dit verzoekt de Raad meer te doen;", SAME),
        ([Edit(11, 12, "t2")], "betreurt dit2; verzoekt de Raad meer te doen;", [SAME[0], "dit2", *SAME[2:]]),
        (
            [Edit(0, 8, "BETREURT"), Edit(10, 11, "ii")],
            "BETREURT diit; verzoekt de Raad meer te doen;",
            ["BETREURT", "diit", *SAME[2:]],
        ),
    ],
)
def test_spans_move_with_the_text(edits: list[Edit], text: str, spans: list[str]) -> None:
    changed = edited(paragraph(), edits)
    assert changed.text == text
    assert words(changed) == spans


def test_what_is_inserted_in_a_span_is_in_it() -> None:
    place = TEXT.index(" Raad")
    assert "de hele Raad" in words(edited(paragraph(), [Edit(place, place, " hele")]))


@pytest.mark.parametrize(
    "edit",
    [
        Edit(0, 8, ""),  # the whole trigger
        Edit(9, 12, ""),  # the whole target
        Edit(8, 13, " "),  # the target with what surrounds it
        Edit(5, 10, "x"),  # across the end of a trigger
        Edit(11, 13, "x"),  # across the end of a target
        Edit(4, 4, "- "),  # a trigger broken in two
        Edit(8, 8, "2"),  # a digit glued to a trigger
        Edit(8, 9, ""),  # a word glued to a trigger
        Edit(12, 14, ""),  # "ditverzoekt"
        Edit(14, 14, "ver"),
        Edit(14, 14, "\u00ad"),
        Edit(40, 99, ""),  # behind the text
    ],
)
def test_an_edit_that_would_spoil_a_span_is_dropped(edit: Edit) -> None:
    assert edited(paragraph(), [edit]) == paragraph()
    assert edited(paragraph(), [edit, Edit(0, 0, "1. ")]).text == "1. " + TEXT


def test_of_overlapping_edits_the_first_is_made() -> None:
    start = TEXT.index("meer")
    changed = edited(paragraph(), [Edit(start, start + 4, "minder"), Edit(start + 1, start + 2, "E")])
    assert changed.text == TEXT.replace("meer", "minder")


def test_insertions_at_one_place_keep_their_order() -> None:
    assert edited(paragraph(), [Edit(0, 0, "a "), Edit(0, 0, "b ")]).text == "a b " + TEXT


def test_edits_that_together_empty_a_span_are_not_made() -> None:
    assert edited(paragraph(), [Edit(9, 11, ""), Edit(11, 12, "")]) == paragraph()


def test_all_else_of_a_paragraph_stays() -> None:
    changed = edited(paragraph(), [Edit(0, 0, "1. ")])
    assert (changed.id, changed.role, changed.number) == ("p/1", "operative", "1")
    assert [(act.stance, act.strength, act.frame, act.confidence) for act in changed.acts] == [
        ("deplore", "normal", None, 1.0),
        ("request", "strong", "frame", 0.5),
    ]


@pytest.mark.parametrize(("start", "end"), [(-1, 0), (3, 2)])
def test_an_edit_runs_forward(start: int, end: int) -> None:
    with pytest.raises(ValueError, match=f"from {start} to {end}"):
        Edit(start, end, "")


@given(
    marked_paragraphs(),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 4), st.text("a1 -é", max_size=3)), max_size=6),
)
def test_any_edits_leave_spans_that_are_what_they_say(
    marked: MarkedParagraph, drawn: list[tuple[int, int, str]]
) -> None:
    before = marked.paragraph()
    after = edited(before, [Edit(start, start + length, text) for start, length, text in drawn])
    assert [act.stance for act in after.acts] == [act.stance for act in before.acts]
    assert len(spans_of(after)) == len(spans_of(before))
    for span in spans_of(after):
        assert span.text == after.text[span.start : span.end]
