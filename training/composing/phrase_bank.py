"""The phrases of ``training/phrases``: read, checked, and sorted by subject domain.

A wrong entry raises ``LexiconError`` with file, line and remedy.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from labels.yaml_source import Node, load_yaml
from training.composing.infinitives import take_apart
from training.composing.templates import Part, TemplateProblem, parse, slots

PHRASES: Final = Path(__file__).parents[1] / "phrases"
NESTING: Final = frozenset(
    {
        *("thing", "ill", "good", "actor", "group", "want", "request", "report", "source", "bad", "well", "neutral"),
        *("clause", "demand", "victims", "disaster", "question", "opinion", "participle"),
    }
)
"""Slots whose phrases hold slots themselves: a phrase without any of them is flat, and ends a nesting."""
SPECIAL: Final = frozenset(
    {
        *(
            "country",
            "other_country",
            "adj",
            "capital",
            "place",
            "person",
            "last",
            "org",
            "law",
            "date",
            "year",
            "yy",
            "next",
            "month",
        ),
        *(
            "number",
            "count",
            "digit",
            "roman",
            "article",
            "serial",
            "padded",
            "percent",
            "amount",
            "portfolio",
            "tongue",
            "deadline",
            "rel",
        ),
    }
)
"""Slots that are filled by the program or from lists of single names."""
FAMILIES: Final[Mapping[str, tuple[str, ...]]] = {
    "actor": ("actors",),
    "group": ("groups",),
    "thing": ("things", "things_pl"),
    "ill": ("ills", "ills_pl"),
    "good": ("goods", "goods_pl"),
    "want": ("wants",),
    "wants": ("wants",),
    "topic": ("topics",),
    "portfolio": ("portfolios",),
    "request": ("requests",),
    "request_about_actor": ("requests_about_actors",),
    "bad": ("bad",),
    "well": ("well",),
    "neutral": ("neutral",),
    "demand": ("demands",),
    "question": ("questions",),
    "adverbial": ("adverbials",),
    "manner": ("manner",),
    "tail": ("tails",),
    "clause_tail": ("clause_tails",),
    "request_tail": ("request_tails",),
    "relative": ("relatives",),
    "pending": ("pending",),
    "report": ("report",),
    "source": ("source",),
    "people": ("people", "people_pl"),
    "thanks": ("thanks",),
    "event": ("events",),
    "victims": ("victims",),
    "bereaved": ("bereaved",),
    "disaster": ("disasters",),
    "opinion": ("opinions",),
    "opening": ("openings",),
    "clause": ("clauses",),
    "reported_relative": ("reported_relatives",),
    "participle": ("participles",),
    "main": ("main",),
    "preamble": ("preamble",),
    "fragment": ("fragments",),
    "homograph": ("homographs",),
    "org": ("orgs",),
    "law": ("laws",),
    "month": ("months",),
    "deadline": ("deadlines",),
}
DOMAIN_LISTS: Final = (
    *("topics", "portfolios", "actors", "groups", "things", "things_pl", "ills", "ills_pl", "goods", "goods_pl"),
    *("requests", "bad", "well", "neutral"),
)
_CLAUSAL: Final = frozenset({"request", "bad", "well", "neutral", "clause", "demand", "question"})


@dataclass(frozen=True, slots=True)
class Phrase:
    """One entry: its ``parts``, whether it is ``plural``, and its article ("de", "het" or neither).

    A ``flat`` phrase holds no phrase of another list; one that ``ends`` in its infinitive has all forms.
    """

    text: str
    parts: tuple[Part, ...]
    plural: bool
    article: str
    flat: bool
    ends: bool


@dataclass(frozen=True, slots=True)
class Country:
    """A country with its adjective (with -e), its capital, and other places."""

    name: str
    adjective: str
    capital: str
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bank:
    """All phrases. ``own`` maps domain → family → phrases; ``general`` maps family → phrases for any domain."""

    own: dict[str, dict[str, tuple[Phrase, ...]]]
    general: dict[str, tuple[Phrase, ...]]
    countries: tuple[Country, ...]
    home_places: tuple[str, ...]
    first_names: tuple[str, ...]
    last_names: tuple[str, ...]
    third_persons: dict[str, str]

    @property
    def domains(self) -> tuple[str, ...]:
        """The names of the domains, in the order of the files."""
        return tuple(self.own)


@cache
def load_bank(folder: Path = PHRASES) -> Bank:
    """Read and check all phrase files of a folder. Raises ``LexiconError``."""
    lists: dict[str, list[tuple[Node, str]]] = {}
    for name in ("generic", "people", "reported"):
        for key, node in load_yaml(folder / f"{name}.yaml").mapping().items():
            key = "reported_relatives" if (name, key) == ("reported", "relatives") else key
            lists[key] = [(each, each.text()) for each in node.members()]
    world = load_yaml(folder / "world.yaml").fields(
        *("countries", "home_places", "first_names", "last_names", "orgs", "laws", "months", "deadlines")
    )
    for key in ("orgs", "laws", "months", "deadlines"):
        lists[key] = [(each, each.text()) for each in world[key].members()]
    own: dict[str, dict[str, tuple[Phrase, ...]]] = {}
    for file in sorted(folder.glob("domains_*.yaml")):
        for name, node in load_yaml(file).mapping().items():
            found = {
                key: [(each, each.text()) for each in value.members()]
                for key, value in node.fields(*DOMAIN_LISTS).items()
            }
            own[name] = _families(found)
    bank = Bank(
        own=own,
        general=_families(lists),
        countries=tuple(_country(name, node) for name, node in world["countries"].mapping().items()),
        home_places=tuple(world["home_places"].texts()),
        first_names=tuple(world["first_names"].texts()),
        last_names=tuple(world["last_names"].texts()),
        third_persons={verb: node.text() for verb, node in load_yaml(folder / "verbs.yaml").mapping().items()},
    )
    return bank


def phrase(text: str, *, plural: bool = False) -> Phrase:
    """Return a phrase as the files write it. Raises ``TemplateProblem``."""
    parts = parse(text)
    names = slots(parts)
    for name in names:
        if name not in FAMILIES and name not in SPECIAL:
            known = ", ".join(sorted({*FAMILIES, *SPECIAL}))
            raise TemplateProblem(f"'{text}' has the unknown slot <{name}>", f"Use one of: {known}.")
    first = text.split(" ", 1)[0].lower()
    return Phrase(
        text=text,
        parts=parts,
        plural=plural,
        article=first if first in ("de", "het") else "",
        flat=names.isdisjoint(NESTING),
        ends=names.isdisjoint(_CLAUSAL) and _ends(_shown(text)),
    )


def phrase_at(node: Node, *, plural: bool = False) -> Phrase:
    """Return the phrase of a YAML node. Raises ``LexiconError``."""
    try:
        return phrase(node.text(), plural=plural)
    except TemplateProblem as cause:
        raise node.error(cause.problem, cause.remedy) from cause


def _shown(text: str) -> str:
    """Return a request as it may read, for its last words: each choice with its first option."""
    last = text.rfind("(")
    if last >= 0 and "|" in text[last:]:
        head, _, rest = text.rpartition("(")
        options, _, behind = rest.partition(")")
        text = head + options.split("|", 1)[0] + behind
    text = "".join("X" if part.startswith("<") else part for part in _split_slots(text))
    return " ".join(text.replace("~", " ").split())


def _ends(request: str) -> bool:
    """Tell whether a request has one infinitive, at its end."""
    return f" {request}".count(" te ") == 1 and take_apart(request) is not None


def _split_slots(text: str) -> Iterable[str]:
    while "<" in text:
        head, _, rest = text.partition("<")
        name, _, text = rest.partition(">")
        yield head
        yield f"<{name}>"
    yield text


def _families(lists: Mapping[str, list[tuple[Node, str]]]) -> dict[str, tuple[Phrase, ...]]:
    found: dict[str, tuple[Phrase, ...]] = {}
    for family, keys in FAMILIES.items():
        plural = family == "group"
        phrases = tuple(
            phrase_at(node, plural=plural or key.endswith("_pl")) for key in keys for node, _ in lists.get(key, ())
        )
        if phrases:
            found[family] = phrases
    return found


def _country(name: str, node: Node) -> Country:
    words = node.texts()
    if len(words) < 3:
        raise node.error(f"'{name}' has {len(words)} words", "Write [adjective, capital, at least one other place].")
    return Country(name, words[0], words[1], tuple(words[1:]))
