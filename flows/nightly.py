"""The nightly flow: the night of ``voc.night``, watched by Prefect."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from prefect import flow, get_run_logger
from prefect.states import Cancelled, Completed, Failed, State

from flows.artifacts import publish_artifacts
from flows.runner import PrefectRunner
from voc.errors import NightAlreadyRunningError, VocError
from voc.night.nightly import NightResult, run_night
from voc.night.summary import summarise
from voc.records import Completeness
from voc.settings import load_settings


def run_watched(config: str | None, only: tuple[str, ...], kind: str) -> State[Any]:
    """Runs a night as tasks and turns its end into a state that says what happened, without a stack trace."""
    logger = get_run_logger()
    try:
        settings = load_settings(Path(config) if config else None)
        result = run_night(settings, PrefectRunner(), only, flow=kind)
        publish_artifacts(result, summarise(result.snapshot), report_url(result))
    except NightAlreadyRunningError as refusal:
        logger.warning(str(refusal))
        return Cancelled(message=str(refusal))
    except VocError as error:
        logger.error(str(error))  # noqa: TRY400 - the sentence says it all; a stack trace would only frighten
        return Failed(message=str(error))
    return final_state(result)


def final_state(result: NightResult) -> State[Any]:
    """Completed when every source was read whole, Degraded when some were, Failed when none was."""
    failed = [o.source_id for o in result.outcomes if o.completeness is Completeness.FAILED]
    if result.outcomes and len(failed) == len(result.outcomes):
        return Failed(message="Aucune source n'a pu être lue : " + ", ".join(failed) + ".")
    if result.status == "degraded":
        return Completed(name="Degraded", message="Nuit dégradée : " + " ; ".join(result.messages))
    return Completed(message=f"{result.tagged} verbatims lus.")


def report_url(result: NightResult) -> str:
    """Where a browser finds the report: the address that `voc up` serves, else the file."""
    base = os.environ.get("VOC_UP_REPORTS_URL")
    return f"{base.rstrip('/')}/{result.report.name}" if base else result.report.as_uri()


def _run_name() -> str:
    """Nights are told apart by the evening that they close."""
    return f"nuit du {dt.datetime.now(ZoneInfo('Europe/Paris')):%d/%m/%Y à %H h %M}"


@flow(name="nightly", flow_run_name=_run_name, persist_result=False, validate_parameters=True)
def nightly(config: str | None = None, sources: list[str] | None = None) -> State[Any]:
    """Collects, reads, aggregates and publishes.

    Args:
        config: the configuration file; the VOC_CONFIG variable or configs/voc.toml when absent.
        sources: ids of the sources to collect tonight; all when absent.
    """
    return run_watched(config, tuple(sources or ()), "nightly")
