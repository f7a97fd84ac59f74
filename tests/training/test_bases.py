from __future__ import annotations

import json
from pathlib import Path

import pytest

torch = pytest.importorskip("torch", reason="the extra `train` is not installed")

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers  # noqa: E402
from transformers import (  # noqa: E402
    BertConfig,
    BertForMaskedLM,
    BertTokenizer,
    RobertaConfig,
    RobertaForMaskedLM,
    RobertaTokenizer,
)

from service.tags import all_tags  # noqa: E402
from training.bases import HUB_BASES, BaseProblem, load_base  # noqa: E402
from training.pretraining.vocabulary import as_fast_tokenizer, train_vocabulary  # noqa: E402

TAGS = all_tags()
SENTENCES = [
    "Het Europees Parlement verzoekt de Commissie één verslag over België uit te brengen.",
    "De Raad betreurt dat in 2021 geen coördinatie heeft plaatsgevonden.",
]
WORDS = ["één", "verslag", "over", "België", ",", "dat", "2021", "betreurt"]
COMMIT = "0123456789" * 4


def shape(vocabulary: int) -> dict[str, int]:
    return {
        "vocab_size": vocabulary,
        "hidden_size": 32,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "intermediate_size": 64,
        "max_position_embeddings": 64,
    }


def own_base(folder: Path) -> None:
    tokenizer = train_vocabulary(SENTENCES * 5, 200)
    torch.manual_seed(1)
    BertForMaskedLM(BertConfig(**shape(tokenizer.get_vocab_size()))).half().save_pretrained(folder)
    as_fast_tokenizer(tokenizer).save_pretrained(folder)


def old_bert(folder: Path) -> None:
    """A cased BERT that does not say that it is: vocab.txt, config.json and nothing else."""
    tokenizer = train_vocabulary(SENTENCES * 5, 200)
    torch.manual_seed(1)
    BertForMaskedLM(BertConfig(**shape(tokenizer.get_vocab_size()))).save_pretrained(folder)
    pieces = sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])
    (folder / "vocab.txt").write_text("\n".join(piece for piece, _ in pieces) + "\n", encoding="utf-8")


def roberta(folder: Path) -> None:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    special = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    tokenizer.train_from_iterator(
        SENTENCES, trainers.BpeTrainer(vocab_size=400, special_tokens=special, initial_alphabet=alphabet)
    )
    model = json.loads(tokenizer.to_str())["model"]
    merges = [tuple(pair) for pair in model["merges"]]
    RobertaTokenizer(vocab=model["vocab"], merges=merges).save_pretrained(folder)
    torch.manual_seed(1)
    config = RobertaConfig(**shape(len(model["vocab"])), pad_token_id=1, bos_token_id=0, eos_token_id=2)
    RobertaForMaskedLM(config).save_pretrained(folder)


MAKERS = {"own": own_base, "old bert": old_bert, "roberta": roberta}


@pytest.fixture(scope="module", params=list(MAKERS))
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp(request.param.replace(" ", "-"))
    MAKERS[request.param](path)
    return path


def test_a_folder_gives_a_model_of_the_tags_in_float32(folder: Path) -> None:
    model, tokenizer = load_base(folder, tags=TAGS)
    assert {weight.dtype for weight in model.parameters()} == {torch.float32}
    assert model.config.id2label == dict(enumerate(TAGS))
    assert model.config.label2id == {tag: number for number, tag in enumerate(TAGS)}
    scores = model(**tokenizer(SENTENCES[0], return_tensors="pt")).logits
    assert scores.shape[-1] == len(TAGS)
    assert bool(scores.isfinite().all())


def test_the_weights_are_those_of_the_folder_or_fresh(folder: Path) -> None:
    def words(random: bool) -> torch.Tensor:
        return load_base(str(folder), tags=TAGS, random=random)[0].get_input_embeddings().weight.detach()

    assert torch.equal(words(False), words(False))
    assert words(True).shape == words(False).shape
    assert not torch.allclose(words(True), words(False))


def test_the_same_state_draws_the_same_fresh_weights(folder: Path) -> None:
    torch.manual_seed(3)
    first = load_base(folder, tags=TAGS, random=True)[0].state_dict()
    torch.manual_seed(3)
    second = load_base(folder, tags=TAGS, random=True)[0].state_dict()
    assert all(torch.equal(first[name], second[name]) for name in first)


def test_capitals_accents_and_places_stay(folder: Path) -> None:
    tokenizer = load_base(folder, tags=TAGS)[1]
    encoded = tokenizer(WORDS, is_split_into_words=True, return_offsets_mapping=True)
    covered: dict[int, set[int]] = {}
    for word, (start, end) in zip(encoded.word_ids(), encoded["offset_mapping"], strict=True):
        if word is not None:
            covered.setdefault(word, set()).update(range(start, end))
    assert covered == {number: set(range(len(word))) for number, word in enumerate(WORDS)}
    shown = tokenizer.decode(tokenizer("één België")["input_ids"], skip_special_tokens=True)
    assert shown.strip() == "één België"


