"""JSON lines and JSON documents, whole, odd and cut."""

import json

import pytest

from tests.sources.conftest import read_all, survey
from voc.errors import SourceError
from voc.settings import Limits

MAPPING = {
    "format": "jsonl",
    "columns": {"native_id": "id", "created_at": "date"},
    "questions": [{"column": "answers.pourquoi", "id": "pourquoi"}],
    "scores": [{"column": "scores.nps", "metric": "nps", "min": 0, "max": 10}],
}


def record(number, **changes):
    return {
        "id": f"r{number}",
        "date": "2026-09-03T18:42:00",
        "answers": {"pourquoi": f"Réponse {number} 🙂"},
        "scores": {"nps": number % 11},
    } | changes


def read(path, limits=None, **changes):
    return read_all(survey(path, **(MAPPING | changes)), limits)


def lines(*records):
    return "".join(json.dumps(item, ensure_ascii=False) + "\n" for item in records)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_one_object_a_line(drop, encoding):
    content = lines(record(1, answers={"pourquoi": "Déçu, 12 €"}), record(2, answers={"pourquoi": "Bœuf"}))
    got = read(drop(content, "a.jsonl", encoding))
    assert got.texts == ["Déçu, 12 €", "Bœuf"]
    assert got.values == [1, 2]
    assert [response.row for response in got.responses] == [1, 2]
    assert got.completeness == ["complete"]


@pytest.mark.parametrize(
    "wrap",
    [
        json.dumps,
        lambda items: json.dumps(items, indent=2),
        lambda items: json.dumps({"data": items}),
        lambda items: json.dumps(
            {"meta": {"data": [1, 2], "next": None}, "total": 3, "responses": items, "after": []}
        ),
        lambda items: json.dumps({"reviews": items}, indent=1) + "\n\n",
        lambda items: "\ufeff" + json.dumps({"items": items}, ensure_ascii=False),
    ],
)
def test_one_document_that_holds_a_list(drop, wrap):
    got = read(drop(wrap([record(1), record(2), record(3)]), "a.json"))
    assert got.texts == ["Réponse 1 🙂", "Réponse 2 🙂", "Réponse 3 🙂"]
    assert [response.row for response in got.responses] == [1, 2, 3]


def test_a_single_object_on_a_line_is_one_answer(drop):
    assert read(drop(lines(record(1)), "a.jsonl")).texts == ["Réponse 1 🙂"]


def test_a_document_longer_than_any_window_is_streamed(drop):
    items = [record(n, answers={"pourquoi": f"texte {n} " + "mot " * 50}) for n in range(3000)]
    got = read(drop(json.dumps({"data": items}), "a.json"))
    assert len(got.texts) == 3000
    assert got.completeness == ["complete"]


@pytest.mark.parametrize("kept", [0.3, 0.5, 0.9, 0.99])
def test_a_document_cut_in_the_middle_keeps_what_came_before(drop, kept):
    content = json.dumps({"data": [record(n) for n in range(100)]})
    got = read(drop(content[: int(len(content) * kept)], "a.json"))
    assert 100 * kept - 3 <= len(got.texts) <= 100 * kept + 1
    assert got.completeness == ["truncated"]
    assert "coupé ou illisible après l'élément" in got.message


def test_a_document_cut_between_two_items(drop):
    content = json.dumps([record(1), record(2)])
    got = read(drop(content[:-1], "a.json"))
    assert len(got.texts) == 2
    assert got.completeness == ["truncated"]


def test_a_broken_item_costs_itself(drop):
    content = json.dumps([record(1), record(2), record(3)]).replace('"r2"', '"r2')
    got = read(drop(content, "a.json"))
    assert [response.native_id for response in got.responses] == ["r1", "r3"]
    assert got.codes == [(2, "bad_json")]


def test_a_broken_line_costs_itself(drop):
    got = read(drop(lines(record(1)) + '{"id": "r2", \n' + "[1, 2]\n" + lines(record(3)), "a.jsonl"))
    assert [response.native_id for response in got.responses] == ["r1", "r3"]
    assert got.codes == [(2, "bad_json"), (3, "not_an_object")]
    assert got.completeness == ["complete"]


def test_a_broken_first_line_costs_itself(drop):
    got = read(drop('{"id": "r0", \n' + lines(record(1), record(2)), "a.jsonl"))
    assert len(got.texts) == 2
    assert got.codes == [(1, "bad_json")]


def test_a_last_line_cut_short_is_a_cut(drop):
    got = read(drop((lines(record(1), record(2)))[:-20], "a.jsonl"))
    assert len(got.texts) == 1
    assert got.codes == [(2, "bad_json")]
    assert got.completeness == ["truncated"]


