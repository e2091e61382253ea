"""A small store with known facts: late parcels that rise, a dirty site, a gloomy channel, hostile texts."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.conftest import ROOT
from voc.records import (
    CleanResponse,
    CleanVerbatim,
    Completeness,
    Counts,
    Coverage,
    Direction,
    Evidence,
    IrritantTag,
    Kind,
    Metric,
    Quality,
    Reject,
    Score,
    SourceOutcome,
    StageTag,
    Tagged,
    ThemeTag,
)
from voc.store.publish import publish
from voc.store.working import Store
from voc.taxonomy import Taxonomy

LAST_DAY = dt.date(2026, 11, 14)
SHOP, HOTEL = "L'Orée & Fils", "Hôtel de l'Aubrac"
MODEL = "essai-1"

#: {channel: (source, kind, solicited)}
CHANNELS = {
    "enquete_email": ("courriels", Kind.SURVEY, True),
    "google": ("avis", Kind.REVIEW, False),
    "reseaux_sociaux": ("mentions", Kind.SOCIAL, False),
}

LATE = (
    "Colis annoncé lundi, reçu le vendredi d'après.",
    "toujours rien dans la boîte aux lettres trois semaines plus tard, le suivi dit « en préparation »",
    "J'ai attendu ma commande pendant dix jours alors qu'on promettait du 48 h",
    "Livraison repoussée deux fois sans un mot d'explication, j'ai posé une journée pour rien.",
    "Mon fauteuil devait arriver pour Noël, il est arrivé à Pâques 😤",
    "Le transporteur a perdu le paquet et personne ne sait où il est.",
    "Délai doublé, aucune nouvelle, heureusement que ce n'était pas pressé",
    "commande passée le 2, expédiée le 17. C'est long pour trois bougies.",
    "On me dit livré, je n'ai rien vu passer ! Ni voisin ni gardien non plus.",
    "La table basse est venue après le déménagement, trop tard pour la pendaison de crémaillère",
    "Suivi bloqué depuis mardi au dépôt de Lyon, le point relais m'envoie promener.",
    "Retard sur retard : le livreur devait passer entre 8 et 12, il est venu le lendemain soir.",
)
DIRTY = (
    "Salle de bain pas nettoyée, des cheveux dans la douche.",
    "Moquette tachée et odeur de tabac froid dans le couloir",
    "Poussière sur les tables de nuit, draps douteux : on a demandé à changer de chambre.",
    "des miettes sous le lit et une fourmi dans le verre à dents",
    "La cuvette n'avait pas vu d'éponge depuis longtemps…",
    "Rideaux gris de crasse, fenêtre qu'on n'ose pas toucher.",
    "Ménage fait à la va-vite, la poubelle du client d'avant était encore pleine",
    "Traces de doigts partout sur le miroir, serviettes humides à l'arrivée",
)
DEAR = (
    "Le prix a pris dix pour cent en un an, sans rien de plus dans l'assiette.",
    "38 euros le coussin, faut pas pousser",
    "Trop cher pour ce que c'est, même en promotion.",
)
PRAISE = (
    "L'équipe est adorable, on se sent attendu.",
    "La vendeuse a passé une demi-heure à me trouver la bonne teinte, merci à elle.",
    "accueil au top, des gens qui aiment leur métier",
    "On nous a gardé les valises et prêté des parapluies, quelle gentillesse !",
    "Conseils précis, jamais poussés à l'achat.",
    "Le réceptionniste connaît chaque sentier du plateau et dessine des plans sur les nappes.",
    "Sourire du matin au soir, même le jour du bug des caisses",
    "Personnel aux petits soins avec ma mère en fauteuil.",
)
BLANK = ("RAS", "très bien", "rien à signaler", "👍👍")
HOSTILE = (
    "<script>alert('vu')</script> colis jamais reçu, </style></details><img src=x onerror=alert(1)> rien !",
    "Retard \u202e!tnemelatot à l'envers \u2066et ça continue, toujours pas livré & « jamais » remboursé",
    "livraison en retard " + "é" * 10_000,
    "Pas livré : \"demain\", 'demain'… {{ 7 * 7 }} {% raw %} ${HOME} \r\n deuxième ligne\tet tabulation",
    "مرحبا لم تصل الطلبية, toujours pas livré au bout d'un mois",
)


class Maker:
    """Collects responses and what a tagger says of their texts, in the order they are asked for."""

    def __init__(self) -> None:
        self.responses: list[CleanResponse] = []
        self.tagged: dict[str, Tagged] = {}

    def add(
        self,
        brand: str,
        text: str | None,
        ago: int | None,
        *,
        channel: str = "google",
        site: str | None = None,
        sentiment: str | None = None,
        irritants: Sequence[str] = (),
        stages: Sequence[str] = (),
        praise: Sequence[str] = (),
        coverage: Coverage = Coverage.TAGGED,
        language: str = "fr",
        scores: tuple[Score, ...] = (),
    ) -> str:
        """One response, ``ago`` days before the last day; gives the identifier of its verbatim."""
        number = len(self.responses)
        name = f"{number * 2654435761 % 2**32:08x}{number:04d}"
        source, kind, solicited = CHANNELS[channel]
        verbatims: tuple[CleanVerbatim, ...] = ()
        if text is not None:
            quality = Quality.OK if language == "fr" else Quality.OTHER_LANGUAGE
            verbatims = (CleanVerbatim(f"{name}v", "avis", 0, text, language, "detected", quality),)
            self.tagged[f"{name}v"] = _tagged(
                f"{name}v", text, sentiment, irritants, stages, praise, coverage, language
            )
        day = None if ago is None else LAST_DAY - dt.timedelta(days=ago)
        self.responses.append(
            CleanResponse(
                response_id=name,
                source_id=source,
                native_id=name,
                content_hash=name,
                brand=brand,
                channel=channel,
                kind=kind,
                solicited=solicited,
                date=day,
                created_at=None,
                updated_at=None,
                site=site,
                product=None,
                author_hash=None,
                owner_reply=None,
                owner_reply_at=None,
                language_declared=None,
                verbatims=verbatims,
                scores=scores,
            )
        )
        return f"{name}v"


def clauses(text: str) -> list[Evidence]:
    """Pieces of a text that cover it, cut after punctuation."""
    return [Evidence(*m.span()) for m in re.finditer(r"[^.,!?;…]+[.,!?;…]*\s*", text)]


def _tagged(
    name: str,
    text: str,
    sentiment: str | None,
    irritants: Sequence[str],
    stages: Sequence[str],
    praise: Sequence[str],
    coverage: Coverage,
    language: str,
) -> Tagged:
    pieces = clauses(text)
    first = tuple(pieces[:1])
    scores = dict.fromkeys(("negatif", "neutre", "positif", "mixte"), 0.05)
    if sentiment:
        scores[sentiment] = 0.85
    return Tagged(
        id=name,
        language=language,
        informative=coverage is Coverage.TAGGED,
        sentiment=sentiment,
        sentiment_scores=scores if language == "fr" else {},
        coverage=coverage,
        themes=tuple(ThemeTag(code, "positif", 0.9, first) for code in praise),
        irritants=tuple(IrritantTag(code, 0.5 + len(text) % 50 / 100, first) for code in irritants),
        stages=tuple(StageTag(code, 0.8) for code in stages),
        segments=tuple(pieces),
        model=MODEL,
        taxonomy="",
    )


def shop_and_hotel() -> Maker:
    """Ten weeks of two brands. The shop's late parcels: one a week, then eight in each of the last two."""
    maker = Maker()
    late = iter(LATE * 3)
    for week in range(10):
        for n in range(8 if week < 2 else 1):
            maker.add(
                SHOP,
                f"{next(late)} ({week}.{n})",
                week * 7 + n % 7,
                channel=("google", "enquete_email")[n % 2],
                site=("Lyon", "Nancy", None)[n % 3],
                sentiment="negatif",
                irritants=["retard_livraison"],
                stages=["livraison"],
            )
        for n in range(7):
            _weekly(maker, week, n)
    for n, text in enumerate(DIRTY):
        _hotel_complaint(maker, text, n)
    for n, text in enumerate(HOSTILE):
        maker.add(
            SHOP,
            text,
            n * 3,
            channel="reseaux_sociaux",
            sentiment="negatif",
            irritants=["livraison_degradee"],
            stages=["livraison", "recommandation"],
        )
    maker.add(
        SHOP, "Sans date mais pas sans retard.", None, sentiment="negatif", irritants=["retard_livraison"]
    )
    maker.add(
        SHOP, "Nice shop, lovely people, will come back", 4, coverage=Coverage.NOT_FRENCH, language="en"
    )
    maker.add(SHOP, "mouais, à voir", 5, coverage=Coverage.UNSURE)
    maker.add(HOTEL, None, 6, scores=(_stars(2),))
    return maker


