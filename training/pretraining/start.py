"""The weights that an encoder begins with: what is known of a text before a word is hidden.

Three things that masking learns slowly are put there. The embeddings are vectors of subwords from their neighbours
(``subword_vectors``). The bias of each answer is the logarithm of its frequency. And in the first layer some heads
look at a place beside their own, one at each distance: positions are sines in a subspace that these heads alone
read, turned by the distance (the rotation of Vaswani et al. 2017, section 3.5; a start with structure as in Trockman
and Kolter 2023). Without the last, a small encoder stays for millions of subwords on the plateau of those that only
know which subwords occur together.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from torch import Tensor
    from transformers import BertForMaskedLM

DISTANCES: Final = (-1, 1, -2, 2, -3, 3, -4, 4, 0)
"""The places, from their own, at which the first heads look; the heads that are left begin at random."""
WORD_LENGTH: Final = 0.9
"""Mean length of the vector of a subword; that of a position is 1."""
SHARPNESS: Final = 10.0
"""By how much the score of the right place exceeds that of far ones, before the softmax."""
SHORTEST_WAVE: Final = 3.1
LONGEST_WAVE: Final = 300.0


def begin(model: BertForMaskedLM, vectors: NDArray[np.float32], counts: NDArray[np.int64], *, seed: int = 5) -> None:
    """Give a fresh model these weights.

    ``vectors`` has a row a subword, of the width of the model and mean length 1; a row of zeros keeps the random
    vector of the model. ``counts`` says how often each subword occurs.
    """
    import torch

    parts: Any = model  # transformers types its modules as tensors or modules
    with torch.no_grad():
        words = parts.bert.embeddings.word_embeddings.weight
        known = torch.from_numpy(vectors).to(words.dtype)
        words.copy_(torch.where(known.abs().sum(1, keepdim=True) > 0, known * WORD_LENGTH, words))
        often = torch.from_numpy(np.log((counts + 1.0) / (counts + 1.0).sum())).to(words.dtype)
        parts.cls.predictions.bias.copy_(often - often.mean())
        _look_beside(parts, seed)


def _look_beside(model: Any, seed: int) -> None:
    """Set the positions, and what the heads of the first layer ask and offer."""
    import torch

    config = model.config
    width, head = config.hidden_size, config.hidden_size // config.num_attention_heads
    waves = head // 2
    generator = torch.Generator().manual_seed(seed)
    subspace = torch.linalg.qr(torch.randn(width, 2 * waves, generator=generator))[0]
    turns = torch.tensor(np.geomspace(2 * math.pi / SHORTEST_WAVE, 2 * math.pi / LONGEST_WAVE, waves)).float()
    angles = torch.arange(config.max_position_embeddings)[:, None] * turns
    positions = torch.stack([angles.cos(), angles.sin()], -1).reshape(len(angles), 2 * waves) / math.sqrt(waves)
    model.bert.embeddings.position_embeddings.weight.copy_(positions @ subspace.T)
    # Behind the layer norm a word and its position together have the length of the square root of the width.
    length = math.sqrt(width) / math.sqrt(1 + WORD_LENGTH**2)
    scale = math.sqrt(SHARPNESS * math.sqrt(head)) / length
    attention = model.bert.encoder.layer[0].attention.self
    for number, distance in enumerate(DISTANCES[: config.num_attention_heads]):
        rows = slice(number * head, number * head + 2 * waves)
        attention.query.weight[rows] = scale * _turned(turns * distance) @ subspace.T
        attention.key.weight[rows] = scale * subspace.T


def _turned(angles: Tensor) -> Tensor:
    """Return the rotation of each pair of dimensions by its angle."""
    import torch

    whole = torch.zeros(2 * len(angles), 2 * len(angles))
    for number, angle in enumerate(angles):
        cos, sin = float(angle.cos()), float(angle.sin())
        pair = slice(2 * number, 2 * number + 2)
        whole[pair, pair] = torch.tensor([[cos, -sin], [sin, cos]])
    return whole
