"""What a run is trained on, in words: the kind of machine, never its name."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from training.pretraining.loop import cpu_multiplies_bf16

_MODEL: Final = re.compile(r"^model name\s*:\s*(.+)$", re.MULTILINE)


def machine() -> str:
    """Return the card or processor, its threads, the format of numbers and the version of torch."""
    import torch

    version = f"torch {torch.__version__}"
    if torch.cuda.is_available():
        return f"{torch.cuda.get_device_name()}, bfloat16, {version}"
    form = "bfloat16" if cpu_multiplies_bf16() else "float32"
    return f"{processor()}, {torch.get_num_threads()} threads, {form}, {version}"


def processor(known: Path = Path("/proc/cpuinfo")) -> str:
    """Return the kind of processor; ``a processor of unknown kind`` where the system does not say."""
    found = _MODEL.search(known.read_text(encoding="utf-8")) if known.is_file() else None
    return " ".join(found.group(1).split()) if found else "a processor of unknown kind"
