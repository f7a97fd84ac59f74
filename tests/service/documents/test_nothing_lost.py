"""Every non-blank character of the input is accounted for, in order, on any input; and in linear time."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.documents.accounting import discrepancies
from service.documents.errors import DocumentError
from service.documents.segment import segment

TEXTS = sorted((Path(__file__).parent / "texts").glob("*.txt"))
SECONDS = 20

pieces = st.sampled_from(
    """
    De·Kamer,|Het·Europees·Parlement,|gehoord·de·beraadslaging,|gezien|gelet·op|overwegende·dat|constaterende·dat:|verzoekt
    |betreurt|en·gaat·over·tot·de·orde·van·de·dag.|–|-|A.|B.|Aa.|1.|2.|3)|(4)|5°|6·bis.|7a.|a)|ii)|•|20111|20122,|[1]|(1)|¹
    |1··Aangenomen·teksten|[2]·PB·L·1|____|o·o·o|- 3 -|12|samenwerkings-|en|Centraal-|Azië;|nr.|Motie·over·vis|Bijlage
    |\n|\n|\n|\n\n|\f|\r\n|\t|··|·|\u00ad\n|\u200b|\u200f|\x00|;|:|.|,|"|(|woord|Naam|de|het
    """.replace("\n    ", "")
    .replace("·", " ")
    .split("|")
)
assembled = st.lists(pieces, max_size=60).map(" ".join) | st.lists(pieces, max_size=60).map("".join)


def complete(source: str) -> bool:
    try:
        document = segment(source)
    except DocumentError:
        return True
    return discrepancies(source, document) == []


@settings(max_examples=600, deadline=None)
@given(assembled)
def test_nothing_is_lost_of_generated_documents(source: str) -> None:
    assert complete(source)


@settings(max_examples=400, deadline=None)
@given(st.text(max_size=300))
def test_nothing_is_lost_of_any_text(source: str) -> None:
    assert complete(source)


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(), max_size=200), st.integers(10, 60))
def test_passages_are_trimmed_single_spaced_and_named_once(source: str, width: int) -> None:
    folded = "\n".join(source[i : i + width] for i in range(0, len(source), width))
    try:
        document = segment(folded)
    except DocumentError:
        return
    assert all(passage.text == " ".join(passage.text.split()) for passage in document.passages)
    assert len({passage.id for passage in document.passages}) == len(document.passages)


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_nothing_is_lost_of_whole_documents(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    document = segment(source)
    assert discrepancies(source, document) == []
    assert [passage.text for passage in document.passages if not passage.text] == []


def test_the_check_sees_a_loss() -> None:
    source = "1. betreurt dit;\n2. verzoekt dat."
    document = segment(source)
    assert discrepancies(source, replace(document, slices=document.slices[:-1]))
    assert discrepancies(source, replace(document, passages=document.passages[:-1]))
    assert discrepancies(source + " nog iets", document)
    assert discrepancies(source, replace(document, slices=document.slices[::-1]))


@pytest.mark.parametrize(
    "source",
    [
        "a" * 1_000_000,
        " " * 1_000_000 + "x",
        "-" * 1_000_000 + "x",
        "1" * 1_000_000,
        "1." * 500_000 + "x",
        "20111 " * 160_000,
        "[1]" * 300_000,
        "(" * 1_000_000 + "x",
        "\u00ad " * 400_000 + "x",
        "a\u200b" * 400_000,
        "De Kamer, overwegende dat x; " * 30_000,
        "1\n" * 200_000 + "x",
        "ab-\ncd " * 100_000,
        "\n".join(f"{i}. verzoekt de Raad {i} keer;" for i in range(100_000)),
        "\n".join("1. verzoekt de Raad het te doen;" for _ in range(100_000)),
        "\n".join(f"[{i % 999}] zie daar" for i in range(100_000)),
        "\n".join("een regel die steeds maar verder gaat zonder dat er een einde aan komt en" for _ in range(100_000)),
    ],
    ids=lambda source: repr(source[:12]),
)
def test_large_and_hostile_input_takes_linear_time(source: str) -> None:
    begin = time.perf_counter()
    document = segment(source)
    assert time.perf_counter() - begin < SECONDS
    assert discrepancies(source, document) == []
