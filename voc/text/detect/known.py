"""Values of other columns of the same row (the author's name, an order number), looked for in the text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from voc.text.detect import Hit, View
from voc.text.detect.lexicon import Level, lexicon
from voc.text.folding import fold
from voc.text.language import french_words

#: letters that a word of a name needs, and signs that a number needs, to be looked for alone
_SHORTEST_WORD = 3
_SHORTEST_NUMBER = 4

_LETTERS = re.compile(r"[^\W\d_]+")
_SIGNS = re.compile(r"[^a-z0-9]+")
_DATE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}")
_PHONE = re.compile(r"(?:0|33|0033)[1-9]\d{8}")


def find_known(view: View, known: Sequence[str]) -> Iterator[Hit]:
    """Finds the values whole, and names by any of their words, whatever the case, accents and separators."""
    for value in known:
        folded = fold(value).strip()
        if "@" in folded:
            local = folded.split("@")[0]
            names = [part for part in _LETTERS.findall(local) if _is_listed(part)]
            yield from _whole_words(view, names, names)
        elif any(map(str.isdigit, folded)):
            yield from _number(view, folded)
        else:
            words = _LETTERS.findall(folded)
            yield from _whole_words(view, words, [word for word in words if _tells(word)])


def _is_listed(word: str) -> bool:
    lists = lexicon()
    return _tells(word) and (word in lists.surnames or lists.first_names.get(word, 0) >= Level.CAPITAL)


def _tells(word: str) -> bool:
    """Whether a word alone gives the person away: not "Petit", "Rose" or "client"."""
    lists = lexicon()
    common = (
        word in lists.never or word in lists.surname_words or word in lists.roles or word in french_words()
    )
    return len(word) >= _SHORTEST_WORD and not common and lists.first_names.get(word) != Level.DOUBTFUL


def _whole_words(view: View, words: Iterable[str], telling: Iterable[str]) -> Iterator[Hit]:
    """Spans of neighbouring words of the value that hold a telling one, or all the words of the value."""
    wanted = set(words)
    strong = {word for word in telling if word in view.folded}
    if not strong and not (len(wanted) > 1 and all(word in view.folded for word in wanted)):
        return
    run: list[re.Match[str]] = []
    for match in (*_LETTERS.finditer(view.folded), None):
        near = match and run and not view.folded[run[-1].end() : match.start()].strip(" .'-,")
        if run and not (match and near and match.group() in wanted):
            seen = {item.group() for item in run}
            if seen & strong or (len(wanted) > 1 and seen >= wanted):
                yield Hit(run[0].start(), run[-1].end(), "PERSONNE")
            run = []
        if match and match.group() in wanted:
            run.append(match)


def _number(view: View, value: str) -> Iterator[Hit]:
    signs = _SIGNS.sub("", value)
    if (
        len(signs) < _SHORTEST_NUMBER
        or re.fullmatch(r"(?:19|20)\d\d", signs)
        or signs not in _SIGNS.sub("", view.folded)
    ):
        return
    pattern = r"(?<![a-z0-9])" + r"[ .\-/_#]{0,3}".join(map(re.escape, signs)) + r"(?![a-z0-9])"
    kind = (
        "DATE_NAISSANCE" if _DATE.fullmatch(value) else "TELEPHONE" if _PHONE.fullmatch(signs) else "COMMANDE"
    )
    for match in re.finditer(pattern, view.folded):
        yield Hit(match.start(), match.end(), kind)
