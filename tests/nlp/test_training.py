from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.nlp.cases import LABELLED
from tests.nlp.conftest import TINY, write_lines
from voc.errors import InputError, SettingsError
from voc.nlp.evaluation import LABELS, evaluate
from voc.nlp.heads import Kind
from voc.nlp.recipe import Recipe
from voc.nlp.tagger import Tagger
from voc.nlp.training import Trained, train
from voc.nlp.weights import load

RECIPE = Path(__file__).parents[2] / "models" / "training" / "recipe.toml"


def test_the_same_data_give_the_same_bytes(
    trained: Trained, labelled_file: Path, taxonomy_file: Path, tmp_path: Path
) -> None:
    again = train(labelled_file, tmp_path / "m", taxonomy_file, recipe=TINY)
    assert again.version == trained.version
    for path in trained.folder.iterdir():
        assert (tmp_path / "m" / path.name).read_bytes() == path.read_bytes()


def test_no_text_is_kept_in_the_model(trained: Trained) -> None:
    record = (trained.folder / "model.json").read_text(encoding="utf-8")
    assert not [row["text"] for row in LABELLED if len(row["text"]) > 12 and row["text"] in record]


def test_the_rating_is_never_learned_from(trained: Trained, taxonomy_file: Path, tmp_path: Path) -> None:
    rated = [row | {"rating": "1" if row["sentiment"] == "positif" else "5"} for row in LABELLED]
    other = train(write_lines(tmp_path / "a.jsonl", rated), tmp_path / "m", taxonomy_file, recipe=TINY)
    assert (other.folder / "weights.npz").read_bytes() == (trained.folder / "weights.npz").read_bytes()


def test_the_tiny_model_has_learned(tagger: Tagger, labelled_file: Path) -> None:
    report = evaluate(tagger, labelled_file)
    assert report.rows == len(LABELLED)
    assert report.figures["sentiment_accuracy"].value > 0.85
    assert report.figures["themes_micro_f1"].value > 0.85
    assert report.figures["irritants_micro_f1"].value > 0.85


def test_figures_have_intervals_around_them(trained: Trained) -> None:
    assert set(trained.unseen.figures) == set(LABELS)
    assert all(
        own.low <= own.value <= own.high for name, own in trained.unseen.figures.items() if "ece" not in name
    )


def test_the_reference_is_measured_apart(labelled_file: Path, taxonomy_file: Path, tmp_path: Path) -> None:
    recipe = TINY.model_copy(update={"reference_prefix": "r"})
    told = train(labelled_file, tmp_path / "m", taxonomy_file, recipe=recipe)
    assert told.reference is not None
    assert told.reference.rows == sum(row["id"].startswith("r") for row in LABELLED)


def test_whole_sources_can_be_held_out(taxonomy_file: Path, tmp_path: Path) -> None:
    rows = [row | {"source": f"s{at % 3}"} for at, row in enumerate(LABELLED)]
    recipe = TINY.model_copy(update={"families": (("s0",), ("s1",))})
    told = train(write_lines(tmp_path / "a.jsonl", rows), tmp_path / "m", taxonomy_file, recipe=recipe)
    assert [own.source for own in told.unseen.sources] == ["s0", "s1", "s2"]


def test_reviews_with_stars_add_a_head(labelled_file: Path, taxonomy_file: Path, tmp_path: Path) -> None:
    import duckdb

    reviews = tmp_path / "avis.parquet"
    praise = [(f"Personnel aimable et souriant, numéro {at}", "positif", "stars") for at in range(20)]
    blame = [(f"Accueil impoli et désagréable, numéro {at}", "negatif", "stars") for at in range(20)]
    other = [("Ni l'un ni l'autre", "neutre", "stars"), ("Piscine", "positif", "box")]
    connection = duckdb.connect()
    connection.execute("CREATE TABLE avis (text TEXT, label3 TEXT, label_kind TEXT)")
    connection.executemany("INSERT INTO avis VALUES (?, ?, ?)", [*praise, *blame, *other])
    connection.execute("COPY avis TO '%s' (FORMAT parquet)" % reviews)  # noqa: UP031
    told = train(labelled_file, tmp_path / "m", taxonomy_file, recipe=TINY, reviews=reviews)
    weights = load(told.folder)
    assert weights.heads[-1].kind is Kind.STARS
    assert weights.settings["training"]["rows"]["reviews"] == 40


@pytest.mark.parametrize("content", [None, b"pas du parquet"])
def test_reviews_that_cannot_be_read_are_refused(
    labelled_file: Path, taxonomy_file: Path, tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "avis.parquet"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=r"avis\.parquet"):
        train(labelled_file, tmp_path / "m", taxonomy_file, recipe=TINY, reviews=path)


def test_too_few_labels_are_refused(tmp_path: Path, taxonomy_file: Path) -> None:
    path = write_lines(tmp_path / "a.jsonl", LABELLED[:4])
    with pytest.raises(InputError, match="trop peu de verbatims"):
        train(path, tmp_path / "m", taxonomy_file, recipe=TINY)


def test_extra_verbatims_are_learned_and_not_measured(
    trained: Trained, labelled_file: Path, taxonomy_file: Path, tmp_path: Path
) -> None:
    extra = write_lines(
        tmp_path / "plus.jsonl", [LABELLED[0] | {"text": "Queue monstrueuse devant la porte"}]
    )
    recipe = TINY.model_copy(update={"extra": (extra,)})
    told = train(labelled_file, tmp_path / "m", taxonomy_file, recipe=recipe)
    assert told.unseen.rows == trained.unseen.rows
    assert load(told.folder).settings["training"]["rows"]["extra"] == 1


def test_the_shipped_recipe_reads_and_its_verbatims_too() -> None:
    from voc.nlp.labelled import read_labelled
    from voc.taxonomy import Taxonomy

    recipe = Recipe.load(RECIPE)
    taxonomy = Taxonomy.load()
    rows = [row for path in recipe.extra for row in read_labelled(path)]
    assert len(rows) > 300
    for row in rows:
        assert row.themes.keys() <= taxonomy.themes.keys(), row.id
        assert set(row.irritants) <= taxonomy.irritants.keys(), row.id
        assert set(row.stages) <= taxonomy.stages.keys(), row.id
        assert row.informative or not (row.themes or row.irritants), row.id
        for code in row.irritants:
            theme = taxonomy.irritants[code].theme
            assert theme is None or row.themes[theme] != "positif", row.id


@pytest.mark.parametrize("content", ["mots = 3", "words = 0", "words = ", "name = 'A B'"])
def test_a_bad_recipe_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "recette.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"recette\.toml"):
        Recipe.load(path)


def test_the_report_reads_as_french_text(trained: Trained) -> None:
    text = str(trained)
    assert "Thèmes, F1 micro" in text
    assert json.dumps(trained.unseen.to_dict())
