"""`voc train` and `voc evaluate`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

PANEL = "Le modèle"


def register(app: typer.Typer) -> None:
    """Adds the commands of this module."""
    for command in (train, evaluate):
        app.command(rich_help_panel=PANEL)(command)


def train(
    labelled: Annotated[Path, typer.Argument(help="Verbatims étiquetés, une ligne JSON chacun.")],
    out: Annotated[Path, typer.Argument(help="Dossier du modèle à écrire.")],
    recipe: Annotated[
        Path | None, typer.Option(help="Recette (TOML) ; sinon les réglages par défaut.")
    ] = None,
    reviews: Annotated[Path | None, typer.Option(help="Avis avec étoiles (Parquet), en appoint.")] = None,
    taxonomy: Annotated[Path | None, typer.Option(help="Autre fichier de taxonomie.")] = None,
) -> None:
    """Entraîner un modèle sur des verbatims étiquetés."""
    from importlib.util import find_spec

    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from voc.errors import MissingExtraError

    if find_spec("sklearn") is None:
        raise MissingExtraError("train", "entraîner un modèle")
    from voc.nlp.training import train as run

    bar = Progress(TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), transient=True)
    with bar:
        task = bar.add_task("lecture", total=None)
        trained = run(
            labelled,
            out,
            taxonomy,
            recipe=recipe,
            reviews=reviews,
            progress=lambda label, done, total: bar.update(
                task, description=label, completed=done, total=total
            ),
        )
    typer.echo(str(trained))


def evaluate(
    gold: Annotated[Path, typer.Argument(metavar="GOLD.jsonl", help="Verbatims étiquetés, jamais vus.")],
    model: Annotated[Path | None, typer.Option(help="Dossier d'un autre modèle.")] = None,
    taxonomy: Annotated[Path | None, typer.Option(help="Autre fichier de taxonomie.")] = None,
) -> None:
    """Mesurer le modèle sur des verbatims étiquetés."""
    from voc.nlp.evaluation import evaluate as run
    from voc.nlp.tagger import Tagger

    typer.echo(str(run(Tagger.load(model=model, taxonomy=taxonomy), gold)))
