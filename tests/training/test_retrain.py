"""The command as a whole, on tiny models: what is learned, what is refused, and what survives a stop."""

from __future__ import annotations

import json
import os
import shutil
import signal
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from retrained import NOON, THINGS, UNKNOWN_VERB, World, base_of, corrected, gold_of

torch = pytest.importorskip("torch", reason="the extra `train` is not installed")
pytest.importorskip("onnx", reason="the extra `train` is not installed")
pytest.importorskip("datasets", reason="the extra `data` is not installed")

from tiny_models import exported  # noqa: E402

from labels.rules import Rules  # noqa: E402
from service.calibration import Arbitration, Calibration  # noqa: E402
from service.champion import Champion, ChampionFile  # noqa: E402
from service.feedback.store import FeedbackStore  # noqa: E402
from service.model_folder import ModelFolder  # noqa: E402
from service.registry import Registry  # noqa: E402
from service.retraining.run_state import STATE, STEPS, Step  # noqa: E402
from service.trained import load_trained  # noqa: E402
from training.retraining import incumbent as module  # noqa: E402
from training.retraining.incumbent import data_of, incumbent  # noqa: E402
from training.retraining.journal import Journal, journals  # noqa: E402
from training.retraining.one_job import one_job  # noqa: E402

RULES = Rules.load()
LEARNED = 6
"""Corrections that the tiny models learn."""


@pytest.fixture(scope="module", autouse=True)
def no_model_in_the_package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let the package hold no model, whether or not one is released."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "EMBEDDED_FOLDER", tmp_path_factory.mktemp("package") / "none")
        yield


def world_in(folder: Path) -> World:
    return World(
        folder / "gold", folder / "base", folder / "runs", folder / "store", folder / "sent" / "corrections.sqlite3"
    )


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a world with corrections of a systematic error, in which nothing was trained. Copy it."""
    folder = tmp_path_factory.mktemp("world") / "fresh"
    world = world_in(folder)
    gold_of(world.gold)
    base_of(world.base)
    world.send([corrected(thing) for thing in THINGS[:LEARNED]])
    return folder


@pytest.fixture(scope="module")
def learned(fresh: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the world after one retraining. Copy it."""
    folder = tmp_path_factory.mktemp("world") / "learned"
    shutil.copytree(fresh, folder)
    result = world_in(folder).retrain()
    assert result.exit_code == 0, result.output
    return folder


@pytest.fixture
def world(learned: Path, tmp_path: Path) -> World:
    """Return a world of its own for a test, after one retraining."""
    shutil.copytree(learned, tmp_path / "world")
    return world_in(tmp_path / "world")


def last(world: World) -> Journal:
    return journals(world.runs)[0]


def back_to(world: World, step: Step) -> Journal:
    """Let the run of a world be one that was stopped before a step."""
    journal = last(world)
    journal.undo(step)
    journal.note(outcome=None, ended=None)
    return journal


def champion(world: World) -> str | None:
    found = Registry(world.store).champion
    return found.tag if found else None


# What is learned.


def test_a_systematic_error_is_learned_and_the_model_promoted(learned: Path) -> None:
    world = world_in(learned)
    state = last(world).state
    assert state.outcome == "promoted"
    assert champion(world) == state.challenger
    assert state.verdict is not None
    assert state.verdict.corrections.champion == 0
    assert state.verdict.corrections.challenger > LEARNED / 2
    stored = Registry(world.store).find(state.challenger or "")
    engine = load_trained(stored.folder, RULES, threads=1).hybrid
    # In text that no one corrected, too.
    unseen = [f"{UNKNOWN_VERB} {thing};" for thing in THINGS[LEARNED:]]
    assert not any(RULES.acts(text) for text in unseen)
    found = [acts[0].stance for acts in engine.acts(unseen) if acts]
    assert found.count("welcome") > len(unseen) / 2
    assert stored.noted is not None
    assert stored.noted.data == state.dataset


