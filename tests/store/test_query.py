from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path

import pytest

from tests.store.factory import response
from voc.errors import QueryError, StoreError
from voc.store.formats import as_csv, as_json, as_table
from voc.store.publish import publish
from voc.store.query import Result, format_result, open_snapshot, run_query
from voc.store.working import Store


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 1",
        "select count(*) from v_verbatims;",
        "FROM v_irritants LIMIT 5",
        "WITH a AS (SELECT * FROM responses) SELECT brand, count(*) FROM a GROUP BY 1",
        "VALUES (1), (2)",
        "DESCRIBE v_verbatims",
        "SHOW TABLES",
        "SUMMARIZE responses",
        "EXPLAIN SELECT * FROM responses",
        "-- une remarque\nSELECT 1 -- une autre",
        "PIVOT agg_themes ON period IN ('day', 'week') USING sum(verbatims) GROUP BY code",
        "SELECT stem('retards', 'french')",
        "FROM behind_volumes('all', NULL, '*', 'all', '*')",
        "SELECT comment FROM duckdb_columns()",
    ],
)
def test_questions_are_answered(published: Path, sql: str) -> None:
    assert run_query(published, sql).rows


@pytest.mark.parametrize(
    ("sql", "sentence"),
    [
        ("", "elle est vide"),
        ("   ;  ", "elle est vide"),
        ("-- rien qu'une remarque", "elle est vide"),
        ("SELECT 1; SELECT 2", "une seule instruction"),
        ("DROP TABLE responses", "une seule instruction"),
        ("DELETE FROM responses", "une seule instruction"),
        ("UPDATE responses SET brand = 'x'", "une seule instruction"),
        ("INSERT INTO responses SELECT * FROM responses", "une seule instruction"),
        ("CREATE TEMP TABLE t AS SELECT 1", "une seule instruction"),
        ("CREATE VIEW v AS SELECT 1", "une seule instruction"),
        ("COPY responses TO 'sortie.csv'", "une seule instruction"),
        ("EXPORT DATABASE 'ici'", "une seule instruction"),
        ("ATTACH 'autre.duckdb'", "une seule instruction"),
        ("INSTALL httpfs", "une seule instruction"),
        ("LOAD fts", "une seule instruction"),
        ("SET threads = 8", "une seule instruction"),
        ("RESET memory_limit", "une seule instruction"),
        ("PRAGMA enable_profiling", "une seule instruction"),
        ("CALL pragma_version()", "une seule instruction"),
        ("BEGIN", "une seule instruction"),
        ("CHECKPOINT", "une seule instruction"),
        ("VACUUM", "une seule instruction"),
        ("PREPARE p AS SELECT 1", "une seule instruction"),
        ("PIVOT agg_themes ON code", "doit nommer ses colonnes"),
        ("SELECT * FROM read_text('/etc/hostname')", "sortir de la base"),
        ("SELECT * FROM read_csv('/etc/hostname')", "sortir de la base"),
        ("SELECT * FROM glob('/*')", "sortir de la base"),
        ("FROM 'https://example.org/x.parquet'", "sortir de la base"),
        ("FROM '/etc/hostname'", "inconnue"),
        ("EXPLAIN ANALYZE COPY responses TO 'sortie.csv'", "sortir de la base"),
        ("SELEC 1", "la syntaxe n'est pas comprise"),
        ("SELECT * FORM responses", r"syntaxe n'est pas comprise \(ligne 1\) près de « responses »"),
        ("SELECT *\nFROM responses\nWHERE ORDER", r"\(ligne 3\) près de « ORDER »"),
        ("SELECT * FROM v_iritants", r"table inconnue « v_iritants » \(ligne 1\)\. Proches : v_irritants"),
        ("SELECT * FROM zzz", "SHOW TABLES les donne toutes"),
        ("SELECT bran FROM responses", r"colonne inconnue « bran » \(ligne 1\)\. Proches : .*brand"),
        ("SELECT nimporte(1)", "fonction inconnue « nimporte »"),
        ("SELECT brand, count(*) FROM responses", "GROUP BY"),
        ("SELECT text::INTEGER FROM verbatims", "une valeur ne se convertit pas"),
        ("SELECT error(text) FROM verbatims", "a échoué à l'exécution"),
    ],
)
def test_the_rest_is_refused_in_french(published: Path, sql: str, sentence: str) -> None:
    before = published.stat()
    with pytest.raises(QueryError, match=sentence) as caught:
        run_query(published, sql)

    assert str(caught.value).startswith("Requête refusée : ")
    assert caught.value.exit_code == 2
    assert (published.stat().st_mtime_ns, published.stat().st_size) == (before.st_mtime_ns, before.st_size)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT text::INTEGER FROM verbatims",
        "SELECT error(text) FROM verbatims",
        "SELECT text::DATE FROM verbatims",
        "SELECT json_extract(text, '$') FROM verbatims",
        "SELECT strptime(text, '%d') FROM verbatims",
        "SELECT regexp_matches('a', text || '(') FROM verbatims",
    ],
)
def test_a_failure_never_quotes_a_customer(store: Store, tmp_path: Path, sql: str) -> None:
    store.commit_batch([response("r1", "Confidence(")], [], "run")
    snapshot = publish(store, tmp_path / "voc.duckdb")
    with pytest.raises(QueryError) as caught:
        run_query(snapshot, sql)

    assert "Confidence" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_a_query_that_lasts_is_stopped(published: Path) -> None:
    with pytest.raises(QueryError, match=r"elle a dépassé 0\.2 secondes"):
        run_query(
            published, "SELECT sum(a.range * b.range) FROM range(3000000) a, range(3000000) b", timeout=0.2
        )


