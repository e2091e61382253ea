"""Addresses of the net: links, e-mails (spelled out ones too), handles, IP addresses."""

from __future__ import annotations

import ipaddress
import re
import tomllib
from collections.abc import Iterator
from functools import cache

from voc.text.detect import CLAIMED, Hit, View
from voc.text.folding import data_text, words_of

_URL = re.compile(
    rf"(?<![\w@])(?:(?:https?|ftp)\s?:\s?//\s?[^\s<>\"'{CLAIMED}]+|www\s?\.\s?[^\s<>\"'{CLAIMED}]{{2,}}"
    rf"|[a-z0-9-]{{1,63}}(?:\.[a-z0-9-]{{1,63}}){{0,3}}\.[a-z]{{2,10}}/[^\s<>\"'{CLAIMED}]+)",
    re.IGNORECASE,
)
_URL_END = ".,;:!?)]}»…"
_IPV4 = re.compile(r"(?<![\w.,-])(?:\d{1,3}\.){3}\d{1,3}(?![\w-]|\.\d)")
_IPV6 = re.compile(r"(?<![\w:])[0-9a-f:]{2,39}(?![\w:])", re.IGNORECASE)
_VERSION = re.compile(
    r"(?:version|v|firmware|maj|mise a jour|appli|application|logiciel|ios|android|build)\s*$"
)
_AT = re.compile(
    r"\s{0,2}(?:@|[(\[{<]\s?(?:at|a|arobas[e]?|arrobase|arobaze|chez)\s?[)\]}>]|\ba?r+obas[ez]?\b"
    r"|\barobaze\b)\s{0,2}|\s(?:at|chez)\s"
)
_ATOM = r"[a-z0-9_+%'-]{1,40}"
_LOCAL = re.compile(
    rf"(?<![a-z0-9_.+%-]){_ATOM}(?:(?:\.{{1,2}}|\s(?:point|dot|tiret|underscore|tiret du bas"
    rf"|tiret bas)\s|\s?[(\[](?:point|dot)[)\]]\s?){_ATOM}){{0,5}}$"
)
_SPACED_HEAD = re.compile(r"(?<![a-z0-9_.+%@-])([a-z][a-z-]{1,14})\s?\.\s?$")
_DOT = r"(?:\s{0,2}\.\s{0,2}|\s?,\s?|\s?[(\[{](?:point|dot|\.)[)\]}]\s?|\s(?:point|dot)\s)"


@cache
def _lists() -> dict[str, frozenset[str]]:
    return {name: words_of(words) for name, words in tomllib.loads(data_text("contacts.toml")).items()}


