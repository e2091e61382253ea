from __future__ import annotations

import datetime as dt
import random

import pytest

from voc.report.quotes import LONGEST, SHORTEST, Candidate, Chooser, excerpt, quote

DAY = dt.date(2026, 11, 1)
SHORT = "Colis annoncé lundi, reçu le vendredi d'après."
LONG = (
    "Nous sommes venus pour les vingt ans de ma fille. L'accueil était chaleureux, la salle bien décorée. "
    "Mais nous avons attendu cinquante minutes entre l'entrée et le plat, sans que personne ne vienne. "
    "Quand j'ai fini par me lever, on m'a répondu que la cuisine était débordée. Le dessert, lui, n'est "
    "jamais arrivé : nous sommes partis après deux heures et demie, avec l'addition complète à régler."
)
WAIT = (LONG.index("nous avons attendu"), LONG.index(", sans que"))


def candidate(name: str, text: str, score: float = 0.9, **more: object) -> Candidate:
    values: dict[str, object] = {"day": DAY, "channel": "google", "site": "Lyon"}
    return Candidate(name, text, score, **{**values, **more})  # type: ignore[arg-type]


def spans_of(text: str) -> tuple[tuple[int, int], ...]:
    """Its sentences."""
    ends = [i + 1 for i, c in enumerate(text) if c == "."]
    return tuple(zip([0, *ends], [*ends, len(text)], strict=True))


@pytest.mark.parametrize(
    "text",
    [
        SHORT,
        f"  {SHORT}\n",
        "ok",
        "",
        "   ",
        LONG,
        "é" * 10_000,
        f"Voilà. {'a' * 5_000} fin. Et puis rien.",
        "mot " * 400,
        "👩‍👩‍👧‍👦" * 300,
        "e\u0301" * 900,
        LONG.replace(". ", ".\r\n"),
        "\u202eretourné " * 60,
    ],
)
@pytest.mark.parametrize("with_clauses", [True, False])
@pytest.mark.parametrize("spans", [(), ((0, 2),), ((150, 190), (210, 230)), ((9_000, 9_400),), ((0, 9_999),)])
def test_a_quote_is_a_span_of_the_text(text: str, with_clauses: bool, spans: tuple[tuple[int, int], ...]):
    spans = tuple((s, min(e, len(text))) for s, e in spans if s < len(text))
    shown = quote(candidate("v", text, spans=spans, clauses=spans_of(text) if with_clauses else ()))
    assert shown.text == text[shown.start : shown.end]
    assert len(shown.text) <= LONGEST
    assert shown.text == shown.text.strip()
    assert bool(shown.text) == bool(text.strip())
    assert shown.cut_before == bool(text[: shown.start].strip())
    assert shown.cut_after == bool(text[shown.end :].strip())


@pytest.mark.parametrize("spans", [((0, 13),), ((6, 13), (26, 34)), ((0, len(SHORT)),)])
def test_marks_are_the_evidence(spans: tuple[tuple[int, int], ...]):
    shown = quote(candidate("v", SHORT, spans=spans))
    assert [piece for piece, marked in shown.pieces if marked] == [SHORT[s:e] for s, e in spans]


def test_overlapping_evidence_is_marked_once():
    shown = quote(candidate("v", SHORT, spans=((0, 10), (5, 20), (8, 9))))
    assert [piece for piece, marked in shown.pieces if marked] == [SHORT[:10], SHORT[10:20]]
    assert shown.text == SHORT


def test_spaces_around_evidence_are_not_marked():
    shown = quote(candidate("v", "Cher. Très cher. Trop.", spans=((5, 17),)))
    assert shown.pieces == (("Cher. ", False), ("Très cher.", True), (" Trop.", False))


def test_a_long_text_is_cut_at_clause_limits_around_its_evidence():
    shown = quote(candidate("v", LONG, spans=(WAIT,), clauses=spans_of(LONG)))
    starts = {
        LONG.index(words)
        for words in ("Nous sommes venus", "L'accueil", "Mais nous", "Quand j'ai", "Le dessert")
    }
    assert shown.start in starts
    assert LONG[shown.end - 1] == "."
    assert LONG[slice(*WAIT)] in [piece for piece, marked in shown.pieces if marked]
    assert shown.cut_before or shown.cut_after


def test_without_clauses_sentences_are_the_limits():
    start, end = excerpt(LONG, (WAIT,), ())
    assert LONG[end - 1] in ".:"
    assert start == 0 or LONG[start - 1] == " "


