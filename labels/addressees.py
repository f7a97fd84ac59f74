"""Coordinated addressees: one span per actor ("de Raad", "de Commissie" en "de lidstaten")."""

from __future__ import annotations

from labels.phrases import Phrases, Region


def split_addressees(phrases: Phrases, start: int, stop: int, *, closed: bool) -> tuple[list[Region], int]:
    """Return one region per actor, and where reading stopped.

    Where ``closed``, what is read beyond that place is joined to the last actor.
    ``closed`` says that everything up to ``stop`` is addressee (a fixed word of the frame follows it there);
    otherwise the request follows, and reading stops where the actors end.
    """
    words = phrases.words
    spans: list[Region] = []
    joined: list[bool] = []
    position = start
    by_and = False
    repeated = phrases.sets["actor_prepositions"]
    if position < stop and words[position] == "zowel":
        position += 2 if position + 1 < stop and words[position + 1] in repeated else 1
    preposition = words[position - 1] if position and words[position - 1] in repeated else None
    while position < stop:
        end = phrases.noun_phrase(position, inside=stop)
        if end == position:
            break
        if words[position] in ("haar", "hun") and end > position + 1 and not is_actor_like(phrases, position + 1, end):
            # "verzoekt haar opheldering te geven": the pronoun, not the possessive.
            end = position + 1
        end, after = _clause_behind(phrases, position, end, stop, closed=closed)
        spans.append((position, end))
        joined.append(by_and)
        position = after
        step = _joiner(phrases, after, stop, closed=closed, preposition=preposition)
        if step is None and closed and after == end < stop and words[end] != ",":
            # Words remain before the fixed word of the frame: they belong to this actor up to the next one.
            for here in range(after + 1, stop - 1):
                if words[here] in (",", "en", "alsmede", "alsook"):
                    step = _joiner(phrases, here, stop, closed=closed, preposition=preposition)
                    determined = step is not None and words[step[0]] in phrases.sets["determiners"]
                    if step is not None and determined:
                        spans[-1] = (spans[-1][0], _trim(phrases, here, spans[-1][0]))
                        break
                    step = None
                    if words[here] == ",":
                        break
        if step is None:
            break
        following, by_and = step
        if not closed and not _is_actor(phrases, following, stop) and not (by_and and _last(phrases, following, stop)):
            break
        position = following
    if not spans:
        return [], start
    natural = spans[-1][1]
    if closed:
        spans[-1] = (
            spans[-1][0],
            _trim(phrases, max(spans[-1][1], _leftover(phrases, spans[-1][1], stop)), spans[-1][0]),
        )
        position = natural
    else:
        position = max(spans[-1][1], min(position, stop))
    return _merge(phrases, spans, joined), position


def is_actor_like(phrases: Phrases, start: int, end: int, *, named: bool = True) -> bool:
    """Tell whether a noun phrase names somebody who can be asked: a known actor, a person or body, a pronoun.

    With ``named``, any name will do.
    """
    words = phrases.words
    first = start
    while first < end and (words[first] in phrases.sets["determiners"] or words[first] in phrases.sets["possessives"]):
        first += 1
    if first == end:
        return words[start] in phrases.sets["pronouns"]
    if named and phrases.capital[first] and first >= 1:
        return True
    if words[first] in ("ze", "hen", "hem", "haar", "zij"):
        return True
    if phrases.actors.longest(words, first) > first:
        return True
    return any(
        words[k] in phrases.actors.heads or words[k].endswith(phrases.body_endings)
        for k in range(first, min(end, first + 5))
    )


def _is_actor(phrases: Phrases, start: int, stop: int) -> bool:
    end = phrases.noun_phrase(start, inside=stop)
    return end > start and is_actor_like(phrases, start, end)


def _last(phrases: Phrases, start: int, stop: int) -> bool:
    """Tell whether a clause follows the noun phrase, so that no other is asked: "… en de telers om dit te doen"."""
    end = phrases.noun_phrase(start, inside=stop)
    return start < end < stop and phrases.words[end] in ("om", ":")


