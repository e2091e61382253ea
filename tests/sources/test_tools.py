"""One export of each survey tool, inspected, then read with the configuration that was proposed."""

import datetime as dt
import tomllib

import pytest

from tests.sources.conftest import FILES, read_all
from voc.sources.config import SourceConfig
from voc.sources.inspect import inspect_file
from voc.sources.presets import presets, recognise
from voc.sources.words import fold


def utc(*parts):
    return dt.datetime(*parts, tzinfo=dt.UTC)


def propose(name):
    inspection = inspect_file(FILES / name, scrub=lambda text: text)
    assert inspection.config == SourceConfig.model_validate(tomllib.loads(inspection.toml))
    return inspection, read_all(inspection.config)


def test_google_forms():
    inspection, got = propose("google_forms.csv")
    assert inspection.tool == "Google Forms"
    assert "Livré en deux jours, colis nickel" in got.texts
    assert "Personne au téléphone\npendant une semaine" in got.texts
    assert got.values == [9, 3]
    assert [r.created_at for r in got.responses] == [
        utc(2026, 10, 31, 14, 45, 12),
        utc(2026, 11, 1, 8, 5),
        utc(2026, 10, 31, 23, 15),
    ]
    assert [r.personal for r in got.responses] == [
        ("client.un@exemple.fr",),
        (),
        ("client.trois@exemple.fr",),
    ]


def test_google_sheets():
    inspection, got = propose("google_sheet.csv")
    assert inspection.tool == "Google Forms"
    assert got.texts == ["Bon accueil, rayon un peu vide", "Caisse automatique en panne"]
    assert got.responses[0].created_at == utc(2026, 10, 31, 14, 45, 12)
    assert inspection.config.dayfirst is True


def test_qualtrics():
    inspection, got = propose("qualtrics.csv")
    assert inspection.tool == "Qualtrics"
    assert got.texts == ["Attente interminable,\nmais vendeur aimable", "Nice shop, long queue"]
    assert [r.native_id for r in got.responses] == ["R_1abc", "R_3abc"]
    assert [r.language for r in got.responses] == ["fr", "en"]
    assert got.responses[0].answers[0].question == "Pour quelle raison principale ?"
    assert got.responses[0].personal == ("a.client@exemple.fr",)
    assert "203.0.113" not in repr(got)
    assert "1 lignes laissées de côté" in got.message


def test_qualtrics_by_its_import_ids():
    config = inspect_file(FILES / "qualtrics.csv", scrub=str).config
    by_id = config.model_copy(
        update={"questions": (config.questions[0].model_copy(update={"column": "QID2_TEXT"}),), "scores": ()}
    )
    assert read_all(by_id).texts[0].startswith("Attente interminable")


def test_limesurvey():
    inspection, got = propose("limesurvey.csv")
    assert inspection.tool == "LimeSurvey"
    assert inspection.details["encodage"] == "UTF-8 avec BOM"
    assert got.texts == ["Vendeuse à l'écoute,\nmerci à elle", "Terrible"]
    assert [r.created_at for r in got.responses] == [utc(2026, 10, 19, 6, 2), None, utc(2026, 10, 20, 16, 30)]
    assert [r.language for r in got.responses] == ["fr", "fr", "en"]


def test_surveymonkey():
    inspection, got = propose("surveymonkey.csv")
    assert inspection.tool == "SurveyMonkey"
    assert got.texts == ["Retour facile, remboursée en 3 jours", "Trois relances sans réponse"]
    assert got.values == [9, 2]
    assert got.responses[1].created_at == utc(2026, 10, 20, 21)
    assert got.responses[0].personal == ("Zoé", "Martin")
    assert inspection.config.dayfirst is False


def test_typeform():
    inspection, got = propose("typeform.csv")
    assert inspection.tool == "Typeform"
    assert got.texts == ["Livraison rapide", "Pas mal, sans plus 🙂"]
    assert [r.native_id for r in got.responses] == ["l1a", "l2b"]


@pytest.mark.parametrize(
    ("name", "tool", "format_"),
    [
        ("tripadvisor_fr.csv", "Tripadvisor (export du propriétaire)", "tripadvisor"),
        ("tripadvisor_en.csv", "Tripadvisor (export du propriétaire)", "tripadvisor"),
        ("social.csv", "Réseaux sociaux (publications et commentaires)", "social"),
        ("mastodon.jsonl", "Réseaux sociaux (publications et commentaires)", "social"),
        ("takeout", "Google Takeout (fiches d'établissement)", "takeout"),
    ],
)
def test_exports_of_reviews_and_posts(name, tool, format_):
    inspection, got = propose(name)
    assert (tool, format_) == (inspection.tool, inspection.format)
    assert got.texts


def test_every_preset_has_folded_names_once_and_known_roles():
    roles = {"text", "personal", "travel_date", "ignore", "nps", "csat", "ces", "stars", "recommend"}
    from voc.sources.config import Columns

    known = roles | set(Columns.model_fields)
    for preset in presets().values():
        assert set(preset.roles) | set(preset.contains) <= known, preset.name
        for names in preset.roles.values():
            assert all(name == fold(name) for name in names)
            assert len(names) == len(set(names)), (preset.name, names)


@pytest.mark.parametrize("names", [["ID", "Date", "Avis"], [], ["Horodatage"]])
def test_ordinary_headings_belong_to_no_tool(names):
    assert recognise(names) is None
