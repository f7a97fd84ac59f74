"""The encoder that a fine-tuning begins from: our own base, a folder, or a Dutch BERT of the Hugging Face hub."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerFast

EMBEDDED_BASE: Final = Path(__file__).parent / "base"
"""The encoder that ships with standpunt."""
HUB_BASES: Final = ("GroNLP/bert-base-dutch-cased", "DTAI-KULeuven/robbert-2023-dutch-base")
"""The encoders of the hub whose tokenizers are known here; others are loaded as they are."""

_COMMIT: Final = re.compile(r"[0-9a-f]{40}")
_HUB_ID: Final = re.compile(r"[\w.-]+/[\w.-]+")
_TOKENIZER_FILES: Final = ("tokenizer.json", "vocab.txt", "vocab.json")
_QUIRKS: Final[dict[str, dict[str, bool]]] = {
    # Older cased models do not note that they are cased, and would be given text in lower case without accents.
    "bert": {"do_lower_case": False, "strip_accents": False},
    # The first word is one like all others, and the space before a word is not part of it.
    "roberta": {"add_prefix_space": True, "trim_offsets": True},
}
_SCORER: Final = "classifier."
_PROBE: Final = "Één België"


class BaseProblem(ValueError):
    """A base cannot be loaded. Carries ``base`` (a folder or a hub id), ``problem`` and ``remedy``."""

    def __init__(self, base: str, problem: str, remedy: str) -> None:
        super().__init__(f"{base}: {problem}. {remedy}")
        self.base = base
        self.problem = problem
        self.remedy = remedy


def load_base(
    name_or_folder: str | Path = EMBEDDED_BASE,
    *,
    revision: str | None = None,
    tags: Sequence[str],
    random: bool = False,
) -> tuple[PreTrainedModel, PreTrainedTokenizerFast]:
    """Return a model that scores each subword for each of ``tags``, its scorer fresh, and the tokenizer.

    ``name_or_folder`` is a folder, or the id of a model on the hub, which then needs ``revision``, the 40 digits of a
    commit: a name alone means another vocabulary tomorrow. Weights are float32, in whatever precision they are kept.
    With ``random`` all weights are fresh and only the shape is that of the base. The fresh weights are drawn from the
    random state of torch. Raises ``BaseProblem``.
    """
    import torch
    from safetensors import SafetensorError
    from transformers import AutoConfig, AutoModelForTokenClassification

    made: Any = AutoModelForTokenClassification
    base = str(name_or_folder)
    source: dict[str, Any] = {} if _is_local(base) else {"revision": _pinned(base, revision)}
    try:
        config = AutoConfig.from_pretrained(base, **source)
        config.num_labels = len(tags)
        config.id2label = dict(enumerate(tags))
        config.label2id = {tag: number for number, tag in enumerate(tags)}
        tokenizer = _tokenizer(base, config.model_type, source)
        if random:
            model = made.from_config(config, dtype=torch.float32)
        else:
            with silence():
                model, report = made.from_pretrained(
                    base, config=config, dtype="float32", output_loading_info=True, **source
                )
            _check_encoder(base, report["missing_keys"])
    except BaseProblem:
        raise
    except (OSError, ValueError, RuntimeError, SafetensorError) as error:
        raise BaseProblem(base, f"the model cannot be loaded ({_first_line(error)})", _remedy(source)) from error
    if len(tokenizer) > config.vocab_size:
        problem = f"the tokenizer has {len(tokenizer):,} subwords and the model {config.vocab_size:,}"
        raise BaseProblem(base, problem, "Take tokenizer and weights from one and the same revision.")
    return model, tokenizer


def _is_local(base: str) -> bool:
    """Return whether the base is a folder that can be loaded. Raises ``BaseProblem`` where it is a wrong one."""
    folder = Path(base)
    if not folder.is_dir():
        if not _HUB_ID.fullmatch(base) or base.startswith("."):
            remedy = f"Name a folder, or a model of the hub, such as {HUB_BASES[0]}."
            raise BaseProblem(base, "there is no such folder", remedy)
        return False
    if not (folder / "config.json").is_file():
        remedy = "Name a folder that `save_pretrained` or `standpunt-train pretrain` has written (RUN/model)."
        raise BaseProblem(base, "the folder has no config.json", remedy)
    if not any((folder / name).is_file() for name in _TOKENIZER_FILES):
        remedy = "Put its tokenizer there: tokenizer.json, or vocab.txt (BERT), or vocab.json and merges.txt (RoBERTa)."
        raise BaseProblem(base, "the folder has no tokenizer", remedy)
    return True


def _pinned(base: str, revision: str | None) -> str:
    if revision is not None and _COMMIT.fullmatch(revision):
        return revision
    problem = "no revision is given" if revision is None else f"the revision '{revision}' is not a commit"
    remedy = (
        "Models of the hub change (GroNLP's got another vocabulary in 2021). Give the 40 hexadecimal digits of the "
        f"commit that you mean, from https://huggingface.co/{base}/commits/main; or download it, and name the folder."
    )
    raise BaseProblem(base, problem, remedy)


def _tokenizer(base: str, model_type: str, source: dict[str, Any]) -> PreTrainedTokenizerFast:
    from transformers import AutoTokenizer

    tokenizer: Any = AutoTokenizer.from_pretrained(base, **_QUIRKS.get(model_type, {}), **source)
    normalizer = tokenizer.backend_tokenizer.normalizer
    if normalizer is not None and normalizer.normalize_str(_PROBE) != _PROBE:
        remedy = "Take a cased model; or correct lowercase and strip_accents in its tokenizer.json, if it is cased."
        raise BaseProblem(base, "its tokenizer takes capitals or accents away", remedy)
    found: PreTrainedTokenizerFast = tokenizer
    return found


def _check_encoder(base: str, missing: Iterable[str]) -> None:
    """Raise ``BaseProblem`` where other weights than those of the scorer are missing: they would be random ones."""
    found = sorted(name for name in missing if not name.startswith(_SCORER))
    if found:
        remedy = "Take a model of whose kind the config.json is."
        raise BaseProblem(base, f"it lacks {len(found)} weights of the encoder, such as {found[0]}", remedy)


@contextmanager
def silence() -> Iterator[None]:
    """Keep transformers from telling which weights it did not find; the caller looks at its report instead."""
    from transformers.utils import logging as module

    logging: Any = module
    kept = logging.get_verbosity()
    logging.set_verbosity_error()
    try:
        yield
    finally:
        logging.set_verbosity(kept)


def _remedy(source: dict[str, Any]) -> str:
    if source:
        return "See whether the hub can be reached and has that revision; or download it, and name the folder."
    return "See whether the folder is whole: config.json, model.safetensors and the tokenizer."


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
