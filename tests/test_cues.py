"""Cues in texts: the syntax, the offsets, negation, and what customers really write."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import ROOT
from voc.cues import CueHit, CueMatcher
from voc.expressions import Expressions, fold, parse
from voc.taxonomy import Taxonomy

DEFAULT = Taxonomy.load()
MATCHER = CueMatcher(DEFAULT)


def said(text: str, kind: str, matcher: CueMatcher = MATCHER) -> set[str]:
    """The codes of a kind in a text, with their sign when they have one."""
    sign = {"positif": "+", "negatif": "-", None: ""}
    return {hit.code + sign[hit.polarity] for hit in matcher.find(text) if hit.kind == kind}


def matches(expression: str, text: str, gap: int = 3) -> list[str]:
    """The parts of a text that an expression matches."""
    expressions = Expressions(gap)
    expressions.add(expression, 0)
    words = expressions.read(text)
    found = sorted((first, last) for (first, _), last in expressions.walk(words).items())
    return [text[words.spans[first][0] : words.spans[last][1]] for first, last in found]


# --- folding -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Très DÉÇU", "tres decu"),
        ("L’ÉTÉ À NOËL", "l'ete a noel"),
        ("Œufs, cœur, Æ", "œufs, cœur, æ"),
        ("ÿÿ ñ ç ß ǎ ẽ", "yy n c ß a e"),
        ("10 % – 3 €", "10 % – 3 €"),
        ("😡 nul", "😡 nul"),
    ],
)
def test_fold(text: str, folded: str):
    assert fold(text) == folded


@given(st.text())
def test_fold_keeps_the_length_and_is_idempotent(text: str):
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


# --- the syntax ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cue", "words"),
    [
        ("Trop Cher", ("trop", "cher")),
        ("minutes d'attente", ("minutes", "d", "attente")),
        ("rendez-vous", ("rendez", "vous")),
        ("pas .. aimable*", ("pas", "..", "aimable*")),
        ("cœur", ("coeur",)),
        ("de\u0301c\u0327u*", ("decu*",)),
        ("45 min d’attente", ("45", "min", "d", "attente")),
    ],
)
def test_parse(cue: str, words: tuple[str, ...]):
    assert parse(cue) == words


@pytest.mark.parametrize(
    "cue",
    [
        "", "   ", "'", "..", ".. cher", "cher ..", "trop .. .. cher", "a .. b .. c .. d", "*", "a*", "ch*er",
        "cher?", "trop, cher", "cher **", "e-mail @", "un_mot", "...", "trop ... cher",
    ],
)  # fmt: skip
def test_parse_refuses(cue: str):
    with pytest.raises(ValueError, match="indice"):
        parse(cue)


@pytest.mark.parametrize(
    ("cue", "text", "found"),
    [
        ("trop cher", "C'est TROP  Chèr !", ["TROP  Chèr"]),
        ("trop cher", "trop. Cher", []),
        ("trop cher", "trop, cher", []),
        ("trop cher", "trop\ncher", []),
        ("trop cher", "trop - cher", []),
        ("trop cher", "trop chers", []),
        ("trop cher", "detrop cher", []),
        ("cher", "la chère cherté du cher Cher", ["cher", "Cher"]),
        ("impoli*", "impoli, impolie et d'une impolitesse", ["impoli", "impolie", "impolitesse"]),
        ("impoli*", "poli", []),
        ("pas .. aimable", "pas aimable", ["pas aimable"]),
        ("pas .. aimable", "pas du tout aimable", ["pas du tout aimable"]),
        ("pas .. aimable", "pas un très très aimable", ["pas un très très aimable"]),
        ("pas .. aimable", "pas un seul vendeur un peu aimable", []),
        ("pas .. aimable", "pas là, aimable", []),
        ("pas .. aimable", "pas aimable aimable", ["pas aimable"]),
        ("minutes d'attente", "20 minutes d’attente", ["minutes d’attente"]),
        ("minutes d'attente", "minutes d attente", ["minutes d attente"]),
        ("rendez-vous", "rendez vous puis rendez-vous", ["rendez vous", "rendez-vous"]),
        ("rendez vous", "rendez-vous", ["rendez-vous"]),
        ("soeur", "ma sœur, ma soeur, ma SŒUR", ["sœur", "soeur", "SŒUR"]),
        ("décu", "de\u0301c\u0327u", ["de\u0301c\u0327u"]),
        ("mail", "[EMAIL] et [MAIL]", []),
        ("très .. aimable", "très [PERSONNE] aimable", ["très [PERSONNE] aimable"]),
        ("12 50 euros", "12,50 euros", []),
        ("24h", "sous 24h ou 24 h", ["24h"]),
        ("cher", "cher\u00a0!", ["cher"]),
        ("trop cher", "trop\u00a0cher", ["trop\u00a0cher"]),
        ("cher", "😡cher😡", ["cher"]),
    ],
)  # fmt: skip
def test_matches(cue: str, text: str, found: list[str]):
    assert matches(cue, text) == found


@pytest.mark.parametrize(("gap", "found"), [(0, []), (1, []), (2, ["pas du tout aimable"])])
def test_gap_is_bounded(gap: int, found: list[str]):
    assert matches("pas .. aimable", "pas du tout aimable", gap) == found


def test_rows_of_the_document_are_true():
    text = (ROOT / "docs" / "taxonomy.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([^`]+)` \| (.+?) \| (.+?) \|$", text.split("| written |")[1], re.MULTILINE)
    assert len(rows[:4]) == 4
    for cue, good, bad in rows[:4]:
        assert all(matches(cue, part) for part in good.split(", ")), cue
        assert not matches(cue, bad), cue


# --- offsets -------------------------------------------------------------------------------------


def test_offsets_count_characters_of_the_given_text():
    text = "🙂 Cœur serré… Accueil TRÈS désagréable, 40\u00a0min d’attente !"
    assert [(h.code, text[h.start : h.end]) for h in MATCHER.find(text) if h.kind == "irritant"] == [
        ("personnel_desagreable", "désagréable"),
        ("attente_excessive", "min d’attente"),
    ]


@given(st.lists(st.sampled_from([*"abcé .,'\n[]😡œ", "pas", "cher", " trop ", "accueil", "désagréable"])))
def test_hits_are_sorted_inside_the_text_and_do_not_overlap(parts: list[str]):
    text = "".join(parts)
    hits = MATCHER.find(text)
    assert hits == sorted(hits, key=lambda hit: (hit.start, hit.end, hit.kind, hit.code))
    ends: dict[tuple[str, str], int] = {}
    for hit in hits:
        assert 0 <= hit.start < hit.end <= len(text)
        assert text[hit.start : hit.end] == text[hit.start : hit.end].strip()
        assert hit.start >= ends.get((hit.kind, hit.code), 0)
        ends[hit.kind, hit.code] = hit.end


@pytest.mark.parametrize("text", ["", " ", "\n\n", "...", "😡😡", "[EMAIL]", "zzz", "\u0301", "\x00"])
def test_nothing_to_find(text: str):
    assert MATCHER.find(text) == []


def test_a_hit_knows_its_cue():
    assert CueHit("irritant", "prix_eleve", None, 0, 9, "trop cher*") in MATCHER.find("Trop cher")


def test_the_longest_cue_of_a_category_hides_the_others():
    hits = [hit for hit in MATCHER.find("Accueil parfait") if hit.code == "accueil_personnel"]
    assert [(hit.polarity, hit.start, hit.end) for hit in hits] == [("positif", 0, 15)]


def test_a_long_text_is_read_as_a_short_one():
    text = "Accueil désagréable, trop cher, jamais remboursé. "
    once = MATCHER.find(text)
    many = MATCHER.find(text * 2000)
    assert len(many) == 2000 * len(once)
    shift = 1999 * len(text)
    assert many[-len(once) :] == [replace(h, start=h.start + shift, end=h.end + shift) for h in once]


def test_a_text_without_punctuation_is_read_too():
    assert len(MATCHER.find("pas cher " * 10_000)) == 10_000


def test_two_matchers_say_the_same():
    text = " ".join(example for item in DEFAULT.irritants.values() for example in item.examples)
    assert CueMatcher(DEFAULT).find(text) == MATCHER.find(text)


# --- negation ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Pas d'attente à l'accueil", "attente_excessive"),
        ("Pas de temps d'attente le matin", "attente_excessive"),
        ("Aucune attente interminable cette fois", "attente_excessive"),
        ("Chambre sans bruit côté cour", "inconfort"),
        ("Un hôtel pas bruyant", "inconfort"),
        ("Ce n'est pas trop cher", "prix_eleve"),
        ("Tarif pas du tout exorbitant", "prix_eleve"),
        ("Sans frais de dossier", "facturation_contestee"),
        ("Jamais désagréables avec nous", "personnel_desagreable"),
        ("Aucun bug depuis la mise à jour", "bug_numerique"),
        ("Aucune odeur dans les couloirs", "proprete"),
        ("Pas de problème de livraison", "retard_livraison"),
        ("Ni arrogants ni hautains", "personnel_desagreable"),
        ("Jamais eu de coupure", "produit_defectueux"),
    ],
)
def test_a_negated_irritant_is_no_hit(text: str, code: str):
    assert code not in said(text, "irritant")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Ils ne répondent jamais au téléphone", "injoignable"),
        ("Je n'arrive pas à les joindre", "injoignable"),
        ("Aucune réponse à mes trois courriels", "injoignable"),
        ("Aucune aide, aucune réponse", "injoignable"),
        ("Le caissier n'est pas aimable", "personnel_desagreable"),
        ("Pas du tout accueillants", "personnel_desagreable"),
        ("Manque d'intimité entre les tables", "inconfort"),
        ("Manque d'amabilité flagrant", "personnel_desagreable"),
        ("Pas que l'attente, la saleté aussi", "proprete"),
        ("Pas seulement trop cher : mauvais", "prix_eleve"),
        ("Un peu bruyant le soir", "inconfort"),
        ("Pas un regard mais une attente interminable", "attente_excessive"),
        ("Rien ne va, pas propre, odeur de tabac", "proprete"),
        ("Sans compter l'attente", "attente_excessive"),
        ("Ils n'arrêtent pas de me harceler par téléphone, trop cher", "prix_eleve"),
        ("Il n'y a plus de réseau dans le village", "produit_defectueux"),
    ],
)
def test_what_is_no_negation_of_the_irritant(text: str, code: str):
    assert code in said(text, "irritant")


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("Pas cher du tout", "prix+"),
        ("Le restaurant est cher", "prix-"),
        ("Vendeurs aimables", "accueil_personnel+"),
        ("Vendeurs pas aimables", "accueil_personnel-"),
        ("Vendeurs pas très aimables", "accueil_personnel-"),
        ("Accueil pas franchement chaleureux", "accueil_personnel-"),
        ("On n'a jamais été désagréable avec moi", "accueil_personnel+"),
        ("Manque de professionnalisme", "accueil_personnel-"),
        ("Ils ne sont pas du tout à l'écoute", "accueil_personnel-"),
        ("Un peu cher", "prix-"),
        ("Peu accueillants", "accueil_personnel-"),
        ("Sans bruit", "lieu+"),
        ("Pas d'attente", "attente+"),
        ("Service rapide", "attente+"),
        ("Service pas rapide", "attente-"),
        ("Non seulement rapides mais polis", "attente+"),
        ("Souriants", "accueil_personnel+"),
        ("Pas mal, personnel souriant", "accueil_personnel+"),
    ],
)
def test_polarity_of_themes(text: str, theme: str):
    signs = {item for item in said(text, "theme") if item[-1] in "+-"}
    assert theme in signs
    assert theme[:-1] + ("+" if theme[-1] == "-" else "-") not in signs


def test_the_evidence_of_a_negated_theme_holds_the_negation():
    text = "Personnel pas du tout souriant"
    hit = next(hit for hit in MATCHER.find(text) if hit.polarity == "negatif")
    assert text[hit.start : hit.end] == "pas du tout souriant"


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("Je ne recommande pas", "recommandation"),
        ("Nous ne reviendrons pas", "fidelisation"),
        ("Pas de livraison le samedi", "livraison"),
    ],
)
def test_stages_do_not_mind_negation(text: str, stage: str):
    assert stage in said(text, "stage")


def test_without_a_window_only_the_next_word_is_negated():
    taxonomy = replace(DEFAULT, matching=DEFAULT.matching.model_copy(update={"negation_window": 0}))
    matcher = CueMatcher(taxonomy)
    assert "accueil_personnel-" in said("pas gentils", "theme", matcher)
    assert "accueil_personnel+" in said("pas très gentils", "theme", matcher)


# --- as customers write --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "irritants"),
    [
        ("personnel DESAGREABLE et incompetent!!!", {"personnel_desagreable", "conseil_insuffisant"}),
        ("injoignable au tel, tjrs pas de reponse", {"injoignable"}),
        ("40 min d attente pr une biere tiede", {"attente_excessive"}),
        ("chambre minuscule, moisissures ds la douche", {"inconfort", "proprete"}),
        ("colis abimé et il manquait un article", {"livraison_degradee", "produit_non_conforme"}),
        ("On se renvoie la balle de service en service", {"parcours_complexe"}),
        ("Résilié sans prévenir après 2 sinistres", {"resiliation_subie", "information_insuffisante"}),
        ("Aucun geste commercial malgré mes relances", {"client_non_reconnu", "non_resolution"}),
        ("Publicité mensongère, vente forcée", {"promesse_non_tenue"}),
        ("l'appli plante et le site n'est pas intuitif", {"bug_numerique", "ergonomie_numerique"}),
        ("Compte piraté, 300 € envolés", {"insecurite"}),
        ("prélevé deux fois ce mois-ci", {"facturation_contestee"}),
        ("rupture de stock permanente", {"indisponibilite"}),
        ("Livraison en retard de 4 jours", {"retard_livraison"}),
        ("beaucoup trop d'emballages", {"autre_irritant"}),
        ("Toujours pas remboursé", {"remboursement_difficile"}),
        ("Purée fade et steak trop cuit", {"produit_defectueux"}),
        ("Tout est parfait, merci à l'équipe", set()),
        ("RAS", set()),
        ("Très bien", set()),
        ("Je voudrais connaître vos horaires", set()),
    ],
)
def test_irritants_of_real_looking_texts(text: str, irritants: set[str]):
    assert said(text, "irritant") == irritants
