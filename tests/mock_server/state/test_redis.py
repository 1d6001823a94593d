from __future__ import annotations

import asyncio

import pytest
from redis import ConnectionError as Unreachable
from redis.commands.core import AsyncScript

from mock_server.state.base import StateError
from mock_server.state.redis import RedisState


@pytest.fixture
def run():
    with asyncio.Runner() as runner:
        yield runner.run


@pytest.fixture
def replicas(store_url, run):
    made = [RedisState(store_url, 10, owner) for owner in ("one", "two")]
    yield made
    for state in made:
        run(state.close())


@pytest.fixture
def lossy(monkeypatch):
    """Loses the next answer: what was asked is done, but the connection breaks before that is known."""
    ask = AsyncScript.__call__
    losses = []

    async def ask_and_lose(script, *arguments, **more):
        answer = await ask(script, *arguments, **more)
        if losses:
            raise losses.pop()
        return answer

    monkeypatch.setattr(AsyncScript, "__call__", ask_and_lose)
    return lambda: losses.append(Unreachable("Connection closed by server."))


def test_replicas_see_the_same(replicas, run):
    one, two = replicas
    run(one.reserve("a", 22, 44))
    run(one.note({"path": "/"}))
    run(one.move("flaky", "failed"))
    assert run(two.spent("a")) == 22
    assert run(two.notes()) == [{"path": "/", "number": 1}]
    assert run(two.states()) == {"flaky": "failed"}
    assert [run(each.hit("calls", 60)).count for each in (one, two, one)] == [1, 2, 3]


def test_replicas_that_reserve_at_once_take_no_more_than_is_there(replicas, run):
    async def rush():
        return await asyncio.gather(*(replicas[number % 2].reserve("a", 22, 660) for number in range(100)))

    assert sum(reservation is not None for reservation in run(rush())) == 30
    assert run(replicas[0].spent("a")) == 660


def test_another_prefix_is_another_mock(replicas, run, store_url):
    run(replicas[0].reserve("a", 22, 44))
    run(replicas[0].note({}))
    other = RedisState(f"{store_url}-other", 10, "three")
    assert run(other.spent("a")) == 0
    run(other.forget())
    run(other.close())
    assert run(replicas[0].spent("a")) == 22
    assert len(run(replicas[0].notes())) == 1


def test_only_what_the_dead_replica_had_in_flight_is_given_back(replicas, run):
    one, two = replicas
    answered = run(one.reserve("a", 22, 220))
    run(one.settle(answered))
    run(one.reserve("a", 22, 220))
    run(one.reserve("b", 22, 220))
    run(two.reserve("a", 22, 220))
    assert run(two.abandon("one")) == 44
    assert run(two.abandon("one")) == 0
    assert run(two.spent("a")) == 44
    assert run(two.spent("b")) == 0


def test_what_nobody_settles_comes_back_by_itself(store_url, run):
    now = [1000.0]
    state = RedisState(store_url, 10, "one", clock=lambda: now[0])
    run(state.settle(run(state.reserve("a", 22, 44))))
    run(state.reserve("a", 22, 44))
    now[0] += 599
    assert run(state.spent("a")) == 44
    now[0] += 1
    assert run(state.spent("a")) == 22
    assert run(state.reserve("a", 22, 44))
    run(state.close())


def test_a_lost_answer_reserves_and_gives_back_but_once(replicas, run, lossy):
    state, _ = replicas
    lossy()
    reservation = run(state.reserve("a", 22, 44))
    assert run(state.spent("a")) == 22
    lossy()
    run(state.release(reservation))
    assert run(state.spent("a")) == 0


def test_a_count_whose_answer_was_lost_is_not_counted_again(replicas, run, lossy):
    state, _ = replicas
    lossy()
    with pytest.raises(StateError, match="lost the state"):
        run(state.hit("calls"))
    assert run(state.hit("calls")).count == 2


def test_a_store_that_goes_away_is_an_error_and_one_that_comes_back_is_used_again(new_store, run):
    store = new_store()
    state = RedisState(store.url("a"), 10, "one")
    assert run(state.hit("calls")).count == 1
    store.stop()
    with pytest.raises(StateError, match=f"lost the state at unix://{store.socket}: "):
        run(state.hit("calls"))
    with pytest.raises(StateError, match=f"lost the state at unix://{store.socket}: connection refused"):
        run(state.forget())
    store.start()
    assert run(state.hit("calls")).count == 1
    run(state.close())


def test_the_password_is_used_and_not_shown(new_store, run):
    store = new_store(["--requirepass", "open-sesame"])
    right = RedisState(f"{store.url('a')}&password=open-sesame", 10, "one")
    right.check()
    assert run(right.hit("calls")).count == 1
    run(right.close())
    for url in (store.url("a"), f"{store.url('a')}&password=not-quite-it"):
        with pytest.raises(StateError) as caught:
            RedisState(url, 10, "one").check()
        assert str(store.socket) in str(caught.value)
        assert "not-quite-it" not in str(caught.value)
