from __future__ import annotations

import unicodedata
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labels.actor_lexicon import KINDS
from labels.actors import ActorIndex
from labels.scheme import Actor

INDEX = ActorIndex.load()
GOLD = Path(__file__).parents[3] / "shared" / "gold" / "kazachstan.xml"


def linked(text: str) -> str | None:
    actor = INDEX.link(text)
    return actor.id if actor else None


def test_the_example_of_the_contract() -> None:
    assert INDEX.link("de Kazachse autoriteiten") == Actor("KZ", "Kazachstan", "state")


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("de Commissie", "europese-commissie"),
        ("de Commissie,", "europese-commissie"),
        ("DE COMMISSIE", "europese-commissie"),
        ("de Raad", "raad"),
        ("de Raad (Algemene Zaken)", "raad"),
        ("de Europese Raad van 15 maart", "europese-raad"),
        ("het Parlement", "europees-parlement"),
        ("de EDEO", "edeo"),
        ("de Europese Dienst voor extern optreden (EDEO)", "edeo"),
        ("de VV/HV", "hoge-vertegenwoordiger"),
        ("de hv / vv", "hoge-vertegenwoordiger"),
        ("de vice-voorzitter/hoge vertegenwoordiger", "hoge-vertegenwoordiger"),
        ("de hoge vertegenwoordiger van de EU en vicevoorzitter van de Commissie", "hoge-vertegenwoordiger"),
        ("de vicevoorzitter van de Europese Commissie/hoge vertegenwoordiger", "hoge-vertegenwoordiger"),
        ("de hoge vertegenwoordiger, Jannie Jansen", "hoge-vertegenwoordiger"),
        ("zijn Voorzitter", "voorzitter"),
        ("haar voorzitter", "voorzitter"),
        ("de voorzitter van de Europese Raad", "vaste-voorzitter-europese-raad"),
        ("de uitvoerend directeur van Frontex", "directeur-frontex"),
        ("de raad van bestuur van Frontex", "raad-van-bestuur-frontex"),
        ("de Raad voor de mensenrechten", "vn-mensenrechtenraad"),
        ("de Raad van State", "raad-van-state"),
        ("de Raad van Europa", "raad-van-europa"),
        ("de VN Veiligheidsraad", "vn-veiligheidsraad"),
        ("de EU-delegatie in Astana", "eu-delegaties"),
        ("de commissaris voor handel", "eurocommissaris-handel"),
        ("ngo’s", "ngos"),
        ("alle lidstaten", "lidstaten"),
        ("de 27 lidstaten", "lidstaten"),
        ("de lidstaten die nog aarzelen", "lidstaten"),
        ("de lidstaten van de VN", "vn-lidstaten"),
        ("de regeringen en parlementen van de lidstaten", "lidstaten"),
        ("de regering", "regering"),
        ("dit kabinet", "kabinet"),
        ("het demissionaire kabinet", "kabinet"),
        ("het OM", "om"),
        ("het Rijk", "rijksoverheid"),
        ("de Vlaamse regering", "vlaamse-regering"),
        ("de Vlaamse minister van Onderwijs", "BE-VLG"),
        ("de minister van Justitie en Veiligheid", "minister-justitie"),
        ("de Staatssecretaris Rechtsbescherming", "staatssecretaris-rechtsbescherming"),
        ("de minister van Werk, Economie en Landbouw", "minister-werk-economische-zaken-landbouw"),
        ("de ministers van Financiën en van Justitie", "ministers-financien-justitie"),
        ("minister Pietersen", "minister"),
        ("Kazachstan", "KZ"),
        ("de Republiek Kazachstan", "KZ"),
        ("de regering en het parlement van Kazachstan", "KZ"),
        ("de autoriteiten in Kazachstan", "KZ"),
        ("de nieuwe Kazachse regering", "KZ"),
        ("de Kazachse minister van Buitenlandse Zaken", "KZ"),
        ("de minister van Buitenlandse Zaken van Kazachstan", "KZ"),
        ("de Oekraïense gerechtelijke autoriteiten", "UA"),
        ("de Franse president Dupont", "FR"),
        ("Wit\u2011Rusland", "BY"),
        ("BELGIE", "BE"),
        ("de VS", "US"),
        ("Noorwegen", "NO"),
    ],
)
def test_words_are_linked(text: str, actor: str) -> None:
    assert linked(text) == actor
    assert linked(text.replace(" ", "\u00a0 ")) == actor
    assert linked(unicodedata.normalize("NFD", text)) == actor


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        ",",
        "(",
        "de",
        "de Raad van Bestuur van de universiteit",
        "de raad van bestuur",
        "de commissie van deskundigen",
        "een commissie",
        "die commissie",
        "de bevoegde commissie",
        "de Commissie en de Raad",
        "de autoriteiten",
        "de president",
        "de Kazachse oppositie",
        "de Iraanse bedrijven",
        "de Turkse regering en oppositie",
        "de Congolese autoriteiten",
        "de Amerikaanse en de Russische regering",
        "de regeringen van Frankrijk en België",
        "de minister van Toverkunst",
        "Europa",
        "om",
        "het Franse voorzitterschap",
        "de partijen bij het conflict",
    ],
)
def test_words_that_name_nobody_for_certain_are_not_linked(text: str) -> None:
    assert INDEX.link(text) is None


