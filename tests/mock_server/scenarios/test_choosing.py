from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from livephoto.contract import load_edition
from mock_server.scenarios.choosing import Plan, Seen, Tries, choose, fits
from mock_server.scenarios.reading import read_scenario
from mock_server.scenarios.stub import Pattern
from mock_server.state.memory import MemoryState

EDITION = load_edition()
CALL = Seen("POST", EDITION.request.path, "key-a", 0, "p1")


class Stage:
    """Scenarios on a state whose clock the test holds."""

    def __init__(self, *documents) -> None:
        self.now = 1000.0
        self.state = MemoryState(10, lambda: self.now)
        self.scenarios = [read_scenario(each, EDITION, str(number)) for number, each in enumerate(documents)]

    async def plan(self, seen: Seen = CALL, *, early: bool = False) -> Plan | None:
        return await choose(self.scenarios, seen, self.state, early=early, tries=Tries())

    def calls(self, count: int, seen: Seen = CALL) -> list[int | None]:
        """The stubs that so many calls get."""

        async def run():
            plans = [await self.plan(seen) for _ in range(count)]
            return [plan.stub if plan else None for plan in plans]

        return asyncio.run(run())


def scenario(*stubs, **more):
    return {"name": "one", "stubs": [*stubs], **more}


ERROR = {"error": "upstream_error"}


def turns(count=10, **when):
    return [stub is not None for stub in Stage(scenario({"when": when, "response": ERROR})).calls(count)]


@pytest.mark.parametrize(
    ("pattern", "matches"),
    [
        (Pattern(None), True),
        (Pattern(CALL.path, key="key-a", type=0, photo="p1", method="POST"), True),
        (Pattern("/other"), False),
        (Pattern(None, key="key-b"), False),
        (Pattern(None, type=1), False),
        (Pattern(None, photo="p2"), False),
        (Pattern(None, method="GET"), False),
    ],
)
def test_all_that_a_pattern_names_must_fit(pattern, matches):
    assert fits(pattern, CALL) is matches


def test_the_next_calls():
    assert turns(5, times=2) == [True, True, False, False, False]


def test_after_a_count():
    assert turns(4, after=2) == [False, False, True, True]


def test_every_nth_and_so_often_at_most():
    assert turns(9, every=3) == [False, False, True] * 3
    assert turns(9, every=3, times=2) == [False, False, True] * 2 + [False] * 3
    assert turns(6, after=1, every=2, times=1) == [False, False, True, False, False, False]


def test_chance_is_a_function_of_seed_and_count():
    lucky = turns(200, probability=0.3, seed=1)
    assert lucky == turns(200, probability=0.3, seed=1) != turns(200, probability=0.3, seed=2)
    assert 40 <= sum(lucky) <= 80
    assert sum(turns(200, probability=0.3, times=5, seed=1)) == 5
    assert not any(turns(20, probability=0))


def test_a_sequence_with_states_fails_twice_then_works():
    stage = Stage(
        scenario(
            {"requiredScenarioState": "two", "newScenarioState": "well", "response": ERROR},
            {"requiredScenarioState": "Started", "newScenarioState": "two", "response": ERROR},
        )
    )
    assert stage.calls(4) == [1, 0, None, None]


def test_calls_at_the_same_time_take_one_state_each():
    stage = Stage(
        scenario(
            {"requiredScenarioState": "two", "newScenarioState": "well", "response": ERROR},
            {"requiredScenarioState": "Started", "newScenarioState": "two", "response": ERROR},
        )
    )
    state_of = stage.state.state_of

    async def slowly(name):
        state = await state_of(name)
        await asyncio.sleep(0)
        return state

    stage.state.state_of = slowly  # type: ignore[method-assign]

    async def run():
        return await asyncio.gather(*(stage.plan() for _ in range(6)))

    assert sorted(plan.stub for plan in asyncio.run(run()) if plan) == [0, 1]


def test_the_first_stub_that_takes_the_call_has_it_and_later_ones_do_not_count_it():
    stage = Stage(scenario({"when": {"times": 2}, "response": ERROR}, {"when": {"times": 1}, "response": {}}))
    assert stage.calls(4) == [0, 0, 1, None]


def test_counts_are_shared_unless_they_are_kept_apart():
    shared, apart = scenario({"when": {"times": 1}}), scenario({"when": {"times": 1}}, per=["key", "photo"])
    other = replace(CALL, photo="p2")
    assert [Stage(shared).calls(1, seen) for seen in (CALL, other)] == [[0], [0]]
    for document, second in ((shared, None), (apart, 0)):
        stage = Stage(document)
        assert [*stage.calls(2), *stage.calls(1, other)] == [0, None, second]


def test_a_quota_counts_each_key_and_says_when_to_come_back():
    stage = Stage(scenario({"quota": {"perSecond": 2, "perDay": 3}}))

    async def run():
        assert [await stage.plan() for _ in range(2)] == [None, None]
        over = await stage.plan()
        assert over is not None
        assert over.effect.headers == [(b"retry-after", b"1")]
        assert await stage.plan(replace(CALL, key="key-b")) is None
        stage.now += 1
        assert await stage.plan() is None
        stage.now += 1
        over = await stage.plan()
        assert over is not None
        assert over.effect.headers == [(b"retry-after", b"%d" % (86_400 - 2))]

    asyncio.run(run())


def test_stubs_that_act_before_the_body_are_asked_before_the_body_alone():
    stage = Stage(scenario({"response": {"fault": "EARLY_REFUSAL"}}, {"response": ERROR}))

    async def run():
        return [await stage.plan(early=early) for early in (True, False)]

    assert [plan.stub for plan in asyncio.run(run()) if plan] == [0, 1]


def test_a_delay_by_chance_is_the_same_for_the_same_call_of_every_run():
    delay = {"delayDistribution": {"type": "uniform", "lower": 100, "upper": 900}}

    async def seconds():
        stage = Stage(scenario({"response": delay}))
        return [(await stage.plan()).seconds for _ in range(5)]

    first, second = asyncio.run(seconds()), asyncio.run(seconds())
    assert first == second
    assert len({*first}) == 5
    assert all(0.1 <= each <= 0.9 for each in first)
