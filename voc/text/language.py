"""Which language a text is in; when nothing proves another one, the language that its source declares."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from voc.text.folding import data_text, fold, words_of

if TYPE_CHECKING:
    from lingua import LanguageDetector

LANGUAGES = ("de", "en", "es", "fr", "it", "nl", "pt")
#: lingua is wrong too often under this number of words
FEWEST_WORDS = 4
#: how sure lingua must be to leave the declared language: with two small words of the other language, with
#: one (or eight words in all), with none
WITH_PROOF = 0.5
LEAST_CONFIDENCE = 0.75
SURER_CONFIDENCE = 0.95
#: lingua's work grows with the text and its verdict does not change past this
MOST_CHARACTERS = 1000

_NOT_WORDS = re.compile(
    r"\[[A-Z_]{2,20}\]|_[A-Za-z]+\d?_|https?://\S+|www\.\S+|[@#]\w+|\S+@\S+|[\ud800-\udfff]"
)
_WORD = re.compile(r"[^\W\d_]+")
_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af\u1100-\u11ff]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
    ("ar", re.compile("[\u0600-\u06ff\u0750-\u077f]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
    ("hi", re.compile("[\u0900-\u097f]")),
)


@dataclass(frozen=True, slots=True)
class Language:
    """A language, whether it was found or taken from the source, and how sure that is (0 to 1)."""

    code: str
    origin: Literal["detected", "declared"]
    confidence: float


def identify(text: str, declared: str = "fr") -> Language:
    """Tells the language of a text.

    Three readers in turn: the alphabet, small French words (telephone spelling included), then lingua
    among seven languages. Texts too short to tell, and verdicts too weak to trust, keep ``declared``.

    Args:
        text: clean text; placeholders, addresses and handles are left out of the judgement.
        declared: the source's language, an ISO 639-1 code.
    """
    plain = _NOT_WORDS.sub(" ", text[: 2 * MOST_CHARACTERS])
    script = _other_script(plain)
    if script:
        return Language(script, "detected", 1.0)
    words = _WORD.findall(fold(plain))
    if sum(len(word) > 1 for word in words) < FEWEST_WORDS:
        return Language(declared, "declared", 0.0)
    hits = {code: sum(word in markers for word in words) for code, markers in _markers().items()}
    french = hits.pop("fr")
    foreign = max(hits.values())
    if french >= 2 and french >= 3 * foreign and french >= 0.15 * len(words):
        return Language("fr", "detected", 1.0)
    values = _detector().compute_language_confidence_values(plain[:MOST_CHARACTERS])
    code = str(values[0].language.iso_code_639_1.name).lower()
    confidence = round(float(values[0].value), 3)
    if confidence >= _needed(hits.get(code, 0), french, foreign, len(words)) or code in {declared, "fr"}:
        return Language(code, "detected", confidence)
    return Language(declared, "declared", confidence)


def _needed(hits: int, french: int, foreign: int, words: int) -> float:
    """How sure lingua must be of a foreign language, given the small words that were seen."""
    if french > foreign:
        return 1.01
    if hits >= 2 and not french:
        return WITH_PROOF
    return LEAST_CONFIDENCE if hits or words >= 8 else SURER_CONFIDENCE


def _other_script(text: str) -> str | None:
    """The language that an alphabet betrays, when most letters are of it."""
    if text.isascii():
        return None
    letters = sum(map(str.isalpha, text))
    counts = {code: len(pattern.findall(text)) for code, pattern in _SCRIPTS}
    if counts["ja"]:  # Japanese is written with Chinese characters too
        counts["ja"] += counts.pop("zh")
    code = max(counts, key=lambda key: (counts[key], key))
    return code if counts[code] * 2 > letters else None


@cache
def french_words() -> frozenset[str]:
    """The small words of French, folded; those that other languages share included."""
    raw = tomllib.loads(data_text("language.toml"))
    return words_of(raw["fr"]) | words_of(raw["shared"])


@cache
def _markers() -> dict[str, frozenset[str]]:
    raw = tomllib.loads(data_text("language.toml"))
    shared = words_of(raw["shared"])
    lists = {code: words_of(raw[code]) - shared for code in LANGUAGES}
    return {
        code: words.difference(*(other for key, other in lists.items() if key != code))
        for code, words in lists.items()
    }


@cache
def _detector() -> LanguageDetector:
    from lingua import IsoCode639_1, LanguageDetectorBuilder

    codes = [getattr(IsoCode639_1, code.upper()) for code in LANGUAGES]
    return LanguageDetectorBuilder.from_iso_codes_639_1(*codes).build()
