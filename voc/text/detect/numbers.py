"""Numbers that name a person by themselves: IBAN, NIR, SIRET, bank card, birth date, number plate."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache

from voc.text.detect import Hit, View
from voc.text.folding import data_text

_MARK = r"[ .\-/_]{0,3}"
_IBAN = re.compile(rf"(?<![a-z0-9])(?P<country>[a-z]{{2}}){_MARK}(?P<rest>\d(?:{_MARK}[a-z0-9]){{13,31}})")
_RIB = re.compile(r"(?<![\w])\d{5}[ .-]?\d{5}[ .-]?[0-9A-Z]{11}[ .-]?\d{2}(?!\w)")
_BANK_CUE = re.compile(
    r"\b(?:iban|rib)\b[^\n\d]{0,25}?(?P<value>(?:[a-z]{2} ?)?\d{2}(?:[ .-]?[a-z]?\d){8,28})"
)
_NIR = re.compile(
    rf"(?<![\d.,+])(?<!\d )[1-478]{_MARK}\d{{2}}{_MARK}(?:0[1-9]|1[0-2]|[2-9]\d){_MARK}(?:2{_MARK}[ab]"
    rf"|\d\d){_MARK}\d{{3}}{_MARK}\d{{3}}"
    rf"(?P<key>\s{{0,2}}(?:cle\s?:?\s?|[-/(]\s?)?{_MARK}\d\d\)?)?(?!\d)"
)
_NIR_CUE = re.compile(
    r"\b(?:securite sociale|secu|nir|num(?:ero)? ss|n° ss|n°ss|carte vitale|immatriculation sociale"
    r"|immatricule)\b[^\n\d]{0,25}$"
)
_SIRET = re.compile(
    r"(?<![\d.,+])(?<!\d )\d{3}[ .-]?\d{3}[ .-]?\d{3}[ .-]{0,2}\d{2}[ .-]?\d{3}(?![\d]|[ .-]\d)"
)
_SIREN_CUE = re.compile(
    r"\b(?:siren|siret|rcs)\b[^\n\d]{0,25}"
    r"(?P<value>\d{3}[ .-]?\d{3}[ .-]?\d{3}(?:[ .-]?\d{2}[ .-]?\d{3})?)(?!\d)"
)
_VAT = re.compile(r"(?<![a-z0-9])fr ?[0-9a-hj-np-z]{2} ?\d{3} ?\d{3} ?\d{3}(?![a-z0-9]| ?\d)")
_CARD = re.compile(r"(?<![\d.,+])(?<!\d )\d(?:[ .-]{0,2}\d){12,18}(?![\d]|[.,]\d)")
_CARD_MASKED = re.compile(r"(?<![\w*])(?=[\dxX* .-]{0,24}\d{4})(?:[\dxX*]{4}[ .-]?){3}[\dxX*]{4}(?![\w*])")
_CARD_CUE = re.compile(r"\b(?:cb|carte|visa|mastercard|carte bleue|carte bancaire|amex)\b[^\n\d]{0,25}$")
_DATE = (
    r"(?:(?:0?[1-9]|[12]\d|3[01])(?:er)?\s?[ ./-]\s?(?:0?[1-9]|1[0-2]|janvier|janv\.?|fevrier|fevr?\.?"
    r"|mars|avril|avr\.?|mai|juin|juillet|juil\.?"
    r"|aout|septembre|sept?\.?|octobre|oct\.?|novembre|nov\.?|decembre|dec\.?)(?:\s?[ ./-]\s?(?:19"
    r"|20)?\d\d)?(?!\d)|(?:19|20)\d\d[./-]\d\d[./-]\d\d|(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19"
    r"|20)\d\d)"
)
_BIRTH = re.compile(
    rf"\b(?:(?:ne|nee|nes|nees|ne\(e\)|ne\.e)\s(?:le\s|un\s|en\s)?|date\sde\snaissance|naissance|ddn|dob"
    rf"|birthdate)\s{{0,2}}(?:est\s|:|=|,|-|le\s|du\s|au\s|\()*\s{{0,2}}"
    rf"(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\s)?(?P<value>{_DATE})"
)
_PLATE = re.compile(
    r"(?<![A-Z0-9-])(?P<left>[A-Z]{2})(?P<first> ?[-._·] ?| )?\d{3}(?(first)(?: ?[-._·] ?"
    r"| ))(?P<right>[A-Z]{2})(?![A-Z0-9])"
)
_PLATE_OLD = re.compile(
    r"(?<![\w-])\d{2,4}(?P<mark>[ .-])(?P<left>[A-Z]{2,3})(?P=mark)(?:\d{2}|2[AB]|97\d)(?!\w|[ -]\d)"
)
_PLATE_CUE = re.compile(
    r"\b(?:immatricul\w*|plaques?|vehicule|voiture|scooter"
    r"|moto)\b[^\n\d]{0,22}?\b(?P<value>[a-z]{2} ?[-.]? ?\d{3} ?[-.]? ?[a-z]{2}"
    r"|\d{2,4} ?[-.]? ?[a-z]{2,3} ?[-.]? ?(?:\d{2}|2[ab]|97\d))\b"
)


def find_ibans(view: View) -> Iterator[Hit]:
    """IBANs by their check digits; French ones and those announced as such even with a wrong digit."""
    for match in _IBAN.finditer(view.folded):
        country = match["country"].upper()
        length = _iban_lengths().get(country)
        end = _end_of(view.folded, match.start(), match.end(), length) if length else None
        if not end or (end < len(view.folded) and view.folded[end].isalnum()):
            continue
        from stdnum import iban

        value = re.sub(r"[^a-z0-9]", "", view.folded[match.start() : end])
        digits = sum(map(str.isdigit, value))
        if (country in {"FR", "MC"} and digits >= 18) or iban.is_valid(value.upper(), check_country=False):
            yield Hit(match.start(), end, "IBAN")
    for match in _BANK_CUE.finditer(view.folded):
        yield Hit(match.start("value"), match.end("value"), "IBAN")
    for match in _RIB.finditer(view.plain):
        if _rib_key(re.sub(r"[^0-9A-Z]", "", match.group())):
            yield Hit(match.start(), match.end(), "IBAN")


@cache
def _iban_lengths() -> dict[str, int]:
    codes = tomllib.loads(data_text("numbers.toml"))["iban"]["lengths"].split()
    return {code[:2]: int(code[2:]) for code in codes}


def _end_of(text: str, start: int, stop: int, count: int) -> int | None:
    """Where the ``count``-th letter or digit from ``start`` ends."""
    for place in range(start, stop):
        count -= text[place].isalnum()
        if not count:
            return place + 1
    return None


def _rib_key(rib: str) -> bool:
    """The key of a French account number: bank, counter and account weighed against 97."""
    account = "".join(
        char if char.isdigit() else str((ord(char) - 65) % 9 + 1 + (ord(char) >= 83)) for char in rib[10:21]
    )
    return (89 * int(rib[:5]) + 15 * int(rib[5:10]) + 3 * int(account) + int(rib[21:])) % 97 == 0


def find_nirs(view: View) -> Iterator[Hit]:
    """Social security numbers: by their key, by their usual spacing, or announced by words."""
    from stdnum.fr import nir

    for match in _NIR.finditer(view.folded):
        number = re.sub(r"[^0-9ab]", "", match.group().replace("cle", ""))
        spaced = len(re.findall(r"[ .\-/_]+", match.group())) >= 4
        cued = _NIR_CUE.search(view.folded, max(0, match.start() - 45), match.start())
        if (
            cued
            or (match["key"] and (spaced or nir.is_valid(number.upper())))
            or (spaced and len(number) == 13)
        ):
            yield Hit(match.start(), match.end(), "NIR")


def find_companies(view: View) -> Iterator[Hit]:
    """SIRET by its key (or La Poste's), SIREN and VAT numbers announced as such."""
    from stdnum.fr import siret

    for match in _SIRET.finditer(view.plain):
        if siret.is_valid(re.sub(r"\D", "", match.group())):
            yield Hit(match.start(), match.end(), "SIRET")
    for match in _SIREN_CUE.finditer(view.folded):
        yield Hit(match.start("value"), match.end("value"), "SIRET")
    for match in _VAT.finditer(view.folded):
        yield Hit(match.start(), match.end(), "SIRET")


def find_cards(view: View) -> Iterator[Hit]:
    """Payment cards: by Luhn's key, by four groups of four, by a word before them, or half hidden."""
    from stdnum import luhn

    for match in _CARD.finditer(view.plain):
        digits = re.sub(r"\D", "", match.group())
        fours = re.fullmatch(r"\d{4}([ .-]{1,2}\d{4}){3}", match.group())
        cued = _CARD_CUE.search(view.folded, max(0, match.start() - 45), match.start())
        known = digits[0] in "3456" and luhn.is_valid(digits) and len(digits) >= 14
        if len(set(digits)) > 1 and (
            (fours and digits[0] in "23456")
            or known
            or (cued and len(digits) >= 15)
            or (luhn.is_valid(digits) and len(digits) == 16)
        ):
            yield Hit(match.start(), match.end(), "CARTE")
    for match in _CARD_MASKED.finditer(view.plain):
        if re.search(r"[xX*]{4}", match.group()):
            yield Hit(match.start(), match.end(), "CARTE")


def find_births(view: View) -> Iterator[Hit]:
    """Dates of birth: only those that words announce; other dates stay."""
    for match in _BIRTH.finditer(view.folded):
        value = match["value"]
        if len(re.findall(r"\d+", value)) >= 2 or not value.isdigit() or len(value) == 8:
            yield Hit(match.start("value"), match.end("value"), "DATE_NAISSANCE")


@cache
def _not_plates() -> frozenset[str]:
    return frozenset(tomllib.loads(data_text("numbers.toml"))["plates"]["not_letters"].split())


def find_plates(view: View) -> Iterator[Hit]:
    """Number plates of the current (AB-123-CD) and former (1234 AB 75) French systems."""
    for match in _PLATE.finditer(view.plain):
        dashed = (match["first"] or "").strip()
        if dashed or not {match["left"], match["right"]} & _not_plates():
            yield Hit(match.start(), match.end(), "PLAQUE")
    for match in _PLATE_OLD.finditer(view.plain):
        if match["mark"] != " " or match["left"] not in _not_plates():
            yield Hit(match.start(), match.end(), "PLAQUE")
    for match in re.finditer(r"(?<![a-z0-9-])[a-z]{2}-\d{3}-[a-z]{2}(?![a-z0-9-])", view.folded):
        yield Hit(match.start(), match.end(), "PLAQUE")
    for match in _PLATE_CUE.finditer(view.folded):
        letters = re.findall("[a-z]+", match["value"])
        doubtful = sum(part.upper() in _not_plates() for part in letters)
        written = view.plain[match.start("value") : match.end("value")]
        close = match.start("value") - match.start() < 28 and re.search("immat|plaque", match.group())
        if doubtful and not (written.isupper() and (doubtful < len(letters) or close)):
            continue
        yield Hit(match.start("value"), match.end("value"), "PLAQUE")
