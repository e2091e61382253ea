"""The configuration: ``configs/voc.toml``, then ``VOC_…`` variables; unknown keys are refused.

Relative paths count from the folder of the file that names them, so that a night gives the same
result wherever it is started from.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from pathlib import Path
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from voc.errors import SettingsError
from voc.sources.config import SourceConfig

#: Variables that start with VOC_ and are not settings.
NOT_SETTINGS = ("VOC_CONFIG", "VOC_LIVE", "VOC_TEST_", "VOC_UP_")
DEFAULT_CONFIG = Path("configs/voc.toml")


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Limits(_Section):
    """What the readers refuse, so that one bad file cannot take the night down."""

    max_file_mb: int = Field(default=2048, ge=1)
    #: a spreadsheet that unpacks to more than this is a bomb, whatever its size on disk
    max_unpacked_mb: int = Field(default=2048, ge=1)
    max_cell_chars: int = Field(default=100_000, ge=100)


class Tagging(_Section):
    """How verbatims are read."""

    batch_size: int = Field(default=1000, ge=1, le=50_000)
    #: folder of the model; empty: the shipped one
    model: Path | None = None


class Schedule(_Section):
    """When `voc up` starts the night."""

    cron: str = "0 2 * * *"


class Report(_Section):
    """The HTML report."""

    title: str = "La voix de vos clients"
    days: int = Field(default=90, ge=1)


class Settings(BaseSettings):
    """Everything that can be set. Names of variables: ``VOC_DATA_DIR``, ``VOC_TAGGING__BATCH_SIZE``…"""

    model_config = SettingsConfigDict(env_prefix="VOC_", env_nested_delimiter="__", extra="forbid")

    data_dir: Path = Path("../data")
    sources_dir: Path = Path("sources")
    taxonomy: Path = Path("taxonomy/default.toml")
    timezone: str = "Europe/Paris"
    #: key of the author hashes; empty: drawn once and kept in the data folder, readable by its owner only
    key: SecretStr | None = None
    limits: Limits = Limits()
    tagging: Tagging = Tagging()
    schedule: Schedule = Schedule()
    report: Report = Report()

    _toml: ClassVar[Path | None] = None

    #: the file that was read; not a key of it
    config_file: Path = Field(default=DEFAULT_CONFIG, exclude=True)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Variables win over the file; no ``.env`` nor secret folder is read behind the user's back."""
        toml = [TomlConfigSettingsSource(settings_cls, cls._toml)] if cls._toml else []
        return (init_settings, env_settings, *toml)

    def resolve(self, path: Path) -> Path:
        """An absolute path for one written in the configuration file."""
        return (self.config_file.parent / path.expanduser()).resolve()

    @property
    def data(self) -> Path:
        """The data folder, absolute."""
        return self.resolve(self.data_dir)

    @property
    def snapshot_path(self) -> Path:
        """The read-only file that analysts open."""
        return self.data / "voc.duckdb"

    @property
    def working_path(self) -> Path:
        """The file that the pipeline alone opens."""
        return self.data / "work" / "night.duckdb"

    @property
    def taxonomy_path(self) -> Path:
        """The taxonomy file, absolute."""
        return self.resolve(self.taxonomy)

    @property
    def reports_path(self) -> Path:
        """Where the reports are written."""
        return self.data / "reports"


def load_settings(config: Path | None = None) -> Settings:
    """Reads the configuration.

    Raises:
        SettingsError: the file is missing, is not TOML, or holds a key or value that is refused.
    """
    path = Path(config or os.environ.get("VOC_CONFIG") or DEFAULT_CONFIG).expanduser().resolve()
    if not path.is_file():
        raise SettingsError(
            str(path),
            ["fichier introuvable"],
            "Indiquez-le par --config ou VOC_CONFIG, ou placez-vous dans le dossier du projet.",
        )
    _read_toml(path)
    _refuse_unknown_variables()

    class FromFile(Settings):
        _toml: ClassVar[Path | None] = path

    try:
        return FromFile(config_file=path)
    except ValidationError as error:
        raise SettingsError(str(path), explain(error, list(Settings.model_fields))) from None


