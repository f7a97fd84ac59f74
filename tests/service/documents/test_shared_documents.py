"""The real resolution, and real motions in every layout, where ../shared is at hand."""

from __future__ import annotations

import json
import lzma
import random
import textwrap
import xml.etree.ElementTree as ET
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from service.documents.accounting import discrepancies
from service.documents.model import Document
from service.documents.text import read_text

SHARED = Path(__file__).parents[4] / "shared"
RESOLUTION = SHARED / "documents" / "kazachstan.txt"
GOLD = SHARED / "gold" / "kazachstan.xml"
DUTCH = SHARED / "corpus" / "moties_tweede_kamer.jsonl.xz"
BELGIAN = SHARED / "corpus" / "moties_belgische_kamer.jsonl.xz"
SAMPLE = 300

LAYOUTS: dict[str, Callable[[list[str]], str]] = {
    "lines": "\n".join,
    "blank lines": "\n\n".join,
    "wrapped": lambda paragraphs: "\n".join(fold(paragraph) for paragraph in paragraphs),
    "wrapped, blank lines": lambda paragraphs: "\n\n".join(fold(paragraph) for paragraph in paragraphs),
    "wrapped, double spaced": lambda paragraphs: "\n".join(map(fold, paragraphs)).replace("\n", "\n\n"),
}


def fold(paragraph: str) -> str:
    return textwrap.fill(paragraph, 80, break_long_words=False, break_on_hyphens=False)


def needs(path: Path) -> pytest.MarkDecorator:
    return pytest.mark.skipif(not path.exists(), reason=f"{path.name} of the shared folder is not here")


@cache
def motions(path: Path) -> list[list[str]]:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        found: list[dict[str, Any]] = [json.loads(line) for line in lines]
    random.Random(7).shuffle(found)
    first, rest = ("title", "text") if path == DUTCH else ("intro", "body")
    return [[motion[first], *motion[rest]] for motion in found[:SAMPLE]]


def outline(document: Document) -> list[tuple[str, str]]:
    return [(passage.role, passage.text) for passage in document.passages]


@needs(RESOLUTION)
def test_the_resolution_falls_into_its_parts() -> None:
    source = RESOLUTION.read_text(encoding="utf-8")
    document = read_text(RESOLUTION.read_bytes())
    meta = document.metadata
    assert (meta.procedure, meta.date, meta.body) == ("2012/2553(RSP)", "2012-03-15", "Europees Parlement")
    assert meta.title is not None and meta.title.endswith("over Kazachstan")
    by_role = {
        role: [p.id for p in document.passages if p.role == role] for role in ("citation", "recital", "operative")
    }
    assert len(by_role["citation"]) == 12
    assert by_role["recital"] == list("ABCDEFGHIJKLMNOPQR")
    assert by_role["operative"] == [str(number) for number in range(1, 21)]
    assert [artefact.text for artefact in document.artefacts if artefact.kind == "note-marker"] == ["1", "2"]
    assert [passage.number for passage in document.passages if passage.role == "note"] == ["1", "2"]
    assert discrepancies(source, document) == []


@needs(GOLD)
@needs(RESOLUTION)
def test_the_operatives_equal_the_gold_to_the_character() -> None:
    gold = {p.get("n"): "".join(p.itertext()) for p in ET.parse(GOLD).getroot().iter("p")}
    document = read_text(RESOLUTION.read_bytes())
    assert {passage.id: passage.text for passage in document.operatives()} == gold


@needs(DUTCH)
def test_dutch_motions_lose_nothing_and_have_their_parts() -> None:
    without = 0
    for paragraphs in motions(DUTCH):
        source = "\n".join(paragraphs)
        document = read_text(source)
        assert discrepancies(source, document) == []
        assert document.metadata.body == "Tweede Kamer"
        assert document.metadata.title == paragraphs[0]
        assert document.metadata.language == "nl"
        without += not document.operatives()
        for passage in document.operatives():
            assert not passage.text.startswith(("overwegende", "constaterende", "en gaat over"))
    assert without <= SAMPLE // 100


@needs(BELGIAN)
def test_belgian_motions_lose_nothing_and_have_their_parts() -> None:
    for paragraphs in motions(BELGIAN):
        source = "\n".join(paragraphs)
        document = read_text(source)
        assert discrepancies(source, document) == []
        assert document.operatives()
        for passage in document.operatives():
            assert not passage.text.startswith(("overwegende", "gelet op", "gehoord"))


@pytest.mark.parametrize(
    "path",
    [pytest.param(DUTCH, marks=needs(DUTCH)), pytest.param(BELGIAN, marks=needs(BELGIAN))],
    ids=["dutch", "belgian"],
)
@pytest.mark.parametrize("layout", [name for name in LAYOUTS if name != "lines"])
def test_the_layout_makes_no_difference(path: Path, layout: str) -> None:
    differing = 0
    for paragraphs in motions(path):
        source = LAYOUTS[layout](paragraphs)
        document = read_text(source)
        assert discrepancies(source, document) == []
        differing += outline(document) != outline(read_text("\n".join(paragraphs)))
    assert differing <= len(motions(path)) // 50
