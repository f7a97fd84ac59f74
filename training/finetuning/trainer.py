"""Fine-tuning with the Trainer of transformers: batches in the order of the mix, measured as acts."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from labels.actors import ActorIndex
from labels.scheme import Act, Paragraph
from service.decode import decode
from service.hints import UNTOLD
from service.odds import Odds
from service.subwords import Cutter
from service.tagged import Tagger
from service.tags import all_tags, verb_tags
from training.evaluation.measures import Scores, score_all
from training.export import longest_sequence
from training.finetuning.examples import NOT_TOLD, Example, examples
from training.finetuning.hinting import Hinting, takes_hints
from training.finetuning.mix import Mix, Turn
from training.finetuning.torch_tagger import TorchTagger, padded
from training.records import Record

if TYPE_CHECKING:
    from transformers import PreTrainedModel

MEASURES: Final = ("stance", "stance macro", "addressee", "target", "whole paragraph")
BEST: Final = "mean"
"""What decides which model is kept: the mean of the measures."""
LONGEST: Final = 512


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a model is fine-tuned. ``batch`` counts paragraphs.

    ``matrix_rate`` is the highest learning rate of Muon for the matrices of the layers, and ``rate`` that of AdamW for
    all other weights; with a ``matrix_rate`` of 0 AdamW has them all. A verb counts ``verb_weight`` times as much as
    another word: one word in fifty decides on the stance. It is measured ``checks`` times on validation, and stops
    where the best figure was ``patience`` checks ago.
    """

    batch: int = 32
    rate: float = 3e-3
    matrix_rate: float = 0.02
    dropout: float = 0.0
    verb_weight: float = 5.0
    decay: float = 0.01
    warm_up: float = 0.06
    checks: int = 10
    patience: int = 4
    seed: int = 1


Hints = Sequence[Sequence[Act]]
Noise = Callable[[Paragraph, random.Random], Paragraph]


class LabelledTurns:
    """The paragraphs in the order of learning, made into examples as they are asked for (a dataset of PyTorch)."""

    def __init__(
        self,
        records: Sequence[Record],
        mix: Mix,
        batch: int,
        cutter: Cutter,
        noise: Noise | None,
        longest: int = LONGEST,
        hinting: Hinting | None = None,
    ) -> None:
        """Take what is learned; ``longest`` is how many subwords the model reads at once."""
        self._hinting = hinting
        self._records = records
        self._longest = longest
        self._turns = mix.order(records, batch)
        self._cutter = cutter
        self._noise = noise
        self._seed = mix.seed

    def __len__(self) -> int:
        return len(self._turns)

    def __getitem__(self, place: int) -> Example:
        turn = self._turns[place]
        plain = self._records[turn.record].paragraph
        chance = random.Random(f"{self._seed}/{turn.record}/{turn.time}")
        varied = plain if self._noise is None else self._noise(plain, chance)
        try:
            return self._example(varied, turn, chance)
        except ValueError:
            # A noise may leave a verb that the tokenizer does not see as a word: then the paragraph as it was.
            return self._example(plain, turn, chance)

    def _example(self, paragraph: Paragraph, turn: Turn, chance: random.Random) -> Example:
        origin = self._records[turn.record].origin
        told = None if self._hinting is None else self._hinting.of(origin, paragraph.text, chance)
        [found] = examples([paragraph], self._cutter, most=self._longest, turns=[turn.time], hints=[told])
        return found


def measure(tagger: Tagger, gold: Sequence[Paragraph], actors: ActorIndex, hints: Hints | None = None) -> Scores:
    """Return the scores of a tagger by itself, or told what the rules found in each paragraph."""
    tagged = tagger.tag([each.text for each in gold], hints)
    return score_all(
        gold, [replace(each, acts=decode(Odds.of(own), actors)) for each, own in zip(gold, tagged, strict=True)]
    )


