from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from labels.actor_lexicon import DEFAULT_FILE, KINDS, alternatives, inflect
from labels.actor_words import fold
from labels.actors import ActorIndex
from labels.errors import LexiconError
from labels.scheme import Actor
from labels.yaml_source import load_yaml

INDEX = ActorIndex.load()


def linked(text: str) -> str | None:
    actor = INDEX.link(text)
    return actor.id if actor else None


def _entries() -> list[tuple[str, list[str], list[str]]]:
    root = load_yaml(DEFAULT_FILE).mapping()
    found = []
    for entry in (*root["actors"].members(), *root["countries"].members()):
        fields = entry.mapping()
        aliases = fields["aliases"].texts() if "aliases" in fields else []
        adjectives = fields["adjectives"].texts() if "adjectives" in fields else []
        found.append((fields["id"].text(), [fields["name"].text(), *aliases], adjectives))
    return found


def test_every_name_of_the_file_is_linked_to_its_own_entry() -> None:
    for identity, names, _ in _entries():
        for name in (variant for written in names for variant in alternatives(written)):
            for text in (name, name.upper(), f"de {name}" if not name.startswith("het ") else name):
                assert linked(text) == identity, text


def test_every_adjective_of_the_file_is_linked_to_its_own_country() -> None:
    for identity, _, adjectives in _entries():
        for adjective in adjectives:
            assert linked(f"de {inflect(adjective)} autoriteiten") == identity
            assert linked(f"het {adjective} hooggerechtshof") == identity


def test_every_country_of_cldr_is_known_by_its_dutch_name() -> None:
    invented = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}
    territories = {
        code: name
        for code, name in Locale("nl").territories.items()
        if re.fullmatch("[A-Z]{2}", code) and code not in invented
    }
    assert len(territories) == 250
    assert {code: linked(name) for code, name in territories.items()} == {code: code for code in territories}
    known = {identity for identity, _, _ in _entries() if re.fullmatch("[A-Z]{2}", identity)}
    assert known == set(territories)


def test_states_have_an_adjective() -> None:
    without = set()
    for entry in load_yaml(DEFAULT_FILE).mapping()["countries"].members():
        fields = entry.mapping()
        if "kind" not in fields and "adjectives" not in fields:
            without.add(fields["id"].text())
    # Their adjectives belong to two states, or Dutch has none in use.
    assert without == {"CG", "DM", "DO", "KN", "VC"}


def test_the_kinds_are_documented_in_the_file() -> None:
    comment = DEFAULT_FILE.read_text(encoding="utf-8").split("determiners:")[0]
    assert all(re.search(rf"\b{kind}\b", comment) for kind in KINDS)


@given(st.text(max_size=20))
def test_folding_twice_is_folding_once(word: str) -> None:
    once = fold(word.lower())
    assert fold(once) == once


@pytest.mark.parametrize(
    ("base", "inflected"),
    [("Kazachs", "Kazachse"), ("Chinees", "Chinese"), ("Belgisch", "Belgische"), ("Duits", "Duitse")],
)
def test_inflection(base: str, inflected: str) -> None:
    assert inflect(base) == inflected


def test_alternatives() -> None:
    assert alternatives("Raad") == ["Raad"]
    assert alternatives("Raad (Milieu)") == ["Raad (Milieu)"]
    assert alternatives("raad(| van (x|y))") == ["raad", "raad van x", "raad van y"]


SECTIONS = (
    "determiners: [de, het]\npossessives: [zijn]\nmodifiers: []\nnarrowing: []\ntitles: []\nportfolios: []\n"
    "offices: []\nofficers: []\nunlinked: []\nunlinked_adjectives: []\norgans: [regering]\nheads: [raad]\n"
)
GOOD = "actors:\n  - {id: raad, name: Raad, kind: institution}\ncountries:\n  - {id: BE, name: België}\n"


def test_a_file_of_ones_own_is_used(tmp_path: Path) -> None:
    path = tmp_path / "eigen.yaml"
    path.write_text(SECTIONS + GOOD, encoding="utf-8")
    index = ActorIndex.load(path)
    assert index.link("de raad") == Actor("raad", "Raad", "institution")
    assert index.link("de regering van België") == Actor("BE", "België", "state")
    assert index.heads == {"raad", "regering"}


@pytest.mark.parametrize(
    ("old", "new", "line", "problem"),
    [
        ("id: raad, ", "", 14, "no 'id'"),
        ("name: Raad, ", "", 14, "no 'name'"),
        (", kind: institution", "", 14, "no 'kind'"),
        ("kind: institution", "kind: instituut", 14, "'instituut' is not allowed"),
        ("name: Raad", "name: 12", 14, "'12' stands where a text"),
        ("name: Raad", "name: '!'", 14, "holds no word"),
        ("kind: institution", "kind: institution, alias: [x]", 14, "'alias' is not known"),
        ("kind: institution", "kind: institution, aliases: x", 14, "where a list belongs"),
        ("kind: institution", "kind: institution, states: ja", 14, "where true or false belongs"),
        ("id: BE", "id: raad", 16, "'raad' is taken (line 14)"),
        (
            "name: België}",
            "name: België,\n    aliases:\n      [belgie,\n       RAAD]}",
            19,
            "'RAAD' already stands",
        ),
        ("name: Raad", "name: Raad|Rat", 14, "'|' outside of parentheses"),
        ("unlinked: []", "unlinked: [Raad]", 9, "'Raad' already stands"),
        ("heads: [raad]\n", "", 1, "no 'heads'"),
        ("portfolios: []", "portfolios: [{id: f, name: Fin, preposition: op}]", 6, "'op' is not allowed"),
        ("offices: []", "offices: [{id: m, name: minister, kind: baan}]", 7, "'baan' is not allowed"),
    ],
)
def test_a_wrong_entry_is_refused(tmp_path: Path, old: str, new: str, line: int, problem: str) -> None:
    text = SECTIONS + GOOD
    assert old in text
    path = tmp_path / "eigen.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(LexiconError) as caught:
        ActorIndex.load(path)
    assert problem in caught.value.problem
    assert (caught.value.file, caught.value.line) == (path, line)
    assert caught.value.remedy.endswith(".")
