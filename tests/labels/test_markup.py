from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from strategies import STANCES, dutch_paragraphs, marked_documents, marked_paragraphs

from labels.errors import MarkupError
from labels.markup import MarkedDocument, MarkedParagraph, marked, read_markup, write_markup
from labels.rules import Rules
from labels.scheme import Act, Addressee, Paragraph, Span

RULES = Rules.load()
SHARED = Path(__file__).parents[3] / "shared" / "gold"


def read(inner: str) -> MarkedParagraph:
    (paragraph,) = read_markup(f'<resolution><p n="4">{inner}</p></resolution>').paragraphs
    return paragraph


def test_an_annotated_paragraph() -> None:
    paragraph = read(
        'en <act stance="urge" strength="strong"><verb>maant</verb> <addressee>de reder</addressee> tot '
        "<target>spoed</target></act>;"
    ).paragraph()
    assert paragraph.text == "en maant de reder tot spoed;"
    assert (paragraph.id, paragraph.number, paragraph.role) == ("4", "4", "operative")
    assert paragraph.acts == (
        Act(
            stance="urge",
            trigger=Span("maant", 3, 8),
            target=Span("spoed", 22, 27),
            addressees=(Addressee(Span("de reder", 9, 17)),),
            strength="strong",
        ),
    )


def test_one_verb_with_two_stances() -> None:
    first, second = (
        read('<act stance="concern deplore"><verb>uit</verb> zorg en spijt over <target>dit</target></act>')
        .paragraph()
        .acts
    )
    assert (first.stance, second.stance) == ("concern", "deplore")
    assert first.trigger == second.trigger
    assert first.target == second.target


def test_two_verbs_are_paired_with_their_stances() -> None:
    first, second = (
        read('<act stance="deplore condemn"><verb>betreurt</verb> en <verb>hekelt</verb> <target>dit</target></act>')
        .paragraph()
        .acts
    )
    assert (first.stance, first.trigger.text) == ("deplore", "betreurt")
    assert (second.stance, second.trigger.text) == ("condemn", "hekelt")
    assert first.target == second.target


def test_acts_stand_in_the_order_of_their_verbs_and_kinds_are_read() -> None:
    (paragraph,) = read_markup(
        '<resolution><p kind="noise gap" role="recital">gezien &amp; gelezen</p></resolution>'
    ).paragraphs
    assert paragraph.kinds == ("noise", "gap")
    assert paragraph.role == "recital"
    assert (paragraph.number, paragraph.text) == ("", "gezien & gelezen")
    assert paragraph.paragraph().number is None


@given(marked_documents)
def test_reading_gives_back_what_was_written(document: MarkedDocument) -> None:
    assert read_markup(write_markup(document)) == document


@given(marked_documents)
def test_writing_again_changes_nothing(document: MarkedDocument) -> None:
    written = write_markup(document)
    assert write_markup(read_markup(written)) == written


@given(marked_paragraphs())
def test_markup_made_of_acts_gives_back_the_acts(paragraph: MarkedParagraph) -> None:
    acts = paragraph.paragraph()
    again = marked(acts)
    assert again.text == paragraph.text
    assert again.attributes == {"n": paragraph.number}
    for act in acts.acts:
        assert act.trigger in {span for element in again.acts for span in element.spans("verb")}
        assert act.stance in {stance for element in again.acts for stance in element.stances}


@given(st.builds(Paragraph, id=st.just("7"), text=dutch_paragraphs))
@example(Paragraph("7", "betreurt en spreekt zijn bezorgdheid en medeleven uit over de brand"))
def test_predictions_become_markup_that_can_be_read(paragraph: Paragraph) -> None:
    predicted = Paragraph(paragraph.id, paragraph.text, RULES.acts(paragraph.text))
    try:
        document = MarkedDocument((marked(predicted),))
    except MarkupError:
        return  # it says which spans cross
    (again,) = read_markup(write_markup(document)).paragraphs
    assert again.text == paragraph.text
    found = [(act.stance, act.trigger, act.target) for act in again.paragraph().acts]
    assert sorted(found, key=repr) == sorted(
        ((act.stance, act.trigger, act.target) for act in predicted.acts), key=repr
    )


def test_predictions_of_a_shared_target_become_one_element() -> None:
    text = "betreurt en veroordeelt het geweld; eist rust"
    paragraph = marked(Paragraph("12", text, RULES.acts(text)))
    assert write_markup(MarkedDocument((paragraph,))) == (
        "<resolution>\n"
        '<p n="12"><act stance="deplore condemn"><verb>betreurt</verb> en <verb>veroordeelt</verb> '
        "<target>het geweld</target></act>; "
        '<act stance="urge"><verb>eist</verb> <target>rust</target></act></p>\n'
        "</resolution>\n"
    )


