"""The report: one HTML file that needs nothing else, from the published snapshot alone."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from voc.errors import ReportError
from voc.report.brand import BrandTeller
from voc.report.model import Page
from voc.report.queries import Answers, ask
from voc.report.reading import tell_changes, tell_reading
from voc.report.render import render
from voc.report.words import slug
from voc.settings import Report
from voc.store.query import open_snapshot

_MODE = 0o644


def build_report(snapshot: Path, out: Path, settings: Report) -> Path:
    """Writes the report; the file is replaced at once, a reader never sees half of it.

    The same snapshot and settings give the same bytes.

    Args:
        snapshot: the published DuckDB file; it is only read.
        out: the HTML file to write; its folder is made if need be.
        settings: its title and the number of days that it covers, counted back from the last day of data.

    Returns:
        ``out``.

    Raises:
        StoreError: there is no snapshot, or it cannot be opened.
        ReportError: the snapshot lacks a table, or the file cannot be written.
    """
    page = tell(snapshot, settings)
    _replace(out, render(page).encode())
    return out


def tell(snapshot: Path, settings: Report) -> Page:
    """What the report says, before it is set in HTML.

    Raises:
        StoreError: there is no snapshot, or it cannot be opened.
        ReportError: the snapshot lacks a table.
    """
    import duckdb

    try:
        with open_snapshot(snapshot) as connection:
            found = ask(connection, settings.days)
    except duckdb.Error as error:
        raise ReportError(
            snapshot,
            f"la base publiée n'a pas la forme attendue ({type(error).__name__})",
            "Relancez une nuit pour la publier de nouveau : `voc night`.",
        ) from None
    return _page(found, settings)


def _page(found: Answers, settings: Report) -> Page:
    taken: set[str] = {"lu", "methode", "haut"}
    names = sorted(name for name in found.volumes if name != "*") if found.last else []
    return Page(
        title=settings.title,
        days=settings.days,
        start=found.first,
        end=found.last,
        undated=found.undated,
        reading=tell_reading(found),
        changes=tell_changes(found),
        brands=tuple(BrandTeller(found, name, slug(name, taken)).tell() for name in names),
    )


def _replace(out: Path, content: bytes) -> None:
    temporary: Path | None = None
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=out.parent, prefix=f".{out.name}.", suffix=".tmp")
        temporary = Path(name)
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(content)
        temporary.chmod(_MODE)
        temporary.replace(out)
    except OSError as error:
        raise ReportError(
            out, f"écriture impossible ({error.strerror})", "Vérifiez le dossier et la place sur le disque."
        ) from None
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
