"""What each column of an unknown file probably holds, from its name and its cells."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from voc.records import Metric
from voc.sources.dates import DateReader, Evidence
from voc.sources.presets import Preset, presets
from voc.sources.values import Cell, Refusal, as_text, parse_number
from voc.sources.words import fold, words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

_EMAIL = re.compile(r"^\S+@\S+\.\S+$")
_PHONE = re.compile(r"^(?:\+|00)?\d[\d .\-]{8,14}\d$")
_METRICS = tuple(metric.value for metric in Metric)
#: Roles that one column only may have; the others (text, personal, scores) may come several times.
_ONCE = frozenset(
    ["native_id", "created_at", "updated_at", "brand", "site", "product", "author", "language", "owner_reply",
     "owner_reply_at", "title", "network", "parent", "post_type", "travel_date"]
)  # fmt: skip
_DATED = frozenset(["created_at", "updated_at", "owner_reply_at"])


@dataclass
class Profile:
    """What the cells of one column look like, over a sample."""

    filled: int = 0
    numbers: int = 0
    dates: int = 0
    emails: int = 0
    phones: int = 0
    words: int = 0
    low: float = float("inf")
    high: float = float("-inf")
    distinct: set[str] = field(default_factory=set)
    evidence: Evidence = field(default_factory=Evidence)

    def share(self, count: int) -> float:
        """A count as a share of the cells that are filled."""
        return count / self.filled if self.filled else 0.0

    @property
    def is_text(self) -> bool:
        """Sentences, rather than names or labels that come back."""
        many = len(self.distinct) > max(3, 0.3 * self.filled)
        return self.filled > 0 and many and self.words / self.filled >= 3

    @property
    def is_number(self) -> bool:
        """Nearly all cells are numbers (those that say "no answer" are not counted)."""
        return self.share(self.numbers) >= 0.9

    @property
    def is_date(self) -> bool:
        """Nearly all cells are dates."""
        return self.share(self.dates) >= 0.8

    @property
    def is_labels(self) -> bool:
        """A few short labels that come back: the answers of a closed question."""
        return self.filled >= 2 and not self.is_number and len(self.distinct) <= 12 and not self.is_text


@dataclass(frozen=True)
class ColumnGuess:
    """One column: its name, the role proposed for it (``?`` for none), and why, in French."""

    name: str
    role: str
    why: str
    profile: Profile


def profile(cells: Sequence[Cell], zone: ZoneInfo, now: dt.datetime) -> Profile:
    """Looks at a column's cells; the order of day and month is settled over all of them."""
    seen = Profile()
    seen.evidence.see(cells)
    dates = DateReader("", zone, seen.evidence.order, now)
    for cell in cells:
        text = as_text(cell)
        if not text or fold(text) in words().no_answer:
            continue
        seen.filled += 1
        seen.words += len(text.split())
        if len(seen.distinct) < 2000:
            seen.distinct.add(text)
        if isinstance(cell, dt.date) or (isinstance(cell, str) and not text.isdigit()):
            seen.dates += not isinstance(dates.read(cell), Refusal)
        number = parse_number(text)
        if number is not None:
            seen.numbers += 1
            seen.low, seen.high = min(seen.low, number.value), max(seen.high, number.value)
        seen.emails += _EMAIL.match(text) is not None
        seen.phones += _PHONE.match(text) is not None and sum(map(str.isdigit, text)) >= 9
    return seen


def guess(names: Sequence[str], profiles: Sequence[Profile], preset: Preset | None) -> list[ColumnGuess]:
    """A role for each column; a role that one column only may have goes to the first that fits."""
    taken: set[str] = set()
    guesses = []
    for name, seen in zip(names, profiles, strict=True):
        role, why = _role(name, seen, preset)
        if role in _ONCE and role in taken:
            role, why = _by_values(seen)
        if role in _ONCE:
            taken.add(role)
        guesses.append(ColumnGuess(name, role, why, seen))
    if "created_at" not in taken:
        guesses = _promote_date(guesses)
    return guesses


def _role(name: str, seen: Profile, preset: Preset | None) -> tuple[str, str]:
    if seen.share(seen.emails) > 0.5:
        return "personal", "adresses e-mail"
    if seen.share(seen.phones) > 0.5 and not seen.is_date:
        return "personal", "numéros de téléphone"
    known = preset.role_of(name) if preset else None
    if preset is not None and known is not None and _fits(known, seen):
        return known, f"titre connu de {preset.label}"
    known = presets()["generic"].role_of(name)
    if known is not None and _fits(known, seen):
        return known, "titre reconnu"
    return _by_values(seen)


def _fits(role: str, seen: Profile) -> bool:
    """What the name says, unless the cells say otherwise; an empty column says nothing."""
    if not seen.filled:
        return role not in _METRICS
    if role in _DATED:
        return seen.is_date or seen.is_number
    if role in _METRICS:
        return seen.is_number or seen.is_labels
    if role == "text":
        return not seen.is_number and not seen.is_date
    if role == "native_id":
        return len(seen.distinct) >= 0.9 * min(seen.filled, 2000) and not seen.is_text
    if role in {"brand", "site", "product", "language", "network"}:
        return not seen.is_text and not seen.is_date
    return True


def _by_values(seen: Profile) -> tuple[str, str]:
    if not seen.filled:
        return "?", "colonne vide"
    if seen.is_date:
        return "date", "dates"
    if seen.is_number:
        return "number", f"nombres de {seen.low:g} à {seen.high:g}"
    if seen.is_text:
        return "text", "phrases"
    return "?", "étiquettes qui reviennent" if seen.is_labels else "mots"


def _promote_date(guesses: list[ColumnGuess]) -> list[ColumnGuess]:
    """The first column of dates, when none bears a known name."""
    for index, column in enumerate(guesses):
        if column.role == "date":
            promoted = ColumnGuess(column.name, "created_at", "première colonne de dates", column.profile)
            return [*guesses[:index], promoted, *guesses[index + 1 :]]
    return guesses


def scale_of(metric: str, seen: Profile) -> tuple[float, float] | None:
    """The smallest usual scale that holds the values seen; nothing when none does.

    For an NPS only 0 to 10 will do: values outside say that the column is something else.
    """
    if not seen.numbers:
        return None
    usual: dict[str, list[tuple[float, float]]] = {
        "nps": [(0, 10)],
        "stars": [(1, 5), (0, 5), (1, 10), (0, 10)],
        "recommend": [(0, 10), (0, 100)],
        "ces": [(1, 5), (1, 7), (1, 10), (0, 10)],
        "csat": [(1, 5), (0, 5), (1, 10), (0, 10), (0, 20), (0, 100)],
    }
    fitting = [scale for scale in usual[metric] if scale[0] <= seen.low and seen.high <= scale[1]]
    return fitting[0] if fitting else None
