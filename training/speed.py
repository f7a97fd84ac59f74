"""``standpunt-train speed``: how many paragraphs a second a model reads, against the same model elsewhere."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import click
from rich import box
from rich.table import Table
from rich.text import Text

from labels.errors import LabelsError
from service.model_folder import ModelFolder, UnusableModel
from service.output import console, visible
from training.finetune import MODEL_FOLDER
from training.gold import GOLD, GoldProblem, load_gold

ROUNDS: Final = 3
SEED: Final = 5
PIPELINES: Final = {"pipeline, one by one": 1, "pipeline, batches of 16": 16}
"""What the others are held against: the pipeline of transformers in fp32, and how many texts it reads at once."""

Read = Callable[[Sequence[str]], object]
"""Reads texts as a caller would; what it returns is not looked at."""


@dataclass(frozen=True, slots=True)
class Start:
    """What the hybrid takes to be ready in a process of its own.

    ``seconds`` begins with the process, ``loading`` behind the start of Python; ``mebibytes`` is the most memory held.
    """

    seconds: float
    loading: float
    mebibytes: float


@click.command("speed")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--texts", "number", type=click.IntRange(min=1), default=500, show_default=True, help="How many.")
@click.option(
    "--against",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of the run that FOLDER was made of: its model is also read with the pipeline of transformers.",
)
@click.option(
    "--gold",
    "gold_folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=GOLD,
    help="Annotated documents to take paragraphs of.  [default: labels/gold]",
)
@click.option("--threads", type=click.IntRange(min=1), help="Threads of the model.  [default: all cores]")
@click.option("--rounds", type=click.IntRange(min=1), default=ROUNDS, show_default=True, help="The best one counts.")
def speed_command(
    folder: Path, number: int, against: Path | None, gold_folder: Path, threads: int | None, rounds: int
) -> None:
    """Measure how fast the model in FOLDER reads operative paragraphs of all lengths, end to end.

    In each round every reader has the same texts in the same order, one reader after the other, so that what else the
    machine does is shared. A figure is that of the best round.
    """
    screen = console(error=True)
    try:
        texts = sample(gold_folder, number)
        with screen.status("Starting a worker …") as status:
            started = best_start(folder, threads, rounds)
            status.update("Loading …")
            readers = readers_of(folder, against, threads)
            seconds = race(readers, texts, rounds, lambda name: status.update(Text(visible(f"{name} …"))))
        subwords = mean_subwords(folder, texts)
    except (GoldProblem, LabelsError, UnusableModel) as error:
        raise click.ClickException(str(error)) from None
    out = console()
    out.print(f"{len(texts):,} paragraphs, {subwords:.1f} subwords on average; best of {rounds}", soft_wrap=True)
    out.print(table(seconds, len(texts)))
    out.print(
        f"A worker with rules and model: ready after {started.seconds:.2f} s ({started.loading:.2f} s of loading and a "
        f"first answer), {started.mebibytes:,.0f} MiB at most",
        soft_wrap=True,
    )


def sample(gold: Path, number: int) -> list[str]:
    """Return so many operative paragraphs, the same ones always; each comes again where there are too few."""
    texts = [each.text for document in load_gold((gold,)) for each in document.operatives]
    if not texts:
        raise GoldProblem(gold, "there is no operative paragraph to read", "Choose another --gold.")
    random.Random(SEED).shuffle(texts)
    return [texts[at % len(texts)] for at in range(number)]


def readers_of(folder: Path, against: Path | None, threads: int | None) -> dict[str, Read]:
    """Return all readers by name, the pipelines first. Raises ``UnusableModel``."""
    from labels.actors import ActorIndex
    from labels.rules import Rules
    from service.calibration import Calibration
    from service.classifier import CHUNK, Engine, RuleEngine
    from service.model_engine import HybridEngine, ModelEngine
    from service.tagger import OnnxTagger

    tagger, rules = OnnxTagger.load(folder, threads=threads), Rules.load()
    model = ModelEngine(tagger, Calibration.load(ModelFolder(folder).calibration), ActorIndex.load())

    def by_chunks(read: Read) -> Read:
        return lambda texts: [read(texts[at : at + CHUNK]) for at in range(0, len(texts), CHUNK)]

    engines: list[Engine] = [model, HybridEngine(rules, model), RuleEngine(rules)]
    own: dict[str, Read] = {"tagger": by_chunks(tagger.tag), **{each.name: by_chunks(each.acts) for each in engines}}
    return {**(pipelines(against / MODEL_FOLDER, threads) if against is not None else {}), **own}


def pipelines(model: Path, threads: int | None) -> dict[str, Read]:
    """Return the pipeline of transformers with a trained model, once for each size of batch."""
    import torch
    from transformers import AutoModelForTokenClassification, AutoTokenizer, pipeline

    from training.export import longest_sequence

    if threads is not None:
        torch.set_num_threads(threads)
    loaded = AutoModelForTokenClassification.from_pretrained(model).float().train(False)
    # The pipeline cuts longer texts off here; without it, a model without places for them fails.
    tokenizer = AutoTokenizer.from_pretrained(model, model_max_length=longest_sequence(loaded.config))
    make: Any = pipeline
    read = make("token-classification", model=loaded, tokenizer=tokenizer, aggregation_strategy="first", device="cpu")

    def with_batches(size: int) -> Read:
        return lambda texts: read(list(texts), batch_size=size)

    return {name: with_batches(size) for name, size in PIPELINES.items()}


def race(
    readers: Mapping[str, Read], texts: Sequence[str], rounds: int, tell: Callable[[str], None] = lambda name: None
) -> dict[str, float]:
    """Return the seconds that each reader took in its best round, after a few texts that do not count."""
    for read in readers.values():
        read(texts[:8])
    best: dict[str, float] = {}
    for number in range(rounds):
        for name, read in readers.items():
            tell(f"Round {number + 1} of {rounds}: {name}")
            started = time.perf_counter()
            read(texts)
            took = time.perf_counter() - started
            best[name] = min(took, best.get(name, took))
    return best


def table(seconds: Mapping[str, float], number: int) -> Table:
    """Return the paragraphs a second of each reader, and how many times that of the faster pipeline they are."""
    fastest = min((took for name, took in seconds.items() if name in PIPELINES), default=None)
    found = Table(box=box.SIMPLE_HEAD, show_edge=False)
    found.add_column("reader", no_wrap=True)
    found.add_column("paragraphs a second", justify="right")
    found.add_column("times the faster pipeline", justify="right")
    for name, took in seconds.items():
        ratio = f"{fastest / took:.2f}" if fastest is not None else "–"
        found.add_row(name, f"{number / took:,.0f}", ratio)
    return found


def mean_subwords(folder: Path, texts: Sequence[str]) -> float:
    """Return how many subwords a text has on average, without special ones."""
    from service.subwords import Cutter

    cut = Cutter.load(ModelFolder(folder).tokenizer).cut(texts)
    return sum(len(each.ids) for each in cut) / len(cut)


def best_start(folder: Path, threads: int | None, rounds: int = ROUNDS) -> Start:
    """Return the fastest of several starts of a worker."""
    return min((one_start(folder, threads) for _ in range(rounds)), key=lambda each: each.seconds)


def one_start(folder: Path, threads: int | None) -> Start:
    """Start a worker and wait for its first answer. Raises ``UnusableModel`` where that fails."""
    command = [sys.executable, "-m", "training.speed_start", str(folder), str(threads or 0)]
    started = time.perf_counter()
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    took = time.perf_counter() - started
    if ended.returncode:
        last = ended.stderr.strip().splitlines()[-1:] or ["it says nothing"]
        raise UnusableModel(folder, f"a worker does not start with it ({last[0]})", "Make the folder anew.")
    told = json.loads(ended.stdout)
    return Start(took, told["seconds"], told["mebibytes"])
