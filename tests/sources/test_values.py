"""Numbers, scores and translated texts, as customers and tools write them."""

import datetime as dt

import pytest

from voc.records import Direction, Metric, Score
from voc.sources.config import ScoreColumn
from voc.sources.values import (
    Refusal,
    ScoreReader,
    as_answer,
    as_text,
    parse_number,
    plain_number,
    split_translation,
)


def reader(**changes):
    said = {"column": "Note", "metric": "csat", "min": 1, "max": 10} | changes
    return ScoreReader(ScoreColumn.model_validate(said), "note")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("8", 8),
        ("8,5", 8.5),
        ("8.5", 8.5),
        (" 7 ", 7),
        ("08", 8),
        ("0", 0),
        ("-3", -3),
        ("−3", -3),
        ("1 234,5", 1234.5),
        ("1\u00a0234,5", 1234.5),
        ("1\u202f234,5", 1234.5),
        ("1\u2009234,5", 1234.5),
        ("1.234,5", 1234.5),
        ("1,234.5", 1234.5),
        ("1 234 567", 1234567),
        ("1,234,567", 1234567),
        ("1'234", 1234),
        ("9 - Très satisfait", 9),
        ("9 – Très satisfait", 9),
        ("10-Tout à fait", 10),
        ("0 : pas du tout", 0),
        ("5 (excellent)", 5),
        ("4. Plutôt d'accord", 4),
        ("4 étoiles", 4),
        ("4 étoile(s)", 4),
        ("3 stars", 3),
        ("5★", 5),
        ("★★★★☆", 4),
        ("⭐⭐⭐", 3),
        ("★ ★", 2),
        ("Très satisfait (5)", 5),
        ("85 %", 85),
        ("8.", 8),
    ],
)
def test_a_number_is_read_whatever_stands_around_it(text, value):
    assert value == parse_number(text).value


@pytest.mark.parametrize(
    ("text", "value", "out_of"),
    [
        ("9/10", 9, 10),
        ("9 / 10", 9, 10),
        ("4,5/5", 4.5, 5),
        ("9 sur 10", 9, 10),
        ("4.0 of 5 bubbles", 4, 5),
        ("9/10 pour l'accueil", 9, 10),
        ("3 out of 5", 3, 5),
    ],
)
def test_the_base_of_a_note_is_kept(text, value, out_of):
    assert (value, out_of) == tuple(parse_number(text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "bien",
        "4 ou 5",
        "entre 7 et 8",
        "8h30",
        "12/11/2026",
        "12.11.2026",
        "2026-11-12",
        "½",
        "1e5",
        "inf",
        "nan",
        "n° 12",
        "--",
        "9 9 9 9",
        "x" * 300,
    ],
)
def test_what_says_no_number_or_several_is_not_a_number(text):
    assert parse_number(text) is None


@pytest.mark.parametrize("text", ["12.11.2026", "1.2.3", "", "abc", "1,2,3"])
def test_several_numbers_are_no_plain_number(text):
    assert plain_number(text) is None


@pytest.mark.parametrize(
    "cell",
    [
        "NSP",
        "nsp",
        "Ne sait pas",
        "Ne se prononce pas",
        "Sans opinion",
        "SANS AVIS",
        "N/A",
        "n/a",
        "NA",
        "-",
        "–",
        "—",
        "Non concerné",
        "non concerne",
        "Sans réponse",
        "NC",
        "?",
        "",
        "   ",
        None,
        "Non  applicable",
        "null",
        "#N/A",
        "…",
        "\u00a0",
    ],
)
def test_no_answer_is_no_score_and_no_reject(cell):
    assert reader().read(cell) is None


def test_the_source_adds_its_own_words_for_no_answer():
    column = ScoreColumn(column="Note", metric=Metric.CSAT, min=1, max=5)
    assert ScoreReader(column, "note", ["Je passe"]).read("je PASSE") is None


@pytest.mark.parametrize(
    ("cell", "value"),
    [("8", 8), ("8,5", 8.5), (8, 8), (8.0, 8), ("9/10", 9), ("9 - Très satisfait", 9), ("1", 1), ("10", 10)],
)
def test_a_score_keeps_its_scale_and_its_words(cell, value):
    score = reader().read(cell)
    assert isinstance(score, Score)
    assert (value, 1, 10, Metric.CSAT, "note") == (
        score.value,
        score.scale_min,
        score.scale_max,
        score.metric,
        score.question_id,
    )
    assert score.raw == as_text(cell)


@pytest.mark.parametrize(
    ("label", "value"),
    [
        ("Très satisfait", 5),
        ("TRÈS SATISFAIT", 5),
        ("tres satisfait", 5),
        ("  Très\u00a0satisfait ", 5),
        ("Pas du tout", 1),
    ],
)
def test_declared_labels_are_found_whatever_their_case_and_accents(label, value):
    labelled = reader(max=5, labels={"Très satisfait": 5, "Plutôt": 3, "Pas du tout": 1})
    assert value == labelled.read(label).value


