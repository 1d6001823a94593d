from __future__ import annotations

import asyncio
import time

import pytest

from livephoto.contract import load_edition
from mock_server.call import Call
from mock_server.journal.journal import Journal
from mock_server.journal.query import Query
from mock_server.state.base import StateError
from mock_server.state.memory import MemoryState
from mock_server.submission import Submission

EDITION = load_edition()


def call(key="k") -> Call:
    made = Call(at=time.time(), started=time.monotonic())
    made.submission = Submission("POST", EDITION.request.path, key)
    return made


def journal(size=10) -> Journal:
    return Journal(MemoryState(size), EDITION)


def test_calls_are_numbered_kept_and_found():
    async def run():
        it = journal()
        for key in ("a", "b", "a"):
            await it.note(call(key))
        return await it.entries(), await it.count(Query(key="a")), await it.get("2"), await it.get("nothing")

    entries, count, second, nothing = asyncio.run(run())
    assert [entry["number"] for entry in entries] == [1, 2, 3]
    assert count == 2
    assert second == entries[1]
    assert nothing is None


def test_an_entry_is_found_by_its_id():
    async def run():
        it = journal()
        await it.note(call())
        (entry,) = await it.entries()
        return entry, await it.get(entry["id"])

    entry, found = asyncio.run(run())
    assert entry == found


def test_the_oldest_calls_leave_a_full_ring():
    async def run():
        it = journal(3)
        for _ in range(5):
            await it.note(call())
        return await it.entries()

    assert [entry["number"] for entry in asyncio.run(run())] == [3, 4, 5]


def test_verification_asks_the_whole_journal():
    async def run():
        it = journal()
        await it.note(call())
        return await it.verify(Query(key="k"), exactly=1)

    assert asyncio.run(run()).holds


def test_noting_never_raises(caplog):
    def bad(_):
        raise RuntimeError("a watcher is broken")

    async def run():
        it = journal()
        it.watchers.append(bad)
        await it.note(call())
        broken = call()
        broken.submission = "nonsense"
        await it.note(broken)
        return await it.entries()

    assert len(asyncio.run(run())) == 1
    assert caplog.text.count("could not be written") == 2


def test_a_state_that_is_away_costs_the_journal_a_call_and_nobody_else(caplog, monkeypatch):
    seen, state = [], MemoryState(10)

    async def away(_):
        raise StateError("redis does not answer")

    monkeypatch.setattr(state, "note", away)
    it = Journal(state, EDITION)
    it.watchers.append(seen.append)
    asyncio.run(it.note(call()))
    assert len(seen) == 1
    assert "a call is missing in the journal: redis does not answer" in caplog.text


def test_watchers_see_every_entry_with_its_number():
    seen = []

    async def run():
        it = journal()
        it.watchers.append(seen.append)
        await it.note(call())
        await it.note(call())

    asyncio.run(run())
    assert [entry["number"] for entry in seen] == [1, 2]


def test_a_follower_gets_what_was_and_what_comes_until_the_server_ends():
    async def run():
        it, seen = journal(), []
        await it.note(call())
        await it.note(call())

        async def follow():
            async for entry in it.follow(after=1):
                seen.append(entry["number"])
                if entry["number"] == 4:
                    it.end_following()

        follower = asyncio.create_task(follow())
        while not seen:
            await asyncio.sleep(0)
        await it.note(call())
        await it.note(call())
        await asyncio.wait_for(follower, 10)
        return seen

    assert asyncio.run(run()) == [2, 3, 4]


def test_a_quiet_journal_gives_a_sign_of_life(monkeypatch):
    monkeypatch.setattr("mock_server.journal.journal._LOOK_AGAIN", 0.001)

    async def run():
        return await anext(journal().follow(patience=0.002))

    assert asyncio.run(run()) is None


def test_entries_of_another_replica_are_followed_too(monkeypatch):
    monkeypatch.setattr("mock_server.journal.journal._LOOK_AGAIN", 0.001)
    state = MemoryState(10)

    async def run():
        mine, theirs = Journal(state, EDITION), Journal(state, EDITION)
        following = asyncio.create_task(anext(mine.follow()))
        await asyncio.sleep(0)
        await theirs.note(call())
        return await asyncio.wait_for(following, 10)

    entry = asyncio.run(run())
    assert entry is not None
    assert entry["number"] == 1


def test_closing_lets_watchers_finish():
    done = []
    it = journal()
    it.at_close.append(lambda: done.append(1))
    it.close()
    assert done == [1]


@pytest.mark.parametrize("rule", ["image_missing", None])
def test_near_misses_are_of_refused_calls_only(rule):
    async def run():
        it = journal()
        made = call()
        made.rule = EDITION.rules[rule] if rule else None
        await it.note(made)
        return await it.near_misses()

    assert len(asyncio.run(run())) == (1 if rule else 0)
