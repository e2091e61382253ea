"""CSV files with every trap that French exports are known for."""

import pytest

from tests.sources.conftest import read_all, survey
from voc.errors import SourceError
from voc.settings import Limits
from voc.sources.delimited import choose_delimiter
from voc.sources.table import is_subheading

HEAD = "ID;Date;NPS;Pourquoi ?\n"
GOOD = "1;31/01/2026;9;Livraison rapide\n"


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_the_delimiter_is_found(read_csv, delimiter):
    content = (HEAD + GOOD + "2;01/02/2026;3;Trop cher\n").replace(";", delimiter)
    assert read_csv(content).texts == ["Livraison rapide", "Trop cher"]


def test_decimal_commas_and_quoted_line_ends_do_not_mislead(read_csv):
    rows = "".join(
        f'{n};31/01/2026;{n % 10};"Note 8,5, puis 7,5\nmais, voilà ; bon";8,5\n' for n in range(1, 30)
    )
    read = read_csv("ID;Date;NPS;Pourquoi ?;Satisfaction\n" + rows)
    assert len(read.texts) == 29
    assert read.texts[0] == "Note 8,5, puis 7,5\nmais, voilà ; bon"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a;b;c\n1,5;2,5;3,5\n4,5;5,5;6,5\n", ";"),
        ("a,b\n1,x;y\n2,z;t\n", ","),
        ("Export du mois\n\na;b\n1;2\n3;4\n", ";"),
        ("a\tb\n1, 2\t3\n", "\t"),
        ("commentaire\nbien, très bien\nnul\n", "\x1f"),
        ("", "\x1f"),
    ],
)
def test_choosing_a_delimiter(text, expected):
    assert expected == choose_delimiter(text)


@pytest.mark.parametrize("first", ["sep=;\r\n", '"sep=;"\n', "SEP=;\n", "sep=;;;;\n"])
def test_the_announcement_of_excel_is_honoured(read_csv, first):
    read = read_csv(first + HEAD + GOOD)
    assert read.texts == ["Livraison rapide"]
    assert read.responses[0].row == 3


def test_the_announcement_wins_over_appearances(read_csv):
    assert read_csv("sep=|\nID|Date|NPS|Pourquoi ?\n1|31/01/2026|9|a;b;c;d\n").texts == ["a;b;c;d"]


@pytest.mark.parametrize("declared", ["|", "\\t", "tab"])
def test_a_declared_delimiter_is_obeyed(drop, declared):
    sign = "\t" if declared != "|" else "|"
    path = drop((HEAD + GOOD).replace(";", sign))
    assert read_all(survey(path, delimiter=declared)).texts == ["Livraison rapide"]


@pytest.mark.parametrize("declared", ["", ";;", '"', " "])
def test_a_delimiter_that_cannot_be_is_said(drop, declared):
    with pytest.raises(SourceError, match="un seul signe"):
        read_all(survey(drop(HEAD + GOOD), delimiter=declared))


def test_rows_are_numbered_as_a_spreadsheet_shows_them(read_csv):
    read = read_csv(HEAD + '1;31/01/2026;9;"deux\nlignes"\n\n3;31/01/2026;8;suite\n')
    assert [response.row for response in read.responses] == [2, 4]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_all_line_ends(read_csv, end):
    assert read_csv((HEAD + GOOD + "2;01/02/2026;3;Cher\n").replace("\n", end)).texts == [
        "Livraison rapide",
        "Cher",
    ]


def test_blank_rows_and_blank_trailing_columns_are_no_rejects(read_csv):
    read = read_csv(
        "ID;Date;NPS;Pourquoi ?;;\n1;31/01/2026;9;bien;;\n;;;;;\n  ;;;;;\n"
        "2;31/01/2026;8;mal\n3;31/01/2026;7;moyen;;;;\n"
    )
    assert read.texts == ["bien", "mal", "moyen"]
    assert read.rejects == []


