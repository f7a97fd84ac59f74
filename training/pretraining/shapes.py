"""The sizes of encoder that can be trained, and what one costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from transformers import BertConfig


@dataclass(frozen=True, slots=True)
class Shape:
    """Layers, width of a layer, attention heads, and width of the inner layer."""

    layers: int
    width: int
    heads: int
    inner: int

    def parameters(self, vocabulary: int, positions: int) -> int:
        """Return the number of weights; biases and norms are left out."""
        return self.layers * self._layer() + (vocabulary + positions) * self.width

    def flops_a_token(self, vocabulary: int, length: int, hidden: float) -> float:
        """Return the floating-point operations of one training step for each token.

        A multiplication and an addition for each weight forward, twice that backward; the vocabulary counts for the
        share of tokens that are hidden, for only those are told (Kaplan et al. 2020, section 2.1).
        """
        attention = self.layers * 2 * length * self.width
        return 6 * (self.layers * self._layer() + attention + hidden * (vocabulary + self.width) * self.width)

    def _layer(self) -> int:
        return 4 * self.width * self.width + 2 * self.width * self.inner

    def config(self, vocabulary: int, positions: int) -> BertConfig:
        """Return the configuration of a ``BertModel`` of this shape."""
        from transformers import BertConfig

        return BertConfig(
            vocab_size=vocabulary,
            hidden_size=self.width,
            num_hidden_layers=self.layers,
            num_attention_heads=self.heads,
            intermediate_size=self.inner,
            max_position_embeddings=positions,
            type_vocab_size=1,
            pad_token_id=0,
        )


SHAPES: Final = {
    "tiny": Shape(2, 32, 2, 64),
    "mini": Shape(4, 312, 12, 1248),
    "small": Shape(6, 384, 12, 1536),
    "medium": Shape(8, 512, 8, 2048),
}
"""The presets; ``tiny`` is for tests."""