@pytest.mark.parametrize(
    ("name", "rest"),
    [
        ("kazachse autoriteiten", "alles te doen"),
        ("kazachse gerechtelijke autoriteiten", "op"),
        ("chinese en russische autoriteiten", "om"),
        ("europese regeringen", "om"),
        ("raad", "de lidstaten bij te staan"),
        ("raad", ", de commissie en de lidstaten"),
        ("raad van bestuur", "te"),
        ("raad van bestuur van frontex", "te"),
        ("commissie", "van deze gelegenheid gebruik te maken"),
        ("regering van kazachstan", "te"),
        ("regering", "in oekraïne te pleiten"),
        ("autoriteiten in kazachstan", "op aan"),
        ("regering , het parlement en de president van kazachstan", "te"),
        ("regeringen en parlementen van de lidstaten", "deze"),
        ("eu", "en haar lidstaten"),
        ("minister van justitie en veiligheid", "om"),
        ("minister", "werk te maken van"),
        ("minister van werk , economie en landbouw", "en de minister van defensie"),
        ("hv/vv", "en"),
        ("hoge vertegenwoordiger/vicevoorzitter", "en"),
        ("hoge vertegenwoordiger van de unie voor buitenlandse zaken en veiligheidsbeleid", "om"),
        ("nieuwe regering", "om"),
        ("sri lankaanse regering", "om"),
        ("eu-delegatie in kazachstan", "om"),
        ("", "om te"),
        ("", "het om redenen van"),
        ("", "bevoegde autoriteiten te"),
        ("", "stoel van de voorzitter"),
        ("", ", raad"),
    ],
)
def test_the_end_of_a_name(name: str, rest: str) -> None:
    words = ["verzoekt", "de", *name.split(), *rest.split()]
    assert INDEX.longest(words, 2) == 2 + len(name.split())


def test_longest_beyond_the_words_stays_where_it_is() -> None:
    assert INDEX.longest([], 0) == 0
    assert INDEX.longest(["raad"], 1) == 1


def test_heads_name_those_who_can_be_asked() -> None:
    assert len(INDEX.heads) >= 250
    asked = "commissie raad lidstaten autoriteiten regering parlement president minister agentschap partijen"
    assert INDEX.heads.issuperset([*asked.split(), "instellingen", "ondernemingen", "gemeenten", "ngo's"])
    assert all(head == head.lower() and " " not in head for head in INDEX.heads)


@pytest.mark.skipif(not GOLD.exists(), reason="the annotated resolution is not beside the repository")
def test_addressees_of_a_real_resolution_are_all_linked() -> None:
    spans = ["".join(node.itertext()) for node in ElementTree.parse(GOLD).iter("addressee")]
    expected = {
        "EDEO": "edeo",
        "Kazach": "KZ",
        "EU": "eu",
        "hoge": "hoge-vertegenwoordiger",
        "Voorz": "voorzitter",
    }
    assert len(spans) == 13
    for span in spans:
        wanted = [actor for part, actor in expected.items() if part in span]
        assert [linked(span)] == wanted, span


@given(st.text(max_size=80))
def test_any_text_is_linked_or_not_and_never_raises(text: str) -> None:
    actor = INDEX.link(text)
    assert actor is None or (actor.kind in KINDS and bool(actor.id))
    assert actor == INDEX.link(text)


KNOWN_WORDS = (
    "de het en , van in voor raad commissie minister ministers regering kazachse chinese kazachstan "
    "lidstaten ( ) autoriteiten nieuwe bevoegde 27 financiën justitie voorzitter frontex eu-delegatie "
    "bestuur president die verenigde staten parlement europese"
)
WORDS = st.one_of(st.text(max_size=8), st.sampled_from(KNOWN_WORDS.split()))


@given(st.lists(WORDS, max_size=14), st.integers(0, 15))
def test_a_name_ends_within_the_words(words: list[str], start: int) -> None:
    end = INDEX.longest(words, start)
    assert start <= end <= max(start, len(words))


@given(st.lists(WORDS, max_size=14))
def test_linking_phrases_of_known_words_never_raises(words: list[str]) -> None:
    actor = INDEX.link(" ".join(words))
    assert actor is None or actor.kind in KINDS


def test_an_endless_text_is_linked_by_its_first_words() -> None:
    assert INDEX.link("de lidstaten " + "die niets doen " * 20_000) is not None
    assert INDEX.link("de regering en " * 20_000) is None