def test_a_run_tells_what_it_was_made_of(learned: Path) -> None:
    state = last(world_in(learned)).state
    assert [each.name for each in state.steps] == list(STEPS)
    assert all(each.ended is not None and each.ended >= each.started for each in state.steps)
    assert state.corrections is not None
    told = state.corrections
    assert (told.standing, told.learned, told.new, told.gone) == (LEARNED, LEARNED, LEARNED, 0)
    assert state.parent is None
    assert {"package", "labels", "documents", "weights"} == set(state.inputs)
    # What only a fine-tuning that goes on needs is large.
    assert not (last(world_in(learned)).folder / "finetuning" / "checkpoints").exists()


def test_the_report(learned: Path) -> None:
    folder = last(world_in(learned)).folder / "report"
    assert {each.name for each in folder.iterdir()} == {"report.md", "report.json", "scores.png", "differences.png"}
    text = (folder / "report.md").read_text(encoding="utf-8")
    assert text.splitlines()[2].startswith("**Promoted.** ")
    assert "| whole paragraph |" in text
    assert f"Of {LEARNED} that were learned, the champion answers 0 as they were corrected" in text
    told = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    assert told["verdict"]["promote"] is True
    assert [each["role"] for each in told["comparison"]["engines"]] == ["rules", "champion", "challenger"]
    assert len(told["comparison"]["corrections"]) == LEARNED
    assert all(each["new"] for each in told["comparison"]["corrections"])
    assert str(learned) not in text


# When there is nothing to do.


def test_a_dry_run_trains_nothing(fresh: Path, tmp_path: Path) -> None:
    shutil.copytree(fresh, tmp_path / "world")
    world = world_in(tmp_path / "world")
    world.send([corrected(THINGS[0], stance="deplore", by="bram", hour=1), corrected(THINGS[9])])
    result = world.retrain("--dry-run")
    assert result.exit_code == 0, result.output
    table = dict(line.split() for line in result.output.splitlines() if len(line.split()) == 2 and "─" not in line)
    # One is of a text that nearly judges, and so may not train.
    assert (table["standing"], table["learned"], table["new"], table["withheld"]) == ("8", "6", "6", "1")
    assert (table["superseded"], table["contradictions"]) == ("1", "1")
    assert "bram and anna disagree; bram was later." in result.output
    assert not world.runs.exists()
    assert not world.store.exists()


def test_too_few_new_corrections_are_nothing_to_do(world: World) -> None:
    before = len(journals(world.runs))
    result = world.retrain("--only-if-new", 1)
    assert result.exit_code == 4, result.output
    assert "0 corrections are new or gone since the champion's data, fewer than 1." in result.output
    world.send([corrected("een nieuwe haven voor de zeilers van het eiland")])
    assert world.retrain("--only-if-new", 2).exit_code == 4
    store = FeedbackStore(str(world.feedback))
    gone = next(each for each in store.page().entries if "sluis" in each.stored.correction.paragraph.text)
    store.withdraw(gone.stored.id, "anna", NOON)
    counted = dict(line.split() for line in world.retrain("--dry-run").output.splitlines() if len(line.split()) == 2)
    assert (counted["new"], counted["gone"]) == ("1", "1")
    assert len(journals(world.runs)) == before


def test_what_was_judged_already_is_not_trained_again(world: World) -> None:
    journal = last(world)
    # As if it had been refused: with the rules as champion, and nothing else to learn.
    journal.note(outcome="kept")
    ChampionFile(world.store).remove()
    result = world.retrain("--only-if-new", 1)
    assert result.exit_code == 4, result.output
    assert f"The run {journal.state.run} learned the same" in result.output


# What is refused.


def worse(folder: Path) -> None:
    """Put a model in a run that is worse on purpose: random, and always believed."""
    shutil.rmtree(folder)
    shutil.copytree(exported("bert"), folder)
    files = ModelFolder(folder)
    believed = Arbitration(rules_alone=1.0, model_alone=0.0, other_stance=0.0, target=0.0, addressee=0.0)
    Calibration(arbitration=believed).save(files.calibration)
    files.seal()


