"""``standpunt-train fill-mask``: the words that a base encoder finds likely in a gap."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from service.output import console, visible
from training.bases import EMBEDDED_BASE, BaseProblem, silence

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerFast

GAP: Final = "[MASK]"
MOST: Final = 5
"""So many words are shown for each gap."""
SENTENCES: Final = (
    "De Kamer [MASK] de regering om de wachtlijsten in de jeugdzorg te verkorten.",
    "Het Europees Parlement is [MASK] over de situatie van de mensenrechten in het land.",
    "De Commissie dient uiterlijk 1 januari een [MASK] in te dienen bij de Raad.",
    "Gehoord de beraadslaging, en gaat over tot de [MASK] van de dag.",
    "De lidstaten worden opgeroepen de nodige [MASK] te nemen tegen discriminatie.",
    "Overwegende dat de [MASK] van de rechterlijke macht moet worden gewaarborgd;",
    "De minister heeft toegezegd de Kamer hierover schriftelijk te [MASK].",
    "Deze wet treedt in [MASK] op een bij koninklijk besluit te bepalen tijdstip.",
    "Het voorstel werd met algemene [MASK] aangenomen.",
    "Het Parlement verzoekt zijn Voorzitter deze [MASK] te doen toekomen aan de Raad en de Commissie.",
)
"""What is filled in where no text is given; written for this project."""
_CONTINUES: Final = "##"
_BEGINS: Final = "Ġ"


@dataclass(frozen=True, slots=True)
class Guess:
    """A word and its probability, of all subwords."""

    word: str
    probability: float


def load_filler(folder: Path) -> tuple[PreTrainedModel, PreTrainedTokenizerFast]:
    """Return the model with its head that fills in words, and the tokenizer. Raises ``BaseProblem``."""
    from transformers import AutoModelForMaskedLM, AutoTokenizer

    made: Any = AutoModelForMaskedLM
    if not (folder / "config.json").is_file():
        remedy = "Name the folder of a model with --base, such as RUN/model of `standpunt-train pretrain`."
        raise BaseProblem(str(folder), "there is no model in the folder", remedy)
    try:
        with silence():
            model, report = made.from_pretrained(folder, dtype="float32", output_loading_info=True)
        tokenizer: Any = AutoTokenizer.from_pretrained(folder)
    except (OSError, ValueError, RuntimeError) as error:
        remedy = "See whether the folder is whole: config.json, model.safetensors and the tokenizer."
        raise BaseProblem(str(folder), f"the model cannot be loaded ({error})", remedy) from error
    if report["missing_keys"]:
        remedy = "Take one that was saved with it, such as RUN/model of `standpunt-train pretrain`."
        raise BaseProblem(str(folder), "the model has no head that fills in words", remedy)
    return model.eval(), tokenizer


def fill(model: PreTrainedModel, tokenizer: PreTrainedTokenizerFast, text: str, most: int = MOST) -> list[list[Guess]]:
    """Return for each ``[MASK]`` of a text the likeliest words, the likeliest first.

    Only subwords that can be a whole word are shown. Of a text too long for the model the rest is left out, and so
    are the gaps in it.
    """
    import torch

    ready: Any = tokenizer
    encoded = ready(
        text.replace(GAP, ready.mask_token),
        return_tensors="pt",
        truncation=True,
        max_length=min(ready.model_max_length, model.config.max_position_embeddings - 2),
    )
    with torch.inference_mode():
        probabilities = model(**encoded).logits[0].softmax(-1)
    words = torch.tensor(_words(ready, probabilities.shape[-1]))
    found = []
    for place in (encoded["input_ids"][0] == ready.mask_token_id).nonzero().flatten():
        best = probabilities[place, words].topk(min(most, len(words)))
        pairs = zip(best.values.tolist(), words[best.indices].tolist(), strict=True)
        found.append([Guess(ready.decode([number]).strip(), probability) for probability, number in pairs])
    return found


def _words(tokenizer: Any, size: int) -> list[int]:
    """Return the subwords that can be a whole word: neither special, nor the continuation of one."""
    pieces = {number: piece for piece, number in tokenizer.get_vocab().items()}
    special = set(tokenizer.all_special_ids)
    bytes_of_text = any(piece.startswith(_BEGINS) for piece in pieces.values())
    return [
        number
        for number in range(size)
        if number not in special and number in pieces
        if (pieces[number].startswith(_BEGINS) if bytes_of_text else not pieces[number].startswith(_CONTINUES))
    ]


@click.command("fill-mask")
@click.argument("texts", nargs=-1, metavar="[TEXT]...")
@click.option(
    "--base",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of the model.  [default: the base that ships with standpunt]",
)
def fill_mask_command(texts: tuple[str, ...], base: Path | None) -> None:
    """Print the five likeliest words, with their probabilities, for each [MASK] in each TEXT.

    Without TEXT: ten sentences of resolutions, motions and laws.
    """
    for text in texts:
        if GAP not in text:
            raise click.UsageError(f"There is no {GAP} in '{text}'. Write {GAP} where a word is to be filled in.")
    try:
        model, tokenizer = load_filler(base or EMBEDDED_BASE)
    except BaseProblem as error:
        raise click.ClickException(str(error)) from None
    screen = console()
    for text in texts or SENTENCES:
        screen.print(visible(text), markup=False, soft_wrap=True)
        for guesses in fill(model, tokenizer, text):
            line = ", ".join(f"{guess.word} {guess.probability:.1%}" for guess in guesses)
            screen.print(f"  {visible(line)}", markup=False, soft_wrap=True)
