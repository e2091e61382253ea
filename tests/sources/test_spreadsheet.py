"""Workbooks: dates, formulas, merged headings, hidden rows, old and hostile files."""

import datetime as dt
import zipfile

import openpyxl
import pytest

from tests.sources.conftest import read_all, survey
from tests.sources.xls import compound, xls
from tests.sources.xlsx import bomb, by_hand, damage, inline, lying_bomb, workbook
from voc.errors import SourceError
from voc.settings import Limits
from voc.sources.workbook import is_date_format
from voc.sources.workbook_parts import column_number, unescaped

MORNING = dt.datetime(2026, 1, 31, 7, 5, tzinfo=dt.UTC)
HEAD = ["ID", "Date", "NPS", "Pourquoi ?"]


def read(path, limits=None, **changes):
    return read_all(survey(path, format="xlsx", **changes), limits)


def test_an_ordinary_workbook(tmp_path):
    path = workbook(
        tmp_path / "e.xlsx",
        [
            HEAD,
            [1, dt.datetime(2026, 1, 31, 8, 5), 9, "Bœuf à 12 €, l’accueil… parfait 👍"],
            [2.0, dt.date(2026, 2, 1), "8,0", "deux\nlignes"],
            ["trois", "31/01/2026 08:05", 7, None],
        ],
    )
    got = read(path)
    assert got.texts == ["Bœuf à 12 €, l’accueil… parfait 👍", "deux\nlignes"]
    assert got.values == [9, 8, 7]
    assert [response.native_id for response in got.responses] == ["1", "2", "trois"]
    assert [response.row for response in got.responses] == [2, 3, 4]
    assert [response.created_at for response in got.responses] == [
        MORNING,
        dt.datetime(2026, 1, 31, 23, tzinfo=dt.UTC),
        MORNING,
    ]
    assert got.completeness == ["complete"]


def test_a_serial_without_a_date_format_is_still_a_date(tmp_path):
    got = read(workbook(tmp_path / "e.xlsx", [HEAD, [1, 46053.336805556, 9, "a"]]))
    assert got.responses[0].created_at == MORNING


def test_workbooks_that_count_from_1904(tmp_path):
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.active.append(HEAD)
    book.active.append([1, dt.datetime(2026, 1, 31, 8, 5), 9, "a"])
    book.save(tmp_path / "mac.xlsx")
    assert read(tmp_path / "mac.xlsx").responses[0].created_at == dt.datetime(
        2026, 1, 31, 7, 5, tzinfo=dt.UTC
    )


def test_microsoft_forms_in_french(tmp_path):
    path = workbook(
        tmp_path / "forms.xlsx",
        [
            [
                "ID",
                "Heure de début",
                "Heure de fin",
                "Adresse de messagerie",
                "Nom",
                "Qu'est-ce\u00a0qui vous a plu\u00a0?",
                "Services utilisés",
            ],
            [1, 46053.33, 46053.336805556, "anonymous", None, "L'accueil", "Retrait;Livraison;"],
            [2, 46054.33, 46054.34, "z@exemple.fr", "Zoé Martin", "Rien", "Retrait;"],
        ],
    )
    got = read(
        path,
        columns={"native_id": "ID", "created_at": "Heure de fin"},
        questions=[{"column": "Qu'est-ce qui vous a plu ?"}],
        scores=[],
        personal=["Nom", "Adresse de messagerie"],
    )
    assert got.texts == ["L'accueil", "Rien"]
    assert got.responses[0].created_at == MORNING
    assert got.responses[1].personal == ("Zoé Martin", "z@exemple.fr")


