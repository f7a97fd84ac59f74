from __future__ import annotations

import json
import random
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tagged_texts import brief, certain

pytest.importorskip("torch", reason="the extra `train` is not installed")
pytest.importorskip("onnx", reason="the extra `train` is not installed")

from tiny_models import LENGTH, SENTENCES, Kind, trained

from labels.actors import ActorIndex
from labels.markup import read_markup
from labels.scheme import Act, Paragraph, Span
from service.decode import decode
from service.odds import Odds
from service.subwords import Cutter
from service.tag_numbers import TagNumbers
from service.tagged import Tagged
from training.finetuning.examples import examples
from training.finetuning.mix import Course, Mix
from training.finetuning.torch_tagger import TorchTagger
from training.finetuning.trainer import (
    LONGEST,
    MEASURES,
    LabelledTurns,
    Noise,
    Recipe,
    _last_checkpoint,
    fine_tune,
    longest_read,
    measure,
    set_dropout,
)
from training.records import Record

ACTORS = ActorIndex.load()
MARKED = """<resolution>
<p n="1"><act stance="request"><verb>verzoekt</verb> <addressee>de regering</addressee>
 <target>de Kamer te informeren</target></act>;</p>
<p n="2"><act stance="condemn"><verb>veroordeelt</verb> <target>het geweld</target></act>;</p>
<p n="3"><act stance="welcome"><verb>verwelkomt</verb> <target>de aanpak van het college</target></act>;</p>
<p n="4"><act stance="deplore"><verb>betreurt</verb> <target>het uitblijven van een besluit</target></act>;</p>
<p n="5"><act stance="concern sympathise"><verb>leeft</verb> bezorgd mee met <target>de regio</target></act>;</p>
<p n="6">overwegende dat de wijk klein is;</p>
</resolution>"""
PARAGRAPHS = [each.paragraph() for each in read_markup(MARKED).paragraphs]
RECORDS = [Record(each, "gold", "een") for each in PARAGRAPHS]


def model_of(kind: Kind = "bert") -> Any:
    from transformers import AutoModelForTokenClassification

    return AutoModelForTokenClassification.from_pretrained(trained(kind))


def calm(kind: Kind = "bert") -> Any:
    """Return a model with small weights and without dropout, which learns in seconds."""
    import torch
    from transformers import AutoConfig, AutoModelForTokenClassification

    config = AutoConfig.from_pretrained(trained(kind))
    config.initializer_range = 0.05
    config.hidden_dropout_prob = config.attention_probs_dropout_prob = 0.0
    torch.manual_seed(1)
    made: Any = AutoModelForTokenClassification
    return made.from_config(config)


def cutter_of(kind: Kind = "bert") -> Cutter:
    return Cutter.load(trained(kind) / "tokenizer.json")


CUTTER = cutter_of()


def turns(times: int, *, batch: int = 4, noise: Noise | None = None, kind: Kind = "bert") -> LabelledTurns:
    return LabelledTurns(RECORDS, Mix({"gold": Course(times)}), batch, cutter_of(kind), noise, LENGTH)


# What is learned.


def test_every_turn_is_an_example() -> None:
    learned = turns(2)
    assert len(learned) == 2 * len(RECORDS)
    order = Mix({"gold": Course(2)}).order(RECORDS, 4)
    for place, turn in enumerate(order):
        [expected] = examples([PARAGRAPHS[turn.record]], CUTTER, most=LENGTH, turns=[turn.time])
        assert learned[place].ids.tolist() == expected.ids.tolist()
        assert learned[place].tags.tolist() == expected.tags.tolist()


def test_both_stances_of_a_verb_are_learned() -> None:
    learned = turns(2)
    tags = {int(tag) for place in range(len(learned)) for tag in learned[place].tags}
    numbers = TagNumbers()
    [cut] = CUTTER.cut([PARAGRAPHS[4].text])
    assert {int(numbers.of(cut.words, PARAGRAPHS[4].acts, turn)[0]) for turn in (0, 1)} < tags


def test_noise_differs_from_time_to_time_and_is_the_same_the_next_time() -> None:
    def noise(paragraph: Paragraph, chance: random.Random) -> Paragraph:
        return replace(paragraph, text=paragraph.text + " regio" * chance.randrange(9))

    one, other = turns(6, noise=noise), turns(6, noise=noise)
    lengths = [len(one[place].ids) for place in range(len(one))]
    assert lengths == [len(other[place].ids) for place in range(len(one))]
    assert lengths == [len(one[place].ids) for place in range(len(one))]
    assert len(set(lengths)) > len(RECORDS)


