"""What a worker does before it can answer, in a process of its own: ``python -m training.speed_start FOLDER THREADS``.

Prints, as JSON, the seconds since its start and the most memory that it held (MiB), once it has answered a text.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Final

TEXT: Final = "verzoekt de regering de Kamer vóór 1 juli te informeren over de gevolgen voor de natuur;"
_STATUS: Final = Path("/proc/self/status")


def start(folder: Path, threads: int | None) -> None:
    """Load rules and model, and answer one text with both."""
    from labels.actors import ActorIndex
    from labels.rules import Rules
    from service.calibration import Calibration
    from service.classifier import Classifier, RuleEngine
    from service.model_engine import HybridEngine, ModelEngine
    from service.model_folder import ModelFolder
    from service.tagger import OnnxTagger

    rules = Rules.load()
    calibration = Calibration.load(ModelFolder(folder).calibration)
    model = ModelEngine(OnnxTagger.load(folder, threads=threads), calibration, ActorIndex.load())
    classifier = Classifier(RuleEngine(rules), model, HybridEngine(rules, model))
    classifier.engine("hybrid").acts([TEXT])


def peak() -> float:
    """Return the most memory that this process has held, in MiB."""
    if _STATUS.is_file():
        # On Linux getrusage also counts the process that started this one.
        lines = dict(line.split(":", 1) for line in _STATUS.read_text(encoding="utf-8").splitlines() if ":" in line)
        return int(lines["VmHWM"].split()[0]) / 1024
    import resource

    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return held / (1024 * 1024 if sys.platform == "darwin" else 1024)


def main(words: list[str]) -> None:
    """Load the model of a folder and print what that took."""
    folder, threads = words
    started = time.perf_counter()
    start(Path(folder), int(threads) or None)
    print(json.dumps({"seconds": time.perf_counter() - started, "mebibytes": peak()}))


if __name__ == "__main__":
    main(sys.argv[1:])
