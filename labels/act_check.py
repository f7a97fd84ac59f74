"""What may be wrong with the spans of an act that a person marked, wherever they were marked.

Each fault is told without a remedy, which depends on whether tags are moved or numbers are changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from labels.scheme import Span
from labels.tokens import Tokens, tokenise

FaultKind = Literal["white-space", "mark", "tokens", "part-of-token"]

_TRAILING: Final = (",", ".", ";", ":")


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a span; ``problem`` is a clause without a full stop."""

    kind: FaultKind
    problem: str


def span_faults(part: str, span: Span) -> Iterator[Fault]:
    """Yield what is wrong at the ends of a span; ``part`` names it in the message."""
    trimmed = span.text.strip()
    if trimmed != span.text:
        yield Fault("white-space", f"the {part} '{shown(trimmed)}' has white space at an end")
    if trimmed.endswith(_TRAILING):
        yield Fault("mark", f"the {part} '{shown(trimmed)}' ends in '{trimmed[-1]}'")


def verb_faults(verb: Span, text: str, tokens: Tokens | None = None) -> Iterator[Fault]:
    """Yield what keeps a verb from being exactly one token of ``text``; white space around it is passed over.

    ``tokens`` are those of the text, where they are known already.
    """
    count = len(tokenise(verb.text))
    if count != 1:
        yield Fault("tokens", f"the verb '{shown(verb.text)}' is {count} tokens")
        return
    tokens = tokens or tokenise(text)
    start, end = verb.end - len(verb.text.lstrip()), verb.start + len(verb.text.rstrip())
    if (start, end) not in zip(tokens.starts, tokens.ends, strict=True):
        yield Fault("part-of-token", f"the verb '{shown(verb.text)}' is a part of a token")


def shown(text: str) -> str:
    """Return a text as one short line, for a message."""
    line = " ".join(text.split())
    return line if len(line) <= 40 else f"{line[:19]} … {line[-18:]}"
