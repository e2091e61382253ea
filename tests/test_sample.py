"""The sample holds the facts that its README announces, and the product finds them."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT, Voc
from voc.store.query import run_query

SAMPLE = ROOT / "examples" / "sample"
WEEKS = [dt.date(2026, 10, 25), dt.date(2026, 11, 1), dt.date(2026, 11, 8)]


def rows(brand: str | None = None) -> list[dict[str, Any]]:
    files = [SAMPLE / f"{brand}.jsonl"] if brand else sorted(SAMPLE.glob("*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]


def texts() -> list[str]:
    return [text for row in rows() for text in row["answers"].values() if text]


def test_there_are_at_least_800_different_verbatims():
    assert len(texts()) >= 800
    long = [text for text in texts() if len(text) > 25]
    assert len(set(long)) == len(long)


def test_ninety_days_three_brands_five_channels():
    days = {row["date"][:10] for row in rows()}
    assert (min(days), max(days)) == ("2026-08-17", "2026-11-14")
    assert len(days) == 90
    configs = sorted((ROOT / "configs" / "demo").glob("*.toml"))
    lines = [line for file in configs for line in file.read_text(encoding="utf-8").splitlines()]
    channels = {line for line in lines if line.startswith("channel")}
    assert len(channels) == 5
    assert {row["feed"] for row in rows()} == {file.stem for file in configs}


def test_late_deliveries_rise_in_the_last_three_weeks():
    dates = [
        dt.date.fromisoformat(row["date"][:10])
        for row in rows("boutique")
        if row["gold"] and "retard_livraison" in row["gold"]["irritants"]
    ]
    late = [sum(start <= day < start + dt.timedelta(7) for day in dates) for start in WEEKS]
    assert min(late) >= 9
    weeks_before = Counter((WEEKS[0] - day).days // 7 for day in dates if day < WEEKS[0])
    assert max(weeks_before.values()) <= 2


def negative_share(chosen: list[dict[str, Any]]) -> float:
    judged = [row["gold"]["sentiment"] for row in chosen if row["gold"]]
    return judged.count("negatif") / len(judged)


def test_dinard_is_worse_and_social_networks_are_gloomier():
    hotel = rows("hotel")
    assert negative_share([r for r in hotel if r["site"] == "Dinard"]) >= 0.55
    assert negative_share([r for r in hotel if r["site"] != "Dinard"]) <= 0.33
    social = [r for r in rows() if r["feed"].endswith("reseaux")]
    assert negative_share(social) >= 0.6
    assert negative_share([r for r in rows() if not r["feed"].endswith("reseaux")]) <= 0.42


def test_the_inbox_is_what_the_verbatims_give(tmp_path: Path):
    """`make sample` writes the same bytes again."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples", ignore=shutil.ignore_patterns("inbox"))
    subprocess.run([sys.executable, str(tmp_path / "examples" / "build.py")], check=True)

    def digests(inbox: Path) -> dict[str, str]:
        files = sorted(path for path in inbox.rglob("*") if path.is_file())
        return {str(f.relative_to(inbox)): hashlib.sha256(f.read_bytes()).hexdigest() for f in files}

    assert digests(tmp_path / "examples" / "inbox") == digests(ROOT / "examples" / "inbox")


# What follows asks the published snapshot of the sample's night.


@pytest.fixture(scope="module")
def ask(demo_night: Voc):
    return lambda sql: run_query(demo_night.data / "voc.duckdb", sql).rows


@pytest.mark.slow
def test_every_response_of_the_sample_is_in_the_store(ask):
    by_source = dict(ask("SELECT source_id, count(*) FROM responses GROUP BY 1"))
    assert by_source == dict(Counter(row["feed"] for row in rows()))


@pytest.mark.slow
def test_the_product_finds_the_rise_of_late_deliveries(ask):
    weekly = ask(
        """
        SELECT count(*) FILTER (WHERE date >= DATE '2026-10-25') / 3.0,
               count(*) FILTER (WHERE date < DATE '2026-10-25') / (69 / 7.0)
        FROM effective_tags JOIN verbatims USING (verbatim_id) JOIN responses USING (response_id)
        WHERE code = 'retard_livraison' AND brand = 'Maison Brindille'
        """
    )[0]
    assert weekly[0] >= 4
    assert weekly[0] >= 4 * weekly[1]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("brand", "dimension", "worst"),
    [
        ("Le Grand Tilleul", "site", "Dinard"),
        ("Maison Brindille", "channel", "reseaux_sociaux"),
        ("Assurances Hermine", "channel", "reseaux_sociaux"),
    ],
)
def test_the_product_finds_the_worst_place(ask, brand: str, dimension: str, worst: str):
    found = ask(
        f"""
        SELECT code FROM agg_volumes
        WHERE period = 'all' AND brand = '{brand}' AND dimension = '{dimension}'
        ORDER BY negatif_share DESC LIMIT 1
        """
    )
    assert found == [(worst,)]


@pytest.mark.slow
def test_the_insurers_first_irritant_is_the_claim_that_drags_on(ask):
    found = ask(
        """
        SELECT code FROM agg_irritants
        WHERE period = 'all' AND brand = 'Assurances Hermine' AND dimension = 'all'
        ORDER BY impact DESC LIMIT 1
        """
    )
    assert found == [("non_resolution",)]


@pytest.mark.slow
def test_an_edited_answer_has_one_current_version_and_its_history(ask):
    edited = ask("SELECT r.response_id, r.version FROM responses r WHERE r.version > 1")
    assert len(edited) == 1
    assert edited[0][1] == 2
    history = ask(f"SELECT version FROM response_history WHERE response_id = '{edited[0][0]}'")
    assert history == [(1,)]


@pytest.mark.slow
def test_rejects_keep_their_row_and_reason(ask):
    found = ask("SELECT code, count(*) FROM rejects GROUP BY 1 ORDER BY 1")
    assert dict(found) == {"out_of_scale": 1, "totals_line": 4}


@pytest.mark.slow
def test_no_invented_personal_data_reaches_the_store(demo_night: Voc):
    """Every e-mail, order number and full name of the sample is looked for in every byte written."""
    hunted = set()
    for row in rows():
        for key in ("author_email", "order"):
            if row.get(key):
                hunted.add(row[key])
    assert len(hunted) > 200
    written = b"".join(p.read_bytes() for p in sorted(demo_night.data.rglob("*")) if p.is_file())
    assert sorted(value for value in hunted if value.encode() in written) == []
