from __future__ import annotations

import pytest

from tests.nlp.cases import FAULTS
from voc.nlp.contract import to_json
from voc.nlp.tagger import Tagger, TagInput
from voc.records import Coverage, Tagged

TEXTS = [
    "Une heure d'attente au guichet, c'est beaucoup trop",
    "Vendeuse aimable et souriante",
    "Personnel adorable mais une heure d'attente à la caisse",
    "Rien",
    "Quels sont vos horaires ?",
    "",
    "…",
    "The staff was very friendly and the room was really clean, we will come back next year",
    "jkqsdhf qskdjfh",
    "Serveur impoli\u00a0!!\nEt puis trop d&#39;attente",
]


def _one(tagger: Tagger, text: str, question: str | None = None) -> Tagged:
    (tagged,) = tagger.tag([TagInput("x", text, question)])
    return tagged


def test_a_complaint_is_read_with_its_irritant_and_theme(tagger: Tagger) -> None:
    tagged = _one(tagger, TEXTS[0])
    assert tagged.sentiment == "negatif"
    assert [(theme.code, theme.polarity) for theme in tagged.themes] == [("attente", "negatif")]
    assert [irritant.code for irritant in tagged.irritants] == ["attente_excessive"]
    assert tagged.coverage is Coverage.TAGGED


def test_each_theme_has_the_polarity_of_its_own_clause(tagger: Tagger) -> None:
    tagged = _one(tagger, TEXTS[2])
    assert {theme.code: theme.polarity for theme in tagged.themes} == {
        "accueil_personnel": "positif",
        "attente": "negatif",
    }


def test_evidence_is_the_clause_that_speaks_of_the_code(tagger: Tagger) -> None:
    tagged = _one(tagger, TEXTS[2])
    words = {
        theme.code: [TEXTS[2][span.start : span.end] for span in theme.evidence] for theme in tagged.themes
    }
    assert words == {
        "accueil_personnel": ["Personnel adorable"],
        "attente": ["mais une heure d'attente à la caisse"],
    }


def test_evidence_of_a_list_is_its_item(tagger: Tagger) -> None:
    text = "Vendeuse très aimable, trop d'attente à la caisse"
    tagged = _one(tagger, text)
    words = {theme.code: [text[span.start : span.end] for span in theme.evidence] for theme in tagged.themes}
    assert words == {
        "accueil_personnel": ["Vendeuse très aimable"],
        "attente": ["trop d'attente à la caisse"],
    }


def test_offsets_count_in_the_text_as_it_was_given(tagger: Tagger) -> None:
    text = "  Écrire à jean.dupont@exemple.fr\u200b\u00a0; le personnel est désagréable"
    tagged = _one(tagger, text)
    (irritant,) = tagged.irritants
    (span,) = irritant.evidence
    assert text[span.start : span.end].endswith("le personnel est désagréable")


@pytest.mark.parametrize(
    ("text", "question", "coverage"),
    [
        ("", None, Coverage.NOT_INFORMATIVE),
        ("…", None, Coverage.NOT_INFORMATIVE),
        ("jkqsdhf qskdjfh", None, Coverage.NOT_INFORMATIVE),
        ("Rien", FAULTS, Coverage.NOT_INFORMATIVE),
        (TEXTS[7], None, Coverage.NOT_FRENCH),
        (TEXTS[0], None, Coverage.TAGGED),
    ],
)
def test_coverage(tagger: Tagger, text: str, question: str | None, coverage: Coverage) -> None:
    tagged = _one(tagger, text, question)
    assert tagged.coverage is coverage
    if coverage is not Coverage.TAGGED:
        assert tagged.informative is False
        assert (tagged.themes, tagged.irritants) == ((), ())


def test_what_is_not_french_is_not_read(tagger: Tagger) -> None:
    tagged = _one(tagger, TEXTS[7])
    assert (tagged.language, tagged.sentiment, tagged.sentiment_scores) == ("en", None, {})
    assert tagged.stages == ()


def test_the_question_changes_the_answer(tagger: Tagger) -> None:
    asked = _one(tagger, "Rien", FAULTS)
    assert asked.sentiment_scores["neutre"] > _one(tagger, "Rien").sentiment_scores["neutre"]


def test_the_rating_changes_nothing(tagger: Tagger) -> None:
    answers = tagger.tag([TagInput("x", TEXTS[2], rating=rating) for rating in (None, 1.0, 5.0)])
    assert answers[0] == answers[1] == answers[2]


def test_an_irritant_never_stands_without_its_theme(tagger: Tagger) -> None:
    for tagged in tagger.tag(TEXTS):
        spoiled = {theme.code for theme in tagged.themes if theme.polarity != "positif"}
        owners = {tagger.taxonomy.irritants[own.code].theme for own in tagged.irritants}
        assert owners <= spoiled


def test_codes_without_weights_live_on_their_cues(tagger: Tagger) -> None:
    tagged = _one(tagger, "Des rideaux affreux et des tableaux affreux dans la salle d'attente du personnel")
    assert "laideur" in [own.code for own in tagged.irritants]
    assert ("decoration", "negatif") in [(own.code, own.polarity) for own in tagged.themes]


def test_the_main_stage_comes_first(tagger: Tagger) -> None:
    assert _one(tagger, "Personnel aimable le jour de mon achat").stages[0].code == "achat"
    assert _one(tagger, "Une heure d'attente au guichet").stages[0].code == "usage"


@pytest.mark.parametrize("size", [1, 3, 7])
def test_the_batch_changes_no_byte(tagger: Tagger, size: int) -> None:
    items = [TagInput(str(at), text) for at, text in enumerate(TEXTS * 3)]
    together = tagger.tag(items)
    apart = [tagged for at in range(0, len(items), size) for tagged in tagger.tag(items[at : at + size])]
    assert [to_json(own) for own in together] == [to_json(own) for own in apart]


def test_the_order_changes_nothing(tagger: Tagger) -> None:
    items = [TagInput(str(at), text) for at, text in enumerate(TEXTS)]
    assert tagger.tag(items[::-1])[::-1] == tagger.tag(items)


def test_figures_are_rounded_to_four_digits(tagger: Tagger) -> None:
    for tagged in tagger.tag(TEXTS):
        scores = [*tagged.sentiment_scores.values(), *(own.score for own in (*tagged.themes, *tagged.stages))]
        assert scores == [round(score, 4) for score in scores]


def test_nothing_to_read_gives_nothing(tagger: Tagger) -> None:
    assert tagger.tag([]) == []


def test_a_bare_string_gets_its_position(tagger: Tagger) -> None:
    assert [tagged.id for tagged in tagger.tag(["Nul", "Super"])] == ["0", "1"]


def test_versions_travel_with_the_answer(tagger: Tagger) -> None:
    tagged = _one(tagger, TEXTS[0])
    assert (tagged.model, tagged.taxonomy) == (tagger.model_version, tagger.taxonomy.version)


@pytest.mark.parametrize("text", TEXTS)
def test_segments_and_evidence_stay_inside_the_text(tagger: Tagger, text: str) -> None:
    tagged = _one(tagger, text)
    spans = [
        *tagged.segments,
        *(span for own in (*tagged.themes, *tagged.irritants) for span in own.evidence),
    ]
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(own.evidence for own in (*tagged.themes, *tagged.irritants))
