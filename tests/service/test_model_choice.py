"""Which model answers at the start, and what each damage to the champion comes to."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from models import RULES, tiny
from stores import cut_short, misfit, several, tag, unproven, version

from labels.scheme import Paragraph
from service import classifier as classifier_module
from service import model_choice as module
from service import settings as settings_module
from service.champion import FILE, ChampionFile
from service.classifier import NO_MODEL, Classifier
from service.model_choice import ModelChoice
from service.model_folder import ModelFolder
from service.settings import Settings

TEXT = "betreurt dat de bewoners hierover niet zijn gehoord;"
EMBEDDED_VERSION = version(0xE)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a store of two models, the second of them champion."""
    home = tmp_path / "store"
    registry = unproven(home)
    for folder in several(tmp_path, range(2)):
        registry.promote(registry.add(folder), by="ada")
    return home


@pytest.fixture
def embedded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModelFolder:
    """Put a model into the package."""
    (folder,) = several(tmp_path / "package", range(0xE, 0xF))
    for owner, name in (
        (settings_module, "EMBEDDED_FOLDER"),
        (classifier_module, "EMBEDDED"),
        (module, "EMBEDDED"),
    ):
        monkeypatch.setattr(owner, name, folder)
    return ModelFolder(folder)


@pytest.fixture(autouse=True)
def no_model_in_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere = tmp_path / "no model"
    monkeypatch.setattr(settings_module, "EMBEDDED_FOLDER", nowhere)
    monkeypatch.setattr(classifier_module, "EMBEDDED", nowhere)
    monkeypatch.setattr(module, "EMBEDDED", nowhere)


def choice(home: Path, model: str = "champion") -> ModelChoice:
    return ModelChoice(Settings(store=str(home), model=model, model_threads=1), RULES)


def champion_folder(home: Path) -> ModelFolder:
    return ModelFolder(home / "models" / "standpunt" / version(1))


def answered(classifier: Classifier) -> tuple[str, tuple[str, ...]]:
    """Return who answers a request, and what it is warned of."""
    result = classifier.classify([Paragraph("1", TEXT)])
    return result.version, result.warnings


def test_the_champion_answers(home: Path) -> None:
    first = choice(home).first()
    assert answered(first) == (version(1), ())
    assert first.trained is not None
    assert first.trained.tag == tag(1)


def test_without_a_champion_the_model_of_the_package_answers(home: Path, embedded: ModelFolder) -> None:
    ChampionFile(home).remove()
    first = choice(home).first()
    assert answered(first) == (EMBEDDED_VERSION, ())
    assert first.trained is not None
    assert first.trained.tag is None


def test_without_any_model_the_rules_answer(tmp_path: Path) -> None:
    version_of_rules, warnings = answered(choice(tmp_path / "nowhere").first())
    assert version_of_rules.startswith("rules-")
    assert warnings == (NO_MODEL,)
    assert not (tmp_path / "nowhere").exists()


def test_a_setting_goes_before_the_champion(home: Path, embedded: ModelFolder, tmp_path: Path) -> None:
    assert answered(choice(home, "embedded").first())[0] == EMBEDDED_VERSION
    assert answered(choice(home, "none").first())[1] == (NO_MODEL,)
    folder = tiny(tmp_path / "named")
    named = choice(home, str(folder))
    assert answered(named.first())[0] == ModelFolder(folder).read_labels().version
    # And then no promotion changes anything.
    assert not named.may_change
    unproven(home).promote(tag(0), by="ada")
    assert named.next(named.first()) is None


def test_a_named_model_that_is_damaged_is_not_replaced_by_another(home: Path, embedded: ModelFolder) -> None:
    folder = champion_folder(home)
    cut_short(folder)
    version_of_rules, (warning,) = answered(choice(home, str(folder.path)).first())
    assert version_of_rules.startswith("rules-")
    assert "checksum differs" in warning


