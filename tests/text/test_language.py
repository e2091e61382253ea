from __future__ import annotations

import pytest

from voc.text.language import Language, identify


@pytest.mark.parametrize(
    "text",
    [
        "Très bon accueil, je recommande ce magasin à tous mes amis",
        "slt jsui tro degu du srvice, jms vu sa",
        "g pa recu mon coli c abusé jatan depuis 2 semaine",
        "livrezon en retar kom dab, personne repond o tel",
        "Top, nickel, rien a dire",
        "Super staff, room service au top, check in rapide et lobby très design",
        "NUL NUL NUL NE COMMANDEZ PAS SUR CE SITE",
        "Le sauna, le lit king size et la déco du lobby, top",
        "Le login bug sur mobile, impossible de valider mon panier",
        "Dommage, pas de hammam dans le spa de l'étage",
        "négligence, direction peu aimable, ascenseur mal nettoyé",
    ],
)
def test_french_stays_french(text):
    assert identify(text).code == "fr"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Very good location, the staff was friendly and the room clean", "en"),
        ("Nothing to complain about, we will be back", "en"),
        ("El personal muy amable y la habitación limpia", "es"),
        ("Todo perfecto, personal muy amable", "es"),
        ("Das Hotel war sehr sauber und das Personal freundlich", "de"),
        ("Albergo accogliente, vicino alla stazione e molto pulito", "it"),
        ("Camera pulita ma colazione scarsa, personale gentile", "it"),
        ("Heel mooi hotel, vriendelijk personeel en lekker ontbijt", "nl"),
        ("Ótima localização, quarto muito confortável", "pt"),
        ("Отличный отель, всё понравилось", "ru"),
        ("فندق جميل جدا والموظفون لطفاء", "ar"),
        ("とても良いホテルでした", "ja"),
        ("房间很干净，服务很好", "zh"),
        ("호텔이 정말 좋았어요", "ko"),
        ("Πολύ καλό ξενοδοχείο", "el"),
    ],
)
def test_other_languages_are_told(text, code):
    found = identify(text)

    assert (found.code, found.origin) == (code, "detected")
    assert 0 < found.confidence <= 1


@pytest.mark.parametrize(
    "text",
    ["bof", "Super top", "ok", "Good", "RAS", "👍👍", "", "nickel chrome", "10/10", "[PERSONNE] [EMAIL] top"],
)
@pytest.mark.parametrize("declared", ["fr", "en"])
def test_short_texts_keep_the_declared_language(text, declared):
    assert identify(text, declared) == Language(declared, "declared", 0.0)


def test_what_is_declared_yields_to_clear_french():
    found = identify("Je suis très déçu de ma commande, le colis est arrivé cassé", "en")

    assert (found.code, found.origin) == ("fr", "detected")


def test_doubt_keeps_the_declared_language():
    found = identify("Fürdőszoba kicsit hideg volt", "fr")

    assert (found.code, found.origin) == ("fr", "declared")


def test_placeholders_and_links_do_not_count():
    link = "https://www.the-best-english-site.com/the/and/was/very/good"
    text = f"[PERSONNE] {link} @the_best je suis très content de vous"

    assert identify(text).code == "fr"


def test_a_very_long_text_is_judged_by_its_beginning():
    assert identify("le service est très lent et " * 20_000).code == "fr"
