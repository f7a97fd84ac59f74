"""What the property tests draw: Dutch-looking paragraphs, any Unicode, and annotated paragraphs."""

from __future__ import annotations

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
_PLURALS = st.sampled_from(sorted(LEXICON.verbs))
_GRAMMAR = st.sampled_from(sorted(word for words in LEXICON.grammar.sets.values() for word in words))
_CLASS_WORDS = st.sampled_from(sorted(first for table in LEXICON.classes.values() for first in table))
_GLUE = st.sampled_from(
    "de het een en , ; : . dat om te van op aan over bij er zich niet die Raad Commissie lidstaten regering "
    "Parlement Kamer Voorzitter deze resolutie ten zeerste met klem a) – 1. ( ) “ ” veroordeeld steunen wil".split()
)
_INVENTED = st.text("abdeghiklmnoprstuvwzëé", min_size=2, max_size=9)
_FRAMES = st.sampled_from(
    sorted(
        frame.text.replace("{addressee}", "de Raad").replace("{target}", "het plan").replace("{clause}", "dat het lukt")
        for keys in LEXICON.frames.values()
        for frames in keys.values()
        for frame in frames
    )
)

# Words in any order, but the words that the rules look at.
dutch_paragraphs: SearchStrategy[str] = st.lists(
    st.one_of(_GLUE, _GLUE, _HEADS, _FRAMES, _GRAMMAR, _CLASS_WORDS, _PLURALS, _INVENTED), min_size=1, max_size=40
).map(" ".join)


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
