from __future__ import annotations

from pathlib import Path

import pytest

from labels.rules import Rules
from training.motions import Motion, read_motions
from training.silver import (
    CUT_OFF,
    ENOUGH_NEGATIVES,
    ENOUGH_OF_FRAME,
    NO_ACT,
    NOT_SURE,
    REPEATED,
    Limits,
    Silver,
    Silversmith,
    records_of,
)
from training.sureness import Sureness, Tally

RULES = Rules.load()
PROVED = Tally(
    {
        frame: {"een": (9, 0)}
        for frame in (
            "verzoekt {addressee} om {target}",
            "betreurt {target}",
            "eist {target}",
            "verzoekt {addressee} {target}",
        )
    }
)
CORPUS = Path(__file__).parents[3] / "shared" / "corpus"


def motion(*dicta: str, recital: str = "constaterende dat de brug is afgesloten;") -> Motion:
    lines = ["De Kamer,", "gehoord de beraadslaging,", recital, *dicta, "en gaat over tot de orde van de dag."]
    return Motion("\n\n".join(lines), "Bruggen", "2025-03-09")


def smith(per_frame: int = 300, negatives: float = 9.0, confidence: float = 0.9) -> Silversmith:
    return Silversmith(RULES, PROVED, Sureness(confidence), Limits(per_frame, negatives))


def acting(silver: Silver) -> list[str]:
    return [each.paragraph.text for each in silver.records if each.paragraph.acts]


def resting(silver: Silver) -> list[str]:
    return [each.paragraph.text for each in silver.records if not each.paragraph.acts]


def test_dicta_are_labelled_and_recitals_are_not() -> None:
    silver = smith().silver([motion("verzoekt de regering om de brug te herstellen,")])
    assert acting(silver) == ["verzoekt de regering om de brug te herstellen,"]
    assert resting(silver) == ["gehoord de beraadslaging,", "constaterende dat de brug is afgesloten;"]
    record = silver.records[0]
    (act,) = record.paragraph.acts
    assert (act.stance, act.target and act.target.text) == ("request", "om de brug te herstellen")
    assert (record.origin, record.style, record.subject, record.date) == ("silver", "tk", "Bruggen", "2025-03-09")
    assert record.paragraph.id.startswith(f"{record.document}/")
    assert [each.paragraph.role for each in silver.records] == ["operative", "citation", "recital"]


@pytest.mark.parametrize(
    ("dictum", "reason"),
    [
        ("vraagt de regering om hulp,", NOT_SURE),
        ("Gisteren in Den Haag betreurt de Kamer het geweld,", NOT_SURE),
        ("verzoekt de regering om de brug te", CUT_OFF),
    ],
)
def test_what_the_rules_are_not_sure_of_is_left_out(dictum: str, reason: str) -> None:
    silver = smith().silver([motion(dictum)])
    assert acting(silver) == []
    assert silver.left_out[reason] == 1


def test_an_operative_without_acts_is_no_negative() -> None:
    silver = smith().silver([Motion("De Kamer,\n\n1. de brug bij het dorp;\n\n2. betreurt de sluiting;")])
    assert acting(silver) == ["betreurt de sluiting;"]
    assert resting(silver) == []
    assert silver.left_out == {NO_ACT: 1}


def test_a_recital_in_which_the_rules_find_an_act_is_left_out() -> None:
    recital = "overwegende dat het regent; betreurt de sluiting van de brug;"
    silver = smith().silver([motion("betreurt de drukte,", recital=recital)])
    assert all("sluiting" not in text for text in resting(silver))


def test_a_text_comes_once() -> None:
    twice = [motion("betreurt de sluiting,"), motion("Betreurt de sluiting;", recital="overwegende dat het regent;")]
    silver = smith().silver(twice)
    assert len(acting(silver)) == 1
    # The dictum, and "gehoord de beraadslaging".
    assert silver.left_out[REPEATED] == 2


def test_a_frame_has_its_share() -> None:
    motions = [motion(f"verzoekt de regering om brug {place} te herstellen,") for place in range(5)]
    both = motion("verzoekt de regering om brug 7 te herstellen, en betreurt de drukte,")
    silver = smith(per_frame=2).silver([*motions, both])
    # The last holds a frame that has not had its share.
    assert acting(silver) == [
        "verzoekt de regering om brug 0 te herstellen,",
        "verzoekt de regering om brug 1 te herstellen,",
        "verzoekt de regering om brug 7 te herstellen, en betreurt de drukte,",
    ]
    assert silver.left_out[ENOUGH_OF_FRAME] == 3


def test_negatives_have_their_share() -> None:
    motions = [motion(f"betreurt sluiting {n},", recital=f"overwegende dat brug {n} dicht is;") for n in range(6)]
    silver = smith(negatives=0.5).silver(motions)
    assert resting(silver) == [
        "gehoord de beraadslaging,",
        "overwegende dat brug 1 dicht is;",
        "overwegende dat brug 3 dicht is;",
    ]
    assert silver.left_out[ENOUGH_NEGATIVES] == 4
    assert resting(smith(negatives=0).silver(motions)) == []


def test_the_same_motions_give_the_same_silver() -> None:
    motions = [motion(f"betreurt sluiting {n},") for n in range(4)]
    assert smith().silver(motions) == smith().silver(iter(motions))
    names = [each.paragraph.id for each in smith().silver(motions).records]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("text", ["…", "\u200b", "* * *"])
def test_a_motion_that_holds_nothing(text: str) -> None:
    assert list(records_of(Motion(text))) == []


@pytest.mark.skipif(not CORPUS.exists(), reason="the motions are not beside the repository")
def test_real_motions() -> None:
    motions = list(read_motions(CORPUS / "moties_belgische_kamer.jsonl.xz"))
    silver = smith(negatives=1.0).silver(motions)
    assert len(acting(silver)) >= 5
    assert len(resting(silver)) == len(acting(silver))
    for record in silver.records:
        for act in record.paragraph.acts:
            assert record.paragraph.text[act.trigger.start : act.trigger.end] == act.trigger.text
