"""An engine and stances that the tests of this folder can predict."""

from __future__ import annotations

from collections.abc import Sequence

from labels.scheme import Act, Actor, Addressee, Span, Stance
from service.classifier import EngineName

STANCES = (
    Stance("request", "verzoekt", "requests", "vraagt", "asks", "direct", 0, 3),
    Stance("deplore", "betreurt", "deplores", "spijt", "regrets", "reject", -1, 3),
)


class WordEngine:
    """Finds a request in texts that begin with "verzoekt de Raad", a regret in those with "betreurt"."""

    def __init__(self, name: EngineName = "rules") -> None:
        self.name: EngineName = name
        self.version = f"{name}-test"
        self.calls: list[int] = []

    def acts(self, texts: Sequence[str]) -> list[tuple[Act, ...]]:
        self.calls.append(len(texts))
        return [self._acts(text) for text in texts]

    def _acts(self, text: str) -> tuple[Act, ...]:
        if text.startswith("verzoekt de Raad ") and len(text) > 17:
            addressee = Addressee(Span.cut(text, 9, 16), Actor("COUNCIL", "Raad", "institution"))
            target = Span.cut(text, 17, len(text))
            return (Act("request", Span.cut(text, 0, 8), target, (addressee,), "strong", confidence=0.75),)
        if text.startswith("betreurt"):
            return (Act("deplore", Span.cut(text, 0, 8), frame="betreurt {target}"),)
        return ()
