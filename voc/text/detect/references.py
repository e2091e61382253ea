"""Order, file, contract and customer numbers: by the noun that announces them, or by their shape."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from voc.text.detect import Hit, View
from voc.text.folding import data_text, fold

_NUMBER_SIGN = (
    r"(?:n\s?[°ºo]\s?\.?|num(?:ero)?s?\.?|nr\.?|nro|#|ref(?:erence)?s?\b\.?|id\b|code|identifiant|sous le)"
)
_LINK = (
    r"(?:est|c'est|le|la|:|=|-|,|\(|\"|«|portant|suivante?|de suivi|internet|web|client|d'achat|en ligne"
    r"|de commande|de dossier|de contrat)"
)
_VALUE = r"[a-z0-9]+(?:[-/_][a-z0-9]+|\.\d+)*"
_SPACED = r"(?:\d{2,5}(?: \d{2,5}){1,6}|\d?[a-z]{1,4} \d{4,}(?: \d{2,5}){0,4})(?![\w-]|[.,]\d)"
_SIZES = re.compile(
    r"\s?(?:€|euros?\b|eur\b|e\b|%|kg\b|km\b|h\b|heures?\b|jours?\b|mois\b|ans?\b|fois\b|personnes?\b"
    r"|articles?\b|produits?\b|nuits?\b)"
)
_TIME = re.compile(
    r"(?:du|de|le|au|en)?(?:\d{1,2}h\d{0,2}|\d{1,2}/\d{1,2}(?:/\d{2,4})?|\d{1,2}[.-]\d{1,2}[.-](?:19"
    r"|20)?\d\d|\d{1,2}/(?:19|20)\d\d|\d+(?:er|e|eme|nd)|\d{1,3}(?:[.,]\d{1,2})?(?:e|eur|euros)"
    r"|\d+[.,]\d{1,2}|\d{1,2}-\d{1,2})$"
)
_DATE = re.compile(r"(?:0?[1-9]|[12]\d|3[01])([./-])(?:0?[1-9]|1[0-2])\1(?:19|20)?\d\d(?!\d)")
_DATE_8 = re.compile(
    r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])|(?:0[1-9]|[12]\d|3[01])(?:0[1-9]"
    r"|1[0-2])(?:19|20)\d\d"
)
#: the next word, when its blank was forgotten: "4821375Merci"
_GLUED = re.compile(r"(?<=\d)[A-ZÀ-Ý][a-zà-ÿ]+$")
_SHAPES = re.compile(
    r"(?<![\w-])(?:[A-Z]{2} ?\d{3} ?\d{3} ?\d{3} ?[A-Z]{2}|\d[A-Z]\d{11}|\d{3}-\d{7}-\d{7}"
    r"|1Z[0-9A-Z]{16}|[A-Z]{2}\d{8,}[A-Z]{0,2}\d*|#\s?[A-Z]{0,4}-?\d{4,12}"
    r"|[nN]\s?[°º]\s?[A-Z]{0,4}-?\d{5,20})(?![\w-])"
)
_MIXED = re.compile(
    r"(?<![\w.,/-])(?=[A-Z0-9/_-]{0,40}[A-Z])(?=[A-Z0-9/_-]{0,40}\d)[A-Z0-9]{1,20}(?:[-_/][A-Z0-9]{1,20}){0,5}(?![\w/-])"
)
#: digits that can only be a reference; fewer need a noun not far before
_ALONE = 8
_LONG = re.compile(r"(?<![\w.,+/-])\d{6,22}(?![\w/]|[.,]\d|-\d)")


@dataclass(frozen=True, slots=True)
class _Cues:
    types: dict[str, str]
    #: "n° de commande 48213", "commande Untel n° 48213", "commande 48213"
    signed: tuple[re.Pattern[str], ...]
    bare: re.Pattern[str]
    locator: re.Pattern[str]
    noun: re.Pattern[str]
    prefixed: tuple[tuple[re.Pattern[str], str], ...]
    kept: re.Pattern[str]


def find_cued_references(view: View) -> Iterator[Hit]:
    """Numbers that a noun announces: "commande n° 48213", "dossier AB-2024/17", "n° client : 00412"."""
    cues = _cues()
    for pattern in (*cues.signed, cues.bare):
        for match in pattern.finditer(view.folded):
            start, end = match.span("value")
            kind = cues.types[match["noun"]]
            while _SIZES.match(view.folded, end) and " " in view.folded[start:end]:
                end = view.folded.rindex(" ", start, end)
            glued = _GLUED.search(view.plain, start, end)
            end = glued.start() if glued else end
            if _is_reference(view, start, end, kind, signed=pattern is not cues.bare):
                yield Hit(start, end, kind)
    for match in cues.locator.finditer(view.folded):
        if _is_record_locator(view, *match.span("value")):
            yield Hit(*match.span("value"), "COMMANDE")


def _is_reference(view: View, start: int, end: int, kind: str, *, signed: bool) -> bool:
    value = view.folded[start:end]
    if (
        _TIME.match(value)
        or _DATE.match(value)
        or _SIZES.match(view.folded, end)
        or re.match(r"[.,]\d{1,2}\b", view.folded[end : end + 4])
    ):
        return False
    digits = sum(map(str.isdigit, value))
    if re.match(r"\d?[a-z]+ ", value) and not view.plain[start : start + value.index(" ")].isupper():
        return False
    if kind == "MOT_DE_PASSE" or (signed and digits):
        return digits >= 3
    if not digits:
        return _is_record_locator(view, start, end)
    if re.fullmatch(r"(?:19|20)\d\d|0[1-9](?:[ .-]?\d\d){4}", value):  # a year, a telephone
        return False
    code = view.plain[start:end].isupper()  # capitals and digits: fewer digits prove as much
    return digits >= 4 or (code and digits >= 2 and len(value) >= 6)


def _is_record_locator(view: View, start: int, end: int) -> bool:
    """An airline's six letters, in a text that does not shout."""
    return (
        end - start == 6
        and view.plain[start:end].isupper()
        and not view.plain[max(0, start - 30) : start].isupper()
    )


