"""Personal data out of texts: each find is replaced by a typed placeholder such as ``[EMAIL]``.

The finders (``voc/text/detect``) run in an order of priority; what one has claimed, the next ones do not
see. Nothing inside a placeholder is ever replaced, and a scrubbed text scrubs to itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from voc.text.aligned import Aligned
from voc.text.detect import CLAIMED, Hit, View
from voc.text.detect.addresses import find_addresses
from voc.text.detect.contacts import find_emails, find_handles, find_ips, find_urls
from voc.text.detect.known import find_known
from voc.text.detect.names import find_names
from voc.text.detect.numbers import (
    find_births,
    find_cards,
    find_companies,
    find_ibans,
    find_nirs,
    find_plates,
)
from voc.text.detect.phones import find_phones, find_spoken_phones
from voc.text.detect.references import find_cued_references, find_shaped_references
from voc.text.folding import fold

#: every type of placeholder, in the order in which overlaps are settled
TYPES = (
    *("URL", "EMAIL", "IBAN", "NIR", "DATE_NAISSANCE", "COMMANDE", "DOSSIER", "CLIENT", "PIECE_IDENTITE"),
    *("MOT_DE_PASSE", "SIRET", "CARTE", "IP", "TELEPHONE", "PLAQUE", "ADRESSE", "PSEUDO", "PERSONNE"),
)
PLACEHOLDER = re.compile(rf"\[(?:{'|'.join(TYPES)})\]")

_HIDDEN = re.compile("[\xad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_PLAIN = str.maketrans(
    {
        **dict.fromkeys(
            "\t\x0b\x0c\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000",
            " ",
        ),
        **dict.fromkeys("\r\x85\u2028\u2029", "\n"),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d", "-"),
        **dict.fromkeys("\u2018\u2019\u02bc\u00b4\u0060\u2032", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u2033", '"'),
        **{chr(0xFF01 + i): chr(0x21 + i) for i in range(94)},
    }
)
_AT_SIGNS = (
    "@",
    "arob",
    "arrob",
    "(a",
    "[a",
    "{a",
    "<a",
    " at ",
    "chez ",
    "mail",
    "outlook",
    "wanadoo",
    "laposte",
    "yahoo",
)
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"\w+")
_NUMBER_SIGN = re.compile(r"n\s?[°º]|num|ref|\bid\b|code|#|reserv|resa|pnr|billet")
#: digits of the shortest of their kind: an account or a telephone; an order number, a plate, a telephone
#: half hidden ("06 12 XX XX XX")
_DIGITS_OF_PHONE = 8
_DIGITS_OF_REFERENCE = 3
_DWELLING = ("habit", "domicil", "demeur", "adresse", "livre", "resid", "vis ", "loge")


@dataclass(frozen=True, slots=True)
class Found:
    """A piece of personal data: its type and its half-open span, in characters of the text that was given."""

    type: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Scrubbed:
    """A text without personal data, with the way back, and what was found in the text that was given."""

    aligned: Aligned
    found: tuple[Found, ...]


class Scrubber:
    """Replaces personal data by placeholders. Holds no text: one serves a whole process.

    Args:
        keep: names that are no person's, such as a brand's: « Hermine » is also a first name.
    """

    def __init__(self, keep: Sequence[str] = ()) -> None:
        words = [_WORD.findall(fold(name)) for name in keep]
        self._kept = frozenset(word for name in words for word in name)
        self._kept_handles = frozenset("".join(name) for name in words)

    def find(self, text: str, known: Sequence[str] = ()) -> list[Found]:
        """What ``scrub`` would replace, in the order of the text."""
        return list(self.scrub(text, known).found)

    def scrub(self, text: str | Aligned, known: Sequence[str] = ()) -> Scrubbed:
        """Replaces each piece of personal data by the placeholder of its type.

        Args:
            text: any text; odd spaces and invisible characters in it hide nothing.
            known: values of the same person from elsewhere (name, e-mail, order number), looked for
                whatever their case and accents.

        Returns:
            The scrubbed text, and the finds as spans of the given text.
        """
        scrubbed = Aligned.of(text)
        given = Aligned.of(scrubbed.text)
        found: list[Found] = []
        # What a round replaces changes what stands around the rest: rounds go on until nothing is found,
        # which is what makes scrubbing idempotent. Each one shrinks what is left to find.
        while hits := [hit for hit in _find(given.text, known) if not self._is_kept(hit, given.text)]:
            spans = [(hit.start, hit.end, f"[{hit.type}]") for hit in hits]
            found += (Found(hit.type, *given.original(hit.start, hit.end)) for hit in hits)
            given = given.replace(spans)
            scrubbed = scrubbed.replace(spans)
        return Scrubbed(scrubbed, tuple(sorted(found, key=lambda item: (item.start, item.end))))

    def _is_kept(self, hit: Hit, text: str) -> bool:
        """Whether a hit is but the words, or the handle, of a name to keep."""
        if not self._kept or hit.type not in {"PERSONNE", "PSEUDO"}:
            return False
        words = _WORD.findall(fold(text[hit.start : hit.end]))
        return "".join(words) in self._kept_handles or (
            hit.type == "PERSONNE" and self._kept.issuperset(words)
        )


def _find(text: str, known: Sequence[str]) -> list[Hit]:
    """One round of all finders over a text."""
    if not text.isascii() and _HIDDEN.search(text):
        shown = Aligned.of(text).replace(
            [(match.start(), match.end(), "") for match in _HIDDEN.finditer(text)]
        )
        return [Hit(*shown.original(hit.start, hit.end), hit.type) for hit in _find_plain(shown.text, known)]
    return _find_plain(text, known)


def _find_plain(text: str, known: Sequence[str]) -> list[Hit]:
    plain = PLACEHOLDER.sub(lambda match: CLAIMED * len(match.group()), text.translate(_PLAIN))
    view = View(plain, fold(plain))
    accepted: list[Hit] = []
    for finder in _finders(view):
        view = _claim(view, finder(view), accepted)
    if known:
        view = _claim(view, find_known(view, known), accepted)
    _claim(view, find_names(view), accepted)
    return sorted(accepted)


def _finders(view: View) -> list[Callable[[View], Iterable[Hit]]]:
    """The finders that can find anything in this text, by priority."""
    plain, folded = view
    digits = len(_DIGIT.findall(plain))
    finders: list[Callable[[View], Iterable[Hit]]] = []
    if "www" in folded or "/" in plain:
        finders.append(find_urls)
    if any(sign in folded for sign in _AT_SIGNS):
        finders.append(find_emails)
    if digits >= _DIGITS_OF_PHONE:
        finders += (find_ibans, find_nirs)
    if digits and ("ne" in folded or "naiss" in folded or "ddn" in folded or "dob" in folded):
        finders.append(find_births)
    if digits >= _DIGITS_OF_REFERENCE or (_NUMBER_SIGN.search(folded)):
        finders.append(find_cued_references)
    if digits >= _DIGITS_OF_PHONE:
        finders += (find_companies, find_cards)
    if digits >= _DIGITS_OF_REFERENCE:
        finders += (find_ips, find_phones)
    if "zero" in folded or "trente" in folded:
        finders.append(find_spoken_phones)
    if digits >= _DIGITS_OF_REFERENCE:
        finders.append(find_plates)
    if digits or any(word in folded for word in _DWELLING):
        finders.append(find_addresses)
    if digits >= _DIGITS_OF_REFERENCE:
        finders.append(find_shaped_references)
    finders.append(find_handles)
    return finders


def _claim(view: View, hits: Iterable[Hit], accepted: list[Hit]) -> View:
    """Accepts the hits of one finder, the longest first, and hides them from the next finders."""
    new: list[Hit] = []
    occupied = bytearray(len(view.plain))
    for hit in sorted(hits, key=lambda hit: (hit.start - hit.end, hit)):
        if hit.start < hit.end and occupied.find(1, hit.start, hit.end) < 0:
            occupied[hit.start : hit.end] = b"\1" * (hit.end - hit.start)
            new.append(hit)
    if not new:
        return view
    accepted += new
    plain, folded = list(view.plain), list(view.folded)
    for hit in new:
        hidden = CLAIMED * (hit.end - hit.start)
        plain[hit.start : hit.end] = hidden
        folded[hit.start : hit.end] = hidden
    return View("".join(plain), "".join(folded))
