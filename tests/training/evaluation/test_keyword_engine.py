from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import STANCES, any_text, dutch_paragraphs

from labels.scheme import Act, Paragraph
from training.evaluation.keyword_engine import KEYWORDS, KeywordEngine

LISTED = sorted(verb for verbs in KEYWORDS.values() for verb in verbs)
# Letters that Unicode folds to those of the verbs.
_TWISTED = st.sampled_from(LISTED).map(lambda verb: verb.replace("s", "ſ").replace("i", "ı").replace("k", "\u212a"))


def acts(text: str) -> tuple[Act, ...]:
    (answer,) = KeywordEngine().predict([Paragraph("1", text)])
    return answer.acts


def shown(text: str) -> list[tuple[str, str, str | None]]:
    return [(act.stance, act.trigger.text, act.target.text if act.target else None) for act in acts(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("betreurt de late komst;", [("deplore", "betreurt", "de late komst")]),
        ("Betreurt  de late komst , ", [("deplore", "Betreurt", "de late komst")]),
        ("eist rust en verwacht orde.", [("urge", "eist", "rust en"), ("expect", "verwacht", "orde")]),
        ("eist rust; anders volgt niets", [("urge", "eist", "rust")]),
        ("eist", [("urge", "eist", None)]),
        ("eist;", [("urge", "eist", None)]),
        ("eist rust. Dankt de wacht", [("urge", "eist", "rust"), ("commend", "Dankt", "de wacht")]),
        ("herziet wat geëist is, verwijst naar de eiser", []),
        ("", []),
    ],
)
def test_a_listed_verb_and_the_words_behind_it(text: str, expected: list[tuple[str, str, str | None]]) -> None:
    assert shown(text) == expected


def test_it_is_naive() -> None:
    # What it cannot know: a verb of another speaker, and a light verb whose noun decides.
    assert shown("wijst erop dat de Raad het geweld veroordeelt")[1][0] == "condemn"
    assert shown("neemt met bezorgdheid kennis van het verslag")[0][0] == "note"


def test_every_verb_has_one_stance_of_the_scheme() -> None:
    assert list(KEYWORDS) == list(STANCES)
    assert len(LISTED) == len(set(LISTED))
    for stance, verbs in KEYWORDS.items():
        for verb in verbs:
            assert [act.stance for act in acts(f"{verb} de haven")] == [stance]


@given(st.one_of(any_text, dutch_paragraphs, _TWISTED))
def test_the_spans_of_any_text_are_what_they_say(text: str) -> None:
    for act in acts(text):
        assert act.trigger.text.lower() in LISTED
        for span in (act.trigger, act.target):
            if span is not None:
                assert text[span.start : span.end] == span.text
        if act.target is not None:
            assert act.target.start >= act.trigger.end
            assert act.target.text == act.target.text.strip()
            assert ";" not in act.target.text
