from __future__ import annotations

import json

import orjson
import pytest
from hypothesis import given

from tests.text.strategies import texts
from voc.errors import InputError
from voc.text.scrub_lines import scrub_lines


def _line(text: str | None, **others: object) -> str:
    return json.dumps({"id": "7", "text": text, **others})


def test_only_personal_data_changes():
    raw = "Merci  à\u00a0Sophie…\t06 12 34 56 78 &amp; bravo <b>!"
    (item,) = scrub_lines([_line(raw, rating=3, question=None)])

    assert item["text"] == "Merci  à\u00a0[PERSONNE]…\t[TELEPHONE] &amp; bravo <b>!"
    assert item["found"] == [
        {"type": "PERSONNE", "start": 9, "end": 15},
        {"type": "TELEPHONE", "start": 17, "end": 31},
    ]
    assert (item["id"], item["rating"], item["question"]) == ("7", 3, None)


@pytest.mark.parametrize(
    ("raw", "scrubbed"),
    [
        ("mon mail lea&#64;exemple.fr ok", "mon mail [EMAIL] ok"),
        ("06&nbsp;12&nbsp;34&nbsp;56&nbsp;78 svp", "[TELEPHONE] svp"),
        ("merci à LÃ©a", "merci à [PERSONNE]"),
        ('<a href="mailto:lea@exemple.fr">ici</a>', '<a href="mailto:[EMAIL]">ici</a>'),
        ("<b>Sophie</b> au top", "<b>[PERSONNE]</b> au top"),
        ("jean.<b>dupont</b>@gmail.com", "[EMAIL]"),
    ],
)
def test_what_damage_hides_is_found(raw, scrubbed):
    assert next(scrub_lines([_line(raw)]))["text"] == scrubbed


def test_bytes_marks_and_empty_lines_are_read():
    lines = [b"\xef\xbb\xbf" + _line("RAS").encode(), "", "  \n", _line(None), _line("")]

    assert [(item["text"], item["found"]) for item in scrub_lines(lines)] == [
        ("RAS", []),
        (None, []),
        ("", []),
    ]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('{"id": "1", "text": "secret', "ce n'est pas du JSON"),
        ('["secret"]', "ce n'est pas un objet JSON"),
        ('{"id": "1", "verbatim": "secret"}', "la clé « text » manque"),
        ('{"id": "1", "text": ["secret"]}', "« text » n'est pas un texte"),
        (b"\xff\xfe{", "ce n'est pas du JSON"),
        ('{"text": "secret \\ud83d"}', "ce n'est pas du JSON"),
    ],
)
def test_a_bad_line_is_told_by_its_row_without_its_content(line, problem):
    with pytest.raises(InputError) as caught:
        list(scrub_lines([_line("RAS"), "", line], name="avis.jsonl"))

    assert str(caught.value).startswith(f"avis.jsonl, ligne 3 : {problem}.")
    assert "secret" not in str(caught.value)


def test_lines_before_the_bad_one_are_given():
    lines = scrub_lines([_line("RAS"), "{"])

    assert next(lines)["text"] == "RAS"
    with pytest.raises(InputError):
        next(lines)


@given(texts)
def test_scrubbing_lines_twice_changes_nothing_more(text):
    once = next(scrub_lines([orjson.dumps({"id": "1", "text": text})]))
    twice = next(scrub_lines([orjson.dumps({"id": "1", "text": once["text"]})]))

    assert twice["text"] == once["text"]
    assert twice["found"] == []


@given(texts)
def test_offsets_count_characters_of_the_given_text(text):
    item = next(scrub_lines([orjson.dumps({"id": "1", "text": text})]))
    at, rebuilt = 0, ""
    for found in item["found"]:
        assert at <= found["start"] < found["end"] <= len(text)
        rebuilt += text[at : found["start"]] + f"[{found['type']}]"
        at = found["end"]

    assert item["text"] == rebuilt + text[at:]