def load_sources(settings: Settings, only: tuple[str, ...] = ()) -> list[SourceConfig]:
    """All configured sources in the order of their ids (or those named in ``only``).

    Raises:
        SettingsError: one of the files is refused, or a name in ``only`` is not configured.
    """
    folder = settings.resolve(settings.sources_dir)
    found: dict[str, SourceConfig] = {}
    for path in sorted(folder.glob("*.toml")):
        source = load_source(path)
        if source.id in found:
            raise SettingsError(str(path), [f"la source « {source.id} » est déjà déclarée"])
        found[source.id] = source
    unknown = [name for name in only if name not in found]
    if unknown:
        hint = ", ".join(sorted(found)) or "aucune"
        raise SettingsError(
            str(folder), [f"source inconnue : {name}" for name in unknown], f"Déclarées : {hint}."
        )
    return [found[name] for name in sorted(found) if not only or name in only]


def load_source(path: Path) -> SourceConfig:
    """One source's file; its ``path`` comes back absolute."""
    raw = _read_toml(path)
    raw.setdefault("id", path.stem)
    try:
        source = SourceConfig.model_validate(raw)
    except ValidationError as error:
        raise SettingsError(str(path), explain(error, list(SourceConfig.model_fields))) from None
    # normpath, not resolve: a pattern is no file, and a link in the inbox stays the name that its owner gave
    absolute = os.path.normpath(path.parent.resolve() / Path(source.path).expanduser())
    return source.model_copy(update={"path": absolute})


#: pydantic's most frequent findings, in French; the others keep its words
_SAID = {
    "string_type": "un texte est attendu",
    "string_pattern_mismatch": "ne suit pas la forme {pattern}",
    "int_type": "un nombre entier est attendu",
    "int_parsing": "un nombre entier est attendu",
    "float_parsing": "un nombre est attendu",
    "bool_parsing": "vrai ou faux est attendu",
    "greater_than_equal": "au moins {ge} est attendu",
    "less_than_equal": "au plus {le} est attendu",
    "literal_error": "{expected} est attendu",
    "tuple_type": "une liste est attendue",
    "list_type": "une liste est attendue",
    "model_type": "une table est attendue",
    "dict_type": "une table est attendue",
    "too_short": "la liste doit compter au moins {min_length} élément(s)",
}


def explain(error: ValidationError, known: list[str]) -> list[str]:
    """Pydantic's findings as short French sentences, with the nearest known key for a misspelt one."""
    sentences = []
    for item in error.errors(include_url=False, include_input=False):
        key = ".".join(str(part) for part in item["loc"])
        if item["type"] == "extra_forbidden":
            near = difflib.get_close_matches(str(item["loc"][-1]), known, n=1)
            sentences.append(f"clé inconnue « {key} »" + (f" (vouliez-vous « {near[0]} » ?)" if near else ""))
        elif item["type"] == "missing":
            sentences.append(f"clé manquante « {key} »")
        else:
            said = _SAID.get(item["type"])
            said = said.format(**item.get("ctx", {})) if said else item["msg"].removeprefix("Value error, ")
            sentences.append(f"« {key} » : {said}" if key else said)
    return sentences


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(str(path), [f"ce n'est pas du TOML valide ({error})"]) from None
    except OSError as error:
        raise SettingsError(str(path), [f"lecture impossible ({error.strerror})"]) from None


def _refuse_unknown_variables() -> None:
    """A misspelt override must not be ignored: the night would run with another setting than believed."""
    known = [f"VOC_{name.upper()}" for name in Settings.model_fields]
    unknown = [
        name
        for name in os.environ
        if name.startswith("VOC_") and not name.startswith(NOT_SETTINGS) and name.split("__")[0] not in known
    ]
    if unknown:
        near = {n: difflib.get_close_matches(n, known, n=1) for n in unknown}
        raise SettingsError(
            "variables d'environnement",
            [f"variable inconnue {n}" + (f" (vouliez-vous {m[0]} ?)" if m else "") for n, m in near.items()],
        )