def _weekly(maker: Maker, week: int, n: int) -> None:
    ago = week * 7 + n
    maker.add(
        SHOP,
        f"{PRAISE[(week + n) % len(PRAISE)]} ({week}.{n})",
        ago,
        channel="google" if n == 3 else "enquete_email",
        site="Vierzon" if week == n else "Lyon" if n % 2 else "Nancy",
        sentiment="positif",
        praise=["accueil_personnel"],
        stages=["achat"],
        scores=(
            Score("nps", Metric.NPS, (week + n) % 11, str((week + n) % 11), 0, 10),
            Score("effort", Metric.CES, 1 + n % 5, str(1 + n % 5), 1, 5, Direction.LOWER_IS_BETTER),
        ),
    )
    maker.add(
        HOTEL,
        f"{PRAISE[n]} [{week}.{n}]",
        ago,
        site=("Nasbinals", "Laguiole", "Aumont")[n % 3],
        sentiment="positif",
        praise=["accueil_personnel"],
        stages=["usage"],
        scores=(_stars(5),),
    )
    if n == 0:
        maker.add(
            SHOP,
            f"{DEAR[week % 3]} ({week})",
            ago,
            channel="reseaux_sociaux",
            sentiment="negatif",
            irritants=["prix_eleve"],
            stages=["achat"],
        )
        maker.add(
            HOTEL,
            BLANK[week % 4],
            ago,
            site="Laguiole",
            sentiment="neutre",
            coverage=Coverage.NOT_INFORMATIVE,
            scores=(_stars(4),),
        )


