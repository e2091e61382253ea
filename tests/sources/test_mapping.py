"""Rows to responses: identity, personal columns, scales, dates, what is kept and what is rejected."""

import datetime as dt

import pytest

from tests.sources.conftest import read_all, survey
from voc.errors import SourceError
from voc.records import Metric
from voc.settings import Limits
from voc.sources import open_source
from voc.sources.occurrences import Occurrences

HEAD = "ID;Date;NPS;Pourquoi ?\n"


def test_two_open_questions_are_two_answers_of_one_response(read_csv):
    read = read_csv(
        "ID;Date;NPS;Plu ?;Déplu ?\n1;31/01/2026;9;Le choix;L'attente\n2;31/01/2026;9;;Le prix\n",
        questions=[{"column": "Plu ?", "id": "plus", "text": "Qu'avez-vous aimé ?"}, {"column": "Déplu ?"}],
    )
    first, second = read.responses
    assert [(a.question_id, a.text, a.question) for a in first.answers] == [
        ("plus", "Le choix", "Qu'avez-vous aimé ?"),
        ("deplu", "L'attente", "Déplu ?"),
    ]
    assert [a.question_id for a in second.answers] == ["deplu"]


def test_the_heading_is_the_question_of_a_survey_and_not_of_a_review(read_csv):
    content = HEAD + "1;31/01/2026;9;bien\n"
    assert read_csv(content).responses[0].answers[0].question == "Pourquoi ?"
    assert read_csv(content, kind="review").responses[0].answers[0].question is None


def test_a_rating_without_text_and_a_text_without_rating_both_count(read_csv):
    rating, text = read_csv(HEAD + "1;31/01/2026;9;\n2;31/01/2026;;Rien à dire\n").responses
    assert (rating.answers, rating.scores[0].value) == ((), 9)
    assert (text.answers[0].text, text.scores) == ("Rien à dire", ())


def test_every_column_finds_its_place(read_csv):
    read = read_csv(
        "Réf;Le;Modifié;Marque;Magasin;Produit;Client;Langue;Réponse;Répondu;Titre;Avis;Note;Mail;Tél\n"
        "A1;31/01/2026 08:05;01/02/2026;Brise;Lille;Four;Zoé M.;fr-FR;Merci !;02/02/2026;"
        "Bof;Trop lent;2;z@exemple.fr;0612345678\n",
        kind="review",
        columns={
            "native_id": "Réf",
            "created_at": "Le",
            "updated_at": "Modifié",
            "brand": "Marque",
            "site": "Magasin",
            "product": "Produit",
            "author": "Client",
            "language": "Langue",
            "owner_reply": "Réponse",
            "owner_reply_at": "Répondu",
            "title": "Titre",
        },
        questions=[{"column": "Avis"}],
        scores=[{"column": "Note", "metric": "stars", "min": 1, "max": 5}],
        personal=["Mail", "Tél"],
    )
    (response,) = read.responses
    assert response.native_id == "A1"
    assert response.created_at == dt.datetime(2026, 1, 31, 7, 5, tzinfo=dt.UTC)
    assert response.updated_at == dt.datetime(2026, 1, 31, 23, tzinfo=dt.UTC)
    assert response.owner_reply_at == dt.datetime(2026, 2, 1, 23, tzinfo=dt.UTC)
    assert (
        response.brand,
        response.site,
        response.product,
        response.author,
        response.language,
    ) == ("Brise", "Lille", "Four", "Zoé M.", "fr")
    assert response.owner_reply == "Merci !"
    assert response.answers[0].text == "Bof\nTrop lent"
    assert response.scores[0].metric is Metric.STARS
    assert response.personal == ("z@exemple.fr", "0612345678")


