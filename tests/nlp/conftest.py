"""A tiny model, trained once for all tests of this folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.nlp.cases import LABELLED
from voc.nlp.recipe import Recipe
from voc.nlp.tagger import Tagger
from voc.nlp.training import Trained, train

TAXONOMY = """
name = "essai"
version = "1"
language = "fr"

[matching]
negations = ["pas", "aucun*"]

[themes.accueil_personnel]
label = "Accueil"
definition = "Les gens."
examples = ["Vendeuse aimable"]
cues = ["personnel", "accueil", "vendeuse*", "serveur*"]
cues_positive = ["aimable*", "souriant*", "charmant*", "adorable*"]
cues_negative = ["désagréable*", "impoli*"]

[themes.attente]
label = "Attente"
definition = "Le temps."
examples = ["Une heure d'attente"]
cues_negative = ["attente"]

[themes.decoration]
label = "Décoration"
definition = "Un thème que personne n'a étiqueté."
examples = ["Rideaux affreux"]
cues_positive = ["jolis rideaux", "beaux tableaux"]
cues_negative = ["rideaux affreux", "tableaux affreux"]

[irritants.attente_excessive]
label = "Attente excessive"
definition = "Trop long."
examples = ["Une heure d'attente"]
theme = "attente"
severity = 2
cues = ["heure d'attente", "heures d'attente", "trop d'attente"]

[irritants.personnel_desagreable]
label = "Personnel désagréable"
definition = "Impoli."
examples = ["Serveur impoli"]
theme = "accueil_personnel"
severity = 2
cues = ["impoli*", "désagréable*"]

[irritants.laideur]
label = "Laideur"
definition = "Un irritant que personne n'a étiqueté."
examples = ["Rideaux affreux"]
theme = "decoration"
severity = 1
cues = ["rideaux affreux", "tableaux affreux"]

[stages.achat]
label = "Achat"
definition = "Acheter."
examples = ["Le jour de mon achat"]
cues = ["achat"]

[stages.usage]
label = "Usage"
definition = "Utiliser."
examples = ["Au guichet"]
"""

TINY = Recipe(
    name="essai",
    version="0.1",
    words=600,
    chars=900,
    context=100,
    fewest_words=1,
    fewest_chars=2,
    fewest_context=1,
    fewest_rows=6,
    folds=3,
    sentiment_precision=0.6,
)


def write_lines(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in rows))
    return path


@pytest.fixture(scope="session")
def taxonomy_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("taxonomie") / "essai.toml"
    path.write_text(TAXONOMY, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def labelled_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_lines(tmp_path_factory.mktemp("etiquettes") / "essai.jsonl", LABELLED)


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory, labelled_file: Path, taxonomy_file: Path) -> Trained:
    return train(labelled_file, tmp_path_factory.mktemp("modele") / "m", taxonomy_file, recipe=TINY)


@pytest.fixture(scope="session")
def tagger(trained: Trained, taxonomy_file: Path) -> Tagger:
    return Tagger.load(trained.folder, taxonomy_file)
