"""French as a printer sets it: numbers, percentages, dates, and the spaces around punctuation.

Rules: Imprimerie nationale, *Lexique des règles typographiques en usage* (narrow no-break space before
high punctuation and inside guillemets, decimal comma, thousands in groups of three).
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal

#: U+202F, the narrow no-break space
NARROW = "\u202f"
#: U+00A0, the no-break space
FIXED = "\u00a0"
MINUS = "\u2212"

_MONTHS = ["janvier", "février", "mars", "avril", "mai", "juin"]
_MONTHS += ["juillet", "août", "septembre", "octobre", "novembre", "décembre"]
_MONTHS_SHORT = ["janv.", "févr.", "mars", "avril", "mai", "juin"]
_MONTHS_SHORT += ["juil.", "août", "sept.", "oct.", "nov.", "déc."]

_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")
_BEFORE = re.compile(rf"[ {FIXED}](?=[;:!?%»])")
_AFTER = re.compile(rf"«[ {FIXED}]")
#: what a typesetter leaves alone: markup, template code, styles and code shown as such
_UNTOUCHED = re.compile(r"({%.*?%}|{{.*?}}|{#.*?#}|<style.*?</style>|<code.*?</code>|<[^>]*>)", re.DOTALL)


def french(text: str) -> str:
    """Sets a sentence of ours; never used on a customer's words, which stay as they were written."""
    text = _APOSTROPHE.sub("’", text)
    return _AFTER.sub(f"«{NARROW}", _BEFORE.sub(NARROW, text))


def french_markup(source: str) -> str:
    """Sets the texts of an HTML template, and leaves its tags, code and expressions as they are."""
    parts = _UNTOUCHED.split(source)
    return "".join(part if i % 2 else french(part) for i, part in enumerate(parts))


def number(value: float, decimals: int = 0) -> str:
    """``1234.5, 1`` gives ``1 234,5`` (narrow spaces); halves are rounded away from zero."""
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    sign = MINUS if rounded < 0 else ""  # a value that rounds to zero has no sign
    return sign + f"{abs(rounded):,}".replace(",", NARROW).replace(".", ",")


def signed(value: float, decimals: int = 0) -> str:
    """A number with its sign; zero has none."""
    text = number(value, decimals)
    return text if text.startswith(MINUS) or not text.strip("0,") else f"+{text}"


def percent(share: float | None, decimals: int = 0) -> str:
    """``0.035, 1`` gives ``3,5 %``; a dash when there is nothing to divide by."""
    return "–" if share is None else f"{number(share * 100, decimals)}{NARROW}%"


def counted(value: int, singular: str, plural: str | None = None) -> str:
    """``1 verbatim``, ``2 verbatims``: zero and one are singular in French."""
    word = singular if abs(value) < 2 else plural or f"{singular}s"
    return f"{number(value)}{FIXED}{word}"


def date(day: dt.date, *, year: bool = True) -> str:
    """``1er novembre 2026``."""
    text = f"{_day(day)}{FIXED}{_MONTHS[day.month - 1]}"
    return f"{text} {day.year}" if year else text


def hour(moment: dt.datetime) -> str:
    """``2 h 05``."""
    return f"{moment.hour}{FIXED}h{FIXED}{moment.minute:02d}"


def short_date(day: dt.date) -> str:
    """``8 nov.``, for axes and small tables."""
    return f"{_day(day)}{FIXED}{_MONTHS_SHORT[day.month - 1]}"


def period(start: dt.date, end: dt.date) -> str:
    """``du 17 août au 14 novembre 2026``; what both dates share is said once."""
    if start == end:
        return f"le {date(end)}"
    if start.year != end.year:
        return f"du {date(start)} au {date(end)}"
    if start.month != end.month:
        return f"du {date(start, year=False)} au {date(end)}"
    return f"du {_day(start)} au {date(end)}"


def joined(words: list[str]) -> str:
    """``a, b et c``."""
    return " et ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _day(day: dt.date) -> str:
    return "1er" if day.day == 1 else str(day.day)
