from __future__ import annotations

from collections import Counter
from itertools import islice, pairwise

import pytest

from labels.act_check import span_faults, verb_faults
from labels.scheme import Span
from training.compose import compose, compose_dataset, fingerprint
from training.gold_check import KINDS, MOST_ACTS
from training.records import Record, as_row, from_row

COUNT = 2_000


@pytest.fixture(scope="module")
def records() -> list[Record]:
    return list(compose(COUNT, 1, ()))


def test_the_same_seed_gives_the_same_paragraphs(records: list[Record]) -> None:
    assert list(islice(compose(COUNT, 1, ()), 50)) == records[:50]


def test_another_seed_gives_others(records: list[Record]) -> None:
    others = [record.paragraph.text for record in islice(compose(COUNT, 2, ()), 50)]
    assert not set(others) & {record.paragraph.text for record in records}


def test_no_paragraph_comes_twice(records: list[Record]) -> None:
    assert len(records) == COUNT
    assert len({fingerprint(record.paragraph.text) for record in records}) == COUNT
    assert len({record.paragraph.id for record in records}) == COUNT


def test_every_span_is_cut_exactly_and_passes_the_check_of_the_gold(records: list[Record]) -> None:
    for record in records:
        text, acts = record.paragraph.text, record.paragraph.acts
        assert len(acts) <= MOST_ACTS
        assert [act.trigger.start for act in acts] == sorted(act.trigger.start for act in acts)
        for act in acts:
            spans: list[tuple[str, Span]] = [("addressee", each.span) for each in act.addressees]
            spans += [("target", act.target)] if act.target else []
            faults = [fault.problem for part, span in spans for fault in span_faults(part, span)]
            assert not faults + [fault.problem for fault in verb_faults(act.trigger, text)], text
            for _, span in [("verb", act.trigger), *spans]:
                assert text[span.start : span.end] == span.text


def test_spans_of_an_act_do_not_overlap(records: list[Record]) -> None:
    for record in records:
        for act in record.paragraph.acts:
            spans = sorted(
                [act.trigger, *([act.target] if act.target else []), *(each.span for each in act.addressees)],
                key=lambda span: span.start,
            )
            assert all(a.end <= b.start for a, b in pairwise(spans)), record.paragraph.text


def test_no_mark_of_a_template_is_left(records: list[Record]) -> None:
    for record in records:
        assert not set("<>^~|{}") & set(record.paragraph.text), record.paragraph.text
        if "noise" not in record.kinds:
            assert "  " not in record.paragraph.text, record.paragraph.text
            assert " ," not in record.paragraph.text, record.paragraph.text


def test_the_mixture_is_that_of_real_resolutions(records: list[Record]) -> None:
    words = [len(record.paragraph.text.split()) for record in records]
    acts = Counter(len(record.paragraph.acts) for record in records)
    assert 42 < sum(words) / COUNT < 52
    assert 0.07 < acts[0] / COUNT < 0.12
    assert set(acts) == set(range(MOST_ACTS + 1))
    assert 0.14 < sum("noise" in record.kinds for record in records) / COUNT < 0.21
    assert {record.style for record in records} == {"ep", "tk", "be", "vp", "raad"}
    assert len({record.subject for record in records}) >= 25
    stances = {act.stance for record in records for act in record.paragraph.acts}
    assert len(stances) == 18


def test_kinds_are_those_of_the_gold_and_many_occur(records: list[Record]) -> None:
    kinds = Counter(kind for record in records for kind in record.kinds)
    assert set(kinds) <= set(KINDS)
    expected = {"reported", "participle", "inversion", "gap", "addressees", "lightverb", "list", "negation", "noise"}
    assert expected | {"shared", "two-stances", "fronted", "modal", "homograph"} <= set(kinds)


def test_a_record_comes_back_from_its_row(records: list[Record]) -> None:
    for record in records[:200]:
        assert from_row(as_row(record)) == record


def test_a_paragraph_is_known_again_whatever_its_case_spaces_and_accents() -> None:
    assert fingerprint("Verzoekt de  coördinatie;") == fingerprint("verzoekt de coo\u0308rdinatie.")
    assert fingerprint("verzoekt de Raad") != fingerprint("verzoekt de raden")


def test_a_data_set_has_the_columns_of_the_records() -> None:
    pytest.importorskip("datasets")
    from datasets import Dataset

    made = compose_dataset(20, 3)
    assert isinstance(made, Dataset)
    assert len(made) == 20
    assert from_row(made[0]).origin == "composed"


def test_a_data_set_may_be_composed_while_it_is_read() -> None:
    pytest.importorskip("datasets")
    made = compose_dataset(20, 3, streaming=True)
    assert [from_row(row).paragraph.number for row in islice(iter(made), 3)] == ["1", "2", "3"]
