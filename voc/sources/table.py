"""A file seen as rows under headings, whatever its format, and how the mapping finds its columns."""

from __future__ import annotations

import difflib
import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from voc.errors import SourceError
from voc.records import RawReject
from voc.sources.dates import EXCEL_EPOCH
from voc.sources.values import Cell, as_text, parse_number
from voc.sources.words import fold, words

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Sequence

    from voc.sources._base import Notes

_TAGS = re.compile(r"<[^>]{0,200}>")
_MAX_CONTENT = 2000
#: Heading rows that hold generic words under each question, as SurveyMonkey writes them.
GENERIC_SUBHEADINGS = frozenset(
    map(
        fold,
        ("Response", "Réponse", "Open-Ended Response", "Réponse ouverte", "Réponse libre", "Commentaires"),
    )
)


class Row(NamedTuple):
    """``number``: as the margin of a spreadsheet shows it (headings counted); ``cells``: those asked for."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Heading:
    """One column: its unique name, the other names that reach it, and the question that was asked."""

    name: str
    aliases: tuple[str, ...] = ()
    question: str | None = None


class Table(ABC):
    """Rows under headings; may be walked several times, holds no row."""

    headings: tuple[Heading, ...] = ()
    epoch: dt.datetime = EXCEL_EPOCH

    def __init__(self, source: str, name: str) -> None:
        self.source = source
        self.name = name
        #: what an inspection shows of the format: encoding, delimiter, sheet
        self.details: dict[str, str] = {}
        #: what to say of the headings, if those concerned are mapped
        self.heading_notes: list[str] = []

    @abstractmethod
    def rows(self, columns: Sequence[int], notes: Notes) -> Iterator[Row | RawReject]:
        """The rows that are not blank, with the cells of these columns only, and the broken lines."""

    def indexes(self, wanted: Iterable[str], to_do: str = "") -> dict[str, int]:
        """Where each wanted column stands.

        Raises:
            SourceError: some are not there; the sentence lists the columns found and the nearest names.
        """
        found, missing = {}, []
        for name in dict.fromkeys(wanted):
            index = self.find(name)
            if index is None:
                missing.append(name)
            else:
                found[name] = index
        if missing:
            raise self._missing(missing, plausible=bool(found), to_do=to_do)
        return found

    def find(self, name: str) -> int | None:
        """The column of that name; case, accents and spaces may differ when only one column fits."""
        for index, heading in enumerate(self.headings):
            if name == heading.name or name in heading.aliases:
                return index
        folded = fold(name)
        close = [
            index
            for index, heading in enumerate(self.headings)
            if folded in {fold(heading.name), *map(fold, heading.aliases)}
        ]
        return close[0] if len(close) == 1 else None

    def _missing(self, missing: list[str], *, plausible: bool, to_do: str) -> SourceError:
        names = [heading.name for heading in self.headings]
        what = ", ".join(f"« {name} »" for name in missing)
        problem = f"colonne introuvable : {what}" if len(missing) == 1 else f"colonnes introuvables : {what}"
        if not (plausible or look_like_headings(names)):
            advice = "La première ligne ne ressemble pas à des titres : réglez skip_rows dans la source."
            return SourceError(self.source, self.name, problem, f"{advice} {to_do}".strip())
        near = {
            name: match[0]
            for name in missing
            for match in [difflib.get_close_matches(fold(name), {fold(n): n for n in names}, n=1, cutoff=0.6)]
            if match
        }
        by_fold = {fold(name): name for name in names}
        hints = [f"« {by_fold[folded]} » pour « {name} »" for name, folded in near.items()]
        listed = ", ".join(f"« {_short(name)} »" for name in names[:40]) or "aucune"
        advice = f"Colonnes du fichier : {listed}{'…' if len(names) > 40 else ''}."
        if hints:
            advice = f"Vouliez-vous {', '.join(hints)} ? {advice}"
        return SourceError(self.source, self.name, problem, f"{advice} {to_do}".strip())


def _short(name: str) -> str:
    return name if len(name) <= 60 else name[:59] + "…"


def look_like_headings(cells: Sequence[str]) -> bool:
    """True for a row of names; false for one that holds numbers, dates, addresses or whole sentences.

    Kept strict: a first row that is somebody's answers must not end up in an error message.
    """
    said = [cell for cell in cells if cell.strip()]
    if len(said) < 2:
        return False
    for cell in said:
        if "@" in cell or len(cell) > 120 or len(cell.split()) > 20:
            return False
        if sum(char.isdigit() for char in cell) >= 6 or (
            parse_number(cell) is not None and cell.strip()[0].isdigit()
        ):
            return False
    return len({fold(cell) for cell in said}) > len(said) / 2


def make_headings(rows: Sequence[Sequence[str]]) -> tuple[tuple[Heading, ...], list[str]]:
    """Column names out of one or several heading rows, and what to say about them.

    A name that comes twice gets a number; a column without a name is called by its place. With several
    rows the names are joined, a merged cell of the first ones counting for all the columns it covers.
    Qualtrics' three rows (names, questions, import ids) are recognised.
    """
    width = max((len(row) for row in rows), default=0)
    cells = [[_clean(cell) for cell in row] + [""] * (width - len(row)) for row in rows]
    notes: list[str] = []
    if len(cells) == 3 and is_qualtrics(cells[2]):
        return _numbered(
            cells[0], _import_ids(cells[2]), [_TAGS.sub("", cell) for cell in cells[1]], notes
        ), notes
    names = cells[0] if len(cells) == 1 else [_joined(cells, column) for column in range(width)]
    while names and not names[-1]:
        names.pop()
    return _numbered(names, [""] * len(names), [""] * len(names), notes), notes


def _joined(rows: list[list[str]], column: int) -> str:
    parts: list[str] = []
    for depth, row in enumerate(rows):
        below = any(later[column] for later in rows[depth + 1 :])
        name = row[column]
        if not name and below:
            name = next((row[left] for left in range(column, -1, -1) if row[left]), "")
        if name and name not in parts and not (parts and fold(name) in GENERIC_SUBHEADINGS):
            parts.append(name)
    return " / ".join(parts)


def _numbered(
    names: Sequence[str], ids: Sequence[str], questions: Sequence[str], notes: list[str]
) -> tuple[Heading, ...]:
    taken: set[str] = set()
    headings = []
    for index, name in enumerate(names):
        unique = name or f"(colonne {index + 1})"
        copy = 1
        while unique in taken:
            copy += 1
            unique = f"{name or f'(colonne {index + 1})'} ({copy})"
        taken.add(unique)
        if copy > 1:
            notes.append(
                f"titre en double « {_short(name)} » : la colonne {index + 1} se nomme « {_short(unique)} »"
            )
        aliases = (ids[index],) if index < len(ids) and ids[index] else ()
        question = questions[index].strip() if index < len(questions) else ""
        headings.append(Heading(unique, aliases, question or None))
    return tuple(headings)


def count_heading_rows(rows: Sequence[Sequence[str]]) -> int:
    """How many rows the column names take, by the tools that are recognised; one for all others."""
    if len(rows) >= 3 and is_qualtrics(rows[2]):
        return 3
    return 2 if len(rows) >= 2 and is_subheading(rows[1]) else 1


def is_qualtrics(row: Sequence[str]) -> bool:
    """Qualtrics' third heading row holds a small JSON object a column."""
    return any(cell.lstrip().startswith('{"ImportId"') for cell in row)


