"""What the templates need of one paragraph: its runs grouped into tinted blocks, and its acts in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from labels.scheme import Act, Paragraph, Role, Stance
from service.page.runs import Mark, Run, cut_runs
from service.page.wording import (
    Group,
    group_of,
    percentage,
    readable_frame,
    source_name,
    unknown_stance,
)


@dataclass(frozen=True, slots=True)
class ActView:
    """An act in words. ``anchor`` is unique on the page."""

    anchor: str
    stance: Stance
    group: Group
    strong: bool
    frame: str | None
    confidence: str
    source: str

    @property
    def weight(self) -> str:
        """How heavy the label looks: "high", "middle" or "low", by the force of the stance."""
        return "high" if self.stance.force >= 4 else "middle" if self.stance.force >= 2 else "low"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run as the template prints it.

    ``acts`` are the acts whose trigger opens here: their labels stand before the text. ``title`` names the
    canonical actors of an addressee.
    """

    text: str
    classes: str
    acts: tuple[ActView, ...]
    title: str | None
    trigger: bool


@dataclass(frozen=True, slots=True)
class Block:
    """Neighbouring pieces with one tint; ``group`` is null outside the acts."""

    group: str | None
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class PassageView:
    """A paragraph as the template prints it.

    ``label`` is how links name it; ``anchor`` is unique on the page.
    """

    anchor: str
    label: str
    number: str | None
    role: Role
    text: str
    blocks: tuple[Block, ...]
    acts: tuple[ActView, ...]

    @property
    def stances(self) -> str:
        """The stances of the acts, joined by spaces, without doubles."""
        return " ".join(dict.fromkeys(act.stance.id for act in self.acts))


def view_passage(paragraph: Paragraph, place: int, stances: Mapping[str, Stance]) -> PassageView:
    """Return the view of the paragraph at ``place`` (from 0) in its document."""
    acts = tuple(_view_act(act, f"act-{place + 1}-{index + 1}", stances) for index, act in enumerate(paragraph.acts))
    return PassageView(
        anchor=f"alinea-{place + 1}",
        label=paragraph.number or paragraph.id,
        number=paragraph.number,
        role=paragraph.role or "operative",
        text=paragraph.text,
        blocks=tuple(_blocks(paragraph, acts)),
        acts=acts,
    )


def _view_act(act: Act, anchor: str, stances: Mapping[str, Stance]) -> ActView:
    stance = stances.get(act.stance) or unknown_stance(act.stance)
    return ActView(
        anchor=anchor,
        stance=stance,
        group=group_of(stance),
        strong=act.strength == "strong",
        frame=readable_frame(act.frame) if act.frame else None,
        confidence=percentage(act.confidence),
        source=source_name(act.source),
    )


def _blocks(paragraph: Paragraph, views: Sequence[ActView]) -> list[Block]:
    blocks: list[Block] = []
    for tinting, runs in groupby(cut_runs(paragraph.text, paragraph.acts), key=_tinting_act):
        group = None if tinting is None else views[tinting].group.id
        blocks.append(Block(group, tuple(_piece(run, paragraph.acts, views) for run in runs)))
    return blocks


def _tinting_act(run: Run) -> int | None:
    """Return the act that colours a run: the one that began last, and of acts on one verb the first."""
    acts = run.having("act")
    return max(acts, key=lambda mark: (mark.start, -mark.act)).act if acts else None


def _piece(run: Run, acts: Sequence[Act], views: Sequence[ActView]) -> Piece:
    triggers, targets, addressees = run.having("trigger"), run.having("target"), run.having("addressee")
    classes: list[str] = []
    if triggers:
        classes.append("trigger")
    if targets:
        classes.append("target")
    if addressees:
        classes += ["addressee", *_ends(run, addressees[0])]
    actors = (acts[mark.act].addressees[mark.addressee or 0].actor for mark in addressees)
    names = dict.fromkeys(actor.name for actor in actors if actor is not None)
    return Piece(
        text=run.text,
        classes=" ".join(classes),
        acts=tuple(views[mark.act] for mark in triggers if mark.start == run.start),
        title=", ".join(names) or None,
        trigger=bool(triggers),
    )


def _ends(run: Run, mark: Mark) -> list[str]:
    return [
        *(["opens"] if run.start == mark.start else []),
        *(["closes"] if run.end == mark.end else []),
    ]
