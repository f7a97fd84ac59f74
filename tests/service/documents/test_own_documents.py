"""Whole documents of every kind, written for these tests: roles, numbers, texts and metadata."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.documents.model import Document
from service.documents.text import read_text

TEXTS = Path(__file__).parent / "texts"


def read(name: str) -> Document:
    return read_text((TEXTS / f"{name}.txt").read_bytes())


def texts(document: Document, role: str) -> list[str]:
    return [passage.text for passage in document.passages if passage.role == role]


def ids(document: Document, role: str) -> list[str]:
    return [passage.id for passage in document.passages if passage.role == role]


def test_copied_web_page_of_the_european_parliament() -> None:
    document = read("ep_doceo")
    meta = document.metadata
    assert meta.title == (
        "Resolutie van het Europees Parlement van 28 november 2019 over de toestand van de binnenvisserij op het "
        "Balatonmeer"
    )
    assert (meta.reference, meta.procedure, meta.date) == ("P9_TA(2019)0999", "2019/2951(RSP)", "2019-11-28")
    assert (meta.body, meta.language) == ("Europees Parlement", "nl")
    assert texts(document, "citation")[:2] == [
        "gezien zijn eerdere resoluties over zoetwatervissen, met name die van 3 mei 2017,",
        "gezien Verordening (EU) nr. 9999/2013 betreffende het beheer van meren,",
    ]
    assert ids(document, "recital") == ["A", "B", "Ba", "C"]
    assert "artikel 5(1) van de meerverordening" in texts(document, "recital")[2]
    assert texts(document, "recital")[3].endswith("b) de gegevens van 2015 niet zijn gepubliceerd;")
    assert texts(document, "heading")[1:] == ["Algemene opmerkingen", "Financiering", "I. Het fonds"]
    assert ids(document, "operative") == ["1", "2", "2 bis", "3", "4"]
    assert texts(document, "operative")[1] == (
        "verzoekt de Commissie: a) voor het einde van 2020 een herstelplan voor te leggen; b) de vissers te "
        "compenseren; i) met een vast bedrag; ii) met een bedrag per boot; – en de natuur te ontzien;"
    )
    assert texts(document, "operative")[2].endswith("grensoverschrijdende waarde heeft;")
    notes = [passage for passage in document.passages if passage.role == "note"]
    assert [note.number for note in notes] == ["1", "2", "3"]
    assert notes[2].text.endswith("spreekt van een zeldzaam ecosysteem.")
    kinds = [artefact.kind for artefact in document.artefacts]
    assert kinds.count("note-marker") == 3
    assert kinds.count("rule") == 2
    assert "Vorige Volgende" in [artefact.text for artefact in document.artefacts if artefact.kind == "navigation"]


def test_wrapped_pages_with_footnotes_and_page_breaks() -> None:
    document = read("ep_wrapped_pages")
    assert document.metadata.reference == "P6_TA(2006)0998"
    assert texts(document, "citation")[0].startswith(
        "gezien de vragen die zijn gesteld tijdens het debat van 4 april 2006 en"
    )
    assert texts(document, "note") == [
        "Zie het volledig verslag van de vergadering van die dag, waarin de vragen en de antwoorden zijn opgenomen."
    ]
    recitals = texts(document, "recital")
    assert "baggerwerkzaamheden" in recitals[0]
    assert "Noord-Franse havens" in recitals[0]
    assert recitals[1] == "overwegende dat in- en uitvoer van giftig slib verboden is,"
    assert ids(document, "operative") == ["1", "2", "3", "4"]
    operatives = texts(document, "operative")
    assert "verdiepingsprogramma" in operatives[0]
    assert operatives[1] == (
        "wenst dat de Commissie voor 31 december 2006 een verslag indient over de toestand van de rivier, met daarin "
        "1. een balans van de lozingen, en 2. een prognose;"
    )
    assert "een klacht van 11 januari 2005. hebben laten rusten" in operatives[2]
    assert {artefact.kind for artefact in document.artefacts} == {
        "rule",
        "note-marker",
        "running-line",
        "page-number",
        "line-end-hyphen",
    }


def test_motion_of_the_tweede_kamer() -> None:
    document = read("tweede_kamer")
    meta = document.metadata
    assert meta.title == "MOTIE VAN HET LID DE WILDE C.S."
    assert (meta.reference, meta.date, meta.body) == ("36999-XIV-57", "2024-03-07", "Tweede Kamer")
    assert texts(document, "heading") == ["De Kamer,"]
    assert texts(document, "citation") == ["gehoord de beraadslaging,"]
    assert texts(document, "recital")[1] == (
        "overwegende dat: – de schade sinds 2018 is verdubbeld; – het fonds sinds vorig jaar leeg is;"
    )
    assert texts(document, "operative") == [
        "verzoekt de regering: – met provincies te overleggen over een nieuw fonds; – de Kamer daarover voor de "
        "zomer te informeren;",
        "spreekt uit dat bestaande aanvragen worden afgehandeld;",
        "roept de provincies op de jacht op ganzen te coördineren,",
    ]
    assert [(p.id, p.number) for p in document.operatives()] == [("1", None), ("2", None), ("3", None)]
    assert texts(document, "note") == [
        "Voorgesteld 7 maart 2024",
        "en gaat over tot de orde van de dag.",
        "De Wilde",
        "Van Zomeren",
        "Bakker-Smit",
    ]


def test_motion_of_the_belgian_kamer_with_a_list() -> None:
    document = read("belgische_kamer")
    assert document.metadata.body == "Kamer van volksvertegenwoordigers"
    assert texts(document, "citation") == [
        "gehoord de interpellatie van mevrouw Ann Voorbeeld en het antwoord van de minister van Mobiliteit, belast "
        "met de Spoorwegen,",
        "gelet op het beheerscontract van 2022;",
        "gelet op de klachten van reizigers;",
    ]
    assert texts(document, "recital") == ["overwegende dat treinen vaak te laat rijden;", "dat stations sluiten;"]
    assert texts(document, "operative") == [
        "vraagt de regering - de loketten te heropenen; - een meldpunt op te richten; en dat voor het einde van het "
        "jaar;",
        'beveelt de regering aan het beheerscontract te herzien."',
    ]


def test_dashes_that_are_operative_paragraphs() -> None:
    document = read("belgische_kamer_streepjes")
    assert [text.split()[0] for text in texts(document, "operative")] == ["veroordeelt", "eist", "vraagt", "herinnert"]
    assert len(texts(document, "recital")) == 2


def test_resolution_of_the_vlaams_parlement() -> None:
    document = read("vlaams_parlement")
    assert document.metadata.body == "Vlaams Parlement"
    assert document.metadata.title is not None
    assert document.metadata.title.endswith("betreffende het behoud van houtkanten")
    assert texts(document, "citation") == [
        "gelet op: 1° het decreet van 21 oktober 1997 betreffende het natuurbehoud; 2° het Vlaamse regeerakkoord;"
    ]
    (operative,) = texts(document, "operative")
    assert operative.startswith("vraagt de Vlaamse Regering: 1° een subsidie")
    assert "a) opleiding te bieden; b) materiaal uit te lenen; 3° jaarlijks" in operative
    assert texts(document, "note") == ["Lies DENKBEELDIG", "Piet VERZONNEN"]


def test_resolution_of_the_united_nations() -> None:
    document = read("verenigde_naties")
    assert document.metadata.reference == "A/RES/99/123"
    assert document.metadata.body == "Algemene Vergadering van de Verenigde Naties"
    assert len(texts(document, "recital")) == 4
    assert [passage.number for passage in document.operatives()] == ["1", "2", "3"]


def test_motion_of_a_municipal_council() -> None:
    document = read("gemeenteraad")
    assert (document.metadata.body, document.metadata.date) == ("Gemeenteraad", "2023-07-04")
    assert document.metadata.title == "Motie vreemd aan de orde van de dag: Meer groen in de Havenwijk"
    assert len(texts(document, "recital")) == 2
    assert texts(document, "operative") == [
        "Roept het college van burgemeester en wethouders op: • honderd bomen te planten; • bewoners daarbij te "
        "betrekken;",
        "Verzoekt het college tevens de raad hierover te informeren,",
    ]


def test_numbers_alone_on_their_line() -> None:
    document = read("genummerd_los")
    assert [(p.number, p.text) for p in document.operatives()] == [
        ("1", "veroordeelt de inval in het redactiekantoor"),
        ("2", "verzoekt de minister om opheldering over de gang van zaken"),
        ("3", "wijst erop dat de persvrijheid een grondrecht is"),
    ]


def test_plain_list_without_numbers_or_punctuation() -> None:
    document = read("lijst")
    lines = (TEXTS / "lijst.txt").read_text(encoding="utf-8").splitlines()
    assert texts(document, "operative") == lines
    assert ids(document, "operative") == [str(count) for count in range(1, len(lines) + 1)]


@pytest.mark.parametrize("path", sorted(TEXTS.glob("*.txt")), ids=lambda path: path.stem)
def test_windows_line_ends_change_nothing(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert read_text(source.replace("\n", "\r\n")).passages == read_text(source).passages
