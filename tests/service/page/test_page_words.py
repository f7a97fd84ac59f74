"""The Dutch of the page, and colours that can be read."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.documents import notices
from service.page.render import static_dir
from service.page.wording import (
    GROUPS,
    counted,
    dutch_date,
    dutch_notice,
    percentage,
    readable_frame,
    shortened,
)

Colours = dict[str, str]


def colours() -> tuple[Colours, Colours]:
    """Return the colours of the light and of the dark scheme."""
    light: Colours = {}
    dark: Colours = {}
    for path in static_dir().glob("*.css"):
        before, _, after = path.read_text(encoding="utf-8").partition("@media screen and (prefers-color-scheme: dark)")
        light |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", before))
        dark |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", after.split("\n}\n")[0]))
    return light, light | dark


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", colours(), ids=["light", "dark"])
def test_every_pair_of_colours_meets_wcag_aa(scheme: Colours) -> None:
    pairs = [("ink", "paper"), ("ink", "card"), ("soft", "paper"), ("soft", "card"), ("accent", "paper")]
    pairs += [("on-accent", "accent"), ("error", "error-back"), ("warning", "warning-back")]
    pairs += [("ink", "error-back"), ("ink", "warning-back")]
    for group in [*GROUPS, "other"]:
        ink, tint = f"{group}-ink", f"{group}-tint"
        pairs += [(ink, tint), (ink, "paper"), ("on-ink", ink), ("ink", tint)]
    weak = {pair: round(contrast(scheme[pair[0]], scheme[pair[1]]), 2) for pair in pairs}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 4.5} == {}
    assert contrast(scheme["edge"], scheme["paper"]) >= 3


def test_groups_differ_by_sign_and_name() -> None:
    assert len({group.sign for group in GROUPS.values()}) == len(GROUPS) == 7
    assert len({group.name for group in GROUPS.values()}) == len(GROUPS)


@pytest.mark.parametrize(
    ("iso", "dutch"),
    [("2031-04-03", "3 april 2031"), ("2012-12-31", "31 december 2012"), ("lente 1995", "lente 1995")],
)
def test_dates(iso: str, dutch: str) -> None:
    assert dutch_date(iso) == dutch


def test_every_notice_of_the_reader_has_a_dutch_text() -> None:
    english = [text for name, text in vars(notices).items() if name.isupper() and isinstance(text, str)]
    assert english
    assert [text for text in english if dutch_notice(text) == text] == []
    assert dutch_notice("Iets anders.") == "Iets anders."


def test_counts_percentages_and_frames() -> None:
    assert (counted(1, "paragraaf", "paragrafen"), counted(0, "a", "b")) == ("1 paragraaf", "0 b")
    assert [percentage(x) for x in (0.29, 0.999, 1.0, 0.0, 2.0, float("nan"))] == [
        *("29%", "99%", "100%", "0%", "onbekend", "onbekend")
    ]
    assert readable_frame("vraagt {addressee} om {target}") == "vraagt ‹wie› om ‹wat›"


@given(st.text(), st.integers(5, 60))
def test_shortened_text_fits_and_is_a_beginning(text: str, limit: int) -> None:
    short = shortened(text, limit)
    assert len(short) <= limit
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))
