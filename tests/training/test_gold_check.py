from __future__ import annotations

import subprocess
import sys
import time
from importlib.metadata import entry_points
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from labels.markup import ROLES
from labels.tokens import Words
from training import cli
from training.gold import GOLD
from training.gold_check import ATTRIBUTES, KINDS, MOST_ACTS, NEAR, SHORT, Finding, Report, check
from training.near_duplicates import NearPair, near_pairs, runs_of

LONG = (
    "de staat van onderhoud van de veertien bruggen over het kanaal tussen beide havens, die volgens de inspectie al "
    "sinds het voorjaar geen zwaar vrachtverkeer meer kunnen dragen en waarvoor nog altijd geen geld is gevonden"
)
WELCOME = '<act stance="welcome"><verb>verwelkomt</verb> <target>de nieuwe dienstregeling</target></act>;'
SOUND = f'<p n="1">{WELCOME}</p>'


def attributes(**changed: str | None) -> str:
    given: dict[str, str | None] = {
        "source": "invented",
        "subject": "bruggen",
        "style": "tk",
        "title": "Motie over bruggen",
        "date": "2024-05-16",
        **changed,
    }
    return "".join(f' {name}="{value}"' for name, value in given.items() if value is not None)


def write(folder: Path, name: str, *paragraphs: str, **changed: str | None) -> Path:
    path = folder / f"{name}.xml"
    lines = [f"<resolution{attributes(**changed)}>", *(paragraphs or (SOUND,)), "</resolution>", ""]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def split(folder: Path, **sets: list[str]) -> Path:
    path = folder / "splits.yaml"
    path.write_text("".join(f"{name}: [{', '.join(members)}]\n" for name, members in sets.items()), encoding="utf-8")
    return path


def deplored(text: str, number: str = "1") -> str:
    return f'<p n="{number}"><act stance="deplore"><verb>betreurt</verb> <target>{text}</target></act>;</p>'


def only(report: Report) -> Finding:
    assert len(report.findings) == 1, report.findings
    finding = report.findings[0]
    assert not finding.problem.endswith(".")
    assert finding.remedy.endswith((".", '"2025-03-09".'))
    return finding


def refused(folder: Path, *paragraphs: str, **changed: str | None) -> Finding:
    path = write(folder, "bruggen", *paragraphs, **changed)
    finding = only(check([path]))
    assert finding.file == path
    return finding


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli.main, ["gold", "check", *map(str, arguments)])


def test_the_gold_of_the_project_is_sound() -> None:
    assert check().findings == ()


def test_a_sound_folder_is_not_refused(tmp_path: Path) -> None:
    write(tmp_path, "bruggen", SOUND, deplored(LONG, "2"), '<p n="A" role="recital">overwegende dat het regent;</p>')
    write(tmp_path, "wegen")
    split(tmp_path, train=["bruggen"], test=["wegen"])
    report = check([tmp_path])
    assert report.findings == ()
    assert report.splits == ("train", "test")
    assert [(each.path.stem, each.split) for each in report.documents] == [("bruggen", "train"), ("wegen", "test")]


@pytest.mark.parametrize(
    ("paragraph", "number", "problem"),
    [
        ('<p n="1"><act stance="note"><verb>ziet</act></p>', None, "not well-formed"),
        ('<p n="1"><verb>ziet</verb> dat</p>', "1", "stands outside an act"),
        ('<p n="1"><act stance="note">ziet <target>de brug</target></act></p>', "1", "has no verb"),
        ('<p n="1"><act><verb>ziet</verb></act></p>', "1", "has no stance"),
    ],
)
def test_broken_markup(tmp_path: Path, paragraph: str, number: str | None, problem: str) -> None:
    finding = refused(tmp_path, paragraph)
    assert finding.paragraph == number
    assert problem in finding.problem
    assert "tags" in finding.remedy


