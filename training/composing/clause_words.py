"""What is put between the words of a frame: intensifiers, negation, connectives, asides, a modal verb."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Final

from labels.frames import PRONOMINAL
from training.composing.frame_parts import FramePart
from training.composing.frame_slots import NOUNS, PREPOSITION_WORDS, Slots
from training.composing.surroundings import Speech
from training.composing.wording import Wording

URGING: Final = frozenset({"dringend", "met klem", "met aandrang"})
INTENSIFIED: Final[Mapping[str, float]] = {
    "condemn": 0.45, "sympathise": 0.3, "urge": 0.26, "concern": 0.28, "welcome": 0.2, "commend": 0.18, "reject": 0.18,
    "request": 0.11, "emphasise": 0.09, "deplore": 0.11, "support": 0.08,
}  # fmt: skip
"""How often a frame that can be intensified is, by stance; of others 0.04."""
PARTED: Final = 0.75
"""How often an adverb before "erop" comes to stand between "er" and "op"."""
_HALVES: Final = {whole: whole.removeprefix("er") for whole in (*PRONOMINAL.values(), "ertoe")}
_LIGHT: Final = frozenset({"zich", "er", "hem"})
_NEGATIVE: Final = frozenset({"niet", "geen", "geenszins", "allerminst"})
_PARTICLES: Final = frozenset(
    {
        *("aan", "af", "uit", "op", "toe", "in", "vast", "voor", "mee", "bij", "goed", "voorop", "tegen", "over"),
        *("neer", "weg", "terug", "samen", "open", "bloot", "achter", "na"),
    }
)


def light_end(parts: Sequence[FramePart]) -> int:
    """Return how many of the first parts are so light that they stay by the verb ("er", "zich", "het")."""
    end = 0
    while end < len(parts) and parts[end].kind == "word":
        word, following = parts[end].text, parts[end + 1] if end + 1 < len(parts) else None
        placeholder = word == "het" and (
            following is None
            or following.kind in ("class", "target", "adverb")
            or following.text in PREPOSITION_WORDS
            or following.text in PRONOMINAL.values()
            or following.text in ("er", "als", "niet", "toe", "eens", "oneens")
        )
        if word not in _LIGHT and not placeholder:
            break
        end += 1
    return end


def is_plain(parts: Sequence[FramePart]) -> bool:
    """Tell whether a frame is only a verb with its slots, a preposition and a particle."""
    light = light_end(parts)
    return not any(
        part.kind == "class"
        or (part.kind == "word" and part.text not in PREPOSITION_WORDS and part.text not in _PARTICLES)
        for part in parts[light:]
        if part.text not in PRONOMINAL.values()
    )


class ClauseWords:
    """Changes the parts of one frame; what it returns tells what the change did to the act."""

    def __init__(
        self, speech: Speech, slots: Slots, wording: Wording, infinitives: Mapping[str, str], rng: Random
    ) -> None:
        self._speech = speech
        self._slots = slots
        self._wording = wording
        self._infinitives = infinitives
        self._rng = rng

    def intensify(self, parts: list[FramePart], stance: str) -> str | None:
        """Make an act stronger; return the intensifier, null where the frame takes none."""
        if self._rng.random() >= INTENSIFIED.get(stance, 0.04):
            return None
        place = next((k for k, part in enumerate(parts) if part.kind == "class"), None)
        if place is not None:
            return self._degree(parts, place, stance)
        choices = self._speech.intensifiers.get(stance)
        if choices is None or not is_plain(parts):
            return None
        text = self._rng.choice(choices)
        parts.insert(self._verbal_place(parts), FramePart("adverb", text))
        return None if text in self._speech.not_strong else text

    def _degree(self, parts: list[FramePart], place: int, stance: str) -> str | None:
        """Put a word of degree before the word of a class."""
        part = parts[place]
        words = part.text.split()
        if len(words) > 1 and words[1] != "en":
            return None
        if part.name in ("feeling", "appeal"):
            forms = self._speech.noun_degrees.get(stance)
            if forms is None:
                return None
            inflected, bare = self._rng.choice(list(forms.items()))
            before = parts[place - 1].text if place else ""
            if words[0] in self._speech.neuter and before in ("een", "met", "geen", ""):
                inflected = bare
            if inflected == "-":
                return None
            part.text = f"{inflected} {part.text}"
            return None if inflected in self._speech.not_strong else inflected
        if part.name not in ("state", "verdict"):
            return None
        degree = self._rng.choice(self._speech.degrees[part.name])
        part.text = f"{degree} {part.text}"
        return degree

    def negate(self, parts: list[FramePart], head: str, kind: str) -> bool:
        """Negate a plain frame; return whether that was done."""
        plain = head in self._speech.negated_heads and is_plain(parts) and kind in ("np", "dat", "thing", "good", "ill")
        if not plain or any(part.kind == "adverb" for part in parts) or parts[-1].kind != "target":
            return False
        negation = FramePart("adverb", self._speech.negations.choose(self._rng))
        if len(parts) == 1 and kind != "dat":
            parts.append(negation)
        else:
            parts.insert(light_end(parts), negation)
        return True

    def connect(self, parts: list[FramePart]) -> None:
        """Put a connective between the words of a frame."""
        text = self._rng.choice(self._speech.connectives)
        parts.insert(self._verbal_place(parts), FramePart("adverb", text))

    def part_pronominal(self, parts: list[FramePart]) -> None:
        """Put an adverb that stands before "erop" between its halves ("wijst er nogmaals op dat")."""
        for k in range(1, len(parts)):
            preposition = _HALVES.get(parts[k].text)
            if preposition and parts[k - 1].kind == "adverb" and self._rng.random() < PARTED:
                parts[k].text = preposition
                parts.insert(k - 1, FramePart("word", "er"))
                return

    def aside(self, parts: list[FramePart]) -> bool:
        """Put an aside between commas behind the verb, or behind the addressee."""
        entry = self._rng.choice(self._speech.asides)
        aside = FramePart("aside", f", {self._wording.fill(entry.parts, 1)},")
        place = light_end(parts)
        addressee = next((k for k, part in enumerate(parts) if part.kind == "addressee"), None)
        if addressee is not None:
            following = parts[addressee + 1] if addressee + 1 < len(parts) else None
            if following is None or following.kind not in ("word", "target") or self._rng.random() < 0.3:
                return False
            place = addressee + 1
        parts.insert(place, aside)
        return True

    def modal(
        self, parts: list[FramePart], head: str, kind: str, his: str, *, against: bool
    ) -> tuple[str, list[FramePart]] | None:
        """Put a modal verb in the place of the head; return its finite form and the new parts, null where none fits.

        ``against`` where the stance is one of rejecting.
        """
        infinitive = self._infinitives.get(head)
        bound = any(part.kind == "aside" or part.text in _NEGATIVE for part in parts)
        if head not in self._speech.modal_heads or infinitive is None or bound:
            return None
        with_te = self._rng.random() < 0.5
        modals = self._speech.modals_te if with_te else self._speech.modals_bare
        phrase = modals.choose(self._rng)
        while against and phrase not in self._speech.compelled:
            phrase = modals.choose(self._rng)
        finite, _, rest = phrase.replace("zijn", his).partition(" ")
        parts = list(parts)
        particle = self._particle(parts, head, kind)
        moved = parts.pop(particle).text if particle is not None else ""
        group = f"{moved} te {infinitive}".strip() if with_te else moved + infinitive
        if rest == "willen":
            group, rest = f"willen {group}", ""
        behind = len(parts)
        if parts and parts[-1].kind == "target":
            if kind not in NOUNS:
                behind = len(parts) - 1
            elif len(parts) > 1 and parts[-2].kind == "word" and parts[-2].text in PREPOSITION_WORDS:
                behind = len(parts) - 2
        cluster = FramePart("adverb", group)
        opening = [FramePart("adverb", rest)] if rest else []
        joined = int(bool(parts) and parts[0].text in self._speech.connectives)
        return finite, [*parts[:joined], *opening, *parts[joined:behind], cluster, *parts[behind:]]

    def _particle(self, parts: Sequence[FramePart], head: str, kind: str) -> int | None:
        """Return the place of the separable particle of the verb."""
        for k in range(len(parts) - 1, -1, -1):
            if parts[k].kind != "word" or parts[k].text not in _PARTICLES:
                continue
            following = parts[k + 1] if k + 1 < len(parts) else None
            if following is None:
                return k
            if following.kind == "target":
                beside = k == light_end(parts) or (k > 0 and parts[k - 1].kind in ("addressee", "adverb"))
                near = beside and parts[k].text in self._slots.near_particles.get(head, ())
                listed = near or parts[k].text in self._slots.particles.get(head, ())
                particle = listed or parts[k].text not in PREPOSITION_WORDS
                pronominal = any(part.text == "er" for part in parts[:k])
                if particle or (kind not in NOUNS and not pronominal):
                    return k
            elif following.kind == "word" and following.text in PREPOSITION_WORDS:
                behind = parts[k + 2] if k + 2 < len(parts) else None
                if behind is not None and behind.kind == "target":
                    return k
        return None

    def _verbal_place(self, parts: Sequence[FramePart]) -> int:
        """Choose where an adverb goes with the verb: behind it, an addressee, or a target that words follow."""
        places = [light_end(parts)]
        for k, part in enumerate(parts):
            following = parts[k + 1] if k + 1 < len(parts) else None
            if part.kind == "addressee" and (following is None or following.kind in ("target", "word")):
                places += [k + 1, k + 1]
            elif part.kind == "target" and following is not None and k == light_end(parts) and following.kind == "word":
                places.append(k + 1)
        return self._rng.choice(places)
