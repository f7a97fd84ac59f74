"""Which actor the words of an addressee name, as noted by hand in ``labels/gold/actors.yaml``.

The file lists, under the id of an actor, the addressees that name it; under ``nobody`` those that name none of
``labels/actors.yaml``, or one that the words alone do not tell ("de regering", "haar").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from labels.scheme import Actor, Addressee, Paragraph
from labels.yaml_source import load_yaml
from training.gold import GOLD, GoldDocument

ACTORS_FILE: Final = "actors.yaml"
ACTORS: Final = GOLD / ACTORS_FILE
NOBODY: Final = "nobody"


@dataclass(frozen=True, slots=True)
class GoldActors:
    """The id of the actor by the words of an addressee; ``NOBODY`` where they name none."""

    ids: dict[str, str]

    @classmethod
    def load(cls, path: Path = ACTORS) -> GoldActors:
        """Read the file. Raises ``LexiconError`` where words stand twice."""
        ids: dict[str, str] = {}
        lines: dict[str, int] = {}
        for actor, members in load_yaml(path).mapping().items():
            for member in members.members():
                words = member.text()
                if words in ids:
                    problem = f"'{words}' stands twice (first on line {lines[words]})"
                    raise member.error(problem, "Keep it under one actor.")
                ids[words], lines[words] = actor, member.line
        return cls(ids)

    def noted(self, paragraph: Paragraph) -> Paragraph:
        """Return the paragraph with the actors of its addressees; null where none is noted for the words."""
        acts = tuple(
            replace(act, addressees=tuple(self._addressee(each) for each in act.addressees)) for act in paragraph.acts
        )
        return replace(paragraph, acts=acts)

    def _addressee(self, addressee: Addressee) -> Addressee:
        found = self.ids.get(addressee.span.text)
        return replace(addressee, actor=None if found is None else Actor(found, found, ""))


def addressees(documents: Iterable[GoldDocument]) -> Iterator[str]:
    """Yield the words of every addressee."""
    for document in documents:
        for paragraph in document.marked.paragraphs:
            for act in paragraph.acts:
                yield from (span.text for span in act.spans("addressee"))