def test_a_worse_model_is_refused_and_the_champion_stays(world: World) -> None:
    before = champion(world)
    journal = back_to(world, "comparison")
    worse(journal.folder / "model")
    result = world.retrain()
    assert result.exit_code == 3, result.output
    state = last(world).state
    assert champion(world) == before
    assert state.outcome == "kept"
    assert state.challenger not in (None, before)
    assert state.verdict is not None
    target = next(each for each in state.verdict.scores if each.name == "target")
    assert target.high < 0
    told = f"target {target.difference:+.4f} (95 %: {target.low:+.4f} to {target.high:+.4f})"
    assert told in state.verdict.reason
    report = (last(world).folder / "report" / "report.md").read_text(encoding="utf-8")
    assert "**The champion stays.**" in report
    assert "falls beyond noise in" in report


def test_the_same_model_gains_nothing(world: World) -> None:
    before = champion(world)
    back_to(world, "comparison")
    result = world.retrain()
    assert result.exit_code == 3, result.output
    assert "gains nothing" in last(world).state.reason
    assert champion(world) == before


def test_another_retraining_is_running(world: World) -> None:
    with one_job(world.runs):
        result = world.retrain()
    assert result.exit_code == 5
    assert "Another retraining is running" in result.output
    assert len(journals(world.runs)) == 1


def test_what_is_wrong_is_told_and_the_run_can_go_on(world: World) -> None:
    before = champion(world)
    back_to(world, "training")
    result = world.retrain("--launcher", "false")
    assert result.exit_code == 1
    assert "The fine-tuning ended with exit code 1" in result.output
    assert "false -m training.cli finetune" in (last(world).state.error or "")
    assert last(world).state.outcome is None
    assert champion(world) == before


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--from-champion",), "there are no weights to go on from"),
        (("--base", "/nowhere/base"), "there is no such folder"),
    ],
)
def test_what_cannot_be_begun(fresh: Path, tmp_path: Path, options: tuple[str, ...], told: str) -> None:
    shutil.copytree(fresh, tmp_path / "world")
    result = world_in(tmp_path / "world").retrain(*options)
    assert result.exit_code == 1, result.output
    assert told in " ".join(result.output.split())


def test_gold_that_the_lint_refuses(fresh: Path, tmp_path: Path) -> None:
    shutil.copytree(fresh, tmp_path / "world")
    world = world_in(tmp_path / "world")
    file = world.gold / "train0.xml"
    file.write_text(file.read_text(encoding="utf-8").replace('stance="condemn"', 'stance="praise"'), encoding="utf-8")
    result = world.retrain()
    assert result.exit_code == 1
    assert "train0.xml" in result.output
    assert champion(world) is None


# What survives a stop.


def stopped_at(world: World, step: Step) -> None:
    """Run the command in another process, which is killed when a step has done its work and not yet said so."""
    child = os.fork()
    if not child:
        kept = Journal._put

        def put(self: Journal, own: Any) -> None:
            if own.name == step and own.ended is not None:
                os.kill(os.getpid(), signal.SIGKILL)
            kept(self, own)

        Journal._put = put  # type: ignore[method-assign]
        world.retrain()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), f"{step} was not reached"


def test_a_run_that_is_killed_at_every_step_ends_whole(fresh: Path, learned: Path, tmp_path: Path) -> None:
    shutil.copytree(fresh, tmp_path / "world")
    world = world_in(tmp_path / "world")
    for number, step in enumerate(STEPS):
        stopped_at(world, step)
        [journal] = journals(world.runs)
        assert [each.name for each in journal.state.steps if each.ended] == list(STEPS[:number])
        # What comes during a run waits for the next.
        world.send([corrected(f"de nieuwe brug nummer {number} over het brede water bij de stad", hour=number)])
    result = world.retrain()
    assert result.exit_code == 0, result.output
    [journal] = journals(world.runs)
    state, whole = journal.state, last(world_in(learned)).state
    assert state.outcome == "promoted"
    assert champion(world) == state.challenger
    assert [each.attempts for each in state.steps] == [2] * len(STEPS)
    assert (state.dataset, state.corrections) == (whole.dataset, whole.corrections)
    assert state.verdict is not None
    assert whole.verdict is not None
    assert state.verdict.scores == whole.verdict.scores
    assert (journal.folder / "report" / "report.md").is_file()
    assert Registry(world.store).find(state.challenger or "").problem is None
    counted = dict(line.split() for line in world.retrain("--dry-run").output.splitlines() if len(line.split()) == 2)
    assert counted["new"] == str(len(STEPS))