def test_an_endless_clause_is_cut_between_words_with_its_evidence():
    text = "je ne sais plus combien de fois " * 40 + "personne ne répond " + "et encore une fois " * 40
    at = text.index("personne ne répond")
    shown = quote(candidate("v", text, spans=((at, at + 18),)))
    assert "personne ne répond" in shown.text
    assert shown.cut_before
    assert shown.cut_after
    assert text[shown.start - 1] == " "
    assert text[shown.end] == " "


@pytest.mark.parametrize("glyph", ["👩‍👩‍👧‍👦", "e\u0301", "❤️", "👍🏽"])
def test_a_cut_never_breaks_what_is_seen_as_one_character(glyph: str):
    text = glyph * 400
    shown = quote(candidate("v", text))
    assert shown.text
    assert len(shown.text) % len(glyph) == 0


def test_near_duplicates_are_left_out():
    texts = [
        SHORT,
        SHORT.upper(),
        f"{SHORT} !!!",
        "Le livreur a laissé la commode sous la pluie, merci bien.",
    ]
    chosen = Chooser().choose([candidate(str(n), text) for n, text in enumerate(texts)], 3)
    assert [q.verbatim_id for q in chosen] == ["0", "3"]


def test_other_sites_and_channels_come_before_higher_scores():
    told = [
        candidate("a", "Trois semaines sans nouvelles du colis parti de Brest.", 0.99),
        candidate("b", "Livré chez la voisine du dessous qui était absente aussi.", 0.98),
        candidate(
            "c",
            "Suivi bloqué depuis mardi, le point relais m'envoie promener.",
            0.80,
            site="Nancy",
            channel="appel",
        ),
    ]
    assert [q.verbatim_id for q in Chooser().choose(told, 3)] == ["a", "c", "b"]


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"fits": True, "score": 0.6}, {"fits": False, "score": 0.99}),
        ({"score": 0.9}, {"score": 0.7}),
        ({"score": 0.91, "day": DAY}, {"score": 0.94, "day": DAY - dt.timedelta(1)}),
        ({"score": 0.5}, {"text": "trop long", "score": 0.99}),
        ({"score": 0.5}, {"text": "La livraison, la livraison, la livraison !", "score": 0.99}),
    ],
)
def test_what_makes_a_better_quote(better: dict[str, object], worse: dict[str, object]):
    fine = "Commande passée le 2, expédiée le 17 : c'est long pour trois bougies."
    other = "Le transporteur a perdu le paquet et personne ne sait où il est."
    one = candidate("z", **{"text": fine, **better})  # type: ignore[arg-type]
    two = candidate("a", **{"text": other, **worse})  # type: ignore[arg-type]
    assert [q.verbatim_id for q in Chooser().choose([two, one], 1)] == ["z"]


def test_a_verbatim_is_quoted_twice_only_for_want_of_another():
    chooser = Chooser()
    both = [
        candidate("a", SHORT, 0.9),
        candidate("b", "Le chèque promis sous dizaine, ça fait neuf dizaines.", 0.6),
    ]
    assert [q.verbatim_id for q in chooser.choose(both, 1)] == ["a"]
    assert [q.verbatim_id for q in chooser.choose(both, 1)] == ["b"]
    assert [q.verbatim_id for q in chooser.choose(both[:1], 1)] == ["a"]


def test_the_choice_does_not_depend_on_the_order_of_the_candidates():
    rng = random.Random(5)
    words = [
        "colis",
        "retard",
        "livreur",
        "semaine",
        "attente",
        "suivi",
        "relais",
        "dépôt",
        "voisin",
        "carton",
    ]
    told = [
        candidate(
            f"v{n:02d}",
            " ".join(rng.choices(words, k=12)),
            rng.random(),
            site=rng.choice("ABC"),
            day=DAY - dt.timedelta(rng.randrange(30)),
        )
        for n in range(40)
    ]
    expected = Chooser().choose(told, 3)
    for _ in range(5):
        rng.shuffle(told)
        assert Chooser().choose(told, 3) == expected


def test_readable_quotes_are_preferred_but_short_ones_are_not_lost():
    told = [candidate("court", "trop long", 0.99), candidate("bon", SHORT, 0.5)]
    assert len(SHORT) >= SHORTEST
    assert [q.verbatim_id for q in Chooser().choose(told, 2)] == ["bon", "court"]


def test_nothing_to_choose():
    assert Chooser().choose([], 3) == []