def test_a_paragraph_that_noise_left_without_its_verb_is_learned_as_it_was() -> None:
    def noise(paragraph: Paragraph, chance: random.Random) -> Paragraph:
        return Paragraph("1", "de   raad", (Act("urge", Span("  ", 3, 5)),))

    spoiled, plain = turns(1, noise=noise), turns(1)
    for place in range(len(plain)):
        assert spoiled[place].ids.tolist() == plain[place].ids.tolist()


def test_a_model_is_given_no_more_than_it_reads() -> None:
    assert longest_read(model_of("bert")) == longest_read(model_of("roberta")) == LENGTH < LONGEST
    model = model_of()
    model.config.max_position_embeddings = 4096
    assert longest_read(model) == LONGEST
    long = [Record(Paragraph("1", " ".join(SENTENCES)), "gold", "een")]
    assert len(LabelledTurns(long, Mix(), 4, CUTTER, None, LENGTH)[0].ids) == LENGTH


# What is measured.


class ByHeart:
    """Knows the tags of each paragraph, but of those in ``silent``."""

    version = "by heart"

    def __init__(self, *silent: str) -> None:
        self._known = {each.text: each for each in PARAGRAPHS if each.text not in silent}

    def tag(self, texts: Any, hints: Any = None) -> list[Tagged]:
        found = []
        for cut in CUTTER.cut(texts):
            known = self._known.get(cut.text, Paragraph("1", cut.text))
            found.append(certain(cut.text, cut.words, TagNumbers().of(cut.words, known.acts)))
        return found


def test_who_knows_all_but_a_second_stance_has_full_marks() -> None:
    single = [each for at, each in enumerate(PARAGRAPHS) if at != 4]
    figures = measure(ByHeart(), single, ACTORS).figures
    assert {name: figures[name] for name in MEASURES} == dict.fromkeys(MEASURES, 1.0)
    assert measure(ByHeart(), PARAGRAPHS, ACTORS).count("stance").missed == 1


def test_what_is_missed_is_measured() -> None:
    single = [each for at, each in enumerate(PARAGRAPHS) if at != 4]
    scores = measure(ByHeart(PARAGRAPHS[1].text), single, ACTORS)
    stance = scores.count("stance")
    assert (stance.found, stance.invented, stance.missed) == (3, 0, 1)
    assert scores.figures["whole paragraph"] == pytest.approx(4 / 5)


# The training.


def acts_of(model: Any, text: str, kind: Kind = "bert") -> tuple[Act, ...]:
    tagger = TorchTagger(model, cutter_of(kind), padding=model.config.pad_token_id, longest=LENGTH)
    return decode(Odds.of(tagger.tag([text])[0]), ACTORS)


@pytest.mark.parametrize("kind", ["bert", "roberta"])
def test_a_model_learns_its_paragraphs_by_heart(tmp_path: Path, kind: Kind) -> None:
    model = calm(kind)
    recipe = Recipe(batch=6, rate=4e-3, checks=2)
    learned = turns(150, batch=6, kind=kind)
    figures = fine_tune(model, cutter_of(kind), learned, PARAGRAPHS[:4], recipe, tmp_path / "run")
    assert figures == dict.fromkeys(MEASURES, 1.0)
    assert brief(acts_of(model, PARAGRAPHS[1].text, kind)) == [("condemn", "veroordeelt", "het geweld", ())]
    assert not acts_of(model, PARAGRAPHS[5].text, kind)


