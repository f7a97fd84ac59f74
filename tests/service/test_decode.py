from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray
from tagged_texts import TAGS, Said, brief, odds, words_of

from labels.actors import ActorIndex
from labels.scheme import Act, Span
from service.decode import SECOND_STANCE, addressees, decode
from service.odds import Odds
from service.pieces import Piece
from service.tagged import Tagged

ACTORS = ActorIndex.load()
TEXT = "Verzoekt de regering de haven te verdiepen; betreurt en veroordeelt met klem het lozen van olie."


def acts(text: str, said: dict[str, Said]) -> tuple[Act, ...]:
    return decode(odds(text, said), ACTORS)


def test_acts_with_targets_addressees_and_strength() -> None:
    found = acts(
        TEXT,
        {
            "Verzoekt": "VERB-request",
            "de regering": "ADDRESSEE",
            "de haven te verdiepen": "TARGET",
            "betreurt": "VERB-deplore",
            "veroordeelt": "VERB-condemn-STRONG",
            "het lozen van olie": "TARGET",
        },
    )
    assert brief(found) == [
        ("request", "Verzoekt", "de haven te verdiepen", ("de regering",)),
        ("deplore", "betreurt", "het lozen van olie", ()),
        ("condemn", "veroordeelt", "het lozen van olie", ()),
    ]
    assert [act.strength for act in found] == ["normal", "normal", "strong"]
    assert {act.source for act in found} == {"bert"}
    assert {act.frame for act in found} == {None}
    assert all(act.confidence == pytest.approx(1, abs=1e-4) for act in found)


def test_offsets_count_code_points() -> None:
    text = "😀😀 steunt het plan 😀"
    [act] = acts(text, {"steunt": "VERB-support", "het plan": "TARGET"})
    assert act.trigger == Span("steunt", 3, 9)
    assert act.target == Span("het plan", 10, 18)


def test_an_addressee_names_its_actor() -> None:
    text = "Vraagt de Europese Commissie en de buren om hulp"
    said: dict[str, Said] = {
        "Vraagt": "VERB-request",
        "de Europese Commissie": "ADDRESSEE",
        "de buren": "ADDRESSEE",
        "om hulp": "TARGET",
    }
    [act] = acts(text, said)
    first, second = act.addressees
    assert first.actor == ACTORS.link("de Europese Commissie")
    assert first.actor is not None
    assert second.actor is None


def test_addressees_of_pieces() -> None:
    found = addressees("de Europese Commissie", [Piece(0, 21, "ADDRESSEE")], ACTORS)
    assert [each.span for each in found] == [Span("de Europese Commissie", 0, 21)]
    assert addressees("niemand", [], ACTORS) == ()


def test_no_verb_no_act() -> None:
    assert acts("het plan van de regering", {"het plan": "TARGET", "de regering": "ADDRESSEE"}) == ()
    assert acts("", {}) == ()
    assert acts("  \n", {}) == ()


@pytest.mark.parametrize(
    ("chances", "expected"),
    [
        ({"VERB-support": 0.51}, ["support"]),
        ({"VERB-support": 0.49}, []),
        ({"VERB-support": 0.4, "VERB-support-STRONG": 0.2}, ["support"]),
        ({"VERB-support": 0.45, "B-TARGET": 0.3}, ["support"]),
        ({"VERB-support": 0.3, "B-TARGET": 0.4}, []),
    ],
    ids=["likelier than not", "less likely", "with the strong one", "likelier than each other tag", "rather a target"],
)
def test_a_verb_is_what_is_likeliest(chances: dict[str, float], expected: list[str]) -> None:
    assert [act.stance for act in acts("hij steunt haar", {"steunt": chances})] == expected


def test_the_confidence_is_the_probability_of_the_stance() -> None:
    [act] = acts("steunt haar", {"steunt": {"VERB-support": 0.5, "VERB-support-STRONG": 0.2, "VERB-commend": 0.1}})
    assert act.confidence == pytest.approx(0.7, abs=1e-5)


