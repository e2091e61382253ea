"""The command line as a user meets it: help, sentences instead of stack traces, exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Voc

LINES = [
    {"id": "a", "text": "Accueil charmant mais une heure d'attente à la caisse !", "rating": 3},
    {"id": "b", "text": "RAS", "question": "Qu'est-ce qui vous a déplu ?"},
    {"id": "c", "text": "Écrivez à karim.benali@example.org ou au 06 39 98 12 34, merci"},
]


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    path = tmp_path / "in.jsonl"
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in LINES), encoding="utf-8")
    return path


def test_help_fits_one_screen_and_needs_no_heavy_import(voc: Voc):
    shown = voc("--help")
    assert shown.returncode == 0
    assert len(shown.stdout.splitlines()) <= 50
    heavy = (
        "import sys, voc.cli\n"
        "print([m for m in ('spacy', 'sklearn', 'duckdb', 'prefect') if m in sys.modules])"
    )
    loaded = subprocess.run([sys.executable, "-c", heavy], capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == "[]"


def test_voc_never_imports_prefect():
    code = (
        "import pkgutil, importlib, sys, voc\n"
        "for m in pkgutil.walk_packages(voc.__path__, 'voc.'): importlib.import_module(m.name)\n"
        "print('prefect' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_tag_answers_one_line_a_line_in_order(voc: Voc, lines: Path, tmp_path: Path):
    out = tmp_path / "out.jsonl"
    done = voc("tag", str(lines), "--out", str(out))
    assert done.returncode == 0, done.stderr
    tagged = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [line["id"] for line in tagged] == ["a", "b", "c"]
    assert list(tagged[0]) == [
        "id", "language", "informatif", "sentiment", "sentiment_scores",
        "themes", "irritants", "stages", "model", "taxonomy",
    ]  # fmt: skip
    for theme in tagged[0]["themes"]:
        for start, end in theme["evidence"]:
            assert 0 <= start < end <= len(LINES[0]["text"])
    assert tagged[1]["informatif"] is False


def test_tag_gives_the_same_bytes_by_file_or_pipe_and_whatever_the_batch(
    voc: Voc, lines: Path, tmp_path: Path
):
    outputs = []
    for batch in ("1", "500"):
        out = tmp_path / f"out{batch}.jsonl"
        assert voc("tag", str(lines), "--out", str(out), "--batch", batch).returncode == 0
        outputs.append(out.read_bytes())
    piped = subprocess.run(
        voc.command("tag"), input=lines.read_bytes(), env=voc.environment, capture_output=True, check=True
    )
    assert outputs[0] == outputs[1] == piped.stdout


def test_scrub_replaces_personal_data_and_leaves_the_rest(voc: Voc, lines: Path):
    done = voc("scrub", str(lines))
    scrubbed = [json.loads(line) for line in done.stdout.splitlines()]
    assert scrubbed[0]["text"] == LINES[0]["text"]
    assert scrubbed[2]["text"] == "Écrivez à [EMAIL] ou au [TELEPHONE], merci"


@pytest.mark.parametrize("command", ["tag", "scrub"])
@pytest.mark.parametrize(
    ("content", "row"),
    [
        ('{"id": "a", "text": "bien"}\n{"id": "b", "tex', 2),
        ('{"id": "a"}\n', 1),
        ("pas du json\n", 1),
        ("[1]\n", 1),
    ],
)
def test_a_bad_line_is_named_by_its_number(voc: Voc, tmp_path: Path, command: str, content: str, row: int):
    path = tmp_path / "in.jsonl"
    path.write_text(content, encoding="utf-8")
    out = tmp_path / "out.jsonl"
    done = voc(command, str(path), "--out", str(out))
    assert done.returncode == 1
    assert f"ligne {row}" in done.stderr
    assert "Traceback" not in done.stderr
    assert "pas du json" not in done.stderr
    assert not out.exists()


@pytest.mark.parametrize(
    ("args", "code", "expected"),
    [
        (("tag", "absent.jsonl"), 1, "lecture impossible"),
        (("night", "--config", "absent.toml"), 2, "fichier introuvable"),
        (("night", "--source", "inconnue"), 2, "source inconnue"),
        (("sql", "SELECT 1"), 1, "nuit"),
        (("sources", "inspect", "absent.csv"), 1, "absent.csv"),
    ],
)
def test_errors_are_sentences(voc: Voc, args: tuple[str, ...], code: int, expected: str):
    done = voc(*args)
    assert done.returncode == code, done.stderr
    assert expected in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_status_sql_and_export_read_the_night(demo_night: Voc, tmp_path: Path):
    assert "complète" in demo_night("status").stdout
    counted = demo_night("sql", "SELECT count(*) AS n FROM verbatims", "--format", "json")
    assert json.loads(counted.stdout)[0]["n"] >= 800
    exported = demo_night("export", str(tmp_path / "export"))
    assert exported.returncode == 0
    assert "responses" in exported.stdout
    assert "runs" not in {line.split()[1] for line in exported.stdout.splitlines()}


@pytest.mark.slow
@pytest.mark.parametrize(
    "query", ["DELETE FROM tags", "SELECT * FROM read_csv('/etc/passwd')", "SELECT 1; SELECT 2"]
)
def test_sql_reads_and_nothing_else(demo_night: Voc, query: str):
    done = demo_night("sql", query)
    assert done.returncode == 2
    assert done.stderr.startswith("Erreur")
