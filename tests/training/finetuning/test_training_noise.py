from __future__ import annotations

import unicodedata
from random import Random

import pytest
from annotated import TRAIN, paragraphs
from hypothesis import given
from hypothesis import strategies as st
from strategies import marked_paragraphs

from labels.markup import MarkedParagraph, read_markup
from labels.scheme import Paragraph
from labels.tokens import tokenise
from training.finetuning.edits import spans_of
from training.finetuning.noise import NOISE, RULES, Noise, Rule, noisy
from training.finetuning.wording_noise import CONNECTIVES, SPEAKERS

ASKS = (
    '<act stance="request"><verb>verzoekt</verb> <addressee>de Raad</addressee>'
    " <target>Centraal-Azië één</target></act>"
)
PLAIN = '<act stance="deplore"><verb>betreurt</verb> <target>dit</target></act>'


def marked(inner: str) -> Paragraph:
    return read_markup(f'<resolution><p n="1">{inner}</p></resolution>').paragraphs[0].paragraph()


def outcomes(rule: str, paragraph: Paragraph, seeds: int = 60) -> dict[str, Paragraph]:
    """Return what a rule makes of a paragraph, by its text, over many seeds."""
    made = (RULES[rule].noisy(paragraph, Random(seed)) for seed in range(seeds))
    return {each.text: each for each in made}


def words(paragraph: Paragraph) -> list[str]:
    return [span.text for span in spans_of(paragraph)]


