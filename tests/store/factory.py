"""Responses and readings made up for the tests: deterministic, with every trait that a store meets."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from voc.records import (
    CleanResponse,
    CleanVerbatim,
    Completeness,
    Coverage,
    Direction,
    Evidence,
    IrritantTag,
    Kind,
    Metric,
    Quality,
    Reject,
    Score,
    StageTag,
    Tagged,
    ThemeTag,
)
from voc.store.working import DueVerbatim, FileRecord, Store

MODEL, TAXONOMY = "modele-1", "essai-1+00000000"
FIRST_DAY = dt.date(2026, 8, 17)

SENTENCES = (
    "Trois quarts d'heure à la caisse un samedi matin, c'est trop.",
    "La vendeuse du rayon luminaires m'a très bien conseillé 👍",
    "colis livré chez le voisin sans prévenir",
    "Le site plante dès qu'on valide le panier.",
    "Chambre calme, literie parfaite, on reviendra.",
    "Personne ne répond au téléphone depuis lundi !!",
    "RAS",
    "Prix corrects mais la qualité baisse d'année en année",
    "Remboursé en deux jours, bravo.",
    "Le serveur a oublié l'entrée puis l'addition était fausse…",
    "On m'a demandé trois fois le même justificatif.",
    "bof",
    "Résiliation refusée alors que je suis client depuis vingt ans 😡",
)
THEMES = ("attente", "accueil_personnel", "livraison", "numerique", "prix")
IRRITANTS = {"attente_excessive": 2, "livraison_degradee": 2, "bug_numerique": 3, "prix_eleve": 1}
STAGES = ("achat", "livraison", "usage", "service_client")
SITES = {"Maison Lumen": ("Lille", "Nantes", None), "Hôtel des Halles": ("Dijon",), "Prévia": (None,)}
SOURCES = (
    ("enquete", "enquete_email", Kind.SURVEY, True),
    ("google", "google", Kind.REVIEW, False),
    ("sociaux", "reseaux_sociaux", Kind.SOCIAL, False),
)


def taxonomy() -> Any:
    """What the store asks of a taxonomy, and no more."""

    def item(code: str, **more: object) -> SimpleNamespace:
        label = code.replace("_", " ").capitalize()
        return SimpleNamespace(code=code, label=label, definition=f"Ce qui touche à : {label}.", **more)

    themes = {code: item(code) for code in THEMES}
    irritants = {
        code: item(code, theme=THEMES[n], severity=s) for n, (code, s) in enumerate(IRRITANTS.items())
    }
    stages = {code: item(code) for code in STAGES}
    return SimpleNamespace(version=TAXONOMY, themes=themes, irritants=irritants, stages=stages)


def moment(day: int, hour: int = 9) -> dt.datetime:
    """A moment of the ``day``-th day."""
    return dt.datetime.combine(FIRST_DAY, dt.time(hour), dt.UTC) + dt.timedelta(days=day)


def verbatim(response: str, text: str, question: str = "q1", **more: Any) -> CleanVerbatim:
    """One French text of a response."""
    values: dict[str, Any] = {
        "verbatim_id": f"v-{response}-{question}",
        "question_id": question,
        "position": 0,
        "text": text,
        "language": "fr",
        "language_origin": "detected",
        "quality": Quality.OK,
    }
    return CleanVerbatim(**{**values, **more})


def response(
    name: str, *texts: str, content: str | None = None, updated: int | None = None, **more: Any
) -> CleanResponse:
    """One response; ``updated`` is the day of its ``updated_at``, ``content`` its content hash."""
    verbatims = tuple(verbatim(name, text, f"q{n}", position=n - 1) for n, text in enumerate(texts, 1))
    values: dict[str, Any] = {
        "response_id": name,
        "source_id": "google",
        "native_id": f"natif-{name}",
        "content_hash": content or "|".join(texts) or "vide",
        "brand": "Maison Lumen",
        "channel": "google",
        "kind": Kind.REVIEW,
        "solicited": False,
        "date": FIRST_DAY,
        "created_at": None,
        "updated_at": None if updated is None else moment(updated),
        "site": "Lille",
        "product": None,
        "author_hash": f"auteur-{name}",
        "owner_reply": None,
        "owner_reply_at": None,
        "language_declared": None,
        "verbatims": verbatims,
        "scores": (),
    }
    return CleanResponse(**{**values, **more})


def reject(name: str = "r1", **more: Any) -> Reject:
    """One row that could not be read."""
    values: dict[str, Any] = {
        "reject_id": name,
        "source_id": "enquete",
        "file_hash": "f1",
        "file_name": "export.csv",
        "row": 12,
        "code": "bad_date",
        "reason": "La date n'existe pas au calendrier.",
        "field": "Date",
        "content": "31/02/2026",
    }
    return Reject(**{**values, **more})


def file_record(name: str = "f1", mapping: str = "m1", **more: Any) -> FileRecord:
    """A file read to its end."""
    values: dict[str, Any] = {
        "source_id": "enquete",
        "file_hash": name,
        "mapping_hash": mapping,
        "file_name": f"{name}.csv",
        "bytes": 1234,
        "rows_read": 10,
        "responses": 9,
        "verbatims": 8,
        "rejected": 1,
        "completeness": Completeness.COMPLETE,
    }
    return FileRecord(**{**values, **more})


def _scores(rng: random.Random, kind: Kind) -> tuple[Score, ...]:
    if kind is Kind.REVIEW:
        stars = rng.randint(1, 5)
        return (Score("stars", Metric.STARS, stars, str(stars), 1, 5),)
    if kind is Kind.SOCIAL:
        return ()
    nps, csat, ces = rng.randint(0, 10), rng.randint(1, 5), rng.randint(1, 7)
    scores = [
        Score("nps", Metric.NPS, nps, str(nps), 0, 10),
        Score("csat", Metric.CSAT, csat, str(csat), 1, 5),
        Score("ces", Metric.CES, ces, str(ces), 1, 7, Direction.LOWER_IS_BETTER),
    ]
    if rng.random() < 0.3:
        scores.append(Score("csat10", Metric.CSAT, csat * 2, str(csat * 2), 1, 10))
    return tuple(scores[: rng.randint(1, 4)])


def made_up(count: int, seed: int = 1, days: int = 30) -> list[CleanResponse]:
    """``count`` responses over three brands: several texts, none, ratings only, no date, other languages."""
    rng = random.Random(seed)
    responses = []
    for number in range(count):
        name = f"r{seed:02d}{number:07d}"
        source, channel, kind, solicited = rng.choice(SOURCES)
        brand = rng.choice(sorted(SITES))
        texts = rng.choices(SENTENCES, k=rng.choice((0, 1, 1, 1, 2)))
        day = rng.randrange(days)
        dated = rng.random() > 0.03
        made = response(
            name,
            *(f"{text} ({number})" for text in texts),
            source_id=source,
            channel=channel,
            kind=kind,
            solicited=solicited,
            brand=brand,
            site=rng.choice(SITES[brand]),
            date=FIRST_DAY + dt.timedelta(days=day) if dated else None,
            created_at=moment(day, rng.randrange(24)) if dated else None,
            scores=_scores(rng, kind),
        )
        if made.verbatims and rng.random() < 0.1:
            first, *others = made.verbatims
            odd = rng.choice((Quality.GIBBERISH, Quality.OTHER_LANGUAGE))
            language = "en" if odd is Quality.OTHER_LANGUAGE else "fr"
            made = replace(made, verbatims=(replace(first, quality=odd, language=language), *others))
        responses.append(made)
    return responses


def reading(verbatim_id: str, text: str, quality: Quality = Quality.OK, model: str = MODEL) -> Tagged:
    """What a tagger might say of a text: always the same of the same text."""
    rng = random.Random(f"{model}|{text}")
    common = {"id": verbatim_id, "model": model, "taxonomy": TAXONOMY}
    if quality is Quality.OTHER_LANGUAGE:
        return Tagged(**common, language="en", informative=None, sentiment=None, sentiment_scores={},
                      coverage=Coverage.NOT_FRENCH)  # fmt: skip
    draws = [rng.random() for _ in range(4)]
    names = ("negatif", "neutre", "positif", "mixte")
    scores = {name: draw / sum(draws) for name, draw in zip(names, draws, strict=True)}
    sentiment = max(scores, key=lambda name: scores[name])
    if quality is not Quality.OK or rng.random() < 0.15:
        return Tagged(**common, language="fr", informative=False, sentiment=sentiment,
                      sentiment_scores=scores, coverage=Coverage.NOT_INFORMATIVE)  # fmt: skip
    middle = len(text) // 2
    halves = (Evidence(0, middle), Evidence(middle, len(text)))
    themes = tuple(
        ThemeTag(
            code, rng.choice(("positif", "negatif", "mixte")), rng.random(), rng.choice((halves, halves[:1]))
        )
        for code in rng.sample(THEMES, rng.randint(0, 2))
    )
    irritants = tuple(
        IrritantTag(code, rng.random(), halves[1:])
        for code in rng.sample(sorted(IRRITANTS), rng.choice((0, 0, 1, 2)))
    )
    stages = tuple(StageTag(code, rng.random()) for code in rng.sample(STAGES, rng.randint(0, 2)))
    unsure = rng.random() < 0.1
    return Tagged(
        **common,
        language="fr",
        informative=True,
        sentiment=None if unsure else sentiment,
        sentiment_scores=scores,
        coverage=Coverage.UNSURE if unsure else Coverage.TAGGED,
        themes=themes,
        irritants=irritants,
        stages=stages,
        segments=halves,
        informative_score=rng.random(),
    )


def tag_all(store: Store, run_id: str = "run", size: int = 500, model: str = MODEL) -> int:
    """Reads what is due; returns how many verbatims were read."""
    total, after = 0, ""
    while batch := store.due(model, TAXONOMY, size, after):
        store.write_tags(pairs(batch, model), run_id)
        total, after = total + len(batch), batch[-1].verbatim_id
    return total


def pairs(batch: Sequence[DueVerbatim], model: str = MODEL) -> list[tuple[DueVerbatim, Tagged]]:
    """Each verbatim with its reading."""
    return [(v, reading(v.verbatim_id, v.text, v.quality, model)) for v in batch]
