"""Noise in how a paragraph begins, ends and joins its acts, and in its capitals.

Each rule takes a paragraph and returns edits, or none where it does not fit. What is put in front is outside every
span, and says nothing that makes or changes an act.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random
from typing import Final

from labels.scheme import Paragraph
from training.finetuning.edits import Edit, spans_of, spans_of_act

SPEAKERS: Final = (
    *("het Parlement", "het Europees Parlement", "de Kamer", "de Kamer", "de Senaat", "het Vlaams Parlement"),
    *("de Assemblee", "het Congres"),
)
"""Bodies that adopt texts, as the subject of a singular verb."""
CONNECTIVES: Final = (
    *("voorts", "in dit verband", "daarom", "tevens", "bovendien", "daarnaast", "derhalve", "evenwel", "verder"),
    *("in die geest", "om deze redenen", "op grond hiervan", "mitsdien", "ten slotte", "in het licht hiervan"),
)
"""What may stand before the verb of a main clause without changing what it says."""
_SUBJECT: Final = re.compile(
    r"(?:[Hh]et (?:(?:Europees|Vlaams|Waals) )?(?:Parlement|Congres)"
    r"|[Dd]e (?:(?:Tweede |Eerste )?Kamer|Senaat|Assemblee)) "
)
_MARKED: Final = re.compile(r"\s*(?:[-–—•*§]|\d|[A-Za-z]{1,3}[.)])")
_FIRST_WORD: Final = re.compile(r"[^\W\d_]{2,}")
_END_MARK: Final = re.compile(r"[;.,](?=\s*$)")
_SEMICOLON: Final = re.compile(r";(?=\s+(\w+))")
_LOST_COMMA: Final = re.compile(r"(?<=\w),(?=\s+(?:en|maar)\b)")


def no_end_mark(paragraph: Paragraph, random: Random) -> list[Edit]:
    """Leave out the mark at the end."""
    del random
    return [Edit(place, place + 1, "") for place in _end_marks(paragraph)]


def other_end_mark(paragraph: Paragraph, random: Random) -> list[Edit]:
    """Put another mark at the end, or one where there is none."""
    mark = random.choice(";;..,:")
    edits = [Edit(place, place + 1, mark) for place in _end_marks(paragraph) if paragraph.text[place] != mark]
    text = paragraph.text
    return [Edit(len(text), len(text), mark)] if text[-1:].isalpha() else edits


def _end_marks(paragraph: Paragraph) -> list[int]:
    """Return the place of the mark at the end, if there is one and it is in no span."""
    match = _END_MARK.search(paragraph.text)
    return [match.start()] if match and _is_outside(paragraph, match.start()) else []


def _is_outside(paragraph: Paragraph, place: int) -> bool:
    return not any(span.start <= place < span.end for span in spans_of(paragraph))


def other_separator(paragraph: Paragraph, random: Random) -> list[Edit]:
    """Put in the place of a semicolon between two acts a comma, a full stop with a capital, ", en", or nothing."""
    found = [match for match in _SEMICOLON.finditer(paragraph.text) if _is_between(paragraph, match.start())]
    if not found:
        return []
    match = random.choice(found)
    mark = random.choices((",", ".", ", en", ""), (4, 3, 3, 2))[0]
    if mark == ", en" and match.group(1).lower() in ("en", "maar", "alsook", "alsmede"):
        mark = ","
    following = match.start(1)
    edits = [Edit(match.start(), match.end(), mark)]
    if mark == "." and paragraph.text[following].islower():
        edits.append(Edit(following, following + 1, paragraph.text[following].upper()))
    return edits


def lost_comma(paragraph: Paragraph, random: Random) -> list[Edit]:
    """Leave out a comma before "en" or "maar" between two acts."""
    found = [match for match in _LOST_COMMA.finditer(paragraph.text) if _is_between(paragraph, match.start())]
    return [Edit(match.start(), match.end(), "") for match in random.sample(found, min(len(found), 1))]


def _is_between(paragraph: Paragraph, place: int) -> bool:
    """Tell whether a place is behind all spans of some acts, before all of the others, and in none."""
    spans = [spans_of_act(act) for act in paragraph.acts]
    behind = [all(span.end <= place for span in each) for each in spans]
    ahead = [all(span.start > place for span in each) for each in spans]
    return any(behind) and any(ahead) and all(one != other for one, other in zip(behind, ahead, strict=True))


def capital_start(paragraph: Paragraph, random: Random) -> list[Edit]:
    """Begin with a capital."""
    del random
    match = _FIRST_WORD.search(paragraph.text)
    return _changed(paragraph.text, match.start(), match.start() + 1, str.upper) if match else []


def capital_word(paragraph: Paragraph, random: Random) -> list[Edit]:
    """Write the first word in capitals."""
    del random
    match = _FIRST_WORD.search(paragraph.text)
    return _changed(paragraph.text, *match.span(), str.upper) if match else []


def capital_triggers(paragraph: Paragraph, random: Random) -> list[Edit]:
    """Write the verbs of all acts in capitals."""
    del random
    places = {(act.trigger.start, act.trigger.end) for act in paragraph.acts}
    return [edit for start, end in sorted(places) for edit in _changed(paragraph.text, start, end, str.upper)]


def lower_case(paragraph: Paragraph, random: Random) -> list[Edit]:
    """Write the whole paragraph without capitals."""
    del random
    return [
        Edit(place, place + 1, letter.lower())
        for place, letter in enumerate(paragraph.text)
        if letter.isupper() and letter.lower() != letter
    ]


def _changed(text: str, start: int, end: int, change: Callable[[str], str]) -> list[Edit]:
    new = change(text[start:end])
    return [Edit(start, end, new)] if new != text[start:end] else []


def marker(paragraph: Paragraph, random: Random) -> list[Edit]:
    """Put a number, a letter or a dash in front ("3. ", "a) ", "– ", "12 bis. "), where there is none."""
    text = paragraph.text
    if not text or _MARKED.match(text):
        return []
    number, letter = random.randint(1, 98), random.choice("abcdefghij")
    ordinal = random.choice(("bis", "ter", "quater"))
    forms = (
        f"{number}. ",
        f"{number}.\u00a0",
        f"{number}) ",
        f"{number}.   ",
        f"{number} ",
        f"§ {number}. ",
        "– ",
        "- ",
    )
    others = (f"{letter}) ", f"({letter}) ", f"{letter.upper()}. ", f"{number} {ordinal}. ", "• ", "* ")
    return [Edit(0, 0, random.choice(forms + others))]


def connective(paragraph: Paragraph, random: Random) -> list[Edit]:
    """Put a connective before the verb that the paragraph begins with ("voorts verzoekt")."""
    return _in_front(paragraph, random.choice(CONNECTIVES)) if _begins_with_verb(paragraph) else []


def speaker(paragraph: Paragraph, random: Random) -> list[Edit]:
    """Put the speaker before the singular verb that the paragraph begins with ("de Kamer verzoekt")."""
    verb = _begins_with_verb(paragraph)
    # Of the verbs in the singular, only "kan" ends in n.
    if not verb or (verb.endswith("n") and verb != "kan"):
        return []
    return _in_front(paragraph, random.choice(SPEAKERS))


def no_speaker(paragraph: Paragraph, random: Random) -> list[Edit]:
    """Leave out the speaker where it stands in front and the verb follows ("Het Parlement verzoekt")."""
    del random
    match = _SUBJECT.match(paragraph.text)
    if match is None or all(act.trigger.start != match.end() for act in paragraph.acts):
        return []
    return [Edit(0, match.end(), "")]


def _begins_with_verb(paragraph: Paragraph) -> str:
    """Return in lower case the trigger that the paragraph begins with; of none, nothing."""
    return next((act.trigger.text.lower() for act in paragraph.acts if act.trigger.start == 0), "")


def _in_front(paragraph: Paragraph, words: str) -> list[Edit]:
    """Put words in front; they take over the capital of the first word."""
    text = paragraph.text
    if not text[:1].isupper():
        return [Edit(0, 0, f"{words} ")]
    lowered = [] if text[1:2].isupper() else [Edit(0, 1, text[0].lower())]
    return [Edit(0, 0, f"{words[0].upper()}{words[1:]} "), *lowered]
