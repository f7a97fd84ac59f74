from __future__ import annotations

import json
import random
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from predicted import spoilt
from small_gold import act, document, small_gold

from labels.scheme import Paragraph
from training.evaluation import report
from training.evaluation.confidence import Judged, reliability
from training.evaluation.evaluation import Evaluation, evaluate
from training.evaluation.measures import FIGURES
from training.evaluation.report import as_data, as_markdown, at_thresholds, table, write_report
from training.gold import GoldDocument, load_gold
from training.gold_actors import GoldActors


class Own:
    """A predictor under any name: answers with the gold, spoilt where a seed is given."""

    version = "own-1"

    def __init__(self, name: str, documents: Sequence[GoldDocument], seed: int | None = None) -> None:
        self.name = name
        chance = random.Random(seed)
        self.answers = {
            each.id: each if seed is None else spoilt(each, chance)
            for document in documents
            for each in document.operatives
        }

    def predict(self, paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
        return [self.answers[each.id] for each in paragraphs]


def evaluated(
    documents: Sequence[GoldDocument], name: str = "own", split: str = "test", seed: int | None = 3
) -> Evaluation:
    predictor = Own(name, documents, seed)
    return evaluate(predictor, documents, split=split, seen=frozenset(), actors=GoldActors({}), resamples=100)


@pytest.fixture
def documents(tmp_path: Path) -> tuple[GoldDocument, ...]:
    folder = small_gold(tmp_path / "gold")
    many = [f'<p n="{number}">{act("urge", "eist", f"haven {number}")}</p>' for number in range(1, 9)]
    document(folder, "havens", *many, style="ep")
    return load_gold([folder])


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


def tables(markdown: str) -> list[list[list[str]]]:
    """Return the tables of a text, each as rows of cells."""
    found: list[list[list[str]]] = []
    before = ""
    for line in markdown.splitlines():
        if line.startswith("|"):
            if not before.startswith("|"):
                found.append([])
            found[-1].append(cells(line))
        before = line
    return found


def test_a_table() -> None:
    assert table(("a", "b"), [("1", "2")]) == "| a | b |\n| --- | --: |\n| 1 | 2 |\n"
    assert table(("a",), []) == "| a |\n| --- |\n"


def test_no_name_breaks_a_table() -> None:
    ((head, _, row),) = tables(table(("a|b", "c\nd"), [("\\", "|")]))
    assert head == [r"a\|b", "c d"]
    assert row == [r"\\", r"\|"]


def test_the_report_has_well_formed_tables(documents: tuple[GoldDocument, ...]) -> None:
    markdown = as_markdown(
        [evaluated(documents, "a|b"), evaluated(documents, "two"), evaluated(documents, split="val")]
    )
    found = tables(markdown)
    assert len(found) == 2 * 7
    for rows in found:
        assert len({len(row) for row in rows}) == 1
        assert set(rows[1]) <= {"---", "--:"}
        assert len(rows) > 2
        assert all(cell for row in rows for cell in row)
    # Each set has its own section, and each engine its column.
    assert re.findall(r"^## (.*)$", markdown, re.MULTILINE) == ["test", "val"]
    assert found[0][0] == ["measure", r"a\|b", "two"]
    assert [row[0] for row in found[0][2:]] == list(FIGURES)
    assert found[7][0] == ["measure", "own"]


def test_the_figures_of_the_report_are_those_of_the_evaluation(documents: tuple[GoldDocument, ...]) -> None:
    evaluation = evaluated(documents)
    rows = {row[0]: row[1] for row in tables(as_markdown([evaluation]))[0][2:]}
    assert rows == {name: evaluation.shown(name) for name in FIGURES}
    assert rows["actor"] == "–"
    assert rows["stance"].startswith(f"{evaluation.scores.figures['stance']:.3f} (")


def test_a_stance_that_does_not_occur_has_no_figure(documents: tuple[GoldDocument, ...]) -> None:
    def renamed(each: Paragraph) -> Paragraph:
        return replace(each, acts=tuple(replace(act, stance="note") for act in each.acts))

    perfect = evaluated(documents, "perfect", seed=None)
    noting = Own("noting", documents)
    noting.answers = {name: renamed(each) for name, each in noting.answers.items()}
    other = evaluate(noting, documents, split="test", seen=frozenset(), actors=GoldActors({}), resamples=100)
    rows = {row[0]: row[1:] for row in tables(as_markdown([perfect, other]))[1][2:]}
    assert rows["note"] == ["0", "–", "0.000"]
    assert rows["urge"] == ["8", "1.000", "0.000"]
    assert set(rows) == {"condemn", "deplore", "note", "request", "urge", "welcome"}


def test_json_holds_every_figure(documents: tuple[GoldDocument, ...]) -> None:
    evaluation = evaluated(documents)
    data = json.loads(json.dumps(as_data(evaluation), allow_nan=False))
    assert (data["engine"], data["set"], data["documents"], data["paragraphs"], data["acts"]) == (
        "own",
        "test",
        4,
        12,
        12,
    )
    assert list(data["figures"]) == list(data["intervals"]) == list(FIGURES)
    # What was not counted is null, and not the 1 of a perfect answer.
    assert (data["figures"]["actor"], data["intervals"]["actor"]) == (None, None)
    for name in set(FIGURES) - {"actor"}:
        low, high = data["intervals"][name]
        assert 0.0 <= low <= data["figures"][name] <= high <= 1.0, name
    assert sum(each["acts"] for each in data["confusion"]) >= data["acts"]
    assert sum(each["acts"] for each in data["turns"].values()) == data["acts"]
    assert sum(each["acts"] for each in data["bodies"].values()) == data["acts"]
    assert sum(count["found"] + count["missed"] for count in data["stances"].values()) == data["acts"]
    assert [each["layout"] for each in data["segmentation"]] == ["plain", "unspaced", "pages"]
    assert (
        set(data["reliability"])
        == set(data["reliability of whole acts"])
        == {"acts", "ece", "aurc", "bins", "thresholds"}
    )


def test_errors_are_a_paragraph_a_line(
    documents: tuple[GoldDocument, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report, "draw", lambda folder, evaluations: [])
    evaluation = evaluated(documents)
    write_report(tmp_path / "uit", [evaluation, evaluated(documents, "perfect", seed=None)])
    lines = (tmp_path / "uit" / "errors.jsonl").read_text(encoding="utf-8").split("\n")
    assert lines.pop() == ""
    errors: list[dict[str, Any]] = [json.loads(line) for line in lines]
    assert [each["id"] for each in errors] == [each.gold.id for each in evaluation.wrong]
    assert {each["engine"] for each in errors} == {"own"}
    for each in errors:
        assert each["annotated"] != each["predicted"]
        assert all(act["verb"] in each["text"] for act in each["annotated"])


def test_a_report_is_written_whole_and_anew(documents: tuple[GoldDocument, ...], tmp_path: Path) -> None:
    folder = tmp_path / "nieuw" / "uit"
    evaluations = [evaluated(documents, "één"), evaluated(documents, "twee")]
    files = write_report(folder, evaluations)
    assert sorted(files) == sorted(folder.iterdir())
    assert {file.name for file in files} >= {"report.md", "figures.json", "errors.jsonl"}
    markdown = files[0].read_text(encoding="utf-8")
    assert re.findall(r"!\[.*\]\((.*)\)", markdown) == [file.name for file in files if file.suffix == ".png"]
    before = markdown, (folder / "figures.json").read_text(encoding="utf-8")
    assert write_report(folder, evaluations) == files
    assert before == (files[0].read_text(encoding="utf-8"), (folder / "figures.json").read_text(encoding="utf-8"))


def test_what_is_kept_at_a_threshold() -> None:
    acts = [Judged(confidence, confidence > 0.6) for confidence in (0.99, 0.9, 0.75, 0.55, 0.2)]
    kept = [(threshold, point.coverage, point.risk) for threshold, point in at_thresholds(reliability(acts))]
    assert kept == [
        (0.0, 1.0, pytest.approx(2 / 5)),
        (0.5, 0.8, pytest.approx(1 / 4)),
        (0.7, 0.6, 0.0),
        (0.8, 0.4, 0.0),
        (0.9, 0.4, 0.0),
        (0.95, 0.2, 0.0),
    ]
    assert at_thresholds(reliability([])) == []
    assert [threshold for threshold, _ in at_thresholds(reliability([Judged(0.6, True)]))] == [0.0, 0.5]
