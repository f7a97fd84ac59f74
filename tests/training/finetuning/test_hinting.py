from __future__ import annotations

import random
from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="the extra `train` is not installed")

from tiny_models import Kind, trained  # noqa: E402

from labels.rules import Rules  # noqa: E402
from labels.scheme import Paragraph  # noqa: E402
from service.hints import hint_count  # noqa: E402
from service.subwords import Cutter  # noqa: E402
from training.finetuning.hinting import TOLD, Hinting, rule_hints, take_hints, takes_hints  # noqa: E402
from training.finetuning.torch_tagger import TorchTagger  # noqa: E402

RULES = Rules.load()
TEXT = "betreurt het uitblijven van het besluit en verzoekt de regering de kleine havens in het noorden te steunen;"
ACTS = RULES.acts(TEXT)


def model_of(kind: Kind) -> Any:
    from transformers import AutoModelForTokenClassification

    return AutoModelForTokenClassification.from_pretrained(trained(kind))


# What is told.


def test_the_share_of_turns_in_which_something_is_told() -> None:
    hinting = Hinting(RULES)
    for origin, share in TOLD.items():
        told = [hinting.of(origin, TEXT, random.Random(turn)) for turn in range(400)]
        assert sum(each is not None for each in told) / 400 == pytest.approx(share, abs=0.08)
        assert {each for each in told if each is not None} <= {ACTS}


def test_the_labels_of_silver_are_not_told_for_they_are_the_hints_themselves() -> None:
    assert TOLD["silver"] == 0


def test_the_same_turn_is_told_the_same() -> None:
    hinting = Hinting(RULES)
    for turn in range(20):
        one, other = (hinting.of("composed", TEXT, random.Random(turn)) for _ in range(2))
        assert one == other


def test_hints_of_paragraphs() -> None:
    assert rule_hints(RULES, [Paragraph("1", TEXT), Paragraph("2", "")]) == [ACTS, ()]


# The model.


@pytest.mark.parametrize("kind", ["bert", "roberta"])
def test_a_model_that_is_told_nothing_reads_as_before(kind: Kind) -> None:
    cutter = Cutter.load(trained(kind) / "tokenizer.json")
    plain, told = model_of(kind), model_of(kind)
    take_hints(told)
    assert takes_hints(told.config)
    assert not takes_hints(plain.config)
    taggers = [TorchTagger(each, cutter, padding=each.config.pad_token_id, longest=40) for each in (plain, told)]
    [before], [after] = (each.tag([TEXT]) for each in taggers)
    assert after.scores == pytest.approx(before.scores, abs=1e-5)
    [hinted] = taggers[1].tag([TEXT], [ACTS])
    assert abs(hinted.scores - before.scores).max() > 1e-3
    [unheard] = taggers[0].tag([TEXT], [ACTS])
    assert (unheard.scores == before.scores).all()


def test_a_model_that_takes_hints_is_saved_and_loaded_as_any_other(tmp_path: Any) -> None:
    from transformers import AutoModelForTokenClassification

    model = model_of("bert")
    take_hints(model)
    model.save_pretrained(tmp_path)
    loaded = AutoModelForTokenClassification.from_pretrained(tmp_path)
    assert takes_hints(loaded.config)
    kinds = [each.bert.embeddings.token_type_embeddings.weight for each in (model, loaded)]
    assert kinds[0].shape[0] == hint_count()
    assert torch.equal(*kinds)
