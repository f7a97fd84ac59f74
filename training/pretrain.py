"""``standpunt-train pretrain``: a base encoder from a folder of Dutch text."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from service.output import console
from training.pretraining.corpus import CorpusProblem
from training.pretraining.prepare import Prepared, prepare
from training.pretraining.shapes import SHAPES, Shape

if TYPE_CHECKING:
    from transformers import BertForMaskedLM

    from training.pretraining.loop import Pretraining, Schedule

POSITIONS: Final = 512
MODEL_FOLDER: Final = "model"
TOLD_FILE: Final = "told.json"


@click.command("pretrain")
@click.argument("corpus", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder of the run.")
@click.option("--shape", type=click.Choice(tuple(SHAPES)), default="mini", show_default=True)
@click.option("--vocabulary", type=click.IntRange(100, 65_000), default=16_000, show_default=True, help="Subwords.")
@click.option("--tokens", type=click.FloatRange(min=1), default=2e7, show_default=True, help="Subwords seen in all.")
@click.option("--upto", type=click.FloatRange(min=1), help="Train on the first so many subwords only.")
@click.option("--length", type=click.IntRange(8, POSITIONS), default=128, show_default=True)
@click.option("--batch", type=click.IntRange(min=1), default=64, show_default=True, help="Sequences a step.")
@click.option("--register", "order", multiple=True, help="Registers that come first, in this order.")
@click.option("--threads", type=click.IntRange(min=1), help="Threads on a CPU.  [default: all cores]")
@click.option("--compile", "compiled", is_flag=True, help="Compile the step; wants a C++ compiler.")
@click.option("--seed", type=int, default=1, show_default=True)
def pretrain_command(
    corpus: Path,
    out: Path,
    shape: str,
    vocabulary: int,
    tokens: float,
    upto: float | None,
    length: int,
    batch: int,
    order: tuple[str, ...],
    threads: int | None,
    compiled: bool,
    seed: int,
) -> None:
    """Train a Dutch encoder on CORPUS, a folder of *.txt and *.jsonl files, plain or packed with xz.

    A run that was stopped goes on where it was when the same command is given again. The folder of the run then holds
    `model/`, which AutoModel.from_pretrained loads, the log, and how well hidden words are told in each register.
    """
    import torch

    from training.pretraining.loop import Schedule

    if threads is not None:
        torch.set_num_threads(threads)
    screen = console()
    try:
        prepared = prepare(corpus, out, size=vocabulary, order=order, tell=lambda text: screen.print(f"{text} …"))
    except CorpusProblem as error:
        raise click.ClickException(str(error)) from None
    schedule = Schedule(int(tokens), length, batch, seed=seed)
    for line in _plan(prepared, SHAPES[shape], schedule):
        screen.print(line)
    torch.manual_seed(seed)
    model, resumed = _train(prepared, SHAPES[shape], schedule, out, None if upto is None else int(upto), compiled)
    screen.print("Went on from the checkpoint." if resumed else "Trained from the start.")
    for line in _finish(model, prepared, out, length):
        screen.print(line)


def _plan(prepared: Prepared, shape: Shape, schedule: Schedule) -> list[str]:
    size = prepared.tokenizer.get_vocab_size()
    corpus = sum(prepared.registers.train.values())
    flops = shape.flops_a_token(size, schedule.length, schedule.hidden)
    return [
        f"{corpus:,} subwords to train on, {sum(prepared.registers.held_out.values()):,} held out.",
        f"{shape.parameters(size, POSITIONS):,} weights, {flops / 1e6:.1f} million operations a subword, "
        f"{flops * schedule.tokens / 1e15:.2f} petaflop in {schedule.steps:,} steps.",
    ]


def _train(
    prepared: Prepared, shape: Shape, schedule: Schedule, out: Path, upto: int | None, compiled: bool
) -> tuple[BertForMaskedLM, bool]:
    """Return the trained model, and whether it went on from a checkpoint."""
    from transformers import BertForMaskedLM

    from training.pretraining.loop import Pretraining
    from training.pretraining.masking import Vocabulary
    from training.pretraining.start import begin

    config = shape.config(prepared.tokenizer.get_vocab_size(), POSITIONS)
    # One pass over the text cannot be learned by heart, so nothing has to be dropped.
    config.hidden_dropout_prob = config.attention_probs_dropout_prob = 0.0
    model = BertForMaskedLM(config)
    run = Pretraining(model, Vocabulary.of(prepared.tokenizer), schedule, out)
    resumed = run.resume()
    if not resumed:
        begin(model, prepared.vectors(shape.width), prepared.counts())
    if compiled:
        run.compile()
    _shown(run, schedule, prepared.subwords[:upto])
    return model, resumed


def _shown(run: Pretraining, schedule: Schedule, subwords: Any) -> None:
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[state]}"), TimeRemainingColumn())
    with Progress(*columns, console=console(error=True)) as progress:
        task = progress.add_task("Training", total=schedule.steps, state="")
        for report in run.run(subwords):
            state = f"loss {report.loss:.3f}, {report.tokens_a_second:,.0f} subwords a second"
            progress.update(task, completed=report.step, state=state)


def _finish(model: BertForMaskedLM, prepared: Prepared, out: Path, length: int) -> list[str]:
    """Measure the model, save it in half precision, and say how it does."""
    import torch

    from training.pretraining.masking import Vocabulary
    from training.pretraining.told import told
    from training.pretraining.vocabulary import as_fast_tokenizer

    found = told(model, Vocabulary.of(prepared.tokenizer), out, length=length)
    rows = [asdict(each) for each in found]
    (out / TOLD_FILE).write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")
    model.config.hidden_dropout_prob = model.config.attention_probs_dropout_prob = 0.1
    weights: Any = model  # with its head, so that it can tell hidden words; AutoModel takes the encoder alone
    weights.to(torch.float16).save_pretrained(out / MODEL_FOLDER)
    as_fast_tokenizer(prepared.tokenizer).save_pretrained(out / MODEL_FOLDER)
    lines = [f"{each.register}: {each.accuracy:.1%} of {each.hidden:,} hidden subwords told" for each in found]
    return [*lines, f"The model: {out / MODEL_FOLDER}"]