def _clause_behind(phrases: Phrases, start: int, end: int, stop: int, *, closed: bool) -> tuple[int, int]:
    """Take a restrictive relative clause into the span; step over one between commas."""
    words = phrases.words
    if (
        end < stop
        and words[end] in phrases.sets["relatives"]
        and (words[end] != "dat" or (closed and words[start] == "het"))
    ):
        relative = min(phrases.relative_clause(end), stop)
        if relative > end + 1:
            apposed = (
                relative + 1 < stop and words[relative] == "," and phrases.apposed.match(words, relative + 1, stop)
            )
            return relative, (_listed(phrases, apposed[0], stop) if apposed else relative)
    if end + 1 < stop and words[end] == ",":
        narrowed = phrases.apposed.match(words, end + 1, stop)
        if narrowed is not None:
            return end, _listed(phrases, narrowed[0], stop)
        opener = words[end + 1]
        relative = opener in phrases.sets["relatives"] and (opener != "dat" or words[start] == "het")
        aside = (
            relative
            or opener.startswith("waar")
            or opener in ("als", "zijnde")
            or (closed and opener in ("onder", "met", "in", "inclusief", "zoals"))
        )
        # "de voorzitter, Jan Maas, …" is told apart from the list "Unizo, Voka en …".
        proper = not phrases.capital[start] and phrases.capital[end + 1]
        proper = proper and phrases.actors.longest(words, end + 1) == end + 1
        if aside or proper:
            close = phrases.comma(end + 2, stop)
            if close is not None:
                return end, close + 1
            if aside:
                return end, stop
    return end, end


def _listed(phrases: Phrases, start: int, stop: int) -> int:
    """Return the end of an apposition's list ("met name Polen, Tsjechië en Cyprus"), with the comma behind it."""
    words = phrases.words
    position = start
    while position < stop:
        end = phrases.noun_phrase(position, inside=stop)
        if end == position:
            return position
        if end < stop and (
            words[end] == "en"
            or (words[end] == "," and end + 1 < stop and words[end + 1] not in phrases.sets["actor_joiners"])
        ):
            if (
                words[end] == ","
                and not phrases.capital[end + 1]
                and not phrases.two_states(position, end, end + 1, stop)
            ):
                return end + 1
            position = end + 1
            continue
        if end < stop and words[end] not in (",", "en"):
            close = phrases.comma(end, stop)
            return close + 1 if close is not None else end
        # The comma that closes the apposition may also open the next actor: ", en in het bijzonder van …".
        if end + 1 < stop and words[end] == "," and words[end + 1] in phrases.sets["actor_joiners"]:
            return end
        return end + 1 if end < stop and words[end] == "," else end
    return position


def _joiner(
    phrases: Phrases, position: int, stop: int, *, closed: bool = False, preposition: str | None = None, depth: int = 0
) -> tuple[int, bool] | None:
    """Step over what joins two actors; also tell whether it is a plain "en" or "of"."""
    words = phrases.words
    start = position
    comma = position < stop and words[position] == ","
    if comma:
        position += 1
    conjunction = position < stop and (
        words[position] in phrases.sets["actor_joiners"]
        or (words[position] == "als" and position + 1 < stop and words[position + 1] in ("de", "het", preposition))
    )
    if conjunction:
        position += 1
    if position == start or position >= stop:
        return None
    if conjunction and words[position] == ",":
        # "en, waar deze ontbreken, de ondernemingsraden"
        close = phrases.comma(position + 1, stop)
        if close is None or close + 1 >= stop:
            return None
        position = close + 1
    plain = conjunction and not comma
    if words[position - 1] == "of" and not closed and not _is_alternative(phrases, position, stop):
        return None
    narrowed = phrases.narrowing.match(words, position, stop) if position < stop else None
    if narrowed is not None:
        if not conjunction:
            return None
        position, plain = narrowed[0], False
    if conjunction and preposition:
        # "en, via haar, bij X": the repeated preposition shows where the next actor begins.
        reach = min(stop, position + (20 if closed else 10))
        again = next((k for k in range(position, reach) if words[k] == preposition), None)
        position = again if again is not None else position
    if position < stop and words[position] in phrases.sets["actor_prepositions"]:
        position += 1
    if position >= stop or not phrases.starts_noun_phrase(position):
        return None
    if comma and not conjunction and not _list_goes_on(phrases, position, stop, closed=closed, depth=depth):
        return None
    return position, plain and words[start] in ("en", "of", "en/of")


