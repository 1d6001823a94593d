"""The credits of one run: what is spent, what calls in flight may yet cost, and what is left.

`spent + in flight x price <= allowed` holds at every moment, as a price is taken aside before a call is sent.
"""

from __future__ import annotations

import asyncio

from contract_tests.exchange import Answer
from contract_tests.no_answer import NoAnswer

_NOT_PASSED_ON = (501, 503)
"""Statuses of 5xx by which a gateway says that it passed nothing on."""
_DONE_BEHIND_IT = (303, 408)
"""Statuses below 500 of a page that may stand before a call that succeeded."""


class Purse:
    """Counts credits; every call that could be billed takes the price of a success aside first."""

    def __init__(self, allowed: int, price: int, spent: int = 0) -> None:
        self.allowed = allowed
        self.price = price
        self.spent = spent
        self._in_flight = 0
        self._changed = asyncio.Condition()

    async def hold(self) -> bool:
        """Take the price of a success aside; False where it is not there.

        Waits while only calls in flight stand in the way: they may turn out to cost nothing.
        """
        async with self._changed:
            await self._changed.wait_for(lambda: self._fits(self._in_flight) or not self._fits(0))
            if not self._fits(self._in_flight):
                return False
            self._in_flight += 1
            return True

    async def settle(self, *, billed: bool) -> None:
        """Give back what was held for one call, or count it as spent."""
        self._in_flight -= 1
        self.spent += self.price * billed
        async with self._changed:
            self._changed.notify_all()

    def why_not(self) -> str:
        """Return why a call is not sent, in words."""
        left = max(self.allowed - self.spent, 0)
        return f"it could cost {self.price} credits; {left} of {self.allowed} are left to spend"

    def _fits(self, in_flight: int) -> bool:
        return self.spent + (in_flight + 1) * self.price <= self.allowed


def may_be_billed(answer: Answer | NoAnswer) -> bool:
    """Tell whether a call may have cost credits: always, unless something shows that it did not.

    A refusal in the envelope is free, and so is a page below 500, which stands before the service. A server error
    without the envelope may hide a call that went on behind the gateway; so may silence after the request was sent.
    """
    if isinstance(answer, NoAnswer):
        return answer.sent
    if answer.may_be_billed:
        return True
    hides = answer.status >= 500 and answer.status not in _NOT_PASSED_ON
    return answer.envelope is None and (hides or answer.status in _DONE_BEHIND_IT)
