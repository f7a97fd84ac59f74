"""A trained model, loaded from its folder and ready to answer, with what is known of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from labels.rules import Rules
from service.model_folder import FETCH_ANEW, Labels, ModelFolder, UnusableModel

if TYPE_CHECKING:
    from service.calibration import Calibration
    from service.model_engine import HybridEngine, ModelEngine

WARM_UP: Final = "verzoekt de Commissie de veerdienst te steunen;"
"""What a model reads before it is asked anything: the first text takes several times as long as the next."""


@dataclass(frozen=True, slots=True)
class Trained:
    """A model as two engines, its ``labels`` and ``calibration``, and the figures measured of it, or null.

    ``tag`` is what the store calls it; null where it comes from elsewhere.
    """

    bert: ModelEngine
    hybrid: HybridEngine
    labels: Labels
    calibration: Calibration
    scores: dict[str, Any] | None
    tag: str | None = None


def load_trained(folder: Path, rules: Rules, *, threads: int | None = None, tag: str | None = None) -> Trained:
    """Load the model in ``folder`` and let it read a first text; the hybrid asks ``rules``, the model their actors.

    ``threads`` is how many a text is computed with; null is one a core; ``tag`` is told with the model. Raises
    ``UnusableModel`` whatever is wrong.
    """
    files = ModelFolder(folder)
    try:
        # Only here: who has no model needs none of these packages.
        from service.calibration import Calibration
        from service.model_engine import HybridEngine, ModelEngine
        from service.tagger import OnnxTagger
    except ImportError as error:
        problem = f"the package {error.name or 'onnxruntime'} cannot be imported: {error}"
        raise UnusableModel(folder, problem, "Install the package with all that it needs.") from error
    try:
        tagger = OnnxTagger.load(folder, threads=threads)
    except OSError as error:
        raise UnusableModel(folder, f"it cannot be read: {error}", FETCH_ANEW) from error
    try:
        calibration = Calibration.load(files.calibration)
    except (OSError, ValueError) as error:
        raise UnusableModel(folder, f"calibration.json cannot be read: {error}", FETCH_ANEW) from error
    bert = ModelEngine(tagger, calibration, rules.actors)
    trained = Trained(bert, HybridEngine(rules, bert), files.read_labels(), calibration, files.read_scores(), tag)
    try:
        trained.hybrid.acts([WARM_UP])
    except Exception as error:  # A damaged model can fail in any way.
        raise UnusableModel(folder, f"it fails on a first text: {error!r}", FETCH_ANEW) from error
    return trained
