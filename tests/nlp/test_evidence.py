from __future__ import annotations

import numpy as np
import pytest

from voc.nlp.evidence import evidence, trimmed
from voc.nlp.heads import Kind
from voc.nlp.scores import Clauses, listed
from voc.records import Evidence


def _words(text: str) -> list[str]:
    return [text[span.start : span.end] for span in listed(text, (Evidence(0, len(text)),))]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Accueil charmant, chambre propre", ["Accueil charmant", "chambre propre"]),
        ("Oui, c'est vrai", ["Oui, c'est vrai"]),
        ("Très bien, merci", ["Très bien, merci"]),
        ("prix 12,50 euros", ["prix 12,50 euros"]),
        (
            "Bel hôtel ; lit dur, oui, petit déjeuner froid",
            ["Bel hôtel ", "lit dur, oui", "petit déjeuner froid"],
        ),
        ("Personnel aimable", ["Personnel aimable"]),
    ],
)
def test_lists_are_cut_at_their_commas(text: str, parts: list[str]) -> None:
    assert _words(text) == parts


@pytest.mark.parametrize(
    ("weights", "shown"),
    [
        ([3.0, 0.1, 0.2], ["Chambre sale"]),
        ([3.0, 2.5, 0.2], ["Chambre sale, lit cassé"]),
        ([3.0, 0.0, 2.5], ["Chambre sale", "douche froide"]),
        ([0.0, 2.0, 2.0], ["lit cassé", "douche froide"]),
        ([-1.0, -0.5, -2.0], ["lit cassé"]),
    ],
)
def test_the_heaviest_clauses_are_shown_and_neighbours_joined(weights: list[float], shown: list[str]) -> None:
    text = "Chambre sale, lit cassé. Puis douche froide"
    spans = (Evidence(0, 12), Evidence(14, 24), Evidence(30, 43))
    clauses = Clauses(spans, {Kind.THEME: np.asarray(weights)[:, None]}, np.zeros(3))
    found = evidence(text, clauses, Kind.THEME, 0)
    assert [text[span.start : span.end] for span in found] == shown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" « Nul ! »", "Nul"),
        ("!!!", "!!!"),
        ("… écrire à [EMAIL] …", "écrire à [EMAIL]"),
        ("l'accueil,", "l'accueil"),
    ],
)
def test_spans_are_cut_to_their_words(text: str, expected: str) -> None:
    span = trimmed(text, Evidence(0, len(text)))
    assert text[span.start : span.end] == expected
