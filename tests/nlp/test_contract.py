from __future__ import annotations

import io

import pytest

from voc.errors import InputError
from voc.nlp.contract import tag_lines, to_json
from voc.nlp.tagger import Tagger
from voc.records import Coverage, Evidence, IrritantTag, StageTag, Tagged, ThemeTag

SECRET = "Une heure d'attente chez Machin"


def test_the_shape_is_the_contract_s() -> None:
    tagged = Tagged(
        id="7",
        language="fr",
        informative=True,
        sentiment="negatif",
        sentiment_scores={"negatif": 0.9, "neutre": 0.05, "positif": 0.03, "mixte": 0.02},
        coverage=Coverage.TAGGED,
        themes=(ThemeTag("attente", "negatif", 0.91, (Evidence(12, 47),)),),
        irritants=(IrritantTag("attente_excessive", 0.88, (Evidence(12, 47),)),),
        stages=(StageTag("usage", 0.81),),
        model="m",
        taxonomy="t",
    )
    assert to_json(tagged) == {
        "id": "7",
        "language": "fr",
        "informatif": True,
        "sentiment": "negatif",
        "sentiment_scores": {"negatif": 0.9, "neutre": 0.05, "positif": 0.03, "mixte": 0.02},
        "themes": [{"code": "attente", "polarity": "negatif", "score": 0.91, "evidence": [[12, 47]]}],
        "irritants": [{"code": "attente_excessive", "score": 0.88, "evidence": [[12, 47]]}],
        "stages": [{"code": "usage", "score": 0.81}],
        "model": "m",
        "taxonomy": "t",
    }
    assert list(to_json(tagged)) == [
        "id",
        "language",
        "informatif",
        "sentiment",
        "sentiment_scores",
        "themes",
        "irritants",
        "stages",
        "model",
        "taxonomy",
    ]


@pytest.mark.parametrize("batch", [1, 2, 500])
def test_lines_come_back_in_their_order(tagger: Tagger, batch: int) -> None:
    lines = [
        b'\xef\xbb\xbf{"id": "a", "text": "Nul"}\n',
        b"\n",
        b'{"id": 12, "text": "Super", "question": null, "rating": 5, "autre": [1]}\n',
        b'{"id": "c", "text": null, "rating": "4,5"}\n',
    ]
    assert [answer["id"] for answer in tag_lines(lines, tagger, batch)] == ["a", 12, "c"]


def test_text_lines_are_read_too(tagger: Tagger) -> None:
    (answer,) = tag_lines(io.StringIO('{"id": "a", "text": "Vendeuse aimable"}'), tagger)
    assert answer["sentiment"] == "positif"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (f'{{"id": "a", "text": "{SECRET}"'.encode(), "pas du JSON"),
        (b'{"id": "a", "text": "\xe9"}', "pas du JSON"),
        (b'{"id": "a", "text": "\\ud800"}', "pas du JSON"),
        (f'["{SECRET}"]'.encode(), "objet JSON"),
        (f'{{"text": "{SECRET}"}}'.encode(), "« id »"),
        (b'{"id": true, "text": "a"}', "« id »"),
        (b'{"id": "a"}', "« text »"),
        (b'{"id": "a", "text": 3}', "« text »"),
        (f'{{"id": "a", "text": "{SECRET}", "question": 3}}'.encode(), "« question »"),
        (b"\x00", "pas du JSON"),
    ],
)
def test_a_bad_line_is_named_and_never_quoted(tagger: Tagger, line: bytes, said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        list(tag_lines([b'{"id": "a", "text": "Nul"}', b"", line], tagger))
    assert caught.value.row == 3
    assert "Machin" not in str(caught.value)


def test_the_error_names_the_file(tagger: Tagger, tmp_path: object) -> None:
    class Named(list):
        name = "avis.jsonl"

    with pytest.raises(InputError, match=r"avis\.jsonl, ligne 1"):
        list(tag_lines(Named([b"{"]), tagger))
