"""A first look at a file: roles, scales, warnings, and nothing shown that was not scrubbed."""

import tomllib

import pytest

from tests.sources.conftest import FILES, read_all
from tests.sources.xlsx import workbook
from voc.errors import SourceError
from voc.sources.config import SourceConfig
from voc.sources.inspect import inspect_file

HEAD = "ID;Date;Mail;NPS;Satisfaction;Avez-vous une remarque ?;Nb visites\n"
ROWS = "".join(
    f"R{n};{n % 28 + 1:02}/10/2026;c{n}@exemple.fr;{n % 11};{n % 5 + 1};"
    f"Réponse numéro {n} assez longue;{n * 3}\n"
    for n in range(40)
)


def look(path, scrub=lambda text: text):
    return inspect_file(path, scrub=scrub)


def roles(inspection):
    return {column.name: column.role for column in inspection.columns}


def test_roles_are_guessed_from_names_and_values(drop):
    inspection = look(drop(HEAD + ROWS, encoding="cp1252"))
    assert roles(inspection) == {
        "ID": "native_id",
        "Date": "created_at",
        "Mail": "personal",
        "NPS": "nps",
        "Satisfaction": "csat",
        "Avez-vous une remarque ?": "text",
        "Nb visites": "number",
    }
    assert inspection.details == {"encodage": "Windows-1252", "séparateur": ";"}
    assert inspection.format == "csv"


def test_values_correct_what_names_promise(drop):
    rows = "".join(
        f"{n % 3};a{n}@exemple.fr;{n % 28 + 1}/10/2026;un texte long comme ça {n}\n" for n in range(30)
    )
    inspection = look(drop("ID;Avis;Note;Produit\n" + rows))
    assert roles(inspection) == {"ID": "number", "Avis": "personal", "Note": "created_at", "Produit": "text"}


def test_the_proposal_is_a_configuration_that_reads_the_file(drop):
    inspection = look(drop(HEAD + ROWS))
    config = SourceConfig.model_validate(tomllib.loads(inspection.toml))
    assert config == inspection.config
    got = read_all(config)
    assert len(got.texts) == 40
    assert len(got.values) == 80
    assert got.rejects == []
    assert config.personal == ("Mail",)
    assert config.dayfirst is True


def test_scales_are_proposed_to_be_checked(drop):
    toml = look(drop(HEAD + ROWS)).toml
    assert "min = 0 # à vérifier : valeurs vues de 0 à 10" in toml
    assert "max = 5 # à vérifier : valeurs vues de 1 à 5" in toml
    assert "# à vérifier : « Nb visites » : nombres de 0 à 117" in toml


def test_a_scale_that_the_values_contradict_is_not_proposed(drop):
    rows = "".join(f"{n};{n * 3};phrase un peu longue {n}\n" for n in range(30))
    inspection = look(drop("ID;NPS;Commentaire\n" + rows))
    assert inspection.config.scores == ()
    assert any("« NPS » ressemble à un NPS mais ses valeurs vont de 0 à 87" in w for w in inspection.warnings)


def test_an_nps_without_any_zero_is_doubted(drop):
    rows = "".join(f"{n};{n % 10 + 1};phrase un peu longue {n}\n" for n in range(30))
    assert any("posée de 1 à 10" in w for w in look(drop("ID;NPS;Commentaire\n" + rows)).warnings)


def test_answers_in_words_are_left_for_a_person_to_number(drop):
    labels = ["Très satisfait", "Plutôt satisfait", "Pas satisfait"]
    rows = "".join(f"{n};{labels[n % 3]};phrase un peu longue {n}\n" for n in range(30))
    inspection = look(drop("ID;Êtes-vous satisfait ?;Commentaire\n" + rows))
    assert (
        '# labels = { "Pas satisfait" = ?, "Plutôt satisfait" = ?, "Très satisfait" = ? }' in inspection.toml
    )
    assert any("réponses en mots" in w for w in inspection.warnings)


