"""The state of one process: dictionaries, and a bounded ring for the journal."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from mock_server.state.base import STARTED, Hit, Note, Published, Reservation


class MemoryState:
    """Atomic because it never waits: one event loop has one thing in hand at a time."""

    shared = False

    def __init__(self, journal_size: int, clock: Callable[[], float] = time.time) -> None:
        """journal_size: entries kept. clock: seconds since the epoch."""
        self._clock = clock
        self._spent: dict[str, int] = {}
        self._granted: dict[str, int] = {}
        self._reserved: set[int] = set()
        self._last_reservation = 0
        self._counts: dict[str, tuple[float, int]] = {}
        self._states: dict[str, str] = {}
        self._journal: deque[Note] = deque(maxlen=journal_size)
        self._noted = 0
        self._published: dict[str, Published] = {}

    async def spent(self, account: str) -> int:
        """Return the credits that an account has spent or reserved."""
        return self._spent.get(account, 0)

    async def reserve(self, account: str, credits: int, total: int) -> Reservation | None:  # noqa: A002
        """Take credits; None where they are not there."""
        spent = self._spent.get(account, 0) + credits
        if spent > self._granted.get(account, total):
            return None
        # Kept from the first charge on: keys that only fail take no memory.
        self._spent[account] = spent
        self._last_reservation += 1
        self._reserved.add(self._last_reservation)
        return Reservation(account, credits, self._last_reservation)

    async def settle(self, reservation: Reservation) -> None:
        """Spend what was reserved."""
        self._reserved.discard(reservation.id)

    async def release(self, reservation: Reservation) -> None:
        """Give what was reserved back, once."""
        if reservation.id in self._reserved:
            self._reserved.remove(reservation.id)
            self._spent[reservation.account] -= reservation.credits

    async def abandon(self, owner: str) -> int:
        """Nothing outlives the one process."""
        return 0

    async def grant(self, account: str, credits: int) -> None:  # noqa: A002
        """Set the balance of an account."""
        self._granted[account] = self._spent.get(account, 0) + credits

    async def granted(self, account: str) -> int | None:
        """Return what an account began with, where it was set."""
        return self._granted.get(account)

    async def hit(self, counter: str, window: float | None = None) -> Hit:
        """Count one more."""
        now = self._clock()
        ends, count = self._counts.get(counter, (0.0, 0))
        if window is not None and now >= ends:
            ends, count = now + window, 0
        self._counts[counter] = ends, count + 1
        return Hit(count + 1, max(ends - now, 0.0) if window is not None else 0.0)

    async def state_of(self, scenario: str) -> str:
        """Return the state that a scenario is in."""
        return self._states.get(scenario, STARTED)

    async def move(self, scenario: str, to: str, *, wanted: str | None = None) -> bool:
        """Bring a scenario into a state, if it is in the wanted one."""
        if wanted is not None and self._states.get(scenario, STARTED) != wanted:
            return False
        self._states[scenario] = to
        return True

    async def states(self) -> Mapping[str, str]:
        """Return the scenarios that were moved."""
        return dict(self._states)

    async def note(self, note: dict[str, Any]) -> int:
        """Add an entry to the journal."""
        self._noted += 1
        note["number"] = self._noted
        self._journal.append(note)
        return self._noted

    async def notes(self, after: int = 0) -> Sequence[Note]:
        """Return the entries numbered above `after`."""
        newer = min(self._noted - after, len(self._journal))
        return list(self._journal)[-newer:] if newer > 0 else []

    async def publish(self, topic: str, document: Any, *, after: int | None = None) -> int | None:
        """Put a document up."""
        up = self._published.get(topic)
        version = up.version if up else 0
        if after is not None and after != version:
            return None
        self._published[topic] = Published(version + 1, document)
        return version + 1

    async def published(self, topic: str, since: int = 0) -> Published | None:
        """Return what is up under a topic, if it is newer."""
        up = self._published.get(topic)
        return up if up and up.version > since else None

    async def forget(self, *, journal: bool = True, counts: bool = True, accounts: bool = True) -> None:
        """Begin anew; numbers of entries go on, so that whoever follows the journal misses nothing."""
        if journal:
            self._journal.clear()
        if counts:
            self._counts.clear()
            self._states.clear()
        if accounts:
            self._spent.clear()
            self._granted.clear()
            self._reserved.clear()

    async def close(self) -> None:
        """Nothing is held."""
