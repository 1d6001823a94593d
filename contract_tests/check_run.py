"""One run of the check for the command: the record beside it, the progress on a terminal, the key in no result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from contract_tests.checking import Check
from contract_tests.exchange import Answer
from contract_tests.finding import Finding
from contract_tests.no_answer import NoAnswer
from contract_tests.pace import Pace
from contract_tests.probes import Probe
from contract_tests.progress import Advance
from contract_tests.purse import may_be_billed
from contract_tests.redaction import hide_in_finding, hide_in_report, hide_in_result
from contract_tests.report import ProbeResult, Report
from contract_tests.resume import Record
from contract_tests.target import Target
from livephoto.contract.loader import load_editions
from livephoto.contract.model import Edition


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line asked for."""

    base_url: str
    api_key: str = field(repr=False)
    edition: Edition
    probes: Sequence[Probe]
    allowed: int
    """Credits."""
    pace: Pace
    seconds: float
    """How long an answer may take."""
    explore: bool = False


class _RecordedTarget(Target):
    """Writes down each call that may be billed: before it is made, and what its answer says about the bill."""

    record: Record | None = None

    async def send(self, probe: Probe) -> Answer | NoAnswer:
        """Return the answer to a probe."""
        if self.record is None or probe.cost == "free":
            return await super().send(probe)
        self.record.asking(probe.id)
        answer = await super().send(probe)
        self.record.settled(probe.id, billed=may_be_billed(answer))
        return answer


async def run(wanted: Wanted, record: Record | None, advance: Advance) -> Report:
    """Return the report of a check; `advance` is called for each probe that is done. Raises TargetError."""

    def on_result(result: ProbeResult, findings: tuple[Finding, ...]) -> None:
        if record:
            found = [hide_in_finding(finding, wanted.api_key) for finding in findings]
            record.answered(hide_in_result(result, wanted.api_key), found)
        advance()

    async with _RecordedTarget(wanted.base_url, wanted.api_key, wanted.edition, wanted.seconds) as target:
        target.record = record
        check = Check(
            target,
            wanted.edition,
            load_editions(),
            wanted.allowed,
            wanted.pace,
            known=dict(record.known) if record else {},
            spent=record.spent if record else 0,
            on_result=on_result,
            explore=wanted.explore,
        )
        report = hide_in_report(await check.run(wanted.probes), wanted.api_key)
    if record:
        record.finished(report)
    return report
