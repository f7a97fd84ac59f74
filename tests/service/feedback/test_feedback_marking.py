from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from corrected import DEPLORE, NOON, REQUEST, TEXT, sent
from hypothesis import given
from hypothesis import strategies as st
from strategies import any_text

from labels.corrections import Correction
from service.feedback.contract import GivenCorrection
from service.feedback.marking import AHEAD, MarkFault, correction_of, refuse_ahead


def marked(**changed: Any) -> Correction:
    return correction_of(GivenCorrection.model_validate_json(json.dumps(sent(**changed))), NOON)


def refused(**changed: Any) -> MarkFault:
    with pytest.raises(MarkFault) as caught:
        marked(**changed)
    assert caught.value.remedy.endswith(".")
    assert not caught.value.problem.endswith(".")
    return caught.value


def first_act(**changed: Any) -> list[dict[str, Any]]:
    return [{**REQUEST, **changed}, DEPLORE]


def test_words_and_offsets_give_the_same_spans() -> None:
    by_words = marked()
    offsets = {
        "trigger": {"start": 0, "end": 8},
        "target": {"start": 33, "end": 40, "text": "om hulp"},
        "addressees": [{"start": 9, "end": 16}, {"start": 20, "end": 32}],
    }
    assert marked(acts=first_act(**offsets)) == by_words
    request, deplore = by_words.paragraph.acts
    assert [each.span.text for each in request.addressees] == ["de Raad", "de Commissie"]
    assert (deplore.trigger.text, deplore.strength) == ("betreurt", "strong")


def test_an_act_of_an_answer_can_be_sent_as_it_came() -> None:
    more = {"name": "verzoekt", "group": "direct", "polarity": 0, "force": 3, "frame": None, "confidence": 0.9}
    addressee = {"text": "de Raad", "start": 9, "end": 16, "actor": {"id": "raad", "name": "Raad", "kind": "x"}}
    act = {**REQUEST, **more, "source": "rules", "addressees": [addressee, {"text": "de Commissie"}]}
    assert marked(acts=[act, DEPLORE]) == marked()


def test_the_time_is_that_of_the_sender_in_utc_or_now() -> None:
    assert marked().at == NOON
    found = marked(at="2026-03-09T13:30:00+02:00")
    assert (found.at, found.at.tzinfo) == (NOON - timedelta(minutes=30), UTC)


@pytest.mark.parametrize(
    ("changed", "field", "problem"),
    [
        ({"acts": first_act(target={"text": "de"})}, "acts[0].target", "more than once in the text (at 9, 20, 53)"),
        ({"acts": first_act(target={"text": "hul"})}, "acts[0].target", "does not stand in the text as whole words"),
        ({"acts": first_act(target={"text": "de regering"})}, "acts[0].target", "does not stand in the text"),
        ({"acts": first_act(target={"text": "om hulp;"})}, "acts[0].target", "ends in ';'"),
        ({"acts": first_act(target={"text": " om hulp"})}, "acts[0].target", "white space at an end"),
        ({"acts": first_act(target={"text": ""})}, "acts[0].target", "has no place"),
        ({"acts": first_act(target={})}, "acts[0].target", "has no place"),
        ({"acts": first_act(target={"start": 33})}, "acts[0].target", "only one end"),
        ({"acts": first_act(target={"text": "om hulp", "end": 40})}, "acts[0].target", "only one end"),
        ({"acts": first_act(target={"start": 33, "end": 99})}, "acts[0].target", "in a text of 62 characters"),
        (
            {"acts": first_act(target={"start": 36, "end": 40, "text": "om hulp"})},
            "acts[0].target",
            "the text says 'hulp'",
        ),
        ({"acts": first_act(trigger={"text": "verzoekt de"})}, "acts[0].trigger", "is 2 tokens"),
        ({"acts": first_act(trigger={"start": 0, "end": 4})}, "acts[0].trigger", "part of a token"),
        ({"acts": first_act(stance="applaud")}, "acts[0].stance", "'applaud' does not exist"),
        ({"acts": first_act(target={"text": "Raad en de Commissie"})}, "acts[0]", "overlap"),
        ({"acts": [REQUEST, DEPLORE, REQUEST]}, "acts[2]", "twice (first in acts[0])"),
        ({"text": "– ;", "acts": []}, "text", "has no word"),
        ({"text": "betreurt\x00 dit", "acts": []}, "text", "U+0000"),
        ({"note": "\x00"}, "note", "U+0000"),
        ({"at": "0001-01-01T00:00:00+01:00"}, "at", "outside the years"),
    ],
)
def test_what_cannot_be_marked_is_refused(changed: dict[str, Any], field: str, problem: str) -> None:
    found = refused(**changed)
    assert found.field == field
    assert problem in found.problem


def test_a_paragraph_may_have_no_act() -> None:
    assert marked(text="de Raad", acts=[]).paragraph.acts == ()


def test_a_verb_is_found_beside_a_longer_word() -> None:
    act = {"stance": "consider", "trigger": {"text": "acht"}}
    found = marked(text="De achterstand: acht dit nodig", acts=[act])
    assert found.paragraph.acts[0].trigger.start == 16


def test_a_time_ahead_of_ours_is_refused() -> None:
    refuse_ahead(marked(at=(NOON + AHEAD).isoformat()), NOON)
    with pytest.raises(MarkFault, match="future"):
        refuse_ahead(marked(at=(NOON + AHEAD + timedelta(seconds=1)).isoformat()), NOON)


@given(any_text, st.sampled_from([TEXT, "de de de", "1.000 'lid- staten'", "ĳ\u0301 😀"]), st.integers(0, 9))
def test_words_are_found_once_or_refused(words: str, text: str, place: int) -> None:
    if place < len(text):
        # Seldom do any words stand in a text: try those that do as well.
        words = words if place % 2 else text[place : place + 1 + len(words)]
    act = {"stance": "note", "trigger": {"text": "x"}, "target": {"text": words.encode(errors="replace").decode()}}
    given = GivenCorrection.model_validate_json(json.dumps(sent(text=f"x {text}", acts=[act])))
    try:
        (found,) = correction_of(given, datetime.now(UTC)).paragraph.acts
    except MarkFault as fault:
        assert fault.field in ("acts[0]", "acts[0].target", "acts[0].trigger")
    else:
        assert found.target is not None
        assert given.text[found.target.start : found.target.end] == found.target.text
        assert given.text.count(found.target.text) >= 1