@pytest.mark.parametrize(
    ("rule", "inner", "text", "spans"),
    [
        ("no_end_mark", f"{PLAIN};", "betreurt dit", ["betreurt", "dit"]),
        ("other_end_mark", f"{PLAIN};", "betreurt dit.", ["betreurt", "dit"]),
        ("other_end_mark", PLAIN, "betreurt dit;", ["betreurt", "dit"]),
        ("capital_start", f"{PLAIN};", "Betreurt dit;", ["Betreurt", "dit"]),
        ("capital_start", f"3. {PLAIN};", "3. Betreurt dit;", ["Betreurt", "dit"]),
        ("capital_word", f"{PLAIN};", "BETREURT dit;", ["BETREURT", "dit"]),
        ("capital_triggers", f"voorts {PLAIN};", "voorts BETREURT dit;", ["BETREURT", "dit"]),
        ("marker", f"{PLAIN};", "– betreurt dit;", ["betreurt", "dit"]),
        ("connective", f"{PLAIN};", "voorts betreurt dit;", ["betreurt", "dit"]),
        ("speaker", f"{PLAIN};", "de Kamer betreurt dit;", ["betreurt", "dit"]),
        ("no_speaker", f"Het Europees Parlement {PLAIN};", "betreurt dit;", ["betreurt", "dit"]),
        ("lower_case", "Het Parlement " + ASKS, "het parlement verzoekt de raad centraal-azië één", None),
        ("other_separator", f"{PLAIN}; {PLAIN}.", "betreurt dit, betreurt dit.", ["betreurt", "dit"] * 2),
        (
            "other_separator",
            f"{PLAIN}; {PLAIN}.",
            "betreurt dit. Betreurt dit.",
            ["betreurt", "dit", "Betreurt", "dit"],
        ),
        ("other_separator", f"{PLAIN}; {PLAIN}.", "betreurt dit, en betreurt dit.", ["betreurt", "dit"] * 2),
        ("other_separator", f"{PLAIN}; en {PLAIN}.", "betreurt dit, en betreurt dit.", ["betreurt", "dit"] * 2),
        ("lost_comma", f"{PLAIN}, en {PLAIN}.", "betreurt dit en betreurt dit.", ["betreurt", "dit"] * 2),
        (
            "lost_accents",
            ASKS,
            "verzoekt de Raad Centraal-Azie een",
            ["verzoekt", "Centraal-Azie een", "de Raad"],
        ),
        (
            "decomposed_accents",
            ASKS,
            unicodedata.normalize("NFD", "verzoekt de Raad Centraal-Azië één"),
            None,
        ),
        ("broken_compound", ASKS, "verzoekt de Raad Centraal- Azië één", ["verzoekt", "Centraal- Azië één", "de Raad"]),
        ("other_dashes", ASKS, "verzoekt de Raad Centraal–Azië één", ["verzoekt", "Centraal–Azië één", "de Raad"]),
        ("other_dashes", "dit – dat", "dit — dat", []),
        ("other_quotes", PLAIN.replace("dit", '"dit" nu'), "betreurt „dit” nu", ["betreurt", "„dit” nu"]),
        ("other_quotes", PLAIN.replace("dit", "«dit» nu"), "betreurt “dit” nu", ["betreurt", "“dit” nu"]),
        ("other_apostrophes", PLAIN.replace("dit", "regio's"), "betreurt regio’s", ["betreurt", "regio’s"]),
        ("glued_footnote", PLAIN.replace("dit", "dat van 2011 al"), "betreurt dat van 20111 al", None),
        (
            "glued_footnote",
            PLAIN.replace("dit", "de resolutie"),
            "betreurt de resolutie2",
            ["betreurt", "de resolutie2"],
        ),
        ("glued_footnote", PLAIN.replace("dit", "de resolutie"), "betreurt de resolutie²", None),
        (
            "bracketed_footnote",
            PLAIN.replace("dit", "de resolutie"),
            "betreurt de resolutie (3)",
            ["betreurt", "de resolutie"],
        ),
        ("bracketed_footnote", PLAIN.replace("dit", "de resolutie"), "betreurt de resolutie[3]", None),
        ("misread_letter", PLAIN.replace("dit", "volledig"), "betreurt vo1ledig", ["betreurt", "vo1ledig"]),
        ("misread_letter", "Oekraïne", "0ekraïne", []),
        ("misread_letter", "internationaal", "intemationaal", []),
        ("double_spaces", PLAIN, "betreurt  dit", ["betreurt", "dit"]),
        ("hard_spaces", PLAIN, "betreurt\u00a0dit", ["betreurt", "dit"]),
        ("space_before_mark", f"{PLAIN};", "betreurt dit ;", ["betreurt", "dit"]),
        ("broken_word", PLAIN.replace("dit", "de verordening"), "betreurt de veror- dening", None),
        ("broken_word", PLAIN.replace("dit", "de verordening"), "betreurt de veror\u00ad\ndening", None),
    ],
)
def test_each_rule_fires(rule: str, inner: str, text: str, spans: list[str] | None) -> None:
    made = outcomes(rule, marked(inner), 1500)
    assert text in made
    if spans is not None:
        assert words(made[text]) == spans


def test_lines_are_broken_at_spaces() -> None:
    before = marked(PLAIN.replace("dit", "dit en dat en nog veel meer " * 12))
    after = RULES["line_breaks"].noisy(before, Random(1))
    assert "\n" in after.text
    assert after.text.split() == before.text.split()


@pytest.mark.parametrize(
    ("rule", "inner"),
    [
        ("no_end_mark", PLAIN),
        ("marker", f"3. {PLAIN}"),
        ("marker", f"a) {PLAIN}"),
        ("connective", f"voorts {PLAIN}"),
        ("speaker", f"voorts {PLAIN}"),
        ("speaker", PLAIN.replace("betreurt", "betreuren")),
        ("no_speaker", PLAIN),
        ("no_speaker", f"Het Parlement in Parijs {PLAIN}"),
        ("capital_triggers", "zonder standpunt"),
        ("other_separator", PLAIN.replace("dit", "a) dit; b) dat")),
        ("other_separator", f"{PLAIN}; en dat is dat"),
        ("lost_comma", PLAIN.replace("dit", "dit, en dat")),
        ("lost_accents", PLAIN),
        ("decomposed_accents", PLAIN),
        ("glued_footnote", '<act stance="deplore"><verb>betreurt</verb></act>;'),
        ("bracketed_footnote", '<act stance="deplore"><verb>betreurt</verb></act>;'),
        ("misread_letter", '<act stance="deplore"><verb>hernieuwt</verb></act>;'),
        ("broken_word", '<act stance="deplore"><verb>veroordeelt</verb></act>;'),
        ("line_breaks", PLAIN),
        *((rule, "") for rule in RULES),
    ],
)
def test_a_rule_abstains(rule: str, inner: str) -> None:
    before = marked(inner)
    assert list(outcomes(rule, before).values()) == [before]


