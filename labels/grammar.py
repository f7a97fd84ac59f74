"""The closed word classes of Dutch that the rules need: ``grammar.yaml`` and ``adverbials.yaml``, checked at load."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from labels.tokens import word_form
from labels.yaml_source import Node, load_yaml

HERE = Path(__file__).parent
KINDS = ("connective", "intensifier", "urging", "negation", "filler")
ENDINGS = ("body_endings", "noun_endings", "not_verb_endings", "adjective_endings", "person_endings")
SETS = (
    "abbreviations",
    "actor_joiners",
    "actor_prepositions",
    "auxiliaries",
    "bare_adjectives",
    "bare_modals",
    "carriers",
    "clause_joiners",
    "clause_openers",
    "clause_starters",
    "coordinators",
    "determiners",
    "emphatic_nouns",
    "foreign_fronters",
    "fronted_adjuncts",
    "fronters",
    "honorifics",
    "in_heads",
    "joint_heads",
    "modals",
    "not_adjective",
    "not_verbs",
    "noun_heads",
    "office_heads",
    "officers",
    "outer_intensifiers",
    "particles",
    "persons",
    "phrasal_modals",
    "possessives",
    "predicative_heads",
    "prepositions",
    "pronouns",
    "recital_openers",
    "relatives",
    "second_modals",
    "subordinators",
    "urging_nouns",
    "weak_heads",
)

Phrase = tuple[str, ...]
Entry = TypeVar("Entry", bound=tuple[Phrase, *tuple[Any, ...]])


@dataclass(frozen=True, slots=True)
class PhraseTable:
    """Phrases looked up by their first word, the longest first; each carries a kind and perhaps a stance."""

    by_first: dict[str, tuple[tuple[Phrase, str, str | None], ...]]

    def match(self, words: list[str], start: int, limit: int) -> tuple[int, str, str | None] | None:
        """Return end, kind and stance of the longest phrase at ``start``, or null."""
        entries = self.by_first.get(words[start])
        if entries:
            for phrase, kind, stance in entries:
                end = start + len(phrase)
                if end <= limit and (len(phrase) == 1 or tuple(words[start:end]) == phrase):
                    return end, kind, stance
        return None

    def skip(self, words: list[str], start: int, limit: int) -> int:
        """Return the index behind all phrases that stand at ``start`` one after the other."""
        while start < limit and (found := self.match(words, start, limit)):
            start = found[0]
        return start

    def ending(self, words: list[str], end: int, floor: int, most: int) -> Iterator[tuple[int, str]]:
        """Yield begin and kind of the phrases that end at ``end``, the shortest first.

        None begins before ``floor`` or has more than ``most`` words.
        """
        for begin in range(end - 1, max(floor, end - most) - 1, -1):
            found = self.match(words, begin, end)
            if found and found[0] == end:
                yield begin, found[1]


@dataclass(frozen=True, slots=True)
class Grammar:
    """The closed word classes: ``grammar.yaml`` says what each holds."""

    adverbials: PhraseTable
    about: PhraseTable
    speakers: PhraseTable
    modal_phrases: PhraseTable
    narrowing: PhraseTable
    apposed: PhraseTable
    sets: dict[str, frozenset[str]]
    endings: dict[str, tuple[str, ...]]
    plural_modals: dict[str, str]
    negated: dict[str, str]


def load_grammar(known: Collection[str], path: Path | None = None, adverbials: Path | None = None) -> Grammar:
    """Load the closed word classes and the adverbials; ``known`` are the stances. Raises ``LexiconError``."""
    tables = ("about", "speakers", "modal_phrases", "narrowing", "apposed")
    root = load_yaml(path or HERE / "grammar.yaml").fields(*tables, "endings", "sets", "plural_modals", "negated")
    about, speakers, modal_phrases, narrowing, apposed = (_phrases(root[name], name) for name in tables)
    return Grammar(
        adverbials=PhraseTable(by_first_word(_adverbials(load_yaml(adverbials or HERE / "adverbials.yaml"), known))),
        about=about,
        speakers=speakers,
        modal_phrases=modal_phrases,
        narrowing=narrowing,
        apposed=apposed,
        sets={name: frozenset(_words(node)) for name, node in root["sets"].fields(*SETS).items()},
        endings={name: _words(node) for name, node in root["endings"].fields(*ENDINGS).items()},
        plural_modals={plural: singular.text() for plural, singular in root["plural_modals"].mapping().items()},
        negated={
            stance_key(name, result, known): result.choice(known) for name, result in root["negated"].mapping().items()
        },
    )


def stance_key(name: str, node: Node, known: Collection[str]) -> str:
    """Return ``name`` if it is a stance; else raise ``LexiconError`` at the line of ``node``."""
    if name not in known:
        raise node.error(f"the stance '{name}' is unknown", f"Use one of: {', '.join(known)}.")
    return name


def phrase_of(node: Node) -> Phrase:
    """Return the words of a text, in the form in which they are compared."""
    return tuple(word_form(word) for word in node.text().split())


def by_first_word(entries: Iterable[Entry]) -> dict[str, tuple[Entry, ...]]:
    """Return entries, each a tuple that begins with its phrase, by the phrase's first word, the longest first."""
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        found.setdefault(entry[0][0], []).append(entry)
    return {first: tuple(sorted(group, key=lambda entry: -len(entry[0]))) for first, group in found.items()}


def _words(node: Node) -> tuple[str, ...]:
    """Return the single words of a list; a phrase or a second mention is refused."""
    found: dict[str, int] = {}
    for member in node.members():
        word = word_form(member.text())
        if len(word.split()) != 1:
            raise member.error(f"'{word}' is more than one word", "Write single words here.")
        if word in found:
            raise member.error(f"'{word}' stands twice (first on line {found[word]})", "Remove one of the two.")
        found[word] = member.line
    return tuple(found)


def _phrases(node: Node, kind: str) -> PhraseTable:
    return PhraseTable(by_first_word((phrase_of(member), kind, None) for member in node.members()))


def _adverbials(root: Node, known: Collection[str]) -> list[tuple[Phrase, str, str | None]]:
    """Return phrase, kind and, for an evaluation, stance. A phrase of two kinds is refused."""
    fields = root.fields(*KINDS, "evaluative")
    lists: list[tuple[Node, str, str | None]] = [(fields[kind], kind, None) for kind in KINDS]
    for name, members in fields["evaluative"].mapping().items():
        lists.append((members, "evaluative", stance_key(name, members, known)))
    found: dict[Phrase, tuple[int, str, str | None]] = {}
    for members, kind, stance in lists:
        for member in members.members():
            phrase = phrase_of(member)
            if phrase in found:
                problem = f"'{' '.join(phrase)}' stands twice (first on line {found[phrase][0]})"
                raise member.error(problem, "Keep the one that says most of it.")
            found[phrase] = member.line, kind, stance
    return [(phrase, kind, stance) for phrase, (_, kind, stance) in found.items()]
