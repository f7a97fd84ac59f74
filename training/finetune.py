"""``standpunt-train finetune``: a tagger from a base encoder and a data set."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from labels.rules import Rules
from service.output import console
from training.bases import EMBEDDED_BASE, BaseProblem, load_base
from training.dataset import DatasetProblem, file_hash, load
from training.records import Record

if TYPE_CHECKING:
    from training.finetuning.trainer import Recipe

MODEL_FOLDER: Final = "model"
SUMMARY: Final = "finetuning.json"
SETTINGS: Final = "settings.json"


class OtherSettings(Exception):
    """``folder`` holds a run with other settings than those asked for: ``differing`` names them."""

    def __init__(self, folder: Path, differing: Mapping[str, tuple[Any, Any]]) -> None:
        told = "; ".join(f"{name}: {there} there, {now} now" for name, (there, now) in differing.items())
        super().__init__(f"{folder} holds a run with other settings ({told}). Name another folder with --out.")
        self.folder = folder
        self.differing = dict(differing)


RATE_HELP: Final = "Highest learning rate of AdamW."
MATRIX_RATE_HELP: Final = "The same of Muon, for the matrices of the layers; with 0 AdamW has them too."


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
@click.option("--hints/--no-hints", default=True, show_default=True, help="Tell the model what the rules find.")
@click.option("--noise/--no-noise", default=True, show_default=True, help="Vary the texts as real ones vary.")
@click.option("--rate", type=click.FloatRange(min=0, min_open=True), default=3e-3, show_default=True, help=RATE_HELP)
@click.option("--matrix-rate", type=click.FloatRange(min=0), default=0.02, show_default=True, help=MATRIX_RATE_HELP)
@click.option("--dropout", type=click.FloatRange(0, 1, max_open=True), default=0.0, show_default=True)
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
    hints: bool,
    noise: bool,
    rate: float,
    matrix_rate: float,
    dropout: float,
    batch: int,
    threads: int | None,
    seed: int,
) -> None:
    """Fine-tune a base encoder on DATASET, a folder that `standpunt-train dataset build` made.

    The rates are those for the embedded base, which Muon trained. A Dutch BERT of the hub was trained with AdamW, and
    wants `--matrix-rate 0 --rate 5e-5 --dropout 0.1`.

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
    recipe = Recipe(batch=batch, rate=rate, matrix_rate=matrix_rate, dropout=dropout, seed=seed)
    try:
        found = _run(dataset, out, (base, revision, fresh), gold_share, Mix(courses, seed), hints, noise, recipe)
    except (BaseProblem, DatasetProblem, OtherSettings) as error:
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
    hints: bool,
    noise: bool,
    recipe: Recipe,
) -> dict[str, Any]:
    import torch
    from tokenizers import Tokenizer

    from service.subwords import Cutter
    from service.tags import all_tags
    from training.finetuning.hinting import Hinting, rule_hints, take_hints, takes_hints
    from training.finetuning.noise import noisy
    from training.finetuning.trainer import LabelledTurns, fine_tune, longest_read

    started = time.monotonic()
    sets = load(dataset)
    torch.manual_seed(recipe.seed)
    model, tokenizer = load_base(base[0], revision=base[1], tags=all_tags(), random=base[2])
    cutter = Cutter(Tokenizer.from_str(tokenizer.backend_tokenizer.to_str()))
    train = [record for record in sets.records("train") if _is_in(record, gold_share)]
    hinting = Hinting(Rules.load()) if hints else None
    if hinting is not None and not takes_hints(model.config):
        take_hints(model)
    learned = LabelledTurns(train, mix, recipe.batch, cutter, noisy if noise else None, longest_read(model), hinting)
    if not len(learned):
        raise DatasetProblem(
            dataset, "with these options nothing of it is learned", "See the options that count times."
        )
    validation = [
        record.paragraph for record in sets.records("validation") if record.paragraph.role in (None, "operative")
    ]
    if not validation:
        raise DatasetProblem(dataset, "no paragraph of it validates", "Build it with gold that has a validation split.")
    settings = {
        "base": _named(base[0]),
        "revision": base[1],
        "weights": _weights_digest(Path(base[0])),
        "random": base[2],
        "dataset": sets.manifest.version,
        "gold_share": gold_share,
        "courses": {origin: asdict(course) for origin, course in mix.courses.items()},
        "hints": hints,
        "noise": noise,
        "recipe": asdict(recipe),
        "paragraphs": len(learned),
    }
    _keep_settings(out, settings)
    told = rule_hints(hinting.rules, validation) if hinting is not None else None
    figures = fine_tune(model, cutter, learned, validation, recipe, out / "checkpoints", told)
    model.save_pretrained(out / MODEL_FOLDER)
    tokenizer.save_pretrained(out / MODEL_FOLDER)
    summary = {**settings, "validation": figures, "seconds": round(time.monotonic() - started, 1)}
    (out / SUMMARY).write_text(json.dumps(summary, indent=2) + "\n", encoding="utf-8")
    return summary


def _keep_settings(out: Path, settings: Mapping[str, Any]) -> None:
    """Write the settings of a run that begins; raise ``OtherSettings`` where the one that goes on has others."""
    kept = out / SETTINGS
    if not kept.is_file():
        out.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(settings, indent=2) + "\n", encoding="utf-8")
        return
    there = json.loads(kept.read_text(encoding="utf-8"))
    differing = {name: (there.get(name), now) for name, now in settings.items() if there.get(name) != now}
    if differing:
        raise OtherSettings(out, differing)


def _named(base: str) -> str:
    """Return how a base is told of: without the path of this machine, with what a tagger was fine-tuned on before."""
    folder = Path(base)
    if not folder.is_dir():
        return base
    earlier = folder.parent / SUMMARY
    if not earlier.is_file():
        return folder.name
    told = json.loads(earlier.read_text(encoding="utf-8"))
    return f"{told['base']}, fine-tuned on {told['dataset']} before"


def _weights_digest(base: Path) -> str | None:
    """Return what tells the weights in a folder from others of the same name; null for a base of the hub."""
    if not base.is_dir():
        return None
    return file_hash(*sorted((*base.glob("*.safetensors"), *base.glob("*.bin"))))[:16]


def _is_in(record: Record, share: float) -> bool:
    """Tell whether a record is among the share of the gold that is learned: whole documents, the same ones always."""
    if record.origin != "gold":
        return True
    digest = hashlib.sha256(record.document.encode()).digest()
    return int.from_bytes(digest[:4]) < share * 2**32
