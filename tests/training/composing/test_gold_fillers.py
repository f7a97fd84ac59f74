from __future__ import annotations

from dataclasses import replace

from labels.markup import read_markup
from training.composing.gold_fillers import gold_fillers
from training.gold import GOLD, GoldDocument

MARKUP = """<resolution>
<p n="1"><act stance="deplore"><verb>betreurt</verb> <target>dat de brug nog altijd is afgesloten</target></act>;
<act stance="request"><verb>verzoekt</verb> <addressee>de Vlaamse Waterweg</addressee>
<target>de sluis bij Evergem te herstellen</target></act>;</p>
<p n="2"><act stance="condemn"><verb>hekelt</verb> <target>het uitblijven van elke vorm van overleg</target></act>;
<act stance="request"><verb>verzoekt</verb> <addressee>de Raad</addressee>:
<target>a) dit te doen; b) dat niet te laten</target></act>;</p>
</resolution>"""
DOCUMENT = GoldDocument(GOLD / "brug.xml", "train", read_markup(MARKUP))


def test_targets_are_sorted_by_shape_and_group() -> None:
    fillers = gold_fillers([DOCUMENT])
    assert fillers.targets == {
        ("dat", "reject"): ("dat de brug nog altijd is afgesloten",),
        ("te", "direct"): ("de sluis bij Evergem te herstellen",),
        ("np", "reject"): ("het uitblijven van elke vorm van overleg",),
    }


def test_addressees_and_frames_are_kept() -> None:
    fillers = gold_fillers([DOCUMENT])
    assert fillers.addressees == ("de Vlaamse Waterweg", "de Raad")
    assert fillers.frames["condemn", "hekelt {target}"] == 1


def test_nothing_comes_from_another_set() -> None:
    for split in ("validation", "test", None):
        fillers = gold_fillers([replace(DOCUMENT, split=split)])
        assert not fillers.targets
        assert not fillers.addressees
        assert not fillers.frames
