from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tagged_texts import Said, near, odds, span

from labels.scheme import Act, Addressee
from service.calibration import Arbitration, Calibration, Sureness
from service.hybrid import Ruled, arbitrate, log_odds, ruled
from service.odds import Odds

TEXT = "De raad betreurt de sluiting van de haven en verzoekt de minister de kade te herstellen."
LIMITS = Arbitration(rules_alone=0.2, model_alone=0.8, other_stance=0.7, target=2.0, addressee=2.0)


def act(stance: str, verb: str, target: str | None = None, *asked: str, by: str = "rules", strong: bool = False) -> Act:
    return Act(
        stance,
        span(TEXT, verb),
        span(TEXT, target) if target else None,
        tuple(Addressee(span(TEXT, each)) for each in asked),
        "strong" if strong else "normal",
        f"{verb} {{target}}" if by == "rules" else None,
        source="rules" if by == "rules" else "bert",
    )


def says(**said: Said) -> Odds:
    return odds(TEXT, {name.replace("_", " "): what for name, what in said.items()})


def stands(rules: list[Act], model: list[Act], held: Odds, limits: Arbitration = LIMITS) -> list[Ruled]:
    return ruled(rules, model, held, limits)


RULES = act("deplore", "betreurt", "de sluiting van de haven")
MODEL = replace(RULES, frame=None, source="bert")


# One finds an act alone.


@pytest.mark.parametrize(("chance", "kept"), [(0.21, True), (0.19, False)])
def test_an_act_of_the_rules_alone_stands_where_the_model_allows_it(chance: float, kept: bool) -> None:
    found = stands([RULES], [], says(betreurt={"VERB-deplore": chance}))
    assert found == ([Ruled(RULES, "rules", near(chance))] if kept else [])


def test_another_stance_does_not_help_an_act_of_the_rules() -> None:
    assert stands([RULES], [], says(betreurt={"VERB-condemn": 0.9})) == []


def test_each_act_of_the_rules_at_a_verb_stands_for_itself() -> None:
    other = replace(RULES, stance="concern")
    held = says(betreurt={"VERB-deplore": 0.3, "VERB-concern": 0.1})
    assert [each.act.stance for each in stands([RULES, other], [], held)] == ["deplore"]


def test_a_verb_that_is_no_word_of_the_model_has_no_chance() -> None:
    within = replace(RULES, trigger=span(TEXT, "etreurt"))
    held = says(betreurt="VERB-deplore")
    assert stands([within], [], held) == []
    assert stands([within], [], held, Arbitration(rules_alone=0)) == [Ruled(within, "rules", 0.0)]


@pytest.mark.parametrize(("chance", "kept"), [(0.81, True), (0.79, False)])
def test_an_act_of_the_model_alone_stands_where_it_is_sure(chance: float, kept: bool) -> None:
    found = stands([], [MODEL], says(betreurt={"VERB-deplore": chance}))
    assert found == ([Ruled(MODEL, "model", near(chance))] if kept else [])


def test_two_stances_of_the_model_at_one_verb_are_sure_together() -> None:
    two = [MODEL, replace(MODEL, stance="concern")]
    found = stands([], two, says(betreurt={"VERB-deplore": 0.5, "VERB-concern": 0.4}))
    assert [(each.act.stance, round(each.chance, 3), each.finder) for each in found] == [
        ("deplore", 0.5, "model"),
        ("concern", 0.4, "model"),
    ]
    assert stands([], two, says(betreurt={"VERB-deplore": 0.4, "VERB-concern": 0.35})) == []


# Both find an act at a verb.


def test_what_both_find_stands_however_unlikely() -> None:
    [found] = stands([RULES], [MODEL], says(betreurt={"VERB-deplore": 0.01}))
    assert found == Ruled(replace(RULES, source="bert"), "both", near(0.01))


def test_where_both_agree_frame_and_strength_are_those_of_the_rules() -> None:
    [found] = stands([replace(RULES, strength="strong")], [MODEL], says(betreurt="VERB-deplore"))
    assert found.act.frame == RULES.frame
    assert found.act.strength == "strong"


def test_the_order_of_two_stances_that_both_find_does_not_matter() -> None:
    other = replace(RULES, stance="concern")
    held = says(betreurt={"VERB-deplore": 0.5, "VERB-concern": 0.4})
    found = stands([other, RULES], [MODEL, replace(MODEL, stance="concern")], held)
    assert [(each.act.stance, each.finder) for each in found] == [("concern", "both"), ("deplore", "both")]


@pytest.mark.parametrize(("chance", "who"), [(0.71, "model"), (0.69, "rules")])
def test_another_stance_of_the_model_is_believed_where_it_is_sure(chance: float, who: str) -> None:
    model = replace(MODEL, stance="condemn")
    [found] = stands([RULES], [model], says(betreurt={"VERB-condemn": chance, "VERB-deplore": 0.05}))
    assert found.finder == who
    assert found.act == (model if who == "model" else RULES)
    assert found.chance == pytest.approx(chance if who == "model" else 0.05, abs=1e-5)


