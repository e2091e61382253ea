"""Every error a user may meet: one class each, a sentence in French, and what to do next.

The command line prints ``str(error)`` and leaves with ``error.exit_code``; Prefect shows the same
sentence. No sentence carries a customer's words: a file, a row number and a field are enough.
"""

from __future__ import annotations

from pathlib import Path


class VocError(Exception):
    """Base of all expected errors: ``what`` happened and what ``to_do`` about it."""

    exit_code = 1

    def __init__(self, what: str, to_do: str = "") -> None:
        self.what = what
        self.to_do = to_do
        super().__init__(f"{what} {to_do}".strip())


class SettingsError(VocError):
    """A configuration file or variable that cannot be used."""

    exit_code = 2

    def __init__(self, where: str, problems: list[str], to_do: str = "") -> None:
        self.where = where
        self.problems = problems
        super().__init__(
            f"Configuration refusée ({where}) : " + " ; ".join(problems) + ".",
            to_do or "Corrigez ces clés puis relancez.",
        )


class TaxonomyError(VocError):
    """A taxonomy file that contradicts itself or cannot be read."""

    exit_code = 2

    def __init__(self, path: Path, problems: list[str]) -> None:
        self.path = path
        self.problems = problems
        super().__init__(
            f"Taxonomie refusée ({path}) : " + " ; ".join(problems) + ".",
            "Corrigez le fichier puis relancez.",
        )


class ModelError(VocError):
    """The shipped model is missing, altered or of another format."""

    def __init__(self, path: Path, problem: str) -> None:
        self.path = path
        super().__init__(
            f"Modèle inutilisable ({path}) : {problem}.", "Réinstallez voc ou relancez `voc train`."
        )


class MissingExtraError(VocError):
    """Something asked for needs an optional part of voc that is not installed."""

    def __init__(self, extra: str, purpose: str) -> None:
        self.extra = extra
        super().__init__(
            f"Pour {purpose}, il manque la partie facultative « {extra} ».",
            f"Installez-la : .venv/bin/pip install 'voc[{extra}]' (depuis le dépôt : -e '.[{extra}]').",
        )


class SourceError(VocError):
    """A source (or one of its files) that cannot be read at all."""

    def __init__(self, source: str, where: str, problem: str, to_do: str = "") -> None:
        self.source = source
        self.where = where
        self.problem = problem
        super().__init__(f"Source « {source} », {where} : {problem}.", to_do)


class InputError(VocError):
    """A file given on the command line that cannot be read."""

    def __init__(self, path: str, problem: str, to_do: str = "", row: int | None = None) -> None:
        self.path = path
        self.row = row
        place = f"{path}, ligne {row}" if row is not None else path
        super().__init__(f"{place} : {problem}.", to_do)


class NightAlreadyRunningError(VocError):
    """Another night holds the lock of this data folder."""

    exit_code = 3

    def __init__(self, since: str, pid: int | None) -> None:
        self.since = since
        self.pid = pid
        who = f" (processus {pid})" if pid else ""
        super().__init__(
            f"Une nuit est déjà en cours depuis {since}{who} ; celle-ci s'arrête sans rien changer.",
            "Attendez sa fin, puis relancez si besoin.",
        )


class StoreError(VocError):
    """The store cannot be opened or was written by another version."""

    def __init__(self, path: Path, problem: str, to_do: str = "") -> None:
        self.path = path
        super().__init__(f"Base {path} : {problem}.", to_do)


class ReportError(VocError):
    """The report cannot be made or written."""

    def __init__(self, path: Path, problem: str, to_do: str = "") -> None:
        self.path = path
        super().__init__(f"Rapport, {path} : {problem}.", to_do)


class QueryError(VocError):
    """An SQL question that the store refuses."""

    exit_code = 2

    def __init__(self, problem: str, to_do: str = "") -> None:
        super().__init__(f"Requête refusée : {problem}.", to_do)
