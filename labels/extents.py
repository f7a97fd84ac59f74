"""How far a noun phrase runs with all that belongs to it: prepositional phrases, relative clauses, asides."""

from __future__ import annotations

from labels.phrases import Phrases, is_pronominal


def before_clause(phrases: Phrases, start: int) -> int:
    """Return where a noun phrase with its prepositional phrases ends and a clause follows, or 0 where none does.

    "verneemt uit het antwoord op vraag 4 | dat de dijk lekt"
    """
    words, sets = phrases.words, phrases.sets
    end = phrases.noun_phrase(start)
    while start < end < phrases.limit:
        word = words[end]
        inner = phrases.noun_phrase(end + 1) if word in sets["prepositions"] else 0
        if inner > end + 1:
            end = inner
        elif word[:1].isdigit():
            end += 1
        else:
            break
    return end if start < end < phrases.limit and words[end] in sets["clause_starters"] else 0


def before_predicate(phrases: Phrases, start: int) -> int:
    """Return where a noun phrase with all that belongs to it ends and its predicate begins.

    "acht de prijs van het graan, die vorig jaar steeg, | vele malen te hoog"; ``start`` where there is none.
    """
    words, sets = phrases.words, phrases.sets
    end = phrases.noun_phrase(start)
    while start < end < phrases.limit:
        word = words[end]
        following = end
        if word == "," and (close := phrases.aside(end)) is not None:
            following = close + 1
        elif word in sets["relatives"]:
            following = phrases.relative_clause(end)
        elif word in sets["prepositions"] or word in sets["actor_joiners"]:
            inner = phrases.noun_phrase(end + 1)
            following = inner if inner > end + 1 else end
        if following <= end:
            break
        end = following
    return end if end < phrases.limit else start


def in_relative_clause(phrases: Phrases, start: int, index: int) -> bool:
    """Tell whether a relative clause that a comma opens behind ``start`` is still open at ``index``."""
    inside = False
    here = phrases.comma(start, index)
    while here is not None:
        after = phrases.words[here + 1]
        inside = not inside and (after in phrases.sets["relatives"] or is_pronominal(after))
        here = phrases.comma(here + 1, index)
    return inside