def test_a_second_stance_of_the_model_is_believed_with_the_first() -> None:
    model = [MODEL, replace(MODEL, stance="concern")]
    found = stands([RULES], model, says(betreurt={"VERB-deplore": 0.5, "VERB-concern": 0.4}))
    assert [(each.act, each.finder) for each in found] == [(model[0], "model"), (model[1], "model")]


def test_a_second_stance_of_the_rules_stands_where_the_model_is_unsure() -> None:
    rules = [RULES, replace(RULES, stance="concern")]
    found = stands(rules, [MODEL], says(betreurt={"VERB-deplore": 0.6, "VERB-concern": 0.2}))
    assert [(each.act.stance, each.act.source, each.finder) for each in found] == [
        ("deplore", "bert", "rules"),
        ("concern", "rules", "rules"),
    ]


# The spans.


def targets(model: str | None, rules: str | None, held: Odds) -> str | None:
    mine = act("deplore", "betreurt", rules)
    [found] = stands([mine], [act("deplore", "betreurt", model, by="model")], held)
    return found.act.target.text if found.act.target else None


SHORT, LONG = "de sluiting", "de sluiting van de haven"


def sluiting(goes_on: float) -> Odds:
    """Return odds by which the target is the long one with this probability, else the short one."""
    said: dict[str, Said] = {"betreurt": "VERB-deplore", LONG: "TARGET", "van": {"I-TARGET": goes_on}}
    return odds(TEXT, said)


def test_spans_that_are_alike_stand() -> None:
    assert targets(LONG, LONG, sluiting(0.5)) == LONG


@pytest.mark.parametrize(
    ("gain", "expected"),
    [(2.1, LONG), (1.9, SHORT), (0.0, SHORT), (-3.0, SHORT)],
)
def test_a_target_of_the_model_stands_where_it_is_many_times_as_likely(gain: float, expected: str) -> None:
    """The long target is e to the power ``gain`` times as likely as the short one."""
    assert targets(LONG, SHORT, sluiting(1 / (1 + math.exp(-gain)))) == expected


@pytest.mark.parametrize(("chance", "expected"), [(0.9, "sluiting"), (0.85, None), (0.3, None)])
def test_a_target_that_only_the_model_finds(chance: float, expected: str | None) -> None:
    """The odds of a target of one word are those of its beginning: e to the power 2 is 7.4, so 0.88."""
    assert targets("sluiting", None, says(betreurt="VERB-deplore", sluiting={"B-TARGET": chance})) == expected


def test_a_target_that_only_the_rules_find() -> None:
    assert targets(None, LONG, sluiting(0.99)) == LONG
    assert targets(None, LONG, says(betreurt="VERB-deplore")) is None


def test_a_target_elsewhere_counts_against_both() -> None:
    """The model holds its own target likely, and that nothing begins where that of the rules lies."""
    held = odds(TEXT, {"betreurt": "VERB-deplore", "de haven": "TARGET"})
    assert targets("de haven", "de kade", held) == "de haven"
    assert targets("de kade", "de haven", held) == "de haven"


def asked(model: tuple[str, ...], rules: tuple[str, ...], held: Odds) -> tuple[str, ...]:
    mine = act("request", "verzoekt", None, *rules)
    [found] = stands([mine], [act("request", "verzoekt", None, *model, by="model")], held)
    return tuple(each.span.text for each in found.act.addressees)


def test_addressees_are_taken_together() -> None:
    held = says(verzoekt="VERB-request", de_minister="ADDRESSEE", De_raad="ADDRESSEE")
    assert asked(("De raad", "de minister"), ("de minister",), held) == ("De raad", "de minister")
    assert asked(("de minister",), ("De raad", "de minister"), held) == ("De raad", "de minister")
    assert asked(("de minister",), (), held) == ("de minister",)
    nobody = says(verzoekt="VERB-request")
    assert asked((), ("de minister",), nobody) == ()
    assert asked(("de minister",), (), nobody) == ()


def test_spans_of_both_that_would_overlap_are_those_of_the_rules() -> None:
    rules = act("request", "verzoekt", "de kade te herstellen", "de minister")
    model = act("request", "verzoekt", "de minister de kade te herstellen", by="model")
    held = odds(
        TEXT,
        {
            "verzoekt": "VERB-request",
            "de minister de kade te herstellen": "TARGET",
            "minister": {"B-ADDRESSEE": 0.3, "I-TARGET": 0.69},
        },
    )
    limits = Arbitration(target=2.0, addressee=100)
    [found] = stands([rules], [model], held, limits)
    assert found.act == replace(rules, source="bert")
    [taken] = stands([replace(rules, addressees=())], [model], held, limits)
    assert taken.act.target == model.target


