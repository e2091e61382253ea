from __future__ import annotations

import pytest

from voc.nlp.questions import Asks, asks
from voc.nlp.tokens import is_word, tokenize


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Très déçu !!!!", ["tres", "decu", "!!!"]),
        ("L'accueil, c'est 10/10", ["l", "'", "accueil", ",", "c", "'", "est", "10", "/", "10"]),
        ("écrire à [EMAIL] svp", ["ecrire", "a", "[email]", "svp"]),
        ("commande 123456789 du 3 mai", ["commande", "00000", "du", "3", "mai"]),
        ("12,50 €", ["00000", "€"]),
        ("150 €", ["000", "€"]),
        ("nickel 👍", ["nickel", "👍"]),
        ("...", ["..."]),
        ("", []),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert list(tokenize(text).words) == words


@pytest.mark.parametrize("text", ["Être là, à l'été…", "ÇA ALORS !", "cœur brisé", "a\u00a0b"])
def test_offsets_lead_back_to_the_text(text: str) -> None:
    tokens = tokenize(text)
    ends = [end for _, end in tokens.spans]
    assert all(text[start:end].strip() == text[start:end] != "" for start, end in tokens.spans)
    assert ends == sorted(ends)


@pytest.mark.parametrize(
    ("token", "expected"), [("mot", True), ("10", True), ("[email]", True), ("!", False)]
)
def test_is_word(token: str, expected: bool) -> None:
    assert is_word(token) is expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (None, Asks.NOTHING),
        ("  ", Asks.NOTHING),
        ("Qu'est-ce qui vous a déplu ?", Asks.FAULTS),
        ("Qu'avez-vous moins apprécié ?", Asks.FAULTS),
        ("Que pourrions-nous améliorer ?", Asks.FAULTS),
        ("Avez-vous rencontré des difficultés ?", Asks.FAULTS),
        ("Quels sont nos points faibles ?", Asks.FAULTS),
        ("Qu'avez-vous aimé ?", Asks.MERITS),
        ("Qu'est-ce qui vous a plu ?", Asks.MERITS),
        ("Nos points forts, selon vous", Asks.MERITS),
        ("QU'AVEZ-VOUS PRÉFÉRÉ", Asks.MERITS),
        ("Pourquoi cette note ?", Asks.ANYTHING),
        ("Un commentaire ?", Asks.ANYTHING),
    ],
)
def test_asks(question: str | None, expected: Asks) -> None:
    assert asks(question) is expected
