"""``standpunt-train pretrain``: a base encoder from a folder of Dutch text."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
from click.core import ParameterSource
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from service.output import console
from training.pretraining.corpus import CorpusProblem
from training.pretraining.prepare import Prepared, prepare
from training.pretraining.shapes import SHAPES, Shape

if TYPE_CHECKING:
    from transformers import BertForMaskedLM

    from training.pretraining.loop import Pretraining, Schedule

POSITIONS: Final = 512
QUARTERS: Final = 4
ON_THE_WAY: Final = 64
"""Sequences of a register that are measured at each quarter of a run."""


@click.command("pretrain")
@click.argument("corpus", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder of the run.")
@click.option("--shape", type=click.Choice(tuple(SHAPES)), default="mini", show_default=True)
@click.option("--vocabulary", type=click.IntRange(100, 65_000), default=16_000, show_default=True, help="Subwords.")
@click.option("--tokens", type=click.FloatRange(min=1), default=2e7, show_default=True, help="Subwords seen in all.")
@click.option("--upto", type=click.FloatRange(min=1), help="Train on the first so many subwords only.")
@click.option("--length", type=click.IntRange(8, POSITIONS), default=128, show_default=True)
@click.option("--long-tokens", type=click.FloatRange(min=1), help=f"Then so many in sequences of {POSITIONS}.")
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
    long_tokens: float | None,
    batch: int,
    order: tuple[str, ...],
    threads: int | None,
    compiled: bool,
    seed: int,
) -> None:
    """Train a Dutch encoder on CORPUS, a folder of *.txt and *.jsonl files, plain or packed with xz.

    A run that was stopped goes on where it was when the same command is given again; one that was finished is only
    measured and written anew. The folder of the run then holds `model/`, which AutoModel.from_pretrained loads, with
    its card and curves, the log, and how well hidden words are told in each register.
    """
    import torch

    from training.pretraining.finish import MODEL_FOLDER, finish
    from training.pretraining.journal import Note, read_note
    from training.pretraining.loop import Schedule
    from training.pretraining.machine import machine

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
    first = None if upto is None else int(upto)
    context = click.get_current_context()
    model, resumed = _train(prepared, SHAPES[shape], schedule, first, compiled, _command(context))
    screen.print("Went on from the checkpoint." if resumed else "Trained from the start.")
    longer = None if long_tokens is None else schedule.longer(int(long_tokens), POSITIONS)
    if longer is not None:
        _train_longer(model, prepared, longer, first, compiled)
    note = read_note(out) or Note(_command(context), machine())
    for each in finish(model, prepared, SHAPES[shape], schedule, note, first, longer):
        screen.print(f"{each.register}: {each.accuracy:.1%} of {each.hidden:,} hidden subwords told")
    screen.print(f"The model, with its card: {out / MODEL_FOLDER}")


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
    prepared: Prepared, shape: Shape, schedule: Schedule, upto: int | None, compiled: bool, command: str
) -> tuple[BertForMaskedLM, bool]:
    """Return the trained model, and whether it went on from a checkpoint."""
    from transformers import BertForMaskedLM

    from training.pretraining.journal import Note, write_note
    from training.pretraining.loop import Pretraining
    from training.pretraining.machine import machine
    from training.pretraining.masking import Vocabulary
    from training.pretraining.start import begin

    config = shape.config(prepared.tokenizer.get_vocab_size(), POSITIONS)
    # One pass over the text cannot be learned by heart, so nothing has to be dropped.
    config.hidden_dropout_prob = config.attention_probs_dropout_prob = 0.0
    model = BertForMaskedLM(config)
    run = Pretraining(model, Vocabulary.of(prepared.tokenizer), schedule, prepared.folder)
    resumed = run.resume()
    if not resumed:
        begin(model, prepared.vectors(shape.width), prepared.counts())
    if compiled:
        run.compile()
    if run.step < schedule.steps:
        write_note(prepared.folder, Note(command, machine()))
    _shown(run, schedule, prepared, upto)
    return model, resumed


def _train_longer(
    model: BertForMaskedLM, prepared: Prepared, schedule: Schedule, upto: int | None, compiled: bool
) -> None:
    """Train a model further on long sequences, so that it knows all its places."""
    from training.pretraining.finish import LONG_FOLDER
    from training.pretraining.loop import Pretraining
    from training.pretraining.masking import Vocabulary

    run = Pretraining(model, Vocabulary.of(prepared.tokenizer), schedule, prepared.folder / LONG_FOLDER)
    run.resume()
    if compiled:
        run.compile()
    _shown(run, schedule, prepared, upto, measured=QUARTERS)


def _shown(
    run: Pretraining, schedule: Schedule, prepared: Prepared, upto: int | None, measured: int | None = None
) -> None:
    """Train and show the progress; at each quarter of the run write down how well hidden words are told."""
    from training.pretraining.journal import note_told
    from training.pretraining.told import told

    if measured is None:
        measured = QUARTERS * run.step // schedule.steps
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[state]}"), TimeRemainingColumn())
    with Progress(*columns, console=console(error=True)) as progress:
        task = progress.add_task("Training", total=schedule.steps, state="")
        for report in run.run(prepared.subwords[:upto]):
            state = f"loss {report.loss:.3f}, {report.tokens_a_second:,.0f} subwords a second"
            progress.update(task, completed=report.step, state=state)
            if (reached := QUARTERS * report.step // schedule.steps) > measured:
                found = told(run.model, run.vocabulary, prepared.folder, length=schedule.length, most=ON_THE_WAY)
                note_told(prepared.folder, report.step, found)
                measured = reached


def _command(context: click.Context) -> str:
    """Return the command with what was given to it; of absolute paths the name alone."""
    words = ["standpunt-train", str(context.command.name)]
    for parameter in context.command.params:
        name = str(parameter.name)
        if context.get_parameter_source(name) is not ParameterSource.COMMANDLINE:
            continue
        value = context.params[name]
        option = [parameter.opts[-1]] if isinstance(parameter, click.Option) else []
        if value is True:
            words += option
        else:
            for each in value if isinstance(value, tuple) else (value,):
                words += [*option, _shown_value(each)]
    return shlex.join(words)


def _shown_value(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:g}".replace("e+0", "e").replace("e+", "e")
    if isinstance(value, Path) and value.is_absolute():
        return value.name
    return str(value)
