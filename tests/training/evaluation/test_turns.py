from __future__ import annotations

import pytest
from annotated import TRAIN
from hypothesis import given
from strategies import marked_documents

from labels.markup import MarkedDocument, MarkedParagraph, read_markup
from training.evaluation.turns import Turn, seen_turns, turn, turns
from training.gold import load_gold


def marked(markup: str) -> MarkedParagraph:
    return read_markup(f'<resolution><p n="1">{markup}</p></resolution>').paragraphs[0]


def turn_of(markup: str) -> Turn:
    paragraph = marked(markup)
    return turn(paragraph, paragraph.acts[0])


def act(inner: str, stance: str = "urge") -> str:
    return f'<act stance="{stance}">{inner}</act>'


URGES = "<verb>dringt</verb> er bij <addressee>de Raad</addressee> op aan <target>haast te maken</target>"


def test_a_turn_has_stance_verb_fixed_words_and_slots() -> None:
    assert turn_of(act(URGES)) == ("urge", "dringt", "bij", "{addressee}", "op", "aan", "{target}")


@pytest.mark.parametrize(
    "other",
    [
        act(URGES.replace("<verb>dringt</verb> er", "<verb>Dringt</verb> er derhalve")),
        act(URGES.replace("haast te maken", "de haven te sluiten")),
        act(URGES.replace("</addressee>", "</addressee> en <addressee>de Bank</addressee>")),
        act(URGES.replace(" op aan", ", in het bijzonder nu, op aan")),
        "verwijst naar het verslag; " + act(URGES) + ";",
    ],
)
def test_what_does_not_decide_the_stance_makes_no_other_turn(other: str) -> None:
    assert turn_of(other) == turn_of(act(URGES))


@pytest.mark.parametrize(
    "other",
    [
        act(URGES, "request"),
        act(URGES.replace("dringt", "houdt")),
        act(URGES.replace(" op aan", " aan")),
        act(URGES.replace("<addressee>", "").replace("</addressee>", "")),
        act(URGES.replace(" op aan", " niet op aan")),
    ],
)
def test_what_decides_the_stance_makes_another_turn(other: str) -> None:
    assert turn_of(other) != turn_of(act(URGES))


def test_words_that_tell_the_stance_belong_to_the_turn() -> None:
    note = "<verb>neemt</verb> {}kennis van <target>het verslag</target>"
    plain, worried = (turn_of(act(note.format(words), "note")) for words in ("", "met bezorgdheid "))
    assert plain == ("note", "neemt", "kennis", "van", "{target}")
    assert worried == ("note", "neemt", "met", "bezorgdheid", "kennis", "van", "{target}")


def test_possessives_and_articles_are_left_out() -> None:
    support = "<verb>spreekt</verb> {} steun uit voor <target>de haven</target>"
    assert turn_of(act(support.format("zijn"), "support")) == turn_of(act(support.format("haar"), "support"))


def test_verbs_with_a_shared_target_are_one_turn() -> None:
    shared = "<verb>betreurt</verb> en <verb>hekelt</verb> <target>de drukte</target>"
    assert turn_of(act(shared, "deplore condemn")) == ("deplore condemn", "betreurt", "hekelt", "{target}")


@given(marked_documents)
def test_every_act_has_one_turn(document: MarkedDocument) -> None:
    found = list(turns(document))
    acts = [(paragraph.number, each) for paragraph in document.paragraphs for each in paragraph.acts]
    assert [(number, each) for number, each, _ in found] == acts
    for _, each, words in found:
        assert words[0] == " ".join(each.stances)
        assert any(span.text.lower() in words for span in each.spans("verb"))
        assert ("{target}" in words) == bool(each.spans("target"))
    assert seen_turns([document]) == {words for _, _, words in found}


def test_the_training_set_repeats_its_turns() -> None:
    documents = [each.marked for each in load_gold(TRAIN)]
    seen = seen_turns(documents)
    acts = sum(len(paragraph.acts) for document in documents for paragraph in document.paragraphs)
    assert 100 < len(seen) < acts
    assert all(words in seen for document in documents for _, _, words in turns(document))
    assert seen_turns([]) == frozenset()