def gone(files: ModelFolder) -> None:
    shutil.rmtree(files.path)


def no_weights(files: ModelFolder) -> None:
    files.model.unlink()


def not_onnx(files: ModelFolder) -> None:
    files.model.write_bytes(b"not a model")
    files.seal()


def torn(files: ModelFolder) -> None:
    (files.path.parents[2] / FILE).write_text('{"tag": "standp')


def other_tag(files: ModelFolder) -> None:
    path = files.path.parents[2] / FILE
    path.write_text(path.read_text().replace(tag(1), "standpunt:../../../etc"))


DAMAGE = [
    (gone, "it is not in the store"),
    (no_weights, "model.onnx is missing"),
    (cut_short, "model.onnx is not the file that was sealed (its checksum differs)"),
    (not_onnx, "onnxruntime does not load model.onnx"),
    (misfit, "its stances lack commit"),
    (torn, "champion.json is wrong at the file"),
    (other_tag, "champion.json is wrong at tag"),
]
Damage = Callable[[ModelFolder], None]


@pytest.mark.parametrize(("damage", "reason"), DAMAGE)
def test_at_the_start_the_model_of_the_package_answers_for_a_damaged_champion(
    home: Path, embedded: ModelFolder, damage: Damage, reason: str
) -> None:
    damage(champion_folder(home))
    first = choice(home).first()
    warning = f"The model chosen is unusable ({reason}): {EMBEDDED_VERSION} answered."
    assert answered(first) == (EMBEDDED_VERSION, (warning,))
    assert first.classify([Paragraph("1", TEXT)], "bert").warnings == (warning,)
    # The rules were asked for by name: their answer is not affected.
    assert first.classify([Paragraph("1", TEXT)], "rules").warnings == ()
    assert first.engines["bert"]


@pytest.mark.parametrize(("damage", "reason"), DAMAGE)
def test_at_the_start_the_rules_answer_where_there_is_no_other(home: Path, damage: Damage, reason: str) -> None:
    damage(champion_folder(home))
    first = choice(home).first()
    version_of_rules, warnings = answered(first)
    assert version_of_rules.startswith("rules-")
    assert warnings == (f"The trained model is unusable ({reason}): the rules answered.",)
    assert not first.engines["bert"]


def test_where_both_are_damaged_the_champion_is_told_of(home: Path, embedded: ModelFolder) -> None:
    misfit(champion_folder(home))
    cut_short(embedded)
    (warning,) = answered(choice(home).first())[1]
    assert warning == "The trained model is unusable (its stances lack commit): the rules answered."


@pytest.mark.parametrize(("damage", "reason"), DAMAGE)
def test_a_running_service_goes_on_with_the_model_it_has(home: Path, damage: Damage, reason: str) -> None:
    registry = unproven(home)
    registry.promote(tag(0), by="ada")
    running = choice(home)
    present = running.first()
    registry.promote(tag(1), by="ada")
    damage(champion_folder(home))
    following = running.next(present)
    assert following is not None
    assert following.trained is present.trained
    warning = f"The model chosen is unusable ({reason}): {version(0)} answered."
    assert answered(following) == (version(0), (warning,))
    assert following.notices == (warning,)
    # It is not tried again and again.
    assert running.next(following) is None


def test_a_running_service_without_a_model_says_why_the_next_one_fails_too(home: Path) -> None:
    ChampionFile(home).remove()
    running = choice(home)
    present = running.first()
    assert answered(present)[1] == (NO_MODEL,)
    registry = unproven(home)
    registry.promote(tag(1), by="ada")
    misfit(champion_folder(home))
    following = running.next(present)
    assert following is not None
    assert answered(following)[1] == ("The trained model is unusable (its stances lack commit): the rules answered.",)
    registry.promote(tag(0), by="ada")
    healed = running.next(following)
    assert healed is not None
    assert answered(healed) == (version(0), ())


