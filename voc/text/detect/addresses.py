"""Postal addresses: house number and way, way and postcode, or a way that someone lives in."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from voc.text.detect import Hit, View
from voc.text.folding import data_text, fold, words_of

_MONTHS = (
    "janvier|février|fevrier|mars|avril|mai|juin|juillet|août|aout|septembre|octobre|novembre"
    "|décembre|decembre"
)
#: a word of a way's name, or a date that is one ("8 mai 1945")
_WORD = re.compile(
    rf"[^\W\d_]+(?:-[^\W\d_]+)*|\d{{1,2}}(?:er)?[ -](?:{_MONTHS})(?:[ -]1[89]\d\d)?\b", re.IGNORECASE
)
#: words that a way's name may have, and how far a postcode may stand
MOST_WORDS = 7
_MOST_SMALL = 2
#: what may stand between two words of a name: blanks, an apostrophe, the dot of an abbreviation
_GAP = re.compile(r"[ ']{0,3}|(?<=\b[A-Za-z])\. ?|(?<=\b[SsDdPp][TtRr])\. ?|(?<=\bGal)\. ?")
#: words that a customer forgot to capitalise, up to the postcode
_LATE_POSTCODE = re.compile(r"(?P<words>(?:[ ,]{1,2}[a-z][a-z'-]{1,15}){1,3})(?=[ ,]{1,3}\d{5}(?!\d))")
_POSTCODE = re.compile(
    r"(?P<gap>\s{0,2}[,;\-–(]?\s{0,3}(?:a |à |cedex "
    r"|CEDEX )?)(?P<code>(?:[FB]-)?\d{2} ?\d{3})(?!\d)(?: ?-? ?(?P<city>[^\W\d_]))?"
)
_EXTRA = re.compile(
    r"\s{0,2},?\s{0,2}(?:b[aâ]t(?:iment)?\.?|appt?\.?|appartement|apt|esc(?:alier)?\.?|[ée]tage|porte"
    r"|r[ée]sidence|lot|interphone|digicode|bp|cs)\s{0,2}(?:n°\s?)?[A-Z0-9]{1,5}(?!\w)",
    re.IGNORECASE,
)
_TOWN_WORD = re.compile(r"[^\s']+")
_CITY = re.compile(
    r"[^\W\d_]+(?:[-'][^\W\d_]+)*(?:[ -](?:(?:sur|sous|en|le|la|les|lès|de|du|d'|l'|St|Saint|Sainte|Ste"
    r"|aux|et|CEDEX|Cedex|cedex|Ville)[ -]?)*(?:[A-ZÀ-Ý][^\W\d_]*(?:[-'][^\W\d_]+)*|(?<=edex )\d{1,2}))*"
)


@dataclass(frozen=True, slots=True)
class _Rules:
    numbered: re.Pattern[str]
    bare: re.Pattern[str]
    capital: frozenset[str]
    particles: frozenset[str]
    stops: frozenset[str]
    described: frozenset[str]
    ranks: frozenset[str]
    dwelling: re.Pattern[str]


def find_addresses(view: View) -> Iterator[Hit]:
    """Addresses down to their town. A street without number nor postcode is a place, and stays."""
    rules = _rules()
    for match in rules.numbered.finditer(view.folded):
        end = _name_end(view, match.end(), rules, needs_capital=match["kind"] in rules.capital)
        if end is not None:
            yield Hit(match.start(), _tail(view, end), "ADRESSE")
    for match in rules.bare.finditer(view.folded):
        end = _name_end(view, match.end(), rules, needs_capital=True)
        if end is None:
            continue
        if _POSTCODE.match(view.plain, end) or rules.dwelling.search(
            view.folded, max(0, match.start() - 40), match.start()
        ):
            yield Hit(match.start(), _tail(view, end), "ADRESSE")


def _name_end(view: View, start: int, rules: _Rules, *, needs_capital: bool) -> int | None:
    """The end of the way's name that starts at ``start``; nothing when no name stands there."""
    at, end, small, capitals = start, None, 0, 0
    for _ in range(MOST_WORDS):
        word = _WORD.search(view.plain, at, at + 40)
        if not word or not _GAP.fullmatch(view.plain, at, word.start()):
            break
        folded = view.folded[word.start() : word.end()]
        if folded in rules.particles:
            at = word.end()
            if folded in rules.ranks and word.group()[0].isupper():
                end, capitals = at, capitals + 1
            continue
        if folded in rules.described and end is None:
            return None
        if folded in rules.stops:
            break
        if word.group()[0].isupper():
            capitals += 1
        elif word.group()[0].isalpha() and (small == _MOST_SMALL or capitals):
            break
        else:
            small += 1
        at = end = word.end()
    if end is not None and needs_capital and not capitals and not _POSTCODE.match(view.plain, end):
        return None
    return end


def _tail(view: View, end: int) -> int:
    """Takes in the building, the postcode and the town that follow."""
    late = _LATE_POSTCODE.match(view.folded, end)
    if late and not _rules().stops.intersection(late["words"].split()):
        end = late.end("words")
    for _ in range(3):
        extra = _EXTRA.match(view.plain, end)
        if not extra:
            break
        end = extra.end()
    code = _POSTCODE.match(view.plain, end)
    if not code:
        return end
    end = code.end("code")
    if code["city"]:
        city = _CITY.match(view.plain, code.start("city"))
        words = list(_TOWN_WORD.finditer(city.group())) if city else []
        while words and fold(words[-1].group()) in _rules().stops:
            words.pop()
        if city and words:
            end = city.start() + words[-1].end()
    return end


@cache
def _rules() -> _Rules:
    raw: dict[str, Any] = tomllib.loads(data_text("addresses.toml"))
    kinds = sorted((*raw["plain"], *raw["capital"]), key=lambda kind: (-len(kind), kind))
    kind = "|".join(re.escape(word) for word in kinds)
    long_kinds = "|".join(re.escape(word) for word in kinds if len(word) >= 3 and word.isalpha())
    dwelling = "|".join(
        re.escape(words) for words in sorted(raw["dwelling"], key=lambda words: (-len(words), words))
    )
    return _Rules(
        numbered=re.compile(
            rf"(?<![\w,./-])\d{{1,4}}(?:\s?(?:bis|ter|quater)\b"
            rf"|\s?[a-d]\b)?(?:\s?[-/]\s?\d{{1,4}})?(?:\s{{0,2}},\s{{0,2}}|\s{{1,2}}|(?=rue|avenue"
            rf"|boulevard))(?P<kind>{kind})(?![a-z0-9])\s{{0,2}}"
        ),
        bare=re.compile(rf"\b(?P<kind>{long_kinds})(?![a-z0-9])\s{{1,2}}"),
        capital=frozenset(raw["capital"]),
        particles=words_of(raw["particles"]),
        stops=words_of(raw["stops"]),
        described=words_of(raw["described"]),
        ranks=words_of(raw["ranks"]),
        dwelling=re.compile(rf"(?:{dwelling})[\s,:]{{0,3}}(?:au |a |la |le |dans |dans la |sur la )?$"),
    )
