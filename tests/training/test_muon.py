from __future__ import annotations

import copy
from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="the extra `train` is not installed")

from training.muon import MuonAndAdamW  # noqa: E402


def tiny(seed: int = 1) -> Any:
    from transformers import BertConfig, BertForTokenClassification

    torch.manual_seed(seed)
    return BertForTokenClassification(
        BertConfig(vocab_size=30, hidden_size=8, num_hidden_layers=2, num_attention_heads=2, intermediate_size=16)
    )


def optimiser(model: Any, decay: float = 0.0) -> MuonAndAdamW:
    return MuonAndAdamW(model, matrix_rate=0.02, other_rate=0.001, decay=decay)


def step(model: Any, both: MuonAndAdamW, seed: int = 0) -> None:
    ids = torch.randint(0, 30, (2, 6), generator=torch.Generator().manual_seed(seed))
    model.train(False)
    model(input_ids=ids, labels=ids % 2).loss.backward()
    both.step()
    both.zero_grad()


def test_muon_has_the_matrices_of_the_layers_and_adamw_all_else() -> None:
    model = tiny()
    muon, adamw = optimiser(model).optimisers
    named = {id(weight): name for name, weight in model.named_parameters()}
    held = [{named[id(weight)] for group in each.param_groups for weight in group["params"]} for each in (muon, adamw)]
    assert held[0] | held[1] == set(named.values())
    assert not held[0] & held[1]
    assert len(held[0]) == 2 * 6
    assert all(".layer." in name and name.endswith("weight") for name in held[0])
    assert {"classifier.weight", "bert.embeddings.word_embeddings.weight"} <= held[1]
    assert any("LayerNorm" in name for name in held[1])


def test_a_rate_that_is_set_is_the_rate_of_the_next_step() -> None:
    model = tiny()
    both = optimiser(model)
    assert [group["lr"] for group in both.param_groups] == [0.02, 0.001]
    for group in both.param_groups:
        group["lr"] = 0.0
    before = [weight.detach().clone() for weight in model.parameters()]
    step(model, both)
    assert all(torch.equal(one, two) for one, two in zip(before, model.parameters(), strict=True))


def test_a_schedule_of_pytorch_sets_both_rates() -> None:
    both = optimiser(tiny())
    schedule = torch.optim.lr_scheduler.LambdaLR(both, lambda step: 0.5)
    assert [group["lr"] for group in both.param_groups] == [0.01, 0.0005]
    assert schedule.get_last_lr() == [0.01, 0.0005]


def test_a_step_moves_every_weight_that_has_a_gradient_and_no_gradient_is_left() -> None:
    model = tiny()
    both = optimiser(model)
    before = {name: weight.detach().clone() for name, weight in model.named_parameters()}
    step(model, both)
    still = {name for name, weight in model.named_parameters() if torch.equal(before[name], weight)}
    assert all(weight.grad is None for weight in model.parameters())
    # A bias of all keys alike changes no attention.
    assert all("key.bias" in name for name in still)


def test_muon_moves_a_matrix_more_evenly_than_its_gradient() -> None:
    model = tiny()
    both = optimiser(model)
    matrix = model.bert.encoder.layer[0].attention.self.value.weight
    before = matrix.detach().clone()
    slopes: list[Any] = []
    matrix.register_hook(lambda slope: slopes.append(torch.linalg.svdvals(slope)))
    step(model, both)
    moved = torch.linalg.svdvals(matrix.detach() - before)
    [slope] = slopes
    assert moved[0] / moved[2] < slope[0] / slope[2] / 2


def test_a_saved_state_goes_on_as_if_it_had_not_been_saved() -> None:
    one, two = tiny(), tiny()
    first = optimiser(one)
    for seed in range(3):
        step(one, first, seed)
    two.load_state_dict(one.state_dict())
    second = MuonAndAdamW(two, matrix_rate=0.5, other_rate=0.5, decay=0.0)
    second.load_state_dict(copy.deepcopy(first.state_dict()))
    assert [group["lr"] for group in second.param_groups] == [0.02, 0.001]
    for model, both in ((one, first), (two, second)):
        step(model, both, 9)
    for mine, other in zip(one.parameters(), two.parameters(), strict=True):
        assert torch.equal(mine, other)


def test_a_closure_is_called_once() -> None:
    model = tiny()
    both = optimiser(model)
    called = []

    def closure() -> float:
        called.append(True)
        return 3.5

    assert both.step(closure) == 3.5
    assert called == [True]
