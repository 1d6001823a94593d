"""What the verb `animate` says: videos' paths on standard output, everything else on standard error."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from livephoto.commands.animate_batch import Outcome, Status, unreachable
from livephoto.contract import load_editions
from livephoto.errors import EndpointRetired, LivePhotoError

if TYPE_CHECKING:
    from rich.progress import Progress

ALL_DONE, SOME_FAILED, UNREACHABLE = 0, 1, 3
LOCAL_MOCK = "http://127.0.0.1:8300"


class Reporter:
    """Gathers outcomes, and shows each as it comes: a path on a line, a step of the progress bar.

    unprinted: why a path could not be printed; None where all were, or where nobody wants to read them any more.
    """

    def __init__(self, total: int) -> None:
        self.outcomes: list[Outcome] = []
        self.unprinted: OSError | None = None
        self._total = total
        self._bar: Progress | None = None

    def add(self, outcome: Outcome) -> None:
        """Take the next outcome."""
        self.outcomes.append(outcome)
        if outcome.status is Status.DONE:
            self._print(f"{outcome.job.output}\n")
        if self._bar:
            self._bar.advance(self._bar.task_ids[0])

    def _print(self, line: str) -> None:
        try:
            sys.stdout.write(line)
            sys.stdout.flush()
        except BrokenPipeError:
            pass
        except OSError as error:  # a full disk; the other videos are wanted all the same
            self.unprinted = error

    @contextmanager
    def bar(self) -> Iterator[None]:
        """Show a progress bar meanwhile, on a terminal only."""
        if not sys.stderr.isatty():
            yield
            return
        from rich.console import Console
        from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        columns = SpinnerColumn(), TextColumn("animating"), MofNCompleteColumn(), TimeElapsedColumn()
        # In a pipe the paths must reach it, not the terminal that shows the bar.
        with Progress(
            *columns, console=Console(stderr=True), transient=True, redirect_stdout=sys.stdout.isatty()
        ) as self._bar:
            self._bar.add_task("animating", total=self._total)
            yield
        self._bar = None


def summary(outcomes: Sequence[Outcome], total: int, price: int) -> Iterator[str]:
    """Yield the lines that sum up: each failure with its reason, how many of each, what it cost in credits."""
    for outcome in outcomes:
        if outcome.reason and outcome.status is not Status.NOT_TRIED and not _retirement(outcome.error):
            yield f"{outcome.job.photo}: {outcome.reason}"
    if gone := next(filter(None, (_retirement(outcome.error) for outcome in outcomes)), None):
        yield from _retired(gone)
    if total > 1 or _done(outcomes):
        yield f"{_counts(outcomes, total)}; {_cost(outcomes, price)}"


def _retirement(error: LivePhotoError | None) -> EndpointRetired | None:
    return error if isinstance(error, EndpointRetired) and error.certain else None


def _retired(error: EndpointRetired) -> Iterator[str]:
    day = next(edition.date for edition in load_editions(folders=()) if edition.retired)
    answer = " ".join(str(part) for part in (error.status, error.code) if part)
    yield f"The endpoint is gone ({answer}): the vendor retired Live Photos on {day}."
    yield f"Run one of your own with `livephoto mock`, then add `--base-url {LOCAL_MOCK}` to this command."


def _counts(outcomes: Sequence[Outcome], total: int) -> str:
    counts = {status: sum(outcome.status is status for outcome in outcomes) for status in Status}
    counts[Status.NOT_TRIED] += total - len(outcomes)
    return ", ".join(f"{count} {status.value}" for status, count in counts.items() if count or status is Status.DONE)


def _cost(outcomes: Sequence[Outcome], price: int) -> str:
    spent = price * _done(outcomes)
    doubtful = price * sum(outcome.error is not None and outcome.error.maybe_billed for outcome in outcomes)
    return f"{spent} credits spent{f', up to {doubtful} more billed without a video' if doubtful else ''}"


def exit_code(outcomes: Sequence[Outcome], total: int) -> int:
    """Return the exit status: 0 all done or done before, 1 some failed, 3 no server was reached at all."""
    failed = [outcome for outcome in outcomes if outcome.status in (Status.FAILED, Status.UNANSWERED)]
    if failed and all(unreachable(outcome.error) for outcome in failed) and not _done(outcomes):
        return UNREACHABLE
    return SOME_FAILED if failed or len(outcomes) < total else ALL_DONE


def _done(outcomes: Sequence[Outcome]) -> int:
    return sum(outcome.status is Status.DONE for outcome in outcomes)
