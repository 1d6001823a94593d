"""The report for people, as parts that the command shows: the first line is the verdict."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from contract_tests.finding import SEVERITIES, Finding
from contract_tests.report import Report
from contract_tests.reports.words import brief, headline, of_severity, percent, some, tally, unchecked, undecided_says
from livephoto.commands.console import heading, table

if TYPE_CHECKING:
    from rich.console import RenderableType

_STYLES = {"conforms": "bold green", "drift": "bold yellow", "retired": "bold red", "unreachable": "bold red"}


def render(report: Report) -> list[RenderableType]:
    """Return the report's parts, to be given to `console.show`."""
    return [
        *_verdict(report),
        *_findings(report),
        *_explored(report),
        *_editions(report),
        *_unchecked(report),
        *_tally(report),
    ]


def _verdict(report: Report) -> Iterator[RenderableType]:
    from rich.text import Text

    yield Text(brief(headline(report), 500), style=_STYLES[report.verdict])
    if report.stop:
        yield Text(brief(report.stop.says, 500))


def _findings(report: Report) -> Iterator[RenderableType]:
    for severity in SEVERITIES:
        yield from _group(severity, of_severity(report.findings, severity))
    yield from _group("accepted by the baseline", report.accepted)


def _group(title: str, findings: Sequence[Finding]) -> Iterator[RenderableType]:
    from rich.text import Text

    if not findings:
        return
    yield heading(f"{title} ({len(findings)})")
    for finding in findings:
        yield Text(f"- {brief(finding.says, 400)}")
        yield Text(f"  {_evidence(finding)}", style="dim")


def _evidence(finding: Finding) -> str:
    return (
        f"{finding.kind} at {brief(finding.where)}: expected {brief(finding.expected)}, observed "
        f"{brief(finding.observed)}; {finding.basis}, probe {finding.probe}, fingerprint {finding.fingerprint}"
    )


def _explored(report: Report) -> Iterator[RenderableType]:
    from rich.text import Text

    if report.explored:
        yield heading("Limits that were searched for")
    for limit in report.explored:
        yield Text(f"- {brief(limit.says, 400)} ({limit.calls} calls, {limit.paid} of them paid)")


def _editions(report: Report) -> Iterator[RenderableType]:
    from rich.text import Text

    if not report.undecided():
        return
    yield heading("Which edition it is")
    rows = [(match.edition, f"{percent(match)} %", some(match.against) or "nothing") for match in report.matches]
    yield table(("edition", "agrees", "what speaks against it"), rows)
    if note := undecided_says(report):
        yield Text(note)


def _unchecked(report: Report) -> Iterator[RenderableType]:
    reasons = unchecked(report)
    if not reasons:
        return
    yield heading("Not checked")
    yield table(("probes", "which", "why"), [(len(names), some(names, 6), brief(why, 400)) for why, names in reasons])


def _tally(report: Report) -> Iterator[RenderableType]:
    from rich.text import Text

    yield Text(f"\n{tally(report)}")