def test_a_role_is_kept_where_it_is_not_operative() -> None:
    assert marked(Paragraph("A", "overwegende", role="recital")).attributes == {"n": "A", "role": "recital"}
    assert marked(Paragraph("3", "eist", role="operative")).attributes == {"n": "3"}


def test_spans_that_cross_cannot_be_marked() -> None:
    text = "eist rust en orde"
    act = Act("urge", Span.cut(text, 0, 4), Span.cut(text, 5, 12), (Addressee(Span.cut(text, 10, 17)),))
    with pytest.raises(MarkupError, match="'rust en' and 'en orde' overlap") as caught:
        marked(Paragraph("3", text, (act,)))
    assert caught.value.paragraph == "3"


ACT = '<act stance="urge"><verb>eist</verb> <target>rust</target></act>'


@pytest.mark.parametrize(
    ("source", "paragraph", "problem"),
    [
        ("<resolution><p>", None, "line 1 is not well-formed XML"),
        ("<resolution>\n<p>&rust;</p></resolution>", None, "line 2 is not well-formed XML"),
        ("", None, "not well-formed"),
        ('<!DOCTYPE r [<!ENTITY a "b">]><resolution/>', None, "a document type or entity is declared"),
        ("<motie/>", None, "the outermost element is 'motie'"),
        ("<resolution><q/></resolution>", None, "'q' stands where only 'p' may stand"),
        ('<resolution><p n="2"/>los</resolution>', "2", "text stands behind the paragraph: 'los'"),
        ('<resolution><p n="2"><verb>eist</verb></p></resolution>', "2", "'verb' stands outside an act"),
        ('<resolution><p n="2"><act><verb>eist</verb></act></p></resolution>', "2", "an act has no stance"),
        ('<resolution><p n="2"><act stance="urge">eist</act></p></resolution>', "2", "the act 'urge' has no verb"),
        (ACT.replace('"urge"', '"urge" strength="hard"'), "2", "the strength 'hard' does not exist"),
        (ACT.replace('"urge"', '"urge" sterk="ja"'), "2", "the unknown attribute 'sterk'"),
        (ACT.replace("target", "doel"), "2", "'doel' may not stand in an act"),
        (ACT.replace("<verb>", '<verb n="1">'), "2", "'verb' may not stand in an act, or not with what it holds"),
        (ACT.replace("rust", "<verb>rust</verb>"), "2", "'target' may not stand in an act, or not with what it holds"),
        (ACT.replace("rust", " "), "2", "a target is empty"),
        (ACT.replace("</act>", " <target>orde</target></act>"), "2", "an act has more than one target"),
        (ACT.replace("</act>", " <verb>wil</verb></act>"), "2", "an act has 2 verbs and 1 stances"),
    ],
)
def test_wrong_markup_is_refused(source: str, paragraph: str | None, problem: str) -> None:
    if source.startswith("<act"):
        source = f'<resolution><p n="2">{source}</p></resolution>'
    with pytest.raises(MarkupError) as caught:
        read_markup(source)
    assert problem in caught.value.problem
    assert caught.value.paragraph == paragraph
    assert str(caught.value) == (f"paragraph {paragraph}: " if paragraph else "") + caught.value.problem


@given(st.text())
def test_any_text_is_refused(text: str) -> None:
    with pytest.raises(MarkupError):
        read_markup(f"{text}<")


def test_a_lone_surrogate_is_refused() -> None:
    with pytest.raises(MarkupError):
        read_markup('<resolution><p n="1">eist \ud800 rust</p></resolution>')


@pytest.mark.parametrize("text", ["eist \x00 rust", "eist \x1b[31m rust", "eist \ufffe rust"])
def test_what_xml_cannot_hold_is_refused_when_written(text: str) -> None:
    with pytest.raises(MarkupError):
        write_markup(MarkedDocument((marked(Paragraph("1", text)),)))


def test_a_real_resolution_is_read() -> None:
    path = SHARED / "kazachstan.xml"
    if not path.exists():
        pytest.skip("the annotated resolution is not beside the repository")
    document = read_markup(path.read_text(encoding="utf-8"))
    assert len(document.paragraphs) == 20
    assert {stance for each in document.paragraphs for act in each.acts for stance in act.stances} <= set(STANCES)
    assert read_markup(write_markup(document)) == document
