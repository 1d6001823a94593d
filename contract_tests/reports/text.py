"""The report for people, as parts that the command shows: the first line is the verdict."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from contract_tests.finding import SEVERITIES, Finding
from contract_tests.report import Report
from contract_tests.reports.words import (
    brief,
    documents_match,
    headline,
    of_severity,
    percent,
    some,
    source_note,
    tally,
    three_way_lines,
    unchecked,
    undecided_says,
)
from livephoto.commands.console import heading, table

if TYPE_CHECKING:
    from rich.console import RenderableType

_STYLES = {"conforms": "bold green", "drift": "bold yellow", "retired": "bold red", "unreachable": "bold red"}


def render(report: Report) -> list[RenderableType]:
    """Return the report's parts, to be given to `console.show`."""
    return [
        *_verdict(report),
        *_findings(report),
        *_three_way(report),
        *_explored(report),
        *_editions(report),
        *_documents(report),
        *_unchecked(report),
        *_tally(report),
    ]


def _verdict(report: Report) -> Iterator[RenderableType]:
    from rich.text import Text

    yield Text(brief(headline(report), 500), style=_STYLES[report.verdict])
    if report.stop:
        yield Text(brief(report.stop.says, 500))
    for note in report.notes:
        yield Text(brief(note, 500))


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
        f"{brief(finding.observed)}{source_note(finding)}; {finding.basis}, probe {finding.probe}, "
        f"fingerprint {finding.fingerprint}"
    )


def _three_way(report: Report) -> Iterator[RenderableType]:
    from rich.text import Text

    if report.three_way:
        yield heading("Documents, wire and edition: who agrees with whom")
    for line in three_way_lines(report):
        yield Text(f"- {brief(line, 400)}")


def _documents(report: Report) -> Iterator[RenderableType]:
    from rich.text import Text

    if report.documents is None:
        return
    yield heading("Pages that were read")
    rows = ((brief(file, 300), kind, form) for file, kind, form in report.documents.pages)
    yield table(("page", "taken for", "format"), rows)
    if report.documents.matches != report.matches:
        yield Text(documents_match(report.documents))
    if report.documents.unread:
        yield heading("Not understood")
    for says in report.documents.unread:
        yield Text(f"- {brief(says, 400)}")


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
