"""The registry: models added, promoted and rolled back, by one process and by several."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import bentoml
import pytest
import yaml
from bentoml._internal.models import ModelStore as BentoModelStore
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from models import tiny
from stores import cut_short, misfit, tag, unloadable, unproven, version

from service import registry as module
from service.champion import FILE, Champion
from service.model_folder import ModelFolder, UnusableModel
from service.registry import NoEarlierChampion, NotThatModel, Registry, StoreBusy, UnknownModel

ROOT = Path(__file__).parents[2]


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return unproven(tmp_path / "store")


@pytest.fixture
def folders(tmp_path: Path) -> list[Path]:
    return [unloadable(tmp_path, number) for number in range(3)]


def stored(registry: Registry, number: int) -> ModelFolder:
    return ModelFolder(registry.home / "models" / "standpunt" / version(number))


def test_a_model_is_added_with_what_is_known_of_it(registry: Registry, folders: list[Path]) -> None:
    assert registry.add(folders[0], parent=version(9), data="2026.12") == tag(0)
    (found,) = registry.models()
    assert (found.tag, found.problem, found.noted is None) == (tag(0), None, False)
    assert found.noted is not None
    assert (found.noted.version, found.noted.base, found.noted.data) == (version(0), "a base", "2026.12")
    assert (found.noted.parent, len(found.noted.stances)) == (tag(9), 18)
    # BentoML takes no null.
    assert found.noted.scores == {"sets": {"test": {"hybrid": {"figures": {"stance": 0.9}}}}}
    assert found.created is not None
    assert abs(time.time() - found.created.timestamp()) < 60
    assert ModelFolder(found.folder).check().version == version(0)


def test_the_store_is_one_of_bentoml(registry: Registry, folders: list[Path]) -> None:
    registry.add(folders[0])
    model = bentoml.models.get(tag(0), _model_store=BentoModelStore(registry.home / "models"))
    assert Path(model.path) == registry.find(tag(0)).folder
    assert not list(registry.home.rglob("*.pkl"))


def test_data_is_by_default_that_of_the_labels(registry: Registry, folders: list[Path]) -> None:
    registry.add(folders[0])
    noted = registry.find(tag(0)).noted
    assert noted is not None
    assert (noted.data, noted.parent) == ("2026.11", None)


def test_a_model_added_twice_is_one(registry: Registry, folders: list[Path]) -> None:
    assert registry.add(folders[0]) == registry.add(folders[0]) == tag(0)
    copy = folders[0].with_name("copy")
    shutil.copytree(folders[0], copy)
    ModelFolder(copy).scores.write_text("{}")
    ModelFolder(copy).seal()
    before = registry.find(tag(0))
    # Measured anew, it is still the same model, and what stands there is not touched.
    assert registry.add(copy) == tag(0)
    assert registry.models() == [before]


def test_another_model_of_the_same_version_is_refused(registry: Registry, folders: list[Path]) -> None:
    registry.add(folders[0])
    ModelFolder(folders[0]).calibration.write_text('{"temperatures": {"verb": 2}}')
    ModelFolder(folders[0]).seal()
    with pytest.raises(NotThatModel) as caught:
        registry.add(folders[0])
    assert (caught.value.tag, caught.value.differing) == (tag(0), ("calibration.json",))
    assert not stored(registry, 0).calibration.exists()


@pytest.mark.parametrize("damage", [cut_short, misfit])
def test_a_model_that_cannot_be_used_is_not_added(registry: Registry, folders: list[Path], damage) -> None:  # type: ignore[no-untyped-def]
    damage(ModelFolder(folders[0]))
    with pytest.raises(UnusableModel):
        registry.add(folders[0])
    assert registry.models() == []


def test_a_pickle_is_not_added(registry: Registry, folders: list[Path]) -> None:
    (folders[0] / "custom_objects.pkl").write_bytes(b"cos\nabort\n(tR.")
    # What is not sealed is left behind.
    registry.add(folders[0])
    assert not (stored(registry, 0).path / "custom_objects.pkl").exists()
    (folders[1] / "custom_objects.pkl").write_bytes(b"cos\nabort\n(tR.")
    ModelFolder(folders[1]).seal()
    with pytest.raises(UnusableModel, match=r"custom_objects.pkl, which no model has"):
        registry.add(folders[1])


def test_what_is_there_damaged_is_replaced(registry: Registry, folders: list[Path]) -> None:
    registry.add(folders[0])
    cut_short(stored(registry, 0))
    assert registry.add(folders[0]) == tag(0)
    assert stored(registry, 0).check().version == version(0)


def test_what_was_cut_off_in_the_adding_is_replaced(registry: Registry, folders: list[Path]) -> None:
    half = stored(registry, 0).path
    half.mkdir(parents=True)
    shutil.copyfile(folders[0] / "labels.json", half / "labels.json")
    (found,) = registry.models()
    assert (found.tag, found.noted, found.problem) == (tag(0), None, "model.yaml cannot be read")
    registry.add(folders[0])
    assert registry.find(tag(0)).problem is None


@pytest.mark.parametrize("content", ["", "[", "version: x", "name: standpunt\nmetadata: {version: 1}\n"])
def test_one_that_is_damaged_does_not_hide_the_others(registry: Registry, folders: list[Path], content: str) -> None:
    for folder in folders[:2]:
        registry.add(folder)
    (stored(registry, 1).path / "model.yaml").write_text(content)
    found = registry.models()
    assert [(each.tag, each.problem is None) for each in found] == [(tag(0), True), (tag(1), False)]
    # Nor does it keep another from being added.
    registry.add(folders[2])
    assert [each.tag for each in registry.models()] == [tag(2), tag(0), tag(1)]


def test_notes_of_another_making_are_told(registry: Registry, folders: list[Path]) -> None:
    registry.add(folders[0])
    path = stored(registry, 0).path / "model.yaml"
    noted = yaml.safe_load(path.read_text())
    del noted["metadata"]["base"]
    path.write_text(yaml.safe_dump(noted))
    assert registry.find(tag(0)).problem == "model.yaml is wrong at base"


def test_no_store_no_models(tmp_path: Path) -> None:
    registry = Registry(tmp_path / "nowhere")
    assert (registry.models(), registry.champion) == ([], None)
    # Looking makes nothing.
    assert not registry.home.exists()


def test_promotion_and_rollback(registry: Registry, folders: list[Path]) -> None:
    for folder in folders:
        registry.add(folder)
    assert registry.promote(tag(0), by="ada").by == "ada"
    registry.promote(version(1), by="ada")
    assert registry.promote(tag(2), by="bea") == registry.champion
    back = registry.rollback(by="cor")
    assert back == registry.champion
    assert (back and back.tag, back and back.by) == (tag(1), "cor")
    assert registry.rollback(by="cor") is not None
    # Before the first champion, the model of the package answered.
    assert registry.rollback(by="cor") is None
    assert registry.champion is None
    with pytest.raises(NoEarlierChampion, match="No model is champion"):
        registry.rollback(by="cor")


def test_a_rollback_to_a_tag(registry: Registry, folders: list[Path]) -> None:
    for number, folder in enumerate(folders):
        registry.add(folder)
        registry.promote(tag(number), by="ada")
    with pytest.raises(NoEarlierChampion, match=f"{tag(7)} was not champion"):
        registry.rollback(tag(7), by="ada")
    back = registry.rollback(version(0), by="ada")
    assert back is not None
    assert (back.tag, back.earlier) == (tag(0), ())


@pytest.mark.parametrize("wrong", [tag(0), "standpunt:latest", "standpunt:../../x", "../x", "", "standpunt:bert-2026"])
def test_only_what_is_there_is_promoted(registry: Registry, folders: list[Path], wrong: str) -> None:
    registry.add(folders[1])
    with pytest.raises(UnknownModel):
        registry.promote(wrong, by="ada")
    with pytest.raises(UnknownModel):
        registry.find(wrong)
    assert registry.champion is None


@pytest.mark.parametrize(("damage", "told"), [(cut_short, "checksum differs"), (misfit, "its stances lack")])
def test_who_cannot_answer_is_not_promoted(registry: Registry, folders: list[Path], damage, told: str) -> None:  # type: ignore[no-untyped-def]
    for folder in folders:
        registry.add(folder)
    registry.promote(tag(0), by="ada")
    registry.promote(tag(1), by="ada")
    damage(stored(registry, 2))
    before = registry.champion
    with pytest.raises(UnusableModel, match=told):
        registry.promote(tag(2), by="ada")
    damage(stored(registry, 0))
    with pytest.raises(UnusableModel, match=told):
        registry.rollback(by="ada")
    shutil.rmtree(stored(registry, 0).path)
    with pytest.raises(UnknownModel):
        registry.rollback(by="ada")
    assert registry.champion == before


def test_a_model_is_loaded_before_it_is_promoted(tmp_path: Path) -> None:
    registry = Registry(tmp_path / "store")
    registry.add(unloadable(tmp_path, 0))
    with pytest.raises(UnusableModel, match=r"tokenizer.json|onnxruntime"):
        registry.promote(tag(0), by="ada")
    good = registry.add(tiny(tmp_path))
    assert registry.promote(good, by="ada").tag == good


def test_a_promotion_mends_a_champion_that_cannot_be_read(registry: Registry, folders: list[Path]) -> None:
    registry.add(folders[0])
    (registry.home / FILE).write_text("{")
    with pytest.raises(UnusableModel, match=r"champion.json is wrong"):
        registry.rollback(by="ada")
    assert registry.promote(tag(0), by="ada").earlier == ()


def test_who_waits_too_long_is_told(registry: Registry, folders: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    from filelock import FileLock

    registry.add(folders[0])
    monkeypatch.setattr(module, "LOCK_SECONDS", 0.05)
    with FileLock(registry.home / module.LOCK), pytest.raises(StoreBusy, match="Another process"):
        registry.promote(tag(0), by="ada")
    registry.promote(tag(0), by="ada")


class Registering(RuleBasedStateMachine):
    """Holds a registry against a list of who was champion."""

    numbers = st.integers(0, 3)

    def __init__(self) -> None:
        super().__init__()
        self.scratch = TemporaryDirectory()
        folder = Path(self.scratch.name)
        self.folders = [unloadable(folder, number) for number in range(4)]
        self.registry = unproven(folder / "store")
        self.added: set[int] = set()
        self.reigned: list[int] = []

    def teardown(self) -> None:
        self.scratch.cleanup()

    @rule(number=numbers)
    def add(self, number: int) -> None:
        assert self.registry.add(self.folders[number]) == tag(number)
        self.added.add(number)

    @rule(number=numbers)
    def damage_and_mend(self, number: int) -> None:
        if number in self.added:
            cut_short(stored(self.registry, number))
            with pytest.raises(UnusableModel):
                self.registry.promote(tag(number), by="ada")
            self.registry.add(self.folders[number])

    @rule(number=numbers)
    def promote(self, number: int) -> None:
        if number not in self.added:
            with pytest.raises(UnknownModel):
                self.registry.promote(tag(number), by="ada")
            return
        self.registry.promote(tag(number), by="ada")
        if self.reigned[-1:] != [number]:
            self.reigned.append(number)

    @rule()
    def rollback(self) -> None:
        if not self.reigned:
            with pytest.raises(NoEarlierChampion):
                self.registry.rollback(by="ada")
            return
        self.reigned.pop()
        assert (self.registry.rollback(by="ada") is None) == (not self.reigned)

    @rule(number=numbers)
    def rollback_to(self, number: int) -> None:
        if number not in self.reigned[:-1]:
            with pytest.raises(NoEarlierChampion):
                self.registry.rollback(tag(number), by="ada")
            return
        while self.reigned[:-1][-1] != number:
            self.reigned.pop()
        self.reigned.pop()
        assert self.registry.rollback(tag(number), by="ada") is not None

    @invariant()
    def agrees(self) -> None:
        champion = self.registry.champion
        assert (
            [each.tag for each in (*champion.earlier, champion)] == [tag(number) for number in self.reigned]
            if champion
            else not self.reigned
        )
        assert {each.tag for each in self.registry.models()} == {tag(number) for number in self.added}
        assert all(each.problem is None for each in self.registry.models())


TestRegistering = Registering.TestCase
TestRegistering.settings = settings(max_examples=15, stateful_step_count=12, deadline=None)

PROMOTING = """
import sys
from pathlib import Path
from service.registry import Registry
home, times, *tags = sys.argv[1:]
registry = Registry(Path(home), proof=lambda folder: None)
print("ready", flush=True)
for at in range(int(times)):
    registry.promote(tags[at % len(tags)], by="a process")
