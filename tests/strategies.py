"""What the property tests draw: Dutch-looking paragraphs, any Unicode, and annotated paragraphs."""

from __future__ import annotations

import re

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from labels.lexicon import load_lexicon
from labels.markup import PARTS, MarkedAct, MarkedDocument, MarkedParagraph, Part
from labels.scheme import Span, Strength

LEXICON = load_lexicon()
STANCES = tuple(LEXICON.stances)

# Surrogates and control characters included: what a caller sends need not be good text.
any_text: SearchStrategy[str] = st.text(st.characters(exclude_categories=()), max_size=120)

# What XML 1.0 can hold.
xml_text: SearchStrategy[str] = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), include_characters="\t\n\r", exclude_characters="\ufffe\uffff"),
    max_size=12,
)

_HEADS = st.sampled_from(sorted(LEXICON.frames))
_PLURALS = st.sampled_from(sorted(LEXICON.infinitives))
_GRAMMAR = st.sampled_from(sorted(word for words in LEXICON.grammar.sets.values() for word in words))
_CLASS_WORDS = st.sampled_from(sorted(first for table in LEXICON.classes.values() for first in table))
_GLUE = st.sampled_from(
    [
        *(",", ";", ":", ".", "(", ")", "–", "“", "”", "a)", "1.", "de", "het", "een", "en", "dat", "om", "te"),
        *("van", "op", "aan", "over", "bij", "er", "zich", "niet", "die", "ten", "zeerste", "met", "klem", "deze"),
        *("Raad", "Commissie", "lidstaten", "regering", "Parlement", "Kamer", "Voorzitter", "resolutie"),
        *("veroordeeld", "steunen", "wil"),
    ]
)
_INVENTED = st.text("abdeghiklmnoprstuvwzëé", min_size=2, max_size=9)


def _filled(frame: str) -> str:
    """Return the frame with words in its slots; of a class, the first that the lexicon has."""
    slots = {name: " ".join(next(iter(table.values()))[0][0]) for name, table in LEXICON.classes.items()}
    slots |= {"addressee": "de Raad", "target": "het plan", "clause": "dat het lukt", "other": "de haven"}
    return re.sub(r"\{([a-z-]+)\}", lambda slot: slots[slot.group(1)], frame)


_FRAMES = st.sampled_from(
    sorted({_filled(frame.text) for keys in LEXICON.frames.values() for frames in keys.values() for frame in frames})
)

_words = st.lists(st.one_of(_GLUE, _GLUE, _HEADS, _GRAMMAR, _CLASS_WORDS, _PLURALS, _INVENTED), max_size=12).map(
    " ".join
)

# A frame with its slots filled, among words in any order: what the rules look at, but seldom a good sentence.
_clauses = st.builds(" ".join, st.tuples(st.sampled_from(["", "", "en", "daarom", "a)", "Hiertoe"]), _FRAMES, _words))

dutch_paragraphs: SearchStrategy[str] = st.one_of(
    _words,
    st.builds(
        str.join,
        st.sampled_from(["; ", ", en ", " en ", ", ", ". "]),
        st.lists(st.one_of(_clauses, _clauses, _words), min_size=1, max_size=4),
    ),
)


@st.composite
def marked_paragraphs(draw: st.DrawFn) -> MarkedParagraph:
    """Draw an annotated paragraph whose spans are what they say and do not cross."""
    text = draw(xml_text)
    acts: list[MarkedAct] = []
    for _ in range(draw(st.integers(0, 3))):
        start = len(text)
        stances = draw(st.lists(st.sampled_from(STANCES), min_size=1, max_size=3))
        verbs = draw(st.sampled_from([1, len(stances)]))
        verb, target, addressee = PARTS
        names: list[Part] = [verb] * verbs + [addressee] * draw(st.integers(0, 2)) + [target] * draw(st.integers(0, 1))
        parts: list[tuple[Part, Span]] = []
        for name in draw(st.permutations(names)):
            text += draw(xml_text)
            inner = draw(xml_text.filter(str.strip))
            parts.append((name, Span(inner, len(text), len(text) + len(inner))))
            text += inner
        text += draw(xml_text)
        strength: Strength = draw(st.sampled_from(("normal", "strong")))
        acts.append(MarkedAct(start, len(text), tuple(stances), tuple(parts), strength))
        text += draw(xml_text)
    number = draw(st.from_regex(r"[0-9]{1,2}( bis)?|[A-Z]", fullmatch=True))
    return MarkedParagraph(text, tuple(acts), {"n": number})


marked_documents: SearchStrategy[MarkedDocument] = st.builds(
    MarkedDocument,
    paragraphs=st.lists(marked_paragraphs(), max_size=3).map(tuple),
    attributes=st.dictionaries(st.sampled_from(["source", "subject", "title", "date"]), xml_text),
)
