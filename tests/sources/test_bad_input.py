"""What nobody meant to drop: one clear French sentence, never a trace, never a customer's words."""

import gzip

import pytest

from tests.sources.conftest import read_all, survey
from tests.sources.xlsx import workbook
from voc.errors import SourceError
from voc.records import Completeness
from voc.settings import Limits
from voc.sources import open_source

PAGE = (
    "<!DOCTYPE html>\n<html lang='fr'><head><title>Connexion</title></head><body><form></form></body></html>"
)
GOOD = "ID;Date;NPS;Pourquoi ?\n1;31/01/2026;9;bien\n"


def refused(path, **changes):
    with pytest.raises(SourceError) as caught:
        read_all(survey(path, **changes))
    error = caught.value
    assert error.source == "enquete"
    assert path.name in str(error)
    assert error.to_do
    return str(error)


@pytest.mark.parametrize("format_", ["csv", "jsonl", "xlsx", "tripadvisor", "social"])
@pytest.mark.parametrize(
    "page", [PAGE, "\ufeff" + PAGE, "\n\n<html><body>403</body></html>", "<table><tr><td>a</td></tr></table>"]
)
def test_a_web_page_in_place_of_an_export(drop, format_, page):
    said = refused(drop(page), format=format_)
    assert "c'est une page web (HTML)" in said
    assert "page de connexion" in said


@pytest.mark.parametrize("format_", ["csv", "jsonl", "xlsx", "tripadvisor"])
@pytest.mark.parametrize("content", [b"", b"\n\n  \r\n", b"\xef\xbb\xbf", b"\0\0\0\0"])
def test_an_empty_file(drop, format_, content):
    assert "le fichier est vide" in refused(drop(content), format=format_)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"%PDF-1.7\n...", "un document PDF"),
        (gzip.compress(GOOD.encode(), mtime=0), "une archive compressée"),
        (b"PK\x03\x04" + bytes(100), "un classeur Excel ou une archive ZIP"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "un ancien classeur Excel"),
        (b'<?xml version="1.0"?><rows/>', "un fichier XML"),
        (b'{"data": [{"id": 1}]}', "du JSON"),
        (b'[\n  {"id": 1}]', "du JSON"),
    ],
)
def test_another_kind_of_file_in_place_of_a_csv(drop, content, what):
    assert f"un fichier CSV était attendu, mais c'est {what}" in refused(drop(content))


def test_a_csv_in_place_of_a_workbook_or_json(drop):
    assert 'écrivez format = "csv"' in refused(drop(GOOD), format="xlsx")
    assert 'écrivez format = "csv"' in refused(drop(GOOD), format="jsonl")


def test_a_workbook_in_place_of_a_csv(tmp_path):
    assert 'écrivez format = "xlsx"' in refused(workbook(tmp_path / "export.csv", [["ID"]]))


def test_bytes_that_are_no_text(drop):
    assert "ce n'est pas un fichier de texte" in refused(drop(bytes(range(256)) * 40))


def test_a_missing_column_is_said_with_the_nearest_and_all_the_others(drop):
    said = refused(drop("ID;Date;NPS;Pourqoi ?;Magasin\n1;31/01/2026;9;bien;Lille\n"))
    assert "colonne introuvable : « Pourquoi ? »" in said
    assert "Vouliez-vous « Pourqoi ? » pour « Pourquoi ? » ?" in said
    assert "Colonnes du fichier : « ID », « Date », « NPS », « Pourqoi ? », « Magasin »" in said


def test_several_missing_columns(drop):
    assert "colonnes introuvables : « Date », « Pourquoi ? », « NPS »" in refused(drop("ID;Libellé\n1;x\n"))


def test_a_missing_column_of_a_workbook(tmp_path):
    assert "« Pourquoi ? »" in refused(
        workbook(tmp_path / "e.xlsx", [["ID", "Date", "NPS"], [1, 2, 3]]), format="xlsx"
    )


@pytest.mark.parametrize(
    "first",
    [
        "17;31/01/2026;9;Mme Duraton m'a très mal reçue au guichet",
        "Duraton;duraton@exemple.fr;0612345678;bien",
        "Duraton est une voleuse",
    ],
)
def test_a_file_without_headings_does_not_show_its_first_row(drop, first):
    said = refused(drop(first + "\n" + first + "\n"))
    assert "Duraton" not in said
    assert "exemple.fr" not in said
    assert "La première ligne ne ressemble pas à des titres" in said


