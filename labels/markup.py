"""Annotated paragraphs as XML: plain text with four inline elements, read and written without loss.

``act`` (with ``stance`` and perhaps ``strength``) holds ``verb``, ``target`` and ``addressee``. The text without
the tags is the paragraph, character for character. One verb with two stances has ``stance="concern sympathise"``;
two coordinated verbs with a shared target have two stances and two ``verb`` elements, paired in order.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal
from xml.sax.saxutils import escape, quoteattr

from labels.errors import MarkupError
from labels.scheme import Act, Addressee, Paragraph, Role, Span, Strength

Part = Literal["verb", "target", "addressee"]
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
PARTS: tuple[Part, ...] = ("verb", "target", "addressee")
ROLES: tuple[Role, ...] = ("title", "citation", "recital", "heading", "operative", "note")


@dataclass(frozen=True, slots=True)
class MarkedAct:
    """One ``act`` element: its extent in the paragraph, its stances, and its parts in order of the text."""

    start: int
    end: int
    stances: tuple[str, ...]
    parts: tuple[tuple[Part, Span], ...]
    strength: Strength = "normal"

    def spans(self, part: Part) -> tuple[Span, ...]:
        """Return the spans of one kind."""
        return tuple(span for name, span in self.parts if name == part)

    def acts(self) -> Iterator[Act]:
        """Yield one act a stance, each with its own verb where there are as many verbs as stances."""
        verbs = self.spans("verb")
        targets = self.spans("target")
        for index, stance in enumerate(self.stances):
            yield Act(
                stance=stance,
                trigger=verbs[index] if len(verbs) == len(self.stances) else verbs[0],
                target=targets[0] if targets else None,
                addressees=tuple(Addressee(span) for span in self.spans("addressee")),
                strength=self.strength,
            )


@dataclass(frozen=True, slots=True)
class MarkedParagraph:
    """One ``p`` element. ``attributes`` are all of the element's, ``n`` and ``kind`` among them."""

    text: str
    acts: tuple[MarkedAct, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)

    @property
    def number(self) -> str:
        """The paragraph's number, or an empty string."""
        return self.attributes.get("n", "")

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of hard case that the annotator noted."""
        return tuple(self.attributes.get("kind", "").split())

    @property
    def role(self) -> Role:
        """The paragraph's role; operative where none is given."""
        given = self.attributes.get("role", "operative")
        return next((role for role in ROLES if role == given), "operative")

    def paragraph(self) -> Paragraph:
        """Return the paragraph with one act a stance, in order of the triggers."""
        acts = [act for marked in self.acts for act in marked.acts()]
        return Paragraph(
            id=self.number,
            text=self.text,
            acts=tuple(sorted(acts, key=lambda act: act.trigger.start)),
            role=self.role,
            number=self.number or None,
        )


@dataclass(frozen=True, slots=True)
class MarkedDocument:
    """One annotated file: the attributes of ``resolution`` and its paragraphs."""

    paragraphs: tuple[MarkedParagraph, ...]
    attributes: Mapping[str, str] = field(default_factory=dict)


def read_markup(source: str) -> MarkedDocument:
    """Read an annotated document. Raises ``MarkupError`` naming the paragraph where the markup is wrong."""
    if "<!DOCTYPE" in source or "<!ENTITY" in source:
        raise MarkupError(None, "a document type or entity is declared; leave it out")
    if amiss := _UNWRITABLE.search(source):
        raise MarkupError(None, f"the text holds {amiss.group()!a}, which XML cannot hold")
    try:
        root = ET.fromstring(source)
    except ET.ParseError as cause:
        line = cause.position[0]
        raise MarkupError(None, f"line {line} is not well-formed XML ({cause.msg})") from cause
    if root.tag != "resolution":
        raise MarkupError(None, f"the outermost element is '{root.tag}', not 'resolution'")
    paragraphs = []
    for child in root:
        if child.tag != "p":
            raise MarkupError(None, f"'{child.tag}' stands where only 'p' may stand")
        if (child.tail or "").strip():
            raise MarkupError(child.get("n"), f"text stands behind the paragraph: '{(child.tail or '').strip()[:40]}'")
        paragraphs.append(_read_paragraph(child))
    return MarkedDocument(tuple(paragraphs), dict(root.attrib))


def _read_paragraph(element: ET.Element) -> MarkedParagraph:
    number = element.get("n")
    text = "".join(element.itertext())
    acts: list[MarkedAct] = []
    position = len(element.text or "")
    for child in element:
        if child.tag != "act":
            raise MarkupError(number, f"'{child.tag}' stands outside an act")
        acts.append(_read_act(child, position, text, number))
        position = acts[-1].end + len(child.tail or "")
    return MarkedParagraph(text, tuple(acts), dict(element.attrib))