def test_personal_columns_are_nowhere_else(read_csv):
    read = read_csv(
        "ID;Date;NPS;Pourquoi ?;Nom;Mail\n1;31/01/2026;9;bien;Zoé Martin;zoe@exemple.fr\n"
        "2;99/99/2026;9;Zoé Martin déçue;Zoé Martin;z@exemple.fr\n",
        personal=["Nom", "Mail"],
    )
    (response,) = read.responses
    assert response.personal == ("Zoé Martin", "zoe@exemple.fr")
    assert "Zoé" not in repr(response).replace(repr(response.personal), "")
    (reject,) = read.rejects
    assert "Martin" not in reject.content
    assert "exemple" not in reject.content
    assert "déçue" in reject.content


def test_columns_that_nobody_mapped_are_never_read(read_csv):
    read = read_csv("ID;Date;NPS;Pourquoi ?;Adresse IP\n1;31/01/2026;99;bien;203.0.113.9\n")
    assert "203.0.113.9" not in repr(read)


@pytest.mark.parametrize("word", ["Anonyme", "anonymous", "Un utilisateur de Google", "-"])
def test_nobody_is_no_author(read_csv, word):
    read = read_csv(
        f"ID;Date;NPS;Pourquoi ?;Auteur\n1;31/01/2026;9;bien;{word}\n",
        columns={"native_id": "ID", "author": "Auteur"},
    )
    assert read.responses[0].author is None


def test_a_zero_in_a_scale_from_one_rejects_the_score_and_keeps_the_text(read_csv):
    scores = [{"column": "NPS", "metric": "recommend", "min": 1, "max": 10}]
    read = read_csv(HEAD + "1;31/01/2026;0;Nul\n2;31/01/2026;7;Bien\n3;31/01/2026;0;Cher\n", scores=scores)
    assert read.texts == ["Nul", "Bien", "Cher"]
    assert read.values == [7]
    assert read.codes == [(2, "scale_contradicted"), (4, "scale_contradicted")]
    assert "la colonne « NPS » est déclarée de 1 à 10 mais contient des 0 (2 fois)" in read.message
    assert read.completeness == ["complete"]


def test_a_score_out_of_its_scale_is_a_reject_with_row_and_field(read_csv):
    read = read_csv(HEAD + "1;31/01/2026;11;Bien\n2;31/01/2026;bof;Mal\n3;31/01/2026;NSP;Sans note\n")
    assert read.texts == ["Bien", "Mal", "Sans note"]
    assert [(r.row, r.code, r.field) for r in read.rejects] == [
        (2, "out_of_scale", "NPS"),
        (3, "bad_score", "NPS"),
    ]
    assert read.values == []


def test_a_date_that_cannot_be_read_costs_its_row(read_csv):
    read = read_csv(HEAD + "1;bientôt;9;Bien\n2;;8;Sans date\n3;31/01/2036;7;Futur\n4;31/01/2026;6;Bon\n")
    assert read.texts == ["Sans date", "Bon"]
    assert [(r.row, r.code, r.field) for r in read.rejects] == [
        (2, "bad_date", "Date"),
        (4, "bad_date", "Date"),
    ]
    assert read.responses[0].created_at is None
    assert "Bien" in read.rejects[0].content


def test_another_date_that_cannot_be_read_costs_that_date(read_csv):
    read = read_csv(
        "ID;Date;MAJ;NPS;Pourquoi ?\n1;31/01/2026;demain;9;Bien\n",
        columns={"native_id": "ID", "created_at": "Date", "updated_at": "MAJ"},
    )
    assert read.texts == ["Bien"]
    assert read.responses[0].updated_at is None
    assert read.codes == [(2, "bad_date")]


def test_the_order_of_day_and_month_is_settled_by_a_far_row(read_csv):
    rows = "".join(f"{n};03/04/2026;9;x\n" for n in range(1, 6000))
    read = read_csv(HEAD + rows + "9999;04/25/2026;9;x\n")
    assert {dt.datetime(2026, 3, 3, 23, tzinfo=dt.UTC)} == {r.created_at for r in read.responses[:-1]}
    assert read.rejects == []


