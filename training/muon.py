"""Muon for the matrices of the layers, AdamW for embeddings, norms, biases and scorers, as one optimiser.

Muon (Jordan et al. 2024) turns each matrix by steps of equal size in all directions. A base trained with it has
matrices that are several times as large as fresh ones, which steps of AdamW at a usual rate hardly move.

This module loads PyTorch: import it where it is used.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import torch

if TYPE_CHECKING:
    from transformers import PreTrainedModel

_IN_A_LAYER: Final = ".layer."


class MuonAndAdamW(torch.optim.Optimizer):
    """One optimiser to whoever sets rates, takes steps or saves its state; ``param_groups`` are those of both."""

    def __init__(self, model: PreTrainedModel, *, matrix_rate: float, other_rate: float, decay: float) -> None:
        matrices: list[torch.nn.Parameter] = []
        others: list[torch.nn.Parameter] = []
        for name, weight in model.named_parameters():
            (matrices if weight.ndim == 2 and _IN_A_LAYER in name else others).append(weight)
        super().__init__([{"params": [*matrices, *others]}], {})
        self.optimisers: tuple[torch.optim.Optimizer, ...] = (
            torch.optim.Muon(matrices, lr=matrix_rate, weight_decay=decay, momentum=0.95),
            torch.optim.AdamW(others, lr=other_rate, weight_decay=decay, betas=(0.9, 0.98)),
        )
        self._gather()

    def _gather(self) -> None:
        self.param_groups = [group for each in self.optimisers for group in each.param_groups]

    def step(self, closure: Callable[[], float] | None = None) -> float | None:  # type: ignore[override]
        """Take a step with both; returns what ``closure`` returned."""
        found = closure() if closure is not None else None
        for each in self.optimisers:
            each.step()
        return found

    def state_dict(self) -> dict[str, Any]:
        """Return the state of both."""
        return {"optimisers": [each.state_dict() for each in self.optimisers]}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on with a state that ``state_dict`` returned."""
        for each, state in zip(self.optimisers, state_dict["optimisers"], strict=True):
            each.load_state_dict(state)
        self._gather()