"""


def promoting(home: Path, times: int, *tags: str) -> subprocess.Popen[str]:
    """Start a process that promotes the tags in turn, and wait until it begins."""
    command = [sys.executable, "-c", PROMOTING, str(home), str(times), *tags]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def test_two_processes_promote_at_once_and_no_promotion_is_lost(tmp_path: Path) -> None:
    registry = unproven(tmp_path / "store")
    tags = [registry.add(unloadable(tmp_path, number)) for number in range(4)]
    processes = [promoting(registry.home, 25, *tags[:2]), promoting(registry.home, 25, *tags[2:])]
    seen = 0
    while any(process.poll() is None for process in processes):
        try:
            content = (registry.home / FILE).read_bytes()
        except FileNotFoundError:
            continue
        # Whatever moment it is, the file is whole.
        assert Champion.model_validate_json(content).tag in tags
        seen += 1
    assert [process.returncode for process in processes] == [0, 0]
    assert seen > 0
    # Neither process ever promotes what it promoted last, so each of the 50 is a change.
    champion = registry.champion
    assert champion is not None
    assert len(champion.earlier) == 49


def test_a_process_that_is_killed_leaves_a_whole_file_and_no_lock(tmp_path: Path) -> None:
    registry = unproven(tmp_path / "store")
    tags = [registry.add(unloadable(tmp_path, number)) for number in range(2)]
    registry.promote(tags[0], by="ada")
    for pause in (0.0, 0.02, 0.05):
        process = promoting(registry.home, 1_000_000, *tags)
        time.sleep(pause)
        process.kill()
        process.wait()
        assert json.loads((registry.home / FILE).read_bytes())["tag"] in tags
        assert registry.promote(tags[0], by="ada").tag == tags[0]
