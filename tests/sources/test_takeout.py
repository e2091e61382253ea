"""A Google Takeout tree: pages, copies, replies, translations, and the wrong file of the right name."""

import datetime as dt
import json
import shutil

import pytest

from tests.sources.conftest import FILES, read_all, survey
from voc.errors import SourceError
from voc.records import Metric
from voc.settings import Limits
from voc.sources import open_source

TREE = FILES / "takeout"
PLACE = "Takeout/Google Business Profile/account-1/location-2002"


def takeout(path, **changes):
    config = {
        "format": "takeout",
        "kind": "review",
        "solicited": False,
        "channel": "google",
        "columns": {},
        "questions": [],
        "scores": [],
    }
    return survey(path, **(config | changes))


def units(path):
    return open_source(takeout(path), Limits(), "Europe/Paris").files()


def page(*reviews):
    return json.dumps({"reviews": list(reviews)}, ensure_ascii=False)


def review(number, **changes):
    return {
        "name": f"accounts/1/locations/9/reviews/R{number}",
        "starRating": "FOUR",
        "comment": f"Avis numéro {number}",
        "createTime": "2026-10-01T10:00:00Z",
        "updateTime": "2026-10-01T10:00:00Z",
    } | changes


@pytest.fixture
def tree(tmp_path):
    shutil.copytree(TREE, tmp_path / "t")
    return tmp_path / "t"


@pytest.fixture
def location(tmp_path):
    folder = tmp_path / "account-1" / "location-9"
    folder.mkdir(parents=True)
    return folder


def test_a_unit_is_a_location_whatever_its_accounts_and_pages():
    assert [unit.name for unit in units(TREE)] == ["location-2002", "location-3003"]


def test_every_part_of_a_review_finds_its_place():
    read = read_all(takeout(TREE))
    by_id = {response.native_id: response for response in read.responses}
    first = by_id["locations/2002/reviews/AbA1"]
    assert first.answers[0].text == "Accueil glacial, 45 min d'attente au retrait."
    assert first.site == "Brise Lille Centre"
    assert first.author == "Élodie M."
    assert first.created_at == dt.datetime(2026, 10, 18, 18, 2, 11, 123000, tzinfo=dt.UTC)
    assert first.updated_at == dt.datetime(2026, 10, 20, 7, 40, tzinfo=dt.UTC)
    assert (first.scores[0].value, first.scores[0].metric, first.scores[0].scale_max) == (1, Metric.STARS, 5)
    assert by_id["locations/3003/reviews/CcC1"].site == "Brise Roubaix"
    assert len(by_id) == len(read.responses) == 5
    assert read.rejects == []
    assert read.completeness == ["complete", "complete"]


def test_the_newest_copy_of_a_review_wins_and_the_other_is_counted():
    read = read_all(takeout(TREE))
    texts = [text for text in read.texts if text.startswith("Accueil glacial")]
    assert texts == ["Accueil glacial, 45 min d'attente au retrait."]
    assert "1 copies d'un même avis" in read.message


def test_stars_without_words_and_words_without_stars():
    by_id = {response.native_id: response for response in read_all(takeout(TREE)).responses}
    silent = by_id["locations/2002/reviews/AbA2"]
    assert (silent.answers, silent.scores[0].value, silent.author) == ((), 5, None)
    unrated = by_id["locations/2002/reviews/AbA4"]
    assert (unrated.scores, unrated.answers[0].text) == ((), "Fermé un samedi, dommage")


def test_the_customer_s_own_words_are_read_and_the_translation_kept_apart():
    by_id = {response.native_id: response for response in read_all(takeout(TREE)).responses}
    answer = by_id["locations/2002/reviews/AbA3"].answers[0]
    assert (answer.text, answer.translation) == ("Very good coffee.", "Très bon café.")


def test_the_owner_s_reply_is_kept_apart(location):
    reply = {"comment": "Merci à vous", "updateTime": "2026-10-02T10:00:00Z"}
    (location / "reviews.json").write_text(page(review(1, reviewReply=reply)), encoding="utf-8")
    (response,) = read_all(takeout(location.parents[1])).responses
    assert response.owner_reply == "Merci à vous"
    assert response.owner_reply_at == dt.datetime(2026, 10, 2, 10, tzinfo=dt.UTC)
    assert len(response.answers) == 1


def test_a_change_in_one_location_leaves_the_others_known(tree):
    before = {unit.name: unit.sha256 for unit in units(tree)}
    other = tree / PLACE / "reviews-p2.json"
    other.write_text(other.read_text(encoding="utf-8").replace("dommage", "quel dommage"), encoding="utf-8")
    after = {unit.name: unit.sha256 for unit in units(tree)}
    assert before["location-3003"] == after["location-3003"]
    assert before["location-2002"] != after["location-2002"]


def test_a_tree_that_moved_is_known(tree, tmp_path):
    before = [unit.sha256 for unit in units(tree)]
    tree.rename(tmp_path / "ailleurs")
    assert before == [unit.sha256 for unit in units(tmp_path / "ailleurs")]


