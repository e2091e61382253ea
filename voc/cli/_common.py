"""Options and small helpers shared by the command modules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Annotated

import orjson
import typer

from voc.errors import InputError

ConfigOption = Annotated[
    Path | None,
    typer.Option(
        "--config", "-c", help="Fichier de configuration (sinon VOC_CONFIG, sinon configs/voc.toml)."
    ),
]
InFile = Annotated[
    str, typer.Argument(metavar="IN.jsonl", help="Une ligne JSON par verbatim ; « - » : entrée standard.")
]
OutOption = Annotated[str, typer.Option("--out", "-o", help="Fichier de sortie ; « - » : sortie standard.")]


@contextmanager
def reading(name: str) -> Iterator[IO[bytes]]:
    """A file opened for reading, or standard input."""
    if name == "-":
        yield typer.get_binary_stream("stdin")
        return
    try:
        handle = Path(name).open("rb")  # noqa: SIM115 - closed below; only opening may fail here
    except OSError as error:
        raise InputError(name, f"lecture impossible ({error.strerror})", "Vérifiez le chemin.") from None
    with handle:
        yield handle


def write_lines(name: str, lines: Iterable[object]) -> int:
    """Writes JSON lines to a file, whole or not at all, or to standard output as they come."""
    if name == "-":
        stream = typer.get_binary_stream("stdout")
        count = 0
        for count, line in enumerate(lines, 1):  # noqa: B007 - the last number is the result
            stream.write(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))
        stream.flush()
        return count
    target = Path(name)
    temporary = target.with_name(target.name + ".part")
    try:
        with temporary.open("wb") as handle:
            count = 0
            for count, line in enumerate(lines, 1):  # noqa: B007
                handle.write(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))
        temporary.replace(target)
    except OSError as error:
        raise InputError(name, f"écriture impossible ({error.strerror})", "Vérifiez le dossier.") from None
    finally:
        temporary.unlink(missing_ok=True)
    return count
