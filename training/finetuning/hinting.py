"""What a model is told of the rules while it learns: often their acts, sometimes nothing, now and then a mistake.

A model that is always told would only repeat; one that is told right things alone would believe everything. Composed
text is made of the frames that the rules know, so there they are right more often than in real text: a part of what
is told of it is spoiled in the ways in which rules go wrong.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from labels.rules import Rules
from labels.scheme import Act, Paragraph, Span
from service.hints import hint_count
from service.odds import STANCES
from training.records import Origin

if TYPE_CHECKING:
    from transformers import PreTrainedModel

TOLD: Final[dict[Origin, float]] = {"gold": 0.7, "correction": 0.7, "composed": 0.5, "silver": 0.0}
"""In which share of its turns a paragraph comes with what the rules found. The labels of silver are the rules' own."""
SPOILED: Final = 0.3
"""The share of the hints of composed text that get a mistake."""

_NEW_KIND: Final = 0.05
_MOST_WORDS: Final = 6
_WORD: Final = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Hinting:
    """Tells what ``rules`` find; ``told`` and ``spoiled`` are shares of the turns."""

    rules: Rules
    spoiled: float = SPOILED

    def of(self, origin: Origin, text: str, chance: random.Random) -> tuple[Act, ...] | None:
        """Return the acts that a model is told of a text, or None where it is told nothing."""
        if chance.random() >= TOLD[origin]:
            return None
        acts = self.rules.acts(text)
        return spoil(acts, text, chance) if origin == "composed" and chance.random() < self.spoiled else acts


def rule_hints(rules: Rules, paragraphs: Sequence[Paragraph]) -> list[tuple[Act, ...]]:
    """Return what the rules find in each paragraph."""
    return [rules.acts(each.text) for each in paragraphs]


def spoil(acts: Sequence[Act], text: str, chance: random.Random) -> tuple[Act, ...]:
    """Return acts with one mistake: an act missed, or its stance, an end of its target, or its addressees wrong."""
    if not acts:
        return ()
    at = chance.randrange(len(acts))
    spoiled = chance.choice(_SPOILERS)(acts[at], text, chance)
    return (*acts[:at], *([spoiled] if spoiled else []), *acts[at + 1 :])


def _missed(act: Act, text: str, chance: random.Random) -> Act | None:
    return None


def _misjudged(act: Act, text: str, chance: random.Random) -> Act | None:
    return replace(act, stance=chance.choice([each for each in STANCES if each != act.stance]))


def _unaddressed(act: Act, text: str, chance: random.Random) -> Act | None:
    return replace(act, addressees=())


def _cut_short(act: Act, text: str, chance: random.Random) -> Act | None:
    """Return the act with a target of fewer words, or none where it has but one."""
    if act.target is None:
        return act
    words = [match.span() for match in _WORD.finditer(act.target.text)]
    if len(words) < 2:
        return replace(act, target=None)
    lost = chance.randint(1, min(_MOST_WORDS, len(words) - 1))
    first, last = (lost, len(words) - 1) if chance.random() < 1 / 3 else (0, len(words) - 1 - lost)
    start = act.target.start
    return replace(act, target=Span.cut(text, start + words[first][0], start + words[last][1]))


def _overshot(act: Act, text: str, chance: random.Random) -> Act | None:
    """Return the act with a target that goes on."""
    if act.target is None:
        return act
    behind = [match.end() for match in _WORD.finditer(text, act.target.end)][:_MOST_WORDS]
    others = [each.start for each in (act.trigger, *(each.span for each in act.addressees))]
    reach = [end for end in behind if not any(act.target.end <= other < end for other in others)]
    return replace(act, target=Span.cut(text, act.target.start, chance.choice(reach))) if reach else act


Spoiler = Callable[[Act, str, random.Random], Act | None]
_SPOILERS: Final[tuple[Spoiler, ...]] = (_missed, _missed, _misjudged, _unaddressed, _cut_short, _cut_short, _overshot)


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
