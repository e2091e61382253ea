"""The order of a night: collect, read, compare, aggregate, publish, report."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from voc import __version__
from voc.errors import VocError
from voc.metrics.aggregates import compute
from voc.night.changes import Change, compare_readings
from voc.night.cleaning import Cleaner
from voc.night.collect import collect
from voc.night.identity import Pseudonymiser, load_key
from voc.night.status import NightStatus, SourceLine
from voc.night.steps import Plain, Runner, Step
from voc.night.tagging import tag_batch
from voc.nlp.tagger import Tagger
from voc.records import COMPLETENESS_FR, Completeness, SourceOutcome
from voc.report.build import build_report
from voc.settings import Settings, load_sources
from voc.sources.config import SourceConfig
from voc.store.corrections import merge_journal
from voc.store.lock import NightLock
from voc.store.publish import publish
from voc.store.working import Store
from voc.text.prepare import Preparer
from voc.text.privacy import Scrubber


@dataclass(slots=True)
class NightResult:
    """What a night did, in numbers; it carries no customer's word and may be shown anywhere."""

    run_id: str
    status: str
    tagged: int = 0
    outcomes: list[SourceOutcome] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    model: str = ""
    taxonomy: str = ""
    snapshot: Path = Path()
    report: Path = Path()

    @property
    def messages(self) -> list[str]:
        """What went wrong or deserves a look, by source."""
        return [f"{o.source_id} : {message}" for o in self.outcomes for message in o.messages]


def run_night(
    settings: Settings, runner: Runner | None = None, only: tuple[str, ...] = (), flow: str = "nightly"
) -> NightResult:
    """A whole night. Started again after any interruption, it ends in the same tables.

    Args:
        settings: the configuration.
        runner: who executes the steps.
        only: ids of the sources to collect; all of them when empty.
        flow: ``nightly``, or ``retag`` to read again what is known without collecting.

    Raises:
        NightAlreadyRunningError: another night works on the same data folder.
        SettingsError: the configuration or a source's is refused.
        VocError: a step failed; the store keeps what was committed, readers keep the last snapshot.
    """
    sources = load_sources(settings, only) if flow == "nightly" else []
    with NightLock(settings.data):
        night = _Night(settings, runner or Plain(), flow)
        with night.recorded():
            night.collect(sources)
            night.read()
            night.conclude()
        return night.result


