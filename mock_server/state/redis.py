"""The state that replicas share: kept by a Redis or Valkey server, every step one script that runs there whole."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from itertools import count
from typing import Any

from mock_server.state import scripts
from mock_server.state.address import read_address
from mock_server.state.base import STARTED, Hit, Note, Published, Reservation
from mock_server.state.store import Store, check

_LEASE = 600
"""Seconds after which credits reserved and not settled are given back: the replica that took them is gone."""

_JOURNAL, _COUNTS, _ACCOUNTS = ("journal",), ("counts", "ends", "states"), ("spent", "granted", "reserved")


class RedisState:
    """Shared by all who give the same server, database and prefix. Every method raises StateError where it is lost."""

    shared = True

    def __init__(self, url: str, journal_size: int, owner: str, clock: Callable[[], float] | None = None) -> None:
        """url: redis://, rediss://, valkey:// or unix://, with `?prefix=…` where mocks share a database.

        journal_size: entries kept. owner: the replica, by a name without spaces, for `abandon`. clock: seconds since
        the epoch; None takes the server's, which is the same for all.
        """
        self._address = read_address(url)
        self._store = Store(self._address)
        self._journal_size = journal_size
        self._owner = owner
        self._numbers = count(1)
        self._clock = clock

    def check(self) -> None:
        """Ask the server whether it is there and lets us in; blocks. Raises StateError."""
        check(self._address)

    async def spent(self, account: str) -> int:
        """Return the credits that an account has spent or reserved."""
        return int(await self._store.run(scripts.SPENT, self._now(), account) or 0)

    async def reserve(self, account: str, credits: int, total: int) -> Reservation | None:  # noqa: A002
        """Take credits; None where they are not there."""
        wish = Reservation(account, credits, next(self._numbers))
        arguments = self._now(), _LEASE, self._member(wish), account, credits, total
        return wish if await self._store.run(scripts.RESERVE, *arguments) else None

    async def settle(self, reservation: Reservation) -> None:
        """Spend what was reserved; after ten minutes it is too late, the credits were given back."""
        await self._store.run(scripts.SETTLE, self._member(reservation))

    async def release(self, reservation: Reservation) -> None:
        """Give what was reserved back, once."""
        await self._store.run(scripts.RELEASE, self._member(reservation))

    async def abandon(self, owner: str) -> int:
        """Give back what a replica that died had reserved; return the credits."""
        return int(await self._store.run(scripts.ABANDON, owner))

    async def grant(self, account: str, credits: int) -> None:  # noqa: A002
        """Set the balance of an account."""
        await self._store.run(scripts.GRANT, account, credits)

    async def granted(self, account: str) -> int | None:
        """Return what an account began with, where it was set."""
        granted = await self._store.run(scripts.GRANTED, account)
        return None if granted is None else int(granted)

    async def hit(self, counter: str, window: float | None = None) -> Hit:
        """Count one more."""
        counted, left = await self._store.run(scripts.HIT, self._now(), counter, "" if window is None else window)
        return Hit(counted, float(left))

    async def state_of(self, scenario: str) -> str:
        """Return the state that a scenario is in."""
        return str(await self._store.run(scripts.STATE_OF, scenario) or STARTED)

    async def move(self, scenario: str, to: str, *, wanted: str | None = None) -> bool:
        """Bring a scenario into a state, if it is in the wanted one."""
        condition = () if wanted is None else (wanted,)
        return bool(await self._store.run(scripts.MOVE, scenario, to, STARTED, *condition))

    async def states(self) -> Mapping[str, str]:
        """Return the scenarios that were moved."""
        flat = await self._store.run(scripts.STATES)
        return dict(zip(flat[::2], flat[1::2], strict=True))

    async def note(self, note: dict[str, Any]) -> int:
        """Add an entry to the journal."""
        number = int(await self._store.run(scripts.NOTE, json.dumps(note), self._journal_size))
        note["number"] = number
        return number

    async def notes(self, after: int = 0) -> Sequence[Note]:
        """Return the entries numbered above `after`."""
        noted, entries = await self._store.run(scripts.NOTES, after)
        first = noted - len(entries) + 1
        return [{**json.loads(entry), "number": number} for number, entry in enumerate(entries, first)]

    async def publish(self, topic: str, document: Any, *, after: int | None = None) -> int | None:
        """Put a document up."""
        condition = () if after is None else (after,)
        return await self._store.run(scripts.PUBLISH, topic, json.dumps(document), *condition) or None

    async def published(self, topic: str, since: int = 0) -> Published | None:
        """Return what is up under a topic, if it is newer."""
        found = await self._store.run(scripts.PUBLISHED, topic, since)
        return Published(found[0], json.loads(found[1])) if found else None

    async def forget(self, *, journal: bool = True, counts: bool = True, accounts: bool = True) -> None:
        """Begin anew; numbers of entries go on, so that whoever follows the journal misses nothing."""
        asked = ((journal, _JOURNAL), (counts, _COUNTS), (accounts, _ACCOUNTS))
        names = [name for wanted, group in asked if wanted for name in group]
        if names:
            await self._store.drop(*names)

    async def close(self) -> None:
        """Close the connections."""
        await self._store.close()

    def _member(self, reservation: Reservation) -> str:
        return f"{self._owner} {reservation.id} {reservation.credits} {reservation.account}"

    def _now(self) -> str | float:
        return "" if self._clock is None else self._clock()
