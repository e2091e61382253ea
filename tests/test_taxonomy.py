"""The taxonomy file: what it must hold, what is refused, and how its version moves."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

import voc.taxonomy
from tests.conftest import ROOT
from voc.cues import CueMatcher
from voc.errors import TaxonomyError
from voc.expressions import parse
from voc.taxonomy import Irritant, Stage, Taxonomy, Theme, codes_table

DEFAULT = Taxonomy.load()
MATCHER = CueMatcher(DEFAULT)
EVERY = [(kind, item) for kind, items in DEFAULT.categories.items() for item in items.values()]
IDS = [f"{kind}-{item.code}" for kind, item in EVERY]

SMALL = """
name = "petite"
version = "2.0"
language = "fr"

[matching]
negations = ["pas"]

[themes.accueil]
label = "Accueil"
definition = "Les gens."
examples = ["Vendeur souriant"]
cues_positive = ["souriant*"]
cues_negative = ["impoli*"]

[irritants.froideur]
label = "Froideur"
theme = "accueil"
severity = 2
definition = "Un accueil froid."
examples = ["Pas un mot"]
counter_examples = [{ text = "Trop de monde", code = "autre" }]
cues = ["glacial*"]

[irritants.autre]
label = "Autre"
severity = 1
definition = "Le reste."
examples = ["Trop de monde"]

