"""``standpunt-train finetune``: a tagger from a base encoder and a data set."""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from service.output import console
from training.bases import EMBEDDED_BASE, BaseProblem, load_base
from training.dataset import DatasetProblem, load
from training.records import Record

if TYPE_CHECKING:
    from training.finetuning.trainer import Recipe

MODEL_FOLDER: Final = "model"
SUMMARY: Final = "finetuning.json"


@click.command("finetune")
@click.argument("dataset", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder of the run.")
@click.option("--base", default=str(EMBEDDED_BASE), help="Folder, or id on the hub.  [default: the embedded base]")
@click.option("--revision", help="Commit of a base of the hub.")
@click.option("--random", "fresh", is_flag=True, help="Only the shape of the base, with fresh weights.")
@click.option("--gold-share", type=click.FloatRange(0, 1), default=1.0, show_default=True, help="Documents of gold.")
@click.option("--gold", "gold_times", type=click.IntRange(0), default=8, show_default=True, help="Times gold is seen.")
@click.option("--composed", "composed_times", type=click.IntRange(0), default=1, show_default=True)
@click.option("--silver", "silver_times", type=click.IntRange(0), default=2, show_default=True)
@click.option("--noise/--no-noise", default=True, show_default=True, help="Vary the texts as real ones vary.")
@click.option("--rate", type=click.FloatRange(min=0, min_open=True), default=6e-4, show_default=True)
@click.option("--batch", type=click.IntRange(min=1), default=32, show_default=True, help="Paragraphs a step.")
@click.option("--threads", type=click.IntRange(min=1), help="Threads on a CPU.  [default: all cores]")
@click.option("--seed", type=int, default=1, show_default=True)
def finetune_command(
    dataset: Path,
    out: Path,
    base: str,
    revision: str | None,
    fresh: bool,
    gold_share: float,
    gold_times: int,
    composed_times: int,
    silver_times: int,
    noise: bool,
    rate: float,
    batch: int,
    threads: int | None,
    seed: int,
) -> None:
    """Fine-tune a base encoder on DATASET, a folder that `standpunt-train dataset build` made.

    A run that was stopped goes on from its last checkpoint when the same command is given again. The folder of the
    run then holds `model/`, which transformers loads, and `finetuning.json` with the figures on validation.
    """
    import torch

    from training.finetuning.mix import DEFAULT, Mix
    from training.finetuning.trainer import Recipe

    if threads is not None:
        torch.set_num_threads(threads)
    times = {"gold": gold_times, "composed": composed_times, "silver": silver_times, "correction": gold_times}
    courses = {origin: type(course)(times[origin], course.begin, course.end) for origin, course in DEFAULT.items()}
    recipe = Recipe(batch=batch, rate=rate, seed=seed)
    try:
        found = _run(dataset, out, (base, revision, fresh), gold_share, Mix(courses, seed), noise, recipe)
    except (BaseProblem, DatasetProblem) as error:
        raise click.ClickException(str(error)) from None
    screen = console()
    for name, figure in found["validation"].items():
        screen.print(f"{name}: {figure:.3f}")
    screen.print(f"The model: {out / MODEL_FOLDER} ({found['seconds']:,.0f} s)")


def _run(
    dataset: Path,
    out: Path,
    base: tuple[str, str | None, bool],
    gold_share: float,
    mix: Any,
    noise: bool,
    recipe: Recipe,
) -> dict[str, Any]:
    import torch
    from tokenizers import Tokenizer

    from service.subwords import Cutter
    from service.tags import all_tags
    from training.finetuning.noise import noisy
    from training.finetuning.trainer import LabelledTurns, fine_tune, longest_read

    started = time.monotonic()
    sets = load(dataset)
    torch.manual_seed(recipe.seed)
    model, tokenizer = load_base(base[0], revision=base[1], tags=all_tags(), random=base[2])
    cutter = Cutter(Tokenizer.from_str(tokenizer.backend_tokenizer.to_str()))
    train = [record for record in sets.records("train") if _is_in(record, gold_share)]
    learned = LabelledTurns(train, mix, recipe.batch, cutter, noisy if noise else None, longest_read(model))
    if not len(learned):
        raise DatasetProblem(
            dataset, "with these options nothing of it is learned", "See the options that count times."
        )
    validation = [
        record.paragraph for record in sets.records("validation") if record.paragraph.role in (None, "operative")
    ]
    figures = fine_tune(model, cutter, learned, validation, recipe, out / "checkpoints")
    model.save_pretrained(out / MODEL_FOLDER)
    tokenizer.save_pretrained(out / MODEL_FOLDER)
    summary = {
        "base": Path(base[0]).name if Path(base[0]).is_dir() else base[0],
        "revision": base[1],
        "random": base[2],
        "dataset": sets.manifest.version,
        "gold_share": gold_share,
        "courses": {origin: asdict(course) for origin, course in mix.courses.items()},
        "noise": noise,
        "recipe": asdict(recipe),
        "paragraphs": len(learned),
        "validation": figures,
        "seconds": round(time.monotonic() - started, 1),
    }
    (out / SUMMARY).write_text(json.dumps(summary, indent=2) + "\n", encoding="utf-8")
    return summary


def _is_in(record: Record, share: float) -> bool:
    """Tell whether a record is among the share of the gold that is learned: whole documents, the same ones always."""
    if record.origin != "gold":
        return True
    digest = hashlib.sha256(record.document.encode()).digest()
    return int.from_bytes(digest[:4]) < share * 2**32
