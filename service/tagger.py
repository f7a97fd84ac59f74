"""A trained tagger that runs with onnxruntime. Import it late: without its packages it raises ``ImportError``."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

try:
    import numpy as np
    import onnxruntime  # type: ignore[import-untyped]
    import tokenizers  # noqa: F401
    from numpy.typing import NDArray
except ImportError as error:
    remedy = "Run: pip install onnxruntime tokenizers numpy"
    raise ImportError(f"A trained model needs {error.name}. {remedy}", name=error.name) from error

from labels.scheme import Act
from service.hints import UNTOLD, Hinter
from service.model_folder import FETCH_ANEW, HINTS, INPUTS, OUTPUT, Labels, ModelFolder, UnusableModel
from service.subwords import Cutter, Subwords
from service.tagged import Tagged
from service.windows import Window, windows

ROWS: Final = 16
"""The most sequences in a batch."""

SUBWORDS: Final = 1024
"""The most subwords in a batch of several sequences, padding included: it bounds the memory of the attention."""

PADDING: Final = 8
"""The longest sequence of a batch has at most this many subwords more than the shortest, or a tenth of its own."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """What is read in one go: ``window`` of text number ``text``, which answers for its words ``begin`` to ``end``."""

    text: int
    window: Window
    begin: int
    end: int

    @property
    def length(self) -> int:
        return self.window.end - self.window.begin


class OnnxTagger:
    """Scores words with a model in ONNX. ``tag`` may be called by several threads at once."""

    def __init__(self, session: Any, cutter: Cutter, labels: Labels) -> None:
        self._session = session
        self._cutter = cutter
        self._labels = labels
        self._hinter = Hinter()

    @classmethod
    def load(cls, folder: Path, *, threads: int | None = None) -> OnnxTagger:
        """Load a model that fits the label scheme of this package; without ``threads``, one a core that we may use.

        Raises ``UnusableModel``.
        """
        files = ModelFolder(folder)
        labels = files.check()
        try:
            cutter = Cutter.load(files.tokenizer)
        except ValueError as error:
            raise UnusableModel(folder, str(error), FETCH_ANEW) from error
        return cls(_session(files, labels, threads), cutter, labels)

    @property
    def version(self) -> str:
        """Return the version of the model, such as ``bert-2026.11.24-ab12cd34``."""
        return self._labels.version

    def tag(self, texts: Sequence[str], hints: Sequence[Sequence[Act]] | None = None) -> list[Tagged]:
        """Return the words of each text with their scores, in order; any string will do.

        ``hints`` are the acts that rules found in each text; a model that has not learned with them does not look.

        A text that is longer than the model reads is read in windows that overlap; a word has its scores from the
        window in which it begins furthest from an edge.
        """
        cut = self._cutter.cut(texts)
        told = self._hinter.of_all(cut, hints) if self._labels.hints else None
        width = len(self._labels.tags)
        scores = [np.zeros((len(text.words), width), dtype=np.float32) for text in cut]
        pieces = [piece for at, text in enumerate(cut) for piece in self._pieces(at, text)]
        for batch in batches(pieces):
            logits = self._run(batch, cut, told)
            for piece, found in zip(batch, logits, strict=True):
                heads = cut[piece.text].heads[piece.begin : piece.end]
                scores[piece.text][piece.begin : piece.end] = found[heads - piece.window.begin + 1]
        return [Tagged(text.text, text.words, rows) for text, rows in zip(cut, scores, strict=True)]

    def _pieces(self, at: int, text: Subwords) -> Iterator[_Piece]:
        for window in windows(len(text.ids), self._labels.max_length - 2):
            begin, end = np.searchsorted(text.heads, (window.first, window.last)).tolist()
            if begin < end:
                yield _Piece(at, window, begin, end)

    def _run(
        self, batch: Sequence[_Piece], cut: Sequence[Subwords], hints: Sequence[NDArray[np.int64]] | None
    ) -> NDArray[np.float32]:
        longest = max(piece.length for piece in batch) + 2
        ids = np.full((len(batch), longest), self._labels.padding, dtype=np.int64)
        mask = np.zeros((len(batch), longest), dtype=np.int64)
        kinds = np.full((len(batch), longest), UNTOLD, dtype=np.int64)
        for row, piece in enumerate(batch):
            ids[row, 0] = self._cutter.first
            ids[row, 1 : piece.length + 1] = cut[piece.text].ids[piece.window.begin : piece.window.end]
            ids[row, piece.length + 1] = self._cutter.last
            mask[row, : piece.length + 2] = 1
            if hints is not None:
                kinds[row, 1 : piece.length + 1] = hints[piece.text][piece.window.begin : piece.window.end]
        inputs = dict(zip(INPUTS, (ids, mask), strict=True))
        if hints is not None:
            inputs[HINTS] = kinds
        logits: NDArray[np.float32] = self._session.run([OUTPUT], inputs)[0]
        return logits


def batches(pieces: Sequence[_Piece]) -> Iterator[list[_Piece]]:
    """Yield the pieces in batches of about one length, longest first, so that little of a batch is padding."""
    batch: list[_Piece] = []
    for piece in sorted(pieces, key=lambda piece: -piece.length):
        if batch:
            longest = batch[0].length + 2
            padding = longest - piece.length - 2
            if len(batch) == ROWS or (len(batch) + 1) * longest > SUBWORDS or padding > max(PADDING, longest // 10):
                yield batch
                batch = []
        batch.append(piece)
    if batch:
        yield batch


def _session(files: ModelFolder, labels: Labels, threads: int | None) -> Any:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads if threads is not None else _cores()
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        session = onnxruntime.InferenceSession(str(files.model), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime raises a dozen kinds without a common base.
        raise UnusableModel(files.path, f"onnxruntime does not load model.onnx: {error}", FETCH_ANEW) from error
    shapes = {output.name: output.shape for output in session.get_outputs()}
    inputs = (*INPUTS, HINTS) if labels.hints else INPUTS
    if {each.name for each in session.get_inputs()} != set(inputs) or OUTPUT not in shapes:
        raise UnusableModel(files.path, f"model.onnx does not take {' and '.join(inputs)} to {OUTPUT}", FETCH_ANEW)
    if shapes[OUTPUT][-1] != len(labels.tags):
        problem = f"model.onnx scores {shapes[OUTPUT][-1]} tags, labels.json names {len(labels.tags)}"
        raise UnusableModel(files.path, problem, FETCH_ANEW)
    return session


def _cores() -> int:
    # Not every system can say which cores a process may use.
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
