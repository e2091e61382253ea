"""`voc sql`, `report` and `export`: reading what the nights published."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from voc.cli._common import ConfigOption

PANEL = "Les résultats"


class Format(StrEnum):
    """How rows are printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def register(app: typer.Typer) -> None:
    """Adds the commands of this module."""
    for command in (sql, report, export):
        app.command(rich_help_panel=PANEL)(command)


def sql(
    query: Annotated[str, typer.Argument(help="Une requête SELECT (dialecte DuckDB).")],
    config: ConfigOption = None,
    format: Annotated[Format, typer.Option("--format", "-f", help="Forme du résultat.")] = Format.TABLE,  # noqa: A002
    limit: Annotated[int, typer.Option(min=1, help="Lignes affichées au plus en forme de table.")] = 100,
) -> None:
    """Interroger la base publiée, en lecture seule."""
    from voc.settings import load_settings
    from voc.store.query import format_result, run_query

    result = run_query(load_settings(config).snapshot_path, query)
    typer.echo(format_result(result, format.value, limit), nl=False)


def report(
    config: ConfigOption = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Fichier HTML à écrire.")] = None,
) -> None:
    """Refaire le rapport HTML depuis la base publiée."""
    from voc.report.build import build_report
    from voc.settings import load_settings

    settings = load_settings(config)
    typer.echo(
        build_report(settings.snapshot_path, out or settings.reports_path / "rapport.html", settings.report)
    )


def export(
    folder: Annotated[Path, typer.Argument(help="Dossier à remplir : un fichier JSON par table.")],
    config: ConfigOption = None,
) -> None:
    """Écrire la forme canonique des tables : deux nuits égales donnent les mêmes octets."""
    from voc.settings import load_settings
    from voc.store.export import write

    for table, digest in sorted(write(load_settings(config).snapshot_path, folder).items()):
        typer.echo(f"{digest}  {table}")
