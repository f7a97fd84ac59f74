"""How things are called on the page, in Dutch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from labels.scheme import Source, Stance
from service.documents import notices


@dataclass(frozen=True, slots=True)
class Group:
    """A family of stances: its Dutch name, and a sign so that colour is never the only difference."""

    id: str
    name: str
    sign: str


GROUPS: dict[str, Group] = {
    group.id: group
    for group in (
        Group("reject", "Afkeuring", "−"),
        Group("endorse", "Instemming", "+"),
        Group("empathise", "Medeleven", "♡"),
        Group("direct", "Oproep", "→"),
        Group("procedure", "Procedure", "↗"),
        Group("assert", "Betoog", "•"),
        Group("commit", "Toezegging", "✓"),
    )
}

OTHER = "other"

ENGINES = {
    "rules": "taalregels",
    "bert": "taalmodel",
    "hybrid": "taalmodel, aangevuld met taalregels",
}

_NOTICES = {
    notices.NOT_UTF8: "De tekst was niet als UTF-8 opgeslagen en is als Windows-1252 gelezen. "
    "Controleer de letters met accenten.",
    notices.UNREADABLE_BYTES: "Enkele tekens waren onleesbaar; in hun plaats staat \ufffd.",
    notices.UTF16: "De tekst is als UTF-16 gelezen.",
    notices.NOT_DUTCH: "De tekst lijkt niet Nederlands; standpunten worden alleen in het Nederlands herkend.",
}

_SOURCES: dict[Source, str] = {"rules": "taalregels", "bert": "taalmodel"}

_LANGUAGES = {"nl": "Nederlands", "en": "Engels", "fr": "Frans", "de": "Duits"}

_MONTHS = (
    *("januari", "februari", "maart", "april", "mei", "juni"),
    *("juli", "augustus", "september", "oktober", "november", "december"),
)


def group_of(stance: Stance) -> Group:
    """Return the group of a stance; one that the page does not know keeps its own name."""
    return GROUPS.get(stance.group) or Group(OTHER, "Overig" if stance.group == OTHER else stance.group, "◦")


def unknown_stance(stance: str) -> Stance:
    """Return a stand-in for a stance that is not in the list, so that its act still shows."""
    return Stance(stance, stance, stance, "", "", OTHER, 0, 1)


def dutch_date(iso: str) -> str:
    """Return "3 april 2031" for "2031-04-03"; what is not an ISO date is returned as it is."""
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def language_name(code: str) -> str:
    """Return the Dutch name of a language, or its code where we have no name."""
    return _LANGUAGES.get(code, code)


def engine_name(model: str) -> str:
    """Return what answered, in words; a name that is not one of our engines is returned as it is."""
    return ENGINES.get(model, model)


def dutch_notice(notice: str) -> str:
    """Return a warning of the reader of documents in Dutch; one that the page does not know as it is."""
    return _NOTICES.get(notice, notice)


def source_name(source: Source) -> str:
    """Return what found an act, in words."""
    return _SOURCES.get(source, source)


def percentage(share: float) -> str:
    """Return "98%" for 0.98, never "100%" for less than certain."""
    if not 0 <= share <= 1:
        return "onbekend"
    return f"{min(round(share * 100), 99)}%" if share < 1 else "100%"


def readable_frame(frame: str) -> str:
    """Return a verb frame with its slots in Dutch: "dringt er bij ‹wie› op aan ‹wat›"."""
    return frame.replace("{addressee}", "‹wie›").replace("{target}", "‹wat›")


def counted(number: int, one: str, many: str) -> str:
    """Return a number with its noun: "1 paragraaf", "20 paragrafen"."""
    return f"{number} {one if number == 1 else many}"


def shortened(text: str, limit: int = 240) -> str:
    """Return at most ``limit`` characters of ``text``, cut at a space if it can be, with an ellipsis."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    cut = head.rfind(" ", limit // 2)
    return head[: cut if cut > 0 else None].rstrip(" ,;:") + "…"