def test_a_slip_in_the_order_of_a_date_is_rejected_and_moves_no_other(read_csv):
    rows = "".join(f"{n};{n % 28 + 1:02}/03/2026;9;x\n" for n in range(1, 100))
    read = read_csv(HEAD + rows + "100;03/25/2026;9;x\n")
    assert read.codes == [(101, "bad_date")]
    assert {3} == {(r.created_at + dt.timedelta(hours=2)).month for r in read.responses}


def test_a_column_of_both_orders_is_refused_until_it_is_declared(drop):
    path = drop(HEAD + "1;31/01/2026;9;a\n2;01/31/2026;9;b\n3;02/03/2026;9;c\n")
    with pytest.raises(SourceError, match="mélange des dates jour/mois et mois/jour"):
        read_all(survey(path))
    read = read_all(survey(path, dayfirst=True))
    assert read.texts == ["a", "c"]
    assert read.codes == [(3, "bad_date")]


def test_without_an_identifier_the_words_and_their_rank_make_it(drop):
    content = "Date;NPS;Pourquoi ?\n31/01/2026;9;RAS\n31/01/2026;9;RAS\n31/01/2026;8;RAS\n"
    columns = {"created_at": "Date"}
    first = read_all(survey(drop(content), columns=columns)).responses
    renamed = read_all(survey(drop(content, "autre nom.csv"), columns=columns)).responses
    ids = [response.native_id for response in first]
    assert len(set(ids)) == 3
    assert ids == [response.native_id for response in renamed]
    assert ids[0].rpartition("-")[0] == ids[1].rpartition("-")[0]
    assert [ids[0][-2:], ids[1][-2:]] == ["-1", "-2"]


def test_an_identifier_made_of_words_does_not_move_with_the_rows_around(drop):
    columns = {"created_at": "Date"}
    one = read_all(survey(drop("Date;NPS;Pourquoi ?\n31/01/2026;9;Bien\n"), columns=columns)).responses
    two = read_all(
        survey(drop("Date;NPS;Pourquoi ?\n30/01/2026;2;Mal\n31/01/2026;9;Bien\n"), columns=columns)
    ).responses
    assert one[0].native_id == two[1].native_id


def test_a_reply_or_a_name_that_comes_later_keeps_the_identifier(drop):
    columns = {"created_at": "Date", "owner_reply": "Réponse", "author": "Nom"}
    before = read_all(survey(drop("Date;NPS;Pourquoi ?;Réponse;Nom\n31/01/2026;9;Bien;;\n"), columns=columns))
    after = read_all(
        survey(drop("Date;NPS;Pourquoi ?;Réponse;Nom\n31/01/2026;9;Bien;Merci;Zoé\n"), columns=columns)
    )
    assert before.responses[0].native_id == after.responses[0].native_id


def test_the_key_makes_identifiers_that_nobody_can_try_to_guess(drop):
    config = survey(drop("Date;NPS;Pourquoi ?\n31/01/2026;9;Bien\n"), columns={"created_at": "Date"})
    assert (
        read_all(config, key=b"une").responses[0].native_id
        != read_all(config, key=b"autre").responses[0].native_id
    )


def test_identifiers_that_excel_rounded_are_not_trusted(read_csv):
    read = read_csv(HEAD + "1,15E+17;31/01/2026;9;a\n1,15E+17;31/01/2026;9;b\n;31/01/2026;9;c\n")
    assert len({response.native_id for response in read.responses}) == 3
    assert "2 identifiants abîmés par Excel" in read.message
    assert "1 lignes sans identifiant" in read.message


def test_an_identifier_seen_twice_is_said(read_csv):
    read = read_csv(HEAD + "1;31/01/2026;9;a\n1;31/01/2026;9;b\n")
    assert [r.native_id for r in read.responses] == ["1", "1"]
    assert "1 lignes portent un identifiant déjà vu" in read.message


