"""Names of persons: first names by a list and by what stands around, surnames by what they stand next to."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from voc.text.detect import Hit, View
from voc.text.detect.evidence import Evidence
from voc.text.detect.lexicon import Level, Lexicon, lexicon
from voc.text.detect.reading import Reading

_PART = re.compile(r"[^\W\d_]+")
#: a dotted title or an initial; a capitalised word inside a sentence
_DOTTED = re.compile(r"\b(?:MM?|Me|Dr|Pr)\b|\b[A-Z](?:\.|-[A-Z]\.?) ?[A-Z]")
_MID_CAPITAL = re.compile(r"[a-z] [\"«(]?[A-ZÀ-Ý][a-zà-ÿ]")
#: letters a word needs to be looked for again elsewhere in the text
_SHORTEST_REPEATED = 4


def find_names(view: View) -> Iterator[Hit]:
    """Names of persons, titles left out ("M. Dupont" gives "Dupont").

    Cases in turn: after a title, after "je m'appelle" and the like, in a signature, then listed first
    names, each by how much proof it needs; last, words found so are looked for elsewhere in the text.
    """
    lists = lexicon()
    if not _may_hold_names(view, lists):
        return
    finder = _Names(Reading(view, lists), lists)
    for start, end in finder.spans():
        yield Hit(start, end, "PERSONNE")


def _may_hold_names(view: View, lists: Lexicon) -> bool:
    """A quick look that spares most texts the reading word by word."""
    words = _PART.findall(view.folded)
    if (
        not lists.starters.isdisjoint(words)
        or _DOTTED.search(view.plain)
        or lists.signature.search(view.folded)
    ):
        return True
    if not _MID_CAPITAL.search(view.plain):
        return False
    return not lists.personal_roles.isdisjoint(words) or bool(lists.human.search(view.folded))


class _Names:
    """The search through one text. ``taken`` tells which words already belong to a name."""

    def __init__(self, text: Reading, lists: Lexicon) -> None:
        self.text = text
        self.lists = lists
        self.taken: set[int] = set()
        self.found: list[tuple[int, int]] = []
        self.evidence = Evidence(text, lists, self.taken)

    def spans(self) -> list[tuple[int, int]]:
        """All names, in order, as spans of characters."""
        if not self.text.words:
            return []
        self._after_titles()
        self._after_naming()
        self._in_signatures()
        self._first_names()
        self._after_roles()
        self._initials()
        self._repeated()
        starts, ends = self.text.starts, self.text.ends
        return sorted((starts[first], ends[last]) for first, last in self.found)

    def _take(self, first: int, last: int) -> None:
        span = range(first, last + 1)
        if not self.taken.isdisjoint(span):
            return
        self.taken.update(span)
        self.found.append((first, last))

    def _after_titles(self) -> None:
        text, lists = self.text, self.lists
        for i, word in enumerate(text.words[:-1]):
            short = word in lists.abbreviated
            if not short and not (word in lists.spelled or word in lists.dotted):
                continue
            if (
                not text.titled(i, dot=short or word in lists.dotted)
                or i in text.blocked
                or text.blocked_before(i)
            ):
                continue
            first = i + 1
            if word in lists.dotted and not self._dotted_title(i):
                continue
            last = text.after_particles(first) if text.words[first] in lists.particles else None
            if last:
                self._take(first, text.name_end(last))
            elif self._name_after_title(first, short=short):
                self._take(first, text.name_end(first))

    def _dotted_title(self, i: int) -> bool:
        """Whether "M", "Me", "Dr" is a title here: one capital letter or two prove little."""
        text = self.text
        if not text.is_capital(i):
            return False
        dot = text.gap(i).startswith(".")
        if text.words[i] in {"m", "mm"}:
            return dot or text.is_upper(i + 1) or text.listed(i + 1)
        if text.words[i] == "me":
            return (
                not text.is_upper(i)
                and text.is_capital(i + 1)
                and (text.listed(i + 1) or text.is_upper(i + 1))
            )
        return text.is_capital(i + 1)

    def _name_after_title(self, i: int, *, short: bool) -> bool:
        text, lists = self.text, self.lists
        word = text.words[i]
        if i in text.blocked or word in lists.abbreviated or word in lists.spelled:
            return False
        if len(word) == 1:
            acronym = text.gap(i - 1) == "." and text.gap(i) == "."
            return (
                text.is_capital(i) and word not in "axyl" and not acronym and not text.gap(i).startswith("'")
            )
        if text.is_capital(i):
            common = word in lists.never or word in lists.roles
            return not common or word in lists.surnames or word in lists.first_names
        if word in lists.surname_words or word in lists.never:
            return short and word in lists.surnames and word not in lists.never
        return text.listed(i) or (
            short and len(word) >= 3 and word not in lists.roles and not text.is_french(i)
        )

    def _after_naming(self) -> None:
        text, lists = self.text, self.lists
        for pattern in (lists.naming, lists.labels, lists.naming_capitalised):
            for match in pattern.finditer(text.view.folded):
                i = bisect_left(text.starts, match.end())
                if (
                    i >= len(text.words)
                    or text.starts[i] != match.end()
                    or i in text.blocked
                    or text.touches_digits(i)
                ):
                    continue
                word = text.words[i]
                level = lists.first_names.get(word)
                if (word in lists.never and not level) or word in lists.abbreviated or word in lists.roles:
                    continue
                appelle = pattern is lists.naming and match.group().rstrip().endswith(("appelle", "nomme"))
                if (
                    (text.is_capital(i) and not text.is_camel(i))
                    or text.level(i) > 0
                    or (appelle and not text.is_french(i))
                ):
                    self._take(i, text.name_end(i))

    def _in_signatures(self) -> None:
        """After "Cordialement," up to the end of the line: only capitalised words or listed names."""
        text, lists = self.text, self.lists
        for match in lists.signature.finditer(text.view.folded):
            first = bisect_left(text.starts, match.end())
            line_end = text.view.plain.find("\n", match.end())
            line_end = len(text.view.plain) if line_end < 0 else line_end
            last = bisect_left(text.starts, line_end) - 1
            if not first <= last <= first + 3:
                continue
            members = range(first, last + 1)
            rest = text.view.plain[match.end() : line_end]
            if re.search(r"\d", rest) or any(i in text.blocked for i in members):
                continue
            if all(self._signs(i) for i in members) and any(
                text.words[i] not in lists.particles for i in members
            ):
                self._take(first, last)

    def _signs(self, i: int) -> bool:
        text, lists = self.text, self.lists
        word = text.words[i]
        if word in lists.never and word not in lists.surnames and word not in lists.first_names:
            return False
        if text.shouting or not text.is_capital(i):
            return text.listed(i) or (word in lists.particles and i + 1 < len(text.words))
        return True

    def _first_names(self) -> None:
        text = self.text
        for i in range(len(text.words)):
            if i in self.taken or i in text.blocked:
                continue
            level = text.level(i)
            if (
                level
                and not text.touches_digits(i)
                and self.evidence.is_person(i, Level(level))
                and not text.names_a_place(i)
            ):
                first = text.name_start(i)
                self._take(first if first not in self.taken else i, text.name_end(i))

    def _after_roles(self) -> None:
        """Capitalised words that no list knows: "la serveuse Xylia", "Sophie et Xylia"."""
        text, lists = self.text, self.lists
        for i in range(1, len(text.words)):
            if i in self.taken or i in text.blocked or not text.is_capital(i) or text.words[i] in lists.never:
                continue
            if len(text.words[i]) < 3 or (text.is_upper(i) and len(text.words[i]) < 4):
                continue
            role = text.words[i - 1] in lists.personal_roles and text.gap(i - 1).isspace()
            pair = text.words[i - 1] == "et" and self.evidence.in_list(i)
            verb = text.words[i].endswith(("ez", "ment")) and text.words[i] not in lists.surnames
            if (
                (role or pair or self.evidence.praised(i))
                and not verb
                and not text.is_camel(i)
                and text.words[i] not in lists.roles
                and not text.names_a_place(i)
            ):
                self._take(i, text.name_end(i))

    def _initials(self) -> None:
        """Initials before a listed surname: "J. Dupont", "P-Y Martin"."""
        text = self.text
        for match in re.finditer(r"(?<![\w.'])[A-Z](?:\.|\.?-[A-Z]\.?) ?(?=[A-Z])", text.view.plain):
            first = bisect_left(text.starts, match.start())
            last = bisect_left(text.starts, match.end())
            if (
                last < len(text.words)
                and text.words[last] in text.lists.surnames
                and text.starts[last] == match.end()
            ):
                self._take(first, text.name_end(last))

    def _repeated(self) -> None:
        """The surname or rare first name of a person already met, alone further on or before."""
        text, lists = self.text, self.lists
        again = {
            text.words[i]
            for i in self.taken
            if len(text.words[i]) >= _SHORTEST_REPEATED
            and text.words[i] not in lists.particles
            and text.words[i] not in lists.never
            and text.words[i] not in lists.surname_words
        }
        for i, word in enumerate(text.words):
            if (
                word in again
                and i not in self.taken
                and i not in text.blocked
                and text.is_capital(i)
                and not text.names_a_place(i)
            ):
                self._take(i, i)
