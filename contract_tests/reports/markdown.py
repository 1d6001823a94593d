"""The report as Markdown, for the summary of a CI step."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from contract_tests.finding import SEVERITIES, Finding
from contract_tests.report import Report
from contract_tests.reports.words import brief, headline, of_severity, percent, some, tally, unchecked, undecided_says

_MOST = 200
"""Findings listed; a step's summary holds 1 MiB at most."""

_SIGNS = re.compile(r"([\\`*\[\]<>#|~$&@]|(?<![0-9A-Za-z])_|_(?![0-9A-Za-z])|:(?=[/\w]))")


def render(report: Report) -> str:
    """Return the Markdown text."""
    parts = (_verdict, _findings, _explored, _editions, _unchecked, _end)
    return "\n".join(line for part in parts for line in part(report))


def escape(text: str) -> str:
    """Return text with each sign that Markdown, HTML or GitHub gives a meaning to as plain text."""
    return _SIGNS.sub(lambda found: f"&#{ord(found[1])};", text)


def _verdict(report: Report) -> Iterator[str]:
    yield f"## {escape(brief(headline(report), 500))}"
    yield ""
    yield f"Target {_shown(report.target)}, checked against edition {_shown(report.edition)}."
    if report.stop:
        yield f"**{escape(brief(report.stop.says, 500))}**"
    yield ""


def _findings(report: Report) -> Iterator[str]:
    groups = [(severity.capitalize(), of_severity(report.findings, severity)) for severity in SEVERITIES]
    for title, findings in [*groups, ("Accepted by the baseline", list(report.accepted))]:
        if findings:
            yield f"### {title} ({len(findings)})"
            yield ""
            yield from _table(("finding", "where", "expected", "observed", "basis", "fingerprint"), _rows(findings))
            if len(findings) > _MOST:
                yield f"{len(findings) - _MOST} more are left out."
            yield ""


def _rows(findings: Sequence[Finding]) -> Iterator[Sequence[str]]:
    for each in findings[:_MOST]:
        evidence = (each.where, each.expected, each.observed, each.basis, each.fingerprint)
        yield (f"**{escape(each.kind)}** {escape(brief(each.says, 400))}", *map(_shown, evidence))


def _explored(report: Report) -> Iterator[str]:
    if report.explored:
        yield "### Limits that were searched for"
        yield ""
        yield from (f"* {escape(brief(limit.says, 400))}" for limit in report.explored)
        yield ""


def _editions(report: Report) -> Iterator[str]:
    if not report.undecided():
        return
    yield "### Which edition it is"
    yield ""
    rows = [(_shown(it.edition), f"{percent(it)} %", escape(some(it.against) or "nothing")) for it in report.matches]
    yield from _table(("edition", "agrees", "what speaks against it"), rows)
    if note := undecided_says(report):
        yield escape(note)
        yield ""


def _unchecked(report: Report) -> Iterator[str]:
    reasons = unchecked(report)
    if reasons:
        yield "### Not checked"
        yield ""
        rows = [(str(len(names)), escape(some(names, 6)), escape(brief(why, 400))) for why, names in reasons]
        yield from _table(("probes", "which", "why"), rows)


def _end(report: Report) -> Iterator[str]:
    yield escape(tally(report))
    yield ""


def _table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(headers)} |"
    yield f"|{' --- |' * len(headers)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"
    yield ""


def _shown(value: object) -> str:
    return f"<code>{escape(brief(value))}</code>"
