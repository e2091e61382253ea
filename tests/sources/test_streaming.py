"""Big files: memory does not grow with them."""

import json
import tracemalloc

import pytest

from tests.sources.conftest import NOW, survey
from tests.sources.xlsx import by_hand
from voc.settings import Limits
from voc.sources import open_source

SENTENCE = "On a attendu longtemps au retrait, mais la vendeuse était aimable et le colis bien emballé. "


def peak(config, expected):
    source = open_source(config, Limits(), "Europe/Paris", now=NOW)
    (file,) = source.files()
    tracemalloc.start()
    try:
        count = sum(1 for _ in source.read(file))
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
        assert count == expected


@pytest.mark.parametrize("with_id", [True, False])
def test_a_csv_of_thirty_megabytes(tmp_path, with_id):
    path = tmp_path / "gros.csv"
    text = SENTENCE * 40
    with path.open("w", encoding="cp1252") as handle:
        handle.write("ID;Date;NPS;Pourquoi ?\n")
        for number in range(8_000):
            handle.write(f'{number};31/01/2026 08:05;{number % 11};"{text}\n{number}"\n')
    assert path.stat().st_size > 28_000_000
    columns = {"created_at": "Date"} | ({"native_id": "ID"} if with_id else {})
    assert peak(survey(path, columns=columns), 8_000) < 5_000_000


@pytest.mark.parametrize("shape", ["lines", "document"])
def test_thirty_megabytes_of_json(tmp_path, shape):
    path = tmp_path / "gros.json"
    text = SENTENCE * 40
    opening, between, closing = ("", "\n", "\n") if shape == "lines" else ('{"data": [', ",", "]}")
    with path.open("w", encoding="utf-8") as handle:
        handle.write(opening)
        for number in range(8_000):
            item = {
                "ID": number,
                "Date": "2026-01-31T08:05:00Z",
                "NPS": number % 11,
                "Pourquoi ?": text + str(number),
            }
            handle.write((between if number else "") + json.dumps(item, ensure_ascii=False))
        handle.write(closing)
    assert path.stat().st_size > 28_000_000
    assert peak(survey(path, format="jsonl"), 8_000) < 5_000_000


def test_a_workbook_of_thirty_megabytes(tmp_path):
    text = SENTENCE * 40
    head = '<row><c t="inlineStr"><is><t>ID</t></is></c><c t="inlineStr"><is><t>Pourquoi ?</t></is></c></row>'
    rows = "".join(
        f'<row><c><v>{n}</v></c><c t="inlineStr"><is><t>{text}{n}</t></is></c></row>' for n in range(8_000)
    )
    # Answers repeat here far more than real ones do: stored, so as not to look like a bomb.
    path = by_hand(
        tmp_path / "gros.xlsx", f"<worksheet><sheetData>{head}{rows}</sheetData></worksheet>", stored=True
    )
    del rows
    config = survey(path, format="xlsx", columns={"native_id": "ID"}, scores=[])
    assert peak(config, 8_000) < 5_000_000


def test_a_line_of_twenty_megabytes_is_never_held(tmp_path):
    path = tmp_path / "ligne.csv"
    with path.open("w", encoding="utf-8") as handle:
        handle.write("ID;Date;NPS;Pourquoi ?\n1;31/01/2026;9;bien\n2;31/01/2026;9;")
        for _ in range(20):
            handle.write("x" * 1_000_000)
        handle.write("\n3;31/01/2026;9;bien\n")
    assert peak(survey(path), 3) < 12_000_000