def test_headings_that_come_twice_are_numbered_and_said(read_csv):
    read = read_csv(
        "ID;Date;NPS;Pourquoi ?;Pourquoi ?\n1;31/01/2026;9;premier;second\n",
        questions=[{"column": "Pourquoi ?"}, {"column": "Pourquoi ? (2)"}],
    )
    assert read.texts == ["premier", "second"]
    assert "la colonne 5 se nomme « Pourquoi ? (2) »" in read.message


def test_headings_may_differ_in_case_accents_and_spaces(read_csv):
    read = read_csv(
        "id ;DATE;Nps;\u00a0POURQUOI\u202f?\n1;31/01/2026;9;bien\n",
        columns={"native_id": "ID", "created_at": "Date"},
    )
    assert read.texts == ["bien"]
    assert read.responses[0].native_id == "1"


def test_a_title_above_the_headings_is_skipped_when_declared(read_csv):
    read = read_csv("Export du 12/11/2026;;;\n;;;\n" + HEAD + GOOD, skip_rows=2)
    assert read.texts == ["Livraison rapide"]
    assert read.responses[0].row == 4


def test_headings_on_two_rows_with_merged_cells_are_joined(read_csv):
    read = read_csv(
        "ID;Date;Satisfaction;;Libre\n;;Accueil;Prix;Pourquoi ?\n1;31/01/2026;4;2;bien\n",
        heading_rows=2,
        questions=[{"column": "Libre / Pourquoi ?"}],
        scores=[
            {"column": "Satisfaction / Accueil", "metric": "csat", "min": 1, "max": 5},
            {"column": "Satisfaction / Prix", "metric": "csat", "min": 1, "max": 5},
        ],
    )
    assert read.texts == ["bien"]
    assert read.values == [4, 2]


@pytest.mark.parametrize(
    "line",
    [
        "Total;;7,9;",
        "Moyenne;;7,9;",
        "TOTAL GÉNÉRAL;;1 234;",
        "Moyenne : ;;7,9;-",
        ";Moyenne;8,1;",
        "Nombre de réponses;;42",
    ],
)
def test_a_line_of_totals_is_a_reject_and_no_answer(read_csv, line):
    read = read_csv(HEAD + GOOD + line + "\n")
    assert read.texts == ["Livraison rapide"]
    assert read.codes == [(3, "totals_line")]


def test_an_answer_that_says_total_is_an_answer(read_csv):
    read = read_csv(HEAD + "1;31/01/2026;9;Total\n;31/01/2026;4;Moyenne\n")
    assert read.texts == ["Total", "Moyenne"]


def test_lines_with_too_few_or_too_many_columns_are_rejected_alone(read_csv):
    read = read_csv(HEAD + GOOD + "2;31/01/2026;8\n3;31/01/2026;7;bien;mais cher\n4;31/01/2026;6;ok\n")
    assert read.texts == ["Livraison rapide", "ok"]
    assert read.codes == [(3, "column_count"), (4, "column_count")]
    assert "3 colonnes au lieu de 4" in read.rejects[0].reason


def test_quotes_inside_a_quoted_text_are_forgiven(read_csv):
    read = read_csv(
        HEAD + '1;31/01/2026;9;"Le vendeur "expert" était absent"\n2;31/01/2026;8;Écran 24" super\n'
    )
    assert len(read.texts) == 2
    assert "expert" in read.texts[0]
    assert read.texts[1] == 'Écran 24" super'


def test_a_quote_left_open_costs_one_line_and_not_the_file(read_csv):
    read = read_csv(
        HEAD + GOOD + '2;31/01/2026;8;"Super produit\n3;31/01/2026;7;suite\n4;31/01/2026;6;"fin"\n'
    )
    assert read.texts == ["Livraison rapide", "suite", "fin"]
    assert read.codes == [(3, "unclosed_quote")]
    assert read.completeness == ["complete"]