def test_a_file_that_is_not_utf_8(tmp_path: Path) -> None:
    path = write(tmp_path, "bruggen", title="Motie over cafés")
    path.write_bytes(path.read_bytes().decode().encode("latin-1"))
    assert "UTF-8" in only(check([path])).remedy


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert "cannot be read" in only(check([tmp_path / "weg.xml"])).problem


def test_an_unknown_stance(tmp_path: Path) -> None:
    finding = refused(tmp_path, SOUND.replace("welcome", "welcome applaud"))
    assert (finding.paragraph, finding.problem) == ("1", "the stance 'applaud' does not exist")
    assert "standpunt stances" in finding.remedy


@pytest.mark.parametrize("part", ["verb", "target", "addressee"])
@pytest.mark.parametrize("space", [" {}", "{} ", "{}\n", "\u00a0{}"])
def test_an_untrimmed_span(tmp_path: Path, part: str, space: str) -> None:
    words = {"verb": "vraagt", "target": "om hulp", "addressee": "de regering"}
    inner = "".join(f"<{name}>{space.format(word) if name == part else word}</{name}> " for name, word in words.items())
    finding = refused(tmp_path, f'<p n="7"><act stance="request">{inner}</act></p>')
    assert (finding.paragraph, finding.problem) == ("7", f"the {part} '{words[part]}' has white space at an end")
    assert f"<{part}>" in finding.remedy


@pytest.mark.parametrize("mark", [",", ".", ";", ":"])
@pytest.mark.parametrize("part", ["target", "addressee"])
def test_a_span_that_ends_in_a_mark(tmp_path: Path, part: str, mark: str) -> None:
    finding = refused(
        tmp_path, f'<p n="1"><act stance="request"><verb>vraagt</verb> <{part}>de raad{mark}</{part}></act></p>'
    )
    assert finding.problem == f"the {part} 'de raad{mark}' ends in '{mark}'"
    assert f"</{part}>" in finding.remedy


def test_a_mark_before_white_space_is_seen_too(tmp_path: Path) -> None:
    path = write(tmp_path, "bruggen", SOUND.replace("dienstregeling</target>", "dienstregeling; </target>"))
    assert [each.problem.partition("' ")[2] for each in check([path]).findings] == [
        "has white space at an end",
        "ends in ';'",
    ]


def test_a_verb_of_more_than_one_token(tmp_path: Path) -> None:
    finding = refused(tmp_path, SOUND.replace("verwelkomt", "juicht toe"))
    assert finding.problem == "the verb 'juicht toe' is 2 tokens"
    assert "one token" in finding.remedy


def test_a_verb_that_is_a_part_of_a_token(tmp_path: Path) -> None:
    finding = refused(tmp_path, SOUND.replace("verwelkomt</verb>", "verwelkom</verb>t"))
    assert finding.problem == "the verb 'verwelkom' is a part of a token"
    assert finding.remedy == "Mark the whole token."


def test_more_than_five_acts(tmp_path: Path) -> None:
    pair = '<act stance="deplore condemn"><verb>betreurt</verb> en <verb>hekelt</verb> <target>dit</target></act>; '
    one = '<act stance="note"><verb>ziet</verb> <target>dat</target></act>; '
    assert check([write(tmp_path, "vijf", f'<p n="1">{pair * 2}{one}</p>')]).findings == ()
    finding = refused(tmp_path, f'<p n="1">{pair * 3}</p>')
    assert finding.problem == f"there are 6 acts, more than {MOST_ACTS}"
    assert "Divide" in finding.remedy


@pytest.mark.parametrize("role", [role for role in ROLES if role != "operative"])
def test_an_act_in_a_paragraph_that_takes_no_stance(tmp_path: Path, role: str) -> None:
    finding = refused(tmp_path, f'<p n="A" role="{role}">{WELCOME}</p>')
    assert (finding.paragraph, finding.problem) == ("A", f"an act stands in a {role}")
    assert "role" in finding.remedy


def test_a_role_that_does_not_exist(tmp_path: Path) -> None:
    finding = refused(tmp_path, f'<p n="A" role="recitl">{WELCOME}</p>')
    assert finding.problem == "the role 'recitl' does not exist"
    assert "recital" in finding.remedy