class _Night:
    """One night under way: its store, its tagger and what it has done so far."""

    def __init__(self, settings: Settings, runner: Runner, flow: str) -> None:
        self.settings = settings
        self.runner = runner
        self.flow = flow
        self.started = dt.datetime.now(dt.UTC)
        self.result = NightResult(run_id=f"{self.started:%Y%m%dT%H%M%SZ}-{uuid4().hex[:8]}", status="running")
        self._store: Store | None = None
        self._tagger: Tagger | None = None

    @property
    def store(self) -> Store:
        """The working store, open while the night lasts."""
        assert self._store is not None
        return self._store

    @property
    def tagger(self) -> Tagger:
        """The tagger, loaded when first asked for."""
        if self._tagger is None:
            tagging = self.settings.tagging
            model = self.settings.resolve(tagging.model) if tagging.model else None
            self._tagger = Tagger.load(model=model, taxonomy=self.settings.taxonomy_path)
        return self._tagger

    @contextmanager
    def recorded(self) -> Iterator[None]:
        """Opens the store and keeps the run's row and status file true, whatever happens inside."""
        status = NightStatus(
            run_id=self.result.run_id,
            flow=self.flow,
            state="running",
            started_at=self.started.isoformat(timespec="seconds"),
            pid=os.getpid(),
        )
        status.write(self.settings.data)
        try:
            with Store.open(self.settings.working_path) as self._store:
                self._open_run()
                try:
                    yield
                except VocError as error:
                    self.store.end_run(self.result.run_id, "failed", self.result.tagged, str(error))
                    raise
        except BaseException as error:
            status.message = str(error) if isinstance(error, VocError) else "La nuit a été interrompue."
            self.result.status = "failed"
            raise
        finally:
            status.state = self.result.status
            status.tagged = self.result.tagged
            status.sources = [_line(outcome) for outcome in self.result.outcomes]
            status.ended_at = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
            status.write(self.settings.data)

    def _open_run(self) -> None:
        self.result.model = self.tagger.model_version
        self.result.taxonomy = self.tagger.taxonomy.version
        self.store.start_run(
            self.result.run_id, self.flow, self.started, __version__, self.result.model, self.result.taxonomy
        )
        merge = merge_journal(self.store, self.settings.data / "corrections.jsonl")
        if merge.refused_lines:
            lines = ", ".join(map(str, merge.refused_lines))
            self.runner.say(f"corrections.jsonl : lignes illisibles, laissées de côté : {lines}.")

    def collect(self, sources: list[SourceConfig]) -> None:
        """Every source on its own: one that fails leaves the others whole and the night degraded."""
        if not sources and self.flow == "nightly":
            self.runner.say("Aucune source n'est configurée : rien à collecter.")
        key = self.settings.key.get_secret_value() if self.settings.key else None
        secret = load_key(key, self.settings.data / "key")
        pseudonymiser = Pseudonymiser(secret)
        for config in sources:
            preparer = Preparer(Scrubber(keep=(config.brand,)))
            cleaner = Cleaner(config, preparer, pseudonymiser, self.settings.timezone)
            label = f"collecte {config.id}"

            def work(
                config: SourceConfig = config, cleaner: Cleaner = cleaner, label: str = label
            ) -> SourceOutcome:
                return collect(
                    config,
                    self.settings,
                    self.store,
                    cleaner,
                    self.result.run_id,
                    secret,
                    lambda rows: self.runner.progress(label, rows, None),
                )

            try:
                outcome = self.runner.run(
                    Step("collect", label, work, retries=1, tags=(config.id, config.channel))
                )
            except VocError as error:
                outcome = SourceOutcome(config.id, Completeness.FAILED, messages=[str(error)])
            self.store.record_source(self.result.run_id, outcome)
            self.result.outcomes.append(outcome)
            self.runner.say(describe(outcome))

    def read(self) -> None:
        """Tags what is new, or everything when the model or the taxonomy changed."""
        tagger, size = self.tagger, self.settings.tagging.batch_size
        total = self.store.due_count(tagger.model_version, tagger.taxonomy.version)
        after, batch = "", 0
        while self.result.tagged < total:
            batch += 1
            label = f"lecture, lot {batch}/{-(-total // size)}"
            start = after
            done, after = self.runner.run(
                Step(
                    "tag",
                    label,
                    lambda start=start: tag_batch(self.store, tagger, self.result.run_id, size, start),  # type: ignore[misc]
                    retries=1,
                    tags=(tagger.model_version,),
                )
            )
            if not done:
                break
            self.result.tagged += done
            self.runner.progress("lecture", self.result.tagged, total)
        self.runner.say(f"{self.result.tagged} verbatims lus (modèle {tagger.model_version}).")

    def conclude(self) -> None:
        """Compares with the last snapshot if the tool changed, aggregates, publishes, reports."""
        settings, store, run_id = self.settings, self.store, self.result.run_id
        self.result.changes = self.runner.run(
            Step(
                "compare",
                "comparaison avec la base en place",
                lambda: compare_readings(store, settings.snapshot_path),
            )
        )
        self.runner.run(
            Step("aggregate", "calcul des chiffres", lambda: compute(store.connection, self.tagger.taxonomy))
        )
        failed = [o for o in self.result.outcomes if o.completeness is not Completeness.COMPLETE]
        self.result.status = "degraded" if failed else "completed"
        message = " ; ".join(self.result.messages) or None
        store.end_run(run_id, self.result.status, self.result.tagged, message)
        self.runner.run(
            Step(
                "publish", "publication", lambda: publish(store, settings.snapshot_path, self.tagger.taxonomy)
            )
        )
        self.result.snapshot = settings.snapshot_path
        self.result.report = self.runner.run(
            Step(
                "report",
                "rapport",
                lambda: build_report(
                    settings.snapshot_path, settings.reports_path / "rapport.html", settings.report
                ),
            )
        )


def describe(outcome: SourceOutcome) -> str:
    """One line on what a source gave tonight (French)."""
    counts = outcome.counts
    parts = [f"{counts.new} nouvelles réponses"]
    if counts.edited:
        parts.append(f"{counts.edited} modifiées")
    if counts.unchanged:
        parts.append(f"{counts.unchanged} inchangées")
    if counts.rejected:
        parts.append(f"{counts.rejected} lignes rejetées")
    if counts.files_known:
        parts.append(f"{counts.files_known} fichiers déjà lus")
    return f"{outcome.source_id} ({COMPLETENESS_FR[outcome.completeness]}) : " + ", ".join(parts)


def _line(outcome: SourceOutcome) -> SourceLine:
    counts = outcome.counts
    return SourceLine(
        source_id=outcome.source_id,
        completeness=outcome.completeness.value,
        files=counts.files,
        files_known=counts.files_known,
        rows=counts.rows,
        new=counts.new,
        edited=counts.edited,
        unchanged=counts.unchanged,
        rejected=counts.rejected,
        message=" ; ".join(outcome.messages) or None,
    )
