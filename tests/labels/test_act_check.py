from __future__ import annotations

import pytest

from labels.act_check import shown, span_faults, verb_faults
from labels.scheme import Span


@pytest.mark.parametrize(
    ("words", "kinds"),
    [
        ("de Raad", []),
        (" de Raad", ["white-space"]),
        ("de Raad\N{NO-BREAK SPACE}", ["white-space"]),
        ("de Raad;", ["mark"]),
        ("de Raad, ", ["white-space", "mark"]),
    ],
)
def test_the_ends_of_a_span(words: str, kinds: list[str]) -> None:
    faults = list(span_faults("addressee", Span(words, 0, len(words))))
    assert [fault.kind for fault in faults] == kinds
    assert all(fault.problem.startswith("the addressee 'de Raad") for fault in faults)


@pytest.mark.parametrize(
    ("start", "end", "kinds"),
    [(3, 8, []), (3, 12, ["tokens"]), (3, 7, ["part-of-token"]), (2, 9, []), (2, 3, ["tokens"])],
)
def test_the_verb_is_one_token(start: int, end: int, kinds: list[str]) -> None:
    text = "en juicht toe dat het lukt"
    text = text.replace("juicht", "looft")
    assert [fault.kind for fault in verb_faults(Span.cut(text, start, end), text)] == kinds


def test_a_long_text_is_shown_short() -> None:
    assert shown("een\n twee") == "een twee"
    assert len(shown("woord " * 40)) <= 40