class Counted(LabelledTurns):
    """Counts what is looked at."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.seen: list[int] = []

    def __getitem__(self, place: int) -> Any:
        self.seen.append(place)
        return super().__getitem__(place)


def counted(times: int) -> Counted:
    return Counted(RECORDS, Mix({"gold": Course(times)}), 3, CUTTER, None, LENGTH)


def weights(model: Any) -> np.ndarray[Any, np.dtype[np.float32]]:
    return np.concatenate([each.detach().numpy().ravel() for each in model.parameters()])


RECIPE = Recipe(batch=3, rate=1e-3, checks=2)


def test_batches_come_in_the_order_of_the_mix(tmp_path: Path) -> None:
    learned = counted(4)
    fine_tune(model_of(), CUTTER, learned, PARAGRAPHS, RECIPE, tmp_path)
    assert learned.seen == list(range(24))


@pytest.mark.parametrize("matrix_rate", [0.0, 0.02])
def test_adamw_has_the_matrices_where_muon_has_not(tmp_path: Path, matrix_rate: float) -> None:
    recipe = replace(RECIPE, matrix_rate=matrix_rate)
    fine_tune(model_of(), CUTTER, counted(2), PARAGRAPHS, recipe, tmp_path)
    import torch

    [state, *_] = tmp_path.glob("*/optimizer.pt")
    kept = torch.load(state, weights_only=True)
    assert ("optimisers" in kept) == bool(matrix_rate)


def test_dropout_is_set_and_noted(tmp_path: Path) -> None:
    import torch

    model = model_of()
    set_dropout(model, 0.25)
    assert {each.p for each in model.modules() if isinstance(each, torch.nn.Dropout)} == {0.25}
    assert model.config.hidden_dropout_prob == model.config.attention_probs_dropout_prob == 0.25


def test_a_run_that_was_stopped_goes_on_and_ends_as_if_it_had_not_been(tmp_path: Path) -> None:
    whole, resumed = model_of(), model_of()
    figures = fine_tune(whole, CUTTER, counted(4), PARAGRAPHS, RECIPE, tmp_path / "whole")
    # Stopped behind the first of two checkpoints, while the second was being written.
    shutil.copytree(tmp_path / "whole" / "checkpoint-4", tmp_path / "stopped" / "checkpoint-4")
    (tmp_path / "stopped" / "checkpoint-8").mkdir()
    learned = counted(4)
    assert fine_tune(resumed, CUTTER, learned, PARAGRAPHS, RECIPE, tmp_path / "stopped") == figures
    assert learned.seen == list(range(12, 24))
    assert np.array_equal(weights(whole), weights(resumed))


def test_a_run_that_is_finished_learns_nothing_more(tmp_path: Path) -> None:
    model, again = model_of(), model_of()
    figures = fine_tune(model, CUTTER, counted(4), PARAGRAPHS, RECIPE, tmp_path)
    learned = counted(4)
    assert fine_tune(again, CUTTER, learned, PARAGRAPHS, RECIPE, tmp_path) == figures
    assert learned.seen == []
    assert np.array_equal(weights(model), weights(again))


def test_the_best_model_is_kept(tmp_path: Path) -> None:
    """At such a rate a model that knew its paragraphs forgets them: the last check need not be the best."""
    model = calm()
    fine_tune(model, CUTTER, turns(150, batch=6), PARAGRAPHS, Recipe(batch=6, rate=4e-3, checks=2), tmp_path / "good")
    recipe = Recipe(batch=6, rate=0.3, matrix_rate=0.5, checks=12, warm_up=1)
    figures = fine_tune(model, CUTTER, turns(12, batch=6), PARAGRAPHS, recipe, tmp_path / "bad")
    told = max((tmp_path / "bad").glob("*/trainer_state.json"), key=lambda file: int(file.parent.name[11:]))
    checks = [entry for entry in json.loads(told.read_text())["log_history"] if "eval_mean" in entry]
    best = max(checks, key=lambda entry: entry["eval_mean"])
    assert best["eval_mean"] > checks[-1]["eval_mean"]
    assert figures == {name: best[f"eval_{name.replace(' ', '_')}"] for name in MEASURES}


def test_a_run_that_gets_no_better_stops(tmp_path: Path) -> None:
    learned = counted(20)
    recipe = Recipe(batch=3, rate=1e-12, matrix_rate=0, checks=10, patience=2)
    fine_tune(model_of(), CUTTER, learned, PARAGRAPHS, recipe, tmp_path)
    # 40 steps, a check every 4 from step 16 on: the first is the best, and the second behind it the last.
    # One batch is read ahead.
    assert 24 * 3 <= len(set(learned.seen)) <= 25 * 3 < len(learned)


def test_there_is_no_checkpoint_where_there_is_none(tmp_path: Path) -> None:
    assert _last_checkpoint(tmp_path / "none") is None
    assert _last_checkpoint(tmp_path) is None


def test_the_last_whole_checkpoint_is_taken(tmp_path: Path) -> None:
    for step in (8, 16, 120):
        (tmp_path / f"checkpoint-{step}").mkdir()
    for step in (8, 16):
        (tmp_path / f"checkpoint-{step}" / "trainer_state.json").write_text("{}")
    assert _last_checkpoint(tmp_path) == str(tmp_path / "checkpoint-16")