def is_subheading(row: Sequence[str]) -> bool:
    """SurveyMonkey's second heading row: generic words and names of choices, nothing in the first columns."""
    generic = any(fold(cell) in GENERIC_SUBHEADINGS for cell in row)
    return generic and len(row) > 2 and not row[0].strip() and not row[1].strip()


def _import_ids(row: Sequence[str]) -> list[str]:
    found = [re.match(r'\{"ImportId"\s*:\s*"([^"]+)"', cell.lstrip()) for cell in row]
    return [match[1] if match else "" for match in found]


def _clean(cell: str) -> str:
    return re.sub(r"\s+", " ", cell.replace("\u200b", "").replace("\ufeff", "")).strip()


def is_totals(cells: Sequence[Cell], *, alone: bool = False) -> bool:
    """True for a line that sums the others up: "Total" or "Moyenne", then nothing but numbers.

    ``alone``: the word is enough (a formula without its value), since it stands where no answer does.
    """
    first = next(((index, cell) for index, cell in enumerate(cells) if cell is not None and cell != ""), None)
    if first is None or not isinstance(first[1], str) or len(first[1]) > 60 or first[1][:1].isdigit():
        return False
    label = fold(re.split(r"[:(]", first[1], maxsplit=1)[0])
    if label not in words().totals:
        return False
    others = [as_text(cell) for cell in cells[first[0] + 1 :]]
    said = [text for text in others if text]
    return bool(said or alone) and all(parse_number(text) is not None or text in {"-", "–"} for text in said)


def spoken(cells: Iterable[str]) -> str:
    """What may be kept of a line whose columns are unknown: its sentences, without names nor numbers.

    Cells of fewer than five words may be anyone's name, address or number: a mark stands for them.
    """
    return " | ".join(cell if len(cell.split()) >= 5 else "…" for cell in cells if cell.strip())[
        :_MAX_CONTENT
    ]


def joined(cells: Iterable[Cell]) -> str:
    """The cells of a row as one text, cut at 2,000 characters."""
    return " | ".join(text for text in map(as_text, cells) if text)[:_MAX_CONTENT]
