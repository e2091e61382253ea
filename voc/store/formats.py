"""Rows of a query as text: a table for a screen, CSV and JSON for programs."""

from __future__ import annotations

import csv
import datetime as dt
import decimal
import io
import json
import math
import unicodedata
from collections.abc import Sequence
from typing import Any

#: Characters of a cell on a screen.
MAX_CELL = 60

Row = Sequence[Any]


def as_table(columns: Sequence[str], rows: Sequence[Row], limit: int | None = None) -> str:
    """Aligned columns; numbers to the right, long texts cut, French decimals; the number of rows below."""
    shown = rows if limit is None else rows[:limit]
    cells = [[_cell(value) for value in row] for row in shown]
    widths = [
        max(_width(name), *(_width(row[n]) for row in cells)) if cells else _width(name)
        for n, name in enumerate(columns)
    ]
    numeric = [
        any(_is_number(row[n]) for row in shown)
        and all(row[n] is None or _is_number(row[n]) for row in shown)
        for n in range(len(columns))
    ]
    lines = [
        "  ".join(
            _pad(name, width, right) for name, width, right in zip(columns, widths, numeric, strict=True)
        ),
        "  ".join("─" * width for width in widths),
        *(
            "  ".join(
                _pad(cell, width, right) for cell, width, right in zip(row, widths, numeric, strict=True)
            )
            for row in cells
        ),
    ]
    count = f"{len(rows)} ligne{'s' if len(rows) > 1 else ''}"
    if len(shown) < len(rows):
        count += f", dont {len(shown)} montrée{'s' if len(shown) > 1 else ''}"
    return "\n".join(line.rstrip() for line in lines) + f"\n{count}\n"


def as_csv(columns: Sequence[str], rows: Sequence[Row]) -> str:
    """RFC 4180 with line feeds, decimal points and ISO dates; lists as JSON, nothing for NULL."""
    output = io.StringIO()
    writer = csv.writer(output, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_plain(value) for value in row] for row in rows)
    return output.getvalue()


def as_json(columns: Sequence[str], rows: Sequence[Row]) -> str:
    """One JSON array of objects, a row a line; a name that is repeated gets a number."""
    names = _distinct(columns)
    lines = [
        json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False, default=_jsonable) for row in rows
    ]
    return "[\n" + ",\n".join(lines) + "\n]\n" if lines else "[]\n"


def _distinct(columns: Sequence[str]) -> list[str]:
    seen: dict[str, int] = {}
    names = []
    for name in columns:
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name}_{seen[name]}")
    return names


def _jsonable(value: object) -> object:
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, decimal.Decimal):
        return float(value)
    return str(value)


def _plain(value: object) -> object:
    if isinstance(value, list | dict | tuple):
        return json.dumps(value, ensure_ascii=False, default=_jsonable)
    if isinstance(value, dt.datetime):
        return value.isoformat()
    if isinstance(value, bool):
        return "true" if value else "false"
    return value


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float):
        text = f"{value:.4f}".rstrip("0").rstrip(".") if math.isfinite(value) else str(value)
        return text.replace(".", ",")
    if isinstance(value, decimal.Decimal):
        return str(value).replace(".", ",")
    if isinstance(value, dt.datetime):
        return value.strftime("%d/%m/%Y %H:%M")
    if isinstance(value, dt.date):
        return value.strftime("%d/%m/%Y")
    # A control character in a text must not move the cursor of whoever looks at it.
    text = "".join(
        " " if character.isspace() else character
        for character in str(_plain(value))
        if character.isspace() or unicodedata.category(character) != "Cc"
    )
    return text if len(text) <= MAX_CELL else text[: MAX_CELL - 1] + "…"


def _is_number(value: object) -> bool:
    return isinstance(value, int | float | decimal.Decimal) and not isinstance(value, bool)


def _width(text: str) -> int:
    """Columns of a terminal: wide characters take two, marks none."""
    return sum(
        0 if unicodedata.category(c) in {"Mn", "Cf", "Me"} else 1 + (unicodedata.east_asian_width(c) in "WF")
        for c in text
    )


def _pad(text: str, width: int, right: bool) -> str:  # noqa: FBT001 - a side, said by position twice above
    gap = " " * (width - _width(text))
    return gap + text if right else text + gap