def test_a_title_above_the_headings_says_which_key_to_set(drop):
    assert "skip_rows" in refused(drop("Résultats\n\n" + GOOD))


def test_a_file_too_big(drop, monkeypatch):
    path = drop(GOOD + "x" * 2_000_000)
    with pytest.raises(SourceError, match=r"trop gros \(2 Mo, limite 1 Mo\).*Découpez"):
        read_all(survey(path), Limits(max_file_mb=1))


def test_a_file_that_is_not_there(tmp_path):
    assert "introuvable" in refused(tmp_path / "absent.csv")


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(SourceError, match=r"dossier introuvable.*corrigez `path`"):
        read_all(survey(tmp_path / "absent" / "*.csv"))


def test_a_folder_without_any_file_is_a_quiet_night(tmp_path):
    assert open_source(survey(tmp_path / "*.csv"), Limits(), "Europe/Paris").files() == []


def test_a_pattern_that_cannot_be(tmp_path):
    with pytest.raises(SourceError, match="motif de fichiers invalide"):
        read_all(survey(tmp_path / "a**b" / "*.csv"))


def test_files_are_sorted_and_leftovers_left(drop, tmp_path):
    for name in ["b.csv", "a.csv", "sous/c.csv", "~$a.csv", ".cache.csv", "d.csv.crdownload", "e.txt"]:
        drop(GOOD, name)
    found = open_source(survey(tmp_path / "**" / "*.csv*"), Limits(), "Europe/Paris").files()
    assert [file.name for file in found] == ["a.csv", "b.csv", "sous/c.csv"]
    assert len({file.sha256 for file in found}) == 1
    assert {file.size for file in found} == {len(GOOD.encode())}


def test_a_name_with_brackets_is_a_name(drop):
    assert read_all(survey(drop(GOOD, "avis [2].csv"))).texts == ["bien"]


def test_a_folder_stands_for_its_files(drop, tmp_path):
    drop(GOOD, "a.csv")
    assert read_all(survey(tmp_path)).texts == ["bien"]


def test_a_reading_is_never_complete_before_its_end(drop):
    source = open_source(survey(drop(GOOD + "2;31/01/2026;8;mal\n")), Limits(), "Europe/Paris")
    assert source.completeness is Completeness.FAILED
    reading = source.read(source.files()[0])
    next(reading)
    assert reading.completeness is Completeness.FAILED
    assert len(list(reading)) == 1
    assert reading.completeness is source.completeness is Completeness.COMPLETE
    assert source.message is None


def test_a_reading_that_failed_stays_failed(drop):
    source = open_source(survey(drop(PAGE)), Limits(), "Europe/Paris")
    with pytest.raises(SourceError):
        list(source.read(source.files()[0]))
    assert source.completeness is Completeness.FAILED


def test_a_file_that_changes_while_it_is_read_is_not_complete(drop):
    path = drop(GOOD)
    source = open_source(survey(path), Limits(), "Europe/Paris")
    reading = source.read(source.files()[0])
    next(reading)
    path.write_text(GOOD + "2;31/01/2026;8;suite\n", encoding="utf-8")
    list(reading)
    assert reading.completeness is Completeness.TRUNCATED
    assert "a changé pendant la lecture" in reading.message


def test_no_sentence_repeats_what_a_customer_wrote(drop):
    secret = "Duraton"
    rows = [
        f"1;{secret};9;bien",
        f"2;31/01/2026;{secret};bien",
        f"3;31/01/2026;99 {secret};bien",
        f"4;31/01/2026;9;{secret};{secret}",
        f'5;31/01/2026;9;"{secret}" {secret}" x',
        f"6;31/01/2026;{secret} 0;x",
        f"{secret};31/01/2026;0;x",
        f"Total;{secret}",
    ]
    read = read_all(
        survey(drop("ID;Date;NPS;Pourquoi ?\n" + "\n".join(rows) + '\n7;31/01/2026;9;"' + secret))
    )
    assert len(read.rejects) >= 5
    for reject in read.rejects:
        assert secret not in reject.reason
        assert secret not in (reject.field or "")
    assert secret not in read.message
