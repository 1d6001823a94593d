"""The steps of a call that may be tried again, without the I/O: what both clients drive.

The generator yields what to do next, a `Send` or a `Pause`, and is sent the outcome of each `Send`: the result, or the
error that came instead. It returns the result or raises the error.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import TypeVar

from livephoto.errors import LivePhotoError
from livephoto.retry import Retry

_log = logging.getLogger("livephoto")


@dataclass(frozen=True, slots=True)
class Send:
    """Send the request. `until`: when everything must have come, on the caller's clock; None for no end."""

    until: float | None


@dataclass(frozen=True, slots=True)
class Pause:
    """Wait that many seconds."""

    seconds: float


T = TypeVar("T")
Steps = Generator[Send | Pause, T | LivePhotoError | None, T]


def steps(retry: Retry, clock: Callable[[], float], chance: Callable[[], float]) -> Steps[T]:
    """Send until a result comes, an error forbids another attempt, or attempts or time run out.

    clock: seconds from any start, never going back. chance: a random number from 0 to 1.
    """
    until = None if retry.deadline is None else clock() + retry.deadline
    failures, maybe_billed = 0, False
    while True:
        outcome = yield Send(until)
        if not isinstance(outcome, LivePhotoError):
            return outcome  # type: ignore[return-value]
        failures += 1
        maybe_billed = outcome.maybe_billed = maybe_billed or outcome.maybe_billed
        if failures == retry.attempts or not retry.allows(outcome):
            raise outcome
        seconds = retry.pause(failures, chance(), outcome.retry_after)
        if until is not None and clock() + seconds >= until:
            raise outcome
        _log.info("attempt %d of %d failed (%s); the next in %.1f s", failures, retry.attempts, outcome, seconds)
        yield Pause(seconds)
