"""Input that was made to hurt: the rules answer it, and soon."""

from __future__ import annotations

import time

import pytest

from labels.rules import Rules

RULES = Rules.load()
LONG = 20_000
# On an idle machine the slowest of these takes well under a second; a noisy one gets room.
SECONDS = 10.0


@pytest.mark.parametrize(
    "unit",
    [
        "en ",
        "en verzoekt ",
        "is ",
        "betreurt ",
        "betreurt en ",
        "de van de van ",
        "verzoekt de Raad van de ",
        "in de Raad ",
        "de Raad, de Commissie, ",
        "is verheugd over en ",
        "met zorg acht het Parlement ",
        "roept op ",
        "dat het dat de ",
        "spreekt zijn grote ",
        "kan niet te benadrukken ",
        "(",
        '" ',
        "a) b) ",
        "; ",
        "x verzoekt zij ",
        ", ",
    ],
)
@pytest.mark.parametrize("opening", ["", "verzoekt ", "dringt er bij "])
def test_a_long_paragraph_of_one_thing(opening: str, unit: str) -> None:
    text = (opening + unit * (LONG // len(unit) + 1))[:LONG]
    started = time.perf_counter()
    RULES.acts(text)
    assert time.perf_counter() - started < SECONDS


@pytest.mark.parametrize("ending", ["; -", "; a)", "; •", " (", " “", ":", " \u200b", "\x00"])
def test_what_is_left_over_at_the_end_is_no_trouble(ending: str) -> None:
    (act,) = RULES.acts("betreurt het geweld" + ending)
    assert act.stance == "deplore"
    assert act.target is not None
    assert act.target.text.startswith("het geweld")


def test_a_bracket_that_is_never_closed_swallows_nothing() -> None:
    acts = RULES.acts("betreurt de brand (zie bijlage; verzoekt de Raad dit te onderzoeken")
    assert [act.stance for act in acts] == ["deplore", "request"]


def test_a_target_longer_than_the_rules_look_is_whole() -> None:
    words = " ".join(f"haven{number}" for number in range(400))
    (act,) = RULES.acts(f"betreurt de sluiting van {words};")
    assert act.target is not None
    assert act.target.text == f"de sluiting van {words}"
