"""The web page as a string of HTML: the first screen, and a document with its acts.

It works without JavaScript, asks nothing of other hosts, and holds no inline style or script, so it runs
under the Content-Security-Policy ``default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self';
form-action 'self'``. Links to the static files are relative: ``static/`` beside the page.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from labels.scheme import Paragraph, Stance
from service.documents.model import Document
from service.page.example import PREVIEW, PREVIEW_STANCES, example_text
from service.page.overview import count_stances, draw_tone, gather_asked, lay_out
from service.page.passages import view_passage
from service.page.wording import (
    GROUPS,
    dutch_date,
    dutch_notice,
    engine_name,
    group_of,
    language_name,
    shortened,
)

_HERE = Path(__file__).parent

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def static_dir() -> Path:
    """Return the folder of the style sheet, the script and the icon, to be served as ``/static``."""
    return _HERE / "static"


def render_home(*, error: str | None = None, text: str = "") -> str:
    """Return the first screen; ``error`` is shown in a box above the form and ``text`` is kept in it."""
    preview = view_passage(PREVIEW, 0, {stance.id: stance for stance in PREVIEW_STANCES})
    return _render("home.html", error=error, text=text, example=example_text(), preview=preview)


def render_document(
    document: Document,
    paragraphs: Sequence[Paragraph],
    *,
    stances: Sequence[Stance],
    warnings: Sequence[str] = (),
    model: str = "rules",
) -> str:
    """Return the page of a document that was read.

    ``paragraphs`` are its passages in reading order with their acts; one without a role counts as operative.
    An act whose stance is not in ``stances`` is shown under its own id. ``warnings`` come after those of the
    document itself, doubles left out. ``model`` is the engine that answered.
    """
    known = {stance.id: stance for stance in stances}
    passages = [view_passage(paragraph, place, known) for place, paragraph in enumerate(paragraphs)]
    metadata = document.metadata
    facts = (
        ("Orgaan", metadata.body),
        ("Datum", dutch_date(metadata.date) if metadata.date else None),
        ("Procedure", metadata.procedure),
        ("Kenmerk", metadata.reference),
        ("Taal", language_name(metadata.language) if metadata.language not in (None, "nl") else None),
        ("Gelezen met", engine_name(model)),
    )
    return _render(
        "document.html",
        title=metadata.title,
        date=metadata.date,
        facts=[(name, value) for name, value in facts if value],
        warnings=list(dict.fromkeys(map(dutch_notice, (*document.warnings, *warnings)))),
        counts=count_stances(passages, stances),
        acts=sum(len(passage.acts) for passage in passages),
        operatives=sum(passage.role == "operative" for passage in passages),
        tone=draw_tone(passages),
        asked=gather_asked(paragraphs, passages, known),
        sections=lay_out(passages, metadata.title),
        legend=[(group, [stance for stance in stances if group_of(stance) == group]) for group in GROUPS.values()],
    )


def _render(template: str, **values: object) -> str:
    page = _environment().get_template(template).render(**values)
    return _UNPRINTABLE.sub(_picture, page)


def _picture(match: re.Match[str]) -> str:
    """Return a visible sign for a character that HTML or UTF-8 cannot hold: U+2400 and on for controls."""
    code = ord(match[0])
    return chr(0x2400 + code) if code < 0x20 else "␡" if code == 0x7F else "\ufffd"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        auto_reload=False,
    )
    environment.globals["static"] = _static_link
    environment.filters["shortened"] = shortened
    return environment


@cache
def _static_link(name: str) -> str:
    """Return the link of a static file, with its fingerprint so that it may be cached for long."""
    content = (static_dir() / name).read_bytes()
    return f"static/{name}?v={hashlib.sha256(content).hexdigest()[:10]}"
