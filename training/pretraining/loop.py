"""The loop that trains an encoder by telling hidden words; it goes on where it was killed.

Muon and AdamW share the weights (``training.muon``). The learning rates rise over the first steps and fall in a
straight line to nothing at the last.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from training.pretraining.masking import Vocabulary, hide
from training.pretraining.sequences import Subwords, cut

if TYPE_CHECKING:
    from torch import Tensor
    from transformers import BertForMaskedLM

LOG_FILE: Final = "log.jsonl"
CHECKPOINT: Final = "checkpoint.pt"


@dataclass(frozen=True, slots=True)
class Schedule:
    """What a run does. ``tokens`` is how many subwords it sees in all; ``batch`` how many sequences make a step."""

    tokens: int
    length: int = 128
    batch: int = 64
    hidden: float = 0.2
    matrix_rate: float = 0.03
    other_rate: float = 3e-3
    decay: float = 0.01
    warm_up: float = 0.03
    seed: int = 1

    @property
    def steps(self) -> int:
        """The number of steps."""
        return max(1, math.ceil(self.tokens / (self.length * self.batch)))

    def longer(self, tokens: int, length: int) -> Schedule:
        """Return a second schedule with longer sequences, as many subwords a step, and a fifth of the rates."""
        batch = max(1, self.batch * self.length // length)
        rates = (self.matrix_rate / 5, self.other_rate / 5)
        return replace(
            self,
            tokens=tokens,
            length=length,
            batch=batch,
            matrix_rate=rates[0],
            other_rate=rates[1],
            seed=self.seed + 1,
        )

    def rate(self, step: int) -> float:
        """Return the share of the full learning rates at a step, counted from 0."""
        warm = max(1, round(self.steps * self.warm_up))
        return (step + 1) / warm if step < warm else max(0.0, (self.steps - step) / max(1, self.steps - warm))


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a run is: ``loss`` is the mean, in nats a hidden subword, since the last report."""

    step: int
    steps: int
    tokens: int
    loss: float
    tokens_a_second: float