def test_ten_rows_are_shown_and_all_went_through_the_scrubber(drop):
    seen = []

    def scrub(text):
        seen.append(text)
        return text.upper()

    inspection = look(drop(HEAD + ROWS), scrub)
    assert len(inspection.rows) == 10
    first = inspection.rows[0]
    assert first["avez_vous_une_remarque"] == "RÉPONSE NUMÉRO 0 ASSEZ LONGUE"
    assert first["date"] == "01/10/2026 00:00"
    assert first["auteur"] == "(MASQUÉ)"
    assert (first["nps"], first["ligne"]) == ("0 / 10", "2")
    assert "exemple.fr" not in repr(inspection.rows)
    assert "Réponse numéro 0 assez longue" in seen


def test_rows_shown_without_a_configuration_are_scrubbed_too(drop):
    rows = "".join(f"c{n}@exemple.fr;ok\n" for n in range(5))
    inspection = look(drop("Mail;Code\n" + rows), lambda text: f"<{text}>")
    assert inspection.config is None
    assert inspection.rows[0] == {"ligne": "1", "Mail": "(masqué)", "Code": "<ok>"}
    assert any("à compléter" in w for w in inspection.warnings)


def test_a_file_without_headings_shows_no_answer_as_a_heading(drop):
    row = "17;31/01/2026;9;Mme Duraton m'a très mal reçue au guichet\n"
    inspection = look(drop(row * 5), lambda text: "…")
    assert "Duraton" not in repr(inspection)
    assert any("ne ressemble pas à des titres" in w for w in inspection.warnings)


@pytest.mark.parametrize(
    "above", ["Enquête du mois;;;;;;\n", "Enquête du mois\n\n", "Export du 12/11/2026;;;;;;\n;;;;;;\n"]
)
def test_headings_under_a_title_are_found(drop, above):
    inspection = look(drop(above + HEAD + ROWS))
    assert inspection.config.skip_rows >= 1
    assert len(read_all(inspection.config).texts) == 40


def test_broken_accents_are_said(drop):
    rows = "".join(f"{n};RÃ©ponse numÃ©ro {n} bien trop longue\n" for n in range(5))
    assert any("accents sont abîmés" in w for w in look(drop("ID;Commentaire\n" + rows)).warnings)


def test_a_file_without_identifier_nor_date_is_warned_about(drop):
    rows = "".join(f"phrase un peu longue {n};Lille\n" for n in range(5))
    warnings = look(drop("Commentaire;Magasin\n" + rows)).warnings
    assert any("aucune colonne d'identifiant" in w for w in warnings)
    assert any("aucune colonne de date" in w for w in warnings)


def test_a_column_alone(drop):
    inspection = look(drop("Commentaire\n" + "".join(f"phrase, un peu longue {n}\n" for n in range(5))))
    assert len(read_all(inspection.config).texts) == 5


def test_a_workbook(tmp_path):
    rows = [[n, 46053.5 + n, n % 11, f"phrase un peu longue {n}"] for n in range(20)]
    inspection = look(workbook(tmp_path / "e.xlsx", [["ID", "Date", "NPS", "Commentaire"], *rows]))
    assert inspection.format == "xlsx"
    assert inspection.details == {"feuille": "Réponses"}
    assert len(read_all(inspection.config).texts) == 20


def test_names_with_quotes_and_signs_survive_the_toml(drop):
    name = 'Pourquoi « ça » \\ "ou" non ? # [x]'
    quoted = name.replace('"', '""')
    rows = "".join(f"{n};phrase un peu longue {n}\n" for n in range(5))
    inspection = look(drop(f'ID;"{quoted}"\n' + rows))
    assert inspection.config.questions[0].column == name
    assert len(read_all(inspection.config).texts) == 5


def test_a_folder_that_is_no_takeout(tmp_path):
    with pytest.raises(SourceError, match="aucun avis"):
        look(tmp_path)


@pytest.mark.parametrize(
    "path", [FILES / "absent.csv", FILES / "takeout_maps" / "Maps (your places)" / "Reviews.json"]
)
def test_what_cannot_be_inspected_is_said(path):
    with pytest.raises(SourceError):
        look(path)


def test_the_same_file_gives_the_same_words_twice(drop):
    path = drop(HEAD + ROWS)
    assert look(path).toml == look(path).toml
