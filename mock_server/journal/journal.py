"""The journal: takes every call that is over, tells who watches, and answers questions. The state keeps the entries."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from typing import cast

from livephoto.contract import Edition
from mock_server.call import Call
from mock_server.journal.entry import Entry
from mock_server.journal.near_misses import NearMiss, near_miss
from mock_server.journal.query import Query, Verification, find, verify
from mock_server.journal.writing import write
from mock_server.state.base import State, StateError

Watcher = Callable[[Entry], None]

_LOOK_AGAIN = 1.0
"""Seconds after which a follower looks for what other replicas wrote."""

_log = logging.getLogger("livephoto.mock")


class Journal:
    """The calls of one mock."""

    def __init__(self, state: State, edition: Edition) -> None:
        self._state = state
        self._edition = edition
        self._followers: set[asyncio.Event] = set()
        self._ended = False
        self.watchers: list[Watcher] = []
        """Called with each new entry of this process: counters, logs, traces."""
        self.at_close: list[Callable[[], None]] = []

    async def note(self, call: Call) -> None:
        """Write a call down. Never raises: what goes wrong here must not cost a client its answer."""
        try:
            entry = write(call, self._edition)
            await self._keep(entry)
            for watcher in self.watchers:
                watcher(entry)
        except Exception:
            _log.exception("a call could not be written into the journal")
        self._wake()

    async def _keep(self, entry: Entry) -> None:
        try:
            entry["number"] = await self._state.note(cast("dict[str, object]", entry))
        except StateError as error:
            # Counters and logs of this process still get the call.
            _log.error("a call is missing in the journal: %s", error)

    async def entries(self, after: int = 0) -> list[Entry]:
        """Return the entries numbered above `after`, oldest first."""
        return [cast("Entry", note) for note in await self._state.notes(after)]

    async def get(self, id: str) -> Entry | None:  # noqa: A002
        """Return the entry with this id, or this number; None where it is not (or no longer) here."""
        return next((entry for entry in await self.entries() if id in (entry["id"], str(entry["number"]))), None)

    async def find(self, query: Query) -> list[Entry]:
        """Return the calls asked for, oldest first."""
        return find(await self.entries(query.after or 0), query)

    async def count(self, query: Query) -> int:
        """Return how many calls were as asked for."""
        return len(await self.find(query))

    async def verify(
        self, query: Query, *, exactly: int | None = None, at_least: int | None = None, at_most: int | None = None
    ) -> Verification:
        """Return whether so many calls were as asked for. Raises QueryError where no number is given."""
        entries = await self.entries()
        return verify(entries, query, exactly=exactly, at_least=at_least, at_most=at_most)

    async def near_misses(self) -> list[NearMiss]:
        """Return what was wrong, in plain words, with each call that the mock refused for what it held."""
        misses = (near_miss(entry, self._edition) for entry in await self.entries())
        return [miss for miss in misses if miss is not None]

    async def follow(self, after: int = 0, patience: float = 15.0) -> AsyncIterator[Entry | None]:
        """Give each entry numbered above `after` as it comes, and None after so many seconds without one.

        Ends when the server does.
        """
        quiet, news = 0.0, asyncio.Event()
        self._followers.add(news)
        try:
            while not self._ended:
                news.clear()
                for entry in await self.entries(after):
                    after, quiet = entry["number"], 0.0
                    yield entry
                if quiet >= patience:
                    quiet = 0.0
                    yield None
                quiet += await _wait(news)
        finally:
            self._followers.discard(news)

    def end_following(self) -> None:
        """Let those who follow go: the server ends, and waits for answers that go on."""
        self._ended = True
        self._wake()

    def close(self) -> None:
        """Let those who watch finish what they have in hand."""
        for finish in self.at_close:
            finish()

    def _wake(self) -> None:
        for news in self._followers:
            news.set()


async def _wait(news: asyncio.Event) -> float:
    """Wait for news, not for ever; return the seconds that were quiet."""
    try:
        await asyncio.wait_for(news.wait(), _LOOK_AGAIN)
    except TimeoutError:
        return _LOOK_AGAIN
    return 0.0
