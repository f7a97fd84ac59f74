"""What a run is begun with: hashes that must be the same where it goes on after a stop."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import labels
from service.version import VERSION
from training.dataset import file_hash
from training.gold import SPLITS, documents_of
from training.retraining.finetuning import FINETUNING
from training.retraining.journal import journals
from training.retraining.options import Options

_OF_A_BASE: Final = ("*.safetensors", "*.bin", "*.json", "vocab.txt", "merges.txt")


class NoRunOfChampion(Exception):
    """``runs`` hold no run whose weights became the champion ``tag``, null where no model is promoted."""

    def __init__(self, runs: Path, tag: str | None) -> None:
        told = "No model is promoted" if tag is None else f"{runs} holds no run that made {tag}"
        super().__init__(f"{told}, so there are no weights to go on from. Leave out --from-champion.")
        self.runs = runs
        self.tag = tag


def inputs_of(options: Options) -> dict[str, str]:
    """Return the hashes of what a run is begun with. Raises ``OSError``."""
    lexicon = sorted(Path(labels.__file__).parent.glob("*.yaml"))
    found = {
        "package": VERSION,
        "labels": file_hash(*lexicon)[:16],
        "documents": file_hash(*documents_of(options.gold), options.gold / SPLITS)[:16],
        "weights": _weights(options),
    }
    if options.silver:
        found["motions"] = file_hash(*options.silver)[:16]
    return found


def run_of_champion(runs: Path, tag: str | None) -> Path:
    """Return the folder of the run that made the champion. Raises ``NoRunOfChampion``."""
    for journal in journals(runs) if tag is not None else ():
        if journal.state.challenger == tag and (journal.folder / FINETUNING / "model").is_dir():
            return journal.folder
    raise NoRunOfChampion(runs, tag)


def _weights(options: Options) -> str:
    if options.from_champion:
        # Those of the champion when the run began, which its state names: it may itself be champion by now.
        return "champion"
    base = Path(options.base)
    if not base.is_dir():
        return f"{options.base} {options.revision or ''}".strip()
    files = sorted({file for pattern in _OF_A_BASE for file in base.glob(pattern)})
    return file_hash(*files)[:16]
