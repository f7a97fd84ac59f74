from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from annotated import TRAIN
from small_gold import CLOSING, act, document, small_gold

from labels.scheme import Paragraph
from service.documents.text import read_text
from training.evaluation.layout import LAYOUTS, is_whole_document, plain
from training.evaluation.measures import Count, Share
from training.evaluation.segmentation import Segmentation, compare, segmentations
from training.gold import GoldDocument, load_gold

CITED = '<p n="1" role="citation">gezien het verslag over de haven,</p>'
URGES = f'<p n="2">{act("urge", "eist", "spoed met de haven")}</p>'
WANTS = f'<p n="3">{act("expect", "verwacht", "een antwoord")}</p>'


def gold(folder: Path, *paragraphs: str, style: str = "ep") -> GoldDocument:
    return load_gold([document(folder, "haven", *paragraphs, style=style)])[0]


def compared(document: GoldDocument, source: str, answered: tuple[Paragraph, ...] | None = None) -> Segmentation:
    return compare("own", document, read_text(source), document.operatives if answered is None else answered)


def test_a_document_cut_as_annotated(tmp_path: Path) -> None:
    document = gold(tmp_path, CITED, URGES, WANTS)
    found = compared(document, plain(document.marked))
    assert found.paragraphs == Count(found=4)
    assert found.roles == Share(4, 4)
    # Neither the citation nor the closing formula has a number to be found.
    assert found.numbers == Share(2, 2)
    assert found.acts.count("stance") == Count(found=2)


def test_an_operative_that_is_lost_has_no_acts(tmp_path: Path) -> None:
    document = gold(tmp_path, CITED, URGES, WANTS)
    found = compared(document, plain(document.marked).replace("3.  verwacht een antwoord;\n\n", ""))
    assert found.paragraphs == Count(found=3, missed=1)
    assert found.acts.count("stance") == Count(found=1, missed=1)
    assert found.acts.acts == 2


def test_a_wrong_number_and_a_wrong_text(tmp_path: Path) -> None:
    document = gold(tmp_path, CITED, URGES, WANTS)
    found = compared(document, plain(document.marked).replace("3.  verwacht", "4.  verwacht"))
    assert (found.numbers, found.roles) == (Share(1, 2), Share(4, 4))
    found = compared(document, plain(document.marked).replace("een antwoord", "veel antwoorden"))
    assert found.paragraphs == Count(found=3, invented=1, missed=1)


def test_acts_are_those_of_the_answers(tmp_path: Path) -> None:
    document = gold(tmp_path, CITED, URGES, WANTS)
    silent = tuple(replace(each, acts=()) for each in document.operatives)
    assert compared(document, plain(document.marked), silent).acts.count("stance") == Count(missed=2)
    with pytest.raises(ValueError, match="shorter"):
        compared(document, plain(document.marked), silent[:1])


def test_a_motion_without_numbers_is_not_asked_for_them(tmp_path: Path) -> None:
    document = gold(tmp_path, CITED, URGES, style="tk")
    assert compared(document, plain(document.marked)).numbers == Share(0, 0)


def test_white_space_does_not_count(tmp_path: Path) -> None:
    document = gold(tmp_path, CITED.replace("over de", "over\n   de"), URGES)
    assert compared(document, plain(document.marked)).paragraphs == Count(found=3)


def test_only_files_that_are_one_document_are_cut(tmp_path: Path) -> None:
    documents = load_gold([small_gold(tmp_path)])
    answers = [each.operatives for each in documents]
    assert [(each.layout, each.documents) for each in segmentations(documents, answers)] == [
        (layout, 1) for layout in LAYOUTS
    ]
    assert segmentations(documents[1:], answers[1:]) == []
    assert segmentations([], []) == []
    with pytest.raises(ValueError, match="shorter"):
        segmentations(documents, answers[:2])


def test_documents_add_up(tmp_path: Path) -> None:
    first = gold(tmp_path, CITED, URGES)
    second = load_gold([document(tmp_path, "kade", CITED, WANTS, URGES, style="be")])[0]
    (whole, *_) = segmentations([first, second], [first.operatives, second.operatives])
    one, two = (compare("plain", each, read_text(plain(each.marked)), each.operatives) for each in (first, second))
    assert whole == one + two
    assert (whole.documents, whole.paragraphs.found) == (2, 7)
    assert CLOSING.split(">")[1].split("<")[0] in plain(first.marked)


def test_the_training_set_is_read_back() -> None:
    documents = load_gold(TRAIN)
    for found in segmentations(documents, [each.operatives for each in documents]):
        assert found.documents == sum(is_whole_document(each.marked) for each in documents)
        assert found.paragraphs.f1 >= 0.97, found.layout
        assert found.roles.ratio >= 0.99, found.layout
        assert found.numbers.ratio >= 0.99, found.layout
        # The acts are the annotator's own: none is invented, and those missed stand in what was cut wrongly.
        assert found.acts.count("stance").invented == 0
        assert found.acts.count("stance").recall >= 0.97, found.layout
