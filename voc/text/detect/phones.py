"""Telephone numbers: French ones however they are spaced, foreign ones, and those told in words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from voc.text.detect import Hit, View

_GAP = r"[ .\-/_·|]{0,3}"
_NATIONAL = re.compile(
    rf"(?<![\dA-Z,+])(?<!\d[.\-/])(?:\([0Oo]\)|[0Oo]){_GAP}[1-9](?:{_GAP}[\dOo]){{8}}(?!\d)"
)
_FRENCH_ABROAD = re.compile(
    rf"(?<![\d+])(?:\((?=\+|00))?(?:(?:\+|00) ?)?(?:33|262|590|594|596)\)?{_GAP}(?:\(\s?0\s?\)"
    rf"|0)?{_GAP}[1-9](?:{_GAP}\d){{8}}(?!\d)"
)
_FOREIGN = re.compile(r"(?<![\w+])\(?(?:\+|00)\s?[1-9]\d{0,2}\)?(?:[ .\-()/]{0,3}\d){6,12}(?!\d)")
_NO_ZERO = re.compile(r"(?<![\d.,/-])(?<!\d )[67](?:[ .-]\d{2}){4}(?![\d,]|[ .-]\d)")
_MASKED = re.compile(rf"(?<!\d)0[1-9](?:{_GAP}(?:\d\d|[xX*]{{2}})){{4}}(?!\d)")
_CUED = re.compile(
    r"\b(?:tel|telephone|telephones|portable|mobile|fixe|gsm|whatsapp|joindre au|joignable au"
    r"|rappeler au|rappelez(?:[ -]moi)? au|appeler au"
    r"|appelez(?:[ -]moi)? au|contacter au|contactez(?:[ -]moi)? au|mon numero|mon num"
    r"|n° de tel(?:ephone)?|numero de tel(?:ephone)?)"
    rf"\s{{0,2}}(?:est|le|:|au|c'est|=|n°|\.|-|,"
    rf"|\()*\s{{0,2}}(?:le\s)?(?P<value>\+?\d(?:{_GAP}\d){{7,13}})(?!\d)"
)
_DATE = re.compile(r"(?:0?[1-9]|[12]\d|3[01]) ?[ ./-] ?(?:0?[1-9]|1[0-2]) ?[ ./-] ?(?:19|20)\d\d")
_NOT_A_PHONE = re.compile(r"\s?(?:€|%|euros?\b)")

_UNITS = "un|une|deux|trois|quatre|cinq|six|sept|huit|neuf"
_TEENS = "dix|onze|douze|treize|quatorze|quinze|seize|dix[ -]sept|dix[ -]huit|dix[ -]neuf"
_TENS = "vingt|vingts|trente|quarante|cinquante|soixante|septante|octante|huitante|nonante"
_NUMBER = (
    rf"(?:quatre[ -]vingts?(?:[ -](?:{_TEENS}|{_UNITS}))?"
    rf"|(?:{_TENS})(?:[ -](?:et[ -])?(?:{_TEENS}|{_UNITS}))?"
    rf"|{_TEENS}|zero(?:[ -](?:{_UNITS}))?|{_UNITS}|\d{{1,2}})"
)
_SPOKEN = re.compile(
    rf"\b(?:zero|0|o|plus trente[ -]trois)[ -]{{1,2}}(?:{_UNITS}"
    rf"|[1-9])\b(?:[ ,.;/-]{{1,3}}{_NUMBER}\b){{4,8}}"
)


def find_phones(view: View) -> Iterator[Hit]:
    """Telephone numbers of ten French digits, of other countries, or told in words."""
    plain, folded = view.plain, view.folded
    for match in _NATIONAL.finditer(plain):
        if _believable(match.group(), plain, match.end()):
            yield Hit(match.start(), match.end(), "TELEPHONE")
    for pattern in (_FRENCH_ABROAD, _NO_ZERO, _MASKED):
        for match in pattern.finditer(plain):
            told = match.group()
            if _DATE.match(told) or _NOT_A_PHONE.match(plain, match.end()):
                continue
            if re.search(r"\d{2}", told):
                yield Hit(match.start(), match.end(), "TELEPHONE")
    if "+" in plain or "00" in plain:
        for match in _FOREIGN.finditer(plain):
            if _possible(match.group()):
                yield Hit(match.start(), match.end(), "TELEPHONE")
    for match in _CUED.finditer(folded):
        value = match["value"]
        if _NATIONAL.match(plain, match.start("value")):
            continue  # found above; a cue must not run on into the next number
        if not _DATE.match(value) and not _NOT_A_PHONE.match(plain, match.end()):
            yield Hit(match.start("value"), match.end("value"), "TELEPHONE")


def find_spoken_phones(view: View) -> Iterator[Hit]:
    """Numbers told aloud: "zéro six, douze, trente-quatre, cinquante-six, soixante dix-huit"."""
    if "zero" not in view.folded and "trente" not in view.folded:
        return
    for match in _SPOKEN.finditer(view.folded):
        yield Hit(match.start(), match.end(), "TELEPHONE")


def _believable(number: str, text: str, end: int) -> bool:
    """Ten digits may also be a date and an hour, or a sum."""
    if _DATE.match(number) or _NOT_A_PHONE.match(text, end):
        return False
    if sum(char.isdigit() for char in number) < 9:
        return False
    return number.count("/") in {0, 1, 4, 8, 9}


def _possible(number: str) -> bool:
    import phonenumbers

    digits = re.sub(r"\D", "", number)
    if len(set(digits[2:])) < 3:
        return False
    try:
        parsed = phonenumbers.parse(
            "+" + digits.removeprefix("00") if number.lstrip("(").startswith("00") else "+" + digits, None
        )
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_possible_number(parsed)
