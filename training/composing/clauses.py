"""Makes a main clause of the speaker from a verb frame: its words in order, its spans, its acts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Final, Literal

from labels.lexicon import Lexicon
from training.composing.clause import Clause, ClauseAct, Piece, capital
from training.composing.clause_words import URGING, ClauseWords, light_end
from training.composing.frame_deck import Turn
from training.composing.frame_parts import FramePart, FrameParts, FrameWords, is_strong
from training.composing.frame_slots import NOUNS, Slots
from training.composing.slot_filling import Draft, SlotFilling
from training.composing.surroundings import Speech, Style
from training.composing.targets import Targets
from training.composing.wording import Wording

Opening = Literal["plain", "inverted", "subject", "target", "predicate"]
"""What comes first: the verb, something else with the subject behind it, the subject, the target, or a predicate."""
CONNECTED: Final = (0.11, 0.03)
"""How often a clause has a connective within, one with the verb first, and an inverted one."""
ASIDE: Final = 0.05
MODAL: Final = 0.08
TRAILING: Final = 0.07
"""How often a clause follows a frame that ends behind its target ("wijst het plan af zolang …"); it is in no span."""
NEGATED: Final = 0.05
_PLACEHOLDERS: Final = ("het", "er")


class Clauses:
    """Composes the clauses of one paragraph, all by one speaker; ``plural`` where the speaker is many."""

    def __init__(
        self,
        lexicon: Lexicon,
        words: FrameWords,
        slots: Slots,
        speech: Speech,
        style: Style,
        wording: Wording,
        targets: Targets,
        filling: SlotFilling,
        infinitives: Mapping[str, str],
        rng: Random,
        *,
        plural: bool,
    ) -> None:
        self._lexicon = lexicon
        self._frame_words = words
        self._slots = slots
        self._speech = speech
        self._style = style
        self._wording = wording
        self._targets = targets
        self._filling = filling
        self._infinitives = infinitives
        self._plural = plural
        self._his = "hun" if plural else style.his
        self._clause_words = ClauseWords(speech, slots, wording, infinitives, rng)
        self._rng = rng

    def compose(self, turn: Turn, budget: int, opening: Opening, front: str = "", *, first: bool = True) -> Clause:
        """Compose one clause of about ``budget`` words. ``front`` stands before the verb of an inverted clause."""
        rng = self._rng
        frame = self._frame_words.take(turn, self._his)
        kinds = self._slots.kinds(frame.entry.text, frame.stance)
        kind = rng.choices(list(kinds), list(kinds.values()))[0] if kinds else ""
        draft = Draft(list(frame.parts), frame.head, kind, frame.stance)
        _fit_om(draft)
        if frame.entry.text in self._slots.predicates:
            entry = rng.choice(self._slots.predicates[frame.entry.text])
            draft.parts.append(FramePart("adverb", self._wording.fill(entry.parts)))
        stances, strong = self._change(draft, frame, turn, budget, inverted=opening == "inverted")
        opening = self._fitting(draft, frame, opening)
        runs = self._filling.fill(draft, budget - len(draft.parts) - 2, may_list=opening not in ("target", "predicate"))
        pieces = self._ordered(draft, runs, opening, front, first=first)
        trailing = draft.is_closed and rng.random() < TRAILING
        if trailing:
            entry = rng.choice(self._speech.trailing)
            pieces.append(Piece(f"{rng.choice((',', ''))} {self._wording.fill(entry.parts)}".strip()))
        if len(stances) > 1:
            draft.kinds.add("two-stances")
        if {"niet", "geen", "geenszins", "allerminst"}.intersection(part.text for part in draft.parts):
            draft.kinds.add("negation")
        if any(part.name in ("feeling", "state", "appeal") for part in draft.parts):
            draft.kinds.add("lightverb")
        acts = tuple(ClauseAct(stance, strong, frame.entry.text) for stance in stances)
        return Clause(tuple(pieces), acts, draft.is_heavy or trailing, frozenset(draft.kinds))

    def shared(self, budget: int) -> Clause:
        """Compose a clause of two or three verbs with one target ("betreurt en veroordeelt")."""
        rng = self._rng
        place = rng.randrange(len(self._speech.companions))
        verbs = rng.sample(self._speech.companions[place], rng.choices((2, 3), (9, 1))[0])
        stances = [self._stance_of(verb) for verb in verbs]
        assertive = place == len(self._speech.companions) - 1
        target = self._targets.compose("dat" if assertive or rng.random() < 0.15 else "np", stances[0], budget)
        pieces: list[Piece] = []
        for k, verb in enumerate(verbs):
            if k:
                pieces.append(Piece("en" if k == len(verbs) - 1 else ","))
            pieces.append(Piece(self._finite(verb), "verb"))
        pieces.append(Piece(target.text, "target"))
        acts = tuple(
            ClauseAct(stance, False, f"{verb} {{target}}") for verb, stance in zip(verbs, stances, strict=True)
        )
        return Clause(tuple(pieces), acts, target.comma, frozenset({"shared", "coordination"}))

    def _change(
        self, draft: Draft, frame: FrameParts, turn: Turn, budget: int, *, inverted: bool
    ) -> tuple[list[str], bool]:
        """Put words between those of the frame; return the stances and the strength that come of it."""
        rng, words = self._rng, self._clause_words
        stances, strong = list(frame.stances), is_strong(frame.parts, self._lexicon.grammar.adverbials, self._speech)
        if turn.stance and rng.random() < NEGATED and words.negate(draft.parts, frame.head, draft.kind):
            stances = [self._lexicon.grammar.negated.get(stance, stance) for stance in stances]
            draft.kinds.add("negation")
        elif (intensifier := words.intensify(draft.parts, frame.stance)) is not None:
            strong = True
            if intensifier in URGING:
                stances = ["urge" if stance == "request" else stance for stance in stances]
        if rng.random() < CONNECTED[inverted]:
            words.connect(draft.parts)
        words.part_pronominal(draft.parts)
        if budget > 14 and rng.random() < ASIDE and words.aside(draft.parts):
            draft.kinds.add("gap")
        if rng.random() < MODAL and not self._plural:
            against = self._targets.group(frame.stance) == "reject"
            made = words.modal(draft.parts, frame.head, draft.kind, self._his, against=against)
            if made is not None:
                draft.verb, draft.parts = made
                draft.kinds.add("modal")
        return stances, strong

    def _ordered(
        self, draft: Draft, runs: list[list[Piece]], opening: Opening, front: str, *, first: bool
    ) -> list[Piece]:
        """Put the verb, the subject and what comes first to the runs of the other parts."""
        verb, subject = Piece(self._finite(draft.verb), "verb"), self._subject(draft, first=first)
        begin = capital if first else str
        pieces: list[Piece] = []
        if opening == "target":
            fronted = runs.pop(next(k for k, run in enumerate(runs) if run[0].kind == "target"))
            comma = [Piece(",")] if draft.kind == "dat" and self._rng.random() < 0.8 else []
            pieces = [Piece(begin(fronted[0].text), "target"), *comma, verb, Piece(subject)]
        elif opening == "predicate":
            start, end = self._predicate(draft)
            predicate = " ".join(piece.text for run in runs[start:end] for piece in run)
            del runs[start:end]
            pieces = [Piece(begin(predicate)), verb, Piece(subject)]
        elif opening == "inverted":
            pieces = [Piece(front), verb, Piece(subject)]
            draft.kinds.add("inversion")
        elif opening == "subject":
            pieces = [Piece(begin(subject)), verb]
        else:
            pieces = [verb]
        if opening in ("target", "predicate"):
            draft.kinds |= {"fronted", "inversion"}
            while runs and runs[0] and runs[0][0].text in _PLACEHOLDERS:
                del runs[0]
        return [*pieces, *(piece for run in runs for piece in run)]

    def _fitting(self, draft: Draft, frame: FrameParts, opening: Opening) -> Opening:
        """Return the opening, or another where the frame does not take it."""
        if self._plural:
            return "plain"
        if opening not in ("target", "predicate"):
            return opening
        if "modal" in draft.kinds or any(part.kind == "aside" for part in draft.parts):
            return "plain"
        if opening == "predicate":
            return "predicate" if self._predicate(draft) != (0, 0) else "plain"
        kinds = [part.kind for part in draft.parts]
        direct = self._frame_words.preposition(frame.entry.words) == "clause"
        fits = "target" in kinds and "addressee" not in kinds and direct and draft.kind in (*NOUNS, "dat")
        if draft.kind == "dat":
            fits = fits and all(self._is_bare(part) for part in draft.parts)
            fits = fits and self._targets.group(frame.stance) in ("reject", "endorse", "assert")
        return "target" if fits else "plain"

    @staticmethod
    def _is_bare(part: FramePart) -> bool:
        """Tell whether a part leaves a frame one that a fronted dat-clause fits ("dat X, vindt de Kamer jammer")."""
        return part.kind in ("target", "adverb") or part.name == "verdict" or part.text in ("het", "toe", "af")

    def _predicate(self, draft: Draft) -> tuple[int, int]:
        """Return where a word of a class stands that may be fronted, with "met" or "tot zijn" before it."""
        parts = draft.parts
        for k, part in enumerate(parts):
            if part.kind != "class":
                continue
            before = [each.text for each in parts[:k]]
            following = parts[k + 1].kind if k + 1 < len(parts) else ""
            if part.name == "verdict" and before in ([], ["het"]):
                return (k, k + 1) if following == "target" and draft.kind == "dat" else (0, 0)
            if part.name == "feeling" and before[-1:] == ["met"]:
                return k - 1, k + 1
            if part.name == "feeling" and before[-2:-1] == ["tot"]:
                return k - 2, k + 1
        return 0, 0

    def _subject(self, draft: Draft, *, first: bool) -> str:
        light = light_end(draft.parts)
        follows = draft.parts[light - 1].text if light else ""
        style = self._style
        if not first and self._rng.random() < 0.55 and not (style.pronoun == "het" and follows == "het"):
            return style.pronoun
        return style.subjects.choose(self._rng)

    def _finite(self, verb: str) -> str:
        return self._infinitives.get(verb, verb) if self._plural else verb

    def _stance_of(self, verb: str) -> str:
        frames: Sequence[str] = [
            frame.stance
            for found in self._lexicon.frames[verb].values()
            for frame in found
            if frame.text == f"{verb} {{target}}" and frame.stance
        ]
        return frames[0]


def _fit_om(draft: Draft) -> None:
    """Settle whether an infinitive begins with om.

    The "om" of a frame is left out before an infinitive, which has its own. Without an addressee a request has one, or
    its first noun phrase would be taken for who is asked.
    """
    if draft.kind != "te":
        return
    place = next((k for k, part in enumerate(draft.parts) if part.kind == "target"), None)
    if place and draft.parts[place - 1].text == "om":
        del draft.parts[place - 1]
        draft.om = True
    elif not draft.addressed and draft.stance in ("request", "urge", "encourage"):
        draft.om = True
