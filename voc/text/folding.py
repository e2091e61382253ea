"""Words without case and accents, character for character, so that offsets stay valid."""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib.resources import files


class _Folding(dict[int, int]):
    """A translation table that fills itself: one character in, one character out."""

    def __missing__(self, code: int) -> int:
        base = unicodedata.normalize("NFD", chr(code))[0].lower()
        folded = ord(base) if len(base) == 1 else code
        self[code] = folded
        return folded


_TABLE = _Folding()
_TABLE.update(
    {ord("œ"): ord("œ"), ord("’"): ord("'"), ord("‘"): ord("'"), ord("ʼ"): ord("'"), ord("‑"): ord("-")}
)


def fold(text: str) -> str:
    """Lower case, no accents, straight apostrophes and hyphens; same length as the text."""
    return text.translate(_TABLE)


def words_of(block: str) -> frozenset[str]:
    """The folded words of a data file's block, parted by spaces or lines; ``#`` starts a comment."""
    lines = (line.split("#", 1)[0] for line in block.splitlines())
    return frozenset(fold(word) for line in lines for word in line.split())


@cache
def data_text(name: str) -> str:
    """The text of one of the files of ``voc/text/data``."""
    return (files("voc.text") / "data" / name).read_text(encoding="utf-8")