@pytest.mark.parametrize(("rule", "fronts"), [("connective", CONNECTIVES), ("speaker", SPEAKERS)])
def test_what_is_put_in_front_takes_over_the_capital(rule: str, fronts: tuple[str, ...]) -> None:
    made = outcomes(rule, marked(PLAIN.replace("betreurt", "Betreurt")), 400)
    assert set(made) == {f"{front[0].upper()}{front[1:]} betreurt dit" for front in fronts}


@pytest.mark.parametrize("rule", list(RULES))
@given(marked=marked_paragraphs(), seed=st.integers(0, 1_000_000))
def test_a_rule_keeps_the_acts_of_any_paragraph(rule: str, marked: MarkedParagraph, seed: int) -> None:
    before = marked.paragraph()
    assert_same_acts(before, RULES[rule].noisy(before, Random(seed)))


@given(marked_paragraphs(), st.integers(0, 1_000_000))
def test_noise_keeps_the_acts_of_any_paragraph(marked: MarkedParagraph, seed: int) -> None:
    before = marked.paragraph()
    everything = Noise(tuple((rule, 0.5) for rule in RULES.values()))
    after = noisy(before, Random(seed), everything)
    assert_same_acts(before, after)
    assert noisy(before, Random(seed), everything) == after


def assert_same_acts(before: Paragraph, after: Paragraph) -> None:
    assert (after.id, after.role, after.number) == (before.id, before.role, before.number)
    assert [(act.stance, act.strength, act.frame) for act in after.acts] == [
        (act.stance, act.strength, act.frame) for act in before.acts
    ]
    assert [len(act.addressees) for act in after.acts] == [len(act.addressees) for act in before.acts]
    assert [act.target is None for act in after.acts] == [act.target is None for act in before.acts]
    spans, earlier = spans_of(after), spans_of(before)
    assert all(span.text == after.text[span.start : span.end] for span in spans)
    order = sorted(range(len(earlier)), key=lambda k: (earlier[k].start, earlier[k].end))
    assert sorted(range(len(spans)), key=lambda k: (spans[k].start, spans[k].end)) == order


def test_a_trigger_stays_one_token_in_annotated_paragraphs() -> None:
    """What the tagger sees as a word is the trigger, after noise as before it."""
    everything = Noise(tuple((rule, 0.3) for rule in RULES.values()))
    checked = 0
    for number, before in enumerate(paragraphs(*TRAIN[:6])):
        after = noisy(before, Random(number), everything)
        assert_same_acts(before, after)
        tokens = tokenise(after.text)
        places = set(zip(tokens.starts, tokens.ends, strict=True))
        for act in after.acts:
            assert (act.trigger.start, act.trigger.end) in places
            checked += 1
    assert checked > 50


def test_some_paragraphs_stay_as_they_are_and_most_do_not() -> None:
    before = marked(f"{PLAIN}; {ASKS};")
    changed = sum(NOISE.noisy(before, Random(seed)) != before for seed in range(400))
    assert 120 < changed < 280


def test_a_share_of_nothing_changes_nothing() -> None:
    before = marked(f"{PLAIN};")
    assert Noise(((RULES["no_end_mark"], 1.0),), share=0).noisy(before, Random(1)) is before


def test_a_chance_lies_between_0_and_1() -> None:
    rule = Rule("odd", lambda paragraph, random: [])
    with pytest.raises(ValueError, match=r"'odd' is 1\.5"):
        Noise(((rule, 1.5),))
