"""Corrections that people made to what a model said, and which of them counts where a text has several."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from labels.scheme import Paragraph
from labels.tokens import Words, words_of


@dataclass(frozen=True, slots=True)
class Correction:
    """A paragraph as a person marked it.

    ``at`` has a time zone; ``model`` is the version that was corrected, empty where none is known; ``note`` is what
    the person wanted to say beside it.
    """

    paragraph: Paragraph
    by: str
    at: datetime
    model: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two people who marked the same text differently; ``kept`` is the later of the two."""

    kept: Correction
    given_up: Correction


@dataclass(frozen=True, slots=True)
class Resolved:
    """One correction a text, in order of their first appearance; ``superseded`` is how many later ones replaced."""

    corrections: tuple[Correction, ...]
    superseded: int
    contradictions: tuple[Contradiction, ...]


def resolve(corrections: Iterable[Correction]) -> Resolved:
    """Keep the latest correction of each text; of two at the same time, the one that comes later.

    Texts are the same where their words are. Different acts by different people are told as contradictions.
    """
    by_text: dict[Words, list[Correction]] = {}
    for correction in corrections:
        by_text.setdefault(words_of(correction.paragraph.text), []).append(correction)
    kept: list[Correction] = []
    contradictions: list[Contradiction] = []
    for group in by_text.values():
        # The sort is stable: of two at the same time, the one that was read last stays last.
        *earlier, latest = sorted(group, key=lambda each: each.at)
        kept.append(latest)
        contradictions.extend(
            Contradiction(latest, each) for each in earlier if each.by != latest.by and not same_acts(each, latest)
        )
    return Resolved(tuple(kept), sum(map(len, by_text.values())) - len(kept), tuple(contradictions))


def same_acts(one: Correction, other: Correction) -> bool:
    """Return whether two corrections hold the same acts by their words, which white space and marks do not change."""
    return _wording(one) == _wording(other)


def _wording(correction: Correction) -> list[tuple[str, str, Words, Words, tuple[Words, ...]]]:
    return sorted(
        (
            act.stance,
            act.strength,
            words_of(act.trigger.text),
            words_of(act.target.text) if act.target else (),
            tuple(sorted(words_of(each.span.text) for each in act.addressees)),
        )
        for act in correction.paragraph.acts
    )
