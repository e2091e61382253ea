"""`voc sources`: look at a file before trusting it, list what is configured."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from voc.cli._common import ConfigOption

PANEL = "Les sources"
app = typer.Typer(
    help="Regarder un fichier, proposer sa configuration, lister les sources.", no_args_is_help=True
)


@app.command()
def inspect(
    file: Annotated[Path, typer.Argument(metavar="FICHIER", help="CSV, XLSX, JSONL, dossier Takeout…")],
    save: Annotated[str | None, typer.Option(help="Nom de la source à écrire dans la configuration.")] = None,
    config: ConfigOption = None,
) -> None:
    """Reconnaître un fichier : colonnes, dix lignes lues, configuration proposée."""
    from voc.cli._inspect import print_inspection, save_source
    from voc.settings import load_settings
    from voc.sources.inspect import inspect_file
    from voc.text.privacy import Scrubber

    scrubber = Scrubber()
    inspection = inspect_file(file, scrub=lambda text: scrubber.scrub(text).aligned.text)
    print_inspection(inspection)
    if save:
        settings = load_settings(config)
        typer.echo(f"Écrit : {save_source(inspection, save, settings.resolve(settings.sources_dir))}")


@app.command("list")
def list_sources(config: ConfigOption = None) -> None:
    """Lister les sources configurées et les fichiers qu'elles voient."""
    from rich.console import Console
    from rich.table import Table

    from voc.errors import SourceError
    from voc.settings import load_settings, load_sources
    from voc.sources import open_source

    settings = load_settings(config)
    table = Table("source", "forme", "marque", "canal", "sollicité", "fichiers")
    for source in load_sources(settings):
        try:
            files = str(len(open_source(source, settings.limits, settings.timezone).files()))
        except SourceError as error:
            files = error.problem
        solicited = "oui" if source.solicited else "non"
        table.add_row(source.id, source.format, source.brand, source.channel, solicited, files)
    Console().print(table)