@pytest.mark.parametrize("number", ["", ' n=""', ' n=" "'])
def test_a_paragraph_without_a_number(tmp_path: Path, number: str) -> None:
    finding = refused(tmp_path, SOUND, f"<p{number}>{WELCOME}</p>")
    assert (finding.paragraph, finding.problem) == ("#2", "the paragraph has no number")
    assert 'n="…"' in finding.remedy


def test_a_number_that_stands_twice(tmp_path: Path) -> None:
    finding = refused(tmp_path, SOUND, SOUND.replace('"1"', '"2"'), SOUND)
    assert finding.paragraph == "1"
    assert finding.problem == "the number stands twice (first at paragraph #1 of the file, again at #3)"
    assert "another number" in finding.remedy


@pytest.mark.parametrize("name", ATTRIBUTES)
@pytest.mark.parametrize("value", [None, "", " "])
def test_a_missing_attribute(tmp_path: Path, name: str, value: str | None) -> None:
    finding = refused(tmp_path, **{name: value})
    assert (finding.paragraph, finding.problem) == (None, f"the resolution has no {name}")
    assert f'{name}="…"' in finding.remedy


@pytest.mark.parametrize("day", ["16 mei 2024", "2024", "2024-05", "20240516", "2024-W20-4", "2024-02-30", "2024-5-16"])
def test_a_date_that_is_not_iso(tmp_path: Path, day: str) -> None:
    assert refused(tmp_path, date=day).problem == f"the date '{day}' is not an ISO date"


def test_the_kinds(tmp_path: Path) -> None:
    path = write(tmp_path, "alle", SOUND.replace('n="1"', f'n="1" kind="{" ".join(KINDS)}"'))
    assert check([path]).findings == ()
    finding = refused(tmp_path, SOUND.replace('n="1"', 'n="1" kind="gap lightverbs"'))
    assert (finding.paragraph, finding.problem) == ("1", "the kind 'lightverbs' does not exist")
    assert "lightverb," in finding.remedy


def test_a_document_that_the_splits_do_not_name(tmp_path: Path) -> None:
    path = write(tmp_path, "bruggen")
    split(tmp_path, train=[], test=[])
    for given_path in (tmp_path, path):
        finding = only(check([given_path]))
        assert (finding.file, finding.problem) == (path, "splits.yaml does not name the document")
        assert finding.remedy == "Add 'bruggen' to one of: train, test."


@pytest.mark.parametrize(
    "sets", [{"train": ["bruggen"], "test": ["bruggen"]}, {"train": ["bruggen", "bruggen"], "test": []}]
)
def test_a_document_that_the_splits_name_twice(tmp_path: Path, sets: dict[str, list[str]]) -> None:
    write(tmp_path, "bruggen")
    path = split(tmp_path, **sets)
    report = check([tmp_path])
    finding = only(report)
    assert finding.file == path
    assert "the document 'bruggen' is named twice (first on line 1)" in finding.problem
    assert "Remove" in finding.remedy
    assert [each.split for each in report.documents] == ["train"]


def test_a_document_that_does_not_exist(tmp_path: Path) -> None:
    write(tmp_path, "bruggen")
    path = split(tmp_path, train=["bruggen"], test=["sluizen"])
    finding = only(check([tmp_path]))
    assert (finding.file, finding.problem) == (path, "line 2: the document 'sluizen' does not exist")
    assert "sluizen.xml" in finding.remedy


@pytest.mark.parametrize("content", [None, "", "train: bruggen\n", "train: [bruggen\n", "- bruggen\n"])
def test_splits_that_cannot_be_read(tmp_path: Path, content: str | None) -> None:
    write(tmp_path, "bruggen")
    path = tmp_path / "splits.yaml"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    assert only(check([tmp_path])).file == path


