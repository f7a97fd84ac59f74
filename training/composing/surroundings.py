"""What stands around the words of a frame, and the bodies that speak: ``speech.yaml`` and ``bodies.yaml``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from labels.yaml_source import Node, load_yaml
from training.composing.phrase_bank import PHRASES, Phrase, phrase_at


@dataclass(frozen=True, slots=True)
class Weighted:
    """Texts with their weights."""

    texts: tuple[str, ...]
    weights: tuple[int, ...]

    def choose(self, rng: Random) -> str:
        """Choose one by its weight."""
        return rng.choices(self.texts, self.weights)[0]


@dataclass(frozen=True, slots=True)
class Style:
    """A body that speaks; ``his`` is its possessive, ``plural`` the share of its paragraphs in the plural.

    ``acts`` are the weights of paragraphs with one, two … acts, ``words`` is how long a paragraph is on average.
    """

    name: str
    share: int
    subjects: Weighted
    pronoun: str
    his: str
    plural: float
    acts: tuple[int, ...]
    words: int
    ends: Weighted
    addressees: tuple[Phrase, ...]
    addressees_pl: tuple[Phrase, ...]
    officers: Weighted
    recipients: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Speech:
    """What ``speech.yaml`` says; see there."""

    connectives: tuple[str, ...]
    first_of_sentence: tuple[str, ...]
    adjuncts: tuple[Phrase, ...]
    asides: tuple[Phrase, ...]
    appositions: tuple[Phrase, ...]
    appositions_sg: tuple[Phrase, ...]
    restrictions: tuple[Phrase, ...]
    behind: tuple[Phrase, ...]
    trailing: tuple[Phrase, ...]
    intensifiers: dict[str, tuple[str, ...]]
    degrees: dict[str, tuple[str, ...]]
    noun_degrees: dict[str, dict[str, str]]
    not_strong: frozenset[str]
    strong_words: tuple[str, ...]
    neuter: frozenset[str]
    joints: Weighted
    modals_te: Weighted
    modals_bare: Weighted
    compelled: frozenset[str]
    modal_heads: frozenset[str]
    negations: Weighted
    negated_heads: frozenset[str]
    companions: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Bodies:
    """What ``bodies.yaml`` says; see there."""

    styles: tuple[Style, ...]
    transmit: Weighted
    documents: Weighted
    address_joiners: Weighted

    def choose(self, rng: Random) -> Style:
        """Choose a body by its share."""
        return rng.choices(self.styles, [style.share for style in self.styles])[0]


@cache
def load_speech(folder: Path = PHRASES) -> Speech:
    """Read and check ``speech.yaml``. Raises ``LexiconError``."""
    root = load_yaml(folder / "speech.yaml").fields(
        *("connectives", "first_of_sentence", "adjuncts", "asides", "appositions", "appositions_sg", "restrictions"),
        *(
            "behind",
            "trailing",
            "intensifiers",
            "degrees",
            "noun_degrees",
            "not_strong",
            "strong_words",
            "neuter",
            "joints",
            "modals",
        ),
        *("compelled", "modal_heads", "negations", "negated_heads", "companions"),
    )
    modals = root["modals"].fields("te", "bare")
    return Speech(
        connectives=tuple(root["connectives"].texts()),
        first_of_sentence=tuple(root["first_of_sentence"].texts()),
        adjuncts=phrases(root["adjuncts"]),
        asides=phrases(root["asides"]),
        appositions=phrases(root["appositions"]),
        appositions_sg=phrases(root["appositions_sg"]),
        restrictions=phrases(root["restrictions"], plural=True),
        behind=phrases(root["behind"]),
        trailing=phrases(root["trailing"]),
        intensifiers={key: tuple(node.texts()) for key, node in root["intensifiers"].mapping().items()},
        degrees={key: tuple(node.texts()) for key, node in root["degrees"].mapping().items()},
        noun_degrees={
            key: {inflected: bare.text() for inflected, bare in node.mapping().items()}
            for key, node in root["noun_degrees"].mapping().items()
        },
        not_strong=frozenset(root["not_strong"].texts()),
        strong_words=tuple(root["strong_words"].texts()),
        neuter=frozenset(root["neuter"].texts()),
        joints=weighted(root["joints"]),
        modals_te=weighted(modals["te"]),
        modals_bare=weighted(modals["bare"]),
        compelled=frozenset(root["compelled"].texts()),
        modal_heads=frozenset(root["modal_heads"].texts()),
        negations=weighted(root["negations"]),
        negated_heads=frozenset(root["negated_heads"].texts()),
        companions=tuple(tuple(each.texts()) for each in root["companions"].members()),
    )


@cache
def load_bodies(folder: Path = PHRASES) -> Bodies:
    """Read and check ``bodies.yaml``. Raises ``LexiconError``."""
    root = load_yaml(folder / "bodies.yaml").fields("styles", "transmit", "documents", "address_joiners")
    return Bodies(
        styles=tuple(_style(name, node) for name, node in root["styles"].mapping().items()),
        transmit=weighted(root["transmit"]),
        documents=weighted(root["documents"]),
        address_joiners=weighted(root["address_joiners"]),
    )


def phrases(node: Node, *, plural: bool = False) -> tuple[Phrase, ...]:
    """Return the phrases of a list. Raises ``LexiconError``."""
    return tuple(phrase_at(each, plural=plural) for each in node.members())


def weighted(node: Node) -> Weighted:
    """Return the keys of a mapping with their numbers as weights. Raises ``LexiconError``."""
    found = {text: _weight(value) for text, value in node.mapping().items()}
    if not any(found.values()):
        raise node.error("no weight is above zero", "Give at least one a weight.")
    return Weighted(tuple(found), tuple(found.values()))


def _weight(node: Node) -> int:
    weight = node.number()
    if weight < 0:
        raise node.error(f"the weight {weight} is below zero", "Write 0 or more.")
    return weight


def _style(name: str, node: Node) -> Style:
    fields = node.fields(
        *(
            "share",
            "subjects",
            "pronoun",
            "his",
            "plural",
            "acts",
            "words",
            "ends",
            "addressees",
            "addressees_pl",
            "officers",
        ),
        "recipients",
    )
    return Style(
        name=name,
        share=_weight(fields["share"]),
        subjects=weighted(fields["subjects"]),
        pronoun=fields["pronoun"].text(),
        his=fields["his"].text(),
        plural=_weight(fields["plural"]) / 100,
        acts=tuple(_weight(each) for each in fields["acts"].members()),
        words=fields["words"].number(),
        ends=weighted(fields["ends"]),
        addressees=phrases(fields["addressees"]),
        addressees_pl=phrases(fields["addressees_pl"], plural=True),
        officers=weighted(fields["officers"]),
        recipients=phrases(fields["recipients"]),
    )
