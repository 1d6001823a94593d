from __future__ import annotations

import asyncio
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.exchange import Answer
from contract_tests.no_answer import NoAnswer
from contract_tests.purse import Purse, may_be_billed

REFUSAL = json.dumps({"error_code": 422, "error_detail": {"code": "X", "status_code": 422}}).encode()
SUCCESS = json.dumps({"error_code": 0, "data": {"video": "AAAA"}}).encode()


@given(st.integers(0, 300), st.integers(1, 40), st.integers(0, 300), st.lists(st.booleans(), max_size=40))
def test_what_is_spent_and_what_is_in_flight_never_exceed_what_is_allowed(
    allowed: int, price: int, spent: int, calls: list[bool]
) -> None:
    async def go() -> None:
        purse, in_flight, sent = Purse(allowed, price, spent), 0, 0

        async def call(billed: bool) -> None:
            nonlocal in_flight, sent
            if not await purse.hold():
                return
            in_flight, sent = in_flight + 1, sent + 1
            assert purse.spent + in_flight * price <= allowed
            await asyncio.sleep(0)
            in_flight -= 1
            await purse.settle(billed=billed)

        await asyncio.gather(*map(call, calls))
        assert purse.spent <= max(allowed, spent)
        if not any(calls) and spent + price <= allowed:
            assert sent == len(calls)

    asyncio.run(go())


def test_a_call_waits_for_those_in_flight_before_it_is_given_up() -> None:
    async def go() -> list[str]:
        purse, order = Purse(22, 22), list[str]()
        assert await purse.hold()

        async def second() -> None:
            order.append("asks")
            order.append("sent" if await purse.hold() else "given up")

        waiting = asyncio.create_task(second())
        await asyncio.sleep(0)
        order.append("first is free")
        await purse.settle(billed=False)
        await waiting
        return order

    assert asyncio.run(go()) == ["asks", "first is free", "sent"]


def test_the_reason_for_not_asking_names_what_is_left() -> None:
    assert Purse(50, 22, 44).why_not() == "it could cost 22 credits; 6 of 50 are left to spend"
    assert Purse(0, 22, 44).why_not() == "it could cost 22 credits; 0 of 0 are left to spend"


@pytest.mark.parametrize(
    ("status", "body", "cut", "billed"),
    [
        (200, SUCCESS, False, True),
        (200, b"not json", False, True),
        (200, SUCCESS[:9], True, True),
        (201, SUCCESS, False, True),
        (202, b'{"task_id": "t"}', False, True),
        (204, b"", False, True),
        (500, SUCCESS, False, True),
        (504, b"<html>", False, True),
        (502, b"<html>", False, True),
        (303, b"", False, True),
        (408, b"", False, True),
        (422, REFUSAL, False, False),
        (500, REFUSAL, False, False),
        (200, REFUSAL, False, False),
        (503, b"<html>", False, False),
        (403, b"<html>", False, False),
        (404, b"<html>", False, False),
        (429, b"", False, False),
        (307, b"", False, False),
    ],
)
def test_only_an_answer_that_shows_a_refusal_is_taken_for_free(
    status: int, body: bytes, cut: bool, billed: bool
) -> None:
    assert may_be_billed(Answer(status, {}, body, cut)) is billed


def test_silence_is_billed_unless_nothing_was_sent() -> None:
    assert may_be_billed(NoAnswer("timeout", "says"))
    assert not may_be_billed(NoAnswer("refused", "says", sent=False))