[stages.usage]
label = "Usage"
definition = "Sur place."
examples = ["Un bon repas"]
cues = ["repas"]
"""


@pytest.fixture
def load(tmp_path: Path):
    def write_and_load(text: str) -> Taxonomy:
        path = tmp_path / "taxonomy.toml"
        path.write_text(text, encoding="utf-8")
        return Taxonomy.load(path)

    return write_and_load


# --- the default file ----------------------------------------------------------------------------


def test_default_has_the_twelve_themes_in_order():
    assert list(DEFAULT.themes) == [
        "accueil_personnel", "attente", "prix", "produit", "livraison", "numerique",
        "service_client", "information", "demarches", "lieu", "fidelite", "confiance",
    ]  # fmt: skip


def test_default_has_the_twenty_four_irritants_and_their_themes():
    assert {code: item.theme for code, item in DEFAULT.irritants.items()} == {
        "personnel_desagreable": "accueil_personnel",
        "conseil_insuffisant": "accueil_personnel",
        "attente_excessive": "attente",
        "prix_eleve": "prix",
        "facturation_contestee": "prix",
        "produit_defectueux": "produit",
        "produit_non_conforme": "produit",
        "indisponibilite": "produit",
        "retard_livraison": "livraison",
        "livraison_degradee": "livraison",
        "bug_numerique": "numerique",
        "ergonomie_numerique": "numerique",
        "injoignable": "service_client",
        "non_resolution": "service_client",
        "remboursement_difficile": "service_client",
        "information_insuffisante": "information",
        "parcours_complexe": "demarches",
        "proprete": "lieu",
        "inconfort": "lieu",
        "client_non_reconnu": "fidelite",
        "resiliation_subie": "fidelite",
        "promesse_non_tenue": "confiance",
        "insecurite": "confiance",
        "autre_irritant": None,
    }


def test_default_has_the_eight_stages_in_order():
    assert list(DEFAULT.stages) == [
        "decouverte", "consideration", "achat", "livraison",
        "usage", "service_client", "fidelisation", "recommandation",
    ]  # fmt: skip


def all_cues(item: Theme | Irritant | Stage) -> list[str]:
    return [*item.cues, *getattr(item, "cues_positive", ()), *getattr(item, "cues_negative", ())]


@pytest.mark.parametrize(("kind", "item"), EVERY, ids=IDS)
def test_default_categories_are_filled(kind: str, item: Theme | Irritant | Stage):
    assert 20 <= len(all_cues(item)) <= 60
    assert 8 <= len(item.examples) <= 12
    assert 2 <= len(item.counter_examples) <= 4
    assert len(item.label) <= 45
    assert len(item.definition) >= 60


@pytest.mark.parametrize("theme", DEFAULT.themes.values(), ids=list(DEFAULT.themes))
def test_default_themes_have_cues_of_both_signs(theme: Theme):
    assert len(theme.cues_positive) >= 5
    assert len(theme.cues_negative) >= 5


def test_default_examples_are_written_once():
    texts = [text for _, item in EVERY for text in item.examples]
    texts += [counter.text for _, item in EVERY for counter in item.counter_examples]
    assert len(texts) == len(set(texts))


@pytest.mark.parametrize("irritant", DEFAULT.irritants.values(), ids=list(DEFAULT.irritants))
def test_irritants_find_most_of_their_own_examples(irritant: Irritant):
    hit = [
        any((h.kind, h.code) == ("irritant", irritant.code) for h in MATCHER.find(text))
        for text in irritant.examples
    ]
    assert sum(hit) >= 0.6 * len(hit)


def test_irritants_leave_most_counter_examples_alone():
    wrong = [
        (item.code, counter.text)
        for item in DEFAULT.irritants.values()
        for counter in item.counter_examples
        if any((h.kind, h.code) == ("irritant", item.code) for h in MATCHER.find(counter.text))
    ]
    total = sum(len(item.counter_examples) for item in DEFAULT.irritants.values())
    assert len(wrong) <= 0.1 * total, wrong


def test_labels_differ_within_a_kind():
    for items in DEFAULT.categories.values():
        assert len({item.label for item in items.values()}) == len(items)


def test_label_of_a_code_shared_by_a_theme_and_a_stage():
    assert DEFAULT.label("theme", "livraison") != DEFAULT.label("stage", "livraison")
    with pytest.raises(KeyError):
        DEFAULT.label("irritant", "livraison")


def test_the_dangerous_is_the_most_severe():
    assert DEFAULT.irritants["insecurite"].severity == 3
    assert {item.severity for item in DEFAULT.irritants.values()} == {1, 2, 3}


# --- where the default file is -------------------------------------------------------------------


def test_default_path_is_the_checkout():
    assert Taxonomy.default_path() == ROOT / "configs" / "taxonomy" / "default.toml"


def test_default_path_of_an_installed_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(voc.taxonomy, "__file__", str(tmp_path / "voc" / "taxonomy.py"))
    path = Taxonomy.default_path()
    assert path == tmp_path / "voc" / "_assets" / "taxonomy" / "default.toml"
    with pytest.raises(TaxonomyError, match="lecture impossible"):
        Taxonomy.load()
    path.parent.mkdir(parents=True)
    path.write_text(SMALL, encoding="utf-8")
    assert Taxonomy.load().name == "petite"


def test_wheel_carries_the_taxonomy_where_it_is_looked_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    included = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert included["configs/taxonomy"] == "voc/_assets/taxonomy"


# --- version -------------------------------------------------------------------------------------


def test_version_names_the_file_and_its_content(load):
    assert re.fullmatch(r"petite-2\.0\+[0-9a-f]{8}", load(SMALL).version)
    assert re.fullmatch(r"default-1\.1\+[0-9a-f]{8}", DEFAULT.version)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('name = "petite"', '# un commentaire\n\nname   =   "petite"'),
        ('negations = ["pas"]', 'negations = [\n  "pas", # comme ceci\n]'),
        ('label = "Froideur"\ntheme = "accueil"', 'theme = "accueil"\nlabel = "Froideur"'),
        ('label = "Froideur"', 'label = "  Froideur "'),
    ],
    ids=["comment", "array", "order of keys", "spaces"],
)
def test_version_is_stable_under_what_changes_nothing(load, old: str, new: str):
    assert old in SMALL
    assert load(SMALL.replace(old, new)).version == load(SMALL).version


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"glacial*"', '"glaciale"'),
        ('"Un accueil froid."', '"Un accueil glacial."'),
        ("severity = 2", "severity = 3"),
        ('negations = ["pas"]', 'negations = ["pas", "sans"]'),
        ('version = "2.0"', 'version = "2.1"'),
        ('["Un bon repas"]', '["Un mauvais repas"]'),
    ],
)
def test_version_moves_with_the_content(load, old: str, new: str):
    assert old in SMALL
    assert load(SMALL.replace(old, new)).version != load(SMALL).version


def test_a_byte_order_mark_is_no_problem(load):
    assert load("\ufeff" + SMALL).version == load(SMALL).version


# --- what is refused -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('name = "petite"\n', "", "clé manquante « name »"),
        ('name = "petite"', 'name = "Petite Taxonomie"', "« name »"),
        ('version = "2.0"', 'version = "deux"', "« version »"),
        ('language = "fr"', 'language = "en"', "« language » : 'fr' est attendu"),
        ('language = "fr"', 'language = "fr"\nlangue = "fr"', "clé inconnue « langue »"),
        ("[stages.usage]", "[stades.usage]", "table « stages » manquante ou vide"),
        ("[stages.usage]", "[stades.usage]", "clé inconnue « stades »"),
        ("[stages.usage]", "[stages.Usage]", "stages.Usage : un code s'écrit en minuscules"),
        ("[stages.usage]", '[stages."à table"]', "stages.à table : un code s'écrit en minuscules"),
        ("[stages.usage]", "[stages.froideur]", "code « froideur » déclaré plusieurs fois"),
        ('theme = "accueil"', 'theme = "acceuil"', "irritants.froideur : thème inconnu « acceuil »"),
        ('theme = "accueil"', 'theme = "usage"', "irritants.froideur : thème inconnu « usage »"),
        ('"Un accueil froid."', '"  "', "irritants.froideur : « definition » : texte vide"),
        ('label = "Autre"\n', "", "irritants.autre : clé manquante « label »"),
        ('["Pas un mot"]', "[]", "irritants.froideur : « examples » : la liste doit compter au moins 1"),
        ('["Pas un mot"]', '["Pas un mot", ""]', "irritants.froideur : « examples » : texte vide"),
        ("severity = 2", "severity = 4", "irritants.froideur : « severity » : au plus 3 est attendu"),
        ("severity = 2", "severity = 0", "irritants.froideur : « severity » : au moins 1 est attendu"),
        ("severity = 2\n", "", "irritants.froideur : clé manquante « severity »"),
        ("severity = 2", "severity = 2\nseverite = 3", "clé inconnue « severite » (vouliez-vous « severity"),
        ("severity = 2", 'severity = 2\ncode = "froid"', "irritants.froideur : clé inconnue « code »"),
        ("severity = 2", 'severity = 2\ncue = ["froid"]', "clé inconnue « cue » (vouliez-vous « cues » ?)"),
        ('code = "autre"', 'code = "autres"', "contre-exemple au code inconnu « autres »"),
        ('code = "autre"', 'code = "froideur"', "un contre-exemple porte le code qu'il doit écarter"),
        ('cues = ["glacial*"]', 'cues = ["glacial*", "Glacial*"]', "froideur : l'indice « glacial* » y est"),
        ('["impoli*"]', '["souriant*"]', "themes.accueil : l'indice « souriant* » y est plusieurs fois"),
        ('["Trop de monde"]', '["Trop de monde"]\ncues = ["GLACIAL*"]', "est déjà celui de « froideur »"),
        ('cues = ["repas"]', 'cues = ["re.pas"]', "stages.usage : « cues » : indice « re.pas »"),
        ('cues = ["repas"]', 'cues = ["repas", 3]', "stages.usage : « cues.1 » : un texte est attendu"),
        ('cues = ["repas"]', 'cues = "repas"', "stages.usage : « cues » : une liste est attendue"),
        ('negations = ["pas"]', 'negations = ["pas ..", "ne"]', "« matching.negations » : indice « pas .. »"),
        ('negations = ["pas"]', "negation_window = 40", "« matching.negation_window » : au plus 6"),
        ('name = "petite"', "name =", "ce n'est pas du TOML valide"),
    ],
)  # fmt: skip
def test_refused(load, old: str, new: str, sentence: str):
    assert old in SMALL
    with pytest.raises(TaxonomyError) as caught:
        load(SMALL.replace(old, new, 1))
    assert sentence in str(caught.value)
    assert "taxonomy.toml" in str(caught.value)


def test_all_problems_are_told_at_once(load):
    text = SMALL.replace("severity = 2", "severity = 9").replace('"Les gens."', '""')
    text = text.replace("[stages.usage]", "[stages.Usage]").replace('theme = "accueil"', 'theme = "rien"')
    with pytest.raises(TaxonomyError) as caught:
        load(text)
    places = [problem.split(" : ")[0] for problem in caught.value.problems]
    assert places == ["themes.accueil", "irritants.froideur", "stages.Usage"]
    assert caught.value.exit_code == 2


def test_problems_between_categories_are_told_together(load):
    text = SMALL.replace('theme = "accueil"', 'theme = "rien"').replace('code = "autre"', 'code = "nul"')
    with pytest.raises(TaxonomyError) as caught:
        load(text)
    assert len(caught.value.problems) == 2


def test_a_theme_and_a_stage_may_share_a_code(load):
    taxonomy = load(SMALL.replace("[stages.usage]", "[stages.accueil]"))
    assert "accueil" in taxonomy.themes
    assert "accueil" in taxonomy.stages


def test_two_themes_may_share_a_cue(load):
    other = '[themes.lieu]\nlabel = "Lieu"\ndefinition = "Où."\nexamples = ["Ici"]\ncues = ["souriant*"]\n'
    taxonomy = load(SMALL.replace("[irritants.froideur]", other + "\n[irritants.froideur]"))
    assert list(taxonomy.themes) == ["accueil", "lieu"]


def test_missing_file_is_told(tmp_path: Path):
    with pytest.raises(TaxonomyError, match="lecture impossible"):
        Taxonomy.load(tmp_path / "nulle_part.toml")


def test_a_file_that_is_no_text_is_told(tmp_path: Path):
    path = tmp_path / "taxonomy.toml"
    path.write_bytes(b'name = "\xff\xfe"')
    with pytest.raises(TaxonomyError, match="TOML"):
        Taxonomy.load(path)


@pytest.mark.parametrize("text", ["", "themes = 3\nirritants = []\nstages = 'x'", "[themes]\nprix = 4"])
def test_odd_shapes_are_refused_with_a_sentence(load, text: str):
    with pytest.raises(TaxonomyError) as caught:
        load(text)
    assert "table « stages » manquante ou vide" in str(caught.value)


# --- the document --------------------------------------------------------------------------------


def test_document_lists_the_codes_of_the_file():
    text = (ROOT / "docs" / "taxonomy.md").read_text(encoding="utf-8")
    begin, end = "<!-- codes: begin -->\n", "<!-- codes: end -->"
    assert text.split(begin)[1].split(end)[0].strip() == codes_table(DEFAULT).strip()


def test_document_names_every_key_of_the_file():
    text = (ROOT / "docs" / "taxonomy.md").read_text(encoding="utf-8")
    raw = tomllib.loads(Taxonomy.default_path().read_text(encoding="utf-8"))
    keys = {
        *raw["matching"],
        *raw["themes"]["prix"],
        *raw["irritants"]["prix_eleve"],
        *raw["stages"]["achat"],
    }
    assert {key for key in keys if f"`{key}`" not in text} == set()


def test_cues_of_the_default_file_are_short():
    long = [cue for _, item in EVERY for cue in all_cues(item) if len(parse(cue)) > 6]
    assert long == []
