from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import labels.lexicon
from labels.errors import LexiconError
from labels.grammar import ENDINGS, SETS
from labels.lexicon import GROUPS, load_lexicon, load_stances

FOLDER = Path(labels.lexicon.__file__).parent
LEXICON = load_lexicon()

STANCES = (
    "stances:\n"
    "  - {id: deplore, name: betreurt, en: regrets, group: reject, polarity: -1, force: 3, nl_def: Nee., en_def: No.}\n"
    "  - {id: request, name: verzoekt, en: requests, group: direct, polarity: 0, force: 3, nl_def: Doe., en_def: Do.}\n"
)
FRAMES = (
    "words:\n"
    "  feeling:\n"
    "    deplore: [spijt, diep leed]\n"
    "verbs:\n"
    "  betreurt: [betreuren, betreurd]\n"
    "frames:\n"
    "  deplore:\n"
    "    - betreurt {target}\n"
    "  request:\n"
    "    - verzoekt {addressee} {target}\n"
    "  by-word:\n"
    "    - uit zijn {feeling} over {target}\n"
)
GRAMMAR = (
    "about: [over]\n"
    "speakers: [het parlement]\n"
    "modal_phrases: [graag]\n"
    "narrowing: [in het bijzonder]\n"
    "apposed: [onder meer]\n"
    "plural_modals: {willen: wil}\n"
    "negated:\n"
    "  deplore: request\n"
    "endings:\n"
    f"{''.join(f'  {name}: [ing, heid]{chr(10)}' for name in ENDINGS)}"
    "sets:\n"
    f"{''.join(f'  {name}: []{chr(10)}' for name in SETS if name != 'determiners')}"
    "  determiners: [de, het]\n"
)
LAST = GRAMMAR.count("\n")
ADVERBIALS = (
    "connective: [daarom]\n"
    "intensifier: [zeer]\n"
    "urging: [met klem]\n"
    "negation: [niet]\n"
    "filler: [nu]\n"
    "evaluative:\n"
    "  deplore: [helaas]\n"
)
FILES = {"stances": STANCES, "frames": FRAMES, "grammar": GRAMMAR, "adverbials": ADVERBIALS}

