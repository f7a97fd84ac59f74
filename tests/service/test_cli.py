from __future__ import annotations

import csv
import io
import json
import os
import pty
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner, Result
from models import tiny

from service.api import DocumentAnswer
from service.cli import main

ROOT = Path(__file__).parents[2]
RESOLUTION = ROOT.parent / "shared" / "documents" / "kazachstan.txt"

MOTION = """De Kamer,

overwegende dat de veerdienst naar het eiland elke winter uitvalt;

1. verzoekt de Commissie de veerdienst te steunen;

2. betreurt dat de bewoners hierover niet zijn gehoord;
"""


@pytest.fixture
def motion(tmp_path: Path) -> Path:
    path = tmp_path / "motie.txt"
    path.write_text(MOTION, encoding="utf-8")
    return path


def run(*arguments: str | Path, input: str | bytes | None = None) -> Result:
    return CliRunner().invoke(main, [str(item) for item in arguments], input=input)


def test_the_table_names_stance_addressee_and_target(motion: Path) -> None:
    result = run("classify", motion)
    assert result.exit_code == 0
    request = next(line for line in result.stdout.splitlines() if "request" in line)
    assert request.split()[:3] == ["1", "request", "verzoekt"]
    assert "de Commissie" in request
    assert "de veerdienst te steunen" in request
    assert "2 operative paragraphs, 2 stances" in result.stdout
    assert "\x1b" not in result.stdout


def test_the_table_of_a_terminal_is_coloured_and_cannot_be_steered(tmp_path: Path) -> None:
    path = tmp_path / "motie.txt"
    path.write_text(MOTION.replace("bewoners", "bewoners\x1b]0;gekaapt\x07"), encoding="utf-8")
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "service.cli", "classify", str(path)]
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "100"}
    subprocess.run(command, cwd=ROOT, stdout=theirs, env=environment, check=True)
    os.close(theirs)
    shown = b""
    try:
        while piece := os.read(ours, 4096):
            shown += piece
    except OSError:
        pass
    os.close(ours)
    assert b"\x1b[1;31mdeplore" in shown
    assert b"\x1b]0;" not in shown


def test_json_of_one_file_is_the_answer_of_the_service(motion: Path, client: httpx.Client) -> None:
    result = run("classify", motion, "--format", "json")
    assert json.loads(result.stdout) == client.post("/v1/documents", json={"text": MOTION}).json()
    assert result.stderr == ""


def test_json_of_several_files_names_each(motion: Path) -> None:
    result = run("classify", motion, motion, "--format", "json")
    first, second = json.loads(result.stdout)
    assert first == second
    assert first.pop("file") == str(motion)
    DocumentAnswer.model_validate(first)


def test_jsonl_is_one_file_a_line(motion: Path) -> None:
    lines = run("classify", motion, motion, "--format", "jsonl").stdout.splitlines()
    assert [json.loads(line)["file"] for line in lines] == [str(motion)] * 2
    assert DocumentAnswer.model_validate({**json.loads(lines[0])}).document.language in ("nl", None)


def test_csv_has_a_row_for_each_act(motion: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run("classify", motion, "--format", "csv").stdout)))
    assert [(row["paragraph"], row["stance"], row["addressees"]) for row in rows] == [
        ("1", "request", "de Commissie"),
        ("2", "deplore", ""),
    ]
    assert rows[0]["target"] == "de veerdienst te steunen"


def test_standard_input(motion: Path) -> None:
    result = run("classify", "-", "--format", "json", input=MOTION)
    assert json.loads(result.stdout) == json.loads(run("classify", motion, "--format", "json").stdout)


@pytest.mark.parametrize(
    "text",
    [
        '[{"id": "a", "text": "betreurt dit;"}, {"id": "b", "text": "Een zin."}]',
        '{"paragraphs": [{"id": "a", "text": "betreurt dit;"}, {"id": "b", "text": "Een zin."}]}',
        '{"id": "a", "text": "betreurt dit;"}\n\n{"id": "b", "text": "Een zin."}\n',
        '\ufeff{"id": "a", "text": "betreurt dit;", "meer": 1}\r\n{"id": "b", "text": "Een zin."}',
    ],
)
def test_paragraphs_skip_the_segmenting(text: str, client: httpx.Client) -> None:
    result = run("classify", "--paragraphs", "-", "--format", "json", input=text)
    sent = [{"id": "a", "text": "betreurt dit;"}, {"id": "b", "text": "Een zin."}]
    assert json.loads(result.stdout) == client.post("/v1/classify", json={"paragraphs": sent}).json()
    lines = run("classify", "--paragraphs", "-", "--format", "jsonl", input=text).stdout.splitlines()
    assert [json.loads(line) for line in lines] == json.loads(result.stdout)["paragraphs"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('{"id": "a", "text": "x"}\n{"id": "b"}', "Line 2: text"),
        ('{"id": "a", "text": "x"}\nbetreurt', "Line 2"),
        ('[{"id": "a", "text": "x"}, {"id": 3, "text": "x"}]', "paragraphs[1].id"),
        ("", "no paragraphs"),
        ("[]", "no paragraphs"),
        ('{"paragraphs": [{"id": "a"', "not valid JSON"),
    ],
)
def test_paragraphs_that_cannot_be_read_name_the_place(text: str, place: str) -> None:
    result = run("classify", "--paragraphs", "-", input=text)
    assert result.exit_code == 2
    assert place in result.stderr
    assert "Traceback" not in result.stderr


