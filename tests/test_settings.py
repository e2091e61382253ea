from pathlib import Path

import pytest

from voc.errors import SettingsError
from voc.settings import load_settings, load_source, load_sources

SOURCE = """
format = "csv"
path = "../inbox/*.csv"
brand = "Maison Brindille"
channel = "enquete_email"
kind = "survey"
solicited = true
"""
QUESTION = """
[[questions]]
column = "Pourquoi ?"
"""


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("VOC_CONFIG", "VOC_DATA_DIR", "VOC_KEY"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "configs"
    (folder / "sources").mkdir(parents=True)
    path = folder / "voc.toml"
    path.write_text('data_dir = "../data"\n[tagging]\nbatch_size = 50\n', encoding="utf-8")
    return path


def test_paths_count_from_the_file_that_names_them(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir("/")
    settings = load_settings(config)
    assert settings.data == tmp_path / "data"
    assert settings.tagging.batch_size == 50


def test_a_variable_wins_over_the_file(config: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("VOC_DATA_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("VOC_TAGGING__BATCH_SIZE", "7")
    settings = load_settings(config)
    assert settings.data == tmp_path / "elsewhere"
    assert settings.tagging.batch_size == 7


def test_the_config_is_found_by_variable(config: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("VOC_CONFIG", str(config))
    assert load_settings().config_file == config


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('data_dirr = "x"', "vouliez-vous « data_dir »"),
        ("[tagging]\nbatch = 5", "clé inconnue « tagging.batch »"),
        ("[tagging]\nbatch_size = 0", "tagging.batch_size"),
        ("data_dir = ", "pas du TOML valide"),
    ],
)
def test_a_wrong_file_is_refused_with_the_key(config: Path, text: str, expected: str):
    config.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=expected.replace("[", r"\[")):
        load_settings(config)


def test_a_missing_file_says_how_to_name_it(tmp_path: Path):
    with pytest.raises(SettingsError, match="--config"):
        load_settings(tmp_path / "absent.toml")


def test_a_misspelt_variable_is_refused(config: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("VOC_DATADIR", "x")
    with pytest.raises(SettingsError, match="VOC_DATA_DIR"):
        load_settings(config)


def test_sources_come_in_the_order_of_their_ids(config: Path):
    for name in ("zoo", "abc"):
        (config.parent / "sources" / f"{name}.toml").write_text(SOURCE + QUESTION, encoding="utf-8")
    settings = load_settings(config)
    assert [source.id for source in load_sources(settings)] == ["abc", "zoo"]
    assert [source.id for source in load_sources(settings, ("zoo",))] == ["zoo"]


def test_an_unknown_source_lists_those_declared(config: Path):
    (config.parent / "sources" / "abc.toml").write_text(SOURCE + QUESTION, encoding="utf-8")
    with pytest.raises(SettingsError, match="Déclarées : abc"):
        load_sources(load_settings(config), ("xyz",))


@pytest.mark.parametrize(
    ("addition", "expected"),
    [
        ('colour = "red"', "clé inconnue « colour »"),
        ('[[scores]]\ncolumn = "n"\nmetric = "nps"\nmin = 1\nmax = 10', "de 0 à 10"),
        ('[[scores]]\ncolumn = "n"\nmetric = "csat"\nmin = 5\nmax = 1', "min < max"),
    ],
)
def test_a_source_that_cannot_be_right_is_refused(config: Path, addition: str, expected: str):
    path = config.parent / "sources" / "abc.toml"
    path.write_text(SOURCE + addition + QUESTION, encoding="utf-8")
    with pytest.raises(SettingsError, match=expected):
        load_source(path)


def test_a_source_path_counts_from_its_own_file(config: Path, tmp_path: Path):
    path = config.parent / "sources" / "abc.toml"
    path.write_text(SOURCE + QUESTION, encoding="utf-8")
    assert Path(load_source(path).path).resolve() == (tmp_path / "configs" / "inbox" / "*.csv").resolve()
