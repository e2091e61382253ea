"""A few dozen labelled verbatims, enough to train a tiny model whose answers can be checked."""

from __future__ import annotations

from typing import Any

FAULTS = "Qu'est-ce qui vous a déplu ?"

_WAIT = [
    "Une heure d'attente au guichet",
    "Trop d'attente à la caisse",
    "File d'attente interminable au guichet",
    "L'attente est beaucoup trop longue",
    "On attend une heure pour être servi",
    "Attente insupportable, deux heures au guichet",
    "Encore une longue attente ce matin",
    "Beaucoup d'attente pour un simple renseignement",
]
_KIND_STAFF = [
    "Le personnel est adorable",
    "Vendeuse souriante et aimable",
    "Une équipe charmante et souriante",
    "Accueil chaleureux, personnel aimable",
    "Le serveur est gentil et souriant",
    "Conseillère très aimable",
    "Un accueil charmant du personnel",
    "Personnel gentil et à l'écoute",
]
_RUDE_STAFF = [
    "Le personnel est désagréable",
    "Vendeuse froide et impolie",
    "Serveur impoli et méprisant",
    "Accueil glacial, personnel désagréable",
    "Un agent agressif et méprisant",
    "Conseiller impoli et agressif",
]
_MIXED = [
    "Personnel adorable mais une heure d'attente",
    "Accueil charmant mais trop d'attente à la caisse",
    "Vendeuse aimable mais l'attente est trop longue",
    "Équipe souriante mais file d'attente interminable",
    "Conseillère gentille mais deux heures d'attente",
    "Serveur aimable mais beaucoup d'attente",
]
_NEUTRAL = [
    "Quels sont vos horaires ?",
    "À quelle heure ouvrez-vous ?",
    "Est-ce ouvert le dimanche ?",
    "Pouvez-vous me rappeler ?",
    "Où se trouve votre agence ?",
    "Avez-vous ce modèle en bleu ?",
]
_NOTHING = ["Rien", "RAS", "Rien à signaler", "Néant", "Aucune remarque", "Rien de particulier"]
_SHORT = [
    ("Parfait", "positif"),
    ("Très bien", "positif"),
    ("Super", "positif"),
    ("Nul", "negatif"),
    ("Bof", "negatif"),
]


def _row(text: str, sentiment: str, **more: Any) -> dict[str, Any]:
    row = {
        "text": text,
        "question": None,
        "source": "essai",
        "sentiment": sentiment,
        "informatif": True,
        "themes": [],
        "irritants": [],
        "stages": ["usage"],
    }
    return row | more


def _all() -> list[dict[str, Any]]:
    waits = {"themes": [["attente", "negatif"]], "irritants": ["attente_excessive"]}
    kind = {"themes": [["accueil_personnel", "positif"]]}
    rude = {"themes": [["accueil_personnel", "negatif"]], "irritants": ["personnel_desagreable"]}
    both = {"themes": [*kind["themes"], *waits["themes"]], "irritants": ["attente_excessive"]}
    silent = {"informatif": False, "stages": []}
    rows = [_row(text, "negatif", **waits) for text in _WAIT]
    rows += [
        _row(f"{text} le jour de mon achat", "negatif", **waits | {"stages": ["achat"]}) for text in _WAIT
    ]
    rows += [_row(text, "positif", **kind) for text in _KIND_STAFF]
    rows += [
        _row(f"{text} lors de l'achat", "positif", **kind | {"stages": ["achat"]}) for text in _KIND_STAFF
    ]
    rows += [_row(text, "negatif", **rude) for text in _RUDE_STAFF]
    rows += [_row(text, "mixte", **both) for text in _MIXED]
    rows += [_row(text, "neutre", stages=[]) for text in _NEUTRAL]
    rows += [_row(text, "neutre", question=FAULTS, **silent) for text in _NOTHING]
    rows += [_row(text, sentiment, **silent) for text, sentiment in _SHORT]
    return [{"id": f"{'r' if at % 2 else 'c'}{at:03d}"} | row for at, row in enumerate(rows)]


LABELLED = _all()
