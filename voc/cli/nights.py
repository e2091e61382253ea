"""`voc night`, `retag`, `up`, `demo` and `status`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from voc.cli._common import ConfigOption

if TYPE_CHECKING:
    from voc.settings import Settings

PANEL = "Les nuits"


def register(app: typer.Typer) -> None:
    """Adds the commands of this module."""
    for command in (night, retag, up, demo, status):
        app.command(rich_help_panel=PANEL)(command)


def night(
    config: ConfigOption = None,
    source: Annotated[
        list[str] | None, typer.Option("--source", "-s", help="Ne collecter que cette source.")
    ] = None,
) -> None:
    """Lancer la nuit maintenant, sans serveur."""
    from voc.settings import load_settings

    _run(load_settings(config), tuple(source or ()), "nightly")


def retag(config: ConfigOption = None) -> None:
    """Relire tout ce qui est en base avec le modèle et la taxonomie du jour, et dire ce qui change."""
    from voc.settings import load_settings

    _run(load_settings(config), (), "retag")


def up(
    config: ConfigOption = None,
    port: Annotated[int, typer.Option(help="Port de l'interface Prefect.")] = 4200,
    reports_port: Annotated[int, typer.Option(help="Port des rapports.")] = 4280,
    host: Annotated[str, typer.Option(help="Adresse d'écoute.")] = "127.0.0.1",
) -> None:
    """Démarrer Prefect et servir les nuits (02:00, heure de Paris, sauf réglage contraire)."""
    from voc.settings import load_settings

    settings = load_settings(config)
    home = settings.data / "prefect"
    environment = {
        "PREFECT_HOME": str(home),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "false",
        **os.environ,
    }
    command = [sys.executable, "-m", "flows.up", "--host", host, "--port", str(port)]
    command += ["--reports-port", str(reports_port), "--reports", str(settings.reports_path)]
    command += ["--cron", settings.schedule.cron, "--timezone", settings.timezone]
    command += ["--config", str(settings.config_file), "--log", str(home / "server.log")]
    typer.echo("Démarrage du serveur Prefect (10 à 30 secondes la première fois)…")
    os.execve(sys.executable, command, environment)  # noqa: S606 - signals go straight to the server


def demo() -> None:
    """La nuit sur l'échantillon fourni ; une seconde fois, montre seulement où regarder."""
    from voc.cli._demo import demo_config, is_done, remember
    from voc.settings import load_settings

    settings = load_settings(demo_config())
    if is_done(settings):
        typer.echo("La démonstration est déjà faite ; rien n'a changé.")
    else:
        _run(settings, (), "nightly", show=False)
        remember(settings)
    show_summary(settings)


def status(config: ConfigOption = None) -> None:
    """Dire comment s'est passée la dernière nuit."""
    from rich.console import Console
    from rich.table import Table

    from voc.night.status import STATE_FR, read_status
    from voc.records import COMPLETENESS_FR, Completeness
    from voc.settings import load_settings

    settings = load_settings(config)
    last = read_status(settings.data)
    console = Console()
    if last is None:
        console.print(f"Aucune nuit n'a encore tourné dans {settings.data}.")
        raise typer.Exit
    console.print(
        f"Nuit du {last.started_at} : [bold]{STATE_FR[last.state]}[/], {last.tagged} verbatims lus."
    )
    if last.message:
        console.print(last.message, markup=False)
    table = Table("source", "lecture", "nouvelles", "modifiées", "inchangées", "rejetées", "à savoir")
    for line in last.sources:
        numbers = [str(n) for n in (line.new, line.edited, line.unchanged, line.rejected)]
        table.add_row(
            line.source_id, COMPLETENESS_FR[Completeness(line.completeness)], *numbers, line.message or ""
        )
    console.print(table)
    raise typer.Exit(0 if last.state in {"completed", "running"} else 1)


def _run(settings: Settings, only: tuple[str, ...], flow: str, *, show: bool = True) -> None:
    from voc.cli._progress import RichRunner
    from voc.night.nightly import run_night

    with RichRunner() as runner:
        result = run_night(settings, runner, only, flow=flow)
    for change in result.changes:
        if change.gained or change.lost:
            typer.echo(
                f"  {change.kind} {change.code} : {change.before} → {change.after} "
                f"(+{change.gained} −{change.lost})"
            )
    if show:
        show_summary(settings)
    if result.status == "degraded":
        typer.secho("Nuit dégradée :", fg="yellow", err=True)
        for message in result.messages:
            typer.echo(f"  {message}", err=True)
        raise typer.Exit(4)


def show_summary(settings: Settings) -> None:
    """What the night found, and where to look."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from voc.night.summary import summarise

    summary = summarise(settings.snapshot_path)
    console = Console()
    coverage = ", ".join(f"{count} {label}" for label, count in summary.coverage.items())
    console.print(f"{summary.verbatims} verbatims de {summary.responses} réponses : {coverage}.")
    table = Table(box=None, pad_edge=False)
    table.add_column("irritants", no_wrap=True)
    for heading in ("verbatims", "part", "7 j. préc.", "7 j."):
        table.add_column(heading, justify="right", no_wrap=True)
    brand = None
    for line in summary.irritants:
        if line.brand != brand:
            table.add_row(f"[bold]{escape(line.brand)}[/]")
            brand = line.brand
        frequency = f"{line.frequency:.1%}".replace(".", ",")
        numbers = (str(line.verbatims), frequency, str(line.week_before), str(line.last_week))
        table.add_row(f"  {escape(line.label)}", *numbers)
    console.print(table)
    report = settings.reports_path / "rapport.html"
    console.print(
        f"Rapport      {report}\nBase         {settings.snapshot_path}", soft_wrap=True, highlight=False
    )
    config = _relative(settings.config_file)
    console.print(
        f'Requêtes     voc sql --config {config} "SELECT date, site, quote FROM v_tags LIMIT 5"\n'
        f"Prefect      voc up --config {config}",
        soft_wrap=True,
        highlight=False,
        markup=False,
    )


def _relative(path: Path) -> Path:
    try:
        return path.relative_to(Path.cwd())
    except ValueError:
        return path


__all__ = ["register", "show_summary"]
