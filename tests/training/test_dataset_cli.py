from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from small_gold import JUDGED, TRAINED, act, document, small_gold

from labels.markup import read_markup
from labels.scheme import Act, Paragraph, Span
from training.corrections import read_corrections
from training.dataset import load, read_manifest
from training.dataset_cli import dataset
from training.records import Record

pytest.importorskip("datasets", reason="the extra `data` is not installed")
HEAVY = ["datasets", "matplotlib", "pyarrow", "sklearn", "torch", "transformers"]


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(dataset, list(map(str, arguments)))


def rows(result: Result) -> list[list[str]]:
    assert result.exit_code == 0, result.output
    return [line.split() for line in result.stdout.splitlines()]


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    return small_gold(tmp_path / "gold")


def correction(text: str, by: str = "anna", stance: str = "deplore", day: int = 9) -> str:
    verb = len(text.split()[0])
    marked = {"stance": stance, "trigger": {"start": 0, "end": verb}, "target": {"start": verb + 1, "end": len(text)}}
    at = f"2026-03-{day:02}T12:00:00Z"
    return json.dumps({"id": "7", "text": text, "acts": [marked], "by": by, "at": at, "model": "rules-0.1.0"})


def corrections(folder: Path, *lines: str) -> Path:
    path = folder / "corrections.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def motions(folder: Path, *dicta: str) -> Path:
    path = folder / "moties.jsonl"
    path.write_text(
        "".join(
            json.dumps({"text": ["De Kamer,", f"overwegende dat {n} regent;", dictum]}) + "\n"
            for n, dictum in enumerate(dicta)
        ),
        encoding="utf-8",
    )
    return path