def test_spans_of_the_model_come_to_an_act_of_the_rules_of_another_stance() -> None:
    rules = act("concern", "betreurt", SHORT)
    held = odds(TEXT, {"betreurt": {"VERB-deplore": 0.6, "VERB-concern": 0.3}, LONG: "TARGET"})
    [found] = stands([rules], [act("deplore", "betreurt", LONG, by="model")], held)
    assert (found.act.stance, found.act.source, found.finder) == ("concern", "rules", "rules")
    assert found.act.target == span(TEXT, LONG)


# The whole.


def test_acts_stand_in_order_of_their_verbs() -> None:
    held = says(betreurt="VERB-deplore", verzoekt="VERB-request")
    request = act("request", "verzoekt", by="model")
    found = arbitrate([RULES], [request], held, Calibration(arbitration=LIMITS))
    assert [each.stance for each in found] == ["deplore", "request"]
    assert [each.source for each in found] == ["rules", "bert"]
    assert arbitrate([], [], held, Calibration()) == ()


@pytest.mark.parametrize(("finder", "line"), [("both", 1.0), ("rules", -2.0), ("model", 0.5)])
def test_the_confidence_is_a_line_over_the_log_odds(finder: str, line: float) -> None:
    calibration = Calibration(sureness=Sureness(slope=0.5, both=1, rules=-2, model=0.5), arbitration=LIMITS)
    held = says(betreurt={"VERB-deplore": 0.9})
    rules = [RULES] if finder != "model" else []
    model = [MODEL] if finder != "rules" else []
    [found] = arbitrate(rules, model, held, calibration)
    assert log_odds(found.confidence) == pytest.approx(0.5 * math.log(9) + line, abs=1e-3)


def test_without_a_fit_the_confidence_is_the_probability() -> None:
    [found] = arbitrate([RULES], [], says(betreurt={"VERB-deplore": 0.4}), Calibration())
    assert found.confidence == pytest.approx(0.4, abs=1e-5)


@pytest.mark.parametrize("slope", [-1e9, 1e9])
def test_a_wild_fit_keeps_the_confidence_a_probability(slope: float) -> None:
    calibration = Calibration(sureness=Sureness(slope=slope), arbitration=LIMITS)
    [found] = arbitrate([RULES], [MODEL], says(betreurt={"VERB-deplore": 0.9}), calibration)
    assert 0 < found.confidence <= 1


@given(st.floats(0, 1))
def test_log_odds_are_finite_and_odd(chance: float) -> None:
    assert abs(log_odds(chance)) <= math.log(1e6)
    assert log_odds(chance) == pytest.approx(-log_odds(1 - chance), abs=1e-6)
    assert log_odds(0.5) == 0
    assert log_odds(0.9) == pytest.approx(math.log(9))


limits = st.builds(
    Arbitration,
    rules_alone=st.floats(0, 1),
    model_alone=st.floats(0, 1),
    other_stance=st.floats(0, 1),
    target=st.floats(0, 20),
    addressee=st.floats(0, 20),
)
some_acts = st.lists(
    st.builds(
        act,
        st.sampled_from(["deplore", "concern", "request"]),
        st.sampled_from(["betreurt", "verzoekt", "herstellen"]),
        st.sampled_from([None, SHORT, LONG, "de kade te"]),
        st.sampled_from(["de minister", "De raad"]),
    ),
    max_size=4,
    unique_by=lambda each: (each.stance, each.trigger.start),
)
chances = st.dictionaries(
    st.sampled_from(["betreurt", "verzoekt", "herstellen", "sluiting", "minister", "kade"]),
    st.dictionaries(
        st.sampled_from(["VERB-deplore", "VERB-request", "B-TARGET", "I-TARGET", "B-ADDRESSEE"]), st.floats(0.01, 0.19)
    ),
)


@given(some_acts, some_acts, chances, limits)
def test_nothing_stands_that_nobody_found(
    rules: list[Act], model: list[Act], said: dict[str, Said], limit: Arbitration
) -> None:
    model = [replace(each, source="bert", frame=None) for each in model]
    held = odds(TEXT, said)
    found = arbitrate(rules, model, held, Calibration(arbitration=limit))
    everyone = [*rules, *model]
    keys = [(each.trigger.start, each.stance) for each in found]
    assert [start for start, _ in keys] == sorted(start for start, _ in keys)
    assert len(set(keys)) == len(keys)
    assert set(keys) <= {(each.trigger.start, each.stance) for each in everyone}
    for each in found:
        at_verb = [other for other in everyone if other.trigger == each.trigger]
        assert each.target in [other.target for other in at_verb]
        assert each.addressees in [other.addressees for other in at_verb]
        assert 0 < each.confidence < 1


@given(some_acts, chances)
def test_who_agrees_with_the_rules_changes_only_confidence_and_source(acts: list[Act], said: dict[str, Said]) -> None:
    held = odds(TEXT, said)
    model = [replace(each, frame=None) for each in acts]
    found = arbitrate(acts, model, held, Calibration())
    plain = [replace(each, confidence=1.0, source="rules") for each in found]
    assert plain == sorted(acts, key=lambda each: each.trigger.start)