def test_a_quote_open_at_the_end_of_the_file_is_a_cut(read_csv):
    read = read_csv(HEAD + GOOD + '2;31/01/2026;8;"Livré en retard et\nle colis était')
    assert read.texts == ["Livraison rapide"]
    assert read.codes == [(3, "unclosed_quote")]
    assert read.completeness == ["truncated"]
    assert "un guillemet ouvert n'est jamais refermé" in read.message


def test_rows_after_a_quote_open_to_the_end_are_kept(read_csv):
    read = read_csv(
        HEAD + '1;31/01/2026;8;"ouvert\n' + "".join(f"{n};31/01/2026;7;suite\n" for n in range(2, 40))
    )
    assert len(read.texts) == 38
    assert read.codes == [(2, "unclosed_quote")]
    assert read.completeness == ["truncated"]


def test_a_last_line_cut_short_is_a_cut(read_csv):
    read = read_csv(HEAD + GOOD + "2;31/01/2")
    assert read.codes == [(3, "column_count")]
    assert read.completeness == ["truncated"]


def test_a_last_line_without_its_line_end_is_whole(read_csv):
    read = read_csv((HEAD + GOOD).rstrip("\n"))
    assert read.texts == ["Livraison rapide"]
    assert read.completeness == ["complete"]


def test_a_cell_too_long_costs_its_row(drop):
    path = drop(HEAD + GOOD + "2;31/01/2026;8;" + "long " * 100 + "\n3;31/01/2026;8;court\n")
    read = read_all(survey(path), Limits(max_cell_chars=200))
    assert read.texts == ["Livraison rapide", "court"]
    assert read.codes == [(3, "cell_too_long")]


def test_a_line_that_never_ends_costs_its_line(drop):
    path = drop(HEAD + GOOD + "2;31/01/2026;8;" + "x" * 5000 + "\n3;31/01/2026;8;court\n")
    read = read_all(survey(path), Limits(max_cell_chars=100))
    assert read.texts == ["Livraison rapide", "court"]
    assert read.codes == [(3, "line_too_long")]


def test_a_record_that_never_ends_gives_its_lines_back(drop):
    rows = "".join(f"{n};31/01/2026;8;court\n" for n in range(3, 200))
    read = read_all(survey(drop(HEAD + GOOD + '2;31/01/2026;8;"ouvert\n' + rows)), Limits(max_cell_chars=100))
    assert len(read.texts) == 198
    assert read.codes == [(3, "unclosed_quote")]


def test_a_file_of_one_column(read_csv):
    read = read_csv(
        'Commentaire\nbien, très bien\n"avec ; des signes"\n',
        columns={},
        scores=[],
        questions=[{"column": "Commentaire"}],
    )
    assert read.texts == ["bien, très bien", "avec ; des signes"]


def test_headings_without_rows_are_a_complete_file_without_answers(read_csv):
    read = read_csv(HEAD)
    assert (read.responses, read.rejects, read.completeness) == ([], [], ["complete"])


def test_unusual_spaces_do_not_cut_rows(read_csv):
    assert read_csv(HEAD + "1;31/01/2026;9;ligne\u2028suite\x85fin\x0b.\n").texts == [
        "ligne\u2028suite\x85fin\x0b."
    ]


def test_a_rejected_line_keeps_its_sentences_and_hides_what_may_name_somebody(read_csv):
    read = read_csv(
        HEAD + "7;31/01/2026;Jean Dupont;jean@exemple.fr;on a attendu deux heures au guichet;trop\n"
    )
    (reject,) = read.rejects
    assert "on a attendu deux heures au guichet" in reject.content
    assert "Dupont" not in reject.content
    assert "exemple" not in reject.content


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (["", "", "", "Response", "Open-Ended Response"], True),
        (["", "", "Magasin", "Site", "Réponse libre"], True),
        (["1", "", "Response", "x"], False),
        (["", "", "Magasin", "Site"], False),
        (["", "Response"], False),
        ([], False),
    ],
)
def test_the_second_heading_row_of_surveymonkey_is_known(row, expected):
    assert expected is is_subheading(row)