@pytest.fixture
def composer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a composer of known words in place of the real one."""

    def compose(count: int, seed: int) -> Iterator[Record]:
        for place in range(count):
            text = f"laakt nummer {place} van {seed}"
            paragraph = Paragraph(
                f"composed-{place}/1", text, (Act("condemn", Span.cut(text, 0, 5)),), "operative", "1"
            )
            yield Record(paragraph, "composed", f"composed-{place}")

    monkeypatch.setattr("training.dataset_cli.compose", compose)


def test_a_data_set_of_the_gold_alone(gold: Path, tmp_path: Path) -> None:
    result = run("build", "--gold", gold, "--out", tmp_path / "set")
    found = rows(result)
    assert ["paragraphs", "4", "2", "2"] in found
    assert ["acts", "2", "1", "1"] in found
    assert ["condemn", "0", "0", "1"] in found
    assert ["gap", "1", "0", "0"] in found
    version = read_manifest(tmp_path / "set").version
    assert f"version {version}." in result.stdout
    assert "dropped" not in result.stdout


@pytest.mark.usefixtures("composer")
def test_a_data_set_of_everything(gold: Path, tmp_path: Path) -> None:
    people = corrections(
        tmp_path,
        correction("laakt nummer 1 van 5"),
        correction(f"veroordeelt {JUDGED}"),
        correction(f"betreurt {TRAINED}"),
    )
    silver = motions(tmp_path, "verzoekt de regering om hulp te sturen;", "laakt nummer 2 van 5;")
    arguments = ["--composed", "3", "--seed", "5", "--silver", silver, "--corrections", people]
    result = run("build", "--gold", gold, "--out", tmp_path / "set", *arguments)
    found = rows(result)
    assert ["correction", "1", "0", "0"] in found
    assert ["composed", "2", "0", "0"] in found
    # "laakt" has not proved itself in this gold.
    assert ["with", "acts", "1"] in found
    assert ["left", "out:", "not", "sure", "1"] in found
    assert "composed a correction of the same text took its place 1" in [" ".join(row) for row in found]
    told = [line for line in result.stdout.splitlines() if line.startswith("This correction does not train")]
    assert [line.partition(", for it ")[2].partition(":")[0] for line in told] == [
        "has the words of a validation or test paragraph",
        "has the words of a gold paragraph that trains",
    ]
    saved = load(tmp_path / "set")
    assert saved.manifest.dropped == {"composed": {"corrected": 1}, "correction": {"in the gold": 1, "judges": 1}}
    (composed,) = saved.manifest.sources["composed"]
    assert composed == {"count": 3, "seed": 5}
    (from_people,) = saved.manifest.sources["correction"]
    assert (from_people["files"], from_people["superseded"]) == (["corrections.jsonl"], 0)
    (from_motions,) = saved.manifest.sources["silver"]
    assert (from_motions["files"], from_motions["per_frame"]) == (["moties.jsonl"], 300)


@pytest.mark.usefixtures("composer")
def test_the_same_input_gives_the_same_hash(gold: Path, tmp_path: Path) -> None:
    hashes = []
    for name, seed in (("een", 1), ("twee", 1), ("drie", 2)):
        rows(run("build", "--gold", gold, "--out", tmp_path / name, "--composed", "4", "--seed", str(seed)))
        hashes.append(read_manifest(tmp_path / name).sha256)
    assert hashes[0] == hashes[1] != hashes[2]


def test_people_who_disagree_are_named(gold: Path, tmp_path: Path) -> None:
    people = corrections(
        tmp_path, correction("laakt dit"), correction("laakt dit", by="bert", stance="condemn", day=10)
    )
    result = run("build", "--gold", gold, "--out", tmp_path / "set", "--corrections", people)
    assert "'laakt dit': bert and anna disagree; bert was later." in result.stdout
    (provenance,) = load(tmp_path / "set").manifest.sources["correction"]
    assert (provenance["superseded"], provenance["contradictions"]) == (1, 1)


def test_what_is_wrong_is_told_in_one_sentence(gold: Path, tmp_path: Path) -> None:
    wrong = corrections(tmp_path, correction("laakt dit", stance="applaud"))
    result = run("build", "--gold", gold, "--out", tmp_path / "set", "--corrections", wrong)
    assert result.exit_code == 1
    assert f"{wrong}, line 1, acts[0].stance: the stance 'applaud' does not exist." in result.stderr
    assert not (tmp_path / "set").exists()
    (tmp_path / "moties.jsonl").write_text("{")
    result = run("build", "--gold", gold, "--out", tmp_path / "set", "--silver", tmp_path / "moties.jsonl")
    assert result.exit_code == 1
    assert "line 1: this is not a JSON object" in result.stderr


def test_gold_that_the_lint_refuses_is_not_built(gold: Path, tmp_path: Path) -> None:
    document(gold, "los", f'<p n="1">{act("deplore", "betreurt", "de drukte")}</p>')
    result = run("build", "--gold", gold, "--out", tmp_path / "set")
    assert result.exit_code == 1
    assert "1 things are wrong" in result.stderr
    assert f"standpunt-train gold check {gold}" in result.stderr


def test_nothing_is_overwritten(gold: Path, tmp_path: Path) -> None:
    result = run("build", "--gold", gold, "--out", gold)
    assert result.exit_code == 1
    assert "there is something already" in result.stderr


def test_a_saved_data_set_is_shown(gold: Path, tmp_path: Path) -> None:
    rows(run("build", "--gold", gold, "--out", tmp_path / "set"))
    result = run("show", tmp_path / "set")
    assert ["paragraphs", "4", "2", "2"] in rows(result)
    assert "gold: documents 3, sha256" in result.stdout
    assert "nothing was altered" in result.stdout
    assert run("show", gold).exit_code == 1


def test_an_altered_data_set_is_not_shown(gold: Path, tmp_path: Path) -> None:
    rows(run("build", "--gold", gold, "--out", tmp_path / "set"))
    manifest = tmp_path / "set" / "manifest.json"
    digest = read_manifest(tmp_path / "set").sha256
    manifest.write_text(manifest.read_text().replace(digest, "0" * 64))
    result = run("show", tmp_path / "set")
    assert result.exit_code == 1
    assert "Build the data set anew" in result.stderr


def test_the_silver_is_checked_on_the_train_set(gold: Path) -> None:
    result = run("silver-check", "--gold", gold)
    found = rows(result)
    # Of two operatives that train one is right (no word makes the other strong); no frame stands in another document.
    assert ["0.00", "2", "100.0%", "1", "50.0%"] in found
    assert ["0.90", "*", "yes", "yes", "0", "0.0%", "0", "100.0%"] in found
    assert len([line for line in found if line and line[0][:1].isdigit()]) == 28


def test_to_label_studio_and_back_as_a_document(gold: Path, tmp_path: Path) -> None:
    source, tasks, config, out = gold / "bruggen.xml", tmp_path / "t.json", tmp_path / "c.xml", tmp_path / "out.xml"
    assert "4 tasks written." in run("to-label-studio", source, tasks, "--annotations", "--config", config).stdout
    assert config.read_text().startswith("<View>")
    assert "4 annotations read." in run("from-label-studio", tasks, out).stdout
    again, before = (read_markup(path.read_text(encoding="utf-8")) for path in (out, source))
    assert again.paragraphs == before.paragraphs


def test_a_document_takes_the_latest_annotation(gold: Path, tmp_path: Path) -> None:
    tasks, out = tmp_path / "t.json", tmp_path / "out.xml"
    rows(run("to-label-studio", gold / "bruggen.xml", tasks, "--annotations"))
    changed = json.loads(tasks.read_text())
    for task in changed:
        (own,) = task["annotations"]
        own["updated_at"] = "2026-03-09T12:00:00Z"
        later = {"result": [], "updated_at": "2026-03-09T13:00:00Z"}
        earlier = {"result": [], "updated_at": "2026-03-09T11:00:00Z"}
        task["annotations"] = [later, own] if task["data"]["id"] == "bruggen/1" else [own, earlier]
    tasks.write_text(json.dumps(changed))
    rows(run("from-label-studio", tasks, out))
    found = read_markup(out.read_text(encoding="utf-8")).paragraphs
    assert [(each.number, len(each.acts)) for each in found] == [("A", 0), ("1", 0), ("2", 1), ("9", 0)]


def test_annotations_become_corrections_that_train(gold: Path, tmp_path: Path) -> None:
    rows(run("build", "--gold", gold, "--out", tmp_path / "set"))
    tasks, out = tmp_path / "t.json", tmp_path / "out.jsonl"
    result = run(
        "to-label-studio", tmp_path / "set", tasks, "--split", "test", "--annotations", "--model", "rules-0.1.0"
    )
    assert "2 tasks written." in result.stdout
    stamped = json.loads(tasks.read_text())
    for task in stamped:
        task["annotations"][0] |= {"completed_by": {"email": "anna@example.org"}, "updated_at": "2026-03-09T12:00:00Z"}
    tasks.write_text(json.dumps(stamped))
    rows(run("from-label-studio", tasks, out))
    found = read_corrections(out)
    assert [(each.paragraph.id, each.by, each.model) for each in found] == [
        ("treinen/1", "anna@example.org", "rules-0.1.0"),
        ("treinen/9", "anna@example.org", "rules-0.1.0"),
    ]


def test_annotations_that_cannot_train_are_told(tmp_path: Path) -> None:
    verb = {"id": "v", "type": "labels", "value": {"start": 0, "end": 6, "text": "laakt ", "labels": ["condemn"]}}
    task = {"data": {"text": "laakt dit"}, "annotations": [{"result": [verb], "created_at": "2026-03-09T12:00:00Z"}]}
    (tmp_path / "t.json").write_text(json.dumps([task]))
    result = run("from-label-studio", tmp_path / "t.json", tmp_path / "out.jsonl")
    assert result.exit_code == 1
    assert "line 1, acts[0].trigger: the verb 'laakt' has white space at an end" in result.stderr


def test_an_export_of_several_documents_is_no_document(gold: Path, tmp_path: Path) -> None:
    tasks = tmp_path / "t.json"
    assert "8 tasks written." in run("to-label-studio", gold, tasks, "--annotations").stdout
    assert "2 tasks written." in run("to-label-studio", gold, tmp_path / "v.json", "--split", "validation").stdout
    result = run("from-label-studio", tasks, tmp_path / "out.xml")
    assert result.exit_code == 1
    assert "holds 3 documents (bruggen, sluizen, treinen …)" in result.stderr
    assert "neither in .jsonl nor in .xml" in run("from-label-studio", tasks, tmp_path / "out.csv").stderr


def test_proposals_that_nobody_looked_at_are_no_annotations(gold: Path, tmp_path: Path) -> None:
    rows(run("to-label-studio", gold, tmp_path / "t.json"))
    result = run("from-label-studio", tmp_path / "t.json", tmp_path / "out.jsonl")
    assert result.exit_code == 1
    assert "task #1: annotations: Field required" in result.stderr


def test_what_is_not_installed_is_not_loaded() -> None:
    program = (
        "import sys\n"
        f"sys.modules.update(dict.fromkeys({HEAVY!r}))\n"
        "from training.dataset_cli import dataset\n"
        "dataset(['--help'])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert "silver-check" in done.stdout
