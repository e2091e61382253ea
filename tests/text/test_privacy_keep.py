"""Names that are no person's stay; dates with an hour and numbers side by side are told apart."""

from __future__ import annotations

import pytest

from voc.text.privacy import Scrubber

KEEPING = Scrubber(keep=["Assurances Hermine", "Maison Brindille"])


@pytest.mark.parametrize(
    "text",
    [
        "Merci Hermine pour la réactivité",
        "la proposition Hermine : 4 900 €",
        "bravo @assurancesHermine et @maisonbrindille",
        "Assurances Hermine a tenu parole",
    ],
)
def test_a_brand_that_is_also_a_first_name_stays(text: str):
    assert KEEPING.scrub(text).aligned.text == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("merci à Hermine Dupont", "merci à [PERSONNE]"),
        ("merci à la vendeuse Sophie", "merci à la vendeuse [PERSONNE]"),
        ("voyez avec @lea_b", "voyez avec [PSEUDO]"),
    ],
)
def test_persons_are_still_masked(text: str, expected: str):
    assert KEEPING.scrub(text).aligned.text == expected


@pytest.mark.parametrize("text", ["01/09/2026 12:49", "commande du 01/09/2026 12 h 30", "03.11.2026 10:15"])
def test_a_date_and_its_hour_are_no_telephone(text: str):
    assert Scrubber().scrub(text).aligned.text == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tel 06 39 98 12 34 / 01.99.00.45.67", "tel [TELEPHONE] / [TELEPHONE]"),
        ("tél : 0639981234 ou 01 99 00 45 67", "tél : [TELEPHONE] ou [TELEPHONE]"),
    ],
)
def test_two_numbers_side_by_side_are_both_masked(text: str, expected: str):
    assert Scrubber().scrub(text).aligned.text == expected