Load = Callable[..., "labels.lexicon.Lexicon"]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Load the small files above, one of them perhaps with another text in place of one of its own."""

    def _load(file: str = "", old: str = "", new: str = "") -> labels.lexicon.Lexicon:
        paths = {}
        for name, text in FILES.items():
            paths[name] = tmp_path / f"{name}.yaml"
            if name == file:
                assert text.count(old) == 1
                text = text.replace(old, new)
            paths[name].write_text(text, encoding="utf-8")
        return load_lexicon(**paths)

    return _load


def test_the_stances_of_the_package() -> None:
    stances = load_stances()
    assert [stance.id for stance in stances] == [
        "condemn", "reject", "deplore", "concern", "welcome", "commend", "support", "sympathise", "urge",
        "request", "encourage", "recommend", "expect", "transmit", "emphasise", "consider", "note", "commit",
    ]  # fmt: skip
    assert {stance.group for stance in stances} == set(GROUPS)
    for stance in stances:
        assert stance.definition.endswith(".") and stance.definition_en.endswith(".")
        assert stance.polarity == -1 if stance.group == "reject" else stance.polarity in (0, 1)
    by_id = {stance.id: stance for stance in stances}
    assert (by_id["condemn"].force, by_id["transmit"].force, by_id["urge"].force) == (5, 0, 4)


def test_the_frames_of_the_package() -> None:
    assert LEXICON.frame_count >= 350
    found = {frame.stance for keys in LEXICON.frames.values() for frames in keys.values() for frame in frames}
    decided = {stance for table in LEXICON.classes.values() for entries in table.values() for _, stance in entries}
    assert found - {None} | decided | {"transmit"} == set(LEXICON.stances)


def test_every_kind_of_frame_is_there() -> None:
    texts = {frame.text for keys in LEXICON.frames.values() for frames in keys.values() for frame in frames}
    assert "dringt er bij {addressee} op aan {target}" in texts
    assert any(" niet " in f"{text} " for text in texts), "a negated frame"
    assert any("zich " in text for text in texts), "a reflexive frame"
    assert any("{feeling}" in text for text in texts), "a light verb"
    assert any("{other}" in text for text in texts), "an argument that is neither"


def test_frames_are_found_by_head_and_anchor() -> None:
    for head, keys in LEXICON.frames.items():
        for anchor, frames in keys.items():
            assert frames
            assert all(frame.head == head for frame in frames)
            assert all(anchor in frame.anchors if anchor else not frame.anchors for frame in frames)


def test_forms_lead_to_a_verb_with_frames() -> None:
    assert {*LEXICON.infinitives.values(), *LEXICON.participles.values()} <= set(LEXICON.frames)
    assert LEXICON.infinitives["betreuren"] == "betreurt"
    assert LEXICON.participles["betreurd"] == "betreurt"


def test_the_longest_adverbial_wins() -> None:
    words = ["met", "de", "meeste", "spoed", "en"]
    found = LEXICON.grammar.adverbials.match(words, 0, len(words))
    assert found == (4, "filler", None)
    assert LEXICON.grammar.adverbials.match(words, 0, 1) is None
    assert LEXICON.grammar.adverbials.match(["met", "klem"], 0, 2) == (2, "urging", None)
    assert LEXICON.grammar.adverbials.match(["helaas"], 0, 1) == (1, "evaluative", "deplore")


def test_files_of_ones_own_are_used(load: Load) -> None:
    lexicon = load()
    assert list(lexicon.stances) == ["deplore", "request"]
    assert sorted(lexicon.frames) == ["betreurt", "uit", "verzoekt"]
    assert lexicon.frame_count == 3
    assert lexicon.classes["feeling"]["diep"] == ((("diep", "leed"), "deplore"),)
    assert lexicon.infinitives == {"betreuren": "betreurt"}
    assert lexicon.grammar.negated == {"deplore": "request"}
    assert lexicon.grammar.sets["determiners"] == {"de", "het"}


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "problem"),
    [
        ("stances", "id: request", "id: deplore", 3, "the stance 'deplore' stands twice"),
        ("stances", "id: request, ", "", 3, "the entry has no 'id'"),
        ("stances", "en: requests, ", "", 3, "the entry has no 'en'"),
        ("stances", "en_def: Do.", "en_def: Do., de_def: Tu.", 3, "the key 'de_def' is not known"),
        ("stances", "polarity: -1", "polarity: -2", 2, "the polarity -2 does not exist"),
        ("stances", "polarity: -1", "polarity: min", 2, "'min' stands where a whole number belongs"),
        ("stances", "polarity: 0, force: 3", "polarity: 0, force: 6", 3, "the force 6 is out of range"),
        ("stances", "group: direct", "group: directief", 3, "'directief' is not allowed here"),
        ("stances", "name: betreurt", "name: 4", 2, "'4' stands where a text belongs"),
        ("stances", "stances:", "standen:", 2, "the key 'standen' is not known"),
        ("frames", "  request:\n", "  vraag:\n", 10, "the stance 'vraag' is unknown"),
        ("frames", "    deplore: [spijt", "    spijt: [spijt", 3, "the stance 'spijt' is unknown"),
        ("frames", "diep leed", "spijt", 3, "'spijt' stands twice in the class 'feeling' (first on line 3)"),
        ("frames", "- verzoekt {addressee} {target}", "- betreurt  {target}", 10, "stands twice (first on line 8)"),
        ("frames", "betreurt {target}", "betreurt {target", 8, "has a bracket that is not closed"),
        ("frames", "betreurt {target}", "betreurt {doel}", 8, "has an unknown slot {doel}"),
        ("frames", "betreurt {target}", "betreurt {target} {target}", 8, "has a slot twice"),
        ("frames", "- betreurt {target}", "- '{target} betreurt'", 8, "does not begin with a verb"),
        ("frames", "- betreurt {target}", "- {target}", 8, "a mapping stands where a text belongs"),
        ("frames", "zijn {feeling} over", "over", 12, "stands under by-word with 0 word classes"),
        ("frames", "  betreurt: [", "  looft: [", 5, "no frame begins with the verb 'looft'"),
        ("frames", "[betreuren, betreurd]", "[betreuren]", 5, "'betreurt' has 1 forms"),
        ("frames", "[betreuren, betreurd]", "betreuren", 5, "'betreuren' stands where a list belongs"),
        ("frames", "verbs:\n  betreurt: [betreuren, betreurd]\n", "", 1, "the entry has no 'verbs'"),
        ("grammar", "about: [over]\n", "", 1, "the entry has no 'about'"),
        ("grammar", "[over]", "over", 1, "'over' stands where a list belongs"),
        ("grammar", "speakers", "sprekers", 2, "the key 'sprekers' is not known"),
        ("grammar", "  deplore: request", "  spijt: request", 8, "the stance 'spijt' is unknown"),
        ("grammar", "  deplore: request", "  deplore: vraag", 8, "'vraag' is not allowed here"),
        ("grammar", "{willen: wil}", "{willen: }", 6, "nothing stands where a text belongs"),
        ("grammar", "noun_endings: [ing, heid]\n  not", "noun_endings: [ing, ing]\n  not", 11, "'ing' stands twice"),
        ("grammar", "[de, het]", "[de, 3]", LAST, "'3' stands where a text belongs"),
        ("grammar", "[de, het]", "[de, al de]", LAST, "'al de' is more than one word"),
        ("grammar", "[de, het]", "[de, De]", LAST, f"'de' stands twice (first on line {LAST})"),
        ("grammar", "  determiners:", "  lidwoorden:", LAST, "the key 'lidwoorden' is not known"),
        ("grammar", "  determiners: [de, het]\n", "", LAST - len(SETS) + 1, "the entry has no 'determiners'"),
        ("adverbials", "filler: [nu]\n", "", 1, "the entry has no 'filler'"),
        ("adverbials", "filler", "vulling", 5, "the key 'vulling' is not known"),
        ("adverbials", "  deplore: [helaas]", "  spijt: [helaas]", 7, "the stance 'spijt' is unknown"),
        ("adverbials", "[met klem]", "[met klem, ~]", 3, "'~' stands where a text belongs"),
        ("adverbials", "[nu]", "[nu, helaas]", 7, "'helaas' stands twice (first on line 5)"),
        ("adverbials", "[zeer]", "[zeer", 3, "this is not YAML"),
    ],
)
def test_a_wrong_entry_is_refused(load: Load, file: str, old: str, new: str, line: int, problem: str) -> None:
    with pytest.raises(LexiconError) as caught:
        load(file, old, new)
    assert problem in caught.value.problem
    assert caught.value.file.name == f"{file}.yaml"
    assert caught.value.line == line
    assert caught.value.remedy.endswith(".")
    assert str(caught.value) == f"{file}.yaml, line {line}: {caught.value.problem}. {caught.value.remedy}"


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_missing_file_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(LexiconError, match="cannot be read") as caught:
        load_lexicon(**{name: tmp_path / "weg.yaml"})
    assert caught.value.line == 1


def test_negation_turns_what_has_a_side() -> None:
    negated = LEXICON.grammar.negated
    assert {id for id, stance in LEXICON.stances.items() if stance.polarity} - {"commit", "sympathise"} <= set(negated)
    assert (negated["support"], negated["deplore"], negated["reject"]) == ("reject", "welcome", "support")


def test_the_data_files_lie_beside_the_module() -> None:
    assert {path.name for path in FOLDER.glob("*.yaml")} >= {f"{name}.yaml" for name in FILES}
