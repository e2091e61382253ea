"""What a file is, by its first bytes: the name that it was given proves nothing."""

from __future__ import annotations

import codecs
import re
from enum import Enum
from typing import TYPE_CHECKING

from voc.errors import SourceError

if TYPE_CHECKING:
    from pathlib import Path

_HEAD = 8192
#: A heading such as "[date]" opens a CSV too: JSON goes on with a quote or another bracket.
_JSON = re.compile(r"[\[{]\s*(?:[\"\[{\]}]|$)")


class What(Enum):
    """The families of files that people drop, wanted or not; the value names them in French."""

    EMPTY = "un fichier vide"
    HTML = "une page web (HTML)"
    XML = "un fichier XML"
    ZIP = "un classeur Excel ou une archive ZIP"
    OLE = "un ancien classeur Excel (.xls) ou un classeur protégé"
    PDF = "un document PDF"
    GZIP = "une archive compressée (gzip)"
    JSON = "du JSON"
    TEXT = "du texte"


def what_is(path: Path) -> What:
    """Looks at the start of a file."""
    with path.open("rb") as handle:
        head = handle.read(_HEAD)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return What.ZIP
    for magic, kind in (
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", What.OLE),
        (b"%PDF-", What.PDF),
        (b"\x1f\x8b", What.GZIP),
    ):
        if head.startswith(magic):
            return kind
    text = _text(head).lstrip("\ufeff\0 \t\r\n")
    if not text:
        return What.EMPTY if len(head) < _HEAD else What.TEXT
    start = text[:2000].lower()
    if start.startswith("<"):
        if start.startswith(("<!doctype html", "<html", "<head", "<body", "<table")) or "<html" in start:
            return What.HTML
        if start.startswith("<?xml"):
            return What.XML
    return What.JSON if _JSON.match(start) else What.TEXT


def _text(head: bytes) -> str:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return head.decode("utf-16", "ignore")
    return head.decode("utf-8", "replace").replace("\0", "")


def refuse_others(path: Path, wanted: set[What], source: str, name: str, expected: str) -> What:
    """The kind of a file when it is one of those wanted.

    Raises:
        SourceError: it is something else, which is said with what to do about it.
    """
    found = what_is(path)
    if found in wanted:
        return found
    if found is What.EMPTY:
        raise SourceError(source, name, "le fichier est vide", "Relancez l'export, ou retirez ce fichier.")
    advice = {
        What.HTML: "C'est souvent la page de connexion de l'outil enregistrée à la place de l'export :"
        " téléchargez de nouveau le fichier une fois connecté.",
        What.ZIP: 'Si c\'est un classeur, écrivez format = "xlsx" dans la source ; une archive doit être'
        " décompressée.",
        What.OLE: "Ouvrez-le dans Excel, retirez le mot de passe s'il y en a un, et enregistrez-le en .xlsx.",
        What.GZIP: "Décompressez-le d'abord.",
        What.JSON: 'Écrivez format = "jsonl" dans la source.',
        What.TEXT: 'Si c\'est un export à séparateurs, écrivez format = "csv" dans la source.',
    }.get(found, "Exportez de nouveau dans le format attendu.")
    raise SourceError(source, name, f"{expected} était attendu, mais c'est {found.value}", advice)