def find_shaped_references(view: View) -> Iterator[Hit]:
    """Numbers that can only be references: parcel codes, "CMD-48213", eight digits and more."""
    cues = _cues()
    for pattern, kind in cues.prefixed:
        for match in pattern.finditer(view.plain):
            yield Hit(match.start(), match.end(), kind)
    for match in _SHAPES.finditer(view.plain):
        yield Hit(match.start(), match.end(), "COMMANDE")
    for match in _MIXED.finditer(view.plain):
        value = match.group()
        runs = re.findall(r"\d+", value)
        if max(map(len, runs)) >= 6 or (sum(map(len, runs)) >= 8 and re.search("[-_/]", value)):
            yield Hit(match.start(), match.end(), _kind_before(view, match.start()))
    for match in _LONG.finditer(view.plain):
        digits = match.group()
        round_number = len(set(digits)) <= 2 or digits.endswith("000")
        if (
            round_number
            or (len(digits) == 8 and _DATE_8.fullmatch(digits))
            or _SIZES.match(view.folded, match.end())
        ):
            continue
        announced = len(digits) >= _ALONE or cues.noun.search(
            view.folded, max(0, match.start() - 30), match.start()
        )
        if announced and not cues.kept.search(view.folded, max(0, match.start() - 30), match.start()):
            yield Hit(match.start(), match.end(), _kind_before(view, match.start()))


def _kind_before(view: View, start: int) -> str:
    """The type that the nearest noun before a bare number gives it: "mon contrat auto 81234567"."""
    cues = _cues()
    nouns = cues.noun.findall(view.folded, max(0, start - 30), start)
    return cues.types[nouns[-1]] if nouns else "COMMANDE"


@cache
def _cues() -> _Cues:
    raw: dict[str, Any] = tomllib.loads(data_text("numbers.toml"))
    types = {fold(noun): kind for kind, nouns in raw["references"].items() for noun in nouns}
    nouns = _any_of(types)
    links = rf"\s{{0,2}}(?:{_LINK}\s{{0,2}}){{0,3}}"
    value = rf"(?P<value>{_SPACED}|{_VALUE})"
    signed = (
        re.compile(
            rf"(?<![a-z0-9]){_NUMBER_SIGN}\s{{0,2}}(?:de |d'|du |des )?(?:la |le |l'|ma |mon |mes "
            rf"|votre |notre )?(?P<noun>{nouns})\b"
            rf"(?: (?!est\b|le\b|la\b)[a-z]{{2,14}}(?![a-z0-9-]))?{links}{value}"
        ),
        re.compile(
            rf"\b(?P<noun>{nouns})\b(?: (?!et |ou |mais |par |carte|cb |tel|iban|rib |siret|secu|mobile"
            rf"|portable)[a-z'-]{{2,14}}(?![a-z0-9-])){{0,2}}?{links}{_NUMBER_SIGN}{links}{value}"
        ),
    )
    alone = _any_of(types.keys() - set(raw["signed_only"]["nouns"]))
    bare = re.compile(rf"\b(?P<noun>{alone})\b{links}(?P<value>{_SPACED}|(?=[a-z/_.-]{{0,20}}\d){_VALUE})")
    locator = re.compile(
        rf"\b(?:reservation|resa|pnr|billets?|e-billet|vol)\b{links}(?P<value>[a-z]{{6}})(?![a-z0-9])"
    )
    noun = re.compile(rf"\b(?:{nouns})\b")
    prefixed = tuple(
        (
            re.compile(
                rf"(?<![\w-])(?:{_any_of(prefixes)})[-_ #/:.]{{0,2}}\d(?:[-_/.]?[0-9A-Z]){{3,20}}(?!\w)"
            ),
            kind,
        )
        for kind, prefixes in sorted(raw["prefixes"].items())
    )
    kept = re.compile(rf"\b(?:{_any_of(map(fold, raw['kept']['nouns']))})\b[^\d\n]{{0,12}}$")
    return _Cues(types, signed, bare, locator, noun, prefixed, kept)


def _any_of(words: Iterable[str]) -> str:
    """An alternation that prefers the longest word."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))