@pytest.mark.parametrize("sets", [{"train": ["een", "twee"]}, {"train": ["een"], "test": ["twee"]}])
def test_a_duplicate(tmp_path: Path, sets: dict[str, list[str]]) -> None:
    write(tmp_path, "een", deplored(LONG, "3"))
    path = write(tmp_path, "twee", SOUND, deplored(LONG.replace(",", " ,").replace("de staat", "De staat"), "2"))
    split(tmp_path, **sets)
    finding = only(check([tmp_path]))
    assert (finding.file, finding.paragraph) == (path, "2")
    assert finding.problem == "the same words stand in een.xml, paragraph 3 (train)"
    assert "anew" in finding.remedy


def test_a_duplicate_within_one_document(tmp_path: Path) -> None:
    finding = refused(tmp_path, deplored(LONG, "1"), deplored(LONG, "2"))
    assert (finding.paragraph, finding.problem) == ("2", "the same words stand in bruggen.xml, paragraph 1")


def test_a_near_duplicate_across_sets(tmp_path: Path) -> None:
    write(tmp_path, "een", deplored(LONG, "3"))
    path = write(tmp_path, "twee", deplored(LONG.replace("veertien", "vijftien"), "2"))
    split(tmp_path, train=["een"], test=["twee"])
    finding = only(check([tmp_path]))
    assert (finding.file, finding.paragraph) == (path, "2")
    assert finding.problem.endswith("% of its runs of words are also those of een.xml, paragraph 3 (train)")
    assert "anew" in finding.remedy
    split(tmp_path, train=["een", "twee"])
    assert check([tmp_path]).findings == ()


def test_paragraphs_that_share_a_turn_of_phrase_are_no_near_duplicates(tmp_path: Path) -> None:
    write(tmp_path, "een", deplored(LONG))
    start = " ".join(LONG.split()[:12])
    write(tmp_path, "twee", deplored(f"{start} en de hoge rekening die de schippers daarvoor ieder jaar krijgen"))
    split(tmp_path, train=["een"], test=["twee"])
    assert check([tmp_path]).findings == ()


def test_short_paragraphs_may_recur(tmp_path: Path) -> None:
    eleven = " ".join(LONG.split()[: SHORT - 2])
    write(tmp_path, "een", deplored(eleven), '<p n="2">en gaat over tot de orde van de dag.</p>')
    write(tmp_path, "twee", deplored(eleven), '<p n="2">en gaat over tot de orde van de dag.</p>')
    split(tmp_path, train=["een"], test=["twee"])
    assert check([tmp_path]).findings == ()
    write(tmp_path, "een", deplored(f"{eleven} van"))
    write(tmp_path, "twee", deplored(f"{eleven} van"))
    assert "same words" in only(check([tmp_path])).problem


@pytest.mark.parametrize(
    "closing",
    [
        '<p n="1"><act stance="transmit"><verb>verzoekt</verb> <addressee>zijn Voorzitter</addressee> <target>deze '
        "resolutie te doen toekomen aan de havenbesturen van alle betrokken steden en aan {}</target></act>.</p>",
        '<p n="1">en gaat, gehoord wat de minister van {} daarover zei, over tot de orde van de dag.</p>',
    ],
)
def test_closing_formulas_may_be_alike_but_not_the_same(tmp_path: Path, closing: str) -> None:
    write(tmp_path, "een", closing.format("Zweden"))
    write(tmp_path, "twee", closing.format("Noorwegen"))
    split(tmp_path, train=["een"], test=["twee"])
    assert check([tmp_path]).findings == ()
    write(tmp_path, "twee", closing.format("Zweden"))
    assert "same words" in only(check([tmp_path])).problem


def test_a_document_is_held_against_its_folder_but_only_its_own_faults_are_told(tmp_path: Path) -> None:
    first = write(tmp_path, "een", deplored(LONG), style=None)
    second = write(tmp_path, "twee", deplored(LONG))
    write(tmp_path, "drie", "<p>")
    split(tmp_path, train=["een"], test=["twee", "drie", "vier"])
    assert "een.xml" in only(check([second])).problem
    problems = [each.problem for each in check([first]).findings]
    assert problems == ["the resolution has no style", "the same words stand in twee.xml, paragraph 1 (test)"]
    assert [each.path for each in check([first]).documents] == [first]


