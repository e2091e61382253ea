from __future__ import annotations

import re

import pytest
from hypothesis import given, settings

from tests.text.strategies import texts
from voc.text.segment import Segmenter

SEGMENTER = Segmenter()

_CLAUSES = [
    ["Accueil très sympa", "mais chambre sale et bruyante."],
    ["rapide", "mais cher"],
    ["Le personnel est adorable", "les chambres sont propres", "et le petit déjeuner est copieux."],
    ["J'ai commandé le 3 mars", "et je n'ai toujours rien reçu", "alors que le site annonçait 48h."],
    ["Très bon restaurant 😀", "service lent 😡", "je reviendrai"],
    ["prix élevé", "accueil froid", "bien situé"],
    ["M. [PERSONNE] m'a bien reçu.", "Merci à lui !"],
    ["Noté 3.5 sur 5 par mon mari."],
    ["Le site www.exemple.fr plante tout le temps."],
    ["cadre agréable", "cuisine fine", "service un peu long"],
    ["pâtes, riz, légumes"],
    ["je trouve que le prix est trop élevé", "parce que la qualité n'est pas là"],
    ["Nous avons passé un excellent séjour", "le seul bémol est le bruit de la rue"],
    ["Bien.", "Mais trop cher"],
    ["Livraison rapide", "par contre emballage déchiré"],
    ["Propre, calme et bien placé"],
    ["Super !!!", "Je recommande"],
    ["RAS"],
]


@pytest.mark.parametrize("clauses", _CLAUSES, ids=[" | ".join(clauses) for clauses in _CLAUSES])
def test_clauses(clauses):
    joins = {
        "prix élevé": "- prix élevé\n- accueil froid\n+ bien situé",
        "cadre agréable": ", ".join(clauses),
    }
    joins["Le personnel est adorable"] = (
        "Le personnel est adorable, les chambres sont propres et le petit déjeuner est copieux."
    )
    joins["Nous avons passé un excellent séjour"] = ", ".join(clauses)
    text = joins.get(clauses[0], " ".join(clauses))
    (spans,) = SEGMENTER.segment([text])

    assert [text[span.start : span.end] for span in spans] == clauses


@pytest.mark.parametrize("text", ["", "   ", "...", "👍👍", "- - -"])
def test_texts_without_words(text):
    (spans,) = SEGMENTER.segment([text])

    assert len(spans) <= 1


def test_no_text_no_segment():
    assert SEGMENTER.segment([]) == []


_REVIEWS = [
    "J'ai attendu deux heures, personne ne m'a répondu et on m'a raccroché au nez quand j'ai insisté.",
    "Très bon séjour, chambre propre, lit confortable, mais le bruit de la route nous a réveillés",
    "Commande passée le lundi reçue le vendredi, rien à dire sur le produit qui correspond bien à la photo",
    "c abusé g attendu 3 semaine et le colis été vide, le sav repond pas et le site bug",
    "Le conseiller que j'ai eu au téléphone était agréable mais il n'a pas su résoudre mon problème",
    "Bof",
    "Nickel, merci !",
    "Le prix augmente tous les ans alors que les garanties baissent, donc je pars chez un autre assureur.",
]


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8])
def test_segments_do_not_depend_on_the_batch(size):
    texts = [f"{review} Numéro {number}." for number in range(40) for review in _REVIEWS]
    whole = SEGMENTER.segment(texts)

    assert [
        spans
        for start in range(0, 64, size)
        for spans in SEGMENTER.segment(texts[start : min(64, start + size)])
    ] == whole[:64]
    assert SEGMENTER.segment(texts[::-1]) == whole[::-1]


@settings(max_examples=60, deadline=None)
@given(texts)
def test_segments_are_in_order_and_hold_all_words(text):
    (spans,) = SEGMENTER.segment([text])
    at = 0
    for span in spans:
        assert at <= span.start < span.end <= len(text)
        at = span.end
    covered = {i for span in spans for i in range(span.start, span.end)}

    assert all(i in covered for word in re.finditer(r"\w+", text) for i in range(*word.span()))


@pytest.mark.parametrize("piece", ["a", "😀", "😀 ", " ", "\n", "mot ", ".", "!", "- ", "mais "])
def test_huge_texts_are_cut(piece):
    text = piece * (60_000 // len(piece))
    (spans,) = SEGMENTER.segment([text])

    assert all(span.start < span.end for span in spans)


def test_a_lone_surrogate_does_not_stop_the_batch():
    text = "le colis est arrivé cassé \ud83d et personne ne me répond depuis deux semaines"

    assert SEGMENTER.segment([text])[0]
