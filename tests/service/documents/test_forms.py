"""Small texts, one form each: markers, headings, lists, notes, hyphens, free text."""

from __future__ import annotations

import pytest

from service.documents.joining import Vocabulary, joint
from service.documents.language import find_language
from service.documents.model import Passage
from service.documents.text import read_text

FRAME = "Het Europees Parlement,\n– gezien artikel 5,\nA. overwegende dat het regent;\n"


def operatives(text: str) -> list[tuple[str | None, str]]:
    return [(passage.number, passage.text) for passage in read_text(text).operatives()]


def passages(text: str, role: str) -> list[Passage]:
    return [passage for passage in read_text(text).passages if passage.role == role]


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("1.", "1"),
        ("1)", "1"),
        ("(12)", "12"),
        ("12°", "12"),
        ("9 bis.", "9 bis"),
        ("9bis.", "9 bis"),
        ("9a.", "9a"),
        ("3 quinquies.", "3 quinquies"),
        ("105.", "105"),
    ],
)
def test_number_of_an_operative(printed: str, number: str) -> None:
    assert operatives(f"{FRAME}{printed} betreurt de droogte;") == [(number, "betreurt de droogte;")]


@pytest.mark.parametrize("printed", ["B.", "B)", "(B)", "Aa.", "AB.", "A bis."])
def test_letter_of_a_recital(printed: str) -> None:
    found = passages(f"{FRAME}{printed} overwegende dat het droog is;\n1. betreurt dit;", "recital")[1]
    assert found.text == "overwegende dat het droog is;"
    assert found.id == found.number == printed.strip("().")


@pytest.mark.parametrize("dash", ["–", "-", "—", "•", "‑"])
@pytest.mark.parametrize(
    "opening", ["gezien", "onder verwijzing naar", "gelet op", "gehoord", "na kennis te hebben genomen van"]
)
def test_citations(dash: str, opening: str) -> None:
    text = f"Het Europees Parlement,\n{dash} {opening} het verslag,\n{dash} {opening} het advies,\n1. betreurt dit;"
    assert [found.text for found in passages(text, "citation")] == [f"{opening} het verslag,", f"{opening} het advies,"]


@pytest.mark.parametrize(
    "opening",
    [
        "overwegende dat",
        "constaterende dat",
        "vaststellende dat",
        "van mening zijnde dat",
        "erkennende dat",
        "in overweging nemende dat",
        "voorts overwegende dat",
    ],
)
def test_recitals_without_letter(opening: str) -> None:
    text = f"De Kamer,\ngehoord de beraadslaging,\n{opening} het regent;\nverzoekt de regering dijken te bouwen,"
    assert [found.text for found in passages(text, "recital")] == [f"{opening} het regent;"]
    assert [text for _, text in operatives(text)] == ["verzoekt de regering dijken te bouwen,"]


def test_twenty_eight_letters() -> None:
    letters = [chr(65 + i) for i in range(26)] + ["AA", "AB"]
    text = "Het Europees Parlement,\n" + "\n".join(f"{x}. overwegende dat het regent;" for x in letters)
    assert [found.id for found in passages(text, "recital")] == letters


@pytest.mark.parametrize("between", ["\n", "\n\n", "\n\n\n"])
def test_a_recital_that_goes_on_with_overwegende_is_one(between: str) -> None:
    lines = [
        "A. overwegende dat de rivier elk voorjaar buiten haar oevers treedt en dat de dijken",
        "daardoor verzwakken; overwegende dat het onderhoud al jaren is uitgesteld en",
        "overwegende dat bewoners daarover klagen; overwegende dat niemand luistert;",
        "overwegende dat de kosten stijgen en dat de provincie daar geen geld voor heeft",
        "gereserveerd;",
        "1. betreurt dat de provincie het onderhoud van de dijken langs de rivier heeft",
        "uitgesteld;",
    ]
    text = "Het Europees Parlement,\n" + between.join(lines)
    (recital,) = passages(text, "recital")
    assert recital.text == " ".join(lines[:5])[3:]
    assert len(operatives(text)) == 1


@pytest.mark.parametrize(
    "heading", ["Mensenrechten", "Algemene opmerkingen", "III. Handel en ontwikkeling", "B. Landbouw", "1. Inleiding"]
)
def test_headings_between_operatives(heading: str) -> None:
    text = f"{FRAME}1. betreurt dit;\n{heading}\n2. verzoekt dat;"
    assert [found.text for found in passages(text, "heading")] == ["Het Europees Parlement,", heading]
    assert operatives(text) == [("1", "betreurt dit;"), ("2", "verzoekt dat;")]