def test_a_model_is_loaded_once_for_each_change(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[str] = []
    real = module.load_trained

    def count(folder, *arguments, **named):  # type: ignore[no-untyped-def]
        loaded.append(folder.name)
        return real(folder, *arguments, **named)

    monkeypatch.setattr(module, "load_trained", count)
    running = choice(home)
    present = running.first()
    assert [running.next(present) for _ in range(3)] == [None] * 3
    registry = unproven(home)
    registry.promote(tag(0), by="ada")
    following = running.next(present)
    assert following is not None
    assert running.next(following) is None
    assert loaded == [version(1), version(0)]
    # The champion promoted again is the one that is loaded.
    registry.promote(tag(0), by="ada")
    again = running.next(following)
    assert again is not None
    assert again.trained is following.trained
    assert len(loaded) == 2


def test_a_champion_that_was_mended_and_promoted_again_answers(home: Path, tmp_path: Path) -> None:
    registry = unproven(home)
    registry.promote(tag(0), by="ada")
    running = choice(home)
    present = running.first()
    registry.promote(tag(1), by="ada")
    cut_short(champion_folder(home))
    following = running.next(present)
    assert following is not None
    assert following.substitution is not None
    registry.add(tmp_path / "model-1")
    assert running.next(following) is None
    registry.promote(tag(1), by="ada")
    mended = running.next(following)
    assert mended is not None
    assert answered(mended) == (version(1), ())


def test_back_at_the_present_model_nothing_is_wrong_any_more(home: Path) -> None:
    registry = unproven(home)
    registry.promote(tag(0), by="ada")
    running = choice(home)
    present = running.first()
    registry.promote(tag(1), by="ada")
    misfit(champion_folder(home))
    following = running.next(present)
    assert following is not None
    registry.rollback(by="ada")
    back = running.next(following)
    assert back is not None
    assert (back.trained is present.trained, answered(back)) == (True, (version(0), ()))


def test_where_the_file_vanishes_the_model_of_the_package_answers(home: Path, embedded: ModelFolder) -> None:
    running = choice(home)
    present = running.first()
    ChampionFile(home).remove()
    following = running.next(present)
    assert following is not None
    assert answered(following) == (EMBEDDED_VERSION, ())
    unproven(home).promote(tag(1), by="ada")
    again = running.next(following)
    assert again is not None
    assert answered(again) == (version(1), ())


def test_where_the_file_vanishes_and_the_package_holds_none_the_rules_answer(home: Path) -> None:
    running = choice(home)
    present = running.first()
    shutil.rmtree(home)
    following = running.next(present)
    assert following is not None
    assert answered(following)[1] == (NO_MODEL,)


def test_a_store_that_does_not_answer_for_a_moment_changes_nothing(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    running = choice(home)
    present = running.first()

    def fail(self: ChampionFile) -> None:
        raise OSError(116, "Stale file handle")

    with monkeypatch.context() as patch:
        patch.setattr(ChampionFile, "identity", fail)
        assert running.next(present) is None
    assert running.next(present) is None


def test_a_model_that_fails_in_an_unforeseen_way_is_passed_over(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    running = choice(home)
    present = running.first()

    def fail(*arguments: object, **named: object) -> None:
        raise MemoryError

    monkeypatch.setattr(module, "load_trained", fail)
    unproven(home).promote(tag(0), by="ada")
    following = running.next(present)
    assert following is not None
    assert answered(following) == (
        version(1),
        (f"The model chosen is unusable (it cannot be loaded): {version(1)} answered.",),
    )


def test_to_answer_with_the_champion_bentoml_is_not_imported(home: Path) -> None:
    program = (
        "import sys\nfrom service.analysis import Analysis\nfrom service.settings import Settings\n"
        f"analysis = Analysis.load(Settings(store={str(home)!r}, model_threads=1))\n"
        "print(analysis.classifier.trained.tag, 'bentoml' in sys.modules, 'filelock' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.split() == [tag(1), "False", "False"]
