from __future__ import annotations

import asyncio

import pytest

from mock_server.state.memory import MemoryState


@pytest.fixture
def state():
    return MemoryState(journal_size=3)


def test_credits_are_reserved_only_where_they_are_there(state):
    assert asyncio.run(state.reserve("a", 22, 44))
    assert asyncio.run(state.reserve("a", 22, 44))
    assert asyncio.run(state.reserve("a", 22, 44)) is None
    assert asyncio.run(state.spent("a")) == 44


def test_a_window_begins_with_its_first_hit_and_starts_anew_when_it_is_over():
    now = [1000.0]
    state = MemoryState(3, clock=lambda: now[0])
    assert asyncio.run(state.hit("calls", 60)).count == 1
    now[0] += 59
    second = asyncio.run(state.hit("calls", 60))
    assert (second.count, second.left) == (2, 1)
    now[0] += 1
    assert asyncio.run(state.hit("calls", 60)).count == 1


def test_a_count_without_a_window_goes_on_for_ever(state):
    assert [asyncio.run(state.hit("calls")).count for _ in range(3)] == [1, 2, 3]


def test_a_scenario_moves_only_from_the_wanted_state(state):
    assert asyncio.run(state.state_of("flaky")) == "Started"
    assert asyncio.run(state.move("flaky", "failed", wanted="Started"))
    assert not asyncio.run(state.move("flaky", "works", wanted="Started"))
    assert asyncio.run(state.states()) == {"flaky": "failed"}


def test_the_journal_is_a_ring_whose_numbers_go_on(state):
    for path in "abcde":
        asyncio.run(state.note({"path": path}))
    assert [(note["number"], note["path"]) for note in asyncio.run(state.notes())] == [(3, "c"), (4, "d"), (5, "e")]
    assert [note["path"] for note in asyncio.run(state.notes(after=4))] == ["e"]
    assert asyncio.run(state.notes(after=5)) == []
    asyncio.run(state.forget())
    assert asyncio.run(state.notes()) == []
    assert asyncio.run(state.note({"path": "f"})) == 6


def test_forgetting_can_spare_what_is_not_meant(state):
    asyncio.run(state.reserve("a", 22, 44))
    asyncio.run(state.note({}))
    asyncio.run(state.forget(accounts=False))
    assert asyncio.run(state.spent("a")) == 22
    assert asyncio.run(state.notes()) == []
