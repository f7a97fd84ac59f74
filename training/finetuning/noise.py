"""Noise for training: a labelled paragraph as real texts have it, with the same acts in the same order.

A kind of noise is a small named rule that may abstain. Chances are guesses at what the annotated documents and the
formats that the service reads hold; they are not measured.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Final

from labels.scheme import Paragraph
from training.finetuning import letter_noise, space_noise, wording_noise
from training.finetuning.edits import Edit, edited

Edits = Callable[[Paragraph, Random], list[Edit]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of noise: its name, and the edits that it makes in a paragraph, none where it does not fit."""

    name: str
    edits: Edits

    def noisy(self, paragraph: Paragraph, random: Random) -> Paragraph:
        """Return the paragraph with this noise; as it was, where the rule does not fit."""
        edits = self.edits(paragraph, random)
        return edited(paragraph, edits) if edits else paragraph


@dataclass(frozen=True, slots=True)
class Noise:
    """Rules in the order in which they are applied, each with its chance in a paragraph that becomes noisy.

    ``share`` is the chance that a paragraph does. All lie between 0 and 1; raises ``ValueError`` where one does not.
    """

    rules: tuple[tuple[Rule, float], ...]
    share: float = 1.0

    def __post_init__(self) -> None:
        for name, chance in (("share", self.share), *((rule.name, chance) for rule, chance in self.rules)):
            if not 0 <= chance <= 1:
                raise ValueError(f"the chance of '{name}' is {chance}; it has to lie between 0 and 1")

    def noisy(self, paragraph: Paragraph, random: Random) -> Paragraph:
        """Return the paragraph with some noise. The same state of ``random`` gives the same."""
        if random.random() >= self.share:
            return paragraph
        for rule, chance in self.rules:
            if random.random() < chance:
                paragraph = rule.noisy(paragraph, random)
        return paragraph


# What adds words comes first, so that capitals and markers fall on the words that then begin the paragraph; line
# ends come last, where all words have their length.
_CHANCES: Final[tuple[tuple[Edits, float], ...]] = (
    (wording_noise.no_speaker, 0.3),
    (wording_noise.speaker, 0.08),
    (wording_noise.connective, 0.06),
    (wording_noise.other_separator, 0.12),
    (wording_noise.lost_comma, 0.1),
    (wording_noise.no_end_mark, 0.12),
    (wording_noise.other_end_mark, 0.1),
    (wording_noise.lower_case, 0.01),
    (wording_noise.capital_start, 0.2),
    (wording_noise.capital_word, 0.03),
    (wording_noise.capital_triggers, 0.03),
    (wording_noise.marker, 0.12),
    (letter_noise.misread_letter, 0.03),
    (letter_noise.other_quotes, 0.15),
    (letter_noise.other_apostrophes, 0.15),
    (letter_noise.other_dashes, 0.1),
    (letter_noise.glued_footnote, 0.12),
    (letter_noise.bracketed_footnote, 0.05),
    (space_noise.space_before_mark, 0.08),
    (space_noise.broken_compound, 0.1),
    (space_noise.broken_word, 0.08),
    (space_noise.double_spaces, 0.06),
    (space_noise.hard_spaces, 0.06),
    (space_noise.line_breaks, 0.06),
    (letter_noise.lost_accents, 0.04),
    (letter_noise.decomposed_accents, 0.05),
)

RULES: Final = {edits.__name__: Rule(edits.__name__, edits) for edits, _ in _CHANCES}
"""Every kind of noise by its name."""
NOISE: Final = Noise(tuple((RULES[edits.__name__], chance) for edits, chance in _CHANCES), share=0.6)
"""The noise that training paragraphs get."""


def noisy(paragraph: Paragraph, random: Random, noise: Noise = NOISE) -> Paragraph:
    """Return a paragraph with the noise of real texts; its acts are the same, in the same order."""
    return noise.noisy(paragraph, random)
