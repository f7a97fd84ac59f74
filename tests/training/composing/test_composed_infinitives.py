from __future__ import annotations

import pytest

from training.composing.infinitives import Infinitive, take_apart


@pytest.mark.parametrize(
    ("request_", "bare", "modal", "finite"),
    [
        ("de quota te verlagen", "de quota verlagen", "de quota moet verlagen", "de quota verlaagt"),
        ("de wet in te trekken", "de wet intrekken", "de wet moet intrekken", "de wet intrekt"),
        (
            "de fabriek te laten onderzoeken",
            "de fabriek laten onderzoeken",
            "de fabriek moet laten onderzoeken",
            "de fabriek laat onderzoeken",
        ),
        (
            "de Kamer op de hoogte te houden",
            "de Kamer op de hoogte houden",
            "de Kamer op de hoogte moet houden",
            "de Kamer op de hoogte houdt",
        ),
    ],
)
def test_the_forms_of_a_request(request_: str, bare: str, modal: str, finite: str) -> None:
    third = {"verlagen": "verlaagt", "trekken": "trekt", "onderzoeken": "laat", "houden": "houdt"}
    parts = take_apart(request_)
    assert parts is not None
    assert (parts.bare(), parts.modal("moet"), parts.finite(third[parts.verb])) == (bare, modal, finite)


def test_a_modal_with_te_keeps_the_particle_apart() -> None:
    assert Infinitive("de wet", "in", "", "trekken").modal("dient te") == "de wet dient in te trekken"


def test_willen_is_put_before_the_verb() -> None:
    parts = take_apart("de dialoog voort te zetten")
    assert parts is not None
    assert parts.willen() == "de dialoog te willen voortzetten"


@pytest.mark.parametrize("text", ["de quota", "te voorkomen dat het misgaat", "na te gaan of dit helpt", ""])
def test_what_does_not_end_in_its_infinitive_has_no_forms(text: str) -> None:
    assert take_apart(text) is None
