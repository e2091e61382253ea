"""Real bytes of real encodings, read to the same French."""

import pytest

from tests.sources.conftest import read_all, survey
from voc.errors import SourceError
from voc.sources.encoding import detect

FRENCH = "Bœuf à 12 € : l’accueil… « très » déçu, Noël chez Ÿann"
CSV = f"ID;Date;NPS;Pourquoi ?\n1;31/01/2026;9;{FRENCH}\n2;01/02/2026;3;Pas terrible\n"


@pytest.mark.parametrize(
    ("encoding", "label"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8 avec BOM"),
        ("cp1252", "Windows-1252"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16-LE"),
        ("utf-16-be", "UTF-16-BE"),
    ],
)
def test_the_same_text_comes_out_of_every_encoding(drop, encoding, label):
    path = drop(CSV, encoding=encoding)
    assert label == detect(path, None, "s", "f").label
    assert read_all(survey(path)).texts == [FRENCH, "Pas terrible"]


def test_a_utf16_file_with_its_mark_written_by_a_survey_tool(drop):
    path = drop(b"\xfe\xff" + CSV.replace(";", "\t").encode("utf-16-be"))
    assert read_all(survey(path)).texts == [FRENCH, "Pas terrible"]


def test_a_declared_encoding_is_obeyed(drop):
    path = drop(
        CSV.replace("€", "E").replace("œ", "oe").replace("’", "'").replace("…", "."), encoding="mac_roman"
    )
    assert "à 12 E" in read_all(survey(path, encoding="mac_roman")).texts[0]


@pytest.mark.parametrize("declared", ["utf-9", "base64", "rot13", "", "zip"])
def test_a_declared_encoding_that_is_none_is_said(drop, declared):
    with pytest.raises(SourceError, match="l'encodage déclaré n'existe pas"):
        read_all(survey(drop(CSV), encoding=declared))


def test_a_declared_encoding_that_does_not_fit_is_said(drop):
    with pytest.raises(SourceError, match="n'est pas de l'ASCII d'un bout à l'autre"):
        read_all(survey(drop(CSV), encoding="ascii"))


def test_two_exports_pasted_together_keep_both_their_accents(drop):
    pasted = CSV.encode() + "3;02/02/2026;5;Écran cassé\n".encode("cp1252")
    read = read_all(survey(drop(pasted)))
    assert read.texts == [FRENCH, "Pas terrible", "Écran cassé"]
    assert "octets étrangers à l'UTF-8" in read.message


def test_a_far_accent_is_enough_to_know(drop):
    rows = "".join(f"{n};31/01/2026;9;{'ras ' * 200}\n" for n in range(3, 2000))
    path = drop(("ID;Date;NPS;Pourquoi ?\n" + rows + "1;31/01/2026;9;déçu\n").encode("cp1252"))
    assert read_all(survey(path)).texts[-1] == "déçu"


def test_bytes_that_windows_leaves_undefined_do_not_stop_the_file(drop):
    path = drop(b"ID;Date;NPS;Pourquoi ?\n1;31/01/2026;9;d\xe9\xe7u \x81 ici\n")
    assert read_all(survey(path)).texts[0].startswith("déçu")


def test_broken_accents_come_through_for_the_text_step_to_mend(drop):
    assert read_all(survey(drop("ID;Date;NPS;Pourquoi ?\n1;31/01/2026;9;dÃ©Ã§u\n"))).texts == ["dÃ©Ã§u"]


def test_null_characters_are_removed_and_said(drop):
    read = read_all(survey(drop(b"ID;Date;NPS;Pourquoi ?\n1;31/01/2026;9;bi\0en\n")))
    assert read.texts == ["bien"]
    assert "caractères nuls" in read.message


def test_a_file_cut_inside_a_character_is_truncated(drop):
    cut = "ID;Date;NPS;Pourquoi ?\n1;31/01/2026;9;déçu\n2;31/01/2026;9;fâché".encode()[:-1]
    read = read_all(survey(drop(cut)))
    assert read.texts == ["déçu", "fâch"]
    assert read.completeness == ["truncated"]
    assert "au milieu d'un caractère" in read.message
