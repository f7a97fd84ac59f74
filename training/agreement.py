"""How far a second annotator agrees with the gold: what an engine can reach at most.

``labels/gold/blind`` holds paragraphs of the gold annotated once more, by somebody who saw neither the gold nor an
engine's answer. A file there has the name of its document.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from labels.scheme import Paragraph
from training.evaluation.measures import Scores, score, total
from training.gold import GOLD, GoldProblem, documents_of, load_gold

BLIND: Final = GOLD / "blind"


def agreement(folder: Path = BLIND, gold: Path = GOLD) -> dict[str, Scores]:
    """Return by document the scores of the second annotator against the gold.

    Raises ``GoldProblem`` where a document or paragraph is not in the gold, or not with the same text.
    """
    return {
        file.stem: total(score(first, second) for first, second in _pairs(file, gold)) for file in documents_of(folder)
    }


def _pairs(file: Path, gold: Path) -> Iterator[tuple[Paragraph, Paragraph]]:
    """Yield each paragraph that was annotated twice, as in the gold and as by the second annotator."""
    (document,) = load_gold([gold / file.name])
    own = {each.number: each for each in document.operatives}
    (again,) = load_gold([file])
    for second in again.operatives:
        first = own.get(second.number)
        if first is None or first.text != second.text:
            problem = f"paragraph {second.number} does not stand so in {gold / file.name}"
            raise GoldProblem(file, problem, "Take the paragraph out, or annotate it anew.")
        yield first, replace(second, id=first.id)
