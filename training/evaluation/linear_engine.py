"""The linear baseline: TF-IDF of a clause and logistic regression, learned from the training set.

Every word that is the verb of some annotated act is a candidate; its clause is what runs from it to the next
candidate or semicolon. The regression gives the clause a stance, or none. It finds verbs and stances; it cannot
mark a target or an addressee, for it gives one label to a whole clause, so it has none. Strength is always normal.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from labels.scheme import Act, Paragraph, Span
from labels.tokens import Tokens, tokenise
from training.evaluation.matching import NO_ACT

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline

WORDS_BEFORE: Final = 3
"""How many words before a candidate are looked at: they tell a subordinate clause, or an adverbial that opens one."""
WORDS_BEHIND: Final = 25


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A word that may be the verb of an act, by its place among the tokens, and its clause in words."""

    token: int
    clause: str


class LinearEngine:
    """A fitted regression and the verbs that it looks for. Build it with ``fitted``."""

    name: Final = "linear"

    def __init__(self, model: Pipeline, verbs: frozenset[str], version: str) -> None:
        self._model = model
        self._verbs = verbs
        self.version = version

    @classmethod
    def fitted(cls, paragraphs: Sequence[Paragraph]) -> LinearEngine:
        """Learn from annotated paragraphs. Raises ``ValueError`` where they hold fewer than two labels."""
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import make_pipeline

        verbs = frozenset(act.trigger.text.lower() for each in paragraphs for act in each.acts)
        clauses, labels = [], []
        for paragraph in paragraphs:
            tokens = tokenise(paragraph.text)
            stances = {act.trigger.start: act.stance for act in paragraph.acts}
            for candidate in _candidates(tokens, verbs):
                clauses.append(candidate.clause)
                labels.append(stances.get(tokens.starts[candidate.token], NO_ACT))
        if len(set(labels)) < 2:
            raise ValueError("there is nothing to tell apart: fewer than two labels in the training set")
        vectors = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"\S+", lowercase=False)
        model = make_pipeline(vectors, LogisticRegression(C=100.0, max_iter=2000))
        model.fit(clauses, labels)
        return cls(model, verbs, f"linear-{len(paragraphs)}-paragraphs")

    def predict(self, paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
        """Return the paragraphs with the acts found."""
        tokens = [tokenise(each.text) for each in paragraphs]
        found = [list(_candidates(each, self._verbs)) for each in tokens]
        clauses = [candidate.clause for each in found for candidate in each]
        if not clauses:
            return [replace(each, acts=()) for each in paragraphs]
        chances = iter(self._model.predict_proba(clauses))
        names = [str(name) for name in self._model.classes_]
        answered = []
        for paragraph, own_tokens, candidates in zip(paragraphs, tokens, found, strict=True):
            acts = []
            for candidate in candidates:
                chance = next(chances)
                best = int(chance.argmax())
                if names[best] != NO_ACT:
                    at = candidate.token
                    trigger = Span.cut(paragraph.text, own_tokens.starts[at], own_tokens.ends[at])
                    acts.append(Act(names[best], trigger, confidence=float(chance[best])))
            answered.append(replace(paragraph, acts=tuple(acts)))
        return answered


def _candidates(tokens: Tokens, verbs: frozenset[str]) -> Iterator[_Candidate]:
    words = tokens.words
    places = [place for place, word in enumerate(words) if word in verbs]
    for number, place in enumerate(places):
        limit = places[number + 1] if number + 1 < len(places) else len(words)
        behind = words[place + 1 : min(limit, place + 1 + WORDS_BEHIND)]
        if ";" in behind:
            behind = behind[: behind.index(";")]
        # Words before, the verb and words behind are told apart: "dat" before a verb and behind it mean two things.
        before = [f"<{word}" for word in words[max(0, place - WORDS_BEFORE) : place]] or ["<start"]
        yield _Candidate(place, " ".join([*before, f"={words[place]}", *behind]))
