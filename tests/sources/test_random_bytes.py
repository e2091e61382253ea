"""Whatever the bytes: rows, rejects, or one error of ours."""

import json
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.sources.conftest import read_all, survey
from tests.sources.xlsx import by_hand
from voc.errors import SourceError
from voc.records import RawReject, RawResponse
from voc.sources.inspect import inspect_file

FORMATS = ["csv", "xlsx", "jsonl", "tripadvisor", "social"]
quick = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))

PIECES = [
    "ID;Date;NPS;Pourquoi ?\n",
    "1;31/01/2026;9;bien\n",
    '2;01/02/2026;11;"ouvert\n',
    '";',
    "\n",
    "\r",
    "\0",
    "é",
    "\ufeff",
    '{"ID": 1, "Date": "2026-01-31", "NPS": 3, "Pourquoi ?": "x"}\n',
    '{"data": [',
    "]}",
    "[",
    "{",
    '{"ID": NaN}\n',
    ",",
    ";;;;;",
    "Total;;9\n",
    "sep=;\n",
    "<html>",
    "1e999",
    "9" * 400,
    "\ud7ff",
    "☃",
    '\\ud83d"',
    "\t",
    "|",
]


def outcome(content, format_):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export"
        path.write_bytes(content)
        try:
            read = read_all(survey(path, format=format_))
        except SourceError:
            return
        assert all(isinstance(item, RawResponse) for item in read.responses)
        assert all(isinstance(item, RawReject) and item.row > 0 and item.reason for item in read.rejects)
        json.dumps([response.native_id for response in read.responses]).encode("utf-8")
        "".join(read.texts).encode("utf-8")


@pytest.mark.parametrize("format_", FORMATS)
@quick
@given(content=st.binary(max_size=400))
def test_random_bytes(format_, content):
    outcome(content, format_)


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
@quick
@given(pieces=st.lists(st.sampled_from(PIECES), max_size=14), cut=st.integers(0, 6))
def test_random_pieces_of_real_files(format_, encoding, pieces, cut):
    content = "".join(pieces).encode(encoding, "replace")
    outcome(content[: len(content) - cut], format_)


@quick
@given(place=st.integers(0, 10_000), value=st.integers(0, 255), cut=st.integers(0, 400))
def test_workbooks_with_one_wrong_byte_or_a_missing_end(place, value, cut):
    with tempfile.TemporaryDirectory() as folder:
        sheet = (
            '<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
            '<row r="2"><c r="A2"><v>1</v></c><c r="B2" t="s"><v>2</v></c></row></sheetData></worksheet>'
        )
        texts = "<sst><si><t>ID</t></si><si><t>Pourquoi ?</t></si><si><t>bien</t></si></sst>"
        data = bytearray(by_hand(Path(folder) / "e.xlsx", sheet, texts).read_bytes())
        data[place % len(data)] = value
        outcome(bytes(data[: len(data) - cut]), "xlsx")


@quick
@given(xml=st.text(alphabet="<>/=\"' rcvtsi0123456789A&;", max_size=120))
def test_workbooks_of_random_xml(xml):
    with tempfile.TemporaryDirectory() as folder:
        path = by_hand(Path(folder) / "e.xlsx", f"<worksheet><sheetData>{xml}</sheetData></worksheet>")
        outcome(path.read_bytes(), "xlsx")


@quick
@given(
    review=st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=8) | st.integers(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "name",
                        "reviewId",
                        "starRating",
                        "comment",
                        "createTime",
                        "reviewer",
                        "displayName",
                        "reviewReply",
                    ]
                ),
                inner,
                max_size=5,
            )
        ),
        max_leaves=8,
    )
)
def test_reviews_of_any_shape(review):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "account-1" / "location-9" / "reviews.json"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps({"reviews": [review]}), encoding="utf-8")
        config = survey(folder, format="takeout", columns={}, questions=[], scores=[])
        read = read_all(config)
        assert len(read.responses) + len(read.rejects) >= (review != {})


@quick
@given(pieces=st.lists(st.sampled_from(PIECES), min_size=1, max_size=14))
def test_inspecting_anything(pieces):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.csv"
        path.write_text("".join(pieces), encoding="utf-8")
        try:
            inspection = inspect_file(path, scrub=lambda text: text)
        except SourceError:
            return
        assert len(inspection.rows) <= 10


def test_an_archive_of_strange_names(tmp_path):
    with zipfile.ZipFile(tmp_path / "x.xlsx", "w") as archive:
        archive.writestr("../../xl/workbook.xml", "<workbook/>")
        archive.writestr("/etc/passwd", "x")
    with pytest.raises(SourceError):
        read_all(survey(tmp_path / "x.xlsx", format="xlsx"))
