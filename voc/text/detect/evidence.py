"""What stands around a word and makes a name of it: "merci à", "la vendeuse", "m'a conseillée"."""

from __future__ import annotations

import re

from voc.text.detect.lexicon import Level, Lexicon
from voc.text.detect.reading import Reading

#: letters before a word that are searched for a cue
_LOOK_BEHIND = 48
#: small letters prove nothing on a listed name shorter than this
_SHORTEST_SMALL = 5


class Evidence:
    """Judges the words of one text. ``taken`` is shared with the search: words already known as names."""

    def __init__(self, text: Reading, lists: Lexicon, taken: set[int]) -> None:
        self.text = text
        self.lists = lists
        self.taken = taken

    def is_person(self, i: int, level: Level) -> bool:
        """Whether the listed first name ``i`` is a person's here, by how much its level asks."""
        text = self.text
        capital = text.is_capital(i)
        if text.follows_determiner(i) and level < Level.SURE:
            return level > Level.DOUBTFUL and capital and text.has_surname(i)
        if level is Level.SURE and (capital or len(text.words[i]) >= _SHORTEST_SMALL):
            return capital or i == 0 or text.words[i - 1] != "sur"  # a town: "bures sur yvette"
        if level is Level.CAPITAL and capital:
            return True
        if level <= Level.LIKELY and self._is_town(i):
            return False
        if level is Level.LIKELY and capital and not text.opens_sentence(i):
            return True
        if text.has_surname(i) and (level > Level.DOUBTFUL or capital):
            return True
        before = self._cue_before(i, capital=capital)
        after = self._cue_after(i)
        if level is Level.DOUBTFUL:
            if capital and after and text.name_end(i) > i and text.is_capital(i + 1):
                return True
            return bool(
                (before and (capital or after or text.ends_clause(i))) or (capital and after == "strong")
            )
        if level is Level.LIKELY and not capital:
            return before
        return before or after == "strong" or (bool(after) and (capital or level is Level.SURE))

    def _is_town(self, i: int) -> bool:
        """Whether the name is a town's: "un hôtel à Florence", and not "merci à Florence"."""
        text, lists = self.text, self.lists
        if lists.place.match(text.view.folded, text.ends[i]):
            return True
        return i > 0 and text.words[i - 1] in {"a", "en", "vers"} and not self._cue_before(i, capital=True)

    def _cue_before(self, i: int, *, capital: bool) -> bool:
        text, lists = self.text, self.lists
        doubtful = text.level(i) == Level.DOUBTFUL
        if i and text.words[i - 1] in lists.roles and text.gap(i - 1).isspace() and (capital or not doubtful):
            return True
        if (
            capital
            and i + 2 < len(text.words)
            and text.words[i + 1] == "et"
            and text.is_capital(i + 2)
            and text.level(i + 2)
        ):
            return True
        if self.in_list(i) and (
            capital or text.level(i) >= (Level.LIKELY if text.words[i - 1] == "et" else Level.CAPITAL)
        ):
            return True
        start = text.starts[i]
        before = text.view.folded[max(0, start - _LOOK_BEHIND) : start]
        return bool(
            lists.before.search(before) or (capital and not doubtful and lists.before_capital.search(before))
        )

    def in_list(self, i: int) -> bool:
        """Whether a name stands just before, parted by a comma or "et": "Sophie, Rose et Pierre"."""
        text = self.text
        if i and i - 1 in self.taken and text.gap(i - 1).strip() in {",", "&", "/", "+"}:
            return True
        return (
            i > 1
            and i - 2 in self.taken
            and text.words[i - 1] in {"et", "ou"}
            and not text.gap(i - 2).strip(" ,")
        )

    def _cue_after(self, i: int) -> str:
        match = self.lists.after.match(self.text.view.folded, self.text.ends[self.text.name_end(i)])
        if not match:
            return ""
        return "weak" if re.sub(" +", " ", match["cue"]) in self.lists.weak else "strong"

    def praised(self, i: int) -> bool:
        """Whether the word is thanked as only persons are: "merci à Xylia pour sa gentillesse"."""
        text, lists = self.text, self.lists
        if text.is_upper(i) or not lists.human.match(text.view.folded, text.ends[text.name_end(i)]):
            return False
        start = text.starts[i]
        return bool(lists.before.search(text.view.folded[max(0, start - _LOOK_BEHIND) : start]))