def test_offsets_of_running_text_hold_no_space(folder: Path) -> None:
    tokenizer = load_base(folder, tags=TAGS)[1]
    text = SENTENCES[1]
    encoded = tokenizer(text, return_offsets_mapping=True, return_special_tokens_mask=True)
    spans = [
        span
        for span, special in zip(encoded["offset_mapping"], encoded["special_tokens_mask"], strict=True)
        if not special
    ]
    assert not any(" " in text[start:end] for start, end in spans)
    covered = {place for start, end in spans for place in range(start, end)}
    assert {place for place, letter in enumerate(text) if letter != " "} == covered


def test_a_word_is_cut_alike_at_the_start_and_further_on(folder: Path) -> None:
    tokenizer = load_base(folder, tags=TAGS)[1]
    first, second = (
        [piece for piece, word in zip(found.tokens(), found.word_ids(), strict=True) if word == place]
        for place, found in (
            (0, tokenizer(["verslag", "de"], is_split_into_words=True)),
            (1, tokenizer(["de", "verslag"], is_split_into_words=True)),
        )
    )
    assert first == second


def test_our_own_digits_stay_split(tmp_path: Path) -> None:
    own_base(tmp_path)
    assert load_base(tmp_path, tags=TAGS)[1].tokenize("in 2021") == ["in", "2", "0", "2", "1"]


@pytest.mark.parametrize("name", HUB_BASES)
@pytest.mark.parametrize("revision", [None, "main", COMMIT[:12]])
def test_a_model_of_the_hub_without_a_commit_is_refused(name: str, revision: str | None) -> None:
    with pytest.raises(BaseProblem, match="40 hexadecimal digits") as caught:
        load_base(name, revision=revision, tags=TAGS)
    assert caught.value.base == name
    assert f"https://huggingface.co/{name}/commits/main" in caught.value.remedy


def test_a_commit_is_handed_to_the_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, str]] = []

    def refuse(name: str, *, revision: str) -> None:
        asked.append((name, revision))
        raise OSError("no connection\nmore")

    monkeypatch.setattr("transformers.AutoConfig.from_pretrained", refuse)
    with pytest.raises(BaseProblem, match=r"cannot be loaded \(no connection\)\. See whether the hub"):
        load_base(HUB_BASES[0], revision=COMMIT, tags=TAGS)
    assert asked == [(HUB_BASES[0], COMMIT)]


def test_folders_that_are_no_base(tmp_path: Path) -> None:
    def problem(folder: str | Path) -> str:
        with pytest.raises(BaseProblem) as caught:
            load_base(folder, tags=TAGS)
        return caught.value.problem

    assert problem(tmp_path / "nowhere") == "there is no such folder"
    assert problem("./nowhere") == "there is no such folder"
    assert problem(tmp_path) == "the folder has no config.json"
    (tmp_path / "config.json").write_text("{}")
    assert problem(tmp_path) == "the folder has no tokenizer"
    (tmp_path / "tokenizer.json").write_text("{}")
    assert "cannot be loaded" in problem(tmp_path)


def test_a_base_without_weights(tmp_path: Path) -> None:
    own_base(tmp_path)
    (tmp_path / "model.safetensors").unlink()
    with pytest.raises(BaseProblem, match=r"cannot be loaded .*model\.safetensors and the tokenizer"):
        load_base(tmp_path, tags=TAGS)


def test_weights_of_another_kind_are_not_taken_for_random_ones(tmp_path: Path) -> None:
    own_base(tmp_path)
    config = json.loads((tmp_path / "config.json").read_text())
    config["num_hidden_layers"] = 3
    (tmp_path / "config.json").write_text(json.dumps(config))
    with pytest.raises(BaseProblem, match=r"it lacks 16 weights of the encoder, such as bert\.encoder\.layer\.2"):
        load_base(tmp_path, tags=TAGS)


def test_a_tokenizer_that_lower_cases_and_one_of_another_model(tmp_path: Path) -> None:
    own_base(tmp_path)
    path = tmp_path / "tokenizer.json"
    kept = path.read_text(encoding="utf-8")
    path.write_text(kept.replace('"lowercase": false', '"lowercase": true'), encoding="utf-8")
    with pytest.raises(BaseProblem, match="capitals or accents"):
        load_base(tmp_path, tags=TAGS)
    path.write_text(kept, encoding="utf-8")
    BertForMaskedLM(BertConfig(**shape(60))).save_pretrained(tmp_path)
    with pytest.raises(BaseProblem, match="one and the same revision"):
        load_base(tmp_path, tags=TAGS)


def test_a_tokenizer_file_of_bert_that_lower_cases_by_mistake_is_put_right(tmp_path: Path) -> None:
    old_bert(tmp_path)
    BertTokenizer(vocab=str(tmp_path / "vocab.txt"), do_lower_case=True).save_pretrained(tmp_path)
    tokenizer = load_base(tmp_path, tags=TAGS)[1]
    assert tokenizer.tokenize("De Commissie")[0] == "De"
