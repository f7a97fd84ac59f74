"""What a model is told of the rules while it learns: often their acts, sometimes nothing, so that it can do without."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from labels.rules import Rules
from labels.scheme import Act, Paragraph
from service.hints import hint_count
from training.records import Origin

if TYPE_CHECKING:
    from transformers import PreTrainedModel

TOLD: Final[dict[Origin, float]] = {"gold": 0.7, "correction": 0.7, "composed": 0.5, "silver": 0.0}
"""In which share of its turns a paragraph comes with what the rules found. The labels of silver are the rules' own."""
_NEW_KIND: Final = 0.05


@dataclass(frozen=True, slots=True)
class Hinting:
    """Tells what ``rules`` find, in a share of the turns."""

    rules: Rules

    def of(self, origin: Origin, text: str, chance: random.Random) -> tuple[Act, ...] | None:
        """Return the acts that a model is told of a text, or None where it is told nothing."""
        return self.rules.acts(text) if chance.random() < TOLD[origin] else None


def rule_hints(rules: Rules, paragraphs: Sequence[Paragraph]) -> list[tuple[Act, ...]]:
    """Return what the rules find in each paragraph."""
    return [rules.acts(each.text) for each in paragraphs]


def take_hints(model: PreTrainedModel) -> None:
    """Give a model a kind of token for each hint; they begin near the kind of plain text, at random.

    A model that was trained with hints keeps those it has.
    """
    import torch

    if takes_hints(model.config):
        return
    parts: Any = model.base_model
    plain = parts.embeddings.token_type_embeddings.weight.detach()[:1]
    kinds = torch.nn.Embedding(hint_count(), plain.shape[1])
    with torch.no_grad():
        kinds.weight.copy_(plain)
        kinds.weight[1:] += _NEW_KIND * torch.randn(hint_count() - 1, plain.shape[1])
    parts.embeddings.token_type_embeddings = kinds
    model.config.type_vocab_size = hint_count()


def takes_hints(config: Any) -> bool:
    """Return whether a model of this configuration was trained with hints."""
    return bool(config.type_vocab_size == hint_count())
