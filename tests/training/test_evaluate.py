from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from predicted import answer
from small_gold import act, document, small_gold, splits

from training import evaluate as module
from training.cli import EXTRAS, main
from training.evaluation import report
from training.evaluation.measures import FIGURES
from training.gold import GoldDocument, load_gold
from training.gold_actors import GoldActors


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put three documents, one a set, in the place of those of the project."""
    made = small_gold(tmp_path / "gold")

    def own(paths: Sequence[Path] = (made,)) -> tuple[GoldDocument, ...]:
        return load_gold(paths)

    monkeypatch.setattr(module, "load_gold", own)
    monkeypatch.setattr(module.GoldActors, "load", lambda: GoldActors({"de regering": "regering"}))
    return made


@pytest.fixture
def no_plots(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "draw", lambda folder, evaluations: [])


def run(*words: object) -> Result:
    return CliRunner().invoke(main, ["evaluate", "--resamples", "100", *map(str, words)])


def refused(*words: object) -> str:
    """Return the one sentence with which a command is refused."""
    result = run(*words)
    assert result.exit_code == 1, result.output
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith("Error: ")
    return line.removeprefix("Error: ")


def rows(output: str) -> dict[str, list[str]]:
    """Return the figures of the (last) table: measure → one cell an engine."""
    found = {}
    for line in output.splitlines():
        for name in (*FIGURES, "measure", "calibration error", "paragraphs a second"):
            if line.strip().startswith(f"{name}  "):
                found[name] = line.strip().removeprefix(name).split("  ")
    return {name: [cell.strip() for cell in cells if cell.strip()] for name, cells in found.items()}


def answered(folder: Path, path: Path, *, acts: bool = True) -> Path:
    """Write the annotated paragraphs of a folder as an answer of the service."""
    gold = [each for document in load_gold([folder]) for each in document.operatives]
    path.write_text(answer(gold) if acts else '{"id": "1"}', encoding="utf-8")
    return path


def test_every_engine_is_measured_on_the_sets_that_judge(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("sklearn", reason="the extra `data` is not installed")
    monkeypatch.setattr(module, "EMBEDDED", tmp_path / "geen-model")
    result = run()
    assert result.exit_code == 0, result.output
    assert "validation: 1 documents, 1 paragraphs, 1 acts" in result.stdout
    assert "test: 1 documents, 1 paragraphs, 1 acts" in result.stdout
    assert "train:" not in result.stdout
    found = rows(result.stdout)
    assert found["measure"] == ["keyword", "linear", "rules"]
    assert set(found) == {*FIGURES, "measure", "calibration error", "paragraphs a second"}
    # "veroordeelt het besluit": the keywords know "besluit" too, and the linear baseline learned two other verbs.
    assert found["stance"] == ["0.667", "0.000", "1.000"]


def test_sets_and_engines_are_chosen(folder: Path) -> None:
    result = run("--split", "train", "--split", "train", "--engine", "keyword", "--engine", "keyword")
    assert result.exit_code == 0, result.output
    assert result.stdout.count("train: 1 documents, 2 paragraphs, 2 acts") == 1
    assert rows(result.stdout)["measure"] == ["keyword"]


def test_a_trained_model_is_measured_beside_the_others(folder: Path) -> None:
    pytest.importorskip("torch", reason="the extra `train` is not installed")
    from tiny_models import exported

    result = run("--model", exported("bert"), "--split", "test", *words("bert", "hybrid", "rules"))
    assert result.exit_code == 0, result.output
    assert rows(result.stdout)["measure"] == ["bert", "hybrid", "rules"]


def test_a_model_that_is_asked_for_and_not_there(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "EMBEDDED", tmp_path / "geen-model")
    lacking = "needs a trained model, and the package has none. Name the folder of one with --model."
    assert refused("--engine", "hybrid") == f"The engine hybrid {lacking}"
    assert refused("--engine", "rules", "--engine", "bert") == f"The engine bert {lacking}"
    (tmp_path / "leeg").mkdir()
    assert "model.onnx is missing. Fetch or export" in refused("--model", tmp_path / "leeg")


def words(*engines: str) -> list[str]:
    return [word for engine in engines for word in ("--engine", engine)]


def test_an_empty_set_is_left_out(folder: Path) -> None:
    splits(folder, train=["bruggen", "sluizen"], validation=[], test=["treinen"])
    result = run("--engine", "keyword")
    assert result.exit_code == 0, result.output
    assert "validation" not in result.stdout


def test_predictions_are_measured_like_an_engine(folder: Path, tmp_path: Path) -> None:
    result = run("--predictions", answered(folder, tmp_path / "mijn.json"))
    assert result.exit_code == 0, result.output
    found = rows(result.stdout)
    assert found["measure"] == ["mijn"]
    assert {cell for name in ("verb", "stance", "target", "whole paragraph") for cell in found[name]} == {"1.000"}
    assert "not answered" not in result.stderr
    beside = run("--predictions", tmp_path / "mijn.json", "--engine", "keyword")
    assert rows(beside.stdout)["measure"] == ["keyword", "mijn"]


def test_predictions_of_part_of_a_set_are_measured_and_it_is_said(folder: Path, tmp_path: Path) -> None:
    cited = '<p n="0" role="citation">gezien het verslag,</p>'
    document(folder, "havens", cited, f'<p n="1">{act("urge", "eist", "rust")}</p>')
    document(folder, "kades", cited, f'<p n="1">{act("urge", "eist", "geld")}</p>')
    splits(folder, test=["havens", "kades"])
    path = tmp_path / "deel.json"
    path.write_text('[{"id": "havens/1", "acts": [{"stance": "urge", "trigger": {"start": 0, "end": 4}}]}]', "utf-8")
    result = run("--predictions", path)
    assert result.exit_code == 0, result.output
    assert "deel.json: 1 paragraphs of test are not answered; no acts." in result.stderr
    assert rows(result.stdout)["stance"][0].startswith("0.667")


def test_other_documents_are_measured_beside_the_sets(folder: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elders"
    elsewhere.mkdir()
    document(elsewhere, "kade", f'<p n="1">{act("urge", "eist", "rust")}</p>')
    document(elsewhere, "test", f'<p n="1">{act("urge", "eist", "geld")}</p>')
    result = run("--gold", elsewhere, "--engine", "keyword")
    assert result.exit_code == 0, result.output
    assert "elders: 2 documents, 2 paragraphs, 2 acts" in result.stdout
    result = run("--gold", elsewhere / "kade.xml", "--engine", "keyword")
    assert "kade: 1 documents" in result.stdout
    # A file of the name of a set is told from it by its path.
    path = elsewhere / "test.xml"
    lines = run("--gold", folder, "--gold", path, "--engine", "keyword").stdout.splitlines()
    assert [line.removesuffix(": 1 documents, 1 paragraphs, 1 acts") for line in lines if "documents" in line] == [
        "validation",
        "test",
        str(path),
    ]


def test_the_current_folder_has_a_name(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = tmp_path / "elders"
    elsewhere.mkdir()
    document(elsewhere, "kade", f'<p n="1">{act("urge", "eist", "rust")}</p>')
    monkeypatch.chdir(elsewhere)
    assert "elders: 1 documents" in run("--gold", ".", "--engine", "keyword").stdout


def test_a_report_is_written(folder: Path, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib", reason="the extra `data` is not installed")
    out = tmp_path / "nieuw" / "uit"
    result = run("--engine", "rules", "--engine", "keyword", "--out", out)
    assert result.exit_code == 0, result.output
    # In one piece, however long the path is.
    assert f"The report: {out / 'report.md'}" in result.stdout.splitlines()
    plots = {
        *(f"{name}-{split}.png" for name in ("stances", "confidence") for split in ("validation", "test")),
        *(f"confusion-{engine}-{split}.png" for engine in ("rules", "keyword") for split in ("validation", "test")),
    }
    assert {file.name for file in out.iterdir()} == {"report.md", "figures.json", "errors.jsonl", *plots}
    assert all((out / name).read_bytes().startswith(b"\x89PNG") for name in plots)
    data = json.loads((out / "figures.json").read_text(encoding="utf-8"))
    assert [(each["engine"], each["set"]) for each in data] == [
        (engine, split) for split in ("validation", "test") for engine in ("rules", "keyword")
    ]
    errors = [json.loads(line) for line in (out / "errors.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(each["engine"], each["set"], each["id"]) for each in errors] == [("keyword", "test", "treinen/1")]
    assert "## test" in (out / "report.md").read_text(encoding="utf-8")


def test_documents_are_cut_only_where_that_is_wanted(folder: Path, tmp_path: Path, no_plots: None) -> None:
    for option, layouts in (("--segmentation", 3), ("--no-segmentation", 0)):
        assert run("--split", "train", "--engine", "keyword", option, "--out", tmp_path / "uit").exit_code == 0
        (data,) = json.loads((tmp_path / "uit" / "figures.json").read_text(encoding="utf-8"))
        assert len(data["segmentation"]) == layouts


@pytest.mark.parametrize("name", ["[red]a", "[b]", "a\x1b[31mb", "\\"])
def test_the_name_of_a_file_does_not_steer_the_terminal(name: str, folder: Path, tmp_path: Path) -> None:
    result = run("--predictions", answered(folder, tmp_path / f"{name}.json"))
    assert result.exit_code == 0, result.output
    assert rows(result.stdout)["measure"] == [name.replace("\x1b", "\N{REPLACEMENT CHARACTER}")]
    assert "\x1b" not in result.output


def test_what_cannot_be_measured_is_refused_in_one_sentence(folder: Path, tmp_path: Path) -> None:
    broken = tmp_path / "stuk.json"
    broken.write_text("{", encoding="utf-8")
    assert refused("--predictions", broken).startswith(f"{broken}, line 1: it is no JSON")
    unanswered = answered(folder, tmp_path / "leeg.json", acts=False)
    splits(folder, test=["bruggen", "treinen"])
    assert "no paragraph of the set is answered" in refused("--predictions", unanswered)
    splits(folder, train=["bruggen", "sluizen", "treinen"])
    message = refused("--engine", "keyword")
    assert "holds no annotated document of: validation, test. Choose with --split." in message
    (folder / "splits.yaml").write_text("train: een\n", encoding="utf-8")
    assert "splits.yaml, line 1:" in refused()
    (folder / "bruggen.xml").write_text("<resolution>", encoding="utf-8")
    splits(folder, test=["bruggen"])
    assert "bruggen.xml: line 1 is not well-formed XML" in refused()


def test_a_set_without_operatives_is_refused(folder: Path) -> None:
    document(folder, "sluizen", '<p n="A" role="recital">overwegende dat het lekt;</p>')
    expected = "There is nothing to measure: validation holds no operative paragraph."
    assert refused("--engine", "keyword") == expected


def test_names_that_cannot_be_told_apart_are_refused(folder: Path, tmp_path: Path) -> None:
    path = answered(folder, tmp_path / "keyword.json")
    assert refused("--predictions", path, "--engine", "keyword") == (
        "Two answers are called 'keyword', after their files. Rename one of the files."
    )
    # The same file twice is one.
    assert rows(run("--predictions", path, "--predictions", path).stdout)["measure"] == ["keyword"]


def test_an_engine_that_has_nothing_to_learn_from(folder: Path) -> None:
    pytest.importorskip("sklearn", reason="the extra `data` is not installed")
    splits(folder, test=["treinen"])
    assert "fewer than two labels" in refused("--engine", "linear")


def test_a_report_that_cannot_be_written_is_refused(folder: Path, tmp_path: Path, no_plots: None) -> None:
    (tmp_path / "bestand").write_text("", encoding="utf-8")
    message = refused("--engine", "keyword", "--out", tmp_path / "bestand" / "uit")
    assert message.startswith(f"The report cannot be written to {tmp_path / 'bestand' / 'uit'}: ")
    assert message.endswith("Choose another --out.")
    (tmp_path / "uit" / "report.md").mkdir(parents=True)
    result = run("--engine", "keyword", "--split", "test", "--out", tmp_path / "uit")
    assert result.exit_code == 1
    assert "The report cannot be written to" in result.stderr


def test_without_the_gold_of_the_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "GOLD", tmp_path / "weg")
    assert refused("--engine", "keyword") == "labels/gold is not installed. Run this in the repository."


@pytest.mark.parametrize(
    "words",
    [
        ["--split", "dev"],
        ["--engine", "gpt"],
        ["--model", "weg"],
        ["--resamples", "99"],
        ["--gold", "weg"],
        ["--predictions", "weg"],
    ],
)
def test_a_wrong_command(words: list[str], folder: Path) -> None:
    assert run(*words).exit_code == 2


def without_extras(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the command where no module of an extra can be imported."""
    program = (
        "import sys\n"
        f"sys.modules.update(dict.fromkeys({sorted(EXTRAS)!r}))\n"
        "from pathlib import Path\n"
        "from training import cli, evaluate, gold\n"
        f"evaluate.load_gold = lambda paths=(Path({str(folder)!r}),): gold.load_gold(paths)\n"
        f"cli.main(['evaluate', '--resamples', '100', *{words!r}])"
    )
    return subprocess.run([sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=False)


def test_the_rules_are_measured_without_the_extra(folder: Path) -> None:
    done = without_extras(folder, "--engine", "rules", "--engine", "keyword")
    assert done.returncode == 0, done.stderr
    assert rows(done.stdout)["measure"] == ["rules", "keyword"]


@pytest.mark.parametrize(("words", "needed"), [(["--engine", "linear"], "sklearn"), (["--out", "uit"], "matplotlib")])
def test_what_needs_the_extra_names_it(words: list[str], needed: str, folder: Path, tmp_path: Path) -> None:
    if "--out" in words:
        words = ["--engine", "rules", "--out", str(tmp_path / "uit")]
    done = without_extras(folder, *words)
    assert done.returncode == 1
    assert f"This command needs '{needed}', which is not installed. Install the extra `data`: pip" in done.stderr
    assert "Traceback" not in done.stderr