def _is_alternative(phrases: Phrases, start: int, stop: int) -> bool:
    """Tell "de Raad of de Commissie dit te doen" from the clause "(vraagt de Raad) of de Commissie dit wil doen"."""
    end = phrases.noun_phrase(start, inside=stop)
    infinitive = next((k for k in range(end, stop) if phrases.words[k] in ("te", "om")), None)
    if end == start or infinitive is None or not is_actor_like(phrases, start, end):
        return False
    return not any(phrases.words[k] in phrases.sets["auxiliaries"] for k in range(end, infinitive))


def _list_goes_on(phrases: Phrases, start: int, stop: int, *, closed: bool, depth: int = 0) -> bool:
    """Tell whether "A, B" is a list that ends in "en C", and B no apposition to A."""
    words = phrases.words
    if depth > 12:
        return False
    end = phrases.noun_phrase(start, inside=stop)
    if end == start or not (closed or is_actor_like(phrases, start, end)):
        return False
    return end < stop and (
        words[end] in phrases.sets["actor_joiners"]
        or (words[end] == "," and _joiner(phrases, end, stop, closed=closed, depth=depth + 1) is not None)
    )


def _leftover(phrases: Phrases, start: int, stop: int) -> int:
    """Return where the last actor ends when words remain before the fixed word of the frame."""
    if start >= stop or phrases.words[start] in (",", "er"):
        return start
    comma = phrases.comma(start, stop)
    if comma is not None:
        return comma
    if phrases.adverbials.match(phrases.words, start, stop):
        return start
    return stop


def _trim(phrases: Phrases, end: int, start: int) -> int:
    """Leave out commas and adverbials at the end."""
    words = phrases.words
    while end > start + 1:
        if words[end - 1] in (",", "er", "en", "of", "alsmede", "-", "–", ":"):
            end -= 1
            continue
        begin, _ = next(phrases.adverbials.ending(words, end, start + 1, 4), (end, ""))
        if begin == end:
            return end
        end = begin
    return end


def _merge(phrases: Phrases, spans: list[Region], joined: list[bool]) -> list[Region]:
    """Join what shares a determiner ("de regeringen en parlementen") or a modifier ("de regering en de pers van X")."""
    words, sets = phrases.words, phrases.sets
    merged: list[Region] = []
    for region, plain in zip(spans, joined, strict=True):
        if merged and plain:
            first, last = merged[-1]
            bare = words[region[0]] not in sets["determiners"] and words[region[0]] not in sets["possessives"]
            shares_determiner = bare and words[first] in sets["determiners"] and not phrases.capital[region[0]]
            shares_modifier = (
                _is_bare_joint(phrases, first, last)
                and any(words[k] in sets["joint_heads"] for k in range(region[0], region[1]))
                and any(words[k] in ("van", "in") for k in range(region[0], region[1]))
            )
            if shares_determiner or shares_modifier:
                merged[-1] = (first, region[1])
                continue
        merged.append(region)
    return merged


def _is_bare_joint(phrases: Phrases, start: int, end: int) -> bool:
    """Tell whether the phrase is an article and a noun that wants a country or a modifier: "de regering"."""
    words, sets = phrases.words, phrases.sets
    return end - start == 2 and words[end - 1] in sets["joint_heads"] and words[start] in sets["determiners"]
