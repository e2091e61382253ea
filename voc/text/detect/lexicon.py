"""The word lists by which names of persons are told from other words."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from typing import Any

from voc.text.folding import data_text, fold, words_of
from voc.text.language import french_words


class Level(IntEnum):
    """How much a bare first name proves; see the head of ``first_names.txt``."""

    DOUBTFUL = 1
    LIKELY = 2
    CAPITAL = 3
    SURE = 4


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All lists, folded. ``starters``: without one of them, a text has no name but in a signature or after
    a dotted title. ``phrases`` leads from a first word to the rest of each protected phrase.
    """

    first_names: dict[str, Level]
    surnames: frozenset[str]
    surname_words: frozenset[str]
    determiners: frozenset[str]
    abbreviated: frozenset[str]
    spelled: frozenset[str]
    dotted: frozenset[str]
    roles: frozenset[str]
    personal_roles: frozenset[str]
    starters: frozenset[str]
    never: frozenset[str]
    particles: frozenset[str]
    blockers: frozenset[str]
    links: frozenset[str]
    blocked_by_next: frozenset[str]
    phrases: dict[str, tuple[tuple[str, ...], ...]]
    naming: re.Pattern[str]
    labels: re.Pattern[str]
    naming_capitalised: re.Pattern[str]
    before: re.Pattern[str]
    before_capital: re.Pattern[str]
    after: re.Pattern[str]
    human: re.Pattern[str]
    place: re.Pattern[str]
    weak: frozenset[str]
    signature: re.Pattern[str]


@cache
def lexicon() -> Lexicon:
    """Reads the lists, once a process."""
    raw: dict[str, Any] = tomllib.loads(data_text("names.toml"))
    phrases: dict[str, list[tuple[str, ...]]] = {}
    for phrase in sorted(words_of(raw["phrases"]["protected"])):
        first, *rest = re.split(r"[-']", phrase)
        phrases.setdefault(first, []).append(tuple(rest))
    first_names = dict(_first_names())
    titles = {key: words_of(words) for key, words in raw["titles"].items()}
    naming = [phrase for phrases in raw["naming"].values() for phrase in phrases]
    openings = raw["signature"]["openings"]
    roles = {key: words_of(words) for key, words in raw["roles"].items()}
    announcing = {
        max(set(re.findall(r"[a-z]+", fold(phrase))) - french_words(), key=len) for phrase in naming
    }
    return Lexicon(
        first_names=first_names,
        surnames=words_of(data_text("surnames.txt")),
        surname_words=words_of(raw["surname_words"]),
        determiners=words_of(raw["determiners"]),
        abbreviated=titles["abbreviated"],
        spelled=titles["spelled"],
        dotted=titles["dotted"],
        roles=roles["words"] | roles["personal"],
        personal_roles=roles["personal"],
        starters=frozenset(first_names).union(titles["abbreviated"], titles["spelled"], announcing),
        never=words_of(raw["never"]["words"]),
        particles=words_of(raw["particles"]),
        blockers=words_of(raw["blockers"]["words"]),
        links=words_of(raw["blockers"]["links"]),
        blocked_by_next=words_of(raw["blockers"]["after"]),
        phrases={
            first: tuple(sorted(rests, key=lambda rest: (-len(rest), rest)))
            for first, rests in phrases.items()
        },
        naming=_announcing(raw["naming"]["strong"]),
        labels=re.compile(
            rf"(?:^|[\n,;.(|/-]) {{0,3}}(?:{any_of(raw['naming']['labels'])}) {{0,2}}: {{0,2}}"
        ),
        naming_capitalised=_announcing(raw["naming"]["capitalised"]),
        before=_ending_in(raw["before"]["phrases"]),
        before_capital=_ending_in(raw["before"]["capital_only"]),
        after=re.compile(rf"[ ,(:]{{0,3}}(?P<cue>{any_of(raw['after']['phrases'])})(?![a-z])"),
        human=re.compile(rf"[ ,(]{{0,3}}(?:{any_of(raw['after']['human'])})"),
        place=re.compile(rf" {{0,2}}(?:{any_of(raw['after']['place'])})(?![a-z])"),
        weak=frozenset(word.replace("-", " ") for word in words_of(raw["after"]["weak"])),
        signature=re.compile(
            rf"(?:^|[\n.!?,;)] {{0,2}})(?:{any_of(openings)})(?![a-z])[ ,.:!;\-]{{0,4}}\n{{0,2}} {{0,2}}"
        ),
    )


def _first_names() -> Iterator[tuple[str, Level]]:
    level = Level.SURE
    for line in data_text("first_names.txt").splitlines():
        content = line.split("#", 1)[0].strip()
        if content.startswith("["):
            level = Level[content.strip("[]").upper()]
        else:
            for name in content.split():
                yield fold(name), level


def _ending_in(phrases: Iterable[str]) -> re.Pattern[str]:
    """Matches a text that ends in one of the phrases and a blank."""
    return re.compile(rf"(?:^|[^a-z0-9'])(?:{any_of(phrases)})(?: {{0,2}}[:,]?)? {{0,3}}[\"«(]?\s?$")


def _announcing(phrases: Iterable[str]) -> re.Pattern[str]:
    """Finds the phrases, up to where the name begins."""
    return re.compile(rf"(?<![a-z0-9'])(?:{any_of(phrases)})(?![a-z]) {{0,2}}:? {{0,2}}[\"«]? ?")


def any_of(words: Iterable[str]) -> str:
    """An alternation that prefers the longest phrase; a blank in it stands for up to three."""
    ordered = sorted({fold(word) for word in words}, key=lambda word: (-len(word), word))
    return "|".join(re.escape(word).replace(r"\ ", " {1,3}") for word in ordered)