def test_a_bad_file_is_named_and_the_others_are_answered(motion: Path, tmp_path: Path) -> None:
    binary = tmp_path / "beeld.png"
    binary.write_bytes(b"\x89PNG\r\n\x1a\n\x00")
    result = run("classify", tmp_path / "weg.txt", motion, binary, tmp_path, "--format", "jsonl")
    assert result.exit_code == 1
    assert [json.loads(line)["file"] for line in result.stdout.splitlines()] == [str(motion)]
    complaints = result.stderr.splitlines()
    assert [line.partition(": ")[0] for line in complaints] == [
        str(tmp_path / "weg.txt"),
        str(binary),
        str(tmp_path),
    ]
    assert "No such file" in complaints[0]
    assert "PNG" in complaints[1]


def test_nothing_read_is_exit_code_2(tmp_path: Path, motion: Path) -> None:
    assert run("classify", tmp_path / "weg.txt").exit_code == 2
    refused = run("classify", motion, "--engine", "bert")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "No trained model" in refused.stderr
    assert len(refused.stderr.splitlines()) == 1


@pytest.mark.parametrize("arguments", [["classify"], ["classify", "-", "--engine", "gpt"], ["onbekend"]])
def test_wrong_use_is_exit_code_2(arguments: list[str]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert "Usage" in result.stderr


def test_stances() -> None:
    assert len(json.loads(run("stances", "--format", "json").stdout)["stances"]) == 18
    assert len(list(csv.DictReader(io.StringIO(run("stances", "--format", "csv").stdout)))) == 18
    assert "veroordeelt" in run("stances").stdout


def test_the_model_without_one(client: httpx.Client) -> None:
    assert json.loads(run("model", "--format", "json").stdout) == client.get("/v1/model").json()
    lines = run("model").stdout.splitlines()
    assert ["trained", "none"] in [line.split() for line in lines]


def test_the_model_with_its_scores(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("STANDPUNT_MODEL", str(tiny(tmp_path)))
    shown = json.loads(run("model", "--format", "json").stdout)
    assert (shown["engine"], shown["version"]) == ("hybrid", shown["trained"]["version"])
    facts = dict(line.split(maxsplit=1) for line in run("model").stdout.splitlines()[2:])
    assert facts["trained.scores.test.stance"].strip() == "0.9712"
    assert facts["trained.base"].strip() == "tiny-bert"
    assert facts["trained.arbitration.rules_alone"].strip() == "0.1"


def test_a_model_that_cannot_be_used_is_told_once(
    motion: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "leeg"
    folder.mkdir()
    monkeypatch.setenv("STANDPUNT_MODEL", str(folder))
    result = run("classify", motion, motion, "--format", "jsonl")
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 2
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"note: The model in {folder} cannot be used: model.onnx is missing.")
    monkeypatch.setenv("STANDPUNT_MODEL", str(tmp_path / "weg"))
    result = run("classify", motion)
    assert (result.exit_code, "STANDPUNT_MODEL is" in result.stderr) == (2, True)


def test_what_is_not_sure_enough_is_left_out(motion: Path) -> None:
    result = run("classify", motion, "--min-confidence", "1", "--format", "json")
    assert not any(paragraph["acts"] for paragraph in json.loads(result.stdout)["paragraphs"])
    assert result.stderr.splitlines() == [f"{motion}: note: 2 acts with a confidence below 1 left out."]
    assert run("classify", motion, "--min-confidence", "1.5").exit_code == 2


def test_version() -> None:
    assert run("--version").stdout.startswith("standpunt, version ")


def test_serve_refuses_a_port_that_is_taken_and_wrong_settings() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        result = run("serve", "--port", port)
    assert (result.exit_code, port in result.stderr) == (2, True)
    result = run("serve", "--workers", "veel")
    assert (result.exit_code, "STANDPUNT_WORKERS" in result.stderr) == (2, True)


@pytest.mark.skipif(not RESOLUTION.exists(), reason="the shared documents are not beside the repository")
def test_a_real_resolution_is_read_to_its_end() -> None:
    result = run("classify", RESOLUTION, "--format", "json")
    assert result.exit_code == 0
    answer = DocumentAnswer.model_validate_json(result.stdout)
    operatives = [item for item in answer.paragraphs if item.role == "operative"]
    assert [item.number for item in operatives] == [str(number) for number in range(1, 21)]
    for paragraph in answer.paragraphs:
        for act in paragraph.acts:
            for span in (act.trigger, act.target, *act.addressees):
                assert span is None or paragraph.text[span.start : span.end] == span.text


@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_a_full_disk_is_told_in_one_sentence(motion: Path, form: str) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this system has no /dev/full")
    command = [sys.executable, "-m", "service.cli", "classify", str(motion), "--format", form]
    with full.open("wb") as output:
        result = subprocess.run(command, cwd=ROOT, stdout=output, stderr=subprocess.PIPE, text=True)
    assert result.returncode == 2
    assert "cannot be written: No space left" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_terminal_that_lacks_characters_ends_nothing(motion: Path) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-m", "service.cli", "classify", str(motion)]
    result = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True)
    assert (result.returncode, result.stderr) == (0, b"")
    assert b"request" in result.stdout


def test_lines_that_only_mention_paragraphs_are_lines() -> None:
    lines = [{"id": "paragraphs", "text": 'noemt "paragraphs"; betreurt dit;'}, {"id": "b", "text": "betreurt dat;"}]
    text = "\n".join(json.dumps(line) for line in lines)
    result = run("classify", "--paragraphs", "-", "--format", "jsonl", input=text)
    assert result.exit_code == 0, result.stderr
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == ["paragraphs", "b"]
