"""Vectors of subwords from the words around them, to begin the embeddings with.

The positive pointwise mutual information of subwords within a window is factorised by a truncated singular value
decomposition (Levy and Goldberg 2014, Levy, Goldberg and Dagan 2015: eigenvalue weighting of 0.5, smoothed contexts).
It takes minutes where learning the same by masking takes hours.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

WINDOW: Final = 5
SMOOTHING: Final = 0.75
_STRETCH: Final = 2_000_000


def subword_vectors(
    subwords: NDArray[np.uint16], size: int, width: int, *, window: int = WINDOW, seed: int = 1
) -> NDArray[np.float32]:
    """Return a row of ``width`` numbers for each of ``size`` subwords, rows of mean length 1; unseen ones are zero."""
    from sklearn.utils.extmath import randomized_svd

    information = _mutual_information(_counts(subwords, size, window))
    left, values, _ = randomized_svd(information, n_components=width, n_iter=3, random_state=seed)
    vectors = left * np.sqrt(values)
    lengths = np.linalg.norm(vectors, axis=1)
    vectors /= max(float(lengths[lengths > 0].mean()), 1e-9)
    return np.asarray(vectors, dtype=np.float32)


def _counts(subwords: NDArray[np.uint16], size: int, window: int) -> Any:
    """Return how often two subwords stand near each other, nearer ones counting more, as a sparse matrix."""
    from scipy.sparse import coo_matrix, csr_matrix

    total = csr_matrix((size, size), dtype=np.float32)
    for start in range(0, len(subwords), _STRETCH):
        part = np.asarray(subwords[start : start + _STRETCH], dtype=np.int32)
        for distance in range(1, window + 1):
            weight = np.full(max(len(part) - distance, 0), 1 / distance, dtype=np.float32)
            near = coo_matrix((weight, (part[:-distance], part[distance:])), shape=(size, size)).tocsr()
            total = total + near + near.T
    return total


def _mutual_information(counts: Any) -> Any:
    """Return the positive pointwise mutual information of a matrix of counts, with smoothed contexts."""
    found = counts.tocoo()
    words = np.asarray(counts.sum(axis=1)).ravel()
    contexts = np.asarray(counts.sum(axis=0)).ravel() ** SMOOTHING
    contexts /= contexts.sum()
    shares = found.data / words[found.row]
    found.data = np.maximum(np.log(shares / contexts[found.col]), 0).astype(np.float32)
    result = found.tocsr()
    result.eliminate_zeros()
    return result