def test_a_folder_and_a_document_of_it_are_checked_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, "een", deplored(LONG), date=None)
    split(tmp_path, train=["een"])
    monkeypatch.chdir(tmp_path)
    report = check([tmp_path, path, Path("een.xml")])
    assert only(report).problem == "the resolution has no date"
    assert len(report.documents) == 1


def test_every_fault_is_told(tmp_path: Path) -> None:
    broken = SOUND.replace("welcome", "applaud").replace('n="1"', 'kind="moeilijk"')
    write(tmp_path, "een", broken, date="gisteren", title=None)
    write(tmp_path, "twee", "<p>")
    split(tmp_path, train=["een", "drie"])
    assert len(check([tmp_path]).findings) == 8


def test_two_thousand_paragraphs_take_seconds(tmp_path: Path) -> None:
    words = LONG.replace(",", "").split()
    for name in range(100):
        texts = [[f"{word}{(name * 20 + n) * 31 % (7 + at)}" for at, word in enumerate(words * 3)] for n in range(20)]
        write(tmp_path, f"d{name}", *(deplored(" ".join(text), str(n)) for n, text in enumerate(texts)))
    split(tmp_path, train=[f"d{name}" for name in range(50)], test=[f"d{name}" for name in range(50, 100)])
    started = time.perf_counter()
    report = check([tmp_path])
    assert time.perf_counter() - started < 10
    assert sum(len(each.marked.paragraphs) for each in report.documents) == 2000


WORDS = st.lists(st.sampled_from(["de", "raad", "vraagt", "om", "hulp"]), min_size=1, max_size=14).map(tuple)


@given(st.lists(st.tuples(WORDS, st.sampled_from("ab")), max_size=14), st.sampled_from([0.1, 0.3, 0.5, 0.7, 1.0]))
def test_the_near_pairs_are_those_of_a_plain_count(members: list[tuple[Words, str]], threshold: float) -> None:
    texts, groups = [text for text, _ in members], [group for _, group in members]
    expected = []
    for second in range(len(texts)):
        for first in range(second):
            ours, theirs = runs_of(texts[first]), runs_of(texts[second])
            similarity = len(ours & theirs) / len(ours | theirs)
            if groups[first] != groups[second] and texts[first] != texts[second] and similarity >= threshold:
                expected.append(NearPair(first, second, similarity))
    assert list(near_pairs(texts, groups, threshold)) == expected


def test_runs_are_of_five_words() -> None:
    assert runs_of(tuple("abcdef")) == {tuple("abcde"), tuple("bcdef")}
    assert runs_of(("een", "twee")) == {("een", "twee")}
    pairs = near_pairs([tuple("abcdef"), tuple("abcdeg")], ["x", "y"], 1 / 3)
    assert list(pairs) == [NearPair(0, 1, pytest.approx(1 / 3))]
    assert NEAR == 0.5


def test_the_command_prints_one_line_a_finding(tmp_path: Path) -> None:
    write(tmp_path, "een", SOUND.replace("de nieuwe dienstregeling", "[red]de\n\x9b31m regeling;"))
    write(tmp_path, "twee", style=None)
    path = split(tmp_path, train=["een"], test=["twee", "drie"])
    result = run(tmp_path)
    assert result.exit_code == 1
    lines = result.stdout.split("\n")
    assert lines[0] == (
        f"{path}: line 2: the document 'drie' does not exist. Add drie.xml beside this file, or remove the line."
    )
    assert lines[1] == (
        f"{tmp_path / 'een.xml'}, paragraph 1: the target '[red]de \N{REPLACEMENT CHARACTER}31m regeling;' "
        "ends in ';'. Move the mark behind the </target>."
    )
    assert lines[2] == f'{tmp_path / "twee.xml"}: the resolution has no style. Add style="…" to its first tag.'
    assert lines[3] == ""
    assert "Refused: 3 findings in 3 files." in lines


