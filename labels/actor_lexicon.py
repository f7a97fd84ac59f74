"""Reads and checks ``actors.yaml``; compiles its names into tries (see ``actor_words.py``)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from labels.actor_words import Trie, fold, words_of
from labels.scheme import Actor
from labels.yaml_source import Node, load_yaml

DEFAULT_FILE = Path(__file__).with_name("actors.yaml")
KINDS = (
    "state",
    "territory",
    "region",
    "institution",
    "agency",
    "body",
    "organisation",
    "court",
    "government",
    "parliament",
    "office",
    "authority",
    "group",
)
T = TypeVar("T")

_ALTERNATIVES = re.compile(r"\(([^()]*\|[^()]*)\)")
_ABBREVIATED = re.compile(r"\b([A-Z]{2,6})-(?=\w)")


@dataclass(frozen=True, slots=True)
class Name:
    """What a name stands for.

    ``actor`` is null for a known name that must not be linked. ``speaks`` marks a state, region or group of
    states, whose government and other organs are linked to it. ``open`` allows a free complement behind the
    name ("de EU-delegatie in Astana").
    """

    actor: Actor | None
    speaks: bool = False
    open: bool = False


@dataclass(frozen=True, slots=True)
class Portfolio:
    """What a minister is in charge of: ``id`` "financien", ``name`` "Financiën", ``preposition`` "van"."""

    id: str
    name: str
    preposition: str


@dataclass(frozen=True, slots=True)
class Office:
    """A function that a portfolio or a body makes complete, such as "minister".

    ``preposition`` is the one its name takes whatever the portfolio has, or null.
    """

    id: str
    name: str
    kind: str
    preposition: str | None = None


@dataclass(frozen=True, slots=True)
class ActorLexicon:
    """The compiled file.

    The tries ``names`` and ``adjectives`` hold :class:`Name`, ``nouns`` whether the noun speaks for its
    country, ``portfolios`` :class:`Portfolio`, ``offices`` and ``officers`` :class:`Office`. The other words
    are folded, but for ``heads``, which are lower-case.
    """

    names: Trie
    adjectives: Trie
    nouns: Trie
    portfolios: Trie
    offices: Trie
    officers: Trie
    heads: frozenset[str]
    determiners: frozenset[str]
    possessives: frozenset[str]
    modifiers: frozenset[str]
    narrowing: frozenset[str]
    titles: frozenset[str]


class _Compiler:
    """Fills tries and refuses a name that two entries claim."""

    def __init__(self) -> None:
        self._claimed: dict[tuple[int, str], tuple[object, int]] = {}

    def add(self, trie: Trie, name: str, value: object, node: Node) -> None:
        """Enter a name, and its variant with a blank for the hyphen of an abbreviation ("VN-gezant")."""
        for written in alternatives(name):
            if "|" in written:
                remedy = "Write alternatives as (a|b), or (|a) for what may be missing."
                raise node.error(f"'{name}' has a '|' outside of parentheses", remedy)
            for variant in dict.fromkeys((written, _ABBREVIATED.sub(r"\1 ", written))):
                self._enter(trie, words_of(variant), value, node, variant)
                if "/" in variant:
                    self._enter(trie, [fold(word) for word in variant.lower().split()], value, node, variant)

    def _enter(self, trie: Trie, words: list[str], value: object, node: Node, shown: str) -> None:
        if not any(character.isalnum() for character in shown):
            raise node.error(f"'{shown}' holds no word", "Write a name.")
        key = (id(trie), " ".join(words))
        owner, line = self._claimed.setdefault(key, (value, node.line))
        if owner != value:
            remedy = "Leave it with one of the two, or move it to 'unlinked' where it names neither surely."
            raise node.error(f"'{shown}' already stands for another entry (line {line})", remedy)
        for word in words:
            trie = trie.setdefault(word, {})
        trie[None] = value


def alternatives(name: str) -> list[str]:
    """Return what a name with alternatives stands for: "raad(| van (x|y))" → raad, raad van x, raad van y."""
    group = _ALTERNATIVES.search(name)
    if group is None:
        return [name]
    before, after = name[: group.start()], name[group.end() :]
    parts = group[1].split("|")
    return list(dict.fromkeys(full for part in parts for full in alternatives(before + part + after)))


def inflect(adjective: str) -> str:
    """Return the Dutch inflected form of a country's adjective: "Chinees" → "Chinese", "Duits" → "Duitse"."""
    if adjective.endswith("ees"):
        return adjective[:-3] + "ese"
    return adjective if adjective.endswith("e") else adjective + "e"


