"""Files as they should not be: a clear sentence, the good rows kept, the others in rejects, nothing lost."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT
from voc.night.nightly import NightResult, run_night
from voc.records import Completeness
from voc.settings import load_settings
from voc.store.query import run_query

SOURCE = """
format = "{format}"
path = "../../inbox/{name}/*"
brand = "Maison Brindille"
channel = "enquete_email"
kind = "survey"
solicited = true
personal = ["Nom"]
[columns]
native_id = "ID"
created_at = "Date"
[[questions]]
id = "pourquoi"
column = "Pourquoi ?"
[[scores]]
id = "note"
column = "Note"
metric = "csat"
min = 1
max = 10
"""
HEAD = "ID;Date;Nom;Note;Pourquoi ?\n"
GOOD = (
    "R1;03/11/2026 10:00;Inès Fabre;8;Accueil parfait, merci à Inès Fabre\n"
    "R2;04/11/2026 11:00;;3;Colis reçu cassé\n"
)


class Project:
    """A configuration and an inbox of one's own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "configs" / "sources").mkdir(parents=True)
        taxonomy = ROOT / "configs" / "taxonomy" / "default.toml"
        text = f'data_dir = "../data"\ntaxonomy = "{taxonomy}"\nkey = "clé-de-test"\n'
        (folder / "configs" / "voc.toml").write_text(text, encoding="utf-8")

    def source(self, name: str, format_: str = "csv") -> Path:
        config = self.folder / "configs" / "sources" / f"{name}.toml"
        config.write_text(SOURCE.format(format=format_, name=name), encoding="utf-8")
        inbox = self.folder / "inbox" / name
        inbox.mkdir(parents=True, exist_ok=True)
        return inbox

    def night(self) -> NightResult:
        return run_night(load_settings(self.folder / "configs" / "voc.toml"))

    def ask(self, sql: str) -> list[tuple[object, ...]]:
        return run_query(self.folder / "data" / "voc.duckdb", sql).rows


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def bomb(path: Path) -> None:
    """A few kilobytes that unpack to gigabytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _ in range(2200):
                sheet.write(b" " * (1 << 20))


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("page.csv", b"<!DOCTYPE html><html><body>Connectez-vous</body></html>", "HTML"),
        ("autre.csv", b"Identifiant;Quand;Texte\n1;03/11/2026;Bien\n", "colonne"),
        ("vide.csv", b"", "vide"),
        ("binaire.csv", bytes(range(256)) * 40, ""),
    ],
)
def test_a_file_that_is_something_else_fails_alone(project: Project, name: str, content: bytes, says: str):
    inbox = project.source("enquete")
    (inbox / "bon.csv").write_text(HEAD + GOOD, encoding="utf-8")
    (inbox / name).write_bytes(content)
    result = project.night()
    assert result.status == "degraded"
    assert result.outcomes[0].completeness is Completeness.FAILED
    assert any(name in message and says in message for message in result.messages), result.messages
    assert project.ask("SELECT count(*) FROM verbatims") == [(2,)]
    assert project.ask(f"SELECT row_number FROM rejects WHERE file_name = '{name}'") == [(0,)]


def test_a_zip_bomb_is_refused_before_it_unpacks(project: Project):
    inbox = project.source("enquete", "xlsx")
    bomb(inbox / "bombe.xlsx")
    result = project.night()
    assert result.status == "degraded"
    assert any("bombe.xlsx" in message for message in result.messages)


def test_the_scale_that_the_values_contradict_is_said(project: Project):
    inbox = project.source("enquete")
    zero = "R3;05/11/2026 12:00;;0;Jamais répondu à mes mails\n"
    (inbox / "notes.csv").write_text(HEAD + GOOD + zero, encoding="utf-8")
    result = project.night()
    assert any("0" in message and "Note" in message for message in result.messages), result.messages
    assert project.ask("SELECT row_number, field, code FROM rejects") == [(4, "Note", "scale_contradicted")]
    assert project.ask("SELECT count(*) FROM verbatims") == [(3,)]
    assert project.ask("SELECT count(*) FROM scores") == [(2,)]


def test_a_truncated_json_keeps_its_good_rows(project: Project):
    inbox = project.source("enquete", "jsonl")
    rows = (
        '{"ID": "R1", "Date": "2026-11-03T10:00:00", "Pourquoi ?": "Livraison rapide"}\n'
        '{"ID": "R2", "Date": "2026-11-04T10:00:00", "Pourquoi ?": "Colis abîmé"}\n'
        '{"ID": "R3", "Date": "2026-11-05T10'
    )
    (inbox / "export.jsonl").write_text(rows, encoding="utf-8")
    result = project.night()
    assert result.outcomes[0].completeness is Completeness.TRUNCATED
    assert result.status == "degraded"
    assert project.ask("SELECT count(*) FROM verbatims") == [(2,)]
    again = project.night()
    assert again.outcomes[0].completeness is Completeness.TRUNCATED


def test_cp1252_is_read_where_utf8_is_not(project: Project):
    inbox = project.source("enquete")
    text = HEAD + "R1;03/11/2026 10:00;;8;Cœur de l’été à 12 €, très réussi…\n"
    (inbox / "excel.csv").write_bytes(text.encode("cp1252"))
    assert project.night().status == "completed"
    assert project.ask("SELECT text FROM verbatims") == [("Cœur de l’été à 12 €, très réussi…",)]


def test_a_failed_file_is_read_once_it_is_mended(project: Project):
    inbox = project.source("enquete")
    (inbox / "export.csv").write_bytes(b"<html></html>")
    assert project.night().status == "degraded"
    (inbox / "export.csv").write_text(HEAD + GOOD, encoding="utf-8")
    assert project.night().status == "completed"
    assert project.ask("SELECT count(*) FROM verbatims") == [(2,)]


def test_one_source_failing_leaves_the_others_whole(project: Project):
    inbox = project.source("bonne")
    (inbox / "bon.csv").write_text(HEAD + GOOD, encoding="utf-8")
    project.source("disparue").rmdir()
    result = project.night()
    assert [o.completeness for o in result.outcomes] == [Completeness.COMPLETE, Completeness.FAILED]
    assert result.status == "degraded"
    assert "dossier introuvable" in " ".join(result.messages)
    assert project.ask("SELECT source_id, completeness FROM run_sources ORDER BY 1") == [
        ("bonne", "complete"),
        ("disparue", "failed"),
    ]


def test_names_in_other_columns_are_erased_from_texts_and_rejects(project: Project):
    inbox = project.source("enquete")
    bad_date = "R9;31/02/2026 10:00;Inès Fabre;4;Inès Fabre ici, encore en panne\n"
    (inbox / "bon.csv").write_text(HEAD + GOOD + bad_date, encoding="utf-8")
    project.night()
    assert project.ask("SELECT text FROM verbatims WHERE text LIKE 'Accueil%'") == [
        ("Accueil parfait, merci à [PERSONNE]",)
    ]
    written = b"".join(p.read_bytes() for p in (project.folder / "data").rglob("*") if p.is_file())
    assert b"Fabre" not in written
    assert project.ask("SELECT row_number, code FROM rejects") == [(4, "bad_date")]


def test_an_edited_answer_keeps_its_history(project: Project):
    inbox = project.source("enquete")
    (inbox / "a.csv").write_text(HEAD + GOOD, encoding="utf-8")
    project.night()
    (inbox / "b.csv").write_text(
        HEAD + GOOD.replace("Colis reçu cassé", "Colis cassé, remplacé depuis"), "utf-8"
    )
    result = project.night()
    assert result.outcomes[0].counts.edited == 1
    assert result.outcomes[0].counts.unchanged == 1
    assert project.ask("SELECT text FROM verbatims WHERE text LIKE 'Colis%'") == [
        ("Colis cassé, remplacé depuis",)
    ]
    assert project.ask("SELECT count(*) FROM response_history WHERE content LIKE '%Colis reçu cassé%'") == [
        (1,)
    ]