def _any_of(words: frozenset[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


@cache
def _domain() -> re.Pattern[str]:
    """What may follow the "at": a name and its end; or a provider with a missing or glued end."""
    lists = _lists()
    tld, providers = _any_of(lists["tld"]), _any_of(lists["providers"])
    label = r"[a-z0-9-]{1,40}"
    return re.compile(
        rf"(?:(?:{providers}){_DOT}(?:{tld})(?:\.(?:{tld}))?(?![a-z0-9-])|(?:{providers})\s?(?:com|fr"
        rf"|net)(?![a-z0-9-])"
        rf"|{label}(?:\.{label}){{0,3}}{_DOT}(?:{tld})(?:\.(?:{tld}))?(?![a-z0-9-])"
        rf"|(?P<bare>{providers})(?![a-z0-9-])|(?P<glued>{label}(?:\.{label}){{0,3}}))"
    )


@cache
def _lost_at() -> re.Pattern[str]:
    """Addresses whose "at" itself was lost: "jean.dupontgmail.com"."""
    providers = _any_of(
        _lists()["providers"] - {"me", "live", "free", "orange", "neuf", "proton", "voila", "aol", "noos"}
    )
    return re.compile(
        rf"(?<![a-z0-9_.@/-])[a-z0-9_-]{{1,30}}(?:[._][a-z0-9_-]{{1,30}}){{0,3}}(?:{providers})\s?\.\s?(?:com|fr|net)(?![a-z0-9])"
    )


def find_urls(view: View) -> Iterator[Hit]:
    """Links: with a scheme, with "www", or a domain followed by a path. A bare "booking.com" is a brand."""
    for match in _URL.finditer(view.plain):
        end = match.end()
        while end > match.start() and view.plain[end - 1] in _URL_END:
            end -= 1
        yield Hit(match.start(), end, "URL")


def find_emails(view: View) -> Iterator[Hit]:
    """E-mail addresses, with spaces, "(at)", "arobase", "point" or a comma for the dot."""
    folded = view.folded
    for at in _AT.finditer(folded):
        sign = at.group().strip()
        local = _LOCAL.search(folded, max(0, at.start() - 120), at.start())
        domain = _domain().match(folded, at.end())
        if not local or not domain or not any(map(str.isalnum, local.group())):
            continue
        whole = not domain["bare"] and not domain["glued"]
        if sign in {"at", "chez"} and not (whole and _spelled(folded[at.end() : domain.end()])):
            continue
        spaced = at.group() != sign
        if domain["glued"] and (
            sign != "@" or spaced or not re.search(r"[._\d]", local.group()) or len(domain["glued"]) < 3
        ):
            continue
        if sign.startswith(("(", "[", "{", "<")) and sign[1:-1].strip() == "a" and not whole:
            continue
        yield Hit(_head(folded, local.start()), domain.end(), "EMAIL")
    if (
        "mail" in folded
        or "outlook" in folded
        or "wanadoo" in folded
        or "laposte" in folded
        or "yahoo" in folded
    ):
        for match in _lost_at().finditer(folded):
            if re.search(r"[._\d]", match.group().split("mail")[0].rsplit(".", 1)[0]):
                yield Hit(match.start(), match.end(), "EMAIL")


def _spelled(domain: str) -> bool:
    """An address told aloud: "chez gmail point com"; "chez orange.fr" is only a brand."""
    return " point " in domain or " dot " in domain or "(" in domain


def _head(folded: str, start: int) -> int:
    """Takes in the first name of "jean . dupont@gmail.com"."""
    from voc.text.detect.lexicon import lexicon

    match = _SPACED_HEAD.search(folded, max(0, start - 20), start)
    lists = lexicon()
    listed = match and (match[1] in lists.first_names or match[1] in lists.surnames)
    return match.start() if match and listed else start


def find_handles(view: View) -> Iterator[Hit]:
    """Handles of people ("@lea_b75", "mon pseudo : toto75"); those of companies are left in place."""
    kept = _lists()["handles_kept"]
    if "@" in view.plain:
        for match in re.finditer(r"(?<![\w@.])@\s?(?P<name>[A-Za-z_][A-Za-z0-9_.]{1,39})(?!\w)", view.plain):
            name = view.folded[match.start("name") : match.end("name")].rstrip(".")
            spaced = match.start("name") - match.start() > 1
            if name in kept or len(name) < 3 or (spaced and name.isalpha()):
                continue
            yield Hit(match.start(), match.start("name") + len(name), "PSEUDO")
    for match in _handle_cue().finditer(view.folded):
        value = view.plain[match.start("value") : match.end("value")].rstrip(".-")
        if re.search(r"[\d_]|\w\.\w|[a-zà-ÿ][A-Z]", value):
            yield Hit(match.start("value"), match.start("value") + len(value), "PSEUDO")


@cache
def _handle_cue() -> re.Pattern[str]:
    return re.compile(
        rf"\b(?:{_any_of(_lists()['handle_cues'])})s?\b(?:\s{{0,2}}(?::|=|,|\(|est\b|c'est\b)"
        rf"|\s)\s{{0,2}}(?::\s?)?[\"«']?@?(?P<value>[a-z0-9][\w.-]{{2,30}})"
    )


def find_ips(view: View) -> Iterator[Hit]:
    """IPv4 and IPv6 addresses; version numbers are left in place."""
    for match in _IPV4.finditer(view.plain):
        if all(int(part) < 256 for part in match.group().split(".")) and not _VERSION.search(
            view.folded, max(0, match.start() - 16), match.start()
        ):
            yield Hit(match.start(), match.end(), "IP")
    if view.plain.count(":") < 2:
        return
    for match in _IPV6.finditer(view.plain):
        if match.group().count(":") >= 2 and len(match.group()) >= 6:
            try:
                ipaddress.IPv6Address(match.group())
            except ValueError:
                continue
            yield Hit(match.start(), match.end(), "IP")
