from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_gold import JUDGED, TRAINED, small_gold, splits

from labels.scheme import Act, Paragraph, Span
from labels.tokens import words_of
from training.assembly import REASONS, Assembled, RepeatedId, Source, assemble
from training.gold import SPLIT_NAMES, GoldDocument, GoldProblem, load_gold
from training.records import Origin, Record


@pytest.fixture(scope="module")
def gold(tmp_path_factory: pytest.TempPathFactory) -> tuple[GoldDocument, ...]:
    return load_gold((small_gold(tmp_path_factory.mktemp("gold")),))


def record(text: str, origin: Origin, name: str = "los") -> Record:
    act = Act("deplore", Span.cut(text, 0, len(text.split()[0])))
    return Record(Paragraph(f"{origin}-{name}/1", text, (act,), "operative", "1"), origin, f"{origin}-{name}")


def source(origin: Origin, *texts: str) -> Source:
    return Source(origin, [record(text, origin, str(place)) for place, text in enumerate(texts)], {})


def reasons(assembled: Assembled) -> list[tuple[str, str]]:
    assert all(each.reason in REASONS for each in assembled.dropped)
    return [(each.origin, each.reason) for each in assembled.dropped]


def trained(assembled: Assembled) -> list[tuple[str, str]]:
    return [(each.origin, each.paragraph.text) for each in assembled.sets["train"] if each.origin != "gold"]


def test_the_gold_goes_by_its_sets(gold: tuple[GoldDocument, ...]) -> None:
    assembled = assemble(gold)
    ids = {split: [each.paragraph.id for each in assembled.sets[split]] for split in SPLIT_NAMES}
    assert ids == {
        "train": ["bruggen/A", "bruggen/1", "bruggen/2", "bruggen/9"],
        "validation": ["sluizen/1", "sluizen/9"],
        "test": ["treinen/1", "treinen/9"],
    }
    assert assembled.dropped == ()


def test_a_document_in_no_set_is_refused(tmp_path: Path) -> None:
    splits(small_gold(tmp_path), train=["bruggen"], test=["treinen"])
    with pytest.raises(GoldProblem, match=r"splits.yaml does not name it. Name 'sluizen' under") as caught:
        assemble(load_gold((tmp_path,)))
    assert caught.value.file.name == "sluizen.xml"


def test_a_set_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    splits(small_gold(tmp_path), train=["bruggen", "sluizen"], development=["treinen"])
    with pytest.raises(GoldProblem, match="its set 'development' does not exist"):
        assemble(load_gold((tmp_path,)))


def test_all_else_trains_in_order_of_its_worth(gold: tuple[GoldDocument, ...]) -> None:
    sources = [
        source("silver", "laakt dit"),
        source("correction", "laakt dat"),
        source("composed", "laakt het", "hekelt het"),
        Source("silver", [record("hekelt ook dit", "silver", "later")], {}),
    ]
    assert trained(assemble(gold, sources)) == [
        ("correction", "laakt dat"),
        ("composed", "laakt het"),
        ("composed", "hekelt het"),
        ("silver", "laakt dit"),
        ("silver", "hekelt ook dit"),
    ]


@pytest.mark.parametrize("origin", ["composed", "silver", "correction"])
def test_what_judges_does_not_train(gold: tuple[GoldDocument, ...], origin: Origin) -> None:
    texts = [f"VEROORDEELT  {JUDGED}.", f"betreurt {JUDGED}", "verwelkomt de nieuwe sluis bij het dorp", "laakt dit"]
    assembled = assemble(gold, [source(origin, *texts)])
    assert trained(assembled) == [(origin, "laakt dit")]
    assert reasons(assembled) == [(origin, "judges"), (origin, "nearly judges"), (origin, "judges")]
    assert assembled.dropped[0].text == texts[0]
    assert assembled.dropped[0].id == f"{origin}-0/1"


def test_the_closing_words_of_a_test_document_do_not_train_again(gold: tuple[GoldDocument, ...]) -> None:
    assembled = assemble(gold, [source("silver", "en gaat over tot de orde van de dag.")])
    assert reasons(assembled) == [("silver", "judges")]
    # Those of the gold stay where they are.
    assert sum("orde van de dag" in each.paragraph.text for each in assembled.sets["train"]) == 1


def test_the_gold_that_trains_is_not_repeated(gold: tuple[GoldDocument, ...]) -> None:
    assembled = assemble(
        gold, [source("composed", f"betreurt {TRAINED}"), source("correction", f"betreurt {TRAINED},")]
    )
    assert reasons(assembled) == [("correction", "in the gold"), ("composed", "in the gold")]
    # What is only like it may train.
    assert trained(assemble(gold, [source("silver", f"hekelt {TRAINED}")])) == [("silver", f"hekelt {TRAINED}")]


def test_a_correction_takes_the_place_of_composed_and_silver(gold: tuple[GoldDocument, ...]) -> None:
    sources = [
        source("silver", "laakt dit"),
        source("composed", "Laakt dit;", "hekelt dit"),
        source("correction", "laakt dit"),
    ]
    assembled = assemble(gold, sources)
    assert trained(assembled) == [("correction", "laakt dit"), ("composed", "hekelt dit")]
    assert reasons(assembled) == [("composed", "corrected"), ("silver", "corrected")]


def test_a_text_trains_once(gold: tuple[GoldDocument, ...]) -> None:
    assembled = assemble(gold, [source("composed", "laakt dit", "laakt dit;"), source("silver", "Laakt dit")])
    assert trained(assembled) == [("composed", "laakt dit")]
    assert reasons(assembled) == [("composed", "repeated"), ("silver", "repeated")]


def test_an_id_that_stands_twice_is_refused(gold: tuple[GoldDocument, ...]) -> None:
    twice = Source("composed", [record("laakt dit", "composed"), record("laakt dat", "composed")], {})
    with pytest.raises(RepeatedId, match="'composed-los/1' stands twice") as caught:
        assemble(gold, [twice])
    assert caught.value.id == "composed-los/1"


TEXTS = st.sampled_from(
    [
        "laakt dit",
        "laakt dat",
        "Laakt dit.",
        f"veroordeelt {JUDGED}",
        f"hekelt {JUDGED}",
        f"betreurt {TRAINED}",
        "hekelt x y z",
    ]
)


@given(st.lists(TEXTS, max_size=5), st.lists(TEXTS, max_size=5), st.lists(TEXTS, max_size=5))
def test_each_record_trains_or_is_dropped_and_none_judges(
    gold: tuple[GoldDocument, ...], corrections: list[str], composed: list[str], silver: list[str]
) -> None:
    sources = [source("silver", *silver), source("composed", *composed), source("correction", *corrections)]
    assembled = assemble(gold, sources)
    assert len(trained(assembled)) + len(assembled.dropped) == len(corrections) + len(composed) + len(silver)
    added = [words_of(text) for _, text in trained(assembled)]
    assert len(set(added)) == len(added)
    assert all("nachttrein" not in words for words in added)
    # A correction that may train at all is never lost to composed or silver text.
    for text in corrections:
        if "nachttrein" not in text and "bruggen" not in text:
            assert ("correction", words_of(text)) in [(origin, words_of(each)) for origin, each in trained(assembled)]
