"""Texts as a tagger scores them, said by hand: which words are what, and how sure it is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import pytest
from numpy.typing import NDArray

from labels.scheme import Act, Span
from service.odds import Odds
from service.tagged import Tagged
from service.tags import OUTSIDE, all_tags

TAGS: Final = all_tags()
LEAST: Final = 1e-9
"""The probability of what is not said."""

Said = str | Mapping[str, float]


def words_of(text: str) -> NDArray[np.int32]:
    """Return where words and marks lie."""
    return np.array([each.span() for each in re.finditer(r"\w+|[^\w\s]", text)], dtype=np.int32).reshape(-1, 2)


def tagged(text: str, said: Mapping[str, Said] | None = None) -> Tagged:
    """Return a text with scores whose softmax is what is said, by phrases that stand once in the text.

    Of a phrase is said that it is a TARGET or an ADDRESSEE; of a word also which tag it has, or the probabilities of
    some tags, where O has the rest. What is not said is O.
    """
    words = words_of(text)
    chances = np.full((len(words), len(TAGS)), LEAST)
    chances[:, TAGS.index(OUTSIDE)] = 1
    for phrase, what in (said or {}).items():
        start = text.index(phrase)
        assert text.count(phrase) == 1, phrase
        within = [at for at, (begin, end) in enumerate(words) if begin >= start and end <= start + len(phrase)]
        for place, word in enumerate(within):
            if isinstance(what, str):
                tag = f"{'I' if place else 'B'}-{what}" if what in ("TARGET", "ADDRESSEE") else what
                row: Mapping[str, float] = {tag: 1 - len(TAGS) * LEAST}
            else:
                row = what
            chances[word] = LEAST
            for tag, chance in row.items():
                chances[word, TAGS.index(tag)] = chance
            rest = 1 - sum(chance for tag, chance in row.items() if tag != OUTSIDE)
            chances[word, TAGS.index(OUTSIDE)] = max(rest, LEAST)
    return Tagged(text, words, np.log(chances).astype(np.float32))


def odds(text: str, said: Mapping[str, Said] | None = None) -> Odds:
    """Return what a tagger says of a text, as it is."""
    return Odds.of(tagged(text, said))


def certain(text: str, words: NDArray[np.int32], tags: NDArray[np.int64]) -> Tagged:
    """Return a text of whose words the tagger is all but certain; ``tags`` are numbers."""
    scores = np.zeros((len(words), len(TAGS)), dtype=np.float32)
    scores[np.arange(len(words)), tags] = 20
    return Tagged(text, words, scores)


def near(chance: float) -> Any:
    """Return what equals a probability but for rounding."""
    return pytest.approx(chance, abs=1e-5)


def span(text: str, phrase: str) -> Span:
    """Return where a phrase lies that stands once in a text."""
    assert text.count(phrase) == 1, phrase
    return Span.cut(text, text.index(phrase), text.index(phrase) + len(phrase))


def brief(acts: Sequence[Act]) -> list[tuple[str, str, str | None, tuple[str, ...]]]:
    """Return of each act the stance and the words of its verb, target and addressees."""
    return [
        (
            act.stance,
            act.trigger.text,
            act.target.text if act.target else None,
            tuple(each.span.text for each in act.addressees),
        )
        for act in acts
    ]


def assert_scored(found: Sequence[Tagged], texts: Sequence[str]) -> None:
    """Check that each text was tagged, and each of its words scored with numbers."""
    assert [tagged.text for tagged in found] == list(texts)
    for tagged in found:
        assert len(tagged.words) == len(tagged.scores)
        assert np.isfinite(tagged.scores).all()
