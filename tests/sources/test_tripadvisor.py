"""Tripadvisor exports: French and English headings, bubbles, titles, replies, dates of stay."""

import datetime as dt

import pytest

from tests.sources.conftest import FILES, read_all, survey
from tests.sources.xlsx import workbook
from voc.errors import SourceError
from voc.records import Metric
from voc.sources.mapping import with_title
from voc.sources.tripadvisor import bubbles

BARE = {"format": "tripadvisor", "kind": "review", "solicited": False, "channel": "tripadvisor"}
BARE |= {"columns": {}, "questions": [], "scores": []}


def read(path, **changes):
    return read_all(survey(path, **(BARE | changes)))


def test_a_french_export():
    got = read(FILES / "tripadvisor_fr.csv")
    assert got.texts == [
        "Déçus\nChambre bruyante, petit-déjeuner correct.",
        "Un séjour parfait du début à la fin, on reviendra",
        "Correct",
    ]
    assert got.values == [2, 5, 3.5]
    assert {(s.metric, s.scale_min, s.scale_max, s.question_id) for r in got.responses for s in r.scores} == {
        (Metric.STARS, 1, 5, "note")
    }
    first, second, _ = got.responses
    assert first.native_id == "987001"
    assert first.created_at == dt.datetime(2026, 10, 14, 22, tzinfo=dt.UTC)
    assert (first.author, first.language) == ("Voyageuse75", "fr")
    assert first.owner_reply == "Bonjour, nous en sommes désolés."
    assert first.owner_reply_at == dt.datetime(2026, 10, 15, 22, tzinfo=dt.UTC)
    assert (second.author, second.owner_reply) == (None, None)
    assert {a.question_id for r in got.responses for a in r.answers} == {"avis"}
    assert got.rejects == []


def test_an_english_export_dated_by_the_stay():
    got = read(FILES / "tripadvisor_en.csv")
    assert got.texts == ["Noisy\nThe lift woke us up all night"]
    assert got.values == [2, 5]
    assert got.responses[0].created_at == dt.datetime(2026, 9, 30, 22, tzinfo=dt.UTC)
    assert got.responses[1].owner_reply == "Thank you Ann!"
    assert "« Date of stay » (date du séjour) en tient lieu" in got.message


def test_a_workbook(tmp_path):
    path = workbook(
        tmp_path / "ta.xlsx",
        [
            ["ID avis", "Date avis", "Titre", "Avis", "Bulles"],
            [1, dt.date(2026, 10, 1), "Top", "Vue superbe", 50],
        ],
    )
    got = read(path)
    assert got.texts == ["Top\nVue superbe"]
    assert got.values == [5]


def test_what_the_source_maps_wins(drop):
    path = drop("ID;Titre;Texte;Mon avis;Note\n1;Bof;préréglage;déclaré;3\n")
    got = read(path, questions=[{"column": "Mon avis", "id": "libre"}])
    assert [(a.question_id, a.text) for a in got.responses[0].answers] == [("libre", "Bof\ndéclaré")]


def test_a_file_of_unknown_headings_is_said(drop):
    with pytest.raises(
        SourceError, match=r"colonnes introuvables.*Colonnes du fichier : « Alpha », « Bêta »"
    ):
        read(drop("Alpha;Bêta\n1;2\n"))


@pytest.mark.parametrize(
    ("given", "value"),
    [(10, 1), (20, 2), (45, 4.5), (50, 5), (1, 1), (4.5, 4.5), (5, 5), (0, 0), (60, 60), (33, 33)],
)
def test_bubbles(given, value):
    assert value == bubbles(given)


def test_bubbles_out_of_any_scale_are_rejected(drop):
    got = read(drop("ID avis;Texte;Note\n1;Bien;60\n2;Nul;0\n"))
    assert got.codes == [(2, "out_of_scale"), (3, "scale_contradicted")]
    assert got.texts == ["Bien", "Nul"]


@pytest.mark.parametrize(
    ("title", "text", "together"),
    [
        ("Déçus", "Bruit toute la nuit", "Déçus\nBruit toute la nuit"),
        ("Un séjour parfait…", "Un séjour parfait du début", "Un séjour parfait du début"),
        ("Un séjour parf...", "Un séjour parfait du début", "Un séjour parfait du début"),
        ("Top", "", "Top"),
        ("…", "Bien", "…\nBien"),
    ],
)
def test_titles(title, text, together):
    assert together == with_title(title, text)
