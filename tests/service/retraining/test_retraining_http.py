"""Retraining over HTTP, with a command that only seems to train."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anyio
import httpx
import psutil
import pytest
from live import running_in
from prometheus_client import CollectorRegistry

from labels.lexicon import load_stances
from service.analysis import Analysis
from service.classifier import Classifier
from service.metrics import Metrics
from service.middleware import Gate
from service.openapi import openapi
from service.retraining import starting
from service.retraining.jobs import Jobs
from service.routes import KNOWN, Routes
from service.settings import Settings

RETRAINING = "/v1/retraining"
KEY = "sleutel-van-koper"
FAKE = """
import json, os, subprocess, sys, time
from datetime import UTC, datetime
from pathlib import Path

mode, told = sys.argv[1], dict(zip(sys.argv[2::2], sys.argv[3::2]))
run = Path(told["--runs"]) / "20261124T120000Z"
run.mkdir(parents=True, exist_ok=True)
now = datetime.now(UTC).isoformat()
state = {
    "run": run.name, "begun": now, "settings": {}, "inputs": {}, "dataset": "2026-11-24-0123456789ab",
    "steps": [{"name": "data", "started": now, "ended": now}, {"name": "training", "started": now}],
    "verdict": {
        "promote": False, "reason": "The champion stays.",
        "scores": [{"name": "target", "champion": 0.9, "challenger": 0.8, "low": -0.2, "high": -0.05}],
        "corrections": {"total": 4, "champion": 1, "challenger": 3},
    },
}
(run / "state.json").write_text(json.dumps(state))
checkpoint = run / "finetuning" / "checkpoints" / "checkpoint-5"
checkpoint.mkdir(parents=True, exist_ok=True)
(checkpoint / "trainer_state.json").write_text(json.dumps({"global_step": 5, "max_steps": 20}))
Path(told["--run-file"]).write_text(f"{run}\\n")
facts = {
    "nice": os.nice(0), "threads": os.environ["OMP_NUM_THREADS"], "leads": os.getpgid(0) != os.getpid(),
    "group": os.getpgid(0), "key": "STANDPUNT_API_KEY" in os.environ, "store": os.environ["STANDPUNT_STORE"],
    "told": told,
}
Path(told["--run-file"]).with_name("facts.json").write_text(json.dumps(facts))
print("10%\\r50%\\r90% done", flush=True)
if mode == "sleep":
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    print("child", child.pid, flush=True)
    time.sleep(60)
