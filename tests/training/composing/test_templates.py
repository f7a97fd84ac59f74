from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.composing.templates import Adverbial, Agreement, Choice, Slot, TemplateProblem, parse, slots


def test_a_slot_may_be_a_subject_and_have_a_form() -> None:
    assert parse("<actor!> weigert <request:om>") == (
        Slot("actor", subject=True),
        " weigert ",
        Slot("request", form="om"),
    )


def test_a_verb_with_two_numbers() -> None:
    assert parse("wordt^worden gehoord") == (Agreement("wordt", "worden"), " gehoord")


def test_a_mark_behind_a_verb_with_two_numbers_stays() -> None:
    assert parse("stelt^stellen, omdat") == (Agreement("stelt", "stellen"), ", omdat")


def test_a_choice_may_be_empty_and_hold_slots() -> None:
    assert parse("(zeer|) <thing>") == (Choice((("zeer",), ())), " ", Slot("thing"))
    assert slots(parse("(<ill>|het <good>) ~")) == {"ill", "good"}


def test_choices_may_be_nested() -> None:
    assert parse("(a|(b|c))") == (Choice((("a",), (Choice((("b",), ("c",))),))),)


def test_parentheses_without_a_bar_stand_for_themselves() -> None:
    assert "".join(str(part) for part in parse("Richtlijn (EU) 2016/97")) == "Richtlijn (EU) 2016/97"


def test_a_marker_of_a_list_is_text() -> None:
    assert "".join(str(part) for part in parse("a) dit | dat")) == "a) dit | dat"


def test_an_adverbial_has_its_place() -> None:
    assert parse("de Raad ~ zwijgt") == ("de Raad ", Adverbial(), " zwijgt")


@pytest.mark.parametrize(
    ("text", "problem"),
    [("(a|b", "parenthesis that is not closed"), ("<request:wil>", "unknown form 'wil'")],
)
def test_what_cannot_be_read_is_refused_with_a_remedy(text: str, problem: str) -> None:
    with pytest.raises(TemplateProblem, match=problem) as caught:
        parse(text)
    assert caught.value.remedy.endswith(".")


@given(st.text(st.characters(exclude_characters="<>()|~^"), max_size=40))
def test_text_without_marks_stays_as_it_is(text: str) -> None:
    assert "".join(str(part) for part in parse(text)) == text
