"""What holds of the rules whatever they are given."""

from __future__ import annotations

from itertools import combinations

from hypothesis import example, given, settings
from strategies import LEXICON, any_text, dutch_paragraphs

from labels.rules import Rules
from labels.scheme import Act, Span
from labels.tokens import tokenise

RULES = Rules.load()

texts = any_text | dutch_paragraphs

# The mark between the two sentences is missing in the text, and "het" is taken for the speaker.
SWALLOWED = "steunt de haven vindt het een goede zaak dat de pont blijft"


def spans(act: Act) -> list[Span]:
    return [act.trigger, *([act.target] if act.target else []), *(each.span for each in act.addressees)]


def overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


@settings(max_examples=300)
@given(texts)
@example("verzoekt \ud800 de Raad \udfff")
@example("betreurt\x00 het \x1b[31m geweld")
@example("betreurt \u202ehet geweld\u202c")
@example("dringt er bij " * 30)
@example("en " * 200 + "betreurt")
def test_spans_slice_the_text(text: str) -> None:
    for act in RULES.acts(text):
        for span in spans(act):
            assert text[span.start : span.end] == span.text
            assert span.text == span.text.strip()


@settings(max_examples=300)
@given(texts)
def test_triggers_are_one_token_in_order(text: str) -> None:
    tokens = tokenise(text)
    places = set(zip(tokens.starts, tokens.ends, strict=True))
    acts = RULES.acts(text)
    assert all((act.trigger.start, act.trigger.end) in places for act in acts)
    assert [act.trigger.start for act in acts] == sorted(act.trigger.start for act in acts)


@settings(max_examples=300)
@given(texts)
@example(SWALLOWED)
def test_the_parts_of_an_act_do_not_overlap(text: str) -> None:
    for act in RULES.acts(text):
        assert not any(overlap(one, other) for one, other in combinations(spans(act), 2))


@settings(max_examples=300)
@given(texts)
@example(SWALLOWED)
def test_acts_of_different_verbs_do_not_overlap_unless_they_share_the_whole_target(text: str) -> None:
    for one, other in combinations(RULES.acts(text), 2):
        if one.trigger == other.trigger:
            assert (one.target, one.addressees) == (other.target, other.addressees)
            assert one.stance != other.stance
        elif one.target is not None and one.target == other.target:
            assert not any(overlap(one.trigger, span) for span in spans(other))
            assert not any(overlap(other.trigger, span) for span in spans(one))
        else:
            assert not any(overlap(mine, yours) for mine in spans(one) for yours in spans(other))


@settings(max_examples=300)
@given(texts)
def test_what_an_act_says_is_in_the_scheme(text: str) -> None:
    for act in RULES.acts(text):
        assert act.stance in LEXICON.stances
        assert act.strength in ("normal", "strong")
        assert 0 < act.confidence <= 1
        assert act.source == "rules"
        assert act.frame


@settings(max_examples=100)
@given(texts)
def test_the_same_text_gets_the_same_acts(text: str) -> None:
    assert RULES.acts(text) == RULES.acts(text)


@settings(max_examples=25)
@given(dutch_paragraphs)
def test_rules_loaded_anew_answer_the_same(text: str) -> None:
    assert Rules(LEXICON, RULES.actors).acts(text) == RULES.acts(text)