def test_a_rejected_line_keeps_its_sentences_only(drop):
    broken = '{"nom": "Zoé Martin", "mail": "z@exemple.fr", "avis": "on a attendu deux heures au guichet", \n'
    got = read(drop(lines(record(1)) + broken + lines(record(2)), "a.jsonl"))
    assert "deux heures au guichet" in got.rejects[0].content
    assert "Martin" not in got.rejects[0].content
    assert "exemple" not in got.rejects[0].content


def test_a_line_that_never_ends(drop):
    content = lines(record(1)) + '{"id": "' + "x" * 5000 + '"}\n' + lines(record(2))
    got = read(drop(content, "a.jsonl"), Limits(max_cell_chars=100))
    assert len(got.texts) == 2
    assert got.codes == [(2, "line_too_long")]


def test_a_text_too_long(drop):
    content = lines(record(1), record(2, answers={"pourquoi": "x" * 300}))
    got = read(drop(content, "a.jsonl"), Limits(max_cell_chars=200))
    assert len(got.texts) == 1
    assert got.codes == [(2, "cell_too_long")]


def test_dotted_names_reach_keys_lists_and_keys_with_dots(drop):
    item = {
        "id": 1,
        "a.b": "direct",
        "pages": [{"q": [{"text": "profond"}]}],
        "tags": ["x", "y"],
        "o": {"k": {"z": 1}},
    }
    got = read(
        drop(lines(item), "a.jsonl"),
        columns={"native_id": "id"},
        questions=[{"column": "a.b"}, {"column": "pages.0.q.0.text"}, {"column": "tags"}],
        scores=[],
    )
    assert got.texts == ["direct", "profond", "x, y"]
    assert got.responses[0].native_id == "1"


def test_an_object_where_a_text_was_expected_is_no_text(drop):
    got = read(drop(lines(record(1, answers={"pourquoi": {"fr": "x"}}), record(2)), "a.jsonl"))
    assert got.texts == ["Réponse 2 🙂"]


def test_keys_that_only_later_records_hold_are_found(drop):
    records = [record(n, answers={}) for n in range(1500)] + [record(9999)]
    assert read(drop(lines(*records), "a.jsonl")).texts == ["Réponse 9999 🙂"]


def test_keys_that_nobody_answered_tonight_are_said_and_no_error(drop):
    item = record(1)
    del item["scores"]
    got = read(drop(lines(item), "a.jsonl"))
    assert got.texts == ["Réponse 1 🙂"]
    assert "clés absentes de tout le fichier : « scores.nps »" in got.message


@pytest.mark.parametrize("gone", ["id", "date"])
def test_an_identifier_or_date_that_is_nowhere_is_an_error(drop, gone):
    item = record(1)
    del item[gone]
    with pytest.raises(SourceError, match=f"« {gone} »"):
        read(drop(lines(item), "a.jsonl"))


def test_no_question_and_no_score_at_all_is_an_error(drop):
    with pytest.raises(SourceError, match=r"answers\.pourquoi.*Vouliez-vous « answers\.pourquoi_ »"):
        read(drop(lines({"id": 1, "date": "2026-01-01", "answers": {"pourquoi_": "x"}}), "a.jsonl"))


@pytest.mark.parametrize("number", [float("nan"), float("inf"), 10**400, 10**16, True, "9" * 5000])
def test_odd_numbers_are_no_scores_and_no_accident(drop, number):
    got = read(drop(lines(record(1, scores={"nps": number})), "a.jsonl"))
    assert got.texts == ["Réponse 1 🙂"]
    assert got.values == []
    assert [reject.field for reject in got.rejects] == ["scores.nps"]


def test_half_a_character_is_replaced(drop):
    got = read(
        drop(b'{"id": "r1", "date": "2026-01-01", "answers": {"pourquoi": "bien \\ud83d"}}\n', "a.jsonl")
    )
    assert got.texts == ["bien \ufffd"]


@pytest.mark.parametrize("content", ["[]", '{"data": []}', " [ ] "])
def test_documents_without_any_answer_are_complete(drop, content):
    got = read(drop(content, "a.json"))
    assert (got.responses, got.completeness) == ([], ["complete"])


@pytest.mark.parametrize(
    "content",
    [
        '{"a": {"b": 1}, "meta": [1]}\n',
        '{\n "total": 3,\n "page": 1\n}',
        "[" * 100_000,
        '{"a":' * 100_000,
        "[1, 2, 3",
        '{"data": [' + "[" * 50_000,
    ],
)
def test_documents_that_hold_no_answers_are_refused(drop, content):
    with pytest.raises(SourceError):
        read(drop(content, "a.json"))
