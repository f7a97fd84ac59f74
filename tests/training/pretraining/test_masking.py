from __future__ import annotations

import numpy as np
import pytest

from training.pretraining.masking import Vocabulary, hide

# 0-4 are special, 5-9 begin a word, 10-14 continue one.
VOCABULARY = Vocabulary(continues=np.arange(15) >= 10, special=np.arange(15) < 5, mask=4, opening=2)
RANDOM = np.random.default_rng(3)
ROWS = np.concatenate([np.full((400, 1), 2), RANDOM.integers(5, 15, size=(400, 31))], axis=1)


def words(row: np.ndarray) -> list[list[int]]:
    """Return the places of each word; a continuation at the start belongs to the opening."""
    found: list[list[int]] = []
    for place, subword in enumerate(row):
        if found and VOCABULARY.continues[subword]:
            found[-1].append(place)
        else:
            found.append([place])
    return found


def test_words_are_hidden_whole() -> None:
    _, chosen = hide(ROWS, VOCABULARY, 0.3, np.random.default_rng(1))
    for row, flags in zip(ROWS, chosen, strict=True):
        for word in words(row)[1:]:
            assert len({bool(flags[place]) for place in word}) == 1


@pytest.mark.parametrize("share", [0.1, 0.2, 0.4])
def test_about_the_share_is_hidden_and_never_what_is_special(share: float) -> None:
    hidden, chosen = hide(ROWS, VOCABULARY, share, np.random.default_rng(2))
    assert chosen[:, 1:].mean() == pytest.approx(share, abs=0.03)
    assert not chosen[:, 0].any()
    assert (hidden[:, 0] == 2).all()


def test_the_fate_of_what_is_chosen() -> None:
    hidden, chosen = hide(ROWS, VOCABULARY, 0.5, np.random.default_rng(4))
    assert (hidden[~chosen] == ROWS[~chosen]).all()
    masked = hidden[chosen] == VOCABULARY.mask
    assert masked.mean() == pytest.approx(0.8, abs=0.02)
    # One in ten stays; of those replaced one in ten is drawn again.
    assert (hidden[chosen] == ROWS[chosen]).mean() == pytest.approx(0.11, abs=0.02)
    assert not VOCABULARY.special[hidden[chosen][~masked]].any()


def test_the_same_seed_hides_the_same_and_the_rows_are_left_alone() -> None:
    before = ROWS.copy()
    first = hide(ROWS, VOCABULARY, 0.2, np.random.default_rng(5))
    second = hide(ROWS, VOCABULARY, 0.2, np.random.default_rng(5))
    assert all((one == other).all() for one, other in zip(first, second, strict=True))
    assert (before == ROWS).all()
