"""Shapes that once were read wrong: encodings without a mark, numbers beyond 999."""

from __future__ import annotations

import pytest

from service.documents import notices
from service.documents.accounting import discrepancies
from service.documents.segment import segment
from service.documents.text import read_text

TEXT = "1. betreurt de financiële schade – “ernstig” – in de haven;\n2. verzoekt de Raad op te treden;\n"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16"])
def test_utf16_is_read_with_or_without_its_mark(encoding: str) -> None:
    document = read_text(TEXT.encode(encoding))
    assert [passage.text for passage in document.passages] == [passage.text for passage in segment(TEXT).passages]
    assert notices.UTF16 in document.warnings


def test_null_bytes_alone_do_not_make_it_utf16() -> None:
    document = read_text(b"1. be\0tre\0urt d\0it;\n2. verzoekt\0 de Raad op te treden;\n")
    assert [passage.text for passage in document.passages] == ["betreurt dit;", "verzoekt de Raad op te treden;"]
    assert document.warnings == ()


@pytest.mark.parametrize("sign", [".", ")"])
def test_numbers_beyond_999_go_on(sign: str) -> None:
    text = "".join(f"{at}{sign} betreurt de schade;\n" for at in range(1, 1202))
    document = segment(text)
    assert [passage.number for passage in document.operatives()] == [str(at) for at in range(1, 1202)]
    assert not discrepancies(text, document)


def test_a_year_at_the_beginning_of_a_line_is_no_number() -> None:
    text = "1. betreurt de gang van zaken in\n2012. Dat jaar;\n2. verzoekt de Raad op te treden;\n"
    assert [passage.number for passage in segment(text).operatives()] == ["1", "2"]
