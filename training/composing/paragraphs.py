"""Composes whole paragraphs: clauses joined, closing paragraphs, and paragraphs without an act."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from random import Random
from typing import Final

from labels.lexicon import Lexicon
from training.composing.addressing import Addressing
from training.composing.clause import Clause, ClauseAct, Piece, capital
from training.composing.clauses import Clauses, Opening
from training.composing.frame_deck import ClassWords, FrameDeck
from training.composing.frame_parts import FrameWords
from training.composing.frame_slots import Slots
from training.composing.gold_fillers import GoldFillers
from training.composing.marked_text import MarkedText, TextBuilder
from training.composing.phrase_bank import Bank
from training.composing.slot_filling import SlotFilling
from training.composing.surroundings import Bodies, Speech, Style
from training.composing.targets import Targets
from training.composing.templates import parse
from training.composing.wording import Wording
from training.gold_check import MOST_ACTS

NO_ACT: Final = 0.09
TRANSMIT: Final = 0.055
SHARED: Final = 0.03
PREFIXED: Final = 0.012
HOME_DOMAINS: Final = frozenset({"gemeente", "wonen", "zorg", "consument"})
MORE_WORDS: Final = (12, 2, 6, 10, 16)
"""How many words are wanted above the average of a style, by number of acts: some frames take no long target."""
LONG: Final = 0.025
"""The share of paragraphs that are far longer than others."""
_SHORTEST, _LONGEST = 9, 150
_SPREAD: Final = 8.0
_OPENINGS: Final[tuple[tuple[Opening, ...], tuple[int, ...], tuple[int, ...]]] = (
    ("plain", "inverted", "target", "subject", "predicate"),
    (770, 120, 48, 22, 40),
    (880, 60, 24, 6, 30),
)
"""How a clause opens, with the weights of the first clause of a paragraph and of a later one."""
_KINDS: Final = {"clause": "reported", "reported_relative": "reported", "main": "reported", "participle": "participle"}


@dataclass(frozen=True, slots=True)
class Materials:
    """All that paragraphs are made of; read once a run."""

    lexicon: Lexicon
    bank: Bank
    slots: Slots
    words: ClassWords
    speech: Speech
    bodies: Bodies
    fillers: GoldFillers
    groups: Mapping[str, str]
    infinitives: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ComposedParagraph:
    """A paragraph with where and when it is said."""

    marked: MarkedText
    style: str
    domain: str
    year: int


class Paragraphs:
    """Composes paragraphs one after another; each has a speaker, a domain and a year of its own."""

    def __init__(self, materials: Materials, deck: FrameDeck, rng: Random) -> None:
        self._materials = materials
        self._deck = deck
        self._rng = rng
        self._frame_words = FrameWords(materials.words, materials.slots, materials.speech, rng)

    def compose(self) -> ComposedParagraph:
        """Compose the next paragraph."""
        rng, materials = self._rng, self._materials
        style = materials.bodies.choose(rng)
        domain = self._domain(style)
        year = rng.randint(1995, 2025)
        home = domain in HOME_DOMAINS or (style.name != "ep" and rng.random() < 0.75)
        wording = Wording(materials.bank, rng, domain, year, home)
        builder = TextBuilder()
        draw = rng.random()
        if draw < NO_ACT:
            self._without_act(builder, style, wording)
        elif draw < NO_ACT + TRANSMIT:
            builder.clause(self._transmit(style, wording))
        else:
            self._acts(builder, style, wording)
        end = "." if draw < NO_ACT + TRANSMIT and draw >= NO_ACT and rng.random() < 0.8 else style.ends.choose(rng)
        builder.words(end)
        builder.kind(*(kind for family, kind in _KINDS.items() if family in wording.families))
        return ComposedParagraph(builder.done(), style.name, domain, year)

    def _domain(self, style: Style) -> str:
        domains = [each for each in self._materials.bank.domains if each != "gemeente" or style.name in ("raad", "tk")]
        if style.name == "raad" and self._rng.random() < 0.5:
            return "gemeente"
        return self._rng.choice(domains)

    def _clauses(self, style: Style, wording: Wording, *, plural: bool) -> Clauses:
        materials, rng = self._materials, self._rng
        targets = Targets(materials.bank, materials.slots, materials.fillers, wording, rng, materials.groups)
        addressing = Addressing(style, materials.bodies, materials.speech, materials.fillers, wording, rng)
        return Clauses(
            materials.lexicon,
            self._frame_words,
            materials.slots,
            materials.speech,
            style,
            wording,
            targets,
            SlotFilling(materials.slots, wording, targets, addressing, rng),
            materials.infinitives,
            rng,
            plural=plural,
        )

    def _acts(self, builder: TextBuilder, style: Style, wording: Wording) -> None:
        """Compose one clause or several, joined."""
        rng = self._rng
        count = rng.choices(range(1, len(style.acts) + 1), style.acts)[0]
        words = rng.gauss(style.words + MORE_WORDS[count - 1], _SPREAD)
        if rng.random() < LONG:
            words *= rng.uniform(1.5, 2.6)
        words = min(max(words, _SHORTEST), _LONGEST)
        shares = [rng.uniform(0.7, 1.3) for _ in range(count)]
        clauses = self._clauses(style, wording, plural=rng.random() < style.plural)
        if rng.random() < PREFIXED:
            builder.words(capital(wording.text("main")))
            builder.words(";")
        made = 0
        before: Clause | None = None
        for k, share in enumerate(shares):
            joint, opening = self._joint(before, last=k == count - 1) if before else ("", self._opening(first=True))
            first = not before or joint == "."
            front = (
                joint.split()[-1] if joint.endswith((" tevens", " voorts", " daarom")) and opening == "inverted" else ""
            )
            builder.words(joint.removesuffix(front).strip() if front else joint)
            left = words - builder.word_count
            budget = max(6, round(left * share / sum(shares[k:])))
            clause = self._clause(
                clauses,
                wording,
                budget,
                opening,
                front,
                first=first,
                sentence=first and bool(before),
                room=MOST_ACTS - made - (count - k - 1),
            )
            builder.clause(clause)
            made += len(clause.acts)
            before = clause
        if before and style.name == "ep" and rng.random() < 0.01:
            entry = rng.choice(self._materials.speech.behind)
            builder.words(f", {wording.fill(entry.parts)}")

    def _clause(
        self,
        clauses: Clauses,
        wording: Wording,
        budget: int,
        opening: Opening,
        front: str,
        *,
        first: bool,
        sentence: bool,
        room: int,
    ) -> Clause:
        """Compose one clause of at most ``room`` acts; ``sentence`` where it begins a sentence behind another."""
        rng = self._rng
        if opening == "plain" and room > 1 and rng.random() < SHARED:
            clause = clauses.shared(budget)
        else:
            if not front:
                front = self._front(wording, budget, first=first)
            clause = clauses.compose(self._deck.deal(), budget, opening, front, first=first)
        if sentence:
            head, *rest = clause.pieces
            clause = replace(clause, pieces=(Piece(capital(head.text), head.kind), *rest))
        return clause

    def _front(self, wording: Wording, budget: int, *, first: bool) -> str:
        rng, speech = self._rng, self._materials.speech
        if budget < 16 or rng.random() < 0.45:
            front = rng.choice(speech.first_of_sentence)
        else:
            front = wording.fill(rng.choice(speech.adjuncts).parts)
        return front if first and rng.random() < 0.9 else front[:1].lower() + front[1:]

    def _opening(self, *, first: bool) -> Opening:
        names, at_first, later = _OPENINGS
        return self._rng.choices(names, at_first if first else later)[0]

    def _joint(self, before: Clause, *, last: bool) -> tuple[str, Opening]:
        """Choose what joins a clause to the one before, and how it opens."""
        opening = self._opening(first=False)
        for _ in range(12):
            joint = self._materials.speech.joints.choose(self._rng).rstrip()
            if joint.endswith(("tevens", "voorts", "daarom")) and joint.startswith(";"):
                return joint, "inverted"
            if opening in ("target", "predicate", "subject") and joint not in (";", "."):
                continue
            if opening == "inverted" and joint not in (";", ".", ", en"):
                continue
            if before.heavy and joint == " en":
                continue
            if joint == "," and (last or before.heavy):
                continue
            return joint.strip() if joint.startswith(" ") else joint, opening
        return ";", opening

    def _transmit(self, style: Style, wording: Wording) -> Clause:
        """Compose the closing paragraph, in which an officer sends the text."""
        rng, bodies = self._rng, self._materials.bodies
        recipients: list[str] = []
        for entry in rng.sample(
            style.recipients, min(len(style.recipients), rng.choices((1, 2, 3, 4, 5), (1, 2, 3, 3, 2))[0])
        ):
            recipients.append(wording.fill(entry.parts))
        recipients = list(dict.fromkeys(recipients))
        named = ", ".join(recipients[:-1]) + f" {rng.choice(('en', 'en', 'en', 'alsmede', 'alsook'))} " + recipients[-1]
        values = {
            "d": wording.fill(parse(bodies.documents.choose(rng))),
            "r": named if len(recipients) > 1 else recipients[0],
        }
        pattern = bodies.transmit.choose(rng)
        verb, _, rest = pattern.partition(" ")
        before, _, inner = rest.partition("[")
        target = inner.rstrip("]").format(**values).rstrip(",")
        head, _, behind = before.partition("{o}")
        officer = style.officers.choose(rng)
        pieces = [
            Piece(verb, "verb"),
            *_words(head),
            Piece(officer, "addressee"),
            *_words(behind),
            Piece(target, "target"),
        ]
        frame = " ".join(f"{verb} {head} {{addressee}} {behind} {{target}}".split())
        return Clause(tuple(pieces), (ClauseAct("transmit", False, frame),))

    def _without_act(self, builder: TextBuilder, style: Style, wording: Wording) -> None:
        """Compose a line of a preamble, a fragment, or a sentence of another subject."""
        rng = self._rng
        family = rng.choices(("preamble", "fragment", "main", "homograph"), (38, 20, 26, 16))[0]
        text = wording.text(family)
        if family in ("main", "homograph"):
            text = capital(text)
            builder.kind("homograph" if family == "homograph" else "reported")
        wanted = max(12, round(rng.gauss(style.words - 6, 12)))
        for _ in range(4):
            missing = wanted - len(text.split())
            if missing < 8:
                break
            if family in ("main", "homograph") and rng.random() < 0.5:
                text += f"{rng.choice((';', ', en', ' en', '; voorts'))} {wording.text(family)}"
            elif family == "preamble" and rng.random() < 0.4:
                text += f", en dat {wording.text(rng.choice(('bad', 'clause', 'neutral')))}" if " dat " in text else ""
            else:
                text += f", {wording.text('clause_tail')}"
        builder.words(text.replace("; voorts ", "; "))


def _words(text: str) -> list[Piece]:
    return [Piece(text.strip())] if text.strip() else []
