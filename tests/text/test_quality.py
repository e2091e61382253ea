from __future__ import annotations

import pytest
from hypothesis import given

from tests.text.strategies import texts
from voc.records import Quality
from voc.text.quality import judge


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "\n",
        "-",
        "...",
        "?!",
        "/",
        "N/A",
        "n/a",
        "NSP",
        "nan",
        "NULL",
        "(vide)",
        "Sans réponse",
        "#N/A",
        "« »",
    ],
)
def test_no_answer(text):
    assert judge(text) is Quality.EMPTY


@pytest.mark.parametrize(
    "text",
    [
        "azertyuiop",
        "qsdfghjklm",
        "sdfjklsdf",
        "qsdqsdqsd",
        "fdsfdsfds",
        "ghjghjghj",
        "jkhkjh kjhkjh kjh",
        "sfqlkjsdfhlqkjsdhf",
        "wxcvbn",
        "dddddddd",
        "mlkjmlkj",
        "Lorem ipsum dolor sit amet",
        "trkl fghtr",
    ],
)
def test_gibberish(text):
    assert judge(text) is Quality.GIBBERISH


@pytest.mark.parametrize(
    "text",
    [
        "RAS",
        "rien",
        "néant",
        "ok",
        "👍",
        "😡😡😡",
        "10",
        "9/10",
        ":)",
        "bof",
        "Mmmmm !",
        "Pfffff",
        "grrrrr",
        "mdrrrr",
        "hahahaha",
        "blablabla",
        "slt c tjs pr ns bcp trp nul",
        "nul nul nul",
        "SNCF SFR BNP",
        "Strasbourg",
        "hôtel Schwarzschild",
        "TTTTOP",
        "j'adoooooore",
        "test",
        "Très bien",
        "c nul",
        "ممتاز",
        "とても良い",
        "SAV HS",
        "aaaaah enfin",
        "impossible de les joindre, ni par tel ni par mail llllllllllllllllllllll",
    ],
)
def test_answers(text):
    assert judge(text) is Quality.OK


@given(texts)
def test_every_text_is_judged(text):
    assert judge(text) in {Quality.EMPTY, Quality.GIBBERISH, Quality.OK}
