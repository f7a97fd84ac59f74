from __future__ import annotations

import pytest
from annotated import TRAIN

from labels.rules import Rules
from labels.scheme import Act, Paragraph, Span
from training.frame_coverage import WrittenFrames, coverage
from training.gold import load_gold

RULES = Rules.load()
WRITTEN = WrittenFrames(RULES.lexicon)


def annotated(text: str, *stances: str) -> Paragraph:
    """Return a paragraph whose acts begin at its first words, one for each clause between semicolons."""
    acts = []
    start = 0
    for clause, stance in zip(text.split("; "), stances, strict=True):
        acts.append(Act(stance, Span.cut(text, start, start + clause.index(" "))))
        start += len(clause) + 2
    return Paragraph("1", text, tuple(acts))


@pytest.mark.parametrize(
    ("text", "frame"),
    [
        ("betreurt de sluiting van de haven", "betreurt {target}"),
        ("dringt er bij de Raad op aan de haven te heropenen", "dringt er bij {addressee} op aan {target}"),
        ("spreekt zijn ongerustheid uit over de lekkende sluis", "spreekt zijn {feeling} uit over {target}"),
        ("acht de sluiting onaanvaardbaar", "acht {target} {verdict}"),
    ],
)
def test_the_frame_behind_the_words_is_found(text: str, frame: str) -> None:
    (act,) = RULES.acts(text)
    assert act.frame is not None
    assert WRITTEN.written(act.frame) == frame


def test_words_that_no_frame_has() -> None:
    assert WRITTEN.written("danst met {target}") is None
    assert WRITTEN.written("") is None


def test_every_frame_that_the_rules_show_is_one_that_is_written() -> None:
    texts = [each.text for document in load_gold(TRAIN[:20]) for each in document.operatives]
    shown = {act.frame for text in texts for act in RULES.acts(text) if act.frame}
    assert len(shown) > 100
    assert {frame for frame in shown if WRITTEN.written(frame) is None} == set()


def test_acts_are_counted_where_verb_and_stance_agree() -> None:
    text = "betreurt de sluiting; betreurt de staking; veroordeelt het geweld; danst over de dijk"
    found = coverage([annotated(text, "deplore", "deplore", "note", "note")], RULES)
    assert found.read == {"betreurt {target}": 2}
    assert (found.frames_read, found.verbs_read, found.acts_not_read) == (1, 1, 2)
    assert found.frames == len(WRITTEN.frames) > 5000
    assert found.verbs == len(RULES.lexicon.frames)
