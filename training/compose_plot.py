"""Holds composed paragraphs against the annotated ones: lengths, acts, stances and frames, as numbers and a picture."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, pstdev
from typing import Any, Final

from training.composing.gold_fillers import gold_fillers
from training.gold import GoldDocument, of_split
from training.gold_records import gold_records
from training.records import Record, stance_names

BIN: Final = 5
"""Words of a bin of the lengths."""
LONGEST: Final = 140
RANKS: Final = 400
"""So many of the most frequent frames are compared by rank."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What operative paragraphs are like: ``words`` of each, and how often each number of acts, stance and frame."""

    words: tuple[int, ...]
    acts: Mapping[int, int]
    stances: Mapping[str, int]
    frames: Mapping[str, int]

    def lengths(self) -> list[float]:
        """Return the share of paragraphs by length, in bins of ``BIN`` words; the last holds all longer ones."""
        counts = Counter(min(words, LONGEST) // BIN for words in self.words)
        return _shares([counts[each] for each in range(LONGEST // BIN + 1)])

    def act_shares(self) -> list[float]:
        """Return the share of paragraphs with none, one … five acts."""
        return _shares([self.acts.get(each, 0) for each in range(6)])

    def stance_shares(self) -> list[float]:
        """Return the share of acts by stance, in the order of ``stances.yaml``."""
        return _shares([self.stances.get(name, 0) for name in stance_names()])

    def frame_shares(self) -> list[float]:
        """Return the share of acts of the most frequent frame, the second …, among the first ``RANKS``."""
        ranked = sorted(self.frames.values(), reverse=True)[:RANKS]
        return _shares([*ranked, *[0] * (RANKS - len(ranked))])


def profile(records: Iterable[Record]) -> Profile:
    """Measure operative records; those of another role are left out. Acts without a frame count for no frame."""
    words: list[int] = []
    acts: Counter[int] = Counter()
    stances: Counter[str] = Counter()
    frames: Counter[str] = Counter()
    for record in records:
        paragraph = record.paragraph
        if paragraph.role not in (None, "operative"):
            continue
        words.append(len(paragraph.text.split()))
        acts[len(paragraph.acts)] += 1
        stances.update(act.stance for act in paragraph.acts)
        frames.update(act.frame for act in paragraph.acts if act.frame)
    return Profile(tuple(words), dict(acts), dict(stances), dict(frames))


def gold_profile(documents: Iterable[GoldDocument]) -> Profile:
    """Measure the annotated documents of the set ``train``, with the frames that the rules find for their acts."""
    train = of_split(tuple(documents), "train")
    measured = profile(record for document in train for record in gold_records(document))
    frames: Counter[str] = Counter()
    for (_, frame), count in gold_fillers(train).frames.items():
        frames[frame] += count
    return Profile(measured.words, measured.acts, measured.stances, dict(frames))


def compare(composed: Profile, gold: Profile) -> dict[str, Any]:
    """Return the numbers of both, and the Jensen–Shannon distance (base 2, so 0 to 1) of each kind of shares.

    Needs the extra ``data``.
    """
    from scipy.spatial.distance import jensenshannon

    pairs = {
        "words": (composed.lengths(), gold.lengths()),
        "acts": (composed.act_shares(), gold.act_shares()),
        "stances": (composed.stance_shares(), gold.stance_shares()),
        "frame_ranks": (composed.frame_shares(), gold.frame_shares()),
    }
    return {
        "composed": _numbers(composed),
        "gold": _numbers(gold),
        "distances": {name: round(float(jensenshannon(*both, base=2)), 4) for name, both in pairs.items()},
    }


def draw(composed: Profile, gold: Profile, path: Path) -> None:
    """Draw both profiles beside each other as a PNG, with the numbers in a JSON file of the same name beside it.

    Needs the extra ``data``. Raises ``OSError`` where a file cannot be written.
    """
    from matplotlib.figure import Figure

    numbers = compare(composed, gold)
    figure = Figure(figsize=(13, 9), layout="constrained")
    ((lengths, acts), (stances, frames)) = figure.subplots(2, 2)
    for shown, name in ((composed, "composed"), (gold, "gold, train")):
        lengths.step([each * BIN for each in range(LONGEST // BIN + 1)], shown.lengths(), where="post", label=name)
        frames.loglog(range(1, RANKS + 1), [share or None for share in shown.frame_shares()], label=name)
    for place, (shown, name) in enumerate(((composed, "composed"), (gold, "gold, train"))):
        offset = 0.4 * place - 0.2
        acts.bar([each + offset for each in range(6)], shown.act_shares(), 0.4, label=name)
        stances.bar([k + offset for k in range(len(stance_names()))], shown.stance_shares(), 0.4, label=name)
    stances.set_xticks(range(len(stance_names())), stance_names(), rotation=60, ha="right")
    titles = {"words": lengths, "acts": acts, "stances": stances, "frame_ranks": frames}
    labels = ("words in a paragraph", "acts in a paragraph", "stances", "frames by rank")
    for (key, axes), label in zip(titles.items(), labels, strict=True):
        axes.set_title(f"{label} (Jensen–Shannon distance {numbers['distances'][key]:.3f})")
        axes.set_ylabel("share")
        axes.legend()
    figure.savefig(path, dpi=110)
    path.with_suffix(".json").write_text(json.dumps(numbers, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _numbers(shown: Profile) -> dict[str, Any]:
    paragraphs = len(shown.words)
    return {
        "paragraphs": paragraphs,
        "acts": sum(shown.stances.values()),
        "words_mean": round(fmean(shown.words), 2) if paragraphs else 0.0,
        "words_sd": round(pstdev(shown.words), 2) if paragraphs else 0.0,
        "acts_by_paragraph": {str(count): shown.acts[count] for count in sorted(shown.acts)},
        "stances": {name: shown.stances.get(name, 0) for name in stance_names()},
        "frames": len(shown.frames),
    }


def _shares(counts: list[int]) -> list[float]:
    total = sum(counts)
    return [count / total if total else 0.0 for count in counts]
