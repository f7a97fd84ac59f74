"""Bytes to text: encodings, invisible characters, refusals."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.documents import notices
from service.documents.accounting import discrepancies
from service.documents.errors import BinaryDocument, DocumentError, EmptyDocument, NoParagraph
from service.documents.text import decode, read_text

LINE = "1. betreurt dat de façade van café België verzakt;"


def operative(data: bytes | str) -> str:
    return read_text(data).operatives()[0].text


def test_utf8_is_read_without_warning() -> None:
    document = read_text(LINE.encode())
    assert document.operatives()[0].text == LINE[3:]
    assert document.warnings == ()


def test_windows_1252_is_read_and_said() -> None:
    document = read_text(LINE.encode("cp1252"))
    assert document.operatives()[0].text == LINE[3:]
    assert document.warnings == (notices.NOT_UTF8,)


def test_bytes_outside_every_encoding_are_said() -> None:
    text, warnings = decode(b"caf\xe9 \x81")
    assert text == "café \ufffd"
    assert warnings == (notices.NOT_UTF8, notices.UNREADABLE_BYTES)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "utf-16-le"])
def test_other_unicode_encodings(encoding: str) -> None:
    ascii_line = "verzoekt de Raad op te treden;"
    assert operative(ascii_line.encode(encoding)) == ascii_line


@pytest.mark.parametrize(
    ("noise", "kind"),
    [
        ("\ufeff", "invisible"),
        ("\x00", "control"),
        ("\u200b", "invisible"),
        ("\u200f", "invisible"),
        ("\u00ad", "invisible"),
        ("\x7f", "control"),
    ],
)
def test_invisible_characters_become_artefacts(noise: str, kind: str) -> None:
    source = f"{noise}1. ver{noise}zoekt de Raad{noise}{noise} op te treden;{noise}"
    document = read_text(source)
    assert [passage.text for passage in document.operatives()] == ["verzoekt de Raad op te treden;"]
    assert {artefact.kind for artefact in document.artefacts} == {kind}
    assert "".join(artefact.text for artefact in document.artefacts) == noise * 5
    assert discrepancies(source, document) == []


def test_decomposed_accents_stay_as_they_are() -> None:
    assert operative("betreurt de ve\u0308rlies\u0301;") == "betreurt de ve\u0308rlies\u0301;"


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\n\n", "\r\n\r\n", "\f", "\u2028"])
def test_line_ends(newline: str) -> None:
    document = read_text(newline.join(["1. betreurt dit;", "2. verzoekt dat;", "3. wijst daarop."]))
    assert [passage.text for passage in document.operatives()] == ["betreurt dit;", "verzoekt dat;", "wijst daarop."]


@pytest.mark.parametrize("nothing", ["", " ", "\n\r\n\f\t", "\ufeff\u200b\x00", b"", b"\x00 "])
def test_nothing_is_refused(nothing: bytes | str) -> None:
    with pytest.raises(EmptyDocument) as caught:
        read_text(nothing)
    assert caught.value.code == "empty_document"
    assert "Send the text" in caught.value.message


@pytest.mark.parametrize(
    ("data", "format_"),
    [
        (b"%PDF-1.7\n...", "PDF"),
        (b"PK\x03\x04rest", "ZIP or DOCX"),
        (b"\x89PNG\r\n", "PNG"),
        (bytes(range(1, 32)) * 40, None),
        (b"\x00" * 900 + b"text", None),
        (b"\xff\xfea", None),
    ],
)
def test_binaries_are_refused_with_their_format(data: bytes, format_: str | None) -> None:
    with pytest.raises(BinaryDocument) as caught:
        read_text(data)
    assert caught.value.format == format_
    assert "plain text" in caught.value.message


@pytest.mark.parametrize("text", ["----------", "* * *\n\n____\n12\n- 3 -", "...;", "1.", "–"])
def test_a_text_without_a_word_is_refused(text: str) -> None:
    with pytest.raises(NoParagraph):
        read_text(text)


def test_a_text_that_is_not_dutch_is_read_with_a_warning() -> None:
    document = read_text("1. Condemns the arrest of the editor;\n2. Calls on the authorities to release him.")
    assert document.metadata.language == "en"
    assert document.warnings == (notices.NOT_DUTCH,)
    assert [passage.number for passage in document.operatives()] == ["1", "2"]


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_in_our_own_words(data: bytes) -> None:
    try:
        document = read_text(data)
    except DocumentError as error:
        assert error.message and error.dutch
    else:
        assert discrepancies(decode(data)[0], document) == []
