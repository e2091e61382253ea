"""`voc tag`, `scrub` and `explain`: texts in, texts out, no store and no server."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from voc.cli._common import InFile, OutOption, reading, write_lines

PANEL = "Les textes"
ModelOption = Annotated[Path | None, typer.Option(help="Dossier d'un autre modèle que celui fourni.")]
TaxonomyOption = Annotated[Path | None, typer.Option(help="Autre fichier de taxonomie.")]


def register(app: typer.Typer) -> None:
    """Adds the commands of this module."""
    for command in (tag, explain, scrub):
        app.command(rich_help_panel=PANEL)(command)


def tag(
    source: InFile = "-",
    out: OutOption = "-",
    model: ModelOption = None,
    taxonomy: TaxonomyOption = None,
    batch: Annotated[
        int, typer.Option(min=1, help="Verbatims lus ensemble ; sans effet sur le résultat.")
    ] = 500,
) -> None:
    """Lire des verbatims : sentiment, thèmes, irritants, étapes, avec leurs preuves."""
    from voc.nlp.contract import tag_lines
    from voc.nlp.tagger import Tagger

    tagger = Tagger.load(model=model, taxonomy=taxonomy)
    with reading(source) as lines:
        write_lines(out, tag_lines(lines, tagger, batch))


def scrub(source: InFile = "-", out: OutOption = "-") -> None:
    """Remplacer les données personnelles par des repères : [EMAIL], [PERSONNE]…"""
    from voc.text.scrub_lines import scrub_lines

    with reading(source) as lines:
        write_lines(out, scrub_lines(lines))


def explain(
    text: Annotated[str, typer.Argument(help="Le verbatim à expliquer.")],
    question: Annotated[str | None, typer.Option(help="La question posée.")] = None,
    model: ModelOption = None,
    taxonomy: TaxonomyOption = None,
) -> None:
    """Montrer ce qui a pesé dans la lecture d'un verbatim."""
    from voc.cli._explain import print_explanation
    from voc.nlp.tagger import Tagger

    print_explanation(Tagger.load(model=model, taxonomy=taxonomy), text, question)