def test_rows_that_are_left_out_are_counted(read_csv):
    read = read_csv(
        "ID;Date;NPS;Pourquoi ?;Statut\n1;31/01/2026;9;a;Réponse\n2;31/01/2026;9;b;APERÇU\n",
        leave_out=[{"column": "Statut", "values": ["Aperçu", "Test"]}],
    )
    assert read.texts == ["a"]
    assert "1 lignes laissées de côté" in read.message


def test_words_for_no_answer_of_the_source_are_no_text(read_csv):
    assert read_csv(HEAD + "1;31/01/2026;9;(vide)\n2;31/01/2026;9;RAS\n", no_answer=["(vide)"]).texts == [
        "RAS"
    ]


def test_a_line_that_names_a_group_is_no_response(read_csv):
    read = read_csv(
        "Date;NPS;Pourquoi ?;Magasin\n;;;Magasin de Lille\n31/01/2026;9;bien;Lille\n",
        columns={"created_at": "Date", "site": "Magasin"},
    )
    assert read.texts == ["bien"]
    assert read.rejects == []


def test_the_site_of_the_source_is_the_default(read_csv):
    read = read_csv(
        "ID;Date;NPS;Pourquoi ?;Lieu\n1;31/01/2026;9;a;Lyon\n2;31/01/2026;9;b;\n",
        columns={"native_id": "ID", "site": "Lieu"},
        site="Lille",
    )
    assert [r.site for r in read.responses] == ["Lyon", "Lille"]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("fr", "fr"),
        ("FR", "fr"),
        ("fr-FR", "fr"),
        ("en_US", "en"),
        ("Français", "fr"),
        ("anglais", "en"),
        ("klingon", None),
        ("", None),
    ],
)
def test_languages(read_csv, given, code):
    read = read_csv(f"ID;NPS;Pourquoi ?;L\n1;9;a;{given}\n", columns={"native_id": "ID", "language": "L"})
    assert code == read.responses[0].language


def test_a_translated_review_in_a_csv_is_split(read_csv):
    text = '"(Translated by Google) Bien.\n\n(Original)\nGood."'
    read = read_csv(HEAD + f"1;31/01/2026;9;{text}\n", kind="review")
    assert [(a.text, a.translation) for a in read.responses[0].answers] == [("Good.", "Bien.")]


def test_the_mapping_hash_changes_with_what_is_read_and_nothing_else(drop):
    path = drop(HEAD)
    base = open_source(survey(path), Limits(), "Europe/Paris").mapping_hash

    def changed(timezone="Europe/Paris", **changes):
        return open_source(survey(path, **changes), Limits(), timezone).mapping_hash

    assert base == changed(id="autre")
    assert base == open_source(survey(drop(HEAD, "b.csv")), Limits(), "Europe/Paris").mapping_hash
    others = [
        changed(dayfirst=True),
        changed(questions=[{"column": "Autre"}]),
        changed(skip_rows=1),
        changed(brand="X"),
        changed(timezone="Europe/Lisbon"),
        changed(columns={}),
        changed(no_answer=["x"]),
    ]
    assert len({base, *others}) == len(others) + 1


def test_an_unknown_time_zone_is_said(drop):
    with pytest.raises(SourceError, match="fuseau horaire inconnu"):
        open_source(survey(drop(HEAD)), Limits(), "Europe/Lutece")


def test_occurrences_count_exactly_through_their_growth():
    seen = Occurrences()
    digests = [n.to_bytes(8, "little") + b"x" for n in range(1, 5000)]
    assert {0} == {seen.add(digest) for digest in digests}
    assert {1} == {seen.add(digest) for digest in digests}
    assert seen.add(digests[0]) == 2


@pytest.mark.parametrize("mark", ["-", "N/A", "", "néant"])
def test_no_reply_is_no_reply(read_csv, mark):
    columns = {"native_id": "ID", "owner_reply": "Réponse"}
    assert (
        read_csv(f"ID;NPS;Pourquoi ?;Réponse\n1;9;a;{mark}\n", columns=columns).responses[0].owner_reply
        is None
    )
