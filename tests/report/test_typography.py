from __future__ import annotations

import datetime as dt

import pytest

from voc.report import typography as t

N, F = t.NARROW, t.FIXED


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (0, 0, "0"),
        (7, 0, "7"),
        (999, 0, "999"),
        (1000, 0, f"1{N}000"),
        (1234567, 0, f"1{N}234{N}567"),
        (1234.5, 1, f"1{N}234,5"),
        (0.125, 2, "0,13"),
        (2.5, 0, "3"),
        (-2.5, 0, "−3"),
        (-0.04, 1, "0,0"),
        (3.0, 1, "3,0"),
    ],
)
def test_numbers(value: float, decimals: int, expected: str):
    assert t.number(value, decimals) == expected


@pytest.mark.parametrize(
    ("value", "expected"), [(12, "+12"), (-12, "−12"), (0, "0"), (0.4, "0"), (-0.4, "0"), (0.5, "+1")]
)
def test_signed_numbers(value: float, expected: str):
    assert t.signed(value) == expected


@pytest.mark.parametrize(
    ("share", "decimals", "expected"),
    [(0.035, 1, f"3,5{N}%"), (1.0, 0, f"100{N}%"), (0.0, 0, f"0{N}%"), (None, 0, "–"), (0.0049, 0, f"0{N}%")],
)
def test_percentages(share: float | None, decimals: int, expected: str):
    assert t.percent(share, decimals) == expected


@pytest.mark.parametrize(
    ("count", "expected"),
    [(0, f"0{F}verbatim"), (1, f"1{F}verbatim"), (2, f"2{F}verbatims"), (1500, f"1{N}500{F}verbatims")],
)
def test_zero_and_one_are_singular(count: int, expected: str):
    assert t.counted(count, "verbatim") == expected


def test_an_irregular_plural_is_given():
    assert t.counted(3, "éloge fait", "éloges faits") == f"3{F}éloges faits"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Attention : lisez ceci", f"Attention{N}: lisez ceci"),
        ("vraiment ?", f"vraiment{N}?"),
        ("oui !", f"oui{N}!"),
        ("lus ; relus", f"lus{N}; relus"),
        ("« bonjour »", f"«{N}bonjour{N}»"),
        ("12 %", f"12{N}%"),
        (f"déjà{F}: bien", f"déjà{N}: bien"),
        ("l'avis d'hier", "l’avis d’hier"),
        ("à 12:30, http://exemple", "à 12:30, http://exemple"),
        ("« l'un » ; « l'autre »", f"«{N}l’un{N}»{N}; «{N}l’autre{N}»"),
        ("rien à changer", "rien à changer"),
    ],
)
def test_sentences(text: str, expected: str):
    assert t.french(text) == expected
    assert t.french(expected) == expected


@pytest.mark.parametrize(
    "source",
    [
        "{% if a ? b %}",
        "{{ x if y else ' : ' }}",
        "<p title='a : b'>",
        "<code>SELECT 'l'un' ; </code>",
        "<style>a { b : c ; }</style>",
        "{# dit : rien #}",
    ],
)
def test_markup_and_code_are_left_alone(source: str):
    assert t.french_markup(source) == source


def test_texts_between_tags_are_set():
    assert t.french_markup("<p>Oui : {{ a : b }} ;</p>") == f"<p>Oui{N}: {{{{ a : b }}}}{N};</p>"


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2026-08-17", "2026-11-14", f"du 17{F}août au 14{F}novembre 2026"),
        ("2026-11-01", "2026-11-14", f"du 1er au 14{F}novembre 2026"),
        ("2025-12-20", "2026-01-03", f"du 20{F}décembre 2025 au 3{F}janvier 2026"),
        ("2026-02-28", "2026-02-28", f"le 28{F}février 2026"),
    ],
)
def test_periods_say_once_what_is_shared(start: str, end: str, expected: str):
    assert t.period(dt.date.fromisoformat(start), dt.date.fromisoformat(end)) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2026-11-01", f"1er{F}nov."), ("2026-05-31", f"31{F}mai"), ("2026-07-14", f"14{F}juil.")],
)
def test_short_dates(day: str, expected: str):
    assert t.short_date(dt.date.fromisoformat(day)) == expected


def test_hours():
    assert t.hour(dt.datetime(2026, 11, 15, 2, 5)) == f"2{F}h{F}05"


@pytest.mark.parametrize(
    ("words", "expected"), [([], ""), (["a"], "a"), (["a", "b"], "a et b"), (["a", "b", "c"], "a, b et c")]
)
def test_lists(words: list[str], expected: str):
    assert t.joined(words) == expected