def _hotel_complaint(maker: Maker, text: str, n: int) -> None:
    for round_ in range(2):
        maker.add(
            HOTEL,
            f"{text} <{round_}>",
            n * 8 + round_,
            site="Nasbinals",
            sentiment="negatif",
            irritants=["proprete"],
            stages=["usage"],
            scores=(_stars(1),),
        )


def _stars(value: int) -> Score:
    return Score("etoiles", Metric.STARS, value, str(value), 1, 5)


def make_snapshot(
    folder: Path,
    maker: Maker,
    *,
    backwards: bool = False,
    outcomes: Iterable[SourceOutcome] | None = None,
    status: str = "completed",
) -> Path:
    """The snapshot of one night; ``backwards`` feeds the same responses in the other order."""
    taxonomy = Taxonomy.load(ROOT / "configs" / "taxonomy" / "default.toml")
    responses = maker.responses[::-1] if backwards else maker.responses
    with Store.open(folder / "work" / "night.duckdb") as store:
        run_night(store, "nuit-1", taxonomy.version, outcomes, status, lambda: _feed(store, maker, responses))
        return publish(store, folder / "voc.duckdb", taxonomy)


def run_night(
    store: Store,
    run_id: str,
    taxonomy: str,
    outcomes: Iterable[SourceOutcome] | None,
    status: str,
    work: object = None,
    *,
    day: int = 15,
    model: str = MODEL,
) -> None:
    """A run's rows around some work."""
    started = dt.datetime(2026, 11, day, 1, 0, tzinfo=dt.UTC)
    store.start_run(run_id, "nightly", started, "0.1.0", model, taxonomy)
    if callable(work):
        work()
    for outcome in outcomes or [
        SourceOutcome(s, Completeness.COMPLETE, Counts(new=3)) for s, *_ in CHANNELS.values()
    ]:
        store.record_source(run_id, outcome)
    store.end_run(run_id, status, 0, None, started + dt.timedelta(minutes=7))


def _feed(store: Store, maker: Maker, responses: Sequence[CleanResponse]) -> None:
    half = len(responses) // 2
    rejects = [
        Reject(
            "rejet-1",
            "courriels",
            "f1",
            "enquete_octobre.csv",
            12,
            "out_of_scale",
            "La note vaut 11, hors de l'échelle 0 à 10.",
            "nps",
            "11",
        ),
        Reject(
            "rejet-2",
            "courriels",
            "f1",
            "enquete_octobre.csv",
            40,
            "out_of_scale",
            "La note vaut 11, hors de l'échelle 0 à 10.",
            "nps",
            "12",
        ),
    ]
    store.commit_batch(responses[:half], rejects, "nuit-1")
    store.commit_batch(responses[half:], [], "nuit-1")
    due = store.due(MODEL, "", 100_000)
    store.write_tags([(verbatim, maker.tagged[verbatim.verbatim_id]) for verbatim in due], "nuit-1")
