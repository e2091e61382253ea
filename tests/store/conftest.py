"""Stores for the tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.store import factory
from voc.store.publish import publish
from voc.store.working import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty working store."""
    with Store.open(tmp_path / "work" / "night.duckdb") as opened:
        yield opened


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The snapshot of a store of 120 made-up responses, read by the made-up tagger; not to be changed."""
    folder = tmp_path_factory.mktemp("published")
    with Store.open(folder / "work" / "night.duckdb") as opened:
        opened.start_run("run", "nightly", factory.moment(31), "0.1.0", factory.MODEL, factory.TAXONOMY)
        opened.commit_batch(factory.made_up(120), [factory.reject()], "run", factory.file_record())
        factory.tag_all(opened)
        opened.end_run("run", "completed", 100)
        return publish(opened, folder / "voc.duckdb", factory.taxonomy())
