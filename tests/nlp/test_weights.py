from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from voc.errors import ModelError
from voc.nlp.assets import default_model_dir
from voc.nlp.heads import Head, Kind
from voc.nlp.training import Trained
from voc.nlp.weights import load


def _append(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b" ")


def _manifest_without_a_file(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["sha256"].pop("words.txt")
    (folder / "manifest.json").write_text(json.dumps(manifest))


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda folder: _append(folder / "weights.npz"), "weights.npz n'est pas celui"),
        (lambda folder: _append(folder / "model.json"), "model.json n'est pas celui"),
        (lambda folder: _append(folder / "words.txt"), "words.txt n'est pas celui"),
        (lambda folder: (folder / "chars.txt").unlink(), "chars.txt illisible"),
        (lambda folder: (folder / "manifest.json").unlink(), "manifest.json illisible"),
        (lambda folder: (folder / "manifest.json").write_text("{"), "manifest.json n'est pas un objet"),
        (lambda folder: (folder / "manifest.json").write_text("[]"), "manifest.json n'est pas un objet"),
        (_manifest_without_a_file, "ne nomme pas les fichiers attendus"),
    ],
)
def test_an_altered_model_is_refused(
    trained: Trained, tmp_path: Path, damage: Callable[[Path], object], said: str
) -> None:
    folder = tmp_path / "m"
    shutil.copytree(trained.folder, folder)
    damage(folder)
    with pytest.raises(ModelError, match=said):
        load(folder)


def test_a_model_comes_back_as_it_was_written(trained: Trained) -> None:
    weights = load(trained.folder)
    assert weights.version == trained.version
    assert weights.version.startswith("essai-0.1+")
    assert weights.coefficients.shape == (weights.featurizer.size, len(weights.heads))


@pytest.mark.parametrize(
    "head",
    [
        Head(Kind.INFORMATIVE),
        Head(Kind.THEME, "prix"),
        Head(Kind.POLARITY, "prix", "negatif"),
        Head(Kind.STARS),
    ],
)
def test_heads_have_names_that_read_back(head: Head) -> None:
    assert Head.parse(str(head)) == head


def test_the_shipped_model_loads_within_its_size() -> None:
    folder = default_model_dir()
    weights = load(folder)
    assert sum(path.stat().st_size for path in folder.iterdir()) <= 15_000_000
    assert {head.kind for head in weights.heads} == set(Kind)


def test_the_model_card_speaks_of_the_shipped_model() -> None:
    card = default_model_dir().parent / "MODEL_CARD.md"
    assert load(default_model_dir()).version in card.read_text(encoding="utf-8")