@pytest.mark.parametrize(
    ("second", "expected"),
    [(SECOND_STANCE + 0.01, ["concern", "sympathise"]), (SECOND_STANCE - 0.01, ["sympathise"])],
)
def test_a_second_stance_is_taken_from_its_limit_on(second: float, expected: list[str]) -> None:
    text = "leeft bezorgd mee met de bewoners"
    said: dict[str, Said] = {
        "leeft": {"VERB-sympathise": 0.6, "VERB-concern-STRONG": second},
        "de bewoners": "TARGET",
    }
    found = acts(text, said)
    assert [act.stance for act in found] == expected
    assert {act.trigger.text for act in found} == {"leeft"}
    assert {act.target.text for act in found if act.target} == {"de bewoners"}
    strengths = {act.stance: act.strength for act in found}
    assert strengths["sympathise"] == "normal"
    assert strengths.get("concern", "strong") == "strong"


def test_there_is_no_third_stance() -> None:
    chances = {"VERB-concern": 0.32, "VERB-sympathise": 0.34, "VERB-deplore": 0.31}
    assert [act.stance for act in acts("leeft mee", {"leeft": chances})] == ["concern", "sympathise"]


def test_a_span_may_touch_the_next() -> None:
    text = "vraagt Bergen Zeewolde om hulp"
    said: dict[str, Said] = {"vraagt": "VERB-request", "Bergen": "ADDRESSEE", "Zeewolde": "ADDRESSEE"}
    assert brief(acts(text, said)) == [("request", "vraagt", None, ("Bergen", "Zeewolde"))]


def test_a_word_within_a_target_does_not_break_it() -> None:
    """Each word by itself would end the target at 'van', which is likelier to be none than to go on."""
    text = "eist de bouw van een school"
    said: dict[str, Said] = {
        "eist": "VERB-urge",
        "de bouw": "TARGET",
        "van": {"I-TARGET": 0.45},
        "een": {"I-TARGET": 0.99},
        "school": {"I-TARGET": 0.99},
    }
    assert brief(acts(text, said)) == [("urge", "eist", "de bouw van een school", ())]


tag_numbers = st.lists(st.integers(0, len(TAGS) - 1), max_size=12)
scores = st.integers(0, 9).flatmap(
    lambda count: arrays.arrays(np.float32, (count, len(TAGS)), elements=st.floats(-8, 8, width=32))
)


@given(scores)
def test_any_scores_give_acts_that_lie_in_the_text(numbers: NDArray[np.float32]) -> None:
    text = "ja, " * len(numbers)
    words = words_of(text)[::2]
    found = decode(Odds.of(Tagged(text, words, numbers)), ACTORS)
    starts = [act.trigger.start for act in found]
    assert starts == sorted(starts)
    for act in found:
        assert 0 < act.confidence <= 1
        assert (act.trigger.start, act.trigger.end) in set(map(tuple, words.tolist()))
        for span in (act.trigger, *([act.target] if act.target else []), *(each.span for each in act.addressees)):
            assert text[span.start : span.end] == span.text
    spans = {(each.start, each.end) for act in found for each in (act.trigger, *_spans(act))}
    assert all(one[1] <= other[0] for one, other in pairwise(sorted(spans)))


def _spans(act: Act) -> list[Span]:
    return [*([act.target] if act.target else []), *(each.span for each in act.addressees)]


@given(tag_numbers)
def test_tags_that_fit_together_are_found_again(numbers: list[int]) -> None:
    """An I that follows neither its B nor its I is made a B: then the verbs are those of the tags."""
    names: list[str] = []
    for number in numbers:
        name, part = TAGS[number], TAGS[number][2:]
        fits = not name.startswith("I-") or (names and names[-1] in (f"B-{part}", name))
        names.append(name if fits else f"B-{part}")
    text = " ".join("woord" for _ in names)
    rows = np.full((len(names), len(TAGS)), -20, dtype=np.float32)
    rows[np.arange(len(names)), [TAGS.index(name) for name in names]] = 20
    found = decode(Odds.of(Tagged(text, words_of(text), rows)), ACTORS)
    verbs = [(at * 6, name) for at, name in enumerate(names) if name.startswith("VERB-")]
    assert [
        (act.trigger.start, f"VERB-{act.stance}{'-STRONG' if act.strength == 'strong' else ''}") for act in found
    ] == verbs
    asked = [span for act in found for span in act.addressees]
    assert len(asked) == (names.count("B-ADDRESSEE") if verbs else 0)