def test_a_query_that_swallows_the_memory_is_stopped(published: Path) -> None:
    with pytest.raises(QueryError, match="trop de mémoire"):
        run_query(published, "SELECT len(list(repeat('x', 1000) || i)) FROM range(3000000) t(i)")


def test_without_a_snapshot_the_answer_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"introuvable\. Lancez d'abord une nuit"):
        run_query(tmp_path / "voc.duckdb", "SELECT 1")


def test_a_snapshot_may_be_opened_twice_at_once(published: Path) -> None:
    with open_snapshot(published) as one, open_snapshot(published) as two:
        for connection in (one, two):
            assert connection.execute("SELECT count(*) > 0 FROM search_verbatims('caisse')").fetchone() == (
                True,
            )
            assert connection.execute("SELECT current_setting('TimeZone')").fetchone() == ("Europe/Paris",)


def test_moments_are_shown_as_in_paris(published: Path) -> None:
    ((moment,),) = run_query(published, "SELECT TIMESTAMPTZ '2026-08-17 22:30:00+00'").rows

    assert moment.isoformat() == "2026-08-18T00:30:00+02:00"


ROWS = [
    ("Lille", 12, 0.123456, dt.date(2026, 8, 17), True, None, "Une heure d'attente\nà la caisse"),
    ("Nantes", 3, 1.0, None, False, ["a", "b"], "x" * 100),
]
COLUMNS = ("site", "n", "part", "jour", "fait", "liste", "texte")


def test_a_table_is_aligned_cut_and_french() -> None:
    lines = as_table(COLUMNS, ROWS).splitlines()

    assert lines[0].split() == list(COLUMNS)
    assert (
        lines[2] == "Lille   12  0,1235  17/08/2026  oui               " + "Une heure d'attente à la caisse"
    )
    assert lines[3].endswith('["a", "b"]  ' + "x" * 59 + "…")
    assert lines[4] == "2 lignes"


def test_a_table_says_what_it_does_not_show() -> None:
    text = as_table(("n",), [(n,) for n in range(10)], limit=1)

    assert text.splitlines()[2:] == ["0", "10 lignes, dont 1 montrée"]


def test_an_empty_table_shows_its_columns() -> None:
    assert as_table(("a", "b"), []).splitlines()[::2] == ["a  b", "0 ligne"]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Decimal("1.50"), "1,50"),
        (float("nan"), "nan"),
        (-0.00001, "-0"),
        ("avec\x1b[31mcouleur", "avec[31mcouleur"),
        ("tab\tet\r\nretour", "tab et  retour"),
        (dt.datetime(2026, 8, 17, 9, 5), "17/08/2026 09:05"),
        ({"a": [1, 2]}, '{"a": [1, 2]}'),
    ],
)
def test_cells(value: object, shown: str) -> None:
    assert as_table(("v",), [(value,)]).splitlines()[2] == shown


def test_wide_characters_keep_columns_aligned() -> None:
    lines = as_table(("a", "b"), [("😡", "x"), ("été", "y")]).splitlines()

    assert (lines[2], lines[3]) == ("😡   x", "été  y")


def test_csv_is_for_programs() -> None:
    assert as_csv(COLUMNS, ROWS).splitlines() == [
        "site,n,part,jour,fait,liste,texte",
        "Lille,12,0.123456,2026-08-17,true,,\"Une heure d'attente",
        'à la caisse"',
        'Nantes,3,1.0,,false,"[""a"", ""b""]",' + "x" * 100,
    ]


def test_json_reads_back() -> None:
    rows = json.loads(as_json(COLUMNS, ROWS))

    assert rows[0]["jour"] == "2026-08-17"
    assert rows[0]["part"] == 0.123456
    assert rows[1]["liste"] == ["a", "b"]
    assert json.loads(as_json(("a",), [])) == []
    assert json.loads(as_json(("a", "a"), [(1, Decimal("2.5"))])) == [{"a": 1, "a_2": 2.5}]


@pytest.mark.parametrize(("form", "start"), [("table", "a\n"), ("csv", "a\n1\n"), ("json", "[\n")])
def test_forms(form: str, start: str) -> None:
    assert format_result(Result(("a",), [(1,)]), form, 10).startswith(start)