@pytest.mark.parametrize(
    "items",
    [("a)", "b)"), ("(a)", "(b)"), ("i)", "ii)"), ("–", "–"), ("1)", "2)"), ("1.1.", "1.2."), ("•", "•"), ("1°", "2°")],
)
def test_items_belong_to_their_operative(items: tuple[str, str]) -> None:
    text = f"{FRAME}1. verzoekt de Raad:\n{items[0]} te luisteren;\n{items[1]} te handelen;\n2. betreurt de stilte;"
    listed = f"verzoekt de Raad: {items[0]} te luisteren; {items[1]} te handelen;"
    assert operatives(text) == [("1", listed), ("2", "betreurt de stilte;")]


def test_a_numbered_list_under_an_unnumbered_dictum_is_one_operative() -> None:
    text = (
        "DE KAMER VAN VOLKSVERTEGENWOORDIGERS,\nA. overwegende dat het regent;\nVERZOEKT DE FEDERALE REGERING:\n"
        "1. de dijken te verhogen;\n2. binnen drie maanden verslag uit te brengen;"
    )
    assert operatives(text) == [
        (
            None,
            "VERZOEKT DE FEDERALE REGERING: 1. de dijken te verhogen; 2. binnen drie maanden verslag uit te brengen;",
        )
    ]


def test_a_motion_on_one_line() -> None:
    text = (
        "De Kamer, gehoord de beraadslaging, constaterende dat het regent; overwegende dat dijken lekken, "
        "verzoekt de regering dijken te herstellen, en gaat over tot de orde van de dag."
    )
    roles = [passage.role for passage in read_text(text).passages]
    assert roles == ["heading", "citation", "recital", "recital", "operative", "note"]


def test_two_motions_in_one_text() -> None:
    motion = (
        "MOTIE VAN HET LID {0}\nDe Kamer,\ngehoord de beraadslaging,\nverzoekt de regering {1},\n"
        "en gaat over tot de orde van de dag.\n{0}\n"
    )
    document = read_text(motion.format("Aerts", "te rusten") + motion.format("Bos", "te werken"))
    assert [(p.id, p.text) for p in document.operatives()] == [
        ("1", "verzoekt de regering te rusten,"),
        ("2", "verzoekt de regering te werken,"),
    ]
    assert [p.text for p in document.passages if p.role == "title"] == [
        "MOTIE VAN HET LID Aerts",
        "MOTIE VAN HET LID Bos",
    ]


def test_an_annex_is_note() -> None:
    text = f"{FRAME}1. beveelt de Raad aan te handelen;\nBIJLAGE\n1. Eerste beginsel\n2. Tweede beginsel"
    assert [number for number, _ in operatives(text)] == ["1"]
    assert [found.text for found in passages(text, "note")] == ["BIJLAGE", "Eerste beginsel", "Tweede beginsel"]


@pytest.mark.parametrize(
    ("glued", "note", "clean"),
    [
        ("van 3 mei 20111,", "1 PB L 1 van 2.3.2009, blz. 4.", "van 3 mei 2011,"),
        ("van 3 mei 2011(1),", "(1) PB L 1 van 2.3.2009, blz. 4.", "van 3 mei 2011,"),
        ("van 3 mei 2011[1],", "[1] Niet bekendgemaakt.", "van 3 mei 2011,"),
        ("van 3 mei 2011 [1],", "[1] Niet bekendgemaakt.", "van 3 mei 2011,"),
        ("van 3 mei 2011¹,", "¹ Niet bekendgemaakt.", "van 3 mei 2011,"),
        ("over “Azië”1,", "1 Zie aldaar.", "over “Azië”,"),
        ("over Azië1,", "1 Aangenomen teksten van die dag.", "over Azië,"),
    ],
)
def test_markers_of_footnotes_leave_the_text(glued: str, note: str, clean: str) -> None:
    text = f"Het Europees Parlement,\n– gezien zijn resolutie {glued}\n1. betreurt dit;\n\n{note}\n"
    document = read_text(text)
    assert [p.text for p in document.passages if p.role == "citation"] == [f"gezien zijn resolutie {clean}"]
    assert [p.number for p in document.passages if p.role == "note"] == ["1"]
    assert [artefact.kind for artefact in document.artefacts] == ["note-marker"]


@pytest.mark.parametrize(
    "text",
    ["wijst op artikel 5(1) van de wet", "wijst op 20111 schapen", "wijst op 15 m² grond", "eist 2 CO2-metingen"],
)
def test_figures_without_a_footnote_stay(text: str) -> None:
    assert operatives(f"{FRAME}1. {text};") == [("1", f"{text};")]


