"""The check: sends the probes in the order of their cost, within the credits allowed, and judges every answer."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from contract_tests.exchange import Answer, Exchange
from contract_tests.finding import SEVERITIES, Finding
from contract_tests.judge import judge
from contract_tests.matching import agreeing, match
from contract_tests.probes import Probe
from contract_tests.report import ProbeResult, Report, Stop, Verdict
from contract_tests.stopping import SENTINELS, reason_to_stop
from contract_tests.target import NoAnswer, Target
from contract_tests.together import judge_bill, judge_together
from livephoto.contract.model import Edition

_MOST_TROUBLE = 3
"""Probes in a row without an answer after which the target is taken for gone."""


@dataclass(slots=True)
class Pace:
    """How hard a target is asked: calls at a time, and seconds from one to the next."""

    at_a_time: int = 8
    apart: float = 0.0


@dataclass(slots=True)
class Check:
    """One run against one target. Use `run` once."""

    target: Target
    edition: Edition
    editions: Sequence[Edition]
    allowed: int
    """Credits that may be spent; never exceeded, not even by a probe that ought to fail."""
    pace: Pace = field(default_factory=Pace)
    known: dict[str, tuple[ProbeResult, tuple[Finding, ...]]] = field(default_factory=dict)
    """Results of an earlier run that are not asked for again."""
    spent: int = 0
    on_result: Callable[[ProbeResult, tuple[Finding, ...]], None] = lambda result, findings: None
    _results: dict[str, ProbeResult] = field(default_factory=dict)
    _findings: list[Finding] = field(default_factory=list)
    _exchanges: dict[str, Exchange] = field(default_factory=dict)
    _balances: list[float | None] = field(default_factory=list)
    _last_start: float = 0.0
    _in_trouble: int = 0

    async def run(self, probes: Sequence[Probe]) -> Report:
        """Return the report of checking the target with `probes`."""
        todo = {probe.id: probe for probe in probes}
        for result, findings in self.known.values():
            if todo.pop(result.id, None) is not None:
                self._results[result.id] = result
                self._findings += findings
        stop = await self._begin([todo.pop(name) for name in SENTINELS if name in todo])
        if stop is None:
            await self._free([probe for probe in todo.values() if probe.cost == "free"])
            await self._costly([probe for probe in todo.values() if probe.cost != "free"])
            await self._settle(probes)
            self._findings += judge_together(self._exchanges)
            stop = self._gone()
        return self._report(probes, stop)

    async def _begin(self, sentinels: Iterable[Probe]) -> Stop | None:
        answers = []
        for probe in sentinels:
            answers.append(await self._ask(probe))
            if isinstance(answers[-1], NoAnswer):
                break
        return reason_to_stop(answers, self.edition, self.target.base_url) if answers else None

    async def _free(self, probes: Iterable[Probe]) -> None:
        gate = asyncio.Semaphore(self.pace.at_a_time)

        async def ask(probe: Probe) -> None:
            async with gate:
                if not self._gone():
                    await self._ask(probe)

        await asyncio.gather(*map(ask, probes))

    async def _costly(self, probes: Iterable[Probe]) -> None:
        price = self.edition.billing.credits_per_success
        for probe in probes:
            if self._gone():
                return
            if self.spent + price > self.allowed:
                why = f"it could cost {price} credits; {self.allowed - self.spent} of {self.allowed} are left to spend"
                self._keep(ProbeResult(probe.id, probe.rule, probe.cost == "paid", "not_checked", why=why), ())
            else:
                await self._ask(probe)

    async def _settle(self, probes: Sequence[Probe]) -> None:
        """Ask for the balance once more, where it was answered before, and compare the bill."""
        query = next((probe for probe in probes if probe.asked.credits_query), None)
        if query is None or not self._balances or self._gone():
            return
        answer = await self._send(query)
        after = _balance(Exchange(query.id, query.asked, answer)) if not isinstance(answer, NoAnswer) else None
        price = self.edition.billing.credits_per_success
        self._findings += judge_bill(self.edition, self._balances[0], after, self.spent // price)

    async def _ask(self, probe: Probe) -> Exchange | NoAnswer:
        answer = await self._send(probe)
        if isinstance(answer, NoAnswer):
            self._in_trouble += 1
            self._keep(ProbeResult(probe.id, probe.rule, probe.cost == "paid", "no_answer", why=answer.says), ())
            return answer
        self._in_trouble = 0
        exchange = Exchange(probe.id, probe.asked, answer, probe.shape, probe.notes)
        if probe.cost != "free" and answer.succeeded:
            self.spent += self.edition.billing.credits_per_success
        if probe.asked.credits_query:
            self._balances.append(_balance(exchange))
        if probe.cost == "paid":
            self._exchanges[probe.id] = exchange
        findings = tuple(judge(exchange, self.edition))
        self._keep(self._result(probe, exchange, findings), findings)
        return exchange

    async def _send(self, probe: Probe) -> Answer | NoAnswer:
        await self._wait_for_turn()
        return await self.target.send(probe)

    async def _wait_for_turn(self) -> None:
        if self.pace.apart <= 0:
            return
        now = time.monotonic()
        self._last_start = max(now, self._last_start + self.pace.apart)
        await asyncio.sleep(self._last_start - now)

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
            evidence=f"status {answer.status}, {answer.code or answer.media_type}, {len(answer.body):,} bytes",
        )

    def _keep(self, result: ProbeResult, findings: tuple[Finding, ...]) -> None:
        self._results[result.id] = result
        self._findings += findings
        self.on_result(result, findings)

    def _gone(self) -> Stop | None:
        if self._in_trouble < _MOST_TROUBLE:
            return None
        return Stop("cut_off", f"{self.target.base_url} stopped answering in the middle of the check")

    def _report(self, probes: Sequence[Probe], stop: Stop | None) -> Report:
        for probe in probes:
            if probe.id not in self._results:
                why = stop.says if stop else "the check ended before it"
                self._results[probe.id] = ProbeResult(
                    probe.id, probe.rule, probe.cost == "paid", "not_checked", why=why
                )
        results = tuple(self._results[probe.id] for probe in probes)
        findings = _once(sorted(self._findings, key=lambda it: (SEVERITIES.index(it.severity), it.kind, it.where)))
        return Report(
            self.target.base_url,
            self.edition.id,
            _verdict(stop, findings),
            match(results, self.editions, self.edition.id),
            self.spent,
            self.allowed,
            results,
            findings,
            stop,
        )


def _once(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return each difference once, with the first probe that showed it."""
    seen: dict[str, Finding] = {}
    for finding in findings:
        seen.setdefault(finding.fingerprint, finding)
    return tuple(seen.values())


def _verdict(stop: Stop | None, findings: Sequence[Finding]) -> Verdict:
    if stop is not None:
        return "retired" if stop.reason == "retired" else "unreachable"
    if any(finding.kind == "endpoint_retired" and finding.where.startswith("success:") for finding in findings):
        return "retired"
    return "drift" if any(finding.severity != "info" for finding in findings) else "conforms"


def _balance(exchange: Exchange) -> float | None:
    """Return the sum of the pools' balances, None where the answer does not tell it."""
    pools = exchange.answer.value("data")
    if not exchange.answer.succeeded or not isinstance(pools, list):
        return None
    values = [pool.get("balance") for pool in pools if isinstance(pool, dict)]
    numbers = [value for value in values if isinstance(value, int | float) and not isinstance(value, bool)]
    return float(sum(numbers)) if numbers else None
