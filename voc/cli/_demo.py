"""The bundled sample: where its configuration is, and whether its night was already run."""

from __future__ import annotations

from pathlib import Path

from voc import __version__
from voc.errors import SettingsError
from voc.night.identity import digest
from voc.settings import Settings, load_sources

STAMP = "demo.stamp"


def demo_config() -> Path:
    """The configuration of the sample, in the checkout.

    Raises:
        SettingsError: voc was installed without its sample.
    """
    path = Path(__file__).parents[2] / "configs" / "demo.toml"
    if not path.is_file():
        raise SettingsError(
            "démonstration",
            ["l'échantillon n'est livré qu'avec le dépôt du projet"],
            "Clonez le dépôt puis lancez `make demo`.",
        )
    return path


def is_done(settings: Settings) -> bool:
    """True when the night ran to its end on these very files, settings, model and code."""
    stamp = settings.data / STAMP
    produced = settings.snapshot_path.exists() and (settings.reports_path / "rapport.html").exists()
    return produced and stamp.exists() and stamp.read_text(encoding="ascii") == _fingerprint(settings)


def remember(settings: Settings) -> None:
    """Notes that the demonstration is done."""
    (settings.data / STAMP).write_text(_fingerprint(settings), encoding="ascii")


def _fingerprint(settings: Settings) -> str:
    root = settings.config_file.parent.parent
    folders = [settings.resolve(settings.sources_dir), settings.taxonomy_path.parent, root / "models"]
    folders += [root / "voc", *(Path(source.path.split("*", 1)[0]) for source in load_sources(settings))]
    files = {settings.config_file}
    for folder in folders:
        files |= {path for path in folder.rglob("*") if path.is_file()} if folder.is_dir() else {folder}
    files = {path for path in files if path.suffix != ".pyc"}
    parts = [__version__]
    for path in sorted(files):
        parts += [str(path.relative_to(root)), digest(path.read_bytes().hex())]
    return digest(*parts)
