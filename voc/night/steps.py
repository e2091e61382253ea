"""What a night is made of: named steps, and who executes them.

The order of the steps stands in ``nightly.py`` alone. A runner decides how one step is executed: in
place (``Plain``), or as a Prefect task (``flows/runner.py``). Every step may be run again: what it
writes is idempotent.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from voc.errors import VocError

R = TypeVar("R")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Step(Generic[R]):
    """One unit of work: ``name`` is its kind, ``label`` reads well in a list of runs (French).

    Labels do without accents: the timeline of the Prefect UI draws with a font that has none.
    """

    name: str
    label: str
    function: Callable[[], R]
    retries: int = 0
    tags: tuple[str, ...] = ()

    def __call__(self) -> R:
        """Does the work.

        Raises:
            VocError: an expected failure, or `UnexpectedStepError` for any other: the message of an
                unknown exception may quote a customer, so it goes no further than its type and place.
        """
        try:
            return self.function()
        except VocError:
            raise
        except Exception as error:  # noqa: BLE001 - the one place where unknown failures are made safe
            raise UnexpectedStepError(self.label, error) from None


class UnexpectedStepError(VocError):
    """A defect of voc itself, named by its type and place only."""

    def __init__(self, label: str, error: Exception) -> None:
        frames = traceback.extract_tb(error.__traceback__)
        place = f"{frames[-1].filename.rsplit('/', 1)[-1]}:{frames[-1].lineno}" if frames else "?"
        self.trace = [f"{frame.filename}:{frame.lineno} ({frame.name})" for frame in frames]
        super().__init__(
            f"« {label} » s'est arrêtée sur une erreur imprévue ({type(error).__name__}, {place}).",
            "Rien n'est perdu : relancez la nuit ; si l'erreur revient, signalez-la avec ce message.",
        )


class Runner(Protocol):
    """Executes steps and tells how far they are."""

    def run(self, step: Step[R]) -> R:
        """Executes one step and gives its result."""
        ...

    def say(self, message: str) -> None:
        """One line for whoever watches; never a customer's words."""
        ...

    def progress(self, label: str, done: int, total: int | None) -> None:
        """How far the current step is; ``total`` is None when nobody can know."""
        ...


class Plain:
    """Runs each step where it stands, in silence, with its retries."""

    def run(self, step: Step[R]) -> R:
        """Executes the step, again after a failure as often as it allows."""
        for attempt in range(step.retries + 1):
            try:
                return step()
            except UnexpectedStepError:
                raise
            except VocError:
                if attempt == step.retries:
                    raise
        raise AssertionError  # pragma: no cover - the loop returns or raises

    def say(self, message: str) -> None:
        """Silence."""

    def progress(self, label: str, done: int, total: int | None) -> None:
        """Silence."""
