"""How an inspection is shown, and how its proposal becomes a source."""

from __future__ import annotations

import re
from pathlib import Path

import tomlkit
from rich.console import Console
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text

from voc.errors import SettingsError
from voc.sources.inspect import Inspection

#: Characters of a value that may share its line with others.
_SHORT = 30
_NAME = re.compile(r"[a-z0-9_]{1,40}")


def print_inspection(inspection: Inspection) -> None:
    """Format, columns with their supposed role, ten rows, warnings, and the configuration to start from."""
    console = Console()
    details = ", ".join(f"{name} {value}" for name, value in inspection.details.items())
    console.print(f"[bold]{inspection.path.name}[/] : {inspection.tool} ({details or inspection.format})")
    if inspection.columns:
        table = Table("colonne", "rôle", "pourquoi", title="Colonnes", title_justify="left")
        for column in inspection.columns:
            table.add_row(Text(column.name), column.role, Text(column.why))
        console.print(table)
    if inspection.rows:
        console.print("[italic]Premières lignes telles que la nuit les lirait, sans données personnelles[/]")
        for number, row in enumerate(inspection.rows, 1):
            console.print(Text(f"{number:>3}  ", style="bold"), _one_row(row), sep="")
    for warning in inspection.warnings:
        console.print(Text(f"Attention : {warning}", style="yellow"))
    console.print("\nConfiguration proposée, à relire :\n")
    console.print(Syntax(inspection.toml, "toml", background_color="default"))


def _one_row(row: dict[str, str]) -> Text:
    """Short values on one line, texts below: exports are too wide for a table in a terminal."""
    short = [f"{name} : {value}" for name, value in row.items() if value and len(value) <= _SHORT]
    long = [f"\n     {name} : {value}" for name, value in row.items() if len(value) > _SHORT]
    return Text(" · ".join(short) + "".join(long))


def save_source(inspection: Inspection, name: str, folder: Path) -> Path:
    """Writes the proposal as ``folder/name.toml``; never over an existing source.

    Raises:
        SettingsError: the name is not one, or the source exists.
    """
    if not _NAME.fullmatch(name):
        raise SettingsError(
            name, ["un nom de source se compose de minuscules, de chiffres et de « _ » (40 signes au plus)"]
        )
    target = folder / f"{name}.toml"
    if target.exists():
        raise SettingsError(
            str(target), ["cette source existe déjà"], "Choisissez un autre nom ou modifiez-la."
        )
    document = tomlkit.parse(inspection.toml)
    if "id" in document:
        document["id"] = name
    folder.mkdir(parents=True, exist_ok=True)
    target.write_text(tomlkit.dumps(document), encoding="utf-8")
    return target
