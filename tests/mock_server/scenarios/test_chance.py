from __future__ import annotations

from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_server.scenarios.chance import draw, length, noise
from mock_server.scenarios.stub import Delay


@given(st.text(), st.integers(0))
def test_a_draw_is_the_same_every_time_and_between_0_and_1(seed, count):
    assert draw(seed, count) == draw(seed, count)
    assert 0 < draw(seed, count) < 1


def test_draws_are_spread_evenly_and_differ_by_seed_count_and_purpose():
    draws = [draw("a", count) for count in range(2000)]
    assert sum(luck < 0.3 for luck in draws) == pytest.approx(600, abs=60)
    assert len({*draws, draw("b", 1), draw("a", 1, "delay")}) == 2002


@given(st.floats(0, 1, exclude_min=True, exclude_max=True))
def test_a_delay_stays_within_its_bounds(luck):
    assert 1.0 <= length(Delay("uniform", 2.0, 1.0), luck) <= 3.0
    assert 0.0 <= length(Delay("lognormal", 1.0, 2.0, longest=5.0), luck) <= 5.0
    assert length(Delay("fixed", 0.25), luck) == 0.25


def test_half_of_the_lognormal_delays_are_below_the_median():
    delays = [length(Delay("lognormal", 0.8, 0.4), draw("seed", count)) for count in range(2001)]
    assert median(delays) == pytest.approx(0.8, rel=0.05)
    assert max(delays) > 2 * 0.8


def test_noise_is_the_same_every_time():
    assert noise("a", 1) == noise("a", 1) != noise("a", 2)
