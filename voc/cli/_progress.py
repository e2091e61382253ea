"""Progress of a night in a terminal: one line a finished step, a bar for the one under way."""

from __future__ import annotations

from types import TracebackType
from typing import TypeVar

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

from voc.night.steps import Plain, Step

R = TypeVar("R")


class RichRunner(Plain):
    """Runs steps in place and shows them; plain lines when the output is not a terminal."""

    def __init__(self) -> None:
        self._console = Console(stderr=True)
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=self._console,
            transient=True,
        )
        self._task = self._progress.add_task("préparation", total=None)

    def __enter__(self) -> RichRunner:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def run(self, step: Step[R]) -> R:
        """Shows the step's label while it runs."""
        if step.name != "tag":
            self._progress.update(self._task, description=step.label, completed=0, total=None)
        return super().run(step)

    def say(self, message: str) -> None:
        """Prints one line above the bar."""
        self._console.print(message, markup=False, highlight=False)

    def progress(self, label: str, done: int, total: int | None) -> None:
        """Moves the bar."""
        self._progress.update(self._task, description=label, completed=done, total=total)
