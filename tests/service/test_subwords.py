from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import any_text

pytest.importorskip("torch", reason="the extra `train` is not installed")

from tiny_models import SENTENCES, Kind, trained

from service.subwords import Cutter

KINDS: tuple[Kind, ...] = ("bert", "roberta")
CUTTERS = {kind: Cutter.load(trained(kind) / "tokenizer.json") for kind in KINDS}

each_kind = pytest.mark.parametrize("kind", KINDS)


def words(kind: Kind, text: str) -> list[str]:
    [cut] = CUTTERS[kind].cut([text])
    return [text[begin:end] for begin, end in cut.words]


@each_kind
def test_words_are_those_of_the_text(kind: Kind) -> None:
    text = " verzoekt  de ’s-Gravenhaagse\xa0raad, vo\u0301o\u0301r\n1 juli "
    expected = ["verzoekt", "de", "’", "s", "-", "Gravenhaagse", "raad", ",", "vo\u0301o\u0301r", "1", "juli"]
    assert words(kind, text) == expected


@each_kind
@pytest.mark.parametrize("text", ["", " ", "\n\xa0\t", "\ufeff\u200b"])
def test_where_nothing_is_seen_there_are_no_words(kind: Kind, text: str) -> None:
    [cut] = CUTTERS[kind].cut([text])
    assert cut.words.shape == (0, 2)
    assert len(cut.heads) == 0
    assert cut.text == text


@each_kind
def test_a_word_is_scored_at_its_first_subword(kind: Kind) -> None:
    cutter = CUTTERS[kind]
    [cut] = cutter.cut(["verzoekt onwaarschijnlijkheden te erkennen"])
    [only] = cutter.cut(["verzoekt"])
    assert cut.heads[0] == 0
    assert cut.heads[1] == len(only.ids)
    assert cut.heads[2] - cut.heads[1] > 1, "the invented word is one subword"


@each_kind
def test_accents_make_no_difference(kind: Kind) -> None:
    composed, decomposed = CUTTERS[kind].cut(["één coördinatie", "e\u0301e\u0301n coo\u0308rdinatie"])
    assert composed.ids.tolist() == decomposed.ids.tolist()
    assert composed.words.tolist() == [[0, 3], [4, 15]]
    assert decomposed.words.tolist() == [[0, 5], [6, 18]]


@each_kind
def test_many_texts_are_cut_as_each_alone(kind: Kind) -> None:
    together = CUTTERS[kind].cut(SENTENCES)
    for sentence, one in zip(SENTENCES, together, strict=True):
        [alone] = CUTTERS[kind].cut([sentence])
        assert one.text == sentence
        assert one.ids.tolist() == alone.ids.tolist()
        assert one.words.tolist() == alone.words.tolist()


@given(st.sampled_from(KINDS), any_text)
def test_words_stand_in_order_apart_and_trimmed(kind: Kind, text: str) -> None:
    [cut] = CUTTERS[kind].cut([text])
    assert cut.words.dtype == np.int32
    assert len(cut.words) == len(cut.heads)
    assert (np.diff(cut.heads) > 0).all()
    reached = 0
    for begin, end in cut.words.tolist():
        assert reached <= begin < end <= len(text)
        assert text[begin:end].strip() == text[begin:end]
        reached = end


@given(st.sampled_from(KINDS), st.lists(st.sampled_from(" ".join(SENTENCES).split()), max_size=20))
def test_every_letter_is_in_a_word(kind: Kind, chosen: list[str]) -> None:
    assert "".join(words(kind, " ".join(chosen))) == "".join(chosen)


def test_the_edges_of_a_sequence_are_the_tokenizers_own() -> None:
    assert (CUTTERS["bert"].first, CUTTERS["bert"].last) == (2, 3)
    assert (CUTTERS["roberta"].first, CUTTERS["roberta"].last) == (0, 2)


def test_what_was_saved_truncated_and_padded_is_neither(tmp_path: Path) -> None:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(trained("bert") / "tokenizer.json"))
    tokenizer.enable_truncation(8)
    tokenizer.enable_padding(length=8)
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    [cut, empty] = Cutter.load(tmp_path / "tokenizer.json").cut([SENTENCES[0], ""])
    assert len(cut.words) > 8
    assert len(empty.ids) == 0


def test_a_tokenizer_without_edges_is_refused(tmp_path: Path) -> None:
    from tokenizers import Tokenizer, models

    file = tmp_path / "tokenizer.json"
    Tokenizer(models.BPE()).save(str(file))
    with pytest.raises(ValueError, match="puts 0 special subwords around a text, not 2"):
        Cutter.load(file)
    file.write_text("{}")
    with pytest.raises(ValueError, match=r"tokenizer\.json is not read by the library tokenizers"):
        Cutter.load(file)
