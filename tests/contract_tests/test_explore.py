from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.checking import Check
from contract_tests.explore import bisect, search
from contract_tests.probes import probes
from contract_tests.report import Limit, Report
from contract_tests.target import Target
from livephoto.contract import Edition, load_edition
from mock_server import Settings, running
from mock_server.app import MockApp
from mock_server.engines.factory import create_engine
from mock_server.service import Service
from mock_server.state.memory import MemoryState

EDITION = load_edition("2026-01")
PORTRAIT = files("mock_server").joinpath("assets/portrait.jpg").read_bytes()


def driven(steps: Generator[int, bool, int], taken: Callable[[int], bool]) -> tuple[int, list[int]]:
    tried: list[int] = []
    try:
        measure = next(steps)
        while True:
            tried.append(measure)
            measure = steps.send(taken(measure))
    except StopIteration as found:
        return found.value, tried


@given(st.data())
def test_bisecting_finds_every_limit_in_about_log2_steps(data: st.DataObject) -> None:
    low = data.draw(st.integers(0, 10**7))
    high = data.draw(st.integers(low + 1, low + 10**8))
    largest = data.draw(st.integers(low, high - 1))
    found, tried = driven(bisect(low, high), lambda measure: measure <= largest)
    assert found == largest
    assert len(tried) <= math.ceil(math.log2(high - low))
    assert all(low < measure < high for measure in tried)


@given(st.data())
def test_searching_finds_every_limit_and_stays_between_its_bounds(data: st.DataObject) -> None:
    low, first, high = sorted(data.draw(st.sets(st.integers(1, 10**8), min_size=3, max_size=3)))
    largest = data.draw(st.integers(low, high - 1))
    found, tried = driven(search(low, first, high), lambda measure: measure <= largest)
    assert found == largest
    assert all(low < measure < high for measure in tried)
    assert len(tried) <= 2 * math.ceil(math.log2(high)) + 1


@contextmanager
def served(**limits: int) -> Iterator[tuple[str, Service]]:
    changed: dict[str, Any] = dict(limits)
    request = replace(EDITION.request, image=replace(EDITION.request.image, **changed))
    edition: Edition = replace(EDITION, request=request)
    service = Service(Settings(engine="canned"), edition, create_engine("canned"), MemoryState(100))
    with running(MockApp(service)) as url:
        yield url, service
    service.close()


def explored(url: str, allowed: int, *names: str) -> Report:
    async def go() -> Report:
        async with Target(url, "a-key", EDITION) as target:
            todo = [probe for probe in probes(EDITION, PORTRAIT) if probe.id in names]
            return await Check(target, EDITION, [EDITION], allowed, explore=True).run(todo)

    return asyncio.run(go())


def found_in(limits: dict[str, int], *names: str, allowed: int = 1000) -> Limit:
    with served(**limits) as (url, service):
        report = explored(url, allowed, *names)
        account = asyncio.run(service.ledger.account("a-key"))
    assert account is not None
    assert account.spent <= report.spent <= allowed
    [limit] = report.explored
    assert limit.paid <= 1
    return limit


@pytest.mark.parametrize(
    ("limits", "probe", "value", "inclusive"),
    [
        ({"max_bytes": 4 * 1024 * 1024}, "success-largest", 4 * 1024 * 1024, True),
        ({"max_bytes": 5_000_000}, "success-largest", 5_000_000, True),
        ({"max_bytes": 3_999_999}, "success-largest", 4_000_000, False),
        ({"max_bytes": 10 * 1024 * 1024}, "image-too-large-jpeg", 10 * 1024 * 1024, True),
        ({"max_side": 2048}, "success-widest", 2048, False),
        ({"max_side": 2049}, "success-highest", 2048, True),
        ({"max_side": 4097}, "image-too-wide", 4096, True),
        ({"max_side": 8192}, "image-too-high", 8192, False),
    ],
)
def test_a_limit_that_moved_is_found_with_one_paid_call(
    limits: dict[str, int], probe: str, value: int, inclusive: bool
) -> None:
    limit = found_in(limits, probe)
    assert (limit.value, limit.inclusive) == (value, inclusive)
    assert limit.confirmed
    assert limit.paid == 1
    assert limit.calls <= 2 * math.log2(value) + 4


def test_without_credits_left_a_byte_limit_is_still_found_for_nothing() -> None:
    limit = found_in({"max_bytes": 8 * 1024 * 1024}, "image-too-large-jpeg", allowed=22)
    assert (limit.value, limit.paid, limit.confirmed) == (8 * 1024 * 1024, 0, False)
    assert "no whole photo confirmed it" in limit.says


def test_without_credits_left_a_pixel_limit_is_not_searched_for() -> None:
    limit = found_in({"max_side": 8192}, "image-too-wide", allowed=22)
    assert (limit.value, limit.calls) == (None, 0)
    assert "credits that are not left" in limit.says


def test_a_limit_beyond_the_search_is_said_not_to_be_found() -> None:
    limit = found_in({"max_bytes": 2**40}, "image-too-large-png")
    assert limit.value is None
    assert "answered alike" in limit.says


def test_where_every_limit_holds_nothing_is_searched_for() -> None:
    with served() as (url, _):
        report = explored(url, 1000, "success-largest", "image-too-wide")
    assert report.explored == ()
    assert "explored" not in report.to_dict()


def test_a_found_limit_stands_in_the_json_report() -> None:
    limit = Limit("bytes", 4096, True, 12, 1, True, "bytes up to and including 4,096 are taken")
    report = Report("http://t", "2026-01", "drift", (), 0, 0, (), (), explored=(limit,))
    row: dict[str, Any] = report.to_dict()["explored"][0]
    assert row == {
        "name": "bytes",
        "value": 4096,
        "inclusive": True,
        "calls": 12,
        "paid": 1,
        "confirmed": True,
        "says": "bytes up to and including 4,096 are taken",
    }
