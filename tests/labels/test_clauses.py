from __future__ import annotations

import pytest
from hypothesis import given
from strategies import LEXICON, dutch_paragraphs

from labels.clauses import Clauses
from labels.segments import marker_end, segments
from labels.tokens import tokenise


def is_head(word: str) -> bool:
    return word in LEXICON.frames or word in LEXICON.grammar.sets["modals"]


def is_bare(word: str) -> bool:
    return None in LEXICON.frames.get(word, ())


def heads(text: str) -> list[str]:
    tokens = tokenise(text)
    return [
        tokens.words[head.verb]
        for start, end in segments(tokens, LEXICON.grammar)
        for head in Clauses(tokens, marker_end(tokens, start, end), end, LEXICON.grammar, is_head, is_bare).heads()
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("betreurt de late aankomst van het schip", ["betreurt"]),
        ("daarom betreurt het Parlement de vertraging", ["betreurt"]),
        ("en betreurt voorts in dit verband de vertraging", ["betreurt"]),
        ("Het Parlement betreurt de vertraging", ["betreurt"]),
        ("in die zin verzoekt het Parlement de Raad om haast", ["verzoekt"]),
        ("betreurt de vertraging en eist een verklaring", ["betreurt", "eist"]),
        ("betreurt dat de veerman ziek is, en eist een verklaring", ["betreurt", "eist"]),
        ("hekelt, betreurt en verwerpt de gang van zaken", ["hekelt", "betreurt", "verwerpt"]),
        ("Volgens de zegsman van de werf kan dat niet", []),
        ("de Raad, die dit betreurt, en de Commissie", []),
        ("de reder die het besluit van de haven verwerpt", []),
        ("wijst erop dat de Raad het geweld veroordeelt", ["wijst"]),
        ("wijst erop dat de Raad het geweld veroordeelt en de daders hekelt", ["wijst"]),
        ("erkent dat de schipper de boete te hoog vindt en hem betwist", ["erkent"]),
        ("wijst op de woorden “betreurt en eist herstel” in de brief", ["wijst"]),
        ("betreurt de vertraging; eist een verklaring. Dankt de veerman", ["betreurt", "eist", "dankt"]),
        ("Over de vis: a) betreurt de vangst; b) eist rust", ["betreurt", "eist"]),
    ],
)
def test_finite_verbs_of_the_speaker(text: str, expected: list[str]) -> None:
    assert heads(text) == expected


def test_what_a_head_carries() -> None:
    tokens = tokenise("Deze gang van zaken betreurt het Parlement")
    (head,) = Clauses(tokens, 0, len(tokens), LEXICON.grammar, is_head, is_bare).heads()
    assert (head.verb, head.fronted, head.subject) == (4, (0, 4), (5, 7))
    tokens = tokenise("prijst de bemanning en daarom dankt het Parlement de reder")
    first, second = Clauses(tokens, 0, len(tokens), LEXICON.grammar, is_head, is_bare).heads()
    assert (first.verb, first.start, first.fronted) == (0, 0, None)
    assert (second.verb, second.start) == (5, 3), "the act before ends where the conjunction stands"


def test_a_segment_is_searched_by_itself() -> None:
    tokens = tokenise("betreurt de drukte; eist rust")
    assert [head.verb for head in Clauses(tokens, 4, len(tokens), LEXICON.grammar, is_head, is_bare).heads()] == [4]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("betreurt dit; eist dat; dankt haar", ["betreurt dit", "eist dat", "dankt haar"]),
        ("betreurt dit. Eist dat.", ["betreurt dit", "Eist dat"]),
        ("betreurt dit. eist dat", ["betreurt dit. eist dat"]),
        ("steunt art. Negen van de wet", ["steunt art. Negen van de wet"]),
        ("steunt het plan (zie blz. 3; bijlage) niet", ["steunt het plan (zie blz. 3; bijlage) niet"]),
        ("steunt het plan van 3.500 schepen", ["steunt het plan van 3.500 schepen"]),
        ("dankt de heer J. Jansen", ["dankt de heer J. Jansen"]),
        (";;", []),
        ("", []),
    ],
)
def test_segments(text: str, expected: list[str]) -> None:
    tokens = tokenise(text)
    found = segments(tokens, LEXICON.grammar)
    assert [text[tokens.starts[start] : tokens.ends[end - 1]] for start, end in found] == expected


@given(dutch_paragraphs)
def test_segments_leave_out_marks_only(text: str) -> None:
    tokens = tokenise(text)
    found = segments(tokens, LEXICON.grammar)
    inside = {index for start, end in found for index in range(start, end)}
    assert len(inside) == sum(end - start for start, end in found)
    assert all(tokens.words[index] in ";.!?…" for index in range(len(tokens)) if index not in inside)


@given(dutch_paragraphs)
def test_heads_stand_in_order_and_within_their_segment(text: str) -> None:
    tokens = tokenise(text)
    for start, end in segments(tokens, LEXICON.grammar):
        found = Clauses(tokens, start, end, LEXICON.grammar, is_head, is_bare).heads()
        assert [head.verb for head in found] == sorted({head.verb for head in found})
        for head in found:
            assert start <= head.start <= head.verb < end
            assert is_head(tokens.words[head.verb])
            if head.subject:
                assert head.verb < head.subject[0] < head.subject[1] <= end
            if head.fronted:
                assert start <= head.fronted[0] < head.fronted[1] <= head.verb


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("– de dijk", 1),
        ("- de dijk", 1),
        ("a) de dijk", 2),
        ("(ii) de dijk", 3),
        ("1. de dijk", 2),
        ("2° de dijk", 2),
        ("9 bis. de dijk", 3),
        ("3/) de dijk", 3),
        ("b de dijk", 0),
        ("12 dijken", 0),
        ("de dijk", 0),
        ("", 0),
        ("a", 0),
    ],
)
def test_list_markers(text: str, length: int) -> None:
    tokens = tokenise(text)
    assert marker_end(tokens, 0, len(tokens)) == length
