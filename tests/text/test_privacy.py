from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.text.strategies import texts
from voc.text.aligned import Aligned
from voc.text.privacy import PLACEHOLDER, TYPES, Found, Scrubber

_CASES = Path(__file__).parent / "cases"
_MARK = re.compile(r"\{(?:([A-Z_]+)\|)?([^{}]*)\}")
_POSITIVE = [
    (kind, case)
    for kind, cases in tomllib.loads((_CASES / "privacy_positive.toml").read_text(encoding="utf-8")).items()
    for case in cases
]
_NEGATIVE = [
    case
    for cases in tomllib.loads((_CASES / "privacy_negative.toml").read_text(encoding="utf-8")).values()
    for case in cases
]
SCRUBBER = Scrubber()


def _unmarked(kind: str, case: str) -> tuple[str, list[Found]]:
    text, found, at = "", [], 0
    for mark in _MARK.finditer(case):
        text += case[at : mark.start()]
        found.append(Found(mark[1] or kind, len(text), len(text) + len(mark[2])))
        text += mark[2]
        at = mark.end()
    return text + case[at:], found


def test_there_are_enough_cases_of_every_type():
    assert len(_POSITIVE) >= 150
    assert len(_NEGATIVE) >= 150
    assert {kind for kind, _ in _POSITIVE} == set(TYPES)


@pytest.mark.parametrize(("kind", "case"), _POSITIVE, ids=[case for _, case in _POSITIVE])
def test_personal_data_is_found(kind, case):
    text, expected = _unmarked(kind, case)

    assert SCRUBBER.find(text) == expected


@pytest.mark.parametrize("case", _NEGATIVE)
def test_the_rest_stays(case):
    assert SCRUBBER.scrub(case).aligned.text == case


def test_each_find_becomes_its_placeholder():
    scrubbed = SCRUBBER.scrub("Merci à Sophie, 06 12 34 56 78, sophie@exemple.fr")

    assert scrubbed.aligned.text == "Merci à [PERSONNE], [TELEPHONE], [EMAIL]"
    assert [found.type for found in scrubbed.found] == ["PERSONNE", "TELEPHONE", "EMAIL"]


def test_offsets_are_those_of_the_given_text_and_the_way_back_is_kept():
    cleaned = Aligned.of("Bravo   Sophie !").replace([(5, 8, " ")])
    scrubbed = SCRUBBER.scrub(cleaned)

    assert scrubbed.aligned.text == "Bravo [PERSONNE] !"
    assert scrubbed.found == (Found("PERSONNE", 6, 12),)
    assert scrubbed.aligned.original(6, 16) == (8, 14)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("appelez le 06\u00a012\u202f34\u200956 78", "TELEPHONE"),
        ("écrire à jean.dup\u200bont@gmail.com", "EMAIL"),
        ("IBAN FR76\u00a03000\u00a06000\u00a00112\u00a03456\u00a07890\u00a0189", "IBAN"),
        ("merci à So\u00adphie", "PERSONNE"),
        ("je suis à 06–12–34–56–78", "TELEPHONE"),
        ("０６ １２ ３４ ５６ ７８", "TELEPHONE"),
    ],
)
def test_odd_spaces_and_signs_hide_nothing(text, kind):
    assert [found.type for found in SCRUBBER.find(text)] == [kind]


