"""Sends recorded requests again, within the credits allowed, and reports what changed since they were recorded."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from importlib.resources import files
from typing import Literal

from contract_tests.asking import Asker
from contract_tests.exchange import Answer, Exchange
from contract_tests.finding import Finding, distinct
from contract_tests.matching import is_conformity, match
from contract_tests.no_answer import NoAnswer
from contract_tests.pace import Pace
from contract_tests.probes import Probe, probes
from contract_tests.progress import Advance
from contract_tests.purse import Purse
from contract_tests.recordings.asked import exchange_of, exchange_with
from contract_tests.recordings.naming import Names, sort_of
from contract_tests.recordings.replaying import judged
from contract_tests.recordings.resending import NotAgainError, Resend, resend_of
from contract_tests.recordings.since import changes
from contract_tests.report import ProbeResult, Report, Stop, in_short, verdict_of
from contract_tests.stopping import SENTINELS, WITNESS, needs_witness, reason_to_stop, speaks_against
from contract_tests.target import Target
from livephoto.contract.model import Edition
from livephoto.recordings.model import RecordedExchange, RecordingError

_MOST_TROUBLE = 3
"""Calls in a row without an answer after which the target is given up."""
_NAMED = 5
"""Exchanges that a note names."""


@dataclass(slots=True)
class Again:
    """One run against one target. Use `run` once."""

    target: Target
    edition: Edition
    """Where the recordings show nothing, and for the price."""
    editions: Sequence[Edition]
    allowed: int
    """Credits that may be spent: never exceeded, not even by a call that ought to fail."""
    pace: Pace = field(default_factory=Pace)
    video: bool = True
    advance: Advance = lambda: None
    _asker: Asker = field(init=False)
    _stop: Stop | None = field(init=False, default=None)
    _names: Names = field(init=False, default_factory=Names)
    _results: dict[str, ProbeResult] = field(init=False, default_factory=dict)
    _findings: dict[str, Finding] = field(init=False, default_factory=dict)
    _stood_in: list[str] = field(init=False, default_factory=list)
    _in_trouble: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        """Open the purse."""
        price = self.edition.billing.credits_per_success
        self._asker = Asker(self.target, self.pace, Purse(self.allowed, price))

    async def run(self, exchanges: Iterable[RecordedExchange], unread: Iterable[str] = ()) -> Report:
        """Return what changed since the exchanges were recorded; unread: why some of them could not be read."""
        self._stop = await self._first_look()
        waiting = iter(exchanges)
        await asyncio.gather(*(self._work(waiting) for _ in range(self.pace.at_a_time)))
        for number, why in enumerate(unread, 1):
            self._results[f"unread-{number}"] = _no_result(f"unread-{number}", "not_checked", why)
        return self._report()

    async def _first_look(self) -> Stop | None:
        """Ask what no server can bill, to learn whether the target is there and takes the key."""
        portrait = files("contract_tests").joinpath("assets/portrait.jpg").read_bytes()
        known = {probe.id: probe for probe in probes(self.edition, portrait)}
        first = [await self._look(known[name]) for name in SENTINELS]
        stop = reason_to_stop(first, self.edition, self.target.base_url)
        if stop is not None and needs_witness(stop):
            witness = await self._look(known[WITNESS])
            if isinstance(witness, Exchange) and speaks_against(witness, stop):
                return None
        # A retirement is a change like others: the comparison tells it.
        return None if stop is not None and stop.reason == "retired" else stop

    async def _look(self, probe: Probe) -> Exchange | NoAnswer:
        answer = await self._asker.ask(probe)
        assert answer is not None  # noqa: S101  (the probe is free)
        return answer if isinstance(answer, NoAnswer) else Exchange(probe.id, probe.asked, answer)

    async def _work(self, waiting: Iterator[RecordedExchange]) -> None:
        for recorded in waiting:
            name = self._names.of(recorded)
            self._results[name] = _no_result(name, "not_checked", "")
            self._results[name] = await self._again(name, recorded)
            self.advance()

    async def _again(self, name: str, recorded: RecordedExchange) -> ProbeResult:
        if self._stop:
            return _no_result(name, "not_checked", self._stop.says)
        try:
            before = exchange_of(recorded, self.edition, video=self.video)
            before = replace(before, probe=sort_of(recorded, before.asked, self.edition))
            resend = resend_of(recorded, before, self.edition)
        except (NotAgainError, RecordingError) as error:
            return _no_result(name, "not_checked", str(error))
        answer = await self._asker.ask(resend.probe)
        if answer is None:
            return _no_result(name, "not_checked", self._asker.purse.why_not())
        if isinstance(answer, NoAnswer):
            self._meet_trouble(answer)
            return _no_result(name, "no_answer", answer.says)
        self._in_trouble = 0
        return self._compared(name, recorded, before, resend, answer)

    def _meet_trouble(self, answer: NoAnswer) -> None:
        self._in_trouble += 1
        if self._in_trouble >= _MOST_TROUBLE and self._stop is None:
            self._stop = Stop(answer.reason, f"{self.target.base_url} stopped answering: {answer.says}")

    def _compared(
        self, name: str, recorded: RecordedExchange, before: Exchange, resend: Resend, answer: Answer
    ) -> ProbeResult:
        if resend.stands_in:
            self._stood_in.append(name)
        after = exchange_with(recorded, answer, self.edition, video=self.video)
        asked = replace(before.asked, drawn=resend.stands_in)
        findings = list(changes(before, replace(after, probe=before.probe, asked=asked), self.edition))
        for finding in findings:
            self._findings.setdefault(finding.fingerprint, replace(finding, probe=name))
        rule = before.asked.expected(self.edition)
        return ProbeResult(
            name,
            rule.name if rule else None,
            rule is None and before.asked.live,
            "differs" if any(finding.severity != "info" for finding in findings) else "agrees",
            round(answer.seconds * 1000, 1),
            agrees_with=tuple(each.id for each in self.editions if self._fits(recorded, answer, each)),
            evidence=in_short(answer),
        )

    def _fits(self, recorded: RecordedExchange, answer: Answer, edition: Edition) -> bool:
        return is_conformity(judged(recorded, answer, edition, "", video=self.video)[1])

    def _report(self) -> Report:
        results, findings = tuple(self._results.values()), distinct(self._findings.values())
        return Report(
            self.target.base_url,
            self.edition.id,
            verdict_of(self._stop, findings, results),
            match(results, self.editions, self.edition.id),
            self._asker.purse.spent,
            self.allowed,
            results,
            findings,
            self._stop,
            notes=tuple(self._notes()),
        )

    def _notes(self) -> Iterator[str]:
        yield "each answer was held against the recorded one to the same request: findings are what changed since"
        if self._stood_in:
            some = ", ".join(self._stood_in[:_NAMED]) + (" and others" if len(self._stood_in) > _NAMED else "")
            like = "others of the same format, bytes and pixels stood in for them"
            yield f"{len(self._stood_in)} uploads were not kept; {like}: {some}"


def _no_result(name: str, outcome: Literal["not_checked", "no_answer"], why: str) -> ProbeResult:
    return ProbeResult(name, None, False, outcome, why=why)
