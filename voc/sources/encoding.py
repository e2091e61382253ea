"""Bytes to text: which encoding a file has, settled over the whole file before any row is read.

Byte-order mark, then strict UTF-8, then UTF-16 without a mark, then Windows-1252 (what French Excel
writes). A UTF-8 file with a few foreign bytes (two exports pasted together) is read as UTF-8 and those
bytes as Windows-1252, rather than turning every accent of the file into two signs.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

from voc.errors import SourceError

if TYPE_CHECKING:
    from pathlib import Path

_CHUNK = 1 << 18
_FOREIGN = "voc-cp1252"
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def _one_byte(byte: int) -> str:
    """Windows-1252, with the five bytes it leaves undefined read as browsers do."""
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


def _read_foreign(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(map(_one_byte, error.object[error.start : error.end])), error.end


codecs.register_error(_FOREIGN, _read_foreign)


@dataclass(frozen=True)
class Encoding:
    """How to read a file: ``codec`` for Python, ``label`` for people.

    ``foreign``: bytes that are not of this encoding; ``cut``: the file stops inside a character.
    """

    codec: str
    label: str
    foreign: int = 0
    cut: bool = False

    def open(self, path: Path) -> TextIO:
        """The file as text, line ends untouched."""
        errors = _FOREIGN if self.foreign else "ignore" if self.cut else "strict"
        return path.open(encoding=self.codec, errors=errors, newline="")


#: The error handler is there for the five bytes that Windows-1252 leaves undefined.
_WINDOWS = Encoding("cp1252", "Windows-1252", foreign=1)


def detect(path: Path, declared: str | None, source: str, name: str) -> Encoding:
    """The encoding of a whole file, read once from end to end.

    Raises:
        SourceError: the declared encoding does not exist or does not fit, or the bytes are no text.
    """
    if declared is not None:
        return _declared(path, declared, source, name)
    with path.open("rb") as handle:
        head = handle.read(4096)
    for bom, codec in _BOMS:
        if head.startswith(bom):
            return _checked(path, codec, source, name)
    if _looks_utf16(head):
        codec = "utf-16-le" if head[1:2] == b"\0" else "utf-16-be"
        return _checked(path, codec, source, name)
    found = _utf8_or_windows(path)
    _refuse_binary(path, found, source, name)
    return found


def _declared(path: Path, declared: str, source: str, name: str) -> Encoding:
    try:
        info = codecs.lookup(declared)
        codecs.getincrementaldecoder(info.name)
        known = info._is_text_encoding  # noqa: SLF001  # the only way to know; open() refuses the others
    except (LookupError, ValueError):
        known = False
    if not known:
        raise SourceError(
            source, name, "l'encodage déclaré n'existe pas", "Écrivez par exemple utf-8, cp1252 ou utf-16."
        )
    if info.name == "utf-8":
        return _checked(path, "utf-8-sig", source, name)
    return _WINDOWS if info.name == "cp1252" else _checked(path, info.name, source, name)


def _checked(path: Path, codec: str, source: str, name: str) -> Encoding:
    """An encoding that must fit the whole file, but for a last character that may be cut."""
    decoder = codecs.getincrementaldecoder(codec)("strict")
    label = {"utf-8-sig": "UTF-8 avec BOM", "cp1252": "Windows-1252"}.get(codec, codec.upper())
    try:
        with path.open("rb") as handle:
            while chunk := handle.read(_CHUNK):
                decoder.decode(chunk)
    except UnicodeError:
        if codec == "utf-8-sig":
            foreign = _utf8_or_windows(path).foreign
            return Encoding(codec, label, foreign=foreign or 1)
        raise SourceError(
            source,
            name,
            f"le texte n'est pas de l'{label} d'un bout à l'autre",
            "Exportez de nouveau en UTF-8, ou corrigez `encoding` dans la source.",
        ) from None
    try:
        decoder.decode(b"", final=True)
    except UnicodeError:
        return Encoding(codec, label, cut=True)
    return Encoding(codec, label)


def _looks_utf16(head: bytes) -> bool:
    """Every other byte is null, as in Latin letters written on two bytes."""
    if len(head) < 8:
        return False
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) / 2
    return (odd > 0.6 * half and even < 0.1 * half) or (even > 0.6 * half and odd < 0.1 * half)


def _utf8_or_windows(path: Path) -> Encoding:
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    with path.open("rb") as handle:
        try:
            while chunk := handle.read(_CHUNK):
                decoder.decode(chunk)
        except UnicodeDecodeError:
            pass
        else:
            try:
                decoder.decode(b"", final=True)
            except UnicodeDecodeError:
                # One lone byte at the very end: a cut only if the file shows UTF-8 elsewhere.
                foreign, good = _count(path)
                if good:
                    return Encoding("utf-8", "UTF-8", cut=True)
                return _WINDOWS
            return Encoding("utf-8", "UTF-8")
    foreign, good = _count(path)
    if good > foreign:
        return Encoding("utf-8", "UTF-8", foreign=foreign)
    return _WINDOWS


def _count(path: Path) -> tuple[int, int]:
    """How many bytes are not UTF-8, and how many characters are, beyond ASCII."""
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    foreign = good = 0
    with path.open("rb") as handle:
        while chunk := handle.read(_CHUNK):
            text = decoder.decode(chunk)
            clean = len(text.encode("utf-8", "ignore").decode("utf-8"))  # without the foreign bytes
            foreign += len(text) - clean
            good += clean - len(text.encode("ascii", "ignore"))
    return foreign, good


def _refuse_binary(path: Path, found: Encoding, source: str, name: str) -> None:
    with found.open(path) as handle:
        sample = handle.read(65_536)
    controls = len(_CONTROLS.findall(sample.rstrip("\0")))
    if controls > 8 and controls > 0.02 * len(sample):
        raise SourceError(
            source, name, "ce n'est pas un fichier de texte", "Exportez de nouveau en CSV, XLSX ou JSON."
        )
