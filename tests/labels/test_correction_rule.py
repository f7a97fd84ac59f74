from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from labels.corrections import Correction, resolve
from labels.scheme import Act, Addressee, Paragraph, Span

NOON = datetime(2026, 3, 9, 12, tzinfo=UTC)


def correction(text: str, by: str = "anna", at: datetime = NOON, stance: str = "deplore") -> Correction:
    verb, _, rest = text.partition(" ")
    act = Act(stance, Span.cut(text, 0, len(verb)), Span.cut(text, len(text) - len(rest), len(text)))
    return Correction(Paragraph("1", text, (act,), "operative"), by, at)


def test_the_later_of_two_corrections_wins() -> None:
    early = correction("betreurt de stilte", at=NOON, stance="condemn")
    late = correction("Betreurt  de stilte;", at=NOON + timedelta(seconds=1))
    other = correction("betreurt de drukte")
    for order in ([early, late, other], [late, early, other]):
        resolved = resolve(order)
        assert resolved.corrections == (late, other)
        assert resolved.superseded == 1
        # One person may change her mind.
        assert resolved.contradictions == ()


def test_of_two_at_the_same_time_the_one_behind_wins() -> None:
    first, second = correction("betreurt dit", stance="condemn"), correction("betreurt dit", stance="note")
    assert resolve([first, second]).corrections == (second,)


def test_people_who_disagree_are_told() -> None:
    anna = correction("betreurt de stilte", by="anna", stance="condemn")
    bert = correction("betreurt de stilte;", by="bert", at=NOON + timedelta(hours=1))
    (told,) = resolve([bert, anna]).contradictions
    assert (told.kept, told.given_up) == (bert, anna)


def test_people_who_agree_are_not_told() -> None:
    anna = correction("betreurt de stilte", by="anna")
    bert = correction("betreurt  de stilte", by="bert", at=NOON + timedelta(hours=1))
    resolved = resolve([anna, bert])
    assert (resolved.corrections, resolved.superseded, resolved.contradictions) == ((bert,), 1, ())


def test_an_addressee_more_is_a_contradiction() -> None:
    text = "verzoekt de Raad om hulp"
    act = Act("request", Span.cut(text, 0, 8), Span.cut(text, 20, 24))
    asked = Act("request", act.trigger, act.target, (Addressee(Span.cut(text, 9, 16)),))
    anna = Correction(Paragraph("1", text, (act,)), "anna", NOON)
    bert = Correction(Paragraph("1", text, (asked,)), "bert", NOON)
    assert len(resolve([anna, bert]).contradictions) == 1


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 3), st.sampled_from(["anna", "bert"])), max_size=8))
def test_one_correction_a_text_is_left(given: list[tuple[str, int, str]]) -> None:
    corrections = [correction(f"betreurt {text}", by, NOON + timedelta(days=day)) for text, day, by in given]
    resolved = resolve(corrections)
    assert len(resolved.corrections) == len({text for text, _, _ in given})
    assert resolved.superseded == len(given) - len(resolved.corrections)
    for kept in resolved.corrections:
        assert kept.at == max(each.at for each in corrections if each.paragraph.text == kept.paragraph.text)
