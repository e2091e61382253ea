"""`make bench`: how fast a night is, step by step, and how it grows from 1,000 to 100,000 verbatims.

Each size runs in a process of its own, so that its peak memory is its own. The verbatims are the
sample's, repeated and perturbed (a swapped pair of letters, a dropped word, another order of clauses), so
that no two are equal and caches do not flatter the figures.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from rich.console import Console
from rich.table import Table

from voc.night.nightly import run_night
from voc.night.steps import Plain, Step
from voc.settings import load_settings

R = TypeVar("R")
SIZES = (1_000, 10_000, 100_000)
SAMPLE = Path(__file__).parents[1] / "examples" / "sample"
TAXONOMY = Path(__file__).parents[1] / "configs" / "taxonomy" / "default.toml"

SOURCE = """
format = "csv"
path = "inbox/*.csv"
brand = "Banc d'essai"
channel = "enquete_email"
kind = "survey"
solicited = true
personal = ["Nom"]
[columns]
native_id = "ID"
created_at = "Date"
site = "Magasin"
[[questions]]
column = "Pourquoi ?"
text = "Pourquoi cette note ?"
[[scores]]
column = "NPS"
metric = "nps"
min = 0
max = 10
"""


class Timed(Plain):
    """Adds up the seconds of each kind of step."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def run(self, step: Step[R]) -> R:
        start = time.perf_counter()
        try:
            return super().run(step)
        finally:
            self.seconds[step.name] = self.seconds.get(step.name, 0.0) + time.perf_counter() - start


def sample_texts() -> list[str]:
    """Every French text of the sample."""
    texts = []
    for file in sorted(SAMPLE.glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            texts += [text for text in json.loads(line)["answers"].values() if text]
    return texts


def perturbed(texts: list[str], count: int, seed: int = 7) -> Iterator[str]:
    """``count`` variants, the same ones on every run."""
    rng = random.Random(seed)
    for number in range(count):
        words = texts[number % len(texts)].split(" ")
        if len(words) > 4 and rng.random() < 0.5:
            del words[rng.randrange(len(words))]
        if len(words) > 6 and rng.random() < 0.3:
            cut = rng.randrange(2, len(words) - 2)
            words = words[cut:] + words[:cut]
        place = rng.randrange(len(words))
        letters = list(words[place])
        if len(letters) > 3:
            at = rng.randrange(1, len(letters) - 1)
            letters[at - 1], letters[at] = letters[at], letters[at - 1]
            words[place] = "".join(letters)
        yield " ".join(words)


def write_project(folder: Path, count: int) -> Path:
    """A project of ``count`` verbatims in files of 10,000 rows."""
    texts = sample_texts()
    (folder / "sources").mkdir()
    (folder / "inbox").mkdir()
    (folder / "sources" / "banc.toml").write_text(SOURCE.replace("inbox/", "../inbox/"), encoding="utf-8")
    config = folder / "voc.toml"
    config.write_text(f'data_dir = "data"\ntaxonomy = "{TAXONOMY}"\n', encoding="utf-8")
    rng = random.Random(11)
    first = dt.datetime(2026, 8, 17, 8)
    writer, handle = None, None
    for number, text in enumerate(perturbed(texts, count)):
        if number % 10_000 == 0:
            if handle:
                handle.close()
            handle = (folder / "inbox" / f"part-{number // 10_000:04d}.csv").open(
                "w", encoding="utf-8", newline=""
            )
            writer = csv.writer(handle, delimiter=";")
            writer.writerow(["ID", "Date", "Magasin", "Nom", "NPS", "Pourquoi ?"])
        day = first + dt.timedelta(minutes=rng.randrange(90 * 24 * 60))
        site = rng.choice(["Lille", "Nantes", "Lyon", "Toulouse"])
        assert writer is not None
        writer.writerow([f"R{number}", f"{day:%d/%m/%Y %H:%M}", site, "", rng.randrange(11), text])
    if handle:
        handle.close()
    return config


def run_one(count: int) -> dict[str, object]:
    """One night on ``count`` verbatims: seconds by step and peak memory in MB."""
    with tempfile.TemporaryDirectory() as folder:
        config = write_project(Path(folder), count)
        runner = Timed()
        start = time.perf_counter()
        run_night(load_settings(config), runner)
        total = time.perf_counter() - start
        disk = sum(f.stat().st_size for f in (Path(folder) / "data").rglob("*") if f.is_file())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"count": count, "steps": runner.seconds, "total": total, "peak_mb": peak, "disk_mb": disk / 1e6}


def text_steps(count: int = 2_000) -> dict[str, float]:
    """Verbatims a second of the parts of the reading, each alone, on one core."""
    from voc.nlp.tagger import Tagger
    from voc.text.clean import clean
    from voc.text.language import identify
    from voc.text.prepare import Preparer
    from voc.text.privacy import Scrubber
    from voc.text.segment import Segmenter

    texts = list(perturbed(sample_texts(), count, seed=23))
    scrubber, preparer, segmenter, tagger = Scrubber(), Preparer(), Segmenter(), Tagger.load()
    parts = {
        "nettoyage": lambda: [clean(text) for text in texts],
        "données personnelles": lambda: [scrubber.scrub(text) for text in texts],
        "langue": lambda: [identify(text) for text in texts],
        "préparation entière": lambda: [preparer.prepare(text) for text in texts],
        "segments": lambda: segmenter.segment(texts),
        "voc tag entier": lambda: tagger.tag(texts),
    }
    speeds = {}
    for name, part in parts.items():
        part()  # loads and warms up
        start = time.perf_counter()
        part()
        speeds[name] = count / (time.perf_counter() - start)
    return speeds


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--one", type=int)
    parser.add_argument("--max", type=int, default=SIZES[-1])
    args = parser.parse_args()
    if args.one:
        print(json.dumps(run_one(args.one)))
        return
    console = Console()
    table = Table("étape (un cœur)", "verbatims/s", title="Lecture des textes")
    for name, speed in text_steps().items():
        table.add_row(name, f"{speed:,.0f}".replace(",", " "))
    console.print(table)
    results = []
    for size in (size for size in SIZES if size <= args.max):
        console.print(f"nuit de {size} verbatims…")
        command = [sys.executable, "-m", "tests.bench", "--one", str(size)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        results.append(json.loads(done.stdout.splitlines()[-1]))
    steps = list(results[-1]["steps"])
    table = Table("étape, verbatims/s", *(f"{r['count']}" for r in results), title="Nuit entière")
    for step in steps:
        table.add_row(step, *(f"{r['count'] / r['steps'][step]:.0f}" for r in results))
    table.add_row("en tout", *(f"{r['count'] / r['total']:.0f}" for r in results))
    table.add_row("secondes", *(f"{r['total']:.1f}" for r in results))
    table.add_row("mémoire de pointe, Mo", *(f"{r['peak_mb']:.0f}" for r in results))
    table.add_row("disque, Mo", *(f"{r['disk_mb']:.1f}" for r in results))
    console.print(table)
    if len(results) > 1:
        first, last = results[-2], results[-1]
        times = last["count"] / first["count"]
        console.print(
            f"De {first['count']} à {last['count']} verbatims (×{times:.0f}) : "
            f"temps ×{last['total'] / first['total']:.1f}, mémoire ×{last['peak_mb'] / first['peak_mb']:.2f}."
        )


if __name__ == "__main__":
    main()