def test_finished_steps_are_not_repeated(world: World) -> None:
    journal = back_to(world, "report")
    (journal.folder / "finetuning" / "model" / "model.safetensors").unlink()
    (journal.folder / "model" / "model.onnx").unlink()
    result = world.retrain()
    assert result.exit_code == 0, result.output
    assert [each.attempts for each in last(world).state.steps] == [1] * len(STEPS)
    assert "Going on with" in result.output


def test_another_champion_meanwhile_is_compared_with(world: World) -> None:
    back_to(world, "promotion")
    own = last(world).state.challenger
    other = Champion(tag="standpunt:bert-2026.11.24-00000001", since=datetime(2026, 11, 24, tzinfo=UTC), by="bram")
    ChampionFile(world.store).write(other)
    result = world.retrain()
    assert result.exit_code == 0, result.output
    assert "comparing anew" in result.output
    assert champion(world) == own
    comparison = json.loads((last(world).folder / "comparison.json").read_text(encoding="utf-8"))
    assert comparison["tag"] == other.tag
    # It is in no store: the rules had to be held against.
    assert comparison["engines"][1]["version"].startswith("rules-")
    assert "cannot be used" in comparison["notes"][0]


@pytest.mark.parametrize("option", ["--fresh", "--seed"])
def test_a_run_is_given_up_for_one_with_other_settings(world: World, option: str) -> None:
    journal = back_to(world, "training")
    (world.gold / "train0.xml").write_text("nothing", encoding="utf-8")
    result = world.retrain(option, *([] if option == "--fresh" else [7]))
    # The new run ends at once: its gold is wrong.
    assert result.exit_code == 1
    new, old = journals(world.runs)
    assert old.folder == journal.folder
    assert old.state.outcome == "given up"
    assert new.state.outcome is None
    assert new.state.current == "data"


# What a challenger must not be worse than.


def test_the_rules_where_there_is_no_model(tmp_path: Path) -> None:
    found = incumbent(tmp_path, RULES)
    assert (found.engine.name, found.tag, found.data, found.notes) == ("rules", None, None, ())
    assert data_of(tmp_path) is None


def test_the_champion_of_the_store(world: World) -> None:
    found = incumbent(world.store, RULES, threads=1)
    assert found.tag == champion(world)
    assert found.engine.name == "hybrid"
    assert found.data == data_of(world.store) == last(world).state.dataset


@pytest.mark.parametrize("damage", ["weights", "gone", "champion.json"])
def test_a_champion_that_cannot_be_used_counts_as_the_model_of_the_package(
    world: World, damage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "EMBEDDED_FOLDER", exported("bert"))
    folder = Registry(world.store).find(champion(world) or "").folder
    if damage == "weights":
        (folder / "model.onnx").write_bytes(b"nothing")
    elif damage == "gone":
        shutil.rmtree(folder)
    else:
        ChampionFile(world.store).path.write_text("{", encoding="utf-8")
    found = incumbent(world.store, RULES, threads=1)
    assert found.version == ModelFolder(exported("bert")).read_labels().version
    assert found.data == data_of(world.store) == "sentences"
    [note] = found.notes
    assert "cannot be used" in note


def test_a_state_that_is_damaged_is_no_run(world: World) -> None:
    (last(world).folder / STATE).write_text("{", encoding="utf-8")
    assert journals(world.runs) == []


def test_the_settings_say_where_all_lies(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from training.retrain import _places

    monkeypatch.setenv("STANDPUNT_RETRAINING", str(world.runs))
    monkeypatch.setenv("STANDPUNT_STORE", str(world.store))
    monkeypatch.setenv("STANDPUNT_FEEDBACK", str(world.feedback))
    places = _places(None)
    assert (places.runs, places.store, places.feedback) == (world.runs, world.store, str(world.feedback))
    assert _places(world.gold).runs == world.gold


def test_a_run_file_is_told_the_run(world: World, tmp_path: Path) -> None:
    back_to(world, "report")
    result = world.retrain("--run-file", tmp_path / "run")
    assert result.exit_code == 0, result.output
    assert (tmp_path / "run").read_text(encoding="utf-8") == f"{last(world).folder}\n"
