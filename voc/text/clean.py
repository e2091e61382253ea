"""Mends what exports break in a text: encodings, entities, tags, invisible characters, odd spaces.

Words, case, repeated letters and emoji stay as the customer wrote them, and every change keeps the way
back to the original (``Aligned``). Cleaning a clean text changes nothing.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Iterator

from voc.text.aligned import Aligned

Edit = tuple[int, int, str]

#: a byte A0 that became a plain space leaves "Ã " where an "à" stood: that space belongs to the chunk
_CHUNK = re.compile(r"[^ \n\r\t]*[^\x00-\x7f][^ \n\r\t]*(?:(?<=Ã) [^ \n\r\t]*)*")
#: what UTF-8 looks like when it was read as Windows-1252, Latin-1 or Mac Roman: anything else is sound
_SUSPECT = re.compile(
    "[\xc2-\xf4][\x80-\xbf\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u017d\u2018\u2019\u201c\u201d\u2022\u2013"
    "\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178]|[\xc2\xc3] |\u221a|[\x80-\x9f]"
)
_C1 = re.compile("[\x80-\x9f]")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
#: entities that exports wrote without their semicolon
_BARE_ENTITY = re.compile(r"&(?:nbsp|amp|quot|eacute|egrave|agrave|ccedil|euro)(?![A-Za-z0-9;=])")
_TAG = re.compile(
    r"<(?P<close>/?)(?P<name>br|p|div|span|b|i|u|em|strong|small|a|ul|ol|li|font|h[1-6]|img|table|tr|td"
    r"|th|tbody"
    r"|blockquote|hr|center|sup|sub)(?:\s[^<>]{0,500})?/?>",
    re.IGNORECASE,
)
_LINE_TAGS = frozenset({"br", "p", "div", "li", "ul", "ol", "tr", "table", "blockquote", "hr"})
_COMPOSABLE = re.compile("[^\u0300-\u036f][\u0300-\u036f]+")
_SURROGATES = re.compile("[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]")
_STYLED = re.compile("[\U0001d400-\U0001d7ff\ufb00-\ufb06\uff01-\uff5e]+")
#: every character that is invisible, a control, or a space other than the plain one
_ODD = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000"
    "\u3164\ufe00-\ufe0e\ufeff\ufff9-\ufffb]"
)
_BLANK_LIKE = frozenset("\t\x00\u3164\u115f\u1160")
_NEW_LINES = frozenset("\r\x0b\x0c\x85\u2028\u2029")
_BLANKS = re.compile(r" {2,}| *\n[ \n]*")
#: what may stand around a zero-width joiner that draws one emoji out of several
_EMOJI_PART = re.compile("[\U0001f000-\U0001faff\u2190-\u2bff\ufe0f\u2640\u2642\u2695\u2696\u2708]")


def clean(text: str | Aligned) -> Aligned:
    """Mends a text, keeping the way back to the original.

    Args:
        text: as the source gives it.

    Returns:
        The mended text; ``original`` leads back to the given one (or to that one's own original).
    """
    current = Aligned.of(text)
    for _ in range(_MOST_ROUNDS):
        before = current.text
        for step in _STEPS:
            current = current.replace(list(step(current.text)))
        if current.text == before:
            break
    return current


def _mojibake(text: str) -> Iterator[Edit]:
    """UTF-8 read as another encoding, repaired word by word by ftfy so that the offsets survive."""
    if text.isascii() or not _SUSPECT.search(text):
        return
    from ftfy import fix_encoding
    from ftfy.badness import is_bad

    if not is_bad(text) and not _C1.search(text):
        return
    for chunk in _CHUNK.finditer(text):
        broken = chunk.group()
        mended = fix_encoding(broken)
        if mended != broken:
            yield _narrowed(chunk.start(), broken, mended)


def _narrowed(start: int, old: str, new: str) -> Edit:
    """The replacement without the letters that both ends have in common."""
    head = 0
    limit = min(len(old), len(new))
    while head < limit and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < limit - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return start + head, start + len(old) - tail, new[head : len(new) - tail]


def _entities(text: str) -> Iterator[Edit]:
    """HTML entities; those escaped twice are plain after the next round."""
    if "&" not in text:
        return
    for entity in sorted((*_ENTITY.finditer(text), *_BARE_ENTITY.finditer(text)), key=lambda m: m.start()):
        plain = html.unescape(entity.group())
        if plain != entity.group():
            yield entity.start(), entity.end(), plain


def _tags(text: str) -> Iterator[Edit]:
    """The tags that social and web exports leave; ``<3`` and ``< 5 min`` are not tags."""
    if "<" not in text:
        return
    for tag in _TAG.finditer(text):
        line = tag["name"].lower() in _LINE_TAGS
        yield tag.start(), tag.end(), "\n" if line else ""


def _composed(text: str) -> Iterator[Edit]:
    """Letters and accents that were stored apart, "mathematical" letters of social posts, broken UTF-16."""
    if text.isascii():
        return
    edits = [(match.start(), match.end(), _paired(match.group())) for match in _SURROGATES.finditer(text)]
    for match in _COMPOSABLE.finditer(text):
        whole = unicodedata.normalize("NFC", match.group())
        if whole != match.group():
            edits.append((match.start(), match.end(), whole))
    for match in _STYLED.finditer(text):
        edits += [
            (place, place + 1, unicodedata.normalize("NFKC", letter))
            for place, letter in enumerate(match.group(), match.start())
        ]
    yield from _without_overlap(edits)


def _paired(units: str) -> str:
    """The character that two halves of UTF-16 make; a lone half means nothing."""
    return units.encode("utf-16", "surrogatepass").decode("utf-16") if len(units) == 2 else ""


def _without_overlap(edits: list[Edit]) -> Iterator[Edit]:
    at = 0
    for edit in sorted(edits):
        if edit[0] >= at:
            yield edit
            at = edit[1]


def _odd_characters(text: str) -> Iterator[Edit]:
    for match in _ODD.finditer(text):
        start, character = match.start(), match.group()
        if character == "\u200d" and _joins_emoji(text, start):
            continue
        yield start, start + 1, _instead(text, start, character)


def _joins_emoji(text: str, place: int) -> bool:
    return bool(
        0 < place < len(text) - 1
        and _EMOJI_PART.match(text[place - 1])
        and _EMOJI_PART.match(text[place + 1])
    )


def _instead(text: str, place: int, character: str) -> str:
    if character == "\r":
        return "" if text[place + 1 : place + 2] == "\n" else "\n"
    if character in _NEW_LINES:
        return "\n"
    return " " if character in _BLANK_LIKE or unicodedata.category(character) == "Zs" else ""


def _blanks(text: str) -> Iterator[Edit]:
    """Repeated blanks; one empty line at most stays, since it may part two ideas."""
    begin = len(text) - len(text.lstrip(" \n"))
    finish = len(text.rstrip(" \n"))
    if begin >= finish:
        if text:
            yield 0, len(text), ""
        return
    if begin:
        yield 0, begin, ""
    for match in _BLANKS.finditer(text, begin, finish):
        blank = match.group()
        plain = "\n" * min(2, blank.count("\n")) or " "
        if plain != blank:
            yield match.start(), match.end(), plain
    if finish < len(text):
        yield finish, len(text), ""


#: entities may hide tags, tags may hide broken letters; spaces come last
_STEPS: tuple[Callable[[str], Iterator[Edit]], ...] = (
    _entities,
    _mojibake,
    _composed,
    _tags,
    _odd_characters,
    _blanks,
)
#: one layer of damage may hide another (``&amp;eacute;``); real texts settle in two rounds
_MOST_ROUNDS = 12
