"""Replaces a model folder as a whole, or not at all."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from service.model_folder import ModelFolder
from training.finetuning_summary import NotReleasable


@contextmanager
def replacing(out: Path) -> Iterator[Path]:
    """Give a fresh folder that takes the place of ``out`` at the end, and goes away where something is raised.

    Raises ``NotReleasable`` where something else than a model stands there.
    """
    out = out.absolute()
    if out.exists() and not ModelFolder(out).labels.is_file() and any(out.iterdir()):
        raise NotReleasable(out, "the folder holds something else than a model", "Choose an empty or a new folder.")
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent) as beside:
        fresh, old = Path(beside) / "fresh", Path(beside) / "old"
        fresh.mkdir()
        yield fresh
        # Two renamings within a file system: the shortest time without a model that every system offers.
        if out.exists():
            out.rename(old)
        try:
            fresh.rename(out)
        except OSError:
            if old.exists():
                old.rename(out)
            raise
