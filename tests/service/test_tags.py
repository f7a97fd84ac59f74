from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labels.lexicon import load_stances
from service.tags import OUTSIDE, PARTS, VerbTag, all_tags, verb_tags

stance_names = st.lists(st.from_regex(r"[a-z]{3,9}", fullmatch=True), unique=True, max_size=20).map(tuple)


def test_the_tags_of_two_stances_in_their_order() -> None:
    assert all_tags(("deplore", "urge")) == (
        "O",
        "VERB-deplore",
        "VERB-urge",
        "VERB-deplore-STRONG",
        "VERB-urge-STRONG",
        "B-ADDRESSEE",
        "I-ADDRESSEE",
        "B-TARGET",
        "I-TARGET",
    )


def test_without_stances_those_of_the_file_are_taken() -> None:
    known = tuple(stance.id for stance in load_stances())
    assert all_tags() == all_tags(known)
    assert [tag.stance for tag in verb_tags()] == [*known, *known]


@pytest.mark.parametrize(
    ("tag", "name"),
    [(VerbTag("urge", True), "VERB-urge-STRONG"), (VerbTag("urge", False), "VERB-urge")],
)
def test_a_verb_tag_has_a_name(tag: VerbTag, name: str) -> None:
    assert tag.name == name


def test_no_stance_leaves_the_parts() -> None:
    assert all_tags(()) == ("O", "B-ADDRESSEE", "I-ADDRESSEE", "B-TARGET", "I-TARGET")


@given(stance_names)
def test_every_tag_stands_once_and_where_the_scores_have_it(stances: tuple[str, ...]) -> None:
    tags, verbs, count = all_tags(stances), verb_tags(stances), len(stances)
    assert len(set(tags)) == len(tags) == 1 + 2 * count + 2 * len(PARTS)
    assert tags[0] == OUTSIDE
    assert tags[1 : 1 + 2 * count] == tuple(tag.name for tag in verbs)
    assert [tag.strong for tag in verbs] == [False] * count + [True] * count
    for number, part in enumerate(PARTS):
        first = 1 + 2 * count + 2 * number
        assert tags[first : first + 2] == (f"B-{part}", f"I-{part}")
