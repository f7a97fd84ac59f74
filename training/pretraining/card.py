"""The card of a base encoder: what it was made of and how, how good it is, and what it is not good for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from training.pretraining.curves import CURVES_FILE
from training.pretraining.journal import Note, seconds
from training.pretraining.loop import Progress, Schedule
from training.pretraining.register_notes import RegisterNote
from training.pretraining.sequences import Registers
from training.pretraining.shapes import Shape
from training.pretraining.told import HIDDEN, MOST, Told

CARD_FILE: Final = "README.md"
UNKNOWN: Final = RegisterNote("not described", "**not stated**: ask whoever gave the corpus before you publish", None)


@dataclass(frozen=True, slots=True)
class CardFacts:
    """What a card is written from. ``upto``: only the first so many subwords were trained on. ``weights``: how many.

    ``longer`` is the second schedule, on long sequences, where there was one.
    """

    note: Note
    shape: Shape
    weights: int
    vocabulary: int
    positions: int
    schedule: Schedule
    registers: Registers
    upto: int | None
    progress: Sequence[Progress]
    told: Sequence[Told]
    longer: Schedule | None = None
    longer_progress: Sequence[Progress] = ()

    @property
    def used(self) -> dict[str, int]:
        """How many subwords of each register were trained on: registers come in their order until ``upto``."""
        left = self.upto if self.upto is not None else sum(self.registers.train.values())
        found = {}
        for register, count in self.registers.train.items():
            found[register] = min(count, left)
            left -= found[register]
        return found


def model_card(facts: CardFacts, notes: Mapping[str, RegisterNote]) -> str:
    """Return the card as Markdown, with the header that model hubs read."""
    free = all(register in notes for register, count in facts.used.items() if count)
    header = ["---", "language: nl", *(["license: mit"] if free else []), "library_name: transformers"]
    header += ["pipeline_tag: fill-mask", "---"]
    parts = [
        "\n".join(header),
        "# A small Dutch BERT for legal and parliamentary text",
        "Trained from nothing by `standpunt-train pretrain`. It is the encoder that standpunt's tagger begins from; by "
        "itself it fills in hidden words. `AutoModel.from_pretrained` loads it.",
        *_data(facts, notes),
        *_model(facts),
        *_training(facts),
        *_told(facts),
        *_limits(),
    ]
    return "\n\n".join(parts) + "\n"


def _data(facts: CardFacts, notes: Mapping[str, RegisterNote]) -> list[str]:
    rows = []
    for register, count in facts.used.items():
        note = notes.get(register, UNKNOWN)
        all_of_it = facts.registers.train[register]
        rows.append(f"| {register} | {note.what} | {count:,} | {all_of_it:,} | {note.rights} |")
    credits = {notes[register].credit or "" for register in facts.used if register in notes} - {""}
    named = [f"Source to be named: {', '.join(sorted(credits))}."] if credits else []
    table = ["| register | what | subwords trained on | in the corpus | rights |", "|---|---|--:|--:|---|", *rows]
    total, whole = sum(facts.used.values()), sum(facts.registers.train.values())
    return [
        "## Data and rights",
        "\n".join(table),
        f"{total:,} subwords were trained on, of {whole:,} in the corpus; the vocabulary and the vectors that the "
        f"embeddings began with were learned from all of it. {sum(facts.registers.held_out.values()):,} subwords "
        "(one paragraph in 200, by the hash of its text) were held out and only measure. Repeated paragraphs are left "
        "out.",
        *named,
    ]


def _model(facts: CardFacts) -> list[str]:
    shape = facts.shape
    return [
        "## Vocabulary and shape",
        f"WordPiece of {facts.vocabulary:,} subwords, learned from the corpus; capitals and accents are kept, digits "
        "stand alone.",
        f"A plain `BertModel` of {shape.layers} layers, width {shape.width}, {shape.heads} heads, inner width "
        f"{shape.inner}, {facts.positions} positions: {facts.weights:,} weights, kept in half precision, with the head "
        "that fills in hidden words.",
    ]


def _training(facts: CardFacts) -> list[str]:
    schedule = facts.schedule
    passes = schedule.steps * schedule.batch * schedule.length / max(sum(facts.used.values()), 1)
    flops = facts.shape.flops_a_token(facts.vocabulary, schedule.length, schedule.hidden)
    lines = [
        "## Training",
        f"```console\n$ {facts.note.command}\n```",
        f"Objective: {schedule.hidden:.0%} of the words hidden, whole words at a time. {schedule.steps:,} steps of "
        f"{schedule.batch} sequences of {schedule.length} subwords, {passes:.2f} times through the data that were "
        f"trained on; Muon (rate {schedule.matrix_rate:g}) for the matrices of the layers and AdamW (rate "
        f"{schedule.other_rate:g}) for the rest, weight decay {schedule.decay:g}; the rates rise over the first "
        f"{schedule.warm_up:.0%} of the steps and fall to nothing in a straight line. Seed {schedule.seed}; no "
        "dropout.",
    ]
    if facts.progress:
        last, took = facts.progress[-1], max(seconds(facts.progress), 1e-9)
        speed = last.tokens / took
        lines.append(
            f"Machine: {facts.note.machine}. {last.tokens:,} subwords in {took / 60:,.0f} minutes, {speed:,.0f} a "
            f"second ({flops * speed / 1e9:,.0f} billion operations a second). Loss at the end: {last.loss:.3f} nats a "
            "hidden subword."
        )
    else:
        lines.append(f"Machine: {facts.note.machine}.")
    if facts.longer is not None:
        longer, took = facts.longer, seconds(facts.longer_progress)
        lines.append(
            f"Then {longer.steps:,} steps of {longer.batch} sequences of {longer.length} subwords with a fifth of the "
            f"rates, {took / 60:,.0f} minutes, so that all places are known."
        )
    return [*lines, f"![Loss and accuracy]({CURVES_FILE})"]


def _told(facts: CardFacts) -> list[str]:
    rows = [f"| {each.register} | {each.hidden:,} | {each.accuracy:.1%} | {each.loss:.2f} |" for each in facts.told]
    hidden = sum(each.hidden for each in facts.told)
    if hidden:
        accuracy = sum(each.accuracy * each.hidden for each in facts.told) / hidden
        loss = sum(each.loss * each.hidden for each in facts.told) / hidden
        rows.append(f"| all | {hidden:,} | {accuracy:.1%} | {loss:.2f} |")
    table = ["| register | hidden subwords | told rightly | loss (nats) |", "|---|--:|--:|--:|", *rows]
    return [
        "## How well it tells hidden words",
        f"Of held-out text, with {HIDDEN:.0%} of the words hidden whole, at most {MOST} sequences of "
        f"{facts.schedule.length} subwords a register. A register with few hidden subwords has a rough figure.",
        "\n".join(table),
    ]


def _limits() -> list[str]:
    return [
        "## Limits",
        "\n".join(
            [
                "- It is small and has read little. A Dutch BERT of full size knows far more; take it where you may "
                "download one.",
                "- It knows the language of laws, treaties and parliaments, and hardly that of news, talk or fiction.",
                "- What it has read are texts of institutions, in the words of their time: they speak about groups of "
                "people as those institutions did, and it repeats that. Names of people in debates and rulings may "
                "come back as guesses.",
                "- It states no facts. The word that it finds likely in a gap need not be true.",
                "- Held-out paragraphs come from the same documents as the paragraphs trained on, so that the accuracy "
                "on text from elsewhere is likely lower.",
            ]
        ),
    ]
