"""Runs a coroutine until its end, Ctrl-C or SIGTERM; it is cancelled then, and may tidy up."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Coroutine
from typing import Any

_SIGNALLED = 128
"""What a shell adds to the number of the signal that ended a program."""


def run_until_interrupted(work: Coroutine[Any, Any, None]) -> int | None:
    """Do the work. Return None where it came to its end, else the exit status that tells the signal: 130 or 143."""
    received: list[int] = []
    try:
        asyncio.run(_cancelled_by_sigterm(work, received))
    except KeyboardInterrupt:
        return _SIGNALLED + signal.SIGINT
    except asyncio.CancelledError:
        if not received:
            raise
        return _SIGNALLED + received[0]
    return None


async def _cancelled_by_sigterm(work: Coroutine[Any, Any, None], received: list[int]) -> None:
    """Await the work; SIGTERM cancels it, as asyncio itself does at Ctrl-C, and is noted in `received`."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()

    def stop(number: int, frame: object) -> None:
        received.append(number)
        if task:
            loop.call_soon_threadsafe(task.cancel)

    before = signal.signal(signal.SIGTERM, stop)
    try:
        await work
    finally:
        signal.signal(signal.SIGTERM, before)
