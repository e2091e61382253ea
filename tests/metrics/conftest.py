"""A made-up store with its figures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.store import factory
from voc.metrics.aggregates import compute
from voc.store.corrections import Correction, append_correction, merge_journal
from voc.store.working import Store


def fill(store: Store, folder: Path, count: int = 150, days: int = 17) -> None:
    """Responses, readings (a few are missing) and corrections."""
    store.commit_batch(factory.made_up(count, days=days), [], "run")
    due = store.due(factory.MODEL, factory.TAXONOMY, 10_000)
    store.write_tags(factory.pairs(due[5:]), "run")
    journal = folder / "corrections.jsonl"
    for n, verbatim in enumerate(due[:40]):
        for kind, code, action, polarity in (
            ("theme", "prix", ("add", "remove")[n % 2], ("positif", None)[n % 2]),
            ("irritant", "bug_numerique", ("remove", "add", "set")[n % 3], None),
            ("stage", "usage", ("add", "remove")[n // 2 % 2], None),
            (
                "sentiment",
                ("negatif", "mixte", "positif")[n % 3],
                ("set", "set", "set", "remove")[n % 4],
                None,
            ),
        ):
            if n % 5 < 3:
                append_correction(
                    journal,
                    Correction(verbatim.verbatim_id, kind, code, action, "ana", factory.moment(n), polarity),
                )
    merge_journal(store, journal)
    compute(store.connection, factory.taxonomy())


@pytest.fixture(scope="session")
def figures(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store of 150 responses over 17 days, with its figures; not to be changed."""
    folder = tmp_path_factory.mktemp("figures")
    with Store.open(folder / "night.duckdb") as store:
        fill(store, folder)
        yield store
