from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest

from labels.errors import LexiconError
from training.composing.infinitives import take_apart
from training.composing.phrase_bank import DOMAIN_LISTS, PHRASES, load_bank, phrase
from training.composing.templates import TemplateProblem

BANK = load_bank()


def test_there_are_many_domains_with_all_lists() -> None:
    assert len(BANK.domains) >= 25
    assert all(len(families["request"]) >= 10 for families in BANK.own.values())
    assert all(len(families) >= len(DOMAIN_LISTS) - 3 for families in BANK.own.values())


def test_a_plural_list_gives_plural_phrases() -> None:
    assert all(each.plural for each in BANK.general["group"])
    assert {each.plural for each in BANK.general["thing"]} == {True, False}


def test_a_phrase_knows_its_article_and_whether_it_is_flat() -> None:
    assert (phrase("het verbod op <topic>").article, phrase("het verbod op <topic>").flat) == ("het", True)
    assert (phrase("een verbod op <ill>").article, phrase("een verbod op <ill>").flat) == ("", False)


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("<thing> ~ (te herzien|in te trekken)", True),
        ("~ te waarborgen dat <well>", False),
        ("maatregelen te nemen om <ill> te voorkomen", False),
        ("de wet ~ voor te leggen", True),
    ],
)
def test_only_a_request_that_ends_in_its_one_infinitive_has_all_forms(text: str, ends: bool) -> None:
    assert phrase(text).ends is ends


def test_the_verb_of_every_request_that_has_all_forms_has_a_third_person() -> None:
    for families in (*BANK.own.values(), BANK.general):
        for each in families.get("request", ()):
            if each.ends and "(" not in each.text:
                shown = " ".join(each.text.replace("~", "").replace("<", "").replace(">", "").split())
                parts = take_apart(shown)
                assert parts is not None, each.text
                assert (parts.helper or parts.verb) in BANK.third_persons, each.text


def test_an_unknown_slot_is_refused() -> None:
    with pytest.raises(TemplateProblem, match="unknown slot <ding>"):
        phrase("het <ding>")


def test_a_mistake_in_a_file_is_told_with_file_and_line(tmp_path: Path) -> None:
    folder = tmp_path / "phrases"
    copytree(PHRASES, folder)
    file = folder / "domains_milieu.yaml"
    lines = file.read_text(encoding="utf-8").splitlines()
    line = next(k for k, text in enumerate(lines) if text.startswith("  ills: ["))
    lines[line] = lines[line].replace("[", "[de <ramp> van gisteren, ")
    file.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(LexiconError, match="unknown slot <ramp>") as caught:
        load_bank(folder)
    assert (caught.value.file.name, caught.value.line) == ("domains_milieu.yaml", line + 1)
