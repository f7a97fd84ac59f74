from __future__ import annotations

from pathlib import Path

import pytest
from predicted import paragraph
from small_gold import act, document, small_gold

from labels.errors import LexiconError
from training.gold import load_gold
from training.gold_actors import ACTORS, NOBODY, GoldActors, addressees

SOURCE = """\
NO: [Noorwegen, de Noorse regering]
raad:
  - de Raad
nobody: ["de regering", haar]
"""
ASKED = (
    '<act stance="request"><verb>verzoekt</verb> <addressee>de Raad</addressee> en <addressee>de Bank</addressee>'
    '</act>; <act stance="urge"><verb>eist</verb> van <addressee>haar</addressee></act>; '
    '<act stance="note"><verb>neemt</verb> kennis</act>'
)


def written(folder: Path, source: str) -> Path:
    path = folder / "actors.yaml"
    path.write_text(source, encoding="utf-8")
    return path


def test_the_words_name_an_actor(tmp_path: Path) -> None:
    actors = GoldActors.load(written(tmp_path, SOURCE))
    # `NO` is Norway here, and not the "no" of YAML.
    assert actors.ids == {
        "Noorwegen": "NO",
        "de Noorse regering": "NO",
        "de Raad": "raad",
        "de regering": NOBODY,
        "haar": NOBODY,
    }


def test_the_addressees_of_a_paragraph_get_their_actors(tmp_path: Path) -> None:
    bare = paragraph(ASKED)
    found = GoldActors.load(written(tmp_path, SOURCE)).noted(bare)
    asked = [(each.span.text, each.actor.id if each.actor else None) for act in found.acts for each in act.addressees]
    assert asked == [("de Raad", "raad"), ("de Bank", None), ("haar", NOBODY)]
    assert (found.id, found.text) == (bare.id, bare.text)
    assert [(each.stance, each.trigger) for each in found.acts] == [(each.stance, each.trigger) for each in bare.acts]


def test_an_actor_of_another_hand_is_replaced(tmp_path: Path) -> None:
    actors = GoldActors.load(written(tmp_path, SOURCE))
    noted = actors.noted(paragraph(ASKED))
    assert GoldActors({}).noted(noted) == paragraph(ASKED)
    assert actors.noted(noted) == noted


@pytest.mark.parametrize(
    ("source", "line", "problem"),
    [
        ("raad: [de Raad]\nbank:\n  - de Bank\n  - de Raad\n", 4, "'de Raad' stands twice (first on line 1)"),
        ("raad: [de Raad, de Raad]\n", 1, "'de Raad' stands twice"),
        ("raad: [de Raad]\nraad: [de raad]\n", 2, "the key 'raad' stands twice"),
        ("raad: de Raad\n", 1, "a list belongs"),
        ("- raad\n", 1, "'key: value' pairs belong"),
        ("raad: [2024]\n", 1, "a text belongs"),
        ("raad: ['']\n", 1, "a text belongs"),
    ],
)
def test_a_file_that_cannot_be_used(source: str, line: int, problem: str, tmp_path: Path) -> None:
    with pytest.raises(LexiconError) as caught:
        GoldActors.load(written(tmp_path, source))
    assert (caught.value.file.name, caught.value.line) == ("actors.yaml", line)
    assert problem in caught.value.problem
    assert caught.value.remedy.endswith(".")


def test_every_addressee_is_yielded(tmp_path: Path) -> None:
    folder = small_gold(tmp_path)
    document(folder, "twee", f'<p n="1">{act("request", "verzoekt", "hulp", addressee="de Raad")} {ASKED}</p>')
    assert list(addressees(load_gold([folder]))) == ["de regering", "de Raad", "de Raad", "de Bank", "haar"]
    assert list(addressees([])) == []


def test_the_file_of_the_project_can_be_used() -> None:
    ids = GoldActors.load(ACTORS).ids
    assert len(ids) > 100
    assert NOBODY in ids.values()
    assert all(words == " ".join(words.split()) for words in ids)
