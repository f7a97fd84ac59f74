"""The corrections of a run: those that stand when it begins, and which of them the champion has not learned.

They are frozen in the folder of the run; what comes later waits for the next run.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, ValidationError

from labels.corrections import Contradiction, Correction, resolve
from labels.tokens import Words, words_of
from service.feedback.lines import as_line, correction_id
from service.whole_files import write_whole
from training.corrections import read_corrections
from training.retraining.journal import journals

CORRECTIONS: Final = "corrections.jsonl"
HELD: Final = "held.json"


@dataclass(frozen=True, slots=True)
class Held:
    """All ``standing`` corrections, and of each text the one that ``counts``, by its id."""

    standing: tuple[Correction, ...]
    counts: dict[str, Correction]
    superseded: int
    contradictions: tuple[Contradiction, ...]

    @classmethod
    def of(cls, standing: Iterable[Correction]) -> Held:
        """Return what stands, by the rule that chooses."""
        found = tuple(standing)
        resolved = resolve(found)
        counts = {correction_id(each): each for each in resolved.corrections}
        return cls(found, counts, resolved.superseded, resolved.contradictions)

    @property
    def digest(self) -> str:
        """Return a hash of what counts."""
        return sha256("\n".join(sorted(self.counts)).encode()).hexdigest()

    def by_words(self) -> dict[Words, str]:
        """Return the ids of what counts by the words of the texts."""
        return {words_of(each.paragraph.text): id for id, each in self.counts.items()}


class _Learned(BaseModel):
    model_config = ConfigDict(frozen=True)

    learned: frozenset[str]


def freeze(folder: Path, standing: Iterable[Correction]) -> Held:
    """Return the corrections of the run in ``folder``: those it has kept, or else ``standing``, which it then keeps."""
    file = folder / CORRECTIONS
    if not file.is_file():
        write_whole(file, "".join(map(as_line, standing)))
    return Held.of(read_corrections(file))


def note_learned(folder: Path, learned: Collection[str]) -> None:
    """Keep which corrections are in the data set of the run in ``folder``, by their ids."""
    write_whole(folder / HELD, _Learned(learned=frozenset(learned)).model_dump_json(indent=2) + "\n")


def learned_by(runs: Path, dataset: str | None) -> frozenset[str]:
    """Return the corrections in the data set with a version, by the run that made it.

    None where no run in ``runs`` did: such a model was trained elsewhere, and nothing is known of what it learned.
    """
    for journal in journals(runs) if dataset is not None else ():
        if journal.state.dataset == dataset and (found := learned_in(journal.folder)) is not None:
            return found
    return frozenset()


def learned_in(folder: Path) -> frozenset[str] | None:
    """Return the corrections in the data set of a run, or None where that is not known."""
    try:
        return _Learned.model_validate_json((folder / HELD).read_bytes()).learned
    except (OSError, ValidationError):
        return None