def _read_act(element: ET.Element, start: int, text: str, number: str | None) -> MarkedAct:
    stances = tuple((element.get("stance") or "").split())
    if not stances:
        raise MarkupError(number, "an act has no stance")
    strength = element.get("strength", "normal")
    if strength not in ("normal", "strong"):
        raise MarkupError(number, f"the strength '{strength}' does not exist; write 'strong' or leave it out")
    if unknown := set(element.attrib) - {"stance", "strength"}:
        raise MarkupError(number, f"an act has the unknown attribute '{sorted(unknown)[0]}'")
    parts: list[tuple[Part, Span]] = []
    position = start + len(element.text or "")
    for child in element:
        name = next((part for part in PARTS if part == child.tag), None)
        if name is None or len(child) or child.attrib:
            raise MarkupError(number, f"'{child.tag}' may not stand in an act, or not with what it holds")
        inner = child.text or ""
        if not inner.strip():
            raise MarkupError(number, f"a {name} is empty")
        parts.append((name, Span.cut(text, position, position + len(inner))))
        position += len(inner) + len(child.tail or "")
    verbs = sum(name == "verb" for name, _ in parts)
    if verbs == 0:
        raise MarkupError(number, f"the act '{' '.join(stances)}' has no verb")
    if verbs > 1 and verbs != len(stances):
        raise MarkupError(number, f"an act has {verbs} verbs and {len(stances)} stances; pair them")
    if sum(name == "target" for name, _ in parts) > 1:
        raise MarkupError(number, "an act has more than one target")
    return MarkedAct(start, position, stances, tuple(parts), "strong" if strength == "strong" else "normal")


def write_markup(document: MarkedDocument) -> str:
    """Return the document as XML; ``read_markup`` of it gives an equal document.

    Raises ``MarkupError`` where a text holds what XML cannot (control characters, lone surrogates).
    """
    lines = [f"<resolution{_attributes(document.attributes)}>"]
    lines.extend(_written(paragraph) for paragraph in document.paragraphs)
    return "\n".join([*lines, "</resolution>", ""])


def _written(paragraph: MarkedParagraph) -> str:
    if amiss := _UNWRITABLE.search(paragraph.text):
        raise MarkupError(paragraph.number or None, f"the text holds {amiss.group()!a}, which XML cannot hold")
    pieces = [f"<p{_attributes(paragraph.attributes)}>"]
    position = 0
    for act in paragraph.acts:
        pieces.append(_text(paragraph.text[position : act.start]))
        strength = ' strength="strong"' if act.strength == "strong" else ""
        pieces.append(f'<act stance="{" ".join(act.stances)}"{strength}>')
        position = act.start
        for name, span in act.parts:
            pieces.append(_text(paragraph.text[position : span.start]))
            pieces.append(f"<{name}>{_text(span.text)}</{name}>")
            position = span.end
        pieces.append(f"{_text(paragraph.text[position : act.end])}</act>")
        position = act.end
    pieces.append(f"{_text(paragraph.text[position:])}</p>")
    return "".join(pieces)


def _attributes(attributes: Mapping[str, str]) -> str:
    return "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())


def _text(text: str) -> str:
    # A carriage return that is not written as a reference would be read back as a line feed.
    return escape(text, {"\r": "&#13;"})


def marked(paragraph: Paragraph) -> MarkedParagraph:
    """Return a paragraph's acts as markup.

    Acts that share a trigger, or whose spans overlap (a shared target), become one element. Raises
    ``MarkupError`` where spans cross in a way that the markup cannot hold.
    """
    groups: list[list[Act]] = []
    for act in sorted(paragraph.acts, key=lambda each: (each.trigger.start, each.trigger.end)):
        if groups and _extent(groups[-1])[1] > _extent([act])[0]:
            groups[-1].append(act)
        else:
            groups.append([act])
    attributes = {"n": paragraph.number or paragraph.id}
    if paragraph.role not in (None, "operative"):
        attributes["role"] = str(paragraph.role)
    return MarkedParagraph(paragraph.text, tuple(_marked_act(paragraph, group) for group in groups), attributes)


def _extent(acts: list[Act]) -> tuple[int, int]:
    spans = [span for act in acts for _, span in _spans(act)]
    return min(span.start for span in spans), max(span.end for span in spans)


def _spans(act: Act) -> Iterator[tuple[Part, Span]]:
    yield "verb", act.trigger
    if act.target:
        yield "target", act.target
    for addressee in act.addressees:
        yield "addressee", addressee.span


def _marked_act(paragraph: Paragraph, acts: list[Act]) -> MarkedAct:
    parts = sorted({part for act in acts for part in _spans(act)}, key=lambda part: (part[1].start, part[1].end))
    for (_, before), (_, after) in pairwise(parts):
        if before.end > after.start:
            raise MarkupError(paragraph.id, f"'{before.text[:40]}' and '{after.text[:40]}' overlap")
    triggers = {act.trigger for act in acts}
    if len(triggers) not in (1, len(acts)):
        raise MarkupError(paragraph.id, "verbs with one and with two stances share a target, which has no markup")
    start, end = _extent(acts)
    strength: Strength = "strong" if any(act.strength == "strong" for act in acts) else "normal"
    return MarkedAct(start, end, tuple(act.stance for act in acts), tuple(parts), strength)