@pytest.mark.parametrize(
    ("text", "known", "scrubbed"),
    [
        ("DURAND ou durand, c'est moi", ["Élodie Durand"], "[PERSONNE] ou [PERSONNE], c'est moi"),
        ("signé elodie", ["Élodie DURAND"], "signé [PERSONNE]"),
        ("elodie  durand-blanc vous salue", ["Élodie Durand-Blanc"], "[PERSONNE] vous salue"),
        ("petit problème, petit retard", ["Jean Petit"], "petit problème, petit retard"),
        ("Jean Petit vous salue", ["Jean Petit"], "[PERSONNE] vous salue"),
        ("petit jean a écrit", ["Jean Petit"], "[PERSONNE] a écrit"),
        ("ma cde ab 12 345 n'est pas là", ["AB-12345"], "ma cde [COMMANDE] n'est pas là"),
        ("mon code 4821 marche", ["4821"], "mon code [COMMANDE] marche"),
        ("en 2024 déjà", ["2024"], "en 2024 déjà"),
        ("le lot 12 est cassé", ["12"], "le lot 12 est cassé"),
        ("xkowal a signé", ["xkowal@exemple.fr"], "xkowal a signé"),
        ("cordialement, kowalski", ["p.kowalski@exemple.fr"], "cordialement, [PERSONNE]"),
        ("la Zorrobat est nulle", ["Zorrobat"], "la [PERSONNE] est nulle"),
        ("Zorrobatte est nulle", ["Zorrobat"], "Zorrobatte est nulle"),
        ("Li est là, Li aussi", ["Li Wu"], "Li est là, Li aussi"),
        ("né le 12/03/1980", ["12/03/1980"], "né le [DATE_NAISSANCE]"),
        ("rien à dire", [""], "rien à dire"),
        ("rien à dire", ["   ", "-", "N/A", "anonyme"], "rien à dire"),
    ],
)
def test_known_values_are_found(text, known, scrubbed):
    assert SCRUBBER.scrub(text, known).aligned.text == scrubbed


def test_a_surname_met_once_is_found_again():
    text = "M. Dubrulle m'a reçue. Dubrulle ne rappelle jamais."

    assert SCRUBBER.scrub(text).aligned.text == "M. [PERSONNE] m'a reçue. [PERSONNE] ne rappelle jamais."


@pytest.mark.parametrize("kind", TYPES)
def test_nothing_inside_a_placeholder_is_replaced(kind):
    text = f"Merci à [{kind}] et M. [{kind}] au [{kind}]"

    assert SCRUBBER.scrub(text, ["Personne", "Email", kind]).aligned.text == text


@settings(max_examples=300)
@given(
    texts,
    st.lists(st.sampled_from(["Sophie MARTIN", "48213", "jean.dupont@gmail.com", "accueil"]), max_size=2),
)
def test_scrubbing_twice_changes_nothing_more(text, known):
    once = SCRUBBER.scrub(text, known).aligned.text

    assert SCRUBBER.scrub(once, known).aligned.text == once


@given(texts)
def test_finds_are_in_order_and_the_rest_is_untouched(text):
    scrubbed = SCRUBBER.scrub(text)
    at, rest = 0, []
    for found in scrubbed.found:
        assert at <= found.start < found.end <= len(text)
        rest.append(text[at : found.start])
        at = found.end
    rest.append(text[at:])

    rebuilt = "".join(
        a + b for a, b in zip(rest, [f"[{found.type}]" for found in scrubbed.found] + [""], strict=True)
    )
    assert scrubbed.aligned.text == rebuilt


@given(texts)
def test_placeholders_lead_back_to_what_was_found(text):
    scrubbed = SCRUBBER.scrub(text)
    if PLACEHOLDER.search(text):
        return
    spans = [
        scrubbed.aligned.original(mark.start(), mark.end())
        for mark in PLACEHOLDER.finditer(scrubbed.aligned.text)
    ]

    assert spans == [(found.start, found.end) for found in scrubbed.found]


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "1",
        "1 ",
        "06 12 ",
        "@",
        "a@b.",
        "Sophie ",
        "sophie et ",
        "😀",
        " ",
        "12 rue des lilas ",
        "commande n° ",
        "M. ",
        "1.2.",
        "::",
        "[",
        "www.",
        "FR76 3000 ",
        "Jean-",
        "x'",
        "zero six ",
        "né le ",
        "(at) ",
        "Cordialement, ",
    ],
)
def test_huge_texts_are_scrubbed(piece):
    text = piece * (60_000 // len(piece))

    assert SCRUBBER.find(text) == sorted(SCRUBBER.find(text), key=lambda found: found.start)
