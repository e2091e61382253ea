from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given

from tests.text.strategies import texts
from voc.text.aligned import Aligned
from voc.text.clean import clean

_MENDED = [
    ("L'accueil Ã©tait trÃ¨s agrÃ©able", "L'accueil était très agréable"),
    ("voilÃ le rÃ©sultat", "voilà le résultat"),
    ("dÃ©jÃ\xa0 payÃ© 12â‚¬", "déjà payé 12€"),
    ("l\x92hôtel et l\x9cuf", "l’hôtel et lœuf"),
    ("trÃƒÂ¨s déçu", "très déçu"),
    ("C'est parfait ðŸ˜Š", "C'est parfait 😊"),
    ("Service nul&nbsp;!", "Service nul !"),
    ("d&eacute;&ccedil;u &amp; f&acirc;ch&eacute;", "déçu & fâché"),
    ("&amp;eacute;t&amp;eacute;", "été"),
    ("Bien.<br/>Mais cher", "Bien.\nMais cher"),
    ("<p>Propre</p><p>Calme</p>", "Propre\n\nCalme"),
    ('un <b>vrai</b> <a href="http://x.fr">plaisir</a>', "un vrai plaisir"),
    ("prix\u00a0: 12\u202f€", "prix : 12 €"),
    ("au\u200btop \ufeffmerci", "autop merci"),
    ("\u202etrès\u202c bien", "très bien"),
    ("e\u0301te\u0301", "été"),
    ("𝗧𝗿𝗲̀𝘀 bien", "Très bien"),
    ("  deux   espaces  ", "deux espaces"),
    ("ligne 1\r\n\r\n\r\n\r\nligne 2", "ligne 1\n\nligne 2"),
    ("a\tb\x00c\x07d", "a b cd"),
    ("\n \n", ""),
]


@pytest.mark.parametrize(("given", "mended"), _MENDED, ids=[mended[:20] for _, mended in _MENDED])
def test_damage_is_mended(given, mended):
    assert clean(given).text == mended


@pytest.mark.parametrize(
    "text",
    [
        "Très bien, rien à redire !",
        "J'adooooore ce magasin !!!",
        "TOUT EST NUL",
        "merci <3 et < 5 min d'attente, note > 8",
        "famille 👨‍👩‍👧 au top ❤️ 🏳️‍🌈",
        "Âge, PÂQUES, À côté, ÇA, garçon, cœur, ŠKODA",
        "AT&T, H&M et Marks & Spencer",
        "« À fuir » — vraiment… “oui”",
        "50 % de réduction & rien d'autre",
        "ligne 1\n\nligne 2",
        "",
    ],
)
def test_sound_text_stays(text):
    assert clean(text).text == text


def test_offsets_lead_back_to_the_raw_text():
    raw = "Accueil  parfait,&nbsp;dÃ©Ã§u du <b>prix</b>"
    mended = clean(raw)
    start = mended.text.index("déçu")
    prix = mended.text.index("prix")

    assert raw[slice(*mended.original(start, start + 4))] == "dÃ©Ã§u"
    assert raw[slice(*mended.original(prix, prix + 4))] == "prix"


def test_aligned_text_keeps_its_own_origin():
    aligned = Aligned.of("x  été").replace([(0, 1, "yy")])

    assert clean(aligned).original(3, 6) == (3, 6)


@given(texts)
def test_cleaning_twice_changes_nothing_more(text):
    once = clean(text).text

    assert clean(once).text == once


@given(texts.filter(lambda text: not re.search("[<&]", text)))
def test_no_letter_is_lost(text):
    kept = iter(clean(text).text)
    given = unicodedata.normalize("NFC", text)

    assert all(letter in kept for letter in given if letter.isascii() and letter.isalpha())


def test_lone_surrogates_are_dropped_and_pairs_joined():
    mended = clean("cassé \ud83d et \ud83d\ude00 !")

    assert mended.text == "cassé et 😀 !"
    assert mended.original(9, 10) == (11, 13)


@given(texts)
def test_spans_of_the_raw_text_follow_the_order(text):
    mended = clean(text)
    spans = [mended.original(i, i + 1) for i in range(len(mended.text))]

    assert all(0 <= start <= end <= len(text) for start, end in spans)
    assert [start for start, _ in spans] == sorted(start for start, _ in spans)
    assert [end for _, end in spans] == sorted(end for _, end in spans)


@pytest.mark.parametrize(
    "piece", ["a", "a ", "😀", " ", "\n", "&amp;", "<br>", "Ã©", "&", "<", "\u200b", "e\u0301"]
)
def test_huge_texts_are_cleaned(piece):
    assert len(clean(piece * (100_000 // len(piece))).text) <= 100_000
