from __future__ import annotations

import re
import string

import pytest
from annotated import TRAIN
from hypothesis import given
from hypothesis import strategies as st

from labels.markup import MarkedDocument, MarkedParagraph, read_markup
from training.evaluation.layout import (
    LAYOUTS,
    LINES_A_PAGE,
    WIDTH,
    is_numbered,
    is_whole_document,
    pages,
    plain,
    unspaced,
)
from training.gold import load_gold

MARKUP = """<resolution title="Resolutie over bruggen" style="{style}">
<p n="1" role="citation">gezien het verslag,</p>
<p n="A" role="recital">overwegende dat de
  brug lekt;</p>
<p n="I" role="heading">De sluizen</p>
<p n="1"><act stance="urge"><verb>eist</verb> <target>spoed</target></act>;</p>
<p n="9" role="note">en gaat over tot de orde van de dag.</p>
</resolution>"""

_words = st.text(string.ascii_lowercase, min_size=1, max_size=14)
_paragraphs = st.builds(
    lambda words, role, place: MarkedParagraph(" ".join(words), (), {"n": str(place), "role": role}),
    st.lists(_words, min_size=1, max_size=40),
    st.sampled_from(["citation", "recital", "operative", "heading"]),
    st.integers(1, 99),
)
documents = st.builds(
    MarkedDocument,
    st.lists(_paragraphs, max_size=12).map(tuple),
    st.fixed_dictionaries({"title": _words, "style": st.sampled_from(["ep", "tk", "be", "vp", ""])}),
)


def document(style: str = "ep") -> MarkedDocument:
    return read_markup(MARKUP.format(style=style))


def test_a_parliament_prints_its_name_and_markers() -> None:
    assert plain(document()).split("\n\n") == [
        "Resolutie over bruggen",
        "Het Europees Parlement,",
        "–  gezien het verslag,",
        "A.  overwegende dat de brug lekt;",
        "De sluizen",
        "1.  eist spoed;",
        "en gaat over tot de orde van de dag.\n",
    ]


def test_a_motion_of_the_tweede_kamer_has_no_markers() -> None:
    lines = unspaced(document("tk")).splitlines()
    assert lines[1:4] == ["De Kamer,", "gezien het verslag,", "overwegende dat de brug lekt;"]
    assert lines[5] == "eist spoed;"
    assert not is_numbered(document("tk"))
    assert is_numbered(document("vp"))


@pytest.mark.parametrize(
    ("style", "speaker"),
    [
        ("be", "De Kamer van volksvertegenwoordigers,"),
        ("vp", "Het Vlaams Parlement,"),
        ("", "Het Europees Parlement,"),
    ],
)
def test_who_speaks(style: str, speaker: str) -> None:
    assert unspaced(document(style)).splitlines()[1] == speaker


def test_a_document_that_says_what_it_rests_on_is_whole() -> None:
    assert is_whole_document(document())
    assert not is_whole_document(read_markup('<resolution><p n="1">eist spoed</p></resolution>'))
    assert not is_whole_document(MarkedDocument(()))


def test_pages_have_numbers_and_from_the_second_on_a_running_title() -> None:
    long = MarkedDocument(
        tuple(MarkedParagraph("eist spoed " * 30, (), {"n": str(number)}) for number in range(1, 41)),
        {"title": "Bruggen", "style": "ep"},
    )
    leaves = pages(long).split("\f")
    assert len(leaves) > 3
    for number, leaf in enumerate(leaves, 1):
        lines = leaf.rstrip("\n").split("\n")
        assert lines[-1] == str(number)
        assert len(lines) <= LINES_A_PAGE + 3
        assert number == 1 or lines[:2] == ["Bruggen", ""]


@given(documents)
def test_every_layout_holds_the_same_words(written: MarkedDocument) -> None:
    title = written.attributes["title"]
    expected = plain(written).split()
    assert unspaced(written).split() == expected
    for number, leaf in enumerate(pages(written).split("\f"), 1):
        words = leaf.split()
        # What a page adds is its number at the foot and the title at the head.
        assert words.pop() == str(number)
        if number > 1:
            assert words.pop(0) == title
        assert all(len(line) <= WIDTH for line in leaf.splitlines())
        assert words == expected[: len(words)]
        expected = expected[len(words) :]
    assert expected == []


@given(documents)
def test_a_paragraph_is_a_line_of_its_own(written: MarkedDocument) -> None:
    lines = unspaced(written).splitlines()
    assert len(lines) == len(written.paragraphs) + 2
    assert [line for line in plain(written).splitlines() if line] == lines
    for line, each in zip(lines[2:], written.paragraphs, strict=True):
        assert re.sub(r"^(–|\d+\.)  ", "", line) == each.text


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_the_text_of_the_training_set_is_all_there(layout: str) -> None:
    for each in load_gold(TRAIN[:10]):
        words = " ".join(LAYOUTS[layout](each.marked).split())
        if layout != "pages":
            assert all(" ".join(paragraph.text.split()) in words for paragraph in each.marked.paragraphs), each.name
        assert words.startswith(" ".join(each.attribute("title").split()))