sys.exit(int(mode))
"""


class Service:
    """The routes with a folder of their own, as one worker has them."""

    def __init__(self, folder: Path, mode: str, **chosen: Any) -> None:
        fake = folder / "fake.py"
        fake.write_text(FAKE, encoding="utf-8")
        command = f"{sys.executable} {fake} {mode}" if mode else ""
        places = {"retraining": str(folder / "retraining"), "store": str(folder / "store")}
        self.settings = Settings(model="none", **{**places, "retraining_command": command, **chosen})
        self.folder = folder / "retraining"
        metrics = Metrics(CollectorRegistry())
        routes = Routes(self.settings)
        routes.start(Analysis(Classifier.load(None), load_stances(), self.settings), metrics)
        self.app = Gate(
            routes.application(),
            routes=KNOWN,
            max_bytes=self.settings.max_bytes,
            max_concurrent=self.settings.max_concurrent,
            max_seconds=self.settings.timeout,
            metrics=lambda: metrics,
        )

    def ask(self, method: str, path: str = RETRAINING, **more: Any) -> httpx.Response:
        async def asked() -> httpx.Response:
            # A client as the service sees one on this machine.
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:3000") as client:
                return await client.request(method, path, **more)

        return anyio.run(asked)

    def start(self, **more: Any) -> dict[str, Any]:
        reply = self.ask("POST", json={"by": "anna", **more})
        assert reply.status_code == 202, reply.text
        return dict(reply.json())

    def job(self, id: str) -> dict[str, Any]:
        reply = self.ask("GET", f"{RETRAINING}/{id}")
        assert reply.status_code == 200, reply.text
        return dict(reply.json())

    def facts(self, id: str) -> dict[str, Any]:
        return dict(json.loads((self.folder / "jobs" / id / "facts.json").read_text()))

    def until(self, id: str, state: str, log: str = "") -> dict[str, Any]:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            job = self.job(id)
            if job["state"] == state and log in job["log"]:
                return job
            time.sleep(0.02)
        raise AssertionError(f"not {state}: {job}")


@pytest.fixture(autouse=True)
def no_job_is_left(tmp_path: Path) -> Iterator[None]:
    yield
    for job in Jobs(tmp_path / "retraining").page(limit=100).jobs:
        if job.group is not None:
            job.group.end(patience=0)


def refused(reply: httpx.Response, status: int, code: str, field: str | None = None) -> str:
    assert reply.status_code == status, reply.text
    error = reply.json()["error"]
    assert (error["code"], error["field"]) == (code, field)
    return str(error["message"])


@pytest.mark.parametrize(
    ("code", "state", "outcome"),
    [(3, "ended", "kept"), (1, "failed", "failed")],
)
def test_a_job_ends_as_its_command_does(tmp_path: Path, code: int, state: str, outcome: str) -> None:
    service = Service(tmp_path, str(code))
    job = service.until(service.start()["id"], state)
    assert (job["outcome"], job["exit_code"]) == (outcome, code)
    assert job["ended"] >= job["at"]


def test_a_job_tells_how_far_it_is(tmp_path: Path) -> None:
    service = Service(tmp_path, "sleep", store=str(tmp_path / "models"))
    id = service.start(only_if_new=7)["id"]
    job = service.until(id, "running", "child")
    assert (job["by"], job["run"], job["step"]) == ("anna", "20261124T120000Z", "training")
    assert job["progress"] == pytest.approx(1 / 7)
    assert job["training"] == 0.25
    assert [each["name"] for each in job["steps"]] == ["data", "training"]
    assert job["promote"] is False
    assert job["reason"] == "The champion stays."
    [score] = job["scores"]
    assert score == {
        "name": "target",
        "champion": 0.9,
        "challenger": 0.8,
        "difference": pytest.approx(-0.1),
        "low": -0.2,
        "high": -0.05,
    }
    assert job["answered"] == {"total": 4, "champion": 1, "challenger": 3}
    assert job["log"].startswith("90% done\nchild ")
    told = service.facts(id)["told"]
    assert told["--only-if-new"] == "7"
    assert told["--by"] == "anna"


def test_the_command_steps_behind_all_else_and_knows_no_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STANDPUNT_API_KEY", KEY)
    service = Service(tmp_path, "3")
    id = service.start()["id"]
    service.until(id, "ended")
    facts = service.facts(id)
    assert (facts["nice"], facts["threads"], facts["key"]) == (19, "1", False)
    assert facts["store"] == str(tmp_path / "store")
    # The leader of the group notes how the command ends.
    assert facts["leads"]
    group = Jobs(service.folder).named(id).group
    assert group is not None
    assert facts["group"] == group.pid != os.getpgid(0)


def test_all_workers_see_the_job_and_none_starts_another(tmp_path: Path) -> None:
    one, other = Service(tmp_path, "sleep"), Service(tmp_path, "sleep")
    id = one.start()["id"]
    assert other.job(id)["state"] == "running"
    message = refused(other.ask("POST", json={"by": "bram"}), 409, "retraining_running")
    assert id in message
    listed = other.ask("GET").json()
    assert [each["id"] for each in listed["jobs"]] == [id]
    assert listed["next"] is None
    assert "log" not in listed["jobs"][0]
    # A worker that is started anew finds it too, and can end it.
    again = Service(tmp_path, "sleep")
    again.until(id, "running", "child")
    assert again.ask("DELETE", f"{RETRAINING}/{id}", params={"by": "bram"}).json()["state"] == "cancelled"
    assert one.job(id)["state"] == "cancelled"


def test_to_cancel_ends_all_processes_of_the_job(tmp_path: Path) -> None:
    service = Service(tmp_path, "sleep")
    id = service.start()["id"]
    child = int(service.until(id, "running", "child")["log"].split("child ")[1].split()[0])
    group = Jobs(service.folder).named(id).group
    assert group is not None
    assert len(group.members()) == 3
    job = service.ask("DELETE", f"{RETRAINING}/{id}", params={"by": "bram"}).json()
    assert job["state"] == "cancelled"
    assert job["cancelled"]["by"] == "bram"
    assert not group.lives
    assert not psutil.pid_exists(child) or psutil.Process(child).status() == psutil.STATUS_ZOMBIE
    # It stays cancelled, whoever asks again, and another may be started.
    assert service.ask("DELETE", f"{RETRAINING}/{id}", params={"by": "chris"}).json()["cancelled"]["by"] == "bram"
    assert service.start()["id"] != id


def test_a_job_whose_processes_were_killed_is_lost(tmp_path: Path) -> None:
    service = Service(tmp_path, "sleep")
    id = service.start()["id"]
    group = Jobs(service.folder).named(id).group
    assert group is not None
    os.killpg(group.pid, signal.SIGKILL)
    job = service.until(id, "lost")
    assert (job["outcome"], job["exit_code"]) == (None, None)
    assert service.start()["id"] != id


def test_a_job_that_is_over_cannot_be_cancelled(tmp_path: Path) -> None:
    service = Service(tmp_path, "3")
    id = service.start()["id"]
    service.until(id, "ended")
    job = service.ask("DELETE", f"{RETRAINING}/{id}", params={"by": "bram"}).json()
    assert (job["state"], job["cancelled"]) == ("ended", None)


def test_a_command_that_is_not_there_has_failed(tmp_path: Path) -> None:
    service = Service(tmp_path, "", retraining_command="/nowhere/standpunt-train retrain")
    job = service.until(service.start()["id"], "failed")
    assert job["exit_code"] == 127
    assert "/nowhere/standpunt-train cannot be started" in job["log"]


def test_without_the_extra_the_answer_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(starting, "find_spec", lambda name: None if name == "torch" else object())
    service = Service(tmp_path, "")
    message = refused(service.ask("POST", json={"by": "anna"}), 503, "retraining_unavailable")
    assert "torch is not installed" in message
    assert "the extra train" in message
    assert "'.[train]'" in message
    assert service.ask("GET").json() == {"jobs": [], "next": None}


def test_the_command_of_this_installation(tmp_path: Path) -> None:
    service = Service(tmp_path, "")
    jobs = Jobs(service.folder)
    job = jobs.add("anna")
    words = starting.command_of(job, jobs, service.settings)
    assert words[:6] == [sys.executable, "-m", "training.cli", "retrain", "--threads", "1"]
    assert words[6:8] == ["--runs", str(service.folder)]
    assert "--only-if-new" not in words


@pytest.mark.parametrize(
    ("body", "field"),
    [({}, "by"), ({"by": " "}, "by"), ({"by": "a\0"}, "by"), ({"by": "anna", "only_if_new": -1}, "only_if_new")],
)
def test_a_body_that_is_wrong(tmp_path: Path, body: dict[str, Any], field: str) -> None:
    refused(Service(tmp_path, "0").ask("POST", json=body), 400, "invalid_request", field)


def test_what_is_unknown(tmp_path: Path) -> None:
    service = Service(tmp_path, "0")
    refused(service.ask("POST", json={"by": "anna", "seed": 3}), 400, "invalid_request", "seed")
    for method in ("GET", "DELETE"):
        query = {"by": "anna"} if method == "DELETE" else {}
        refused(service.ask(method, f"{RETRAINING}/{'0' * 32}", params=query), 404, "not_found", "id")
    refused(service.ask("GET", params={"limit": 0}), 400, "invalid_request", "limit")
    refused(service.ask("GET", params={"after": "0"}), 400, "invalid_request", "after")
    refused(service.ask("GET", params={"page": 2}), 400, "invalid_request", "page")
    refused(service.ask("DELETE", f"{RETRAINING}/{'0' * 32}"), 400, "invalid_request", "by")
    assert not service.folder.exists()


def test_the_key_is_asked_for(tmp_path: Path) -> None:
    service = Service(tmp_path, "0", api_key=KEY)
    for method, path in (
        ("POST", RETRAINING),
        ("GET", RETRAINING),
        ("GET", f"{RETRAINING}/a"),
        ("DELETE", f"{RETRAINING}/a"),
    ):
        refused(service.ask(method, path), 401, "unauthorised")
    assert service.ask("GET", headers={"x-api-key": KEY}).status_code == 200


def test_a_table_that_is_no_database(tmp_path: Path) -> None:
    service = Service(tmp_path, "0")
    service.folder.mkdir()
    (service.folder / "jobs.sqlite3").write_text("no database at all, but long enough to be looked at" * 40)
    message = refused(service.ask("GET"), 503, "retraining_unavailable")
    assert str(tmp_path) not in message
    refused(service.ask("POST", json={"by": "anna"}), 503, "retraining_unavailable")
    (service.folder / "jobs.sqlite3").unlink()


def test_the_description_holds_the_routes() -> None:
    described = openapi()
    assert set(described["paths"][RETRAINING]) == {"get", "post"}
    assert set(described["paths"][f"{RETRAINING}/{{id}}"]) == {"get", "delete"}
    assert {"GivenJob", "JobAnswer", "JobDetailAnswer", "JobsAnswer"} <= set(described["components"]["schemas"])
    assert {RETRAINING, f"{RETRAINING}/{{id}}"} <= KNOWN


def test_a_job_outlives_the_service(tmp_path: Path) -> None:
    fake = tmp_path / "fake.py"
    fake.write_text(FAKE, encoding="utf-8")
    environment = {
        "STANDPUNT_RETRAINING": str(tmp_path / "retraining"),
        "STANDPUNT_RETRAINING_COMMAND": f"{sys.executable} {fake} sleep",
    }
    with running_in(tmp_path, environment) as running:
        reply = httpx.post(f"{running.address}{RETRAINING}", json={"by": "anna"}, timeout=30)
        assert reply.status_code == 202, reply.text
        id = reply.json()["id"]
    after = Service(tmp_path, "sleep")
    after.until(id, "running", "child")
    assert after.ask("DELETE", f"{RETRAINING}/{id}", params={"by": "bram"}).json()["state"] == "cancelled"
