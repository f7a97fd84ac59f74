"""How many paragraphs a second the rules read on one core. Run with -s to see the figure."""

from __future__ import annotations

import json
import lzma
import time
from pathlib import Path

import pytest

from labels.rules import Rules

MOTIONS = Path(__file__).parents[3] / "shared" / "corpus" / "moties_tweede_kamer.jsonl.xz"
WANTED = 3000
# A shared machine may be busy with something else: the best of several rounds counts.
ROUNDS = 3


@pytest.mark.skipif(not MOTIONS.exists(), reason="the motions are not beside the repository")
def test_paragraphs_a_second(capsys: pytest.CaptureFixture[str]) -> None:
    with lzma.open(MOTIONS, "rt", encoding="utf-8") as lines:
        paragraphs = [text for line in lines for text in json.loads(line)["text"]]
    rules = Rules.load()
    dicta = [text for text in paragraphs if rules.acts(text)]
    assert len(dicta) > len(paragraphs) / 10
    best = rate(rules, paragraphs)
    with capsys.disabled():
        print(f"\nrules, one core: {best:,.0f} paragraphs a second of {len(paragraphs):,} paragraphs of motions,")
        print(f"{rate(rules, dicta):,.0f} of the {len(dicta):,} that hold an act")
    assert best >= WANTED


def rate(rules: Rules, paragraphs: list[str]) -> float:
    """Return how many of the paragraphs are read in a second of processor time, in the best of a few rounds."""
    best = 0.0
    for _ in range(ROUNDS):
        started = time.process_time()
        for text in paragraphs:
            rules.acts(text)
        best = max(best, len(paragraphs) / (time.process_time() - started))
    return best
