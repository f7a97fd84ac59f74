from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from small_gold import small_gold
from strategies import marked_documents

from labels.errors import MarkupError
from labels.markup import MarkedDocument, read_markup, write_markup
from labels.scheme import Act, Addressee, Paragraph, Span
from training.gold import GoldDocument, load_gold
from training.gold_records import as_document, gold_records
from training.records import Record, as_row, from_row


def test_every_paragraph_is_a_record(tmp_path: Path) -> None:
    documents = load_gold((small_gold(tmp_path),))
    records = [record for document in documents for record in gold_records(document)]
    assert [record.paragraph.id for record in records] == [
        *("bruggen/A", "bruggen/1", "bruggen/2", "bruggen/9"),
        *("sluizen/1", "sluizen/9", "treinen/1", "treinen/9"),
    ]
    assert [record.paragraph.role for record in records[:4]] == ["recital", "operative", "operative", "note"]
    assert [len(record.paragraph.acts) for record in records[:4]] == [0, 1, 1, 0]
    assert {record.origin for record in records} == {"gold"}
    first = records[1]
    assert (first.document, first.kinds, first.style) == ("bruggen", ("gap",), "tk")
    assert (first.subject, first.date) == ("bruggen", "2024-05-16")
    assert first.paragraph.acts[0].strength == "strong"


@given(marked_documents)
def test_the_rows_of_a_document_give_back_its_records(marked: MarkedDocument) -> None:
    records = list(gold_records(GoldDocument(Path("klein.xml"), "train", marked)))
    assert [from_row(as_row(record)) for record in records] == records
    assert [record.paragraph.text for record in records] == [each.text for each in marked.paragraphs]


def test_records_become_the_document_again(tmp_path: Path) -> None:
    document = load_gold((small_gold(tmp_path),))[0]
    written = write_markup(as_document(gold_records(document)))
    again = GoldDocument(document.path, document.split, read_markup(written))
    assert list(gold_records(again)) == list(gold_records(document))


def test_a_paragraph_without_a_number_has_its_place() -> None:
    marked = read_markup("<resolution><p>eist rust</p><p>eist geld</p></resolution>")
    assert [record.paragraph.id for record in gold_records(GoldDocument(Path("los.xml"), None, marked))] == [
        "los/#1",
        "los/#2",
    ]


def test_no_records_give_an_empty_document() -> None:
    assert as_document([]) == MarkedDocument(())


def test_spans_that_cross_cannot_be_written() -> None:
    text = "eist rust en orde"
    act = Act("urge", Span.cut(text, 0, 4), Span.cut(text, 5, 12), (Addressee(Span.cut(text, 10, 17)),))
    record = Record(Paragraph("los/3", text, (act,), "operative", "3"), "gold", "los")
    with pytest.raises(MarkupError, match="overlap"):
        as_document([record])
    assert as_document([replace(record, paragraph=Paragraph("los/3", text))]).attributes == {}
