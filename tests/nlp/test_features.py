from __future__ import annotations

import numpy as np
import pytest

from voc.nlp.features import BLOCKS, Featurizer, char_features, context_features, learn, word_features
from voc.nlp.tokens import tokenize

TEXTS = [
    ("Accueil glacial", None),
    ("Accueil chaleureux et souriant", None),
    ("Rien", "Qu'est-ce qui vous a déplu ?"),
    ("La salle de bain", "Qu'est-ce qui vous a déplu ?"),
]


@pytest.fixture(scope="module")
def featurizer() -> Featurizer:
    return learn(TEXTS, dict.fromkeys(BLOCKS, 500), dict.fromkeys(BLOCKS, 1))


def test_word_features_know_the_edges() -> None:
    assert word_features(tokenize("pas terrible")) == [
        "pas",
        "terrible",
        "< pas",
        "pas terrible",
        "terrible >",
    ]


@pytest.mark.parametrize(
    ("word", "pieces"),
    [
        ("a", []),
        ("bof", [" bo", "bof", "of ", " bof", "bof ", " bof "]),
        ("12", []),
        ("[email]", []),
        ("!!", []),
    ],
)
def test_char_features(word: str, pieces: list[str]) -> None:
    assert char_features(word) == pieces


def test_the_question_casts_its_light_on_the_words() -> None:
    found = context_features(tokenize("Rien"), "Qu'est-ce qui vous a déplu ?")
    assert {"faults: rien", "faults: < rien", "? deplu", "faults n1"} <= set(found)


def test_without_a_question_only_the_length_is_context() -> None:
    assert context_features(tokenize("Rien"), None) == ["n1", "none n1"]


def test_each_block_has_the_length_of_its_scale(featurizer: Featurizer) -> None:
    row = featurizer.transform(*TEXTS[3])
    cuts = np.cumsum([len(featurizer.vocabulary[block]) for block in BLOCKS])
    lengths = [
        float(np.sqrt((part**2).sum())) for part in np.split(row.values, np.searchsorted(row.ids, cuts)[:2])
    ]
    assert lengths == pytest.approx([1.0, 1.0, 0.6], abs=1e-6)


def test_a_row_does_not_depend_on_its_neighbours(featurizer: Featurizer) -> None:
    rows = [featurizer.transform(*text) for text in TEXTS]
    weights = np.random.default_rng(0).normal(size=(featurizer.size, 5)).astype(np.float32)
    together = featurizer.matrix(rows) @ weights
    alone = np.concatenate([featurizer.matrix([row]) @ weights for row in rows])
    assert together.tobytes() == alone.tobytes()


def test_sightings_are_the_words_and_chars_of_the_vector(featurizer: Featurizer) -> None:
    row = featurizer.transform("Accueil glacial, accueil glacial")
    assert set(row.seen_ids) <= set(row.ids)
    assert {featurizer.name(int(at))[0] for at in row.seen_ids} == {"words", "chars"}
    assert row.seen_at.max() == len(row.tokens.words) - 1


@pytest.mark.parametrize("text", ["", "zzzz", "🙂"])
def test_a_text_of_unknown_words_has_an_empty_vector(featurizer: Featurizer, text: str) -> None:
    row = featurizer.transform(text)
    assert all(featurizer.name(int(at))[0] == "context" for at in row.ids)


def test_the_vocabulary_keeps_the_most_frequent() -> None:
    small = learn(TEXTS, {"words": 1, "chars": 0, "context": 0}, dict.fromkeys(BLOCKS, 1))
    assert small.vocabulary == {"words": ["< accueil"], "chars": [], "context": []}
