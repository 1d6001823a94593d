"""The report as Markdown, for the summary of a CI step."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from contract_tests.finding import SEVERITIES, Finding
from contract_tests.report import Report
from contract_tests.reports.words import (
    brief,
    documents_match,
    headline,
    of_severity,
    percent,
    rows_of,
    some,
    source_note,
    tally,
    three_way_lines,
    unchecked,
    undecided_says,
)

_MOST = 200
"""Findings listed; a step's summary holds 1 MiB at most."""

_SIGNS = re.compile(r"([\\`*\[\]<>#|~$&@]|(?<![0-9A-Za-z])_|_(?![0-9A-Za-z])|:(?=[/\w]))")


def render(report: Report) -> str:
    """Return the Markdown text."""
    parts = (_verdict, _findings, _three_way, _explored, _editions, _documents, _unchecked, _end)
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
    if report.notes:
        yield from (f"* {escape(brief(note, 500))}" for note in report.notes)
        yield ""


def _findings(report: Report) -> Iterator[str]:
    groups = [(severity.capitalize(), of_severity(report.findings, severity)) for severity in SEVERITIES]
    for title, findings in [*groups, ("Accepted by the baseline", list(report.accepted))]:
        if findings:
            yield f"### {title} ({len(findings)})"
            yield ""
            yield from _table(("finding", "where", "expected", "observed", "basis", "fingerprint"), _rows(findings))
            for finding in findings[:_MOST]:
                yield from _of_a_table(finding)
            if len(findings) > _MOST:
                yield f"{len(findings) - _MOST} more are left out."
            yield ""


def _rows(findings: Sequence[Finding]) -> Iterator[Sequence[str]]:
    for each in findings[:_MOST]:
        evidence = (each.where, each.expected, each.observed, each.basis, each.fingerprint)
        says = f"{brief(each.says, 400)}{source_note(each)}"
        yield (f"**{escape(each.kind)}** {escape(says)}", *map(_shown, evidence))


def _of_a_table(finding: Finding) -> Iterator[str]:
    """Yield the rows that one finding is about, folded up."""
    rows = rows_of(finding)
    if rows:
        yield f"<details><summary>{len(rows)} rows of {_shown(finding.fingerprint)}</summary>"
        yield ""
        yield from _table(("name", "expected", "observed"), ([*map(_shown, row)] for row in rows))
        yield "</details>"
        yield ""


def _three_way(report: Report) -> Iterator[str]:
    if report.three_way:
        yield "### Documents, wire and edition: who agrees with whom"
        yield ""
        yield from (f"* {escape(brief(line, 400))}" for line in three_way_lines(report)[:_MOST])
        yield ""


def _documents(report: Report) -> Iterator[str]:
    if report.documents is None:
        return
    yield "### Pages that were read"
    yield ""
    yield from _table(("page", "taken for", "format"), ([*map(_shown, page)] for page in report.documents.pages))
    if report.documents.matches != report.matches:
        yield escape(documents_match(report.documents))
        yield ""
    yield from (f"* not understood: {escape(brief(says, 400))}" for says in report.documents.unread[:_MOST])
    yield ""


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
