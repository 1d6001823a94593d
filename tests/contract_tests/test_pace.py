from __future__ import annotations

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from contract_tests.pace import Pace, Turns


@given(st.lists(st.floats(0, 5), max_size=30), st.floats(0.01, 3))
def test_calls_start_at_least_that_far_apart_and_no_later_than_needed(gaps: list[float], apart: float) -> None:
    turns, now, starts = Turns(Pace(apart=apart)), 100.0, list[float]()
    for gap in gaps:
        now += gap
        starts.append(now + turns.book(now))
        earliest = starts[-2] + apart if len(starts) > 1 else now
        assert abs(starts[-1] - max(now, earliest)) < 1e-6


def test_waiting_goes_by_the_clock_and_the_sleep_that_are_given() -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    async def go() -> None:
        turns = Turns(Pace(apart=0.5, clock=lambda: 7.0, sleep=sleep))
        for _ in range(3):
            await turns.wait()

    asyncio.run(go())
    assert slept == [0.5, 1.0]


def test_patience_runs_out() -> None:
    turns = Turns(Pace(patience=30))
    assert turns.grant(20)
    assert not turns.grant(11)
    assert turns.grant(10)
    assert not turns.grant(1)