def test_a_label_wins_over_the_no_answer_words():
    assert reader(max=5, labels={"Sans avis": 3}).read("Sans avis").value == 3


def test_the_direction_of_a_reversed_scale_is_kept():
    score = reader(metric="ces", max=5, direction="lower_is_better").read("2")
    assert score.direction is Direction.LOWER_IS_BETTER


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("11", "out_of_scale"),
        ("-1", "out_of_scale"),
        ("100", "out_of_scale"),
        (float("nan"), "out_of_scale"),
        ("bof", "bad_score"),
        ("4 ou 5", "bad_score"),
        (dt.datetime(2026, 1, 5), "bad_score"),
        (True, "bad_score"),
        ("0", "scale_contradicted"),
        (0, "scale_contradicted"),
        ("4/5", "scale_contradicted"),
        ("15/20", "scale_contradicted"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_with_a_code(cell, code):
    refused = reader().read(cell)
    assert isinstance(refused, Refusal)
    assert code == refused.code
    assert "Note" in refused.reason


def test_a_refusal_never_repeats_the_cell():
    refused = reader().read("appelez Mme Untel")
    assert "Untel" not in refused.reason


def test_zeros_in_a_scale_from_one_are_said_once_for_the_file():
    column = reader()
    for cell in ["0", "7", "0", "10", "NSP"]:
        column.read(cell)
    (message,) = column.messages()
    assert "la colonne « Note » est déclarée de 1 à 10 mais contient des 0 (2 fois)" in message


def test_values_up_to_ten_in_a_scale_up_to_five_are_said():
    column = reader(max=5)
    assert column.read("8").code == "scale_contradicted"
    assert "contient des valeurs plus grandes (1 fois)" in column.messages()[0]


def test_an_nps_without_any_zero_is_doubted_only_with_enough_answers():
    few, many = (
        ScoreReader(ScoreColumn(column="NPS", metric=Metric.NPS, min=0, max=10), "nps") for _ in "ab"
    )
    for _ in range(10):
        few.read("9")
    for index in range(200):
        many.read(str(1 + index % 10))
    assert few.messages() == []
    assert "ne contient aucun 0 sur 200 réponses" in many.messages()[0]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("  bonjour \n", "bonjour"),
        (8.0, "8"),
        (8.5, "8.5"),
        (True, "true"),
        (None, ""),
        (12345678901234567, "12345678901234567"),
        (dt.datetime(2026, 1, 5, 8, 5), "2026-01-05 08:05:00"),
        ("a\ud83db", "a\ufffdb"),
    ],
)
def test_cells_as_text(cell, text):
    assert text == as_text(cell)


@pytest.mark.parametrize("cell", ["{question_not_shown}", "#N/A", "#VALEUR!", "#REF!", "-99", "Passer"])
def test_marks_of_machines_are_no_answers(cell):
    assert as_answer(cell, frozenset({"passer"})) == ""


@pytest.mark.parametrize("cell", ["RAS", "rien", "-", "Néant", "😡", "N/A", "Tout", "?"])
def test_short_answers_of_people_are_kept(cell):
    assert cell == as_answer(cell, frozenset())


def test_a_translation_is_kept_apart_in_both_orders():
    google = "(Translated by Google) Very good coffee.\n\n(Original)\nTrès bon café, service lent."
    reverse = "(Original)\nTrès bon café, service lent.\n\n(Translated by Google)\nVery good coffee."
    expected = ("Très bon café, service lent.", "Very good coffee.")
    assert expected == split_translation(google)
    assert expected == split_translation(reverse)


def test_the_customer_s_words_first_then_one_mark_after_a_blank_line():
    text = "Salle voûtée, service lent.\n\n(Translated by Google)\nVaulted room, slow service."
    assert split_translation(text) == ("Salle voûtée, service lent.", "Vaulted room, slow service.")


def test_french_marks_are_known():
    text = "(Traduit par Google) Chambre propre.\n\n(Avis d'origine)\nClean room."
    assert split_translation(text) == ("Clean room.", "Chambre propre.")


@pytest.mark.parametrize(
    "text",
    [
        "Très bon café",
        "(Translated by Google) Very good coffee.",
        "(Original) carte, j'ai adoré",
        "",
        "On lit (Translated by Google) puis (Original) au milieu d'une phrase",
        "(Translated by Google) x\n\n(Original)\n",
        "Sur leur page on lit\n(Translated by Google)\net rien d'autre",
        "Bien\n\n(Translated by Google)\n",
        "\n\n(Translated by Google)\nGood",
    ],
)
def test_a_text_is_split_only_when_both_marks_stand_where_google_puts_them(text):
    assert (text, None) == split_translation(text)