def test_the_command_counts_by_set_and_stance(tmp_path: Path) -> None:
    pair = '<act stance="concern sympathise"><verb>treurt</verb> om <target>hen</target></act>;'
    write(tmp_path, "een", SOUND, f'<p n="2">{pair}</p>', '<p n="A" role="recital">overwegende dat het regent;</p>')
    write(tmp_path, "twee")
    split(tmp_path, train=["een"], validation=[], test=["twee"])
    result = run(tmp_path)
    assert result.exit_code == 0, result.stdout
    rows = [line.split() for line in result.stdout.splitlines()]
    assert ["set", "documents", "operatives", "acts"] in rows
    assert ["train", "1", "2", "3"] in rows
    assert ["validation", "0", "0", "0"] in rows
    assert ["test", "1", "1", "1"] in rows
    assert ["all", "2", "3", "4"] in rows
    assert ["stance", "train", "validation", "test", "all"] in rows
    assert ["welcome", "1", "0", "1", "2"] in rows
    assert ["sympathise", "1", "0", "0", "1"] in rows
    assert ["condemn", "0", "0", "0", "0"] in rows
    assert rows[-1] == ["Nothing", "is", "refused."]


def test_the_command_names_documents_of_no_set(tmp_path: Path) -> None:
    result = run(write(tmp_path, "los"))
    assert result.exit_code == 0
    assert ["in", "no", "set", "1", "1", "1"] in [line.split() for line in result.stdout.splitlines()]


def test_the_command_shows_paths_from_where_it_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "los", "<p>")
    monkeypatch.chdir(tmp_path)
    assert run("los.xml").stdout.startswith("los.xml: line 3 is not well-formed XML")


def test_a_folder_without_documents(tmp_path: Path) -> None:
    split(tmp_path, train=[])
    result = run(tmp_path)
    assert result.exit_code == 1
    assert "nothing to check" in result.stderr


def test_without_a_path_the_gold_of_the_project_is_checked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked: list[tuple[Path, ...]] = []

    def spy(paths: tuple[Path, ...]) -> Report:
        asked.append(paths)
        return check([write(tmp_path, "los")])

    monkeypatch.setattr(cli, "check", spy)
    assert run().exit_code == 0
    assert asked == [(GOLD,)]
    monkeypatch.setattr(cli, "GOLD", tmp_path / "weg")
    result = run()
    assert result.exit_code == 1
    assert "labels/gold is not installed" in result.stderr


def test_a_path_that_does_not_exist(tmp_path: Path) -> None:
    assert run(tmp_path / "weg.xml").exit_code == 2


def test_the_check_needs_nothing_of_the_extra(tmp_path: Path) -> None:
    write(tmp_path, "een")
    split(tmp_path, train=["een"])
    program = (
        "import sys\n"
        f"sys.modules.update(dict.fromkeys({sorted(cli.EXTRAS)!r}))\n"
        "from training.cli import main\n"
        f"main(['gold', 'check', {str(tmp_path)!r}])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert "Nothing is refused." in done.stdout


def command_that_misses(module: str) -> click.Group:
    group = click.Group("model")

    @group.command()
    def fit() -> None:
        raise ModuleNotFoundError(f"No module named '{module}'", name=module)

    return group


def test_a_command_that_needs_the_extra_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(cli.main.commands, "model", command_that_misses("torch.nn"))
    result = CliRunner().invoke(cli.main, ["model", "fit"])
    assert result.exit_code == 1
    assert "'torch', which is not installed" in result.stderr
    assert "extra `train`" in result.stderr
    monkeypatch.setitem(cli.main.commands, "model", command_that_misses("training.gone"))
    assert isinstance(CliRunner().invoke(cli.main, ["model", "fit"]).exception, ModuleNotFoundError)


def test_the_script_is_installed() -> None:
    scripts = entry_points(group="console_scripts", name="standpunt-train")
    assert [script.value for script in scripts] == ["training.cli:main"]
