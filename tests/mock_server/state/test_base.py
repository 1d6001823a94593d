"""What holds for every state, asked of each."""

from __future__ import annotations

import asyncio

import pytest

from mock_server.state.memory import MemoryState
from mock_server.state.redis import RedisState


@pytest.fixture
def run():
    with asyncio.Runner() as runner:
        yield runner.run


@pytest.fixture
def now():
    return [1000.0]


@pytest.fixture(params=["memory", "redis"])
def state(request, run, now):
    if request.param == "memory":
        state = MemoryState(3, clock=lambda: now[0])
    else:
        state = RedisState(request.getfixturevalue("store_url"), 3, "one", clock=lambda: now[0])
    yield state
    run(state.close())


def test_credits_are_reserved_only_where_they_are_there(state, run):
    assert run(state.reserve("a", 22, 44))
    assert run(state.reserve("a", 22, 44))
    assert run(state.reserve("a", 22, 44)) is None
    assert run(state.spent("a")) == 44
    assert run(state.spent("b")) == 0


def test_what_was_reserved_at_once_never_exceeds_what_was_there(state, run):
    async def rush():
        return await asyncio.gather(*(state.reserve("a", 22, 220) for _ in range(50)))

    reserved = [reservation for reservation in run(rush()) if reservation]
    assert len(reserved) == 10
    assert len({reservation.id for reservation in reserved}) == 10
    assert run(state.spent("a")) == 220


def test_what_is_released_is_there_again_once(state, run):
    reservation = run(state.reserve("an account", 22, 44))
    run(state.reserve("an account", 22, 44))
    run(state.release(reservation))
    run(state.release(reservation))
    assert run(state.spent("an account")) == 22


def test_what_is_settled_cannot_be_released(state, run):
    reservation = run(state.reserve("a", 22, 44))
    run(state.settle(reservation))
    run(state.settle(reservation))
    run(state.release(reservation))
    assert run(state.spent("a")) == 22


def test_what_was_forgotten_in_flight_is_not_given_back(state, run):
    reservation = run(state.reserve("a", 22, 44))
    run(state.forget())
    assert run(state.spent("a")) == 0
    run(state.release(reservation))
    assert run(state.spent("a")) == 0


def test_a_grant_sets_the_balance_whatever_was_spent(state, run):
    run(state.reserve("a", 22, 22))
    assert run(state.granted("a")) is None
    run(state.grant("a", 44))
    assert run(state.granted("a")) == 66
    assert run(state.reserve("a", 44, 22))
    assert run(state.reserve("a", 1, 22)) is None


def test_a_window_begins_with_its_first_hit_and_starts_anew_when_it_is_over(state, run, now):
    assert run(state.hit("calls", 60)).count == 1
    now[0] += 59
    second = run(state.hit("calls", 60))
    assert (second.count, second.left) == (2, 1)
    now[0] += 1
    assert run(state.hit("calls", 60)).count == 1


def test_a_count_without_a_window_goes_on_for_ever(state, run):
    hits = [run(state.hit("calls")) for _ in range(3)]
    assert [(hit.count, hit.left) for hit in hits] == [(1, 0), (2, 0), (3, 0)]


def test_a_scenario_moves_only_from_the_wanted_state(state, run):
    assert run(state.state_of("flaky")) == "Started"
    assert run(state.move("flaky", "failed", wanted="Started"))
    assert not run(state.move("flaky", "works", wanted="Started"))
    assert run(state.states()) == {"flaky": "failed"}
    assert run(state.move("flaky", "works"))
    assert run(state.state_of("flaky")) == "works"


def test_of_many_who_move_a_scenario_at_once_one_does(state, run):
    async def rush():
        return await asyncio.gather(*(state.move("flaky", "failed", wanted="Started") for _ in range(20)))

    assert run(rush()).count(True) == 1


def test_the_journal_is_a_ring_whose_numbers_go_on(state, run):
    for path in "abcde":
        note = {"path": path}
        assert run(state.note(note)) == note["number"]
    assert [(note["number"], note["path"]) for note in run(state.notes())] == [(3, "c"), (4, "d"), (5, "e")]
    assert [note["path"] for note in run(state.notes(after=4))] == ["e"]
    assert run(state.notes(after=5)) == []
    run(state.forget())
    assert run(state.notes()) == []
    assert run(state.note({"path": "f"})) == 6
    assert run(state.notes(after=2)) == [{"path": "f", "number": 6}]


def test_a_document_is_seen_by_who_has_an_older_one(state, run):
    assert run(state.published("scenarios")) is None
    assert run(state.publish("scenarios", [{"name": "flaky"}])) == 1
    seen = run(state.published("scenarios"))
    assert (seen.version, seen.document) == (1, [{"name": "flaky"}])
    assert run(state.published("scenarios", since=1)) is None
    assert run(state.publish("scenarios", [])) == 2
    assert run(state.published("scenarios", since=1)).document == []


def test_a_document_does_not_replace_one_that_its_author_has_not_seen(state, run):
    assert run(state.publish("scenarios", ["mine"], after=0)) == 1
    assert run(state.publish("scenarios", ["yours"], after=0)) is None
    assert run(state.published("scenarios")).document == ["mine"]


@pytest.mark.parametrize("spared", ["journal", "counts", "accounts"])
def test_forgetting_can_spare_what_is_not_meant(state, run, spared):
    run(state.reserve("a", 22, 44))
    run(state.grant("a", 100))
    run(state.note({}))
    run(state.hit("calls"))
    run(state.move("flaky", "failed"))
    run(state.forget(**{spared: False}))
    kept = {
        "accounts": run(state.spent("a")) == 22 and run(state.granted("a")) == 122,
        "journal": len(run(state.notes())) == 1,
        "counts": run(state.states()) == {"flaky": "failed"} and run(state.hit("calls")).count == 2,
    }
    assert [name for name, is_kept in kept.items() if is_kept] == [spared]


def test_a_journal_of_no_length_still_counts(store_url, run):
    for state in (MemoryState(0), RedisState(store_url, 0, "one")):
        assert [run(state.note({})) for _ in range(2)] == [1, 2]
        assert run(state.notes()) == []
        run(state.close())