@pytest.mark.parametrize("pattern", ["t", "t/Takeout", "*", "**/account-1"])
def test_the_path_may_be_any_folder_above_or_a_pattern(tree, tmp_path, pattern):
    assert "location-2002" in [unit.name for unit in units(tmp_path / pattern)]


def test_one_page_alone(tree):
    read = read_all(takeout(tree / PLACE / "reviews-p2.json"))
    assert read.texts == ["Fermé un samedi, dommage"]


@pytest.mark.parametrize("path", ["", "Maps (your places)/Reviews.json"])
def test_the_reviews_that_the_owner_wrote_are_refused(path):
    with pytest.raises(SourceError, match=r"a écrits sur Google Maps, pas ceux de vos clients.*fiches"):
        units(FILES / "takeout_maps" / path)


def test_own_reviews_beside_a_business_profile_are_left_alone(tree):
    shutil.copytree(FILES / "takeout_maps", tree / "Takeout", dirs_exist_ok=True)
    assert len(units(tree)) == 2


def test_a_tree_without_any_review(tmp_path):
    (tmp_path / "photos").mkdir()
    with pytest.raises(SourceError, match="aucun avis de fiche d'établissement"):
        units(tmp_path)


def test_an_archive_that_nobody_unpacked(tmp_path):
    (tmp_path / "takeout-2026.zip").write_bytes(b"PK\x03\x04")
    with pytest.raises(SourceError, match=r"encore compressé.*Décompressez-le"):
        units(tmp_path)


def test_a_tree_that_is_not_there(tmp_path):
    with pytest.raises(SourceError, match="introuvable"):
        units(tmp_path / "nulle part")


def test_a_page_cut_in_the_middle_keeps_what_came_before(location):
    whole = page(*(review(number) for number in range(20)))
    (location / "reviews.json").write_text(whole[: len(whole) // 2], encoding="utf-8")
    read = read_all(takeout(location.parents[1]))
    assert 8 <= len(read.texts) <= 10
    assert read.completeness == ["truncated"]


def test_one_bad_page_does_not_hide_the_others(location):
    (location / "reviews.json").write_text(page(review(1)), encoding="utf-8")
    (location / "reviews-2.json").write_text("<html>Connexion</html>", encoding="utf-8")
    read = read_all(takeout(location.parents[1]))
    assert read.texts == ["Avis numéro 1"]
    assert read.completeness == ["truncated"]
    assert "reviews-2.json" in read.message
    assert "page web (HTML)" in read.message


def test_a_bad_page_alone_is_an_error(location):
    (location / "reviews.json").write_text("<html>Connexion</html>", encoding="utf-8")
    with pytest.raises(SourceError, match="page web"):
        read_all(takeout(location.parents[1]))


def test_what_cannot_be_read_of_a_review_is_rejected(location):
    reviews = [
        review(1, createTime="bientôt"),
        review(2, starRating="SIX"),
        review(3, comment=None, reviewer="x", reviewReply=[]),
        "pas un avis",
        review(5, starRating=4),
    ]
    (location / "reviews.json").write_text(page(*reviews), encoding="utf-8")
    read = read_all(takeout(location.parents[1]))
    assert read.codes == [(1, "bad_date"), (2, "bad_score"), (4, "not_an_object")]
    assert read.texts == ["Avis numéro 2", "Avis numéro 5"]
    assert read.values == [4, 4]


def test_reviews_without_any_name_are_told_apart(location):
    nameless = [review(number, name=None, reviewer={"displayName": f"Client {number}"}) for number in (1, 2)]
    (location / "reviews.json").write_text(
        page(*nameless, review(3, name=None, reviewId="R3")), encoding="utf-8"
    )
    ids = [response.native_id for response in read_all(takeout(location.parents[1])).responses]
    assert len(set(ids)) == 3
    assert ids[2] == "locations/9/reviews/R3"
    assert all(identifier.startswith("locations/9/reviews/") for identifier in ids)
    assert "Client" not in "".join(ids)


@pytest.mark.parametrize(
    ("name", "content", "site"),
    [
        ("additionalData.json", {"LISTING_NAME": "Brise Lens"}, "Brise Lens"),
        ("additionalData.json", {"a": [{"name": "LISTING_NAME", "values": ["Brise Lens"]}]}, "Brise Lens"),
        ("data.json", {"title": "Brise Lens"}, "Brise Lens"),
        ("data.json", {"locationName": "Brise Lens"}, "Brise Lens"),
        ("data.json", ["rien"], None),
        ("data.json", "pas du json {", None),
    ],
)
def test_the_name_of_the_place(location, name, content, site):
    (location / "reviews.json").write_text(page(review(1)), encoding="utf-8")
    text = content if isinstance(content, str) else json.dumps(content)
    (location / name).write_text(text, encoding="utf-8")
    assert site == read_all(takeout(location.parents[1])).responses[0].site