def fine_tune(
    model: PreTrainedModel,
    cutter: Cutter,
    learned: LabelledTurns,
    validation: Sequence[Paragraph],
    recipe: Recipe,
    folder: Path,
    hints: Hints | None = None,
) -> dict[str, float]:
    """Train a model in place, on from the last checkpoint in ``folder``; returns its figures on validation.

    ``hints`` are what the rules found in each paragraph of validation, for a model that takes them.
    At the end the model is the one that did best on validation.
    """
    import torch
    from torch.utils.data import SequentialSampler
    from transformers import EarlyStoppingCallback, Trainer, TrainingArguments

    padding = int(model.config.pad_token_id or 0)
    hinted = takes_hints(model.config)
    tagger = TorchTagger(model, cutter, padding=padding, longest=longest_read(model))
    actors = ActorIndex.load()

    class ActTrainer(Trainer):
        def _get_train_sampler(self, *args: Any, **kwargs: Any) -> Any:
            return SequentialSampler(self.train_dataset)  # type: ignore[arg-type]

        def evaluate(self, *args: Any, **kwargs: Any) -> dict[str, float]:
            found = _figures(measure(tagger, validation, actors, hints))
            self.log(dict(found))
            self.control = self.callback_handler.on_evaluate(self.args, self.state, self.control, found)
            return found

    def together(batch: Sequence[Example]) -> dict[str, Any]:
        tensors = padded([each.ids for each in batch], padding)
        if hinted:
            tensors["token_type_ids"] = padded([each.hints for each in batch], UNTOLD)["input_ids"]
        return {**tensors, "labels": padded([each.tags for each in batch], NOT_TOLD)["input_ids"]}

    weights = _tag_weights(recipe.verb_weight)

    def loss(outputs: Any, labels: Any, num_items_in_batch: Any = None) -> Any:
        scores = outputs.logits.float().flatten(0, 1)
        return torch.nn.functional.cross_entropy(
            scores, labels.flatten(), weight=weights.to(scores.device), ignore_index=NOT_TOLD
        )

    steps = max(1, len(learned) // recipe.batch)
    every = max(1, steps // recipe.checks)
    arguments = TrainingArguments(
        output_dir=str(folder),
        per_device_train_batch_size=recipe.batch,
        num_train_epochs=1,
        learning_rate=recipe.rate,
        weight_decay=recipe.decay,
        warmup_steps=max(1, round(steps * recipe.warm_up)),
        lr_scheduler_type="linear",
        eval_strategy="steps",
        eval_steps=every,
        # At first a model only knows how frequent tags are, for longer or shorter: that says nothing of where it ends.
        eval_delay=steps // 3,
        save_strategy="steps",
        save_steps=every,
        save_total_limit=2,
        load_best_model_at_end=True,
        metric_for_best_model=_key(BEST),
        greater_is_better=True,
        logging_steps=max(1, min(50, every)),
        bf16=torch.cuda.is_available(),
        seed=recipe.seed,
        report_to=[],
        remove_unused_columns=False,
        dataloader_pin_memory=torch.cuda.is_available(),
    )
    set_dropout(model, recipe.dropout)
    trainer = ActTrainer(
        model=model,
        optimizers=(_optimiser(model, recipe), None),
        args=arguments,
        train_dataset=learned,
        eval_dataset=validation,  # only looked at by our own evaluate
        data_collator=together,
        compute_loss_func=loss,
        callbacks=[EarlyStoppingCallback(recipe.patience)],
    )
    trainer.train(resume_from_checkpoint=_last_checkpoint(folder))
    return {name: round(measure(tagger, validation, actors, hints).figures[name], 4) for name in MEASURES}


def _tag_weights(verb_weight: float) -> Any:
    """Return how much a word of each tag counts, as a tensor."""
    import torch

    verbs = {tag.name for tag in verb_tags()}
    return torch.tensor([verb_weight if tag in verbs else 1.0 for tag in all_tags()])


def set_dropout(model: PreTrainedModel, share: float) -> None:
    """Let training hide a share of what goes from layer to layer; the model notes it in its configuration."""
    import torch

    config: Any = model.config
    config.hidden_dropout_prob = config.attention_probs_dropout_prob = share
    for module in model.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = share


def _optimiser(model: PreTrainedModel, recipe: Recipe) -> Any:
    """Return the optimiser of a recipe; None means the AdamW of the Trainer."""
    from training.muon import MuonAndAdamW

    if not recipe.matrix_rate:
        return None
    return MuonAndAdamW(model, matrix_rate=recipe.matrix_rate, other_rate=recipe.rate, decay=recipe.decay)


def longest_read(model: PreTrainedModel) -> int:
    """Return how many subwords a model is given at once, special ones included."""
    return min(LONGEST, longest_sequence(model.config))


def _last_checkpoint(folder: Path) -> str | None:
    """Return the last checkpoint of a run that was stopped, but not one that was not written to its end."""
    # The Trainer writes this file last.
    whole = [state.parent for state in folder.glob("checkpoint-*/trainer_state.json")]
    return str(max(whole, key=lambda each: int(each.name.rpartition("-")[2]))) if whole else None


def _figures(scores: Scores) -> dict[str, float]:
    found = {name: scores.figures[name] for name in MEASURES}
    found[BEST] = sum(found.values()) / len(MEASURES)
    return {_key(name): round(figure, 4) for name, figure in found.items()}


def _key(name: str) -> str:
    return f"eval_{name.replace(' ', '_')}"
