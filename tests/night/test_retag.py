"""A change of tool is a replay with a before and an after, never a trend."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.night.test_bad_input import GOOD, HEAD, Project
from voc.night.nightly import run_night
from voc.settings import load_settings

TAXONOMY = ROOT / "configs" / "taxonomy" / "default.toml"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project with a taxonomy of its own and two verbatims read."""
    project = Project(tmp_path)
    own = tmp_path / "configs" / "taxonomie.toml"
    own.write_text(TAXONOMY.read_text(encoding="utf-8"), encoding="utf-8")
    config = tmp_path / "configs" / "voc.toml"
    config.write_text(config.read_text("utf-8").replace(str(TAXONOMY), "taxonomie.toml"), encoding="utf-8")
    (project.source("enquete") / "a.csv").write_text(HEAD + GOOD, encoding="utf-8")
    assert run_night(load_settings(config)).tagged == 2
    return project


def edit(project: Project, old: str, new: str) -> None:
    file = project.folder / "configs" / "taxonomie.toml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def retag(project: Project):
    return run_night(load_settings(project.folder / "configs" / "voc.toml"), flow="retag")


def test_the_same_tool_reads_nothing_again(project: Project):
    result = retag(project)
    assert (result.tagged, result.changes) == (0, [])


def test_a_comment_is_no_change_of_taxonomy(project: Project):
    file = project.folder / "configs" / "taxonomie.toml"
    file.write_text("# relu en novembre\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    assert retag(project).tagged == 0


@pytest.mark.parametrize("flow", ["retag", "nightly"])
def test_another_taxonomy_reads_everything_again_and_says_what_changed(project: Project, flow: str):
    edit(project, 'version = "1.1"', 'version = "1.2"')
    before = project.ask("SELECT verbatim_id, kind, code, score FROM tags ORDER BY ALL")
    result = run_night(load_settings(project.folder / "configs" / "voc.toml"), flow=flow)
    assert result.tagged == 2
    assert result.changes
    assert all((c.gained, c.lost) == (0, 0) and c.before == c.after for c in result.changes)
    assert {(c.taxonomy_from.split("+")[0], c.taxonomy_to.split("+")[0]) for c in result.changes} == {
        ("default-1.1", "default-1.2")
    }
    assert project.ask("SELECT count(*) FROM tool_changes") == [(len(result.changes),)]
    assert project.ask("SELECT verbatim_id, kind, code, score FROM tags ORDER BY ALL") == before
    assert project.ask("SELECT count(DISTINCT taxonomy_version) FROM readings") == [(1,)]
    assert retag(project).changes == []
