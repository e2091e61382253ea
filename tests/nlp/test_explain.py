from __future__ import annotations

import json

import pytest

from voc.nlp.explain import Explanation, Reason, explain
from voc.nlp.tagger import Tagger


def _reason(found: Explanation, kind: str, code: str) -> Reason:
    return next(own for own in found.reasons if (own.kind, own.code) == (kind, code))


def test_the_words_and_cues_of_an_irritant_are_named(tagger: Tagger) -> None:
    found = explain(tagger, "Une heure d'attente au guichet")
    reason = _reason(found, "irritant", "attente_excessive")
    assert reason.said
    assert reason.chance >= reason.threshold
    assert any("attent" in own.feature and own.weight > 0 for own in reason.features)
    assert [found.text[cue.start : cue.end] for cue in reason.cues] == ["heure d'attente"]


def test_a_theme_tells_its_polarities(tagger: Tagger) -> None:
    reason = _reason(explain(tagger, "Vendeuse aimable"), "theme", "accueil_personnel")
    assert max(reason.polarities, key=lambda name: reason.polarities[name]) == "positif"


def test_what_is_said_comes_first_in_its_kind(tagger: Tagger) -> None:
    found = explain(tagger, "Personnel adorable mais une heure d'attente")
    told = [own.said for own in found.reasons if own.kind == "theme"]
    assert told == sorted(told, reverse=True)


def test_weights_are_shown_heaviest_first(tagger: Tagger) -> None:
    for reason in explain(tagger, "Vendeuse aimable et souriante", most=5).reasons:
        weights = [abs(own.weight) for own in reason.features]
        assert weights == sorted(weights, reverse=True)
        assert len(weights) <= 5


@pytest.mark.parametrize("text", ["", "…", "The room was clean and the staff was really very friendly to us"])
def test_what_was_not_read_has_no_reasons(tagger: Tagger, text: str) -> None:
    found = explain(tagger, text)
    assert (found.reasons, found.sentiment, found.informative) == ((), None, False)


def test_an_explanation_is_plain_data(tagger: Tagger) -> None:
    assert json.loads(json.dumps(explain(tagger, "Nul").to_dict()))["model"] == tagger.model_version


def test_personal_data_is_scrubbed_from_it(tagger: Tagger) -> None:
    assert "dupont" not in explain(tagger, "Écrire à jean.dupont@exemple.fr, personnel aimable").text.lower()
