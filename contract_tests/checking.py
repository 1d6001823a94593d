"""The check: sends the probes in the order of their cost, within the credits allowed, and judges every answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from contract_tests.asking import Asker
from contract_tests.exchange import Answer, Exchange
from contract_tests.explore import explore
from contract_tests.finding import Finding, distinct
from contract_tests.judge import judge
from contract_tests.matching import agreeing, match
from contract_tests.no_answer import NoAnswer
from contract_tests.pace import Pace
from contract_tests.probes import Probe
from contract_tests.purse import Purse, may_be_billed
from contract_tests.report import Limit, ProbeResult, Report, Stop, in_short, verdict_of
from contract_tests.severity import rate
from contract_tests.stopping import SENTINELS, WITNESS, needs_witness, reason_to_stop, speaks_against
from contract_tests.target import Target
from contract_tests.together import COMPARED, judge_bill, judge_together, without_echoes
from livephoto.contract.model import Edition

_MOST_TROUBLE = 3
"""Probes in a row without an answer after which the target is asked whether it is still there."""
_MOST_LARGE = 4
"""Answers at a time that may carry a video: bounds the memory that they take."""

Results = dict[str, tuple[ProbeResult, tuple[Finding, ...]]]


@dataclass(slots=True)
class Check:
    """One run against one target. Use `run` once."""

    target: Target
    edition: Edition
    editions: Sequence[Edition]
    allowed: int
    """Credits that may be spent; never exceeded, not even by a probe that ought to fail, nor by a call whose answer
    never came: it counts as spent."""
    pace: Pace = field(default_factory=Pace)
    known: Results = field(default_factory=dict)
    """Results of an earlier run; what was answered then is not asked for again."""
    spent: int = 0
    """Credits that the earlier run spent: they count against `allowed`."""
    on_result: Callable[[ProbeResult, tuple[Finding, ...]], None] = lambda result, findings: None
    explore: bool = False
    """Search for the limits that are not where the edition has them."""
    _asker: Asker = field(init=False)
    _stop: Stop | None = field(init=False, default=None)
    _results: dict[str, ProbeResult] = field(init=False, default_factory=dict)
    _findings: list[Finding] = field(init=False, default_factory=list)
    _compared: dict[str, Exchange] = field(init=False, default_factory=dict)
    _balance: float | None = field(init=False, default=None)
    _successes: int = field(init=False, default=0)
    _bill_is_clear: bool = field(init=False, default=True)
    _in_trouble: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        """Open the purse."""
        price = self.edition.billing.credits_per_success
        self._asker = Asker(self.target, self.pace, Purse(self.allowed, price, self.spent))

    async def run(self, probes: Sequence[Probe]) -> Report:
        """Return the report of checking the target with `probes`."""
        todo = self._without_known(probes)
        await self._begin({probe.id: probe for probe in todo})
        for cost in ("free", "risky", "paid"):
            await self._each(probe for probe in todo if probe.cost == cost and probe.id not in self._results)
        explored: tuple[Limit, ...] = ()
        if self._stop is None:
            await self._settle(probes)
            self._findings += judge_together(self._compared, self.edition)
            self._findings += self._unanswered(probes)
            if self.explore:
                explored = await explore(self._findings, self.edition, self._asker.ask)
        return self._report(probes, explored)

    def _without_known(self, probes: Sequence[Probe]) -> list[Probe]:
        for result, findings in self.known.values():
            if result.outcome in ("agrees", "differs") and any(probe.id == result.id for probe in probes):
                self._results[result.id] = result
                self._findings += findings
        return [probe for probe in probes if probe.id not in self._results]

    async def _begin(self, todo: dict[str, Probe]) -> None:
        first = await self._each(todo[name] for name in SENTINELS if name in todo)
        stop = reason_to_stop([answer for answer in first if answer], self.edition, self.target.base_url)
        if stop is not None and needs_witness(stop) and WITNESS in todo:
            witness = (await self._each([todo[WITNESS]]))[0]
            if isinstance(witness, Exchange) and speaks_against(witness, stop):
                stop = None
        self._stop = stop or self._stop

    async def _each(self, probes: Iterable[Probe]) -> list[Exchange | NoAnswer | None]:
        many = asyncio.Semaphore(self.pace.at_a_time)
        few = asyncio.Semaphore(min(self.pace.at_a_time, _MOST_LARGE))

        async def ask(probe: Probe) -> Exchange | NoAnswer | None:
            async with many if probe.cost == "free" else few:
                answered = await self._ask(probe)
            # Answers that may carry a video are let go of: all of them together would take much memory.
            return answered if probe.cost == "free" else None

        return await asyncio.gather(*map(ask, probes))

    async def _ask(self, probe: Probe) -> Exchange | NoAnswer | None:
        answer = None if self._stop else await self._asker.ask(probe)
        if answer is None:
            why = self._stop.says if self._stop else self._asker.purse.why_not()
            self._keep(_no_result(probe, "not_checked", why))
        elif isinstance(answer, NoAnswer):
            self._bill_is_clear &= probe.cost == "free" or not answer.sent
            self._keep(_no_result(probe, "no_answer", answer.says))
            await self._meet_trouble(probe)
            return answer
        else:
            self._in_trouble = 0
            return self._take(probe, answer)
        return None

    def _take(self, probe: Probe, answer: Answer) -> Exchange:
        exchange = Exchange(probe.id, probe.asked, answer, probe.shape, probe.notes)
        if probe.cost != "free" and may_be_billed(answer):
            self._successes += 1
            self._bill_is_clear &= answer.succeeded
        if probe.asked.credits_query:
            self._balance = _balance(exchange)
        if probe.id in COMPARED and not answer.cut:
            self._compared[probe.id] = exchange
        findings = tuple(judge(exchange, self.edition))
        self._keep(self._result(probe, exchange, findings), findings)
        return exchange

    async def _meet_trouble(self, probe: Probe) -> None:
        """Give the target up after some silence, unless a free call shows that only these probes are not answered."""
        self._in_trouble += 1
        if self._in_trouble != _MOST_TROUBLE:
            return
        free = Probe("still-there", probe.asked, "free", method="GET")
        if isinstance(await self._asker.ask(free), NoAnswer):
            says = f"{self.target.base_url} stopped answering in the middle of the check"
            self._stop = Stop("cut_off", says)
        self._in_trouble = 0

    async def _settle(self, probes: Sequence[Probe]) -> None:
        """Ask for the balance once more, where it was answered before, and compare the bill."""
        query = next((probe for probe in probes if probe.asked.credits_query), None)
        if query is None or self._balance is None or not self._bill_is_clear:
            return
        answer = await self._asker.ask(query)
        after = _balance(Exchange(query.id, query.asked, answer)) if isinstance(answer, Answer) else None
        self._findings += judge_bill(self.edition, self._balance, after, self._successes)

    def _unanswered(self, probes: Sequence[Probe]) -> Iterable[Finding]:
        """Yield a finding for each probe that alone got no answer, where others did."""
        for probe in probes:
            result = self._results[probe.id]
            if result.outcome == "no_answer":
                rule = probe.asked.expected(self.edition)
                where = f"rule:{rule.name}" if rule else f"success:{probe.id}"
                says = f"this call alone gets no answer: {result.why}"
                severity = rate("answer_cut")
                yield Finding("answer_cut", severity, where, "a whole body", "no answer", "documented", probe.id, says)

    def _result(self, probe: Probe, exchange: Exchange, findings: Iterable[Finding]) -> ProbeResult:
        differs = any(finding.severity != "info" for finding in findings)
        answer = exchange.answer
        return ProbeResult(
            probe.id,
            probe.rule,
            probe.cost == "paid",
            "differs" if differs else "agrees",
            round(answer.seconds * 1000, 1),
            agrees_with=agreeing(exchange, self.editions),
            evidence=in_short(answer),
        )

    def _keep(self, result: ProbeResult, findings: tuple[Finding, ...] = ()) -> None:
        self._results[result.id] = result
        self._findings += findings
        self.on_result(result, findings)

    def _report(self, probes: Sequence[Probe], explored: tuple[Limit, ...]) -> Report:
        results = tuple(self._results[probe.id] for probe in probes)
        findings = distinct(without_echoes(self._findings))
        return Report(
            self.target.base_url,
            self.edition.id,
            verdict_of(self._stop, self._findings, results),
            match(results, self.editions, self.edition.id),
            self._asker.purse.spent,
            self.allowed,
            results,
            findings,
            self._stop,
            explored=explored,
        )


def _no_result(probe: Probe, outcome: Literal["not_checked", "no_answer"], why: str) -> ProbeResult:
    return ProbeResult(probe.id, probe.rule, probe.cost == "paid", outcome, why=why)


def _balance(exchange: Exchange) -> float | None:
    """Return the sum of the pools' balances, None where the answer does not tell it."""
    pools = exchange.answer.value("data")
    if not exchange.answer.succeeded or not isinstance(pools, list):
        return None
    values = [pool.get("balance") for pool in pools if isinstance(pool, dict)]
    numbers = [value for value in values if isinstance(value, int | float) and not isinstance(value, bool)]
    return float(sum(numbers)) if numbers else None
