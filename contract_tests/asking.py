"""Sends probes within the credits, at the pace, and once more where the target asks to wait."""

from __future__ import annotations

from contract_tests.exchange import Answer
from contract_tests.no_answer import NoAnswer
from contract_tests.pace import Pace, Turns
from contract_tests.probes import Probe
from contract_tests.purse import Purse, may_be_billed
from contract_tests.target import Target
from livephoto.contract.families import family_of

_SHORT_WAIT = 1.0
"""Seconds to wait where a server asks to slow down and does not say for how long."""


class Asker:
    """Everything that one run sends goes through here."""

    def __init__(self, target: Target, pace: Pace, purse: Purse) -> None:
        self.purse = purse
        self._target = target
        self._pace = pace
        self._turns = Turns(pace)

    async def ask(self, probe: Probe) -> Answer | NoAnswer | None:
        """Return the answer to a probe; None, and nothing sent, where the credits do not cover what it could cost."""
        if probe.cost == "free":
            return await self._send(probe)
        if not await self.purse.hold():
            return None
        billed = True
        try:
            answer = await self._send(probe)
            billed = may_be_billed(answer)
        finally:
            # A call that was cancelled in flight counts as billed as well.
            await self.purse.settle(billed=billed)
        return answer

    async def _send(self, probe: Probe) -> Answer | NoAnswer:
        answer = await self._send_once(probe)
        if isinstance(answer, NoAnswer):
            broke_off = answer.reason == "cut_off" and probe.cost == "free"
            return await self._send_once(probe) if broke_off else answer
        wait = _wait_asked(answer)
        if wait is None or may_be_billed(answer) or not self._turns.grant(wait):
            return answer
        await self._pace.sleep(wait)
        return await self._send_once(probe)

    async def _send_once(self, probe: Probe) -> Answer | NoAnswer:
        await self._turns.wait()
        return await self._target.send(probe)


def _wait_asked(answer: Answer) -> float | None:
    """Return the seconds that an answer asks to wait, None where it does not ask to slow down."""
    if family_of(answer.code, answer.status).name != "slow_down":
        return None
    text = answer.headers.get("retry-after", "").strip()
    return float(text) if text.isascii() and text.isdigit() else _SHORT_WAIT
