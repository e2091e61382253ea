"""What a text is worth before anyone reads its meaning: nothing, a hand on the keyboard, or words."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache

from voc.records import Quality
from voc.text.folding import data_text, fold, words_of
from voc.text.language import french_words

#: enough to judge; a longer text is judged by its beginning
MOST_CHARACTERS = 600
#: a text with more sound words than this says something, whatever else is in it
MOST_SANE_WORDS = 3
#: letters of a word that count
_LONG = 12

_WORD = re.compile(r"[^\W\d_]+")
_REPEATED = re.compile(r"(.)\1{2,}")
_ECHO = re.compile(r"([^\W\d_]{2,4})\1{2,}")
_VOWEL = re.compile("[aeiouyœæ]")
_CONSONANTS = re.compile("[bcdfghjklmnpqrstvwxz]{5,}")
_LATIN = re.compile("[a-z]")
_VISIBLE_SYMBOL = re.compile("[\u2190-\u2bff\u3030\u303d\U0001f000-\U0001faff]|[:;=xX8]-?[)(DPpOo/|*]|<3|\\d")
_PUNCTUATION_EDGE = " \t\n.,;:!?-_*'\"«»()[]{}"


@dataclass(frozen=True, slots=True)
class _Rules:
    no_answer: frozenset[str]
    cries: frozenset[str]
    runs: frozenset[str]
    dummy: tuple[str, ...]


def judge(text: str) -> Quality:
    """Tells whether a text is an answer.

    ``EMPTY``: blanks, punctuation, or one of the marks by which exports say "no answer". ``GIBBERISH``: at
    least half of the letters come from words that no hand meant. Everything else is ``OK``: "RAS", "rien",
    a number or a lone emoji are answers that say little, which is not for this function to judge.
    """
    beginning = text[:MOST_CHARACTERS]
    folded = fold(beginning).strip()
    words = _WORD.findall(folded)
    rules = _rules()
    if not words:
        return Quality.OK if _VISIBLE_SYMBOL.search(folded) else Quality.EMPTY
    if len(words) > MOST_SANE_WORDS and len(french_words().intersection(words)) > MOST_SANE_WORDS:
        return Quality.OK
    if folded in rules.no_answer or folded.strip(_PUNCTUATION_EDGE) in rules.no_answer:
        return Quality.EMPTY
    if any(folded.startswith(dummy) for dummy in rules.dummy):
        return Quality.GIBBERISH
    senseless = [word for word in words if _senseless(word, rules)]
    if not senseless or len(words) - len(senseless) > MOST_SANE_WORDS:
        return Quality.OK
    weight = sum(min(len(word), _LONG) for word in senseless)
    return Quality.GIBBERISH if 2 * weight >= sum(min(len(word), _LONG) for word in words) else Quality.OK


def _senseless(word: str, rules: _Rules) -> bool:
    if not _LATIN.search(word):
        return False
    if len(word) < 4:
        return len(word) == 3 and len(set(word)) > 1 and word in rules.runs
    short = _REPEATED.sub(r"\1", word)
    if short in rules.cries or len(short) <= 2:
        return len(short) == 1 and len(word) >= 4 and not _cry(word)
    if any(short[i : i + 5] in rules.runs for i in range(len(short) - 4)) or (
        len(short) < 5 and short in rules.runs
    ):
        return True
    if _ECHO.fullmatch(short) and not _laugh(short):
        return True
    if len(short) >= 5 and not _VOWEL.search(short):
        return True
    consonants = _CONSONANTS.findall(short)
    return any(len(run) >= 6 for run in consonants) or (
        bool(consonants) and len(_VOWEL.findall(short)) * 8 < len(short)
    )


def _cry(word: str) -> bool:
    """Whether one letter repeated is a cry ("Mmmm", "aaaah"), not a finger left on a key ("ddddd")."""
    return word[0] in "aeiouhmzf" or word[0] == "x"


def _laugh(word: str) -> bool:
    return set(word) <= set("hahihoheyouj") or word.startswith(("bla", "lol"))


@cache
def _rules() -> _Rules:
    raw = tomllib.loads(data_text("quality.toml"))
    runs: set[str] = set()
    for row in raw["keyboard"]:
        for line in (row, row[::-1]):
            for size in (3, 4, 5):
                runs.update(line[i : i + size] for i in range(len(line) - size + 1))
    runs.difference_update(raw["innocent_runs"])
    return _Rules(frozenset(raw["no_answer"]), words_of(raw["cries"]), frozenset(runs), tuple(raw["dummy"]))
