"""The page as a browser receives it."""

from __future__ import annotations

import re
import time
from html import escape
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labels.scheme import Act, Actor, Addressee, Paragraph, Span, Stance
from service.documents.model import Document, Metadata
from service.page.example import example_text
from service.page.render import render_document, render_home, static_dir

STANCES = (
    Stance("condemn", "veroordeelt", "condemns", "Keurt scherp af.", "", "reject", -1, 5),
    Stance("concern", "is bezorgd", "is concerned", "Maakt zich zorgen.", "", "reject", -1, 2),
    Stance("sympathise", "leeft mee", "sympathises", "Betuigt medeleven.", "", "empathise", 1, 2),
    Stance("request", "verzoekt", "requests", "Vraagt iets.", "", "direct", 0, 3),
    Stance("note", "neemt kennis van", "notes", "Stelt vast.", "", "assert", 0, 1),
)
VOID = {"meta", "link", "input", "br", "rect", "img"}
MUNICIPALITY = Actor("gemeente-bosbeek", "Gemeente Bosbeek", "authority")


class Tree(HTMLParser):
    """Refuses tags that do not nest, and remembers what the tests look at."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.pieces: list[tuple[str, tuple[str, ...]]] = []
        self.feed(page)
        self.close()
        assert not self.open, f"left open: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append((tag, dict(attrs)))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open[-1][0] == tag, f"</{tag}> closes <{self.open[-1][0]}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        classes = " ".join(attrs.get("class") or "" for _, attrs in self.open)
        self.pieces.append((data, tuple(classes.split())))

    def text(self, inside: str, *, without: tuple[str, ...] = ()) -> str:
        """Return the text within elements of a class, without that of some others."""
        return "".join(t for t, c in self.pieces if inside in c and not set(c) & set(without))

    def with_class(self, name: str) -> list[dict[str, str | None]]:
        return [attrs for _, attrs in self.tags if name in (attrs.get("class") or "").split()]


def paragraph(text: str, *acts: Act, number: str = "1") -> Paragraph:
    return Paragraph(number, text, acts, "operative", number)


def span(text: str, words: str) -> Span:
    start = text.index(words)
    return Span.cut(text, start, start + len(words))


def page(*paragraphs: Paragraph, metadata: Metadata | None = None, warnings: tuple[str, ...] = ()) -> str:
    return render_document(Document(metadata or Metadata(), ()), paragraphs, stances=STANCES, warnings=warnings)


def paragraph_text(tree: Tree) -> str:
    return tree.text("text", without=("tag", "gap", "none"))


ASK = "vraagt de gemeente Bosbeek om een schone vijver;"
ASKING = paragraph(
    ASK,
    Act(
        "request",
        span(ASK, "vraagt"),
        span(ASK, "een schone vijver"),
        (Addressee(span(ASK, "de gemeente Bosbeek"), MUNICIPALITY),),
        strength="strong",
        frame="vraagt {addressee} om {target}",
        confidence=0.93,
        source="bert",
    ),
)


def test_an_act_is_marked_and_labelled() -> None:
    tree = Tree(page(ASKING))
    assert paragraph_text(tree) == ASK
    assert tree.text("trigger") == "vraagt"
    assert "een schone vijver" in tree.text("target", without=("legend",))
    (chip,) = [attrs for attrs in tree.with_class("addressee") if attrs.get("title")]
    assert chip["title"] == "Gemeente Bosbeek"
    assert "verzoekt sterk" in tree.text("tag")
    tip = tree.text("tip")
    for detail in ("vraagt ‹wie› om ‹wat›", "kracht 3 van 5", "93%", "taalmodel", "Vraagt iets."):
        assert detail in tip


def test_the_summary_says_who_is_asked_what() -> None:
    other = "vraagt om regen;"
    unaddressed = paragraph(other, Act("request", span(other, "vraagt"), span(other, "regen")), number="2")
    tree = Tree(page(ASKING, unaddressed))
    table = tree.text("asked")
    assert table.index("Gemeente Bosbeek") < table.index("Zonder geadresseerde") < table.index("regen")
    assert "in de tekst: de gemeente Bosbeek" in table
    targets = {attrs["id"] for _, attrs in tree.tags if "id" in attrs}
    links = [attrs["href"] or "" for tag, attrs in tree.tags if tag == "a"]
    assert all(link[1:] in targets for link in links if link.startswith("#"))


def test_two_stances_on_one_verb_both_show() -> None:
    text = "betuigt zijn zorg en medeleven aan de vissers;"
    acts = [Act(stance, span(text, "betuigt"), span(text, "de vissers")) for stance in ("concern", "sympathise")]
    tree = Tree(page(paragraph(text, *acts)))
    assert paragraph_text(tree) == text
    assert [a["data-stance"] for a in tree.with_class("label") if "data-stance" in a] == [
        "concern",
        "sympathise",
    ]
    (operative,) = tree.with_class("operative")
    assert operative["data-stances"] == "concern sympathise"


def test_an_unknown_stance_shows_under_its_own_id() -> None:
    tree = Tree(page(paragraph("gromt.", Act("grumble", Span("gromt", 0, 5)))))
    assert "grumble" in tree.text("tag")
    assert "grumble" in tree.text("counts")


def test_metadata_and_warnings_show() -> None:
    metadata = Metadata("Motie over de vijver", "K-12", "2031/1", "2031-04-03", "Raad van Bosbeek", "nl")
    document = Document(metadata, (), (), ("Eerste.",))
    tree = Tree(render_document(document, [], stances=STANCES, warnings=["Tweede.", "Eerste."]))
    facts = tree.text("facts")
    for fact in ("3 april 2031", "K-12", "2031/1", "Raad van Bosbeek", "taalregels"):
        assert fact in facts
    assert ("time", {"datetime": "2031-04-03"}) in tree.tags
    assert tree.text("warning").count("Eerste.") == 1
    assert "Tweede." in tree.text("warning")
    assert "Motie over de vijver" in tree.text("document-head")
    assert "geen operatieve paragraaf" in tree.text("resolution")


def test_preamble_and_notes_are_folded_and_the_title_is_not_repeated() -> None:
    metadata = Metadata("Motie over de vijver")
    tree = Tree(
        page(
            Paragraph("title-1", "Motie over de vijver", (), "title"),
            Paragraph("note-1", "Zie bijlage.", (), "note", "1"),
            Paragraph("heading-1", "De Raad,", (), "heading"),
            Paragraph("citation-1", "gezien de kaart,", (), "citation"),
            Paragraph("citation-2", "gezien de foto,", (), "citation"),
            Paragraph("A", "overwegende dat het water stinkt;", (), "recital", "A"),
            ASKING,
            metadata=metadata,
        )
    )
    folded = tree.text("folded")
    assert "2 verwijzingen" in folded
    assert "1 overweging" in folded
    assert folded.index("overwegende dat") < folded.index("Zie bijlage.")
    assert "Motie over de vijver" not in tree.text("resolution")
    assert "De Raad," in tree.text("heading")


def test_counts_are_by_group() -> None:
    text = "veroordeelt A en is bezorgd over B"
    acts = Act("condemn", Span("veroordeelt", 0, 11)), Act("concern", span(text, "is"))
    tree = Tree(page(paragraph(text, *acts), ASKING))
    assert [a["data-count"] for _, a in tree.tags if "data-count" in a] == ["condemn", "concern", "request"]
    assert "3 in 2 paragrafen" in tree.text("totals")
    assert tree.text("count-group", without=("legend", "sign")) == "AfkeuringOproep"


HOSTILE = [
    "<script>alert(1)</script>",
    "</span></div></main>\"'><img src=x onerror=alert(1)>",
    "{{ 7 * 7 }} {% raw %}",
    "\u202eomgekeerd \u2067שלום\u2069 \u200f",
    "😀👨‍👩‍👧‍👦 e\u0301",
    "x" * 5000,
    "\x00\x07\x1b\ud800 \x7f",
    "&amp; &#60; <!-- -->",
]


@pytest.mark.parametrize("evil", HOSTILE)
def test_hostile_text_is_escaped_everywhere(evil: str) -> None:
    actor = Actor(evil, evil, evil)
    whole = Span.cut(evil, 0, len(evil))
    act = Act(evil, whole, whole, (Addressee(whole, actor),), frame=evil)
    hostile = Paragraph(evil, evil, (act, Act("condemn", Span.cut(evil, 0, 1), whole)), "operative", evil)
    metadata = Metadata(evil, evil, evil, evil, evil, evil)
    for html in (
        render_document(Document(metadata, (), (), (evil,)), [hostile], stances=STANCES, warnings=[evil], model=evil),
        render_home(error=evil, text=evil),
    ):
        html.encode("utf-8")
        tree = Tree(html)
        assert not [attrs for tag, attrs in tree.tags if tag == "img"]
        assert not [name for _, attrs in tree.tags for name in attrs if name.startswith("on") or name == "style"]
        assert all((attrs["src"] or "").startswith("static/") for tag, attrs in tree.tags if tag == "script")


@settings(max_examples=60, deadline=None)
@given(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60),
    st.lists(st.tuples(st.integers(0, 59), st.integers(1, 30)), min_size=2, max_size=9),
)
def test_any_text_with_any_acts_nests_and_is_kept(text: str, edges: list[tuple[int, int]]) -> None:
    spans = [Span.cut(text, at, min(at + size, len(text))) for at, size in edges if at < len(text)]
    acts = [Act("request", a, b, (Addressee(b), Addressee(a))) for a, b in pairwise(spans)]
    tree = Tree(page(paragraph(text, *acts)))
    assert tree.text("text", without=("tag", "gap", "none")).rstrip(" ") == text.rstrip(" ")


def test_home_offers_text_file_and_example() -> None:
    tree = Tree(render_home())
    named = {attrs.get("name"): tag for tag, attrs in tree.tags if attrs.get("name")}
    assert named["document"] == "input"
    forms = [attrs for tag, attrs in tree.tags if tag == "form"]
    assert all(f["method"] == "post" and f["enctype"] == "multipart/form-data" for f in forms)
    assert ("input", {"type": "hidden", "name": "text", "value": example_text()}) in tree.tags
    labelled = {attrs.get("for") for tag, attrs in tree.tags if tag == "label"}
    fields = {
        attrs.get("id")
        for tag, attrs in tree.tags
        if tag == "textarea" or (tag == "input" and attrs.get("type") != "hidden")
    }
    assert fields == labelled == {"text", "document"}
    assert not tree.with_class("error")


def test_an_error_keeps_what_was_pasted() -> None:
    pasted = "\n\n<b>eerste regel\n  tweede & laatste"
    html = render_home(error="Dat was geen tekst.", text=pasted)
    assert "Dat was geen tekst." in Tree(html).text("error")
    match = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", html, re.DOTALL)
    assert match is not None
    assert match[1] == escape(pasted)


@pytest.mark.parametrize("html", [render_home(), page(ASKING)], ids=["home", "document"])
def test_nothing_is_fetched_from_elsewhere_and_nothing_is_inline(html: str) -> None:
    tree = Tree(html)
    ids = [attrs["id"] for _, attrs in tree.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert not [attrs for _, attrs in tree.tags if "style" in attrs]
    for tag, attrs in tree.tags:
        link = attrs.get("src") or (attrs.get("href") if tag == "link" else None)
        if link:
            name = link.removeprefix("static/").split("?")[0]
            assert (static_dir() / name).is_file()
    described = {attrs["aria-describedby"] for _, attrs in tree.tags if "aria-describedby" in attrs}
    assert described <= set(ids)
    assert not [path for path in static_dir().iterdir() if "url(" in path.read_text(encoding="utf-8")]


def test_four_hundred_paragraphs_render_fast() -> None:
    page(ASKING)
    start = time.perf_counter()
    html = page(*[ASKING] * 400)
    assert time.perf_counter() - start < 0.8
    assert html.count('role="listitem"') == 400
