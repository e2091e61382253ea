from __future__ import annotations

import pytest
from hypothesis import given

from tests.text.strategies import texts
from voc.records import Quality
from voc.text.prepare import Preparer

PREPARER = Preparer()


def test_a_raw_text_is_mended_scrubbed_and_judged():
    raw = "TrÃ¨s bon accueil de&nbsp;Sophie,  merci ! 06\u00a012\u00a034\u00a056\u00a078"
    prepared = PREPARER.prepare(raw, known=("Jean Dupont",))
    start = prepared.aligned.text.index("[TELEPHONE]")

    assert prepared.aligned.text == "Très bon accueil de [PERSONNE], merci ! [TELEPHONE]"
    assert prepared.masked == ("PERSONNE", "TELEPHONE")
    assert (prepared.language.code, prepared.quality) == ("fr", Quality.OK)
    assert raw[slice(*prepared.aligned.original(start, start + 11))] == "06\u00a012\u00a034\u00a056\u00a078"


@pytest.mark.parametrize(
    ("text", "quality", "code"),
    [
        ("", Quality.EMPTY, "fr"),
        (" N/A ", Quality.EMPTY, "fr"),
        ("azertyuiop", Quality.GIBBERISH, "fr"),
        ("RAS", Quality.OK, "fr"),
        ("Very nice hotel, the staff was friendly", Quality.OTHER_LANGUAGE, "en"),
        ("Je recommande ce très bel hôtel", Quality.OK, "fr"),
    ],
)
def test_quality_and_language(text, quality, code):
    prepared = PREPARER.prepare(text)

    assert (prepared.quality, prepared.language.code) == (quality, code)


def test_a_source_declared_in_another_language_gives_other_language_texts():
    assert PREPARER.prepare("Top", declared_language="en").quality is Quality.OTHER_LANGUAGE


def test_known_values_are_masked():
    assert (
        PREPARER.prepare("kowalczyk est déçu", known=("Adam Kowalczyk",)).aligned.text
        == "[PERSONNE] est déçu"
    )


@given(texts)
def test_preparing_twice_changes_nothing_more(text):
    once = PREPARER.prepare(text).aligned.text

    assert PREPARER.prepare(once).aligned.text == once
