"""Composes labelled paragraphs from verb frames and phrase banks, to train a tagger with.

The same seed gives the same paragraphs, on any machine. What they say need not be true, or make sense; their Dutch
and their labels are to be right.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import blake2b
from random import Random
from typing import TYPE_CHECKING, Any, Final

from labels.lexicon import Lexicon, load_lexicon, load_stances
from labels.scheme import Paragraph
from training.composing.frame_deck import FrameDeck, class_words
from training.composing.frame_slots import load_slots
from training.composing.gold_fillers import GoldFillers, gold_fillers
from training.composing.noise import NOISY, add_noise
from training.composing.paragraphs import ComposedParagraph, Materials, Paragraphs
from training.composing.phrase_bank import load_bank
from training.composing.surroundings import load_bodies, load_speech
from training.gold import GOLD, GoldDocument, load_gold
from training.gold_check import KINDS, MOST_ACTS
from training.records import Record, as_row, features

if TYPE_CHECKING:
    from datasets import Dataset, IterableDataset

MOST_REPEATS: Final = 1000
"""So many repeats on end mean that nothing new can be composed."""
_NO_WORD: Final = re.compile(r"\W+")


class ComposerExhausted(RuntimeError):
    """Nothing new can be composed. Carries ``composed``, the number of paragraphs so far."""

    def __init__(self, composed: int) -> None:
        super().__init__(f"After {composed} paragraphs nothing new comes. Ask for fewer, or add phrases.")
        self.composed = composed


def materials(documents: Iterable[GoldDocument] | None = None) -> Materials:
    """Read all that paragraphs are made of; ``documents`` give fillers, of their set ``train`` only.

    Without ``documents``: those of ``labels/gold``, where that is installed. Raises ``LexiconError`` and
    ``GoldProblem``.
    """
    fillers = _own_fillers() if documents is None else gold_fillers(documents)
    lexicon = _lexicon()
    plurals = {finite: infinitive for infinitive, finite in lexicon.infinitives.items()}
    return Materials(
        lexicon=lexicon,
        bank=load_bank(),
        slots=load_slots(),
        words=class_words(lexicon),
        speech=load_speech(),
        bodies=load_bodies(),
        fillers=fillers,
        groups={stance.id: stance.group for stance in load_stances()},
        infinitives=plurals | {finite: plural for plural, finite in lexicon.grammar.plural_modals.items()},
    )


def compose(count: int, seed: int = 1, documents: Iterable[GoldDocument] | None = None) -> Iterator[Record]:
    """Yield ``count`` different labelled paragraphs. Raises ``ComposerExhausted`` where there are not so many."""
    rng = Random(seed)
    given = materials(documents)
    deck = FrameDeck(given.fillers.frames, rng)
    paragraphs = Paragraphs(given, deck, rng)
    seen: set[bytes] = set()
    repeats = made = 0
    while made < count:
        composed = paragraphs.compose()
        if len(composed.marked.acts) > MOST_ACTS:
            continue
        if rng.random() < NOISY:
            noisy = add_noise(composed.marked, rng)
            composed = ComposedParagraph(noisy, composed.style, composed.domain, composed.year)
        key = fingerprint(composed.marked.text)
        if key in seen:
            repeats += 1
            if repeats == MOST_REPEATS:
                raise ComposerExhausted(made)
            continue
        seen.add(key)
        repeats = 0
        made += 1
        yield _record(composed, seed, made, rng)


def compose_dataset(count: int, seed: int = 1, *, streaming: bool = False) -> Dataset | IterableDataset:
    """Return ``count`` composed paragraphs as a data set with the columns of ``records.features``.

    ``streaming`` gives an ``IterableDataset`` that composes while it is read. Needs the extra ``data``.
    """
    from datasets import Dataset, IterableDataset

    if streaming:
        return IterableDataset.from_generator(_rows, features=features(), gen_kwargs={"count": count, "seed": seed})
    return Dataset.from_list(list(_rows(count, seed)), features=features())


def fingerprint(text: str) -> bytes:
    """Return a hash of the words of a text, in whatever case, spacing, accents and marks."""
    words = _NO_WORD.sub(" ", unicodedata.normalize("NFC", text).casefold()).strip()
    return blake2b(words.encode(), digest_size=8).digest()


def _rows(count: int, seed: int) -> Iterator[dict[str, Any]]:
    return (as_row(record) for record in compose(count, seed))


@cache
def _lexicon() -> Lexicon:
    return load_lexicon()


@cache
def _own_fillers() -> GoldFillers:
    return gold_fillers(load_gold() if GOLD.is_dir() else ())


def _record(composed: ComposedParagraph, seed: int, number: int, rng: Random) -> Record:
    document = f"composed-{seed}-{composed.domain}"
    marked = composed.marked
    paragraph = Paragraph(f"{document}/{number}", marked.text, marked.scheme_acts(), "operative", str(number))
    date = f"{composed.year}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}"
    kinds = tuple(kind for kind in KINDS if kind in marked.kinds)
    return Record(paragraph, "composed", document, kinds, composed.style, composed.domain, date)