def load_lexicon(path: Path | None = None) -> ActorLexicon:
    """Load, check and compile an actors file (by default the package's own).

    Raises ``LexiconError`` for a missing or unknown key, an unknown kind, a value of the wrong type, an id
    used twice, or a name that two entries claim.
    """
    root = load_yaml(path or DEFAULT_FILE).fields(
        "determiners",
        "possessives",
        "modifiers",
        "narrowing",
        "titles",
        "portfolios",
        "offices",
        "officers",
        "actors",
        "countries",
        "unlinked",
        "unlinked_adjectives",
        "organs",
        "heads",
    )
    compiler = _Compiler()
    names: Trie = {}
    adjectives: Trie = {}
    ids: dict[str, int] = {}
    for entry in root["actors"].members():
        _add_actor(entry, None, compiler, names, adjectives, ids)
    for entry in root["countries"].members():
        _add_actor(entry, "state", compiler, names, adjectives, ids)
    for member in root["unlinked"].members():
        compiler.add(names, member.text(), Name(None), member)
    for member in root["unlinked_adjectives"].members():
        for form in (member.text(), inflect(member.text())):
            compiler.add(adjectives, form, Name(None), member)
    nouns, heads = _nouns(root["organs"], root["heads"])
    return ActorLexicon(
        names=names,
        adjectives=adjectives,
        nouns=nouns,
        portfolios=_portfolios(root["portfolios"], compiler),
        offices=_offices(root["offices"], compiler),
        officers=_offices(root["officers"], compiler),
        heads=heads,
        determiners=_folded(root["determiners"]),
        possessives=_folded(root["possessives"]),
        modifiers=_folded(root["modifiers"]),
        narrowing=_folded(root["narrowing"]),
        titles=_folded(root["titles"]),
    )


def _add_actor(
    entry: Node, kind: str | None, compiler: _Compiler, names: Trie, adjectives: Trie, ids: dict[str, int]
) -> None:
    """Enter one entry; ``kind`` is what it is where it does not say, or null where it must say so."""
    optional = ("kind", "aliases", "adjectives", "states", "open")
    fields = entry.fields("id", "name", *(() if kind else ("kind",)), optional=optional)
    identity = _new_id(fields["id"], ids)
    actor_kind = fields["kind"].choice(KINDS) if "kind" in fields else str(kind)
    actor = Actor(identity, fields["name"].text(), actor_kind)
    speaks = actor_kind in ("state", "territory", "region") or _flag(fields, "states")
    name = Name(actor, speaks, _flag(fields, "open"))
    compiler.add(names, actor.name, name, fields["name"])
    for member in _members(fields, "aliases"):
        compiler.add(names, member.text(), name, member)
    for member in _members(fields, "adjectives"):
        for form in (member.text(), inflect(member.text())):
            compiler.add(adjectives, form, name, member)


def _new_id(node: Node, ids: dict[str, int]) -> str:
    identity = node.text()
    if identity in ids:
        raise node.error(f"the id '{identity}' is taken (line {ids[identity]})", "Give each entry its own id.")
    ids[identity] = node.line
    return identity


def _portfolios(section: Node, compiler: _Compiler) -> Trie:
    trie: Trie = {}
    ids: dict[str, int] = {}
    for entry in section.members():
        fields = entry.fields("id", "name", optional=("aliases", "preposition"))
        portfolio = Portfolio(_new_id(fields["id"], ids), fields["name"].text(), _preposition(fields) or "van")
        compiler.add(trie, fields["name"].text(), portfolio, fields["name"])
        for member in _members(fields, "aliases"):
            compiler.add(trie, member.text(), portfolio, member)
    return trie


def _offices(section: Node, compiler: _Compiler) -> Trie:
    trie: Trie = {}
    ids: dict[str, int] = {}
    for entry in section.members():
        fields = entry.fields("id", "name", "kind", optional=("aliases", "preposition"))
        name, kind = fields["name"].text(), fields["kind"].choice(KINDS)
        office = Office(_new_id(fields["id"], ids), name, kind, _preposition(fields))
        compiler.add(trie, name, office, fields["name"])
        for member in _members(fields, "aliases"):
            compiler.add(trie, member.text(), office, member)
    return trie


def _nouns(organs: Node, heads: Node) -> tuple[Trie, frozenset[str]]:
    """Return the trie of all nouns (true: speaks for its country) and the lower-case single nouns."""
    trie: Trie = {}
    single: set[str] = set()
    for member, speaks in (*_marked(heads, False), *_marked(organs, True)):
        text = member.text()
        words = words_of(text)
        inner = trie
        for word in words:
            inner = inner.setdefault(word, {})
        inner[None] = speaks
        if len(words) == 1:
            single.add(text.lower())
    return trie, frozenset(single)


def _marked(section: Node, value: T) -> Iterator[tuple[Node, T]]:
    return ((member, value) for member in section.members())


def _members(fields: dict[str, Node], key: str) -> Iterable[Node]:
    return fields[key].members() if key in fields else ()


def _preposition(fields: dict[str, Node]) -> str | None:
    return fields["preposition"].choice(("van", "voor")) if "preposition" in fields else None


def _flag(fields: dict[str, Node], key: str) -> bool:
    return key in fields and fields[key].flag()


def _folded(section: Node) -> frozenset[str]:
    return frozenset(fold(text.lower()) for text in section.texts())