class Pretraining:
    """A model on its way. ``folder`` holds the checkpoint and the log."""

    def __init__(self, model: BertForMaskedLM, vocabulary: Vocabulary, schedule: Schedule, folder: Path) -> None:
        import torch

        from training.muon import MuonAndAdamW

        self.model = model
        self._vocabulary = vocabulary
        self._schedule = schedule
        self._folder = folder
        self._step = 0
        self._device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self._half = self._device.type == "cuda" or cpu_multiplies_bf16()
        self.model.to(self._device)  # type: ignore[arg-type]
        self._optimiser = MuonAndAdamW(
            model, matrix_rate=schedule.matrix_rate, other_rate=schedule.other_rate, decay=schedule.decay
        )
        self._rates = [group["lr"] for group in self._optimiser.param_groups]
        self._loss: Callable[..., Any] = told_loss
        folder.mkdir(parents=True, exist_ok=True)

    @property
    def step(self) -> int:
        """The number of steps that are done."""
        return self._step

    @property
    def vocabulary(self) -> Vocabulary:
        """What masking knows of the vocabulary."""
        return self._vocabulary

    def compile(self) -> None:
        """Compile the step: a minute first, then half as fast again where the processor multiplies in bfloat16."""
        import torch

        self._loss = torch.compile(told_loss)

    def resume(self) -> bool:
        """Go on from the checkpoint of the folder, where there is one of this schedule; tell whether there was."""
        import torch

        path = self._folder / CHECKPOINT
        if not path.is_file():
            return False
        state = torch.load(path, map_location=self._device, weights_only=True)
        if state["schedule"] != asdict(self._schedule):
            return False
        self.model.load_state_dict(state["model"])
        self._optimiser.load_state_dict(state["optimiser"])
        self._step = state["step"]
        return True

    def save(self) -> None:
        """Write the checkpoint, whole or not at all."""
        import torch

        state = {
            "step": self._step,
            "schedule": asdict(self._schedule),
            "model": self.model.state_dict(),
            "optimiser": self._optimiser.state_dict(),
        }
        partial = self._folder / f"{CHECKPOINT}.part"
        torch.save(state, partial)
        partial.replace(self._folder / CHECKPOINT)

    def run(self, subwords: Subwords, *, report_every: int = 20, save_every: float = 300.0) -> Iterator[Progress]:
        """Train to the end of the schedule; yield and log the progress. ``save_every`` counts seconds."""
        import torch

        schedule = self._schedule
        rows = cut(subwords, schedule.length, self._vocabulary.opening)
        saved = started = time.monotonic()
        losses: list[float] = []
        self.model.train()
        while self._step < schedule.steps:
            self._set_rates(schedule.rate(self._step))
            random = np.random.default_rng((schedule.seed, self._step))
            torch.manual_seed(schedule.seed * 1_000_003 + self._step)
            batch = rows[self._order(len(rows), self._step)].astype(np.int64)
            hidden, chosen = hide(batch, self._vocabulary, schedule.hidden, random)
            with torch.autocast(self._device.type, dtype=torch.bfloat16, enabled=self._half):
                loss = self._loss(self.model, *self._tensors(batch, hidden, chosen))
            loss.backward()
            torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
            self._optimiser.step()
            self._optimiser.zero_grad(set_to_none=True)
            losses.append(float(loss.detach()))
            self._step += 1
            if self._step % report_every == 0 or self._step == schedule.steps:
                seconds = time.monotonic() - started
                seen = len(losses) * schedule.batch * schedule.length
                yield self._reported(losses, seen / max(seconds, 1e-9))
                losses, started = [], time.monotonic()
            if time.monotonic() - saved > save_every:
                self.save()
                saved = time.monotonic()
        self.save()

    def _order(self, rows: int, step: int) -> NDArray[np.int64]:
        """Return the rows of a step: each epoch goes through all rows in an order of its own."""
        batch = self._schedule.batch
        places = np.arange(step * batch, (step + 1) * batch)
        found = np.empty(batch, dtype=np.int64)
        for epoch in np.unique(places // rows):
            order = np.random.default_rng((self._schedule.seed, 7919, int(epoch))).permutation(rows)
            own = places // rows == epoch
            found[own] = order[places[own] % rows]
        return found

    def _tensors(self, batch: Any, hidden: Any, chosen: Any) -> tuple[Tensor, Tensor, Tensor]:
        import torch

        where = torch.from_numpy(np.flatnonzero(chosen.ravel())).to(self._device)
        answers = torch.from_numpy(batch.ravel()[chosen.ravel()]).to(self._device)
        return torch.from_numpy(hidden).to(self._device), where, answers

    def _set_rates(self, share: float) -> None:
        for group, rate in zip(self._optimiser.param_groups, self._rates, strict=True):
            group["lr"] = rate * share

    def _reported(self, losses: list[float], speed: float) -> Progress:
        schedule = self._schedule
        tokens = self._step * schedule.batch * schedule.length
        progress = Progress(self._step, schedule.steps, tokens, sum(losses) / len(losses), round(speed, 1))
        with (self._folder / LOG_FILE).open("a", encoding="utf-8") as log:
            log.write(json.dumps(asdict(progress)) + "\n")
        return progress


def cpu_multiplies_bf16() -> bool:
    """Return whether the processor has instructions for bfloat16; elsewhere that format is slow."""
    known = Path("/proc/cpuinfo")
    return known.is_file() and bool({"avx512_bf16", "amx_bf16"} & set(known.read_text(encoding="utf-8").split()))


def told_loss(model: BertForMaskedLM, hidden: Tensor, where: Tensor, answers: Tensor) -> Tensor:
    """Return the mean cross-entropy at the hidden places; only there the vocabulary is computed."""
    import torch

    states = model.bert(input_ids=hidden).last_hidden_state
    told = model.cls(states.reshape(-1, states.shape[-1])[where])
    return torch.nn.functional.cross_entropy(told.float(), answers)
