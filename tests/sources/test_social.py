"""Social exports: shares left aside, the brand's answers kept as replies, HTML, several networks."""

import datetime as dt

import pytest

from tests.sources.conftest import FILES, read_all, survey
from voc.errors import SourceError

BARE = {"format": "social", "kind": "social", "solicited": False, "channel": "reseaux"}
BARE |= {"columns": {}, "questions": [], "scores": []}


def read(path, **changes):
    return read_all(survey(path, **(BARE | changes)))


def test_an_export_of_several_networks():
    got = read(FILES / "social.csv", owner_authors=["brise_officiel"])
    assert got.texts == [
        "Toujours en rupture 😡 ça fait trois semaines",
        "Livreur adorable, merci",
        "Même identifiant, autre réseau",
    ]
    assert [r.native_id for r in got.responses] == ["instagram:501", "x:504", "x:501"]
    assert [r.author for r in got.responses] == ["@lea_b", "@jo", "@tom"]
    assert got.responses[0].created_at == dt.datetime(2026, 11, 12, 7, 10, tzinfo=dt.UTC)
    assert got.rejects == []


def test_the_brand_s_answer_is_the_reply_of_the_post_it_answers():
    first, second, _ = read(FILES / "social.csv", owner_authors=["brise_officiel"]).responses
    assert first.owner_reply == "Bonjour, on vérifie le stock et on revient vers vous"
    assert first.owner_reply_at == dt.datetime(2026, 11, 12, 8, tzinfo=dt.UTC)
    assert second.owner_reply is None


def test_what_is_left_aside_is_counted():
    message = read(FILES / "social.csv", owner_authors=["brise_officiel"]).message
    assert "2 partages laissés de côté" in message
    assert "1 messages de la marque laissés de côté" in message


@pytest.mark.parametrize("author", ["Brise", "@brise", "BRISE", "brise@exemple.social", "@Bri_se"])
def test_the_brand_is_known_by_its_name(drop, author):
    got = read(drop(f"id,author,text\n1,{author},Notre offre\n2,lea,Merci\n"))
    assert got.texts == ["Merci"]


def test_mastodon_gives_html_and_the_person_wrote_none():
    got = read(FILES / "mastodon.jsonl")
    assert got.texts == [
        "Le SAV de #Brise est injoignable\nDeux heures d'attente & rien",
        "Commande reçue, impeccable",
    ]
    first, second = got.responses
    assert first.native_id == "https://exemple.social/users/lea/statuses/115001"
    assert (first.author, first.language, first.personal) == ("lea@exemple.social", "fr", ("Léa B.",))
    assert second.updated_at == dt.datetime(2026, 11, 11, 8, tzinfo=dt.UTC)


def test_signs_that_only_look_like_html_are_kept(drop):
    got = read(drop("id\tauthor\ttext\n1\tlea\tprix < 10 € mais > 5 € <3\n"))
    assert got.texts == ["prix < 10 € mais > 5 € <3"]


@pytest.mark.parametrize("text", ["RT @brise: -20 %", "RT : @brise -20 %"])
def test_retweets_by_their_first_words(drop, text):
    got = read(drop(f"id;author;text\n1;lea;{text}\n2;lea;RTT perdus à attendre\n"))
    assert got.texts == ["RTT perdus à attendre"]


@pytest.mark.parametrize(
    ("flag", "is_share"), [("oui", True), ("VRAI", True), ("true", True), ("non", False), ("3", False)]
)
def test_a_column_that_only_says_whether_it_is_a_share(drop, flag, is_share):
    got = read(drop(f"id;author;text;Partage\n1;lea;Regardez ça;{flag}\n2;tom;Livraison parfaite;\n"))
    assert got.texts == (["Livraison parfaite"] if is_share else ["Regardez ça", "Livraison parfaite"])


def test_an_export_without_text_is_said(drop):
    with pytest.raises(SourceError, match=r"« text ».*Déclarez la colonne du texte"):
        read(drop("id;likes\n1;2\n3;4\n"))


def test_a_declared_text_column(drop):
    got = read(drop("id;Verbatim\n1;bien\n"), questions=[{"column": "Verbatim", "id": "post"}])
    assert [(a.question_id, a.text) for r in got.responses for a in r.answers] == [("post", "bien")]
