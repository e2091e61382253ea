"""Executes the steps of a night as Prefect tasks: one a source or batch, never one a verbatim."""

from __future__ import annotations

import time
from typing import TypeVar

from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE

from voc.night.steps import Step

R = TypeVar("R")

#: Seconds before a failed step is tried again.
RETRY_DELAYS = [30, 120]
#: Seconds between two lines on the progress of a long step.
PROGRESS_SECONDS = 10


@task(name="step", cache_policy=NO_CACHE, persist_result=False, log_prints=False)
def execute(step: Step[R]) -> R:
    """Does one step. Its result stays in memory: what matters was committed to the store."""
    return step()


def _worth_retrying(_task: object, _run: object, state: object) -> bool:
    """A refused configuration or an unreadable file will not mend itself; the network or a lock may."""
    message = getattr(state, "message", "") or ""
    return "UnexpectedStepError" not in message


class PrefectRunner:
    """A runner whose every step is a task run with a name and tags that read well in the UI."""

    def __init__(self) -> None:
        self._told = time.monotonic()

    def run(self, step: Step[R]) -> R:
        """Runs the step as a task and gives its result, or raises what it raised."""
        configured = execute.with_options(
            name=step.name,
            task_run_name=step.label,
            tags=list(step.tags),
            retries=step.retries,
            retry_delay_seconds=RETRY_DELAYS[: step.retries] or None,
            retry_condition_fn=_worth_retrying,
        )
        result: R = configured(step)
        return result

    def say(self, message: str) -> None:
        """One line in the run's log."""
        get_run_logger().info(message)

    def progress(self, label: str, done: int, total: int | None) -> None:
        """How far a long step is, in the log, at most once in a while."""
        if time.monotonic() - self._told >= PROGRESS_SECONDS:
            self._told = time.monotonic()
            get_run_logger().info("%s : %s%s", label, done, f"/{total}" if total else "")