@pytest.mark.parametrize(
    ("before", "after", "joined"),
    [
        ("Centraal-", "Azië", "Centraal-Azië"),
        ("samenwerkings-", "overeenkomst", "samenwerkingsovereenkomst"),
        ("partnerschaps-", "en samenwerkingsovereenkomst", "partnerschaps- en samenwerkingsovereenkomst"),
        ("in-", "of uitvoer", "in- of uitvoer"),
        ("EU-", "begroting", "EU-begroting"),
        ("COVID-", "19", "COVID-19"),
        ("niet-", "gouvernementele", "niet-gouvernementele"),
        ("directeur-", "generaal", "directeur-generaal"),
        ("auto-", "industrie", "auto-industrie"),
        ("stand-van-", "zakenbrief", "stand-van-zakenbrief"),
        ("ov-", "reizigers", "ov-reizigers"),
        ("be-", "oordelen", "beoordelen"),
        ("werk\u00ad", "nemers", "werknemers"),
        ("de brug -", "hoe oud ook", "de brug - hoe oud ook"),
        ("gewoon", "verder", "gewoon verder"),
    ],
)
def test_words_broken_at_a_line_end(before: str, after: str, joined: str) -> None:
    how = joint(before, after, Vocabulary(""))
    assert {" ": f"{before} {after}", "": before + after, "-": before[:-1] + after}[how] == joined


@pytest.mark.parametrize(("word", "how"), [("sociaaleconomische", "-"), ("sociaal-economische", "")])
def test_the_rest_of_the_text_shows_how_a_word_is_written(word: str, how: str) -> None:
    assert joint("sociaal-", "economische", Vocabulary(f"de {word} raad")) == how


@pytest.mark.parametrize(
    "text",
    [
        "betreurt de stilte",
        "9. dringt er bij de Raad op aan te handelen;",
        "De Raad moet hier iets aan doen.",
        "Wat de zee betreft zwijgt het Parlement",
    ],
)
def test_a_single_paragraph_is_operative(text: str) -> None:
    (operative,) = read_text(text).operatives()
    assert text.endswith(operative.text)


def test_a_single_wrapped_paragraph_is_one() -> None:
    text = (
        "verzoekt de Commissie om voor het einde van het jaar een voorstel\n"
        "voor te leggen over de bescherming van\nklokkenluiders in de lidstaten;"
    )
    assert [text for _, text in operatives(text)] == [text.replace("\n", " ")]


def test_prose_without_a_frame_has_no_operatives() -> None:
    sentences = [
        "Het regende gisteren.",
        "De straat stond blank.",
        "Een buurman keek toe.",
        "Hij dronk koffie.",
        "Daarna sliep hij.",
        "Het werd nacht.",
    ]
    document = read_text("\n\n".join(sentences))
    assert document.operatives() == ()
    assert [p.text for p in document.passages] == sentences


def test_repeated_numbers_keep_their_ids_apart() -> None:
    text = f"{FRAME}1. betreurt dit;\n1. verzoekt dat;\n1. eist alles;"
    assert [p.id for p in read_text(text).operatives()] == ["1", "1-2", "1-3"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("verzoekt de regering om dit te doen", "nl"),
        ("calls on the Commission to act on this", "en"),
        ("demande à la Commission de présenter une proposition sur le lac", "fr"),
        ("fordert die Kommission auf, sich mit der Lage zu befassen", "de"),
        ("xyzzy plugh", None),
    ],
)
def test_language(text: str, language: str | None) -> None:
    assert find_language(text) == language


@pytest.mark.parametrize("first", ["Motie over de droogte in de Peel", "Ontwerpresolutie"])
@pytest.mark.parametrize("place", ["{title}\n{number}", "{number}\n{title}"])
def test_a_title_that_runs_over_the_pages(first: str, place: str) -> None:
    title = "Motie over de droogte in de Peel"
    breaks = ["\n".join(["", place.format(title=title, number=number), ""]) for number in (1, 2)]
    text = f"{first}\n{FRAME}1. betreurt dat het veen{breaks[0]}uitdroogt;\n2. verzoekt de{breaks[1]}Raad om water;"
    document = read_text(text)
    assert operatives(text) == [("1", "betreurt dat het veen uitdroogt;"), ("2", "verzoekt de Raad om water;")]
    assert [each.text for each in document.artefacts if each.kind == "running-line"] == [title, title]
    assert document.metadata.title == first


def test_a_line_beside_one_page_number_is_text() -> None:
    text = f"{FRAME}1. betreurt dat het veen\n1\nuitdroogt, wat\nniemand wil;\n2. verzoekt de\n2\nRaad om water;"
    assert operatives(text)[0] == ("1", "betreurt dat het veen uitdroogt, wat niemand wil;")
