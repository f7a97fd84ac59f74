"""What the page says of the document as a whole: counts, tone, who is asked what, and its sections."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from labels.scheme import Act, Addressee, Paragraph, Stance
from service.page.passages import ActView, PassageView
from service.page.wording import Group, counted, group_of, shortened

_ASKING = frozenset({"direct", "procedure"})

SectionKind = Literal["heading", "folded", "operatives"]


@dataclass(frozen=True, slots=True)
class StanceCount:
    """How often a stance is taken; ``width`` is its bar, 0 to 100, where 100 is the most frequent stance."""

    stance: Stance
    number: int
    width: int


@dataclass(frozen=True, slots=True)
class GroupCount:
    """The counts of one group of stances."""

    group: Group
    stances: tuple[StanceCount, ...]
    number: int


@dataclass(frozen=True, slots=True)
class ToneBar:
    """One act in the drawing of the tone, in reading order: ``top`` and ``height`` in units of force."""

    group: str
    top: int
    height: int


@dataclass(frozen=True, slots=True)
class Request:
    """One thing asked of an addressee. ``target`` is shortened; null where the act has none."""

    act: ActView
    target: str | None
    passage: PassageView


@dataclass(frozen=True, slots=True)
class Asked:
    """An addressee and all that is asked of it; ``wordings`` are how the text names it, where that differs.

    ``name`` is null for what is asked of nobody in particular.
    """

    anchor: str
    name: str | None
    wordings: tuple[str, ...]
    requests: tuple[Request, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Neighbouring passages that are shown alike; ``caption`` is the line under which they are folded."""

    kind: SectionKind
    caption: str
    passages: tuple[PassageView, ...]


def count_stances(passages: Iterable[PassageView], stances: Sequence[Stance]) -> tuple[GroupCount, ...]:
    """Count the acts by stance and group, in the order of ``stances``, without those that do not occur."""
    numbers: Counter[str] = Counter()
    known = {stance.id: stance for stance in stances}
    for passage in passages:
        for act in passage.acts:
            numbers[act.stance.id] += 1
            known.setdefault(act.stance.id, act.stance)
    most = max(numbers.values(), default=1)
    by_group: dict[str, list[StanceCount]] = {}
    for stance in known.values():
        if number := numbers[stance.id]:
            count = StanceCount(stance, number, max(2, round(100 * number / most)))
            by_group.setdefault(stance.group, []).append(count)
    return tuple(
        GroupCount(group_of(counts[0].stance), tuple(counts), sum(count.number for count in counts))
        for counts in by_group.values()
    )


def draw_tone(passages: Iterable[PassageView]) -> tuple[ToneBar, ...]:
    """Return a bar per act, as high as the force (at least half), downwards where it is against."""
    bars: list[ToneBar] = []
    for passage in passages:
        for act in passage.acts:
            height = max(1, 2 * act.stance.force)
            bars.append(ToneBar(act.group.id, 10 if act.stance.polarity < 0 else 10 - height, height))
    return tuple(bars)


def gather_asked(
    paragraphs: Sequence[Paragraph], passages: Sequence[PassageView], stances: Mapping[str, Stance]
) -> tuple[Asked, ...]:
    """Gather by addressee what is asked, most addressed first; last what is asked of nobody in particular.

    Addressees are one where they name one canonical actor, else where their words agree but for capitals.
    """
    names: dict[str, str] = {}
    wordings: dict[str, dict[str, None]] = {}
    requests: dict[str, list[Request]] = {}
    nobody: list[Request] = []
    for paragraph, passage in zip(paragraphs, passages, strict=True):
        for act, view in zip(paragraph.acts, passage.acts, strict=True):
            request = Request(view, _target(act), passage)
            for addressee in act.addressees:
                key, name = _identity(addressee)
                names.setdefault(key, name)
                wordings.setdefault(key, {})[addressee.span.text] = None
                mine = requests.setdefault(key, [])
                if request not in mine:
                    mine.append(request)
            if not act.addressees and _asks(act, stances):
                nobody.append(request)
    ranked = sorted(requests, key=lambda key: -len(requests[key]))
    asked = [
        Asked(
            f"gevraagd-{place}",
            names[key],
            tuple(words for words in wordings[key] if words.casefold() != names[key].casefold()),
            tuple(requests[key]),
        )
        for place, key in enumerate(ranked, 1)
    ]
    if nobody:
        asked.append(Asked(f"gevraagd-{len(asked) + 1}", None, (), tuple(nobody)))
    return tuple(asked)


def _identity(addressee: Addressee) -> tuple[str, str]:
    if addressee.actor is not None:
        return f"id:{addressee.actor.id}", addressee.actor.name
    return f"words:{addressee.span.text.casefold()}", addressee.span.text


def _target(act: Act) -> str | None:
    return shortened(act.target.text) if act.target is not None else None


def _asks(act: Act, stances: Mapping[str, Stance]) -> bool:
    stance = stances.get(act.stance)
    return stance is not None and stance.group in _ASKING


def lay_out(passages: Sequence[PassageView], title: str | None) -> tuple[Section, ...]:
    """Arrange the passages in reading order, notes last, without the title that heads the page anyway."""
    flow = [
        passage
        for passage in passages
        if passage.role != "note" and not (passage.role == "title" and passage.text == title)
    ]
    sections = [_section(list(members)) for _, members in groupby(flow, key=_kept_together)]
    notes = tuple(passage for passage in passages if passage.role == "note")
    if notes:
        sections.append(Section("folded", counted(len(notes), "noot of slotregel", "noten en slotregels"), notes))
    return tuple(sections)


def _kept_together(passage: PassageView) -> tuple[str, str]:
    if passage.role in ("heading", "title"):
        return "heading", passage.anchor
    return passage.role, ""


def _section(members: list[PassageView]) -> Section:
    passages, number = tuple(members), len(members)
    if members[0].role == "citation":
        return Section("folded", counted(number, "verwijzing", "verwijzingen"), passages)
    if members[0].role == "recital":
        return Section("folded", counted(number, "overweging", "overwegingen"), passages)
    if members[0].role == "operative":
        return Section("operatives", counted(number, "paragraaf", "paragrafen"), passages)
    return Section("heading", "", passages)
