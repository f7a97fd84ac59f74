from __future__ import annotations

from pathlib import Path

import pytest
from annotated import FILES, TEST, TRAIN, VALIDATION
from hypothesis import given
from small_gold import act, document, small_gold, splits
from strategies import marked_documents

from labels.errors import LexiconError
from labels.markup import MarkedDocument
from training.gold import (
    GOLD,
    SPLIT_NAMES,
    SPLITS,
    GoldDocument,
    GoldProblem,
    Member,
    Splits,
    documents_of,
    load_gold,
    of_split,
    read_splits,
)


def test_a_folder_is_read_in_order_of_names_with_sets(tmp_path: Path) -> None:
    documents = load_gold([small_gold(tmp_path)])
    assert [(each.name, each.split) for each in documents] == [
        ("bruggen", "train"),
        ("sluizen", "validation"),
        ("treinen", "test"),
    ]
    assert [each.name for each in of_split(documents, "test")] == ["treinen"]
    assert of_split(documents, "weg") == ()
    assert documents[0].attribute("style") == "tk"
    assert documents[0].attribute("weg") == ""


def test_the_operatives_have_ids_of_their_own(tmp_path: Path) -> None:
    documents = load_gold([small_gold(tmp_path)])
    operatives = [each for document in documents for each in document.operatives]
    assert [each.id for each in operatives] == ["bruggen/1", "bruggen/2", "sluizen/1", "treinen/1"]
    assert [each.number for each in operatives] == ["1", "2", "1", "1"]
    assert {each.role for each in operatives} == {"operative"}
    assert [[act.stance for act in each.acts] for each in operatives] == [
        ["deplore"],
        ["request"],
        ["welcome"],
        ["condemn"],
    ]


def test_a_document_by_itself_has_the_set_of_its_folder(tmp_path: Path) -> None:
    folder = small_gold(tmp_path)
    (found,) = load_gold([folder / "treinen.xml"])
    assert (found.name, found.split) == ("treinen", "test")


def test_a_document_that_is_in_no_set(tmp_path: Path) -> None:
    folder = small_gold(tmp_path)
    document(folder, "los", f'<p n="1">{act("urge", "eist", "rust")}</p>')
    assert {each.name: each.split for each in load_gold([folder])}["los"] is None
    (folder / SPLITS).unlink()
    assert {each.split for each in load_gold([folder])} == {None}


def test_what_is_named_twice_is_read_once(tmp_path: Path) -> None:
    folder = small_gold(tmp_path)
    documents = load_gold([folder / "treinen.xml", folder, folder / "bruggen.xml"])
    assert [each.name for each in documents] == ["treinen", "bruggen", "sluizen"]


def test_folders_have_their_own_sets(tmp_path: Path) -> None:
    one, two = small_gold(tmp_path / "een"), small_gold(tmp_path / "twee")
    splits(two, test=["bruggen"])
    documents = load_gold([one, two])
    assert [each.split for each in documents] == ["train", "validation", "test", "test", None, None]


def test_only_annotated_files_of_the_folder_itself_are_read(tmp_path: Path) -> None:
    folder = small_gold(tmp_path)
    (folder / "actors.yaml").write_text("raad: [de Raad]\n", encoding="utf-8")
    (folder / "onder").mkdir()
    document(folder / "onder", "diep")
    assert [path.stem for path in documents_of(folder)] == ["bruggen", "sluizen", "treinen"]
    assert load_gold([folder / "onder"])[0].operatives == ()
    assert load_gold(()) == ()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"<resolution>", "not well-formed"),
        (b"<p>eist</p>", "the outermost element is 'p'"),
        (b'<resolution><p n="3"><act><verb>eist</verb></act></p></resolution>', "paragraph 3: an act has no stance"),
        ("<resolution><p>één</p></resolution>".encode("latin-1"), "the file cannot be read"),
        (b"", "not well-formed"),
    ],
)
def test_a_document_that_cannot_be_read(content: bytes, problem: str, tmp_path: Path) -> None:
    path = tmp_path / "stuk.xml"
    path.write_bytes(content)
    with pytest.raises(GoldProblem) as caught:
        load_gold([tmp_path])
    error = caught.value
    assert error.file == path
    assert problem in error.problem
    assert error.remedy == "Run `standpunt-train gold check` for all that is wrong."
    assert str(error) == f"{path}: {error.problem}. {error.remedy}"


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(GoldProblem, match="the file cannot be read"):
        load_gold([tmp_path / "weg.xml"])


@pytest.mark.parametrize(
    ("source", "line", "problem"),
    [
        ("train: [een]\ntest: twee\n", 2, "stands where a list belongs"),
        ("- een\n", 1, "'key: value' pairs belong"),
        ("train: [een]\ntrain: [twee]\n", 2, "stands twice"),
        ("train:\n  - een\n  - [twee]\n", 3, "a text belongs"),
        ("train: [\n", 2, ""),
    ],
)
def test_sets_that_cannot_be_read(source: str, line: int, problem: str, tmp_path: Path) -> None:
    small_gold(tmp_path)
    (tmp_path / SPLITS).write_text(source, encoding="utf-8")
    with pytest.raises(LexiconError) as caught:
        load_gold([tmp_path])
    assert (caught.value.file, caught.value.line) == (tmp_path / SPLITS, line)
    assert problem in caught.value.problem


def test_members_know_their_lines(tmp_path: Path) -> None:
    path = tmp_path / SPLITS
    path.write_text("train:\n  - een\n  - twee\nvalidation: []\ntest: [drie, een]\n", encoding="utf-8")
    found = read_splits(path)
    assert found.names == SPLIT_NAMES
    assert found.members == (
        Member("een", "train", 2),
        Member("twee", "train", 3),
        Member("drie", "test", 5),
        Member("een", "test", 5),
    )
    # `gold check` refuses a document in two sets; until then it is in the first.
    assert (found.split("een"), found.split("drie"), found.split("vier")) == ("train", "test", None)
    assert Splits().split("een") is None


@given(marked_documents)
def test_the_operatives_hold_every_act_of_operative_paragraphs(marked: MarkedDocument) -> None:
    operatives = GoldDocument(Path("klein.xml"), None, marked).operatives
    assert [each.text for each in operatives] == [each.text for each in marked.paragraphs]
    for found, written in zip(operatives, marked.paragraphs, strict=True):
        assert len(found.acts) == sum(len(each.stances) for each in written.acts)
        assert [act.trigger.start for act in found.acts] == sorted(act.trigger.start for act in found.acts)
        assert found.id == f"klein/{written.number}"


def test_the_gold_of_the_project_is_where_it_is_said_to_be() -> None:
    named = [*TRAIN, *VALIDATION, *TEST]
    assert GOLD.is_dir()
    assert set(named) <= set(FILES)
    assert len(set(named)) == len(named)
    documents = load_gold(named)
    assert [each.path for each in documents] == named
    assert {each.split for each in documents} <= set(SPLIT_NAMES)
    ids = [each.id for document in documents for each in document.operatives]
    assert len(set(ids)) == len(ids)
