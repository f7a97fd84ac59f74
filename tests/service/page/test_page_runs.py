"""Cutting a text at the edges of its acts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from labels.scheme import Act, Addressee, Span
from service.page.runs import Run, cut_runs

TEXT = "betreurt en veroordeelt de lozing in de Bosbeek en vraagt de gemeente om opheldering"


def span(words: str, text: str = TEXT) -> Span:
    start = text.index(words)
    return Span.cut(text, start, start + len(words))


def roles(run: Run) -> set[tuple[str, int]]:
    return {(mark.role, mark.act) for mark in run.marks}


@st.composite
def texts_with_acts(draw: st.DrawFn) -> tuple[str, list[Act]]:
    """Any text with any acts: spans overlap at will, and some lie (partly) outside the text."""
    text = draw(st.text(max_size=40))

    def any_span() -> Span:
        start = draw(st.integers(0, len(text) + 3))
        length = draw(st.integers(1, 12))
        return Span("x" * length, start, start + length)

    acts = [
        Act(
            stance="urge",
            trigger=any_span(),
            target=any_span() if draw(st.booleans()) else None,
            addressees=tuple(Addressee(any_span()) for _ in range(draw(st.integers(0, 3)))),
        )
        for _ in range(draw(st.integers(0, 5)))
    ]
    return text, acts


@given(texts_with_acts())
def test_runs_joined_are_the_text(case: tuple[str, list[Act]]) -> None:
    text, acts = case
    runs = cut_runs(text, acts)
    assert "".join(run.text for run in runs) == text
    assert all(run.text and run.text == text[run.start : run.end] for run in runs)


@given(texts_with_acts())
def test_a_run_has_exactly_the_marks_of_the_spans_that_cover_it(case: tuple[str, list[Act]]) -> None:
    text, acts = case
    for run in cut_runs(text, acts):
        expected = {("trigger", i) for i, act in enumerate(acts) if covers(act.trigger, run)}
        expected |= {("target", i) for i, act in enumerate(acts) if act.target and covers(act.target, run)}
        expected |= {("addressee", i) for i, act in enumerate(acts) for a in act.addressees if covers(a.span, run)}
        assert roles(run) - {("act", i) for i in range(len(acts))} == expected


def covers(of: Span, run: Run) -> bool:
    return of.start <= run.start and run.end <= of.end


def test_a_text_without_acts_is_one_bare_run() -> None:
    assert cut_runs(TEXT, []) == (Run(TEXT, 0, len(TEXT)),)
    assert cut_runs("", []) == ()


def test_two_stances_on_one_verb_share_its_run() -> None:
    acts = [
        Act("concern", span("betreurt"), span("de lozing")),
        Act("deplore", span("betreurt"), span("de lozing")),
    ]
    first = cut_runs(TEXT, acts)[0]
    assert first.text == "betreurt"
    assert {("trigger", 0), ("trigger", 1)} <= roles(first)


def test_two_verbs_share_one_target() -> None:
    target = span("de lozing in de Bosbeek")
    acts = [Act("deplore", span("betreurt"), target), Act("condemn", span("veroordeelt"), target)]
    runs = {run.text: roles(run) for run in cut_runs(TEXT, acts)}
    assert {("target", 0), ("target", 1)} <= runs["de lozing in de Bosbeek"]
    assert runs[" en "] == {("act", 0)}
    assert runs[" en vraagt de gemeente om opheldering"] == set()


def test_an_act_reaches_from_its_first_span_to_its_last() -> None:
    act = Act("request", span("vraagt"), span("opheldering"), (Addressee(span("de gemeente")),))
    marked = [run for run in cut_runs(TEXT, [act]) if run.marks]
    assert "".join(run.text for run in marked) == "vraagt de gemeente om opheldering"


def test_an_act_outside_the_text_leaves_no_mark() -> None:
    assert cut_runs("kort", [Act("urge", Span("dringt", 90, 96))]) == (Run("kort", 0, 4),)
