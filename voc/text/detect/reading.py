"""A text cut into words, with what the search for names asks of each of them."""

from __future__ import annotations

import re
from itertools import pairwise

from voc.text.detect import View
from voc.text.detect.lexicon import Level, Lexicon
from voc.text.language import french_words

WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_ROMAN = re.compile(r"[IVXL]{2,}|[VX]")
_SENTENCE_END = frozenset('.!?…:;\n•*"«(–—/')
#: a text with more than this share of words in capitals shouts: case tells nothing in it
_SHOUTING = 0.6
#: words of a surname after a first name
_MOST_SURNAMES = 3
#: words between "rue" and the name of the street
_MOST_LINKS = 3


class Reading:
    """The words of one text. Indices count words; ``blocked`` ones belong to a brand or a public figure."""

    def __init__(self, view: View, lists: Lexicon) -> None:
        self.view = view
        self.lists = lists
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.words: list[str] = []
        for match in WORD.finditer(view.folded):
            self.starts.append(match.start())
            self.ends.append(match.end())
            self.words.append(match.group())
        loud = sum(view.plain[start:end].isupper() for start, end in zip(self.starts, self.ends, strict=True))
        self.shouting = len(self.words) > 3 and loud > _SHOUTING * len(self.words)
        self.blocked = self._protected()

    def _protected(self) -> set[int]:
        blocked: set[int] = set()
        for i, word in enumerate(self.words):
            first, *joined = word.split("-")
            for rest in self.lists.phrases.get(first, ()):
                following = joined + [
                    part for other in self.words[i + 1 : i + 1 + len(rest)] for part in other.split("-")
                ]
                if tuple(following[: len(rest)]) == rest and len(joined) <= len(rest):
                    blocked.update(range(i, i + 1 + len(rest) - len(joined)))
                    break
        return blocked

    def gap(self, i: int) -> str:
        """The characters between word ``i`` and the next one."""
        after = self.starts[i + 1] if i + 1 < len(self.starts) else len(self.view.plain)
        return self.view.plain[self.ends[i] : after]

    def is_capital(self, i: int) -> bool:
        """Whether the word begins with a capital letter that means something."""
        return not self.shouting and self.view.plain[self.starts[i]].isupper()

    def is_upper(self, i: int) -> bool:
        """Whether a word of two letters or more is all in capitals, in a text that does not shout."""
        word = self.view.plain[self.starts[i] : self.ends[i]]
        return len(word) > 1 and not self.shouting and word.isupper()

    def is_french(self, i: int) -> bool:
        """Whether the word is one of the small words of French."""
        return self.words[i] in french_words() or self.words[i] in self.lists.never

    def listed(self, i: int) -> bool:
        """Whether the word is a listed first name or surname."""
        return self.words[i] in self.lists.surnames or self.level(i) > Level.DOUBTFUL

    def level(self, i: int) -> int:
        """How much the word proves as a first name; 0 when it is none."""
        word = self.words[i]
        known = self.lists.first_names.get(word)
        if known or "-" not in word:
            return known or 0
        levels = [self.lists.first_names.get(part, 0) for part in word.split("-")]
        if len(levels) > 3 or not levels[0]:
            return 0
        if all(levels):
            return Level.SURE
        return (
            min(levels[0], Level.LIKELY)
            if self.is_capital(i) and not self.lists.never.intersection(word.split("-"))
            else 0
        )

    def titled(self, i: int, *, dot: bool) -> bool:
        """Whether the next word follows ``i`` as a name its title, with a dot between perhaps."""
        gap = self.gap(i)
        return gap.isspace() and "\n" not in gap if not dot else bool(re.fullmatch(r"\.? {1,3}|\.", gap))

    def is_camel(self, i: int) -> bool:
        """Whether capitals stand inside the word, as in the names of companies."""
        raw = self.view.plain[self.starts[i] : self.ends[i]]
        return not raw.isupper() and any(a.islower() and b.isupper() for a, b in pairwise(raw))

    def touches_digits(self, i: int) -> bool:
        """Whether the word is only a part of a code or a handle: "HUGO12", "box_lucas"."""
        start, end = self.starts[i], self.ends[i]
        around = self.view.plain[max(0, start - 1) : start] + self.view.plain[end : end + 1]
        return any(char in "_@#" or char.isdigit() for char in around)

    def follows_determiner(self, i: int) -> bool:
        """Whether an article or a possessive stands just before: "une Mégane", "l'Olivier"."""
        return i > 0 and self.words[i - 1] in self.lists.determiners and not self.gap(i - 1).strip(" '")

    def opens_sentence(self, i: int) -> bool:
        """Whether the word's capital letter may be only that of a sentence."""
        before = (
            self.view.plain[: self.starts[i]].rstrip(" '")
            if self.starts[i] < 200
            else self.view.plain[self.starts[i] - 9 : self.starts[i]].rstrip(" '")
        )
        return not before or before[-1] in _SENTENCE_END or ord(before[-1]) > 0x2190

    def ends_clause(self, i: int) -> bool:
        """Whether nothing, or a mark, follows the word."""
        after = self.gap(i).lstrip(" ")
        return i + 1 == len(self.words) or bool(after)

    def has_surname(self, i: int) -> bool:
        """Whether a surname follows the first name ``i``, or a second first name; or stands before it."""
        if self.name_start(i) < i:
            return True
        j = i + 1
        if j >= len(self.words) or not self._adjacent(i) or j in self.blocked:
            return False
        word = self.words[j]
        if self.is_capital(j):
            return word not in self.lists.never and (
                word in self.lists.surnames or self.is_upper(j) or self.level(j) > 0
            )
        if word in self.lists.surname_words or word in self.lists.never:
            return False
        return word in self.lists.surnames or self.level(j) > Level.DOUBTFUL

    def _adjacent(self, i: int) -> bool:
        gap = self.gap(i)
        return 0 < len(gap) <= 3 and not gap.strip(" -")

    def is_surname(self, j: int) -> bool:
        """Whether the word ``j``, right after a name, is part of it."""
        if j >= len(self.words) or j in self.blocked:
            return False
        word = self.words[j]
        if len(word) == 1:
            return self._is_initial(j)
        raw = self.view.plain[self.starts[j] : self.ends[j]]
        if not self.is_capital(j):
            if word in self.lists.surname_words or word in self.lists.never:
                return False
            parts = set(word.split("-"))
            return parts <= self.lists.surnames or (self.level(j) > Level.LIKELY and len(word) >= 4)
        if _ROMAN.fullmatch(raw):
            return False
        if word in self.lists.never or word in self.lists.roles:
            return word in self.lists.surnames
        return True

    def _is_initial(self, j: int) -> bool:
        gap = self.gap(j)
        if not self.is_capital(j):
            return False
        return gap.startswith(".") or ((not gap or gap[0] in ",;!?)\n") and self.words[j] not in "ay")

    def name_end(self, i: int) -> int:
        """The last word of the name that begins at ``i``."""
        last, count = i, 0
        lists = self.lists
        while count < _MOST_SURNAMES and last + 1 < len(self.words):
            j = last + 1
            initial = len(self.words[last]) == 1
            if not (self._adjacent(last) or (initial and re.fullmatch(r"\. ?", self.gap(last)))):
                break
            if self.words[j] in lists.particles and not (
                self.is_surname(j) and self.is_upper(j) and self.words[j] not in lists.never
            ):
                k = self.after_particles(j)
                if k is None:
                    break
                last, count = k, count + 1
            elif self.is_surname(j):
                last, count = j, count + 1
            else:
                break
        return last

    def after_particles(self, j: int) -> int | None:
        """The surname after "de la", "Le", "d'", "El"…: it needs a capital letter."""
        k = j
        while k < len(self.words) and k < j + 3 and self.words[k] in self.lists.particles:
            if not re.fullmatch(r" {1,2}|'|-| ?- ?", self.gap(k)):
                return None
            k += 1
        if k >= len(self.words) or not self.is_surname(k):
            return None
        if not self.is_capital(k):
            listed = self.words[k] in self.lists.surnames
            return k if listed or "-".join(self.words[j : k + 1]) in self.lists.surnames else None
        return None if self.words[k] in self.lists.never else k

    def name_start(self, i: int) -> int:
        """Takes in a surname written before its first name: "DUPONT Sophie"."""
        j = i - 1
        if (
            j < 0
            or not self._adjacent(j)
            or j in self.blocked
            or not self.is_capital(j)
            or self.words[j] in self.lists.never
        ):
            return i
        if (
            self.words[j] in self.lists.surnames
            and self.words[j] not in self.lists.surname_words
            and self.words[j] not in self.lists.first_names
        ):
            return j
        if (
            self.is_upper(j)
            and not self.is_upper(i)
            and len(self.words[j]) >= 4
            and self.words[j] not in self.lists.roles
        ):
            return j if self.words[j] in self.lists.surnames else i
        return i

    def names_a_place(self, i: int) -> bool:
        """Whether the words around say that the name is a street's, a shop's, a dish's."""
        lists = self.lists
        if re.match(r"'s\b", self.view.folded[self.ends[i] : self.ends[i] + 3]):
            return True
        last = self.name_end(i)
        if last + 1 < len(self.words) and self._adjacent(i):
            following = self.view.plain[self.starts[i + 1] : self.ends[i + 1]]
            if _ROMAN.fullmatch(following) or self.words[i + 1] in lists.blocked_by_next:
                return True
        if (
            i
            and last == i
            and (self.words[i - 1] == "chez" or (self.words[i - 1] == "l" and self.follows_determiner(i)))
        ):
            return True
        return self.blocked_before(i)

    def blocked_before(self, i: int) -> bool:
        """Whether "rue", "hôtel", "place"… stands before, particles and ranks between."""
        lists = self.lists
        j = i - 1
        for step in range(_MOST_LINKS + 1):
            if j < 0 or self.gap(j).strip(" '-"):
                return False
            word = self.words[j]
            if word in lists.blockers:
                return not self._person_of_place(j)
            if step == _MOST_LINKS or word not in lists.links:
                return False
            j -= 1
        return False

    def _person_of_place(self, place: int) -> bool:
        """Whether the place is someone's: "la responsable du magasin Franck" names the person."""
        j = place - 1
        while j >= 0 and j > place - 4 and self.words[j] in self.lists.links and not self.gap(j).strip(" '"):
            j -= 1
        return j >= 0 and j < place - 1 and self.words[j] in self.lists.roles
