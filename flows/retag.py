"""The retag flow: reads again what is stored with today's model and taxonomy, and reports what changed."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from prefect import flow
from prefect.states import State

from flows.nightly import run_watched


def _run_name() -> str:
    return f"relecture du {dt.datetime.now(ZoneInfo('Europe/Paris')):%d/%m/%Y à %H h %M}"


@flow(name="retag", flow_run_name=_run_name, persist_result=False)
def retag(config: str | None = None) -> State[Any]:
    """Replays the tags after a change of model or taxonomy.

    Args:
        config: the configuration file; the VOC_CONFIG variable or configs/voc.toml when absent.
    """
    return run_watched(config, (), "retag")