def test_merged_headings_hidden_blank_rows_and_totals(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Enquête de novembre"])
    sheet.append([])
    sheet.append(["ID", "Date", "Notes", None, "Libre"])
    sheet.append([None, None, "NPS", "Prix", "Pourquoi ?"])
    sheet.merge_cells("A1:E1")
    sheet.merge_cells("C3:D3")
    sheet.append([1, "31/01/2026", 9, 4, "bien"])
    sheet.append([None, "  ", None, None, ""])
    sheet["A9"] = 2
    sheet["E9"] = "mal"
    sheet.row_dimensions[7].hidden = True
    sheet.cell(1000, 1).number_format = "0.00"
    sheet["A1001"], sheet["C1001"] = "Moyenne", "=AVERAGE(C5:C9)"
    book.save(tmp_path / "m.xlsx")
    got = read(
        tmp_path / "m.xlsx",
        skip_rows=2,
        heading_rows=2,
        questions=[{"column": "Libre / Pourquoi ?"}],
        scores=[{"column": "Notes / NPS", "metric": "nps", "min": 0, "max": 10}],
    )
    assert got.texts == ["bien", "mal"]
    assert [response.row for response in got.responses] == [5, 9]
    assert got.codes == [(1001, "totals_line")]


def test_the_average_line_is_a_reject(tmp_path):
    got = read(workbook(tmp_path / "e.xlsx", [HEAD, [1, "31/01/2026", 9, "a"], ["Moyenne", None, 8.7, None]]))
    assert got.texts == ["a"]
    assert got.codes == [(3, "totals_line")]


def test_a_formula_gives_its_last_value_and_an_error_gives_nothing(tmp_path):
    sheet = (
        '<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>ID</t></is></c>'
        '<c r="B1" t="inlineStr"><is><t>NPS</t></is></c>'
        '<c r="C1" t="inlineStr"><is><t>Pourquoi ?</t></is></c></row>'
        '<row r="2"><c r="A2"><v>1</v></c><c r="B2"><f>4+5</f><v>9</v></c>'
        '<c r="C2" t="str"><f>"bi"&amp;"en"</f><v>bien</v></c></row>'
        '<row r="3"><c r="A3"><v>2</v></c><c r="B3" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
        '<c r="C3" t="e"><v>#N/A</v></c></row></sheetData></worksheet>'
    )
    got = read(by_hand(tmp_path / "f.xlsx", sheet), columns={"native_id": "ID"})
    assert got.texts == ["bien"]
    assert got.values == [9]
    assert got.codes == [(3, "bad_score")]


def test_rich_shared_texts_and_excel_escapes(tmp_path):
    texts = (
        "<sst><si><t>Pourquoi ?</t></si><si><r><t>très </t></r>"
        "<r><rPr><b/></rPr><t xml:space='preserve'>bien</t></r>"
        "<rPh><t>ignoré</t></rPh></si><si><t>deux_x000D_\nlignes_x0007_</t></si></sst>"
    )
    sheet = (
        '<x:worksheet xmlns:x="m"><x:sheetData><x:row><x:c t="s"><x:v>0</x:v></x:c></x:row>'
        '<x:row><x:c t="s"><x:v>1</x:v></x:c></x:row>'
        '<x:row><x:c t="s"><x:v>2</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    got = read(by_hand(tmp_path / "r.xlsx", sheet, texts), columns={}, scores=[])
    assert got.texts == ["très bien", "deux\nlignes"]


def test_cells_without_references_and_long_identifiers(tmp_path):
    sheet = inline([["ID", "Pourquoi ?"]]).replace(
        "</sheetData>",
        '<row><c><v>12345678901234567</v></c><c t="inlineStr"><is><t>a</t></is></c></row></sheetData>',
    )
    got = read(by_hand(tmp_path / "r.xlsx", sheet), columns={"native_id": "ID"}, scores=[])
    assert got.responses[0].native_id == "12345678901234567"


def test_a_declared_dimension_that_lies_and_a_far_cell_cost_nothing(tmp_path):
    sheet = inline([["ID", "Pourquoi ?"], ["1", "a"]])
    sheet = sheet.replace("<sheetData>", '<dimension ref="A1"/><sheetData>')
    sheet = sheet.replace("</sheetData>", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')
    got = read(by_hand(tmp_path / "d.xlsx", sheet), columns={"native_id": "ID"}, scores=[])
    assert got.texts == ["a"]


@pytest.mark.parametrize("sheet", ["Réponses 2026", " Réponses 2026 "])
def test_the_declared_sheet_is_read(tmp_path, sheet):
    book = openpyxl.Workbook()
    book.active.append(["Notice"])
    other = book.create_sheet("Réponses 2026")
    other.append(HEAD)
    other.append([1, "31/01/2026", 9, "a"])
    book.save(tmp_path / "s.xlsx")
    assert read(tmp_path / "s.xlsx", sheet=sheet).texts == ["a"]


def test_hidden_sheets_are_not_the_default_one(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["secret"])
    book.active.sheet_state = "hidden"
    other = book.create_sheet("Visible")
    other.append(HEAD)
    other.append([1, "31/01/2026", 9, "a"])
    book.active = 1
    book.save(tmp_path / "s.xlsx")
    assert read(tmp_path / "s.xlsx").texts == ["a"]


def test_an_unknown_sheet_is_said_with_those_there(tmp_path):
    with pytest.raises(SourceError, match=r"feuille introuvable : « Novembre ».*« Réponses »"):
        read(workbook(tmp_path / "s.xlsx", [HEAD]), sheet="Novembre")


def test_an_old_workbook(tmp_path):
    path = tmp_path / "vieux.xls"
    path.write_bytes(
        xls(
            [
                HEAD,
                [1, 46053.336805556, 9, "Très déçu, 12 €"],
                [2, None, 3, "Cher"],
                ["Total", None, 12, None],
            ]
        )
    )
    got = read(path)
    assert got.texts == ["Très déçu, 12 €", "Cher"]
    assert got.responses[0].created_at == MORNING
    assert [response.row for response in got.responses] == [2, 3]
    assert got.codes == [(4, "totals_line")]


def test_a_protected_workbook(tmp_path):
    path = tmp_path / "protege.xlsx"
    path.write_bytes(compound("EncryptedPackage", b"secret" * 1000))
    with pytest.raises(SourceError, match=r"protégé par un mot de passe.*retirez le mot de passe"):
        read(path)


@pytest.mark.parametrize("content", [xls([HEAD])[:3000], b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000)])
def test_a_broken_old_workbook(tmp_path, content):
    path = tmp_path / "casse.xls"
    path.write_bytes(content)
    with pytest.raises(SourceError, match="endommagé"):
        read(path)


def test_a_workbook_cut_in_two(tmp_path):
    path = workbook(tmp_path / "e.xlsx", [HEAD, *[[n, "31/01/2026", 9, f"texte {n}"] for n in range(500)]])
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(SourceError, match=r"endommagé ou incomplet.*enregistrez-le de nouveau"):
        read(path)


def test_what_precedes_a_damage_is_kept(tmp_path):
    rows = [["ID", "Pourquoi ?"], *[[str(n), f"réponse {n * 7919 % 1000} numéro {n}"] for n in range(3000)]]
    path = damage(by_hand(tmp_path / "e.xlsx", inline(rows)), "xl/worksheets/sheet1.xml")
    got = read(path, columns={"native_id": "ID"}, scores=[])
    assert 100 < len(got.texts) <= 3000
    assert got.texts[0] == "réponse 0 numéro 0"
    assert got.completeness == ["truncated"]
    assert "le classeur est endommagé" in got.message


def test_a_wrong_checksum_alone_is_a_damage_too(tmp_path):
    path = by_hand(tmp_path / "e.xlsx", inline([["ID", "Pourquoi ?"], ["1", "a"]]))
    with zipfile.ZipFile(path) as archive:
        crc = archive.getinfo("xl/worksheets/sheet1.xml").CRC.to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(crc, b"\0\0\0\1"))
    got = read(path, columns={"native_id": "ID"}, scores=[])
    assert got.texts == ["a"]
    assert got.completeness == ["truncated"]


def test_shared_texts_that_are_damaged_make_the_file_useless(tmp_path):
    texts = "<sst>" + "".join(f"<si><t>texte {n * 7919 % 1000}</t></si>" for n in range(2000)) + "</sst>"
    path = damage(by_hand(tmp_path / "e.xlsx", inline([["ID"]]), texts), "xl/sharedStrings.xml")
    with pytest.raises(SourceError, match="endommagé"):
        read(path)


def test_a_bomb_is_refused_by_what_it_announces(tmp_path):
    path = bomb(tmp_path / "bombe.xlsx", 60)
    assert path.stat().st_size < 100_000
    with pytest.raises(SourceError, match=r"bombe.xlsx.*grossit [0-9]+ fois à la décompression"):
        read(path)


def test_a_bomb_is_refused_by_its_size(tmp_path):
    with pytest.raises(SourceError, match="plus de 10 Mo une fois décompressé"):
        read(bomb(tmp_path / "bombe.xlsx", 15), Limits(max_unpacked_mb=10))


def test_a_bomb_that_lies_about_its_size_is_refused_while_it_inflates(tmp_path):
    path = lying_bomb(tmp_path / "bombe.xlsx", 60)
    with zipfile.ZipFile(path) as archive:
        assert sum(part.file_size for part in archive.infolist()) < 10_000
    with pytest.raises(SourceError, match="bombe de décompression"):
        read(path)


def test_an_xml_bomb_is_refused(tmp_path):
    doctype = '<!DOCTYPE z [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    path = by_hand(tmp_path / "x.xlsx", doctype + inline([["ID", "&b;"]]))
    with pytest.raises(SourceError, match="classeur endommagé"):
        read(path)


@pytest.mark.parametrize("names", [["mimetype", "content.xml"], ["docProps/app.xml"], ["photo.jpg"]])
def test_an_archive_that_is_no_workbook(tmp_path, names):
    path = tmp_path / "archive.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    with pytest.raises(SourceError, match=r"ce n'est pas un classeur \.xlsx"):
        read(path)


def test_an_empty_sheet(tmp_path):
    with pytest.raises(SourceError, match="la feuille est vide"):
        read(workbook(tmp_path / "v.xlsx", []))


def test_a_cell_too_long_costs_its_row(tmp_path):
    path = workbook(tmp_path / "e.xlsx", [HEAD, [1, "31/01/2026", 9, "x" * 300], [2, "31/01/2026", 9, "a"]])
    got = read(path, Limits(max_cell_chars=200))
    assert got.texts == ["a"]
    assert got.codes == [(2, "cell_too_long")]


@pytest.mark.parametrize(
    "code", ["dd/mm/yyyy", "d mmm yy hh:mm", "[$-40C]d mmmm yyyy;@", "hh:mm:ss", "[h]:mm", "yyyy\\-mm\\-dd"]
)
def test_number_formats_that_are_dates(code):
    assert is_date_format(code)


@pytest.mark.parametrize(
    "code", ["General", "0.00", '0 "jours"', "[Red]0.00", "# ##0\\ [$€-40C]", "0%", "@", '"d"0']
)
def test_number_formats_that_are_not(code):
    assert not is_date_format(code)


@pytest.mark.parametrize(("letters", "number"), [("A", 0), ("Z", 25), ("AA", 26), ("XFD", 16383)])
def test_column_letters(letters, number):
    assert number == column_number(letters)


@pytest.mark.parametrize(
    ("text", "clean"),
    [("a_x000D_b", "ab"), ("a_x000A_b", "a\nb"), ("a_xZZZZ_b", "a_xZZZZ_b"), ("_x00e9_", "é")],
)
def test_escapes(text, clean):
    assert clean == unescaped(text)


def test_a_number_that_is_none_is_read_as_it_is_written(tmp_path):
    sheet = inline([["ID", "Pourquoi ?"]]).replace(
        "</sheetData>", "<row><c><v>1</v></c><c><v>pas un nombre</v></c></row></sheetData>"
    )
    got = read(by_hand(tmp_path / "n.xlsx", sheet), columns={"native_id": "ID"}, scores=[])
    assert got.texts == ["pas un nombre"]


def test_shared_texts_too_big_for_memory_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("voc.sources.spreadsheet._MAX_TEXTS", 20)
    path = by_hand(tmp_path / "t.xlsx", inline([["ID"]]), "<sst><si><t>un texte partagé</t></si></sst>")
    with pytest.raises(SourceError, match="ses textes ne tiennent pas en mémoire"):
        read(path)
