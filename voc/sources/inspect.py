"""A first look at an unknown file: what it is, what its columns hold, a configuration to start from.

Nothing read here goes anywhere but to the caller, and every value shown went through the caller's
``scrub`` first.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from voc.errors import SourceError
from voc.records import Kind, RawReject, RawResponse
from voc.settings import Limits
from voc.sources import open_source
from voc.sources._base import Notes
from voc.sources.config import Question, SourceConfig
from voc.sources.delimited import Delimited
from voc.sources.guess import ColumnGuess, guess, profile
from voc.sources.jsonlines import JsonTable
from voc.sources.presets import Preset, presets, recognise
from voc.sources.proposal import Feed, propose
from voc.sources.sniff import What, what_is
from voc.sources.spreadsheet import Spreadsheet
from voc.sources.table import Row, Table, look_like_headings
from voc.sources.tabular import open_table
from voc.sources.values import Cell, as_text
from voc.sources.words import slug

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_SAMPLE = 1000
_SHOWN = 10
_MAX_SHOWN_CHARS = 160
_MOJIBAKE = re.compile("Ã[©¨ªà§´®«¢¹»¯ ‰€]|â€[™œ“¦]")
_REVIEW_PAGE = re.compile(rb'"starRating"')
_Format = Literal["csv", "xlsx", "jsonl", "takeout", "tripadvisor", "social"]


@dataclass(frozen=True)
class Column:
    """One column: its name, the role proposed for it, and why. Holds no cell."""

    name: str
    role: str
    why: str


@dataclass(frozen=True)
class Inspection:
    """What was seen of one file.

    ``config`` is what ``toml`` says, or nothing when a person must complete it first; ``rows``: up to
    ten rows as the night would read them, scrubbed, by column to show.
    """

    path: Path
    format: str
    tool: str
    columns: tuple[Column, ...]
    rows: tuple[dict[str, str], ...]
    toml: str
    config: SourceConfig | None
    warnings: tuple[str, ...]
    details: dict[str, str] = field(default_factory=dict)


def inspect_file(
    path: Path,
    scrub: Callable[[str], str],
    limits: Limits | None = None,
    timezone: str = "Europe/Paris",
) -> Inspection:
    """Looks at a file (or a Takeout folder) that no source describes yet.

    Args:
        path: the file.
        scrub: called on every value that is shown.
        limits: what is too big.
        timezone: IANA name, for dates written without one.

    Raises:
        SourceError: the file cannot be read at all.
    """
    limits = limits or Limits()
    name = slug(path.resolve().stem)[:40].strip("_") or "source"
    if not path.exists():
        raise SourceError(name, path.name, "introuvable", "Vérifiez le chemin.")
    try:
        if path.is_dir() or _is_takeout_page(path):
            return _inspect_takeout(path, name, scrub, limits, timezone)
        return _inspect_table(path, name, scrub, limits, timezone)
    except OSError as error:
        raise SourceError(name, path.name, f"lecture impossible ({error.strerror})") from None


def _inspect_takeout(
    path: Path, name: str, scrub: Callable[[str], str], limits: Limits, timezone: str
) -> Inspection:
    feed = Feed(
        id=name,
        format="takeout",
        path=path.resolve().as_posix(),
        channel="google",
        kind="review",
        solicited=False,
        comment=f"Proposé par `voc sources inspect` d'après {path.name} (Google Takeout).",
    )
    proposal = propose(feed, (), scrub)
    config = _validated(proposal.text)
    rows = _first_rows(config, limits, timezone, scrub) if config else []
    details = {"fiches": str(len(open_source(config, limits, timezone).files()))} if config else {}
    label = "Google Takeout (fiches d'établissement)"
    return Inspection(path, "takeout", label, (), tuple(rows), proposal.text, config, (), details)


def _inspect_table(
    path: Path, name: str, scrub: Callable[[str], str], limits: Limits, timezone: str
) -> Inspection:
    table, skip = _open(path, name, limits)
    names = [heading.name for heading in table.headings]
    preset = recognise([*names, *(alias for heading in table.headings for alias in heading.aliases)])
    warnings = list(table.heading_notes)
    titled = _has_headings(table)
    if not titled:
        # The first row is somebody's answers: its words name nothing, here nor in the configuration.
        names, preset = [f"(colonne {index + 1})" for index in range(len(names))], None
        warnings = ["la première ligne ne ressemble pas à des titres de colonnes : ajoutez-en une à l'export"]
    sample = _sample(table)
    zone, now = ZoneInfo(timezone), dt.datetime.now(dt.UTC)
    profiles = [profile([cells[index] for cells in sample], zone, now) for index in range(len(names))]
    columns = guess(names, profiles, preset)
    if any(_MOJIBAKE.search(as_text(cell)) for cells in sample for cell in cells):
        warnings.append("des accents sont abîmés (« Ã© » pour « é ») : ils seront réparés à la lecture")
    feed = _feed(path, name, table, preset, columns, skip)
    proposal = propose(feed, columns if titled else (), scrub)
    config = _validated(proposal.text)
    warnings += proposal.warnings
    if config is None:
        warnings.append("la configuration proposée est à compléter avant de servir")
    rows = _first_rows(config, limits, timezone, scrub) if config else _raw_rows(columns, sample, scrub)
    return Inspection(
        path=path,
        format=feed.format,
        tool=preset.label if preset else presets()["generic"].label,
        columns=tuple(Column(column.name, column.role, column.why) for column in columns),
        rows=tuple(rows),
        toml=proposal.text,
        config=config,
        warnings=tuple(warnings),
        details=table.details,
    )


def _open(path: Path, name: str, limits: Limits) -> tuple[Table, int]:
    """The file as a table, under the first row (of ten) that looks like headings."""
    kind = {What.ZIP: "xlsx", What.OLE: "xlsx", What.JSON: "jsonl"}.get(what_is(path), "csv")
    first: Table | None = None
    for skip in range(10):
        probe = SourceConfig(
            id=name,
            format=cast("_Format", kind),
            path=str(path),
            brand="?",
            channel="inspection",
            kind=Kind.SURVEY,
            solicited=True,
            skip_rows=skip,
            questions=(Question(column="?"),),
        )
        try:
            table = open_table(path, path.name, probe, limits)
        except SourceError:
            if first is None:
                raise
            break
        first = first or table
        if _has_headings(table):
            return table, skip
    assert first is not None
    return first, 0


def _has_headings(table: Table) -> bool:
    names = [heading.name for heading in table.headings]
    if isinstance(table, Delimited) and table.delimiter is None:
        return len(names[0].split()) <= 4 and "@" not in names[0]
    return isinstance(table, JsonTable) or look_like_headings(names)


def _sample(table: Table) -> list[tuple[Cell, ...]]:
    rows = table.rows(range(len(table.headings)), Notes())
    return [row.cells for row in islice(rows, _SAMPLE) if isinstance(row, Row)]


def _feed(
    path: Path, name: str, table: Table, preset: Preset | None, columns: list[ColumnGuess], skip: int
) -> Feed:
    named = preset is not None and preset.name in {"tripadvisor", "social"}
    kind = {Delimited: "csv", Spreadsheet: "xlsx", JsonTable: "jsonl"}[type(table)]
    extra: dict[str, object] = {}
    if skip:
        extra["skip_rows"] = skip
    dated = next((column for column in columns if column.role == "created_at"), None)
    if dated is not None and (dated.profile.evidence.day_first or dated.profile.evidence.month_first):
        extra["dayfirst"] = dated.profile.evidence.day_first >= dated.profile.evidence.month_first
    texts = any(column.role == "title" for column in columns)
    review = preset is None and texts
    found = [heading.name for heading in table.headings]
    tool = preset.label if preset else presets()["generic"].label
    return Feed(
        id=name,
        format=preset.name if preset is not None and named else kind,
        path=path.resolve().as_posix(),
        channel=preset.channel if preset else "avis" if review else "enquete",
        kind=preset.kind if preset else "review" if review else "survey",
        solicited=preset.solicited if preset else not review,
        comment=f"Proposé par `voc sources inspect` d'après {path.name} ({tool}).",
        extra=extra,
        leave_out=[rule for rule in preset.leave_out if rule[0] in found] if preset else (),
    )


def _validated(text: str) -> SourceConfig | None:
    try:
        return SourceConfig.model_validate(tomllib.loads(text))
    except ValidationError:
        return None


def _first_rows(
    config: SourceConfig, limits: Limits, timezone: str, scrub: Callable[[str], str]
) -> list[dict[str, str]]:
    source = open_source(config, limits, timezone)
    rows: list[dict[str, str]] = []
    for file in source.files():
        for item in source.read(file):
            rows.append(_shown(item, source.zone, scrub))
            if len(rows) == _SHOWN:
                return rows
    return rows


def _shown(item: RawResponse | RawReject, zone: ZoneInfo, scrub: Callable[[str], str]) -> dict[str, str]:
    """One row as a person checks it: names of persons are only said to be there."""
    shown = {"ligne": str(item.row)}
    if isinstance(item, RawReject):
        return shown | {"rejet": item.reason}
    values: Iterator[tuple[str, str | None]] = iter(
        [
            (
                "date",
                item.created_at.astimezone(zone).strftime("%d/%m/%Y %H:%M") if item.created_at else None,
            ),
            ("identifiant", item.native_id),
            ("site", item.site),
            ("produit", item.product),
            ("auteur", "(masqué)" if item.author or item.personal else None),
            *(
                (score.question_id, f"{score.value:g} / {score.scale_max:g}".replace(".", ","))
                for score in item.scores
            ),
            *((answer.question_id, answer.text) for answer in item.answers),
            ("réponse de la marque", item.owner_reply),
        ]
    )
    return shown | {key: _short(scrub(value)) for key, value in values if value}


def _raw_rows(
    columns: list[ColumnGuess], sample: list[tuple[Cell, ...]], scrub: Callable[[str], str]
) -> list[dict[str, str]]:
    """Without a usable configuration: the cells as they are, but for the personal columns."""
    rows = []
    for number, cells in enumerate(sample[:_SHOWN], start=1):
        row = {"ligne": str(number)}
        for column, cell in zip(columns, cells, strict=True):
            text = as_text(cell)
            if text:
                row[column.name] = (
                    "(masqué)" if column.role in {"personal", "author"} else _short(scrub(text))
                )
        rows.append(row)
    return rows


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _MAX_SHOWN_CHARS else text[: _MAX_SHOWN_CHARS - 1] + "…"


def _is_takeout_page(path: Path) -> bool:
    if not path.name.lower().startswith("reviews") or path.suffix.lower() != ".json":
        return False
    with path.open("rb") as handle:
        head = handle.read(65_536)
    return _REVIEW_PAGE.search(head) is not None or b"FeatureCollection" in head
