"""The one command line: ``voc``. Each family of commands has its module; this one joins them."""

from __future__ import annotations

import sys
import traceback

import typer

from voc.cli import models, nights, queries, sources, texts
from voc.errors import VocError

app = typer.Typer(
    name="voc",
    help="La voix du client en français, chaque nuit, hors ligne.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)
for family in (nights, texts, queries, models):
    family.register(app)
app.add_typer(sources.app, name="sources", rich_help_panel=sources.PANEL)


def main() -> None:
    """Runs the command line; an expected error is one sentence and an exit code, never a stack trace."""
    try:
        app()
    except VocError as error:
        _fail(f"Erreur : {error.what}", error.to_do, error.exit_code)
    except KeyboardInterrupt:
        _fail("Interrompu.", "", 130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except Exception as error:  # noqa: BLE001 - a stack trace may quote a customer; its places do not
        frames = traceback.extract_tb(error.__traceback__)
        place = " < ".join(f"{f.filename.rsplit('/', 1)[-1]}:{f.lineno}" for f in reversed(frames[-3:]))
        _fail(f"Erreur imprévue de voc ({type(error).__name__}, {place}).", "Merci de la signaler.", 70)


def _fail(what: str, to_do: str, code: int) -> None:
    typer.secho(what, fg="red", err=True)
    if to_do:
        typer.echo(to_do, err=True)
    sys.exit(code)
