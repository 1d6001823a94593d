"""How hard a target is asked."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from contract_tests.base_url import is_loopback


@dataclass(frozen=True, slots=True)
class Pace:
    """Calls at a time, and seconds from one to the next; with the clock and the sleep that it goes by."""

    at_a_time: int = 8
    apart: float = 0.0
    patience: float = 30.0
    """Seconds that a run waits in all because the target asks it to (`Retry-After`)."""
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


def usual_pace(base_url: str) -> Pace:
    """Return how hard a target is asked where nobody said: politely, unless it is on this machine."""
    return Pace(at_a_time=8) if is_loopback(base_url) else Pace(at_a_time=2, apart=0.5)


class Turns:
    """Hands out the moments at which calls may start."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._next = 0.0
        self._patience = pace.patience

    def book(self, now: float) -> float:
        """Take the next free moment and return the seconds until then."""
        start = max(now, self._next)
        self._next = start + self._pace.apart
        return start - now

    def grant(self, seconds: float) -> bool:
        """Tell whether the run has the patience left for a wait, and take it off."""
        if not 0 <= seconds <= self._patience:
            return False
        self._patience -= seconds
        return True

    async def wait(self) -> None:
        """Wait for the next free moment."""
        if self._pace.apart > 0 and (delay := self.book(self._pace.clock())) > 0:
            await self._pace.sleep(delay)
