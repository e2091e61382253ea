"""What the documentation lists is what exists."""

from __future__ import annotations

import re

import pytest
import typer

from tests.conftest import ROOT
from voc.cli import app
from voc.settings import Settings

DOCS = {
    path: path.read_text(encoding="utf-8") for path in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
}


def setting_keys() -> list[str]:
    keys = []
    for name, field in Settings.model_fields.items():
        if field.exclude:
            continue
        sub = getattr(field.annotation, "model_fields", None)
        keys += [f"{name}.{part}" for part in sub] if sub else [name]
    return keys


@pytest.mark.parametrize("key", setting_keys())
def test_every_setting_is_documented(key: str):
    assert f"| `{key}` |" in DOCS[ROOT / "docs" / "configuration.md"]


def commands() -> list[str]:
    group = typer.main.get_command(app)
    return sorted(group.commands)  # type: ignore[attr-defined]


@pytest.mark.parametrize("command", commands())
def test_every_command_is_documented(command: str):
    assert any(re.search(rf"voc {command}\b", text) for text in DOCS.values())


@pytest.mark.parametrize("path", sorted(DOCS), ids=lambda path: path.name)
def test_links_inside_the_project_lead_somewhere(path):
    for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", DOCS[path]):
        if not target.startswith(("http", "mailto")):
            assert (path.parent / target).exists(), target


def test_commands_named_in_the_docs_exist():
    known = set(commands())
    for path, text in DOCS.items():
        for block in re.findall(r"```[a-z]*\n(.*?)```", text, flags=re.DOTALL):
            for name in re.findall(r"^\s*(?:\.venv/bin/)?voc ([a-z]+)", block, flags=re.MULTILINE):
                assert name in known, (path.name, name)
