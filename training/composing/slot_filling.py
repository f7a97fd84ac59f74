"""Fills the slots of one frame: addressees, target, and arguments that are neither."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Final

from training.composing.addressing import Addressing
from training.composing.clause import Piece
from training.composing.frame_parts import FramePart
from training.composing.frame_slots import NOUNS, Slots
from training.composing.targets import Composed, Targets
from training.composing.wording import Wording

LISTED: Final = 0.06
"""How often a long target at the end of a clause is a list."""
SET_OFF: Final = 0.05
"""How often an infinitive behind an addressee begins with an adjunct between commas."""
_ACTORS: Final = frozenset({"bij", "aan", "op", "van", "tot", "met", "naar"})
_LIST_KINDS: Final = frozenset({"te", "want", "dat"})
_LIST_ROOM: Final = 18
_MARKERS: Final = (
    ("a)", "b)", "c)", "d)"),
    ("i)", "ii)", "iii)", "iv)"),
    ("–", "–", "–", "–"),
    ("1.", "2.", "3.", "4."),
    ("a.", "b.", "c.", "d."),
)
_LEAST_ROOM: Final = 5
_SHORT: Final = (4, 24)
"""Of a target that words of its frame follow: how many words it may have, more or less."""


@dataclass(slots=True)
class Draft:
    """A clause in the making: the ``parts`` of its frame, its finite verb, and the ``kind`` of its target."""

    parts: list[FramePart]
    verb: str
    kind: str
    stance: str
    om: bool | None = None
    target: Composed | None = None
    kinds: set[str] = field(default_factory=set)

    @property
    def addressed(self) -> bool:
        """Whether someone is asked."""
        return any(part.kind == "addressee" for part in self.parts)

    @property
    def ends_in_target(self) -> bool:
        """Whether nothing follows the target."""
        return bool(self.parts) and self.parts[-1].kind == "target"

    @property
    def is_closed(self) -> bool:
        """Whether a word of the frame follows the target at the end."""
        return len(self.parts) > 1 and self.parts[-1].kind in ("word", "class") and bool(self.kind)

    @property
    def is_heavy(self) -> bool:
        """Whether the clause ends in a clause, or in one between commas."""
        return self.ends_in_target and (self.kind not in NOUNS or (self.target is not None and self.target.comma))


class SlotFilling:
    """Fills the slots of the frames of one paragraph."""

    def __init__(self, slots: Slots, wording: Wording, targets: Targets, addressing: Addressing, rng: Random) -> None:
        self._slots = slots
        self._wording = wording
        self._targets = targets
        self._addressing = addressing
        self._rng = rng

    def fill(self, draft: Draft, room: int, *, may_list: bool) -> list[list[Piece]]:
        """Return one run of pieces for each part of a draft, about ``room`` words in all its slots."""
        runs: list[list[Piece]] = []
        listable = may_list and draft.ends_in_target and draft.kind in _LIST_KINDS and room >= _LIST_ROOM
        listed = listable and self._rng.random() < LISTED
        pronoun = "zij"
        for k, part in enumerate(draft.parts):
            if part.kind == "addressee":
                before = draft.parts[k - 1].text if k else ""
                named = self._addressing.compose(
                    before if before in _ACTORS else None, brief=room < 9, apposition=not listed
                )
                run = [Piece(each.text, each.kind) for each in named.pieces]
                if sum(each.kind == "addressee" for each in run) > 1:
                    draft.kinds.add("addressees")
                if named.apposed:
                    draft.kinds.add("gap")
                pronoun = named.pronoun
                room -= sum(len(each.text.split()) for each in run)
            elif part.kind == "target":
                run = self._list(draft, room) if listed else self._target(draft, part.text, room, pronoun)
                follows = draft.parts[k + 1].kind if k + 1 < len(draft.parts) else "aside"
                if follows != "aside" and draft.target is not None and draft.target.comma:
                    run.append(Piece(","))
            elif part.kind == "other":
                others = self._slots.others
                mooded = others.get(f"{part.name}_{self._targets.group(draft.stance)}")
                options = mooded or others.get(part.name, others["default"])
                run = [Piece(self._wording.fill(self._rng.choice(options).parts))]
            else:
                run = [Piece(part.text)]
            runs.append(run)
        return runs

    def _target(self, draft: Draft, inside: str, room: int, pronoun: str) -> list[Piece]:
        """Compose the target; ``inside`` are words of the frame that belong to it."""
        room = max(room, _LEAST_ROOM)
        if not draft.ends_in_target:
            room = min(room, self._rng.randint(*_SHORT))
        draft.target = self._targets.compose(
            draft.kind, draft.stance, room, pronoun=pronoun, om=draft.om, addressed=draft.addressed
        )
        text = f"{inside} {draft.target.text}".strip()
        # "verzoekt de regering, in overleg met de provincies, dit te doen": the adjunct is part of what is asked.
        bare = draft.kind == "te" and draft.om is None and not text.startswith("om ")
        if bare and self._follows_addressee(draft) and self._rng.random() < SET_OFF:
            return [Piece(","), Piece(f"{self._wording.text('opening')}, {text}", "target")]
        return [Piece(text, "target")]

    @staticmethod
    def _follows_addressee(draft: Draft) -> bool:
        """Tell whether the target stands right behind an addressee."""
        return [part.kind for part in draft.parts[-2:]] == ["addressee", "target"]

    def _list(self, draft: Draft, room: int) -> list[Piece]:
        """Compose a list of items as one target, behind a colon or behind "om:"."""
        items = self._targets.items(draft.kind, draft.stance, room, self._rng.choices((2, 3, 4), (5, 4, 1))[0])
        markers = self._rng.choice(_MARKERS)
        text = "; ".join(f"{marker} {item}" for marker, item in zip(markers, items, strict=False))
        draft.kinds.add("list")
        if draft.kind == "te" and self._rng.random() < 0.35:
            text = f"om: {text}"
            draft.target = Composed(text, True)
            return [Piece(text, "target")]
        draft.target = Composed(text, True)
        return [Piece(":"), Piece(text, "target")]
